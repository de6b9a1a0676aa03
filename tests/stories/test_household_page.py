"""A change of household on the screen: read, completed, decided and taken back from the keyboard."""

from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.app import make_application
from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import GuichetError
from backoffice.rules.household.events import HouseholdEvent as E
from backoffice.rules.household.forms import EventForm, Newcomer
from backoffice.rules.vocabulary.people import Civility
from backoffice.services.items.orders import KindResult
from backoffice.services.work.claims import claim_item
from backoffice.tasks.runner import Runner
from backoffice.views.household.entry_page import HouseholdEntryPage
from backoffice.views.household.notice_dialog import NoticeDialog
from backoffice.views.household.page import HouseholdPage
from backoffice.views.items.days import DayLine
from backoffice.views.items.request_page import Step
from backoffice.views.surroundings import Surroundings
from tests.conftest import Server, copy_of
from tests.household_desk import ADVISER, HouseholdDesk, by
from tests.stories.agent import PATIENCE, destroy

PAUL = Newcomer(Civility.MONSIEUR, "Quéméneur", "Paul", date(1985, 5, 3))
PLAIN, SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
PICTURES: Path | None = None
"""Where the screens are kept when somebody wants to look at them."""


@pytest.fixture(scope="module")
def trained(server: Server) -> Iterator[str]:
    """One copy of the training landlord for these screens."""
    yield from copy_of(server, server.ensure_training())


class Screen:
    """One page in front of an adviser, on a household of its own."""

    def __init__(self, qtbot: QtBot, server: Server, database: str) -> None:
        make_application()
        self._qtbot = qtbot
        self.owner = make_engine(server.dsn(database))
        self.engine = make_engine(server.dsn(database, ADVISER))
        with Session(self.owner, expire_on_commit=False) as session:
            self.home = HouseholdDesk(session)
            session.commit()
            self.ref = self.home.customer.client_ref
        self.runner = Runner(partial(transaction, self.engine))
        self.around = Surroundings(self.runner, lambda *_: True, lambda *_: None)
        self.page: QWidget = QWidget()
        self.said: list[str] = []
        self.errors: list[GuichetError] = []
        self.decided: list[KindResult] = []

    def show(self, page: HouseholdPage | HouseholdEntryPage) -> None:
        """Put a page in front."""
        self.page = page
        page.said.connect(self.said.append)
        page.failed.connect(self.errors.append)
        if isinstance(page, HouseholdPage):
            page.decided.connect(self.decided.append)
        page.resize(1366, 768)
        page.show()
        page.activateWindow()
        self._qtbot.waitUntil(page.isActiveWindow, timeout=PATIENCE)

    def submit(self, event: E, form: EventForm, *, papers: bool = True) -> int:
        """The portal sends a change."""
        with Session(self.owner, expire_on_commit=False) as session:
            self.home.session = session
            session.add_all([self.home.customer, self.home.lease, self.home.anne])
            item = self.home.submit(event, by(form, self.home.anne), papers=papers)
            session.commit()
        return item

    def take(self, page: HouseholdPage, item: int) -> None:
        """Claim an item and show it."""
        with transaction(self.engine) as session:
            claim = claim_item(session, item)
        page.show_item(claim)
        self.settle()
        self._qtbot.waitUntil(lambda: not page.viewer.keeper.is_drawing(), timeout=PATIENCE)
        self.settle()

    def press(
        self, *keys: Qt.Key, where: QWidget | None = None, modifier: Qt.KeyboardModifier = PLAIN
    ) -> None:
        """Press keys where the keyboard is."""
        for key in keys:
            focused: QWidget | None = where if where is not None else self.page.focusWidget()
            QTest.keyClick(self.page if focused is None else focused, key, modifier)
            self.settle()

    def settle(self) -> None:
        """Wait until nothing is under way."""
        self._qtbot.waitUntil(self.runner.is_idle, timeout=PATIENCE)
        QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def words(self) -> str:
        """Everything that the page says."""
        return "\n".join(one.text() for one in self.page.findChildren(QLabel))

    def number(self, query: str) -> int:
        """What a query counts for this household, read outside the page."""
        with self.owner.connect() as connection:
            return int(connection.execute(text(query), {"ref": self.ref}).scalar_one())

    def picture(self, name: str) -> None:
        """Keep the screen, when wanted."""
        if PICTURES is not None:
            self.page.grab().save(str(PICTURES / f"{name}.png"))

    def close(self) -> None:
        """Give everything back."""
        destroy(self.page)
        self.runner.close()
        self.engine.dispose()
        self.owner.dispose()


