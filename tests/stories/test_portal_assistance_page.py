"""The assistance forms on the screen: taken, compared, decided and undone from the keyboard."""

from collections.abc import Callable, Iterator
from datetime import date
from functools import partial

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import make_application
from backoffice.database.session import transaction
from backoffice.errors import GuichetError
from backoffice.rules.portal.forms import FormAnswers, FormField
from backoffice.rules.vocabulary.calls import CheckOutcome, ContactPlace
from backoffice.services.assistance.deciding import receive_form
from backoffice.services.caller.checks import call_back
from backoffice.services.caller.contacts import call_back_contacts
from backoffice.services.calls import start_call
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.work.claims import claim_item
from backoffice.tasks.runner import Runner
from backoffice.views.assistance.page import AssistancePage
from backoffice.views.surroundings import Surroundings
from tests.stories.agent import PATIENCE, destroy

RIGHT = FormAnswers("v 100002", "KHELIFI", "Aicha", date(1983, 12, 25), "autre@mail.fr")
WRONG = FormAnswers("V100002", "Khelifa", "Aïcha", date(1983, 12, 24), None, "06 11 22 33 44")
BLOCKED = (
    "SELECT count(*) FROM registration_block b JOIN customer c ON c.id = b.customer_id"
    " WHERE c.client_ref = 'V100002' AND b.released_at IS NULL"
)


class Desk:
    """The page alone in its window, with what it says and asks for."""

    def __init__(self, qtbot: QtBot, engine: Engine, portal: Engine, owner: Engine) -> None:
        make_application()
        self._qtbot = qtbot
        self.engine, self.portal, self.owner = engine, portal, owner
        with owner.begin() as connection:
            connection.execute(text("UPDATE work_item SET status = 'CANCELLED' WHERE kind = 'ASSISTANCE'"))
            connection.execute(text("UPDATE phone_call SET ended_at = now(), version = version + 1"
                                    " WHERE ended_at IS NULL"))  # fmt: skip
        self.runner = Runner(partial(transaction, engine))
        self.page = AssistancePage(Surroundings(self.runner, lambda *_: True, lambda *_: None))
        self.heard: list[str] = []
        self.asked: list[int] = []
        self.errors: list[GuichetError] = []
        self.page.said.connect(self.heard.append)
        self.page.tenant_asked.connect(self.asked.append)
        self.page.failed.connect(self.errors.append)
        self.page.resize(1140, 700)

    def open(self) -> None:
        """Come to the page."""
        self.page.show()
        self.page.activateWindow()
        self._qtbot.waitUntil(self.page.isActiveWindow, timeout=PATIENCE)
        self.page.take_up()
        self.settle()

    def send(self, form: FormAnswers, number: str = "V100002") -> int:
        """The portal takes in a form; its item."""
        with transaction(self.portal) as session:
            whose = session.execute(text("SELECT id FROM customer WHERE client_ref = :r"), {"r": number})
            return receive_form(session, whose.scalar_one(), form)

    def press(self, *keys: Qt.Key) -> None:
        """Press keys where the keyboard is."""
        for key in keys:
            focused: QWidget | None = self.page.focusWidget()
            QTest.keyClick(self.page if focused is None else focused, key)
            self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self._qtbot.waitUntil(self.runner.is_idle, timeout=PATIENCE)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def number(self, query: str) -> int:
        """What a query counts, read outside the page."""
        with self.owner.connect() as connection:
            return int(connection.execute(text(query)).scalar_one())

    def words(self) -> str:
        """All that the page says."""
        shown = [one.text() for one in self.page.findChildren(QLabel) if one.isVisible()]
        return " ".join(shown + [one.accessibleName() for one in self.page.panel.comparison.given.values()])


@pytest.fixture
def at_desk(qtbot: QtBot, training: str, engine_of: Callable[..., Engine]) -> Iterator[Desk]:
    engines = [engine_of(training, user) for user in ("agent.demo", "portail.demo", "postgres")]
    desk = Desk(qtbot, *engines)
    yield desk
    desk.page.close()
    desk.runner.close()
    destroy(desk.page)


