"""Papers opened as the desk opens them: traced first, examined once, told when seen elsewhere."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.documents.limits import USUAL
from backoffice.documents.pages import PagePicture
from backoffice.errors import Denied, Refused
from backoffice.models.validation.papers import DocumentOpening
from backoffice.rules.papers.words import Box, PageText, PaperText, TextSource, Word
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import (
    DocumentKind,
    DocumentMedia,
    DocumentState,
    DocumentUse,
    PaperFlag,
)
from backoffice.services.papers.examining import (
    SeenElsewhere,
    note_examined,
    rejection_of,
    seen_elsewhere,
)
from backoffice.services.papers.leaving import mark_words, marked_pages, marked_pdf, saved_name
from backoffice.services.papers.opening import Paper, ask_paper, limits_of, papers_of, read_paper
from backoffice.services.papers.pages import (
    examined,
    examined_and_cleared,
    found,
    page_picture,
    paper_text,
    thumbnails,
)
from backoffice.services.papers.receiving import ready_paper, receive_paper
from bench.hostile.papers import all_hostile
from bench.hostile.valid import jpeg, text_pdf

CERTIFICATE = DocumentKind.INSURANCE_CERTIFICATE
NOW = datetime(2026, 11, 22, 13, 5, tzinfo=UTC)


def paper_of(content: bytes, name: str = "a.pdf") -> Paper:
    """A paper as it is once read."""
    return Paper(7, CERTIFICATE, name, name, content, DocumentState.RECEIVED, USUAL)


def page_of(*words: tuple[str, float, float]) -> PaperText:
    """One page with these words at these places."""
    placed = tuple(Word(word, Box(left, top, left + 0.1, top + 0.02)) for word, left, top in words)
    return PaperText((PageText(1, 595, 842, placed, TextSource.TEXT_LAYER),))


@pytest.mark.parametrize(
    ("sought", "hits"),
    [
        ("etangs", 1), ("ÉTANGS", 1), ("12 rue des étangs", 1), ("rue", 2), ("rue des", 2), ("assurance", 1),
        ("tang", 1),
        ("", 0), ("  ’ ", 0), ("absente", 0), ("étangs attestation", 1),
    ],
)  # fmt: skip
def test_words_are_found_without_accents_nor_capitals(sought: str, hits: int) -> None:
    text = page_of(
        ("12", 0.1, 0.1), ("rue", 0.2, 0.1), ("des", 0.3, 0.1), ("Étangs", 0.4, 0.1),
        ("Attestation", 0.5, 0.1),
        ("d’assurance", 0.1, 0.2), ("—", 0.2, 0.2), ("RUE", 0.3, 0.2), ("DES", 0.4, 0.2),
    )  # fmt: skip
    assert len(found(text, sought)) == hits


def test_a_hit_is_one_zone_a_line() -> None:
    text = page_of(("rue", 0.7, 0.1), ("des", 0.8, 0.1), ("Étangs", 0.1, 0.2))
    first, second = found(text, "rue des étangs")
    assert (first.page, first.box) == (1, Box(0.7, 0.1, 0.8 + 0.1, 0.1 + 0.02))
    assert second.box == Box(0.1, 0.2, 0.1 + 0.1, 0.2 + 0.02)


def test_pages_words_and_thumbnails_of_a_paper() -> None:
    paper = paper_of(text_pdf(2))
    assert examined(paper).pages == 2
    assert page_picture(paper, 2, 500, 90).width == 500
    assert [picture.width for picture in thumbnails(paper)] == [120, 120]
    assert len(found(paper_text(paper), "attestation d'assurance")) == 40
    with pytest.raises(Refused) as caught:
        examined(replace(paper, given_name="x.pdf.exe"))
    assert rejection_of(str(caught.value.code)) is InsuranceRejection.UNREADABLE_FILE


def test_what_leaves_is_marked_and_named_here() -> None:
    assert mark_words("Camille  Durand\n", NOW) == "Copie – Camille Durand – 22/11/2026 14:05"
    paper = paper_of(text_pdf(2))
    copy = paper_of(marked_pdf(paper, "Camille Durand", NOW))
    assert examined(copy).pages == 2
    assert not any(page.words for page in paper_text(copy).pages)
    printed = list(marked_pages(paper, "Camille Durand", NOW))
    assert [type(page) for page in printed] == [PagePicture, PagePicture]
    assert saved_name(paper) == "Attestation-dassurance-7-copie.pdf"


def test_a_photo_loses_its_place_before_anything_is_done_with_it() -> None:
    notes = Image.Exif()
    notes[0x0112] = 6
    notes.get_ifd(0x8825)[1] = "N"
    made = BytesIO()
    Image.new("RGB", (640, 480), "red").save(made, "JPEG", exif=notes, comment=b"secret")
    paper = paper_of(made.getvalue(), "photo.jpg")
    found, cleared = examined_and_cleared(paper)
    assert found.flags == {PaperFlag.LOCATION_REMOVED}
    assert b"Exif" in paper.content
    for content in (cleared.content, marked_pdf(paper, "Camille Durand", NOW)):
        assert b"Exif" not in content
        assert b"secret" not in content
    with Image.open(BytesIO(cleared.content)) as again:
        assert (again.size, len(again.getexif())) == ((480, 640), 0)
    plain = paper_of(text_pdf(1))
    assert examined_and_cleared(plain)[1] is plain


def test_what_is_seen_elsewhere_is_one_sentence() -> None:
    assert SeenElsewhere(0, 0).sentence is None
    assert "déjà" in str(SeenElsewhere(1, 0).sentence)
    assert "un autre client" in str(SeenElsewhere(1, 1).sentence)
    assert "3 autres clients" in str(SeenElsewhere(0, 3).sentence)


_ITEMS = text(
    "SELECT id, customer_id FROM work_item WHERE status = 'OPEN' AND NOT in_my_household(customer_id) "
    "AND sees_customer(customer_id) ORDER BY id"
)


@pytest.mark.database
def test_a_paper_at_the_desk(training: str, engine_of: Callable[..., Engine]) -> None:
    agent, manager = (engine_of(training, user=login) for login in ("agent.demo", "responsable.demo"))
    with transaction(agent) as session:
        mine, other = list({row.customer_id: row.id for row in session.execute(_ITEMS)}.values())[:2]
        sent = ready_paper(jpeg(), "../photo\u200b.jpg", USUAL)
        assert sent.name == "photo.jpg"
        with pytest.raises(Denied, match="pièce médicale"):
            receive_paper(
                session, mine, CERTIFICATE, RequestChannel.COUNTER, replace(sent, name="chimio.jpg")
            )
        first = receive_paper(session, mine, CERTIFICATE, RequestChannel.COUNTER, sent)
        assert seen_elsewhere(session, first) == SeenElsewhere(0, 0)
        second = receive_paper(session, other, CERTIFICATE, RequestChannel.MAIL, sent)
        assert seen_elsewhere(session, second) == SeenElsewhere(0, 1)
        line = papers_of(session, mine)[-1]
        assert (line.state, line.media, line.pages) == (DocumentState.CLEAN, DocumentMedia.JPEG, 1)
        assert not note_examined(session, first, sent.examined)
    assert (
        refused_in(agent, lambda one: read_paper(one, ask_paper(one, first, DocumentUse.VIEWED)))
        == "NOT_ASKED"
    )
    assert refused_in(agent, lambda one: ask_paper(one, first, DocumentUse.SAVED)) == "MAY_NOT_TAKE_OUT"
    with transaction(agent) as session:
        opening = ask_paper(session, first, DocumentUse.VIEWED)
    with transaction(agent) as session:
        paper = read_paper(session, opening)
        assert (paper.document_id, paper.kind, paper.content) == (first, CERTIFICATE, sent.content)
        assert paper.limits.max_pages == 20
    assert refused_in(manager, lambda one: read_paper(one, opening)) == "NOT_ASKED"
    with transaction(manager) as session:
        assert ask_paper(session, first, DocumentUse.SAVED) > opening
        assert set(session.scalars(select(DocumentOpening.use))) == {"VIEWED", "SAVED"}
    states_follow_the_content(agent)


def refused_in(engine: Engine, act: Callable[[Session], object]) -> str | None:
    """The code of the refusal of ``act`` in a transaction of its own."""
    with pytest.raises(Refused) as caught, transaction(engine) as session:
        act(session)
    return caught.value.code


def states_follow_the_content(agent: Engine) -> None:
    """Noted as the screens do it: what was found, or the refusal."""
    hostile = {one.name: one for one in all_hostile()}
    with transaction(agent) as session:
        item = session.execute(_ITEMS).first()
        assert item is not None
        cases = {
            "js.pdf": (DocumentState.QUARANTINED, None),
            "truncated.jpg": (DocumentState.UNREADABLE, "DAMAGED"),
            "locked.pdf": (DocumentState.UNREADABLE, "ENCRYPTED"), "form.pdf": (DocumentState.CLEAN, None),
        }  # fmt: skip
        for name in cases:
            received = text("SELECT receive_document(:item, 'LETTER', 'MAIL', :name, :content)")
            values = {"item": item.id, "name": name, "content": hostile[name].make()}
            document = session.execute(received, values).scalar_one()
            try:
                note_examined(session, document, examined(paper_of(hostile[name].make(), name)))
            except Refused as refusal:
                note_examined(session, document, refusal)
        lines = {line.name: (line.state, line.refusal) for line in papers_of(session, item.id)}
        assert {name: lines[name] for name in cases} == cases


def test_limits_are_those_of_the_landlord_and_of_the_kind() -> None:
    class Profile:
        insurance_max_bytes, attachment_max_bytes = 500_000, 10_000_000
        attachment_max_pages, attachment_max_megapixels = 20, 50

    profile = Profile()
    assert limits_of(profile, CERTIFICATE).max_bytes == 500_000  # type: ignore[arg-type]
    assert limits_of(profile, DocumentKind.TAX_NOTICE).max_bytes == 10_000_000  # type: ignore[arg-type]
    assert PaperFlag.JAVASCRIPT.label