@pytest.fixture
def screen(qtbot: QtBot, server: Server, trained: str) -> Iterator[Screen]:
    made = Screen(qtbot, server, trained)
    yield made
    made.close()


_MEMBERS = (
    "SELECT count(*) FROM household_member m JOIN lease l ON l.id = m.lease_id"
    " JOIN customer c ON c.id = l.customer_id WHERE c.client_ref = :ref"
)


def test_enter_twice_accepts_and_it_is_taken_back(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    screen.take(page, screen.submit(E.MARRIAGE, EventForm(screen.home.today, newcomer=PAUL)))
    assert page.case is not None
    words = screen.words()
    assert "conjoint cotitulaire de droit" in words
    assert "même sans avoir signé" in words
    assert "Message au locataire" in words
    screen.picture("page_marriage")
    screen.press(Qt.Key.Key_Return)
    assert page.accept.text() == "Confirmer : accepter"
    assert screen.decided == []
    screen.press(Qt.Key.Key_Return)
    assert [one.done_now for one in screen.decided] == [True], screen.errors
    assert screen.number(_MEMBERS) == 2
    page.take_back(
        screen.decided[0], page.case.found.submission.item_id, "5f1c9c1e-4b0e-4d0e-9a55-3f4c8f6a7b10"
    )
    screen.settle()
    assert "Décision annulée" in screen.decided[-1].sentence
    assert screen.number(_MEMBERS) == 1
    page.leave()
    assert "Quéméneur" not in screen.words().casefold()


def test_a_reason_by_its_digit_and_a_paper_asked_for(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    form = EventForm(screen.home.today, newcomer=PAUL)
    screen.take(page, screen.submit(E.ADULT_ARRIVES, form, papers=False))
    assert not page.accept.isEnabled()
    assert "Il manque" in screen.words()
    screen.press(Qt.Key.Key_Return)
    assert screen.said
    assert screen.decided == []
    screen.press(Qt.Key.Key_Minus)
    screen.picture("page_reasons")
    assert page.reasons.isVisible()
    screen.press(Qt.Key.Key_Escape)
    assert not page.reasons.isVisible()
    screen.press(Qt.Key.Key_Period)
    assert screen.decided == [], "one key alone does nothing"
    assert page.ask.text() == "Confirmer la demande"
    screen.picture("page_asking")
    screen.press(Qt.Key.Key_Escape, Qt.Key.Key_Period, Qt.Key.Key_Return)
    assert "pièce demandée" in screen.decided[-1].sentence
    screen.take(page, screen.submit(E.ADULT_ARRIVES, form, papers=False))
    screen.press(Qt.Key.Key_Minus, Qt.Key.Key_1)
    assert len(screen.decided) == 1, "a digit takes a reason in hand"
    assert page.reasons.told.text()
    screen.press(Qt.Key.Key_Return)
    assert "refusé" in screen.decided[-1].sentence, screen.errors
    rejected = "SELECT count(*) FROM change_submission s JOIN customer c ON c.id = s.customer_id"
    assert screen.number(f"{rejected} WHERE c.client_ref = :ref AND s.state = 'REJECTED'") == 1


def test_the_main_row_of_a_french_keyboard_decides_too(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    form = EventForm(screen.home.today, newcomer=PAUL)
    screen.take(page, screen.submit(E.ADULT_ARRIVES, form, papers=False))
    screen.press(Qt.Key.Key_Period, modifier=SHIFT)
    assert page.step is Step.ASK
    screen.press(Qt.Key.Key_Escape, Qt.Key.Key_Minus)
    code = next(one.code for one in page.case.reasons if one.digit == "2")  # type: ignore[union-attr]
    screen.press(Qt.Key.Key_2, modifier=SHIFT)
    assert page.reasons.choices.current() == code
    screen.press(Qt.Key.Key_9, modifier=SHIFT)
    screen.press(Qt.Key.Key_Return)
    assert len(screen.decided) == 1, screen.errors


def test_the_habit_of_one_queue_accepts_nothing_in_another(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    form = EventForm(screen.home.today, newcomer=PAUL)
    first, second = (screen.submit(E.MARRIAGE, form, papers=False) for _ in range(2))
    screen.take(page, first)
    screen.press(Qt.Key.Key_Minus, Qt.Key.Key_1, Qt.Key.Key_Return)
    assert "refusé" in screen.decided[-1].sentence
    screen.press(Qt.Key.Key_Return)
    assert len(screen.decided) == 1, "decided once, Enter waits for the next one"
    screen.take(page, second)
    assert page.step is Step.CHECK
    screen.press(Qt.Key.Key_Period, Qt.Key.Key_Return)
    assert "pièce demandée" in screen.decided[-1].sentence, screen.errors
    assert screen.number(_MEMBERS) == 1


def test_the_keyboard_is_on_no_other_button_when_an_acceptance_is_disarmed(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    screen.take(page, screen.submit(E.MARRIAGE, EventForm(screen.home.today, newcomer=PAUL)))
    screen.press(Qt.Key.Key_Return)
    assert page.focusWidget() is page.accept
    page.papers.findChildren(QComboBox)[0].setCurrentIndex(2)
    screen.settle()
    assert not page.accept.isEnabled()
    screen.press(Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert screen.decided == []
    assert page.step is Step.CHECK


def test_a_day_typed_short_is_understood_and_one_that_is_none_is_said(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    form = EventForm(screen.home.today, person_id=screen.home.anne.id)
    screen.take(page, screen.submit(E.HOLDER_LEAVES, form))
    line = page.fields.findChildren(DayLine)[0]
    day = screen.home.today - timedelta(days=3)
    for typed, wrong in ((f"{day:%d/%m/%y}", False), (f"{day:%d%m%y}", False), ("31/02/26", True)):
        line.setFocus()
        line.clear()
        QTest.keyClicks(line, typed)
        screen.press(Qt.Key.Key_Return, where=line)
        assert line.is_wrong() is wrong
        assert line.property("wrong") == ("true" if wrong else "false")
        assert page.case is not None
        assert page.case.found.form.event_on == (None if wrong else day)
    screen.picture("page_wrong_day")
    screen.press(Qt.Key.Key_Escape, Qt.Key.Key_Return, Qt.Key.Key_Return)
    assert "n’existe pas" in screen.said[-1]
    assert screen.decided == []


def test_an_optional_day_that_is_none_is_not_dropped(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    screen.take(page, screen.submit(E.MARRIAGE, EventForm(screen.home.today, newcomer=PAUL)))
    assert page.accept.isEnabled()
    born = page.fields.findChildren(DayLine)[1]
    born.setText("03/05/85")
    born.editingFinished.emit()
    screen.settle()
    assert not page.accept.isEnabled(), "a birth is said with the four figures of its year"
    screen.press(Qt.Key.Key_Return)
    assert "« Né(e) le »" in screen.said[-1]
    born.setText("03/05/1985")
    born.editingFinished.emit()
    screen.settle()
    assert page.accept.isEnabled()


def test_the_agent_completes_the_form_and_judges_the_papers(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    screen.take(page, screen.submit(E.ADULT_ARRIVES, EventForm(newcomer=PAUL), papers=False))
    assert "Donnez la date" in screen.words()
    lines = page.fields.findChildren(QLineEdit)
    lines[0].setText(f"{screen.home.today - timedelta(days=1):%d/%m/%Y}")
    lines[0].editingFinished.emit()
    screen.settle()
    for box in page.papers.findChildren(QComboBox):
        box.setCurrentIndex(1)
        screen.settle()
    assert page.accept.isEnabled(), screen.words()
    page.accept.setFocus()
    screen.press(Qt.Key.Key_Enter, Qt.Key.Key_Enter)
    assert screen.decided, screen.errors


def test_a_letter_is_entered_by_the_key_of_its_event(screen: Screen) -> None:
    page = HouseholdEntryPage(screen.around)
    screen.show(page)
    page.take_up()
    page.number.setText(screen.ref)
    screen.press(Qt.Key.Key_Return, where=page.number)
    assert "KERVELLA" in page.found.whole(), screen.errors
    screen.press(Qt.Key.Key_C)
    assert page.event_chosen is E.ADULT_ARRIVES
    screen.picture("entry")
    page.save.click()
    screen.settle()
    assert any("enregistrée" in one for one in screen.said), screen.errors
    entered = "SELECT count(*) FROM change_submission s JOIN customer c ON c.id = s.customer_id"
    assert screen.number(f"{entered} WHERE c.client_ref = :ref AND s.entered_by IS NOT NULL") == 1


def test_the_notice_calculator_answers_at_once(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    dialog = NoticeDialog(page, screen.around, date(2026, 11, 21))
    dialog.open()
    screen.settle()
    assert "21/02/2027" in dialog.answer.text()
    dialog.received.setText("21/11/26")
    screen.settle()
    assert "21/02/2027" in dialog.answer.text()
    dialog.received.setText("31/11/26")
    screen.settle()
    assert "n’existe pas" in dialog.answer.text()
    dialog.received.setText("21112026")
    dialog.reason.setCurrentText("Départ vers un autre bailleur HLM")
    screen.settle()
    assert "à vérifier" in dialog.answer.text()
    if PICTURES is not None:
        dialog.grab().save(str(PICTURES / "notice.png"))
    dialog.reject()


def test_every_control_has_a_name(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    screen.take(page, screen.submit(E.DEATH, EventForm(screen.home.today, person_id=screen.home.anne.id)))
    controls = [
        *page.findChildren(QAbstractButton),
        *page.findChildren(QComboBox),
        *page.findChildren(QLineEdit),
    ]
    shown = [one for one in controls if one.isVisible()]
    assert len(shown) > 8
    assert [type(one).__name__ for one in shown if not one.accessibleName()] == []
    screen.picture("page_death")


def test_the_papers_stand_beside_and_the_next_is_ready(screen: Screen) -> None:
    page = HouseholdPage(screen.around)
    screen.show(page)
    form = EventForm(screen.home.today, newcomer=PAUL)
    bare = screen.submit(E.ADULT_ARRIVES, form, papers=False)
    screen.take(page, bare)
    assert not page.paper.isVisible()
    item, following = (screen.submit(E.MARRIAGE, form) for _ in range(2))
    screen.take(page, item)
    assert page.paper.isVisible()
    assert page.viewer.is_shown()
    assert len(page.viewer.refs) > 1
    first = page.viewer.current
    screen.press(Qt.Key.Key_Asterisk)
    assert page.viewer.current != first, "the next piece is a key away"
    screen.picture("page_papers")
    uses = (
        "SELECT count(*) FROM document_opening o JOIN document d ON d.id = o.document_id WHERE d.work_item_id"
    )
    assert screen.number(f"{uses} = {item} AND o.use = 'VIEWED'") == 2
    page.prepare(0, following)
    screen.settle()
    screen._qtbot.waitUntil(lambda: not page.viewer.keeper.is_drawing(), timeout=PATIENCE)
    screen.settle()
    assert screen.number(f"{uses} = {following} AND o.use = 'PRELOADED'") == 1
    screen.take(page, following)
    assert page.viewer.is_shown()
    page.leave()
    assert page.viewer.paper() is None
