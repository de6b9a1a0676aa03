"""A certificate on the screen: its page, what it proposes, Enter twice, a refusal by digit, undone, next."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path
from threading import Event
from uuid import uuid4

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QLineEdit, QListWidgetItem
from pytestqt.qtbot import QtBot
from sqlalchemy import func, select, text

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict
from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.services.work.claims import claim_item
from backoffice.views.paper.taking_out import MAY_NOT
from backoffice.views.validation import proposing
from backoffice.views.validation.deciding import Step
from backoffice.views.validation.page import InsurancePage
from backoffice.views.work.registry import page_of
from bench.certificates import send_certificates
from tests.conftest import Server, copy_of
from tests.stories.agent import PATIENCE, destroy
from tests.stories.certificate_screen import ADVISER, Screen, Sent

MANAGER = "responsable.logirem"
CONTROL = Qt.KeyboardModifier.ControlModifier
KEYPAD = Qt.KeyboardModifier.KeypadModifier


@pytest.fixture(scope="module")
def trained(server: Server) -> Iterator[str]:
    """One copy of the training landlord for these screens."""
    yield from copy_of(server, server.ensure_training())


@pytest.fixture(scope="module")
def sent(server: Server, trained: str) -> Sent:
    owner, desk = make_engine(server.dsn(trained)), make_engine(server.dsn(trained, ADVISER))
    made = Sent(owner, desk)
    owner.dispose()
    desk.dispose()
    return made


@pytest.fixture(autouse=True)
def _uncompared(monkeypatch: pytest.MonkeyPatch) -> None:
    """Reading every page’s image takes seconds: one test does it."""
    monkeypatch.setattr(proposing, "doubts_of", lambda *_given: ())


@pytest.fixture
def screen(qtbot: QtBot, server: Server, trained: str, tmp_path: Path) -> Iterator[Screen]:
    made = Screen(qtbot, server, trained, tmp_path)
    yield made
    made.close()


_USES = """
    SELECT string_agg(o.use, ',' ORDER BY o.id) FROM document_opening o
    JOIN document d ON d.id = o.document_id WHERE d.work_item_id = :item