def test_a_right_form_is_released_after_a_call_back_and_undone(at_desk: Desk) -> None:
    """Enter, O, call-back from the file, A, then Z: four keys of which one undoes."""
    at_desk.send(RIGHT)
    at_desk.open()
    at_desk.press(Qt.Key.Key_Return)
    page = at_desk.page
    assert page.panel.case is not None
    assert not page.panel.release.isEnabled()
    assert "rappel" in page.panel.release.accessibleDescription()
    at_desk.press(Qt.Key.Key_O)
    assert at_desk.asked == [page.panel.case.customer_id]
    with transaction(at_desk.engine) as session:
        call = start_call(session, customer_of_number(session, "V100002", None), ContactPlace.PHONE)
        call_back(session, call.id, call_back_contacts(session, call.id)[0].id, CheckOutcome.PASSED)
    page.take_up()
    at_desk.settle()
    assert page.panel.release.isEnabled()
    at_desk.press(Qt.Key.Key_A)
    assert at_desk.errors == []
    assert at_desk.number(BLOCKED) == 0
    assert "Annulable encore" in page.strip.words.whole()
    assert page.table.rows == ()
    at_desk.press(Qt.Key.Key_Z)
    assert at_desk.number(BLOCKED) == 1
    assert page.panel.case is not None
    assert page.strip.isHidden()


def test_a_wrong_form_is_lit_and_refused_by_digits(at_desk: Desk) -> None:
    at_desk.send(WRONG)
    at_desk.open()
    at_desk.press(Qt.Key.Key_Return)
    page = at_desk.page
    given = page.panel.comparison.given
    assert given[FormField.LAST_NAME].lit() == ("a",)
    assert given[FormField.BIRTH_DATE].lit() == ("24",)
    assert given[FormField.NUMBER].lit() == ()
    assert "Diffère : « a »" in given[FormField.LAST_NAME].accessibleName()
    said = page.panel.comparison.said
    assert said[FormField.LAST_NAME].text() == "ne correspond pas au dossier"
    assert said[FormField.EMAIL].text() == "non donné"
    assert not any(one in at_desk.words() for one in ("Khelifi", "25/12", "khelifi.v100002", "39 98 20"))
    assert not page.panel.release.isEnabled()
    assert not page.panel.counter.isEnabled()
    at_desk.press(Qt.Key.Key_R)
    assert "n’a pas été acceptée" in page.panel.mail.text()
    at_desk.press(Qt.Key.Key_Escape)
    assert not page.panel.is_asking()
    at_desk.press(Qt.Key.Key_R, Qt.Key.Key_1)
    assert at_desk.errors == []
    mails = "SELECT count(*) FROM outbox_message WHERE template = 'FORM_REFUSED' AND state = 'WAITING'"
    assert at_desk.number(mails) == 2
    assert at_desk.number(BLOCKED) == 1


def test_a_colleague_s_form_is_left_alone_and_the_next_is_taken(
    at_desk: Desk, training: str, engine_of: Callable[..., Engine]
) -> None:
    taken = at_desk.send(RIGHT)
    other = at_desk.send(FormAnswers("V100003", "Nowak", "Agnieszka", date(1994, 3, 9)), "V100003")
    with transaction(engine_of(training, "accueil.vivest")) as session:
        claim_item(session, taken)
    at_desk.open()
    assert [row[0].holder for row in at_desk.page.table.rows] == ["Hugo Schmitt", ""]
    at_desk.press(Qt.Key.Key_Return)
    assert [error.code for error in at_desk.errors] == ["CLAIM_TAKEN"]
    at_desk.press(Qt.Key.Key_S)
    case = at_desk.page.panel.case
    assert case is not None
    assert case.item_id == other
    assert "n’est pas bloquée" in at_desk.page.panel.access.text()
    at_desk.press(Qt.Key.Key_D)
    assert at_desk.page.panel.case is None
    assert at_desk.number(f"SELECT count(*) FROM assistance_form WHERE doubt_at > now() - interval '1 hour'"
                          f" AND work_item_id = {other}") == 1  # fmt: skip


def test_every_control_is_named_and_fits(at_desk: Desk) -> None:
    email = "une.adresse.vraiment.tres.longue.pour.voir@example.com"
    at_desk.send(FormAnswers("V100002", "K" * 100, "Aïcha Leïla Marie-Antoinette", date(1983, 12, 24), email))
    at_desk.open()
    at_desk.press(Qt.Key.Key_Return)
    for key in (None, Qt.Key.Key_R):
        if key is not None:
            at_desk.press(key)
        for button in at_desk.page.findChildren(QAbstractButton):
            if button.isVisible():
                assert button.accessibleName(), button
                assert button.width() >= button.sizeHint().width(), button.text()
                assert button.height() >= button.sizeHint().height(), button.text()
        assert at_desk.page.minimumSizeHint().width() <= 1100
        assert at_desk.page.minimumSizeHint().height() <= 690
