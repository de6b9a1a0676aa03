"""The letter engine: a frozen sheet in, the same bytes out, read back as a reader would."""

import hashlib
from dataclasses import replace
from datetime import date
from io import BytesIO

import pypdfium2
import pytest
from PIL import Image

from backoffice.reports.letters.blocks import body_lines, paged
from backoffice.reports.letters.drawing import drawn_letters, letter_pdf, letters_pdf
from backoffice.reports.letters.paper import readable_ink
from backoffice.reports.paper import INK
from backoffice.rules.letters.filling import fill
from backoffice.rules.letters.layout import paragraphs
from backoffice.rules.letters.refusing import EXAMPLES
from backoffice.rules.letters.sheet import NO_FEE, LetterSheet, ParagraphKind, Sender, as_json, from_json
from backoffice.rules.letters.texts import default_draft, text_of
from backoffice.rules.vocabulary.validation.tasks import TextChannel


def logo() -> bytes:
    kept = BytesIO()
    Image.new("RGBA", (60, 20), (11, 92, 173, 128)).save(kept, "PNG")
    return kept.getvalue()


def sheet(code: str = "INSURANCE_FORMAL_NOTICE", number: str = "994/0-202611-L1") -> LetterSheet:
    draft, text = default_draft(code, TextChannel.LETTER), text_of(code)
    sender = Sender(
        "Habitat Exemple", ("12 rue de la Paix", "87000 Limoges"), "060 804 770", "01 23 45 67 89", "#0b5cad",
        logo(), "",
    )  # fmt: skip
    return LetterSheet(
        code=code,
        number=number,
        landlord=sender,
        to=("Madame Thị Hồng LEFÈVRE", "12 rue des Lilas", "87000 Limoges"),
        made_on=date(2026, 11, 22),
        place_and_day="Limoges, le 22/11/2026",
        reference=(("Contrat", "994/0"), ("N° client", "1344")),
        subject=fill(draft.subject, EXAMPLES),
        greeting="Madame,",
        paragraphs=paragraphs(fill(draft.body, EXAMPLES)),
        closing="Veuillez agréer, Madame, l’expression de nos salutations distinguées.",
        signatory=("Pour Habitat Exemple", "Agence Centre"),
        enclosures=text.enclosures,
        registered=text.registered,
    )


def read(content: bytes) -> list[str]:
    document = pypdfium2.PdfDocument(content)
    try:
        texts = []
        for page in document:
            text = page.get_textpage()
            texts.append(text.get_text_range().replace("\r\n", " ").replace("\xa0", " "))
            text.close()
            page.close()
        return texts
    finally:
        document.close()


def test_the_same_sheet_gives_the_same_bytes_even_from_its_frozen_form() -> None:
    one = sheet()
    content = letter_pdf(one)
    assert letter_pdf(from_json(as_json(one))) == content
    assert letter_pdf(replace(one, number="994/0-202611-L2")) != content
    assert from_json(as_json(one)) == one


def test_a_letter_prints_what_it_must() -> None:
    (page,) = read(letter_pdf(sheet()))
    for words in (
        "Lettre recommandée avec avis de réception",
        "Madame Thị Hồng LEFÈVRE",
        "994/0-202611-L1",
        "Limoges, le 22/11/2026",
        "SIREN 060 804 770",
        "Article 7 g de la loi n° 89-462",
        NO_FEE,
    ):
        assert words in page, words
    (taken,) = read(letter_pdf(sheet("INSURANCE_ON_BEHALF_TAKEN")))
    assert "Pièce jointe : Copie du contrat d’assurance" in taken
    assert "79,20 €" in taken
    assert "recommandée" not in taken


def test_title_author_and_fonts_are_in_the_file() -> None:
    content = letter_pdf(sheet())
    document = pypdfium2.PdfDocument(content)
    told = document.get_metadata_dict()
    document.close()
    assert told["Title"] == "Mise en demeure : assurance de votre logement – 994/0-202611-L1"
    assert told["Author"] == "Habitat Exemple"
    assert b"OpenSans" in content
    assert b"/Helvetica" not in content


def test_a_long_letter_goes_on_with_its_signature_whole() -> None:
    long = replace(
        sheet(), paragraphs=paragraphs("\n\n".join(f"Paragraphe {n}. " + "mot " * 60 for n in range(24)))
    )
    pages = read(letter_pdf(long))
    assert len(pages) > 1
    assert all(f"Page {rank}/{len(pages)}" in page for rank, page in enumerate(pages, 1))
    assert all("994/0-202611-L1" in page for page in pages)
    assert "salutations distinguées" in pages[-1]
    assert "Pour Habitat Exemple" in pages[-1]
    for lines in paged(body_lines(long), 180, 238):
        assert sum(line.height for line in lines) <= 238
        assert lines[0].runs, "no page begins with a blank"


def test_a_bundle_is_the_letters_in_order_each_on_a_new_leaf() -> None:
    sheets = [sheet("INSURANCE_CAMPAIGN", f"994/0-202611-L{n}") for n in range(1, 4)]
    assert len(read(letters_pdf(iter(sheets)))) == 3
    drawn = drawn_letters(sheets, odd_pages=True)
    pages = read(drawn.content)
    assert drawn.pages == len(pages) == 5
    assert [bool(page.strip()) for page in pages] == [True, False, True, False, True]
    assert all(f"L{rank + 1}" in pages[2 * rank] for rank in range(3))
    with pytest.raises(ValueError, match="no letter"):
        letters_pdf(())


def test_a_preview_says_so_and_a_pale_colour_is_not_written_with() -> None:
    content = letter_pdf(replace(sheet(), preview=True))
    assert "APERÇU" in "".join(read(content))
    assert readable_ink("#FFFF00") == INK
    assert readable_ink("#1F4E79") == "#1F4E79"


@pytest.mark.parametrize("to", [("X" * 200, "Y" * 90), tuple(f"ligne {n}" for n in range(12)), ()])
def test_odd_addresses_are_drawn(to: tuple[str, ...]) -> None:
    pages = read(letter_pdf(replace(sheet(), to=to)))
    assert "Objet" in pages[0]


def test_a_text_is_cut_into_its_paragraphs() -> None:
    text = "Un.\nDeux.\n\n- a\n- b\n> loi\n= Prime | 72,00 €\n| x | y |\n= seul\nn° 12"
    assert [(one.kind, one.cells) for one in paragraphs(text)] == [
        (ParagraphKind.TEXT, ("Un. Deux.",)),
        (ParagraphKind.BULLET, ("a",)),
        (ParagraphKind.BULLET, ("b",)),
        (ParagraphKind.LAW, ("loi",)),
        (ParagraphKind.SUM, ("Prime", "72,00\N{NO-BREAK SPACE}€")),
        (ParagraphKind.TABLE, ("x", "y")),
        (ParagraphKind.TEXT, ("= seul n°\N{NO-BREAK SPACE}12",)),
    ]


def test_the_file_does_not_depend_on_the_hour(monkeypatch: pytest.MonkeyPatch) -> None:
    first = hashlib.sha256(letter_pdf(sheet())).hexdigest()
    monkeypatch.setenv("TZ", "Pacific/Auckland")
    assert hashlib.sha256(letter_pdf(sheet())).hexdigest() == first