"""
_STATE = "SELECT state FROM insurance_submission WHERE work_item_id = :item"


def test_enter_twice_accepts_a_right_certificate_and_it_is_taken_back(screen: Screen, sent: Sent) -> None:
    item = sent.right[0]
    screen.take(item)
    page = screen.page
    assert page.viewer.canvas.image is not None
    assert screen.one(_USES, item) == "VIEWED"
    assert page.deciding.judgement.given == {}, "nothing is taken by itself"
    screen.picture("proposed")
    screen.press(Qt.Key.Key_Enter)
    assert screen.step() is Step.READY, screen.said
    assert len(page.deciding.judgement.given) == 10
    assert "assuré jusqu’au" in page.sheet.outcome.words()
    assert screen.decided == []
    screen.picture("ready")
    screen.press(Qt.Key.Key_Enter)
    assert [one.done_now for one in screen.decided] == [True], (screen.errors, screen.said)
    assert screen.one(_STATE, item) == "ACCEPTED"
    page.take_back(screen.decided[0], item, str(uuid4()))
    screen.settle()
    assert screen.decided[-1].status is WorkStatus.OPEN, screen.errors
    assert screen.one(_STATE, item) == "SUBMITTED"
    page.leave()
    assert page.viewer.paper() is None
    assert page.sheet.title.whole() == ""


def test_a_wrong_one_is_refused_by_a_digit_then_enter(screen: Screen, sent: Sent) -> None:
    item = sent.wrong[0]
    screen.take(item)
    screen.press(Qt.Key.Key_Enter, Qt.Key.Key_Enter)
    assert screen.decided == []
    assert screen.one(_STATE, item) == "SUBMITTED"
    screen.press(Qt.Key.Key_Minus, modifier=KEYPAD)
    assert screen.step() is Step.REFUSE
    screen.press(Qt.Key.Key_1, modifier=KEYPAD)
    assert "terminée" in screen.page.sheet.outcome.words()
    screen.picture("refuse")
    assert screen.decided == []
    screen.press(Qt.Key.Key_Enter, modifier=KEYPAD)
    assert [one.done_now for one in screen.decided] == [True], (screen.errors, screen.said)
    assert screen.one(_STATE, item) == "REJECTED"
    assert (
        screen.one("SELECT rejection FROM insurance_submission WHERE work_item_id = :item", item) == "EXPIRED"
    )


def test_the_registry_opens_this_page(screen: Screen) -> None:
    made = page_of(WorkKind.INSURANCE, screen.around)
    assert isinstance(made, InsurancePage)
    destroy(made)


def test_every_control_has_a_name(screen: Screen, sent: Sent) -> None:
    screen.take(sent.right[1])
    controls = [*screen.page.findChildren(QAbstractButton), *screen.page.findChildren(QLineEdit)]
    shown = [one for one in controls if one.isVisible()]
    assert len(shown) > 15
    assert [type(one).__name__ for one in shown if not one.accessibleName()] == []


def test_what_is_prepared_is_shown_at_once_and_its_look_is_traced(screen: Screen, sent: Sent) -> None:
    item, page = sent.right[2], screen.page
    screen.take(sent.right[3])
    page.prepare(0, item)
    screen.settle()
    assert screen.one(_USES, item) == "PRELOADED"
    with transaction(screen.engine) as session:
        claim = claim_item(session, item)
    page.show_item(claim)
    # Before anything more was asked of the database.
    assert page.viewer.canvas.image is not None
    assert page.deciding.judgement.proposal is not None
    screen.settle()
    assert screen.one(_USES, item) == "PRELOADED,VIEWED"
    page.leave()
    assert page.viewer.keeper.shelf.weight == 0
    assert page.viewer.paper() is None


def test_what_is_set_by_hand_is_kept_and_found_again(screen: Screen, sent: Sent) -> None:
    page = screen.page
    screen.take(sent.right[3])
    screen.press(Qt.Key.Key_6, modifier=KEYPAD)
    screen.press(Qt.Key.Key_6, modifier=Qt.KeyboardModifier.ShiftModifier)
    screen.press(Qt.Key.Key_6, Qt.Key.Key_6)
    assert page.deciding.judgement.given == {CheckCode.C6: CheckVerdict.NO}
    screen.press(Qt.Key.Key_D)
    QTest.keyClicks(page.sheet.fields.end, "30082027")
    screen.press(Qt.Key.Key_Return)
    assert page.deciding.judgement.end == date(2027, 8, 30)
    page.leave()
    screen.take(sent.right[3])
    assert page.deciding.judgement.given == {CheckCode.C6: CheckVerdict.NO}
    assert page.deciding.judgement.end == date(2027, 8, 30)
    screen.press(Qt.Key.Key_Enter)
    assert screen.step() is Step.NOTE, "a no that stops nothing says why"
    screen.press(Qt.Key.Key_2, Qt.Key.Key_Enter)
    assert screen.step() is Step.READY, screen.said
    screen.press(Qt.Key.Key_Enter)
    assert screen.decided, (screen.errors, screen.said)
    assert screen.one(f"{_STATE} AND covered_until = '2027-08-30'", sent.right[3]) == "ACCEPTED"


def test_the_paper_is_turned_enlarged_and_searched(screen: Screen, sent: Sent) -> None:
    screen.take(sent.right[4])
    viewer = screen.page.viewer
    upright = viewer.canvas.image
    assert upright is not None
    assert upright.width() == viewer.canvas.pixels_across()
    screen.press(Qt.Key.Key_Slash, modifier=KEYPAD)
    turned = viewer.canvas.image
    assert turned is not None
    assert turned.width() > turned.height()
    screen.press(Qt.Key.Key_Slash, Qt.Key.Key_Slash, Qt.Key.Key_Slash)
    screen.press(Qt.Key.Key_Equal, modifier=CONTROL)
    larger = viewer.canvas.image
    assert larger is not None
    assert larger.width() > upright.width()
    screen.press(Qt.Key.Key_F, modifier=CONTROL)
    QTest.keyClicks(viewer.search.field, "assurance")
    assert viewer.search.count.text().startswith("1 sur")
    assert any(zone.active and zone.tone == "warn" for zone in viewer.canvas.zones)
    screen.press(Qt.Key.Key_Escape)
    assert viewer.search.isHidden()
    assert "assurance" in viewer.canvas.accessibleDescription().lower()
    screen.press(Qt.Key.Key_P, modifier=CONTROL)
    assert screen.printed == []
    assert screen.said[-1] == MAY_NOT


def test_a_version_that_moved_is_said_in_place_and_decided_after_a_look(screen: Screen, sent: Sent) -> None:
    item = sent.right[1]
    screen.take(item)
    screen.press(Qt.Key.Key_Enter)
    with screen.owner.begin() as owner:
        owner.execute(text("UPDATE work_item SET version = version + 1 WHERE id = :item"), {"item": item})
    screen.press(Qt.Key.Key_Enter)
    assert screen.decided == []
    assert len(screen.errors) == 1
    assert screen.errors[0].sentence in screen.page.sheet.outcome.words()
    assert screen.step() is Step.CHECK
    screen.page.again()
    screen.settle()
    screen.press(Qt.Key.Key_Enter, Qt.Key.Key_Enter)
    assert [one.done_now for one in screen.decided] == [True], (screen.errors, screen.said)


def test_a_file_that_does_not_open_is_said_and_another_is_asked(screen: Screen, sent: Sent) -> None:
    item = sent.right[5]
    broken = b"%PDF-1.7\nnothing that is a page\n%%EOF"
    with transaction(screen.engine) as session:
        given = (item, "INSURANCE_CERTIFICATE", "PORTAL", "attestation.pdf", broken)
        session.execute(select(func.receive_document(*given)))
    with screen.owner.begin() as owner:
        owner.execute(text("UPDATE document SET received_at = received_at - interval '1 day'"
                           " WHERE work_item_id = :item AND size_bytes > 100"), {"item": item})  # fmt: skip
    screen.take(item, proposed=False)
    assert "ne s’ouvre pas" in screen.words()
    screen.press(Qt.Key.Key_Enter, Qt.Key.Key_Enter)
    assert screen.decided == []
    screen.press(Qt.Key.Key_Minus)
    assert screen.page.sheet.choices.current() == "UNREADABLE_FILE"
    screen.press(Qt.Key.Key_Enter)
    assert screen.one("SELECT rejection FROM insurance_submission WHERE work_item_id = :item", item) == (
        "UNREADABLE_FILE"
    )


def test_a_manager_takes_marked_copies_out_each_one_traced(
    qtbot: QtBot, server: Server, trained: str, tmp_path: Path
) -> None:
    owner, desk = make_engine(server.dsn(trained)), make_engine(server.dsn(trained, MANAGER))
    (item,) = send_certificates(owner, desk, 1)
    owner.dispose()
    desk.dispose()
    screen = Screen(qtbot, server, trained, tmp_path, MANAGER)
    try:
        screen.take(item)
        screen.press(Qt.Key.Key_P, Qt.Key.Key_S, modifier=CONTROL)
        assert screen.errors == []
        assert len(screen.printed) == 1
        assert screen.saved.read_bytes().startswith(b"%PDF")
        assert screen.one(_USES, item) == "VIEWED,PRINTED,SAVED"
        assert [one.name for one in tmp_path.iterdir()] == ["copie.pdf"]
    finally:
        screen.close()


def test_text_and_image_that_disagree_are_a_warning_and_enter_twice_again(
    screen: Screen, sent: Sent, monkeypatch: pytest.MonkeyPatch
) -> None:
    release, page = Event(), screen.page

    def doubts(*_given: object) -> tuple[str, ...]:
        assert release.wait(20)
        return ("Le texte du fichier ne dit pas ce que la page montre (fin) : vérifiez sur l’image.",)

    monkeypatch.setattr(proposing, "doubts_of", doubts)
    screen.take(sent.right[4])
    screen.press(Qt.Key.Key_Return)
    assert screen.step() is Step.READY
    assert page.sheet.doubt.isHidden()
    release.set()
    screen._qtbot.waitUntil(page.sheet.doubt.isVisible, timeout=PATIENCE)
    assert screen.step() is Step.CHECK, "what was taken is to be taken again"
    assert "ne dit pas ce que la page montre (fin)" in screen.words()
    screen.picture("doubt")
    screen.press(Qt.Key.Key_Return)
    assert screen.step() is Step.READY, "a person decides"
    page.leave()
    assert page.sheet.doubt.isHidden()


def test_the_landlord_s_own_reason_is_offered_and_refuses(screen: Screen, sent: Sent) -> None:
    item = sent.wrong[1]
    with screen.owner.begin() as connection:
        connection.execute(text(
            "INSERT INTO refusal_reason (landlord_id, kind, code, label, tenant_text, rank, active, from_at)"
            " SELECT landlord_id, 'INSURANCE', 'MOTIF_MAISON', 'Motif maison', 'Raison de la maison.', 1,"
            " true, clock_timestamp() FROM work_item WHERE id = :item"
        ), {"item": item})  # fmt: skip
    screen.take(item)
    screen.press(Qt.Key.Key_Minus)
    offered = [page_item.text() for page_item in _lines(screen)]
    place = next(rank for rank, words in enumerate(offered) if "Motif maison" in words)
    screen.page.sheet.choices.list.setCurrentRow(place)
    screen.settle()
    assert "Raison de la maison." in screen.words()
    screen.press(Qt.Key.Key_Return)
    assert screen.one("SELECT rejection FROM insurance_submission WHERE work_item_id = :item", item) == (
        "MOTIF_MAISON"
    )


def _lines(screen: Screen) -> list[QListWidgetItem]:
    shown = screen.page.sheet.choices.list
    return [shown.item(rank) for rank in range(shown.count())]
