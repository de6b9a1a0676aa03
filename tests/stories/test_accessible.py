"""Every screen as a screen reader and a keyboard find it: the walk shows them all, or the test fails."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QShortcut, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QTableView,
    QVBoxLayout,
    QWidget,
)
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.app import Doorkeeper, make_application
from backoffice.database.session import transaction
from backoffice.models.landlord import Agency, Landlord
from backoffice.models.stock import Building
from backoffice.rules.dates import add_months
from backoffice.rules.retention.words import SubjectIdentity, SubjectRequestKind
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.services.clock import server_day
from backoffice.services.subjects.requests import NewRequest, register
from backoffice.settings import Settings
from backoffice.tasks.background import Background
from backoffice.views.connect_dialog import ConnectDialog
from tests.factories import House
from tests.former import make_former
from tests.stories import walk
from tests.stories.agent import CONTROL, Agent, destroy, end_calls
from tests.stories.tree import faults, nameless

Engines = Callable[..., Engine]


def test_the_walk_shows_every_screen_and_finds_no_fault(
    qtbot: QtBot, training: str, engine_of: Engines, tmp_path: Path
) -> None:
    """One copy of the training landlord for all: what one shows the next does not need."""
    _former_tenants(engine_of(training), engine_of(training, "agent.demo"))
    _tell_managers(engine_of(training))
    seen: set[type[QWidget]] = set()
    found = _door(qtbot, seen)
    for login, steps in (
        ("agent.demo", walk.AGENT),
        ("agent.demo", walk.COUNTER),
        ("agent.demo", walk.CALL),
        ("agent.demo", walk.THIRD_PARTY),
        ("agent.demo", walk.QUEUE),
        ("responsable.demo", walk.MANAGER),
        ("responsable.demo", walk.VALIDATION),
        ("dpo.demo", walk.OFFICER + walk.RETENTION),
        ("gardien.logirem", walk.CARETAKER),
    ):
        engine = engine_of(training, login)
        if login == "agent.demo":
            end_calls(engine)
        agent = Agent(qtbot, engine_of(training), tmp_path, partial(transaction, engine))
        found |= {f"{login}, {name}": wrong for name, wrong in walk.walk(agent, steps, seen).items()}
        agent.leave()
    assert found == {}
    assert walk.unseen(seen) == [], "add a line to a list of tests/stories/walk.py for each"


def _door(qtbot: QtBot, seen: set[type[QWidget]]) -> dict[str, list[str]]:
    make_application()
    background = Background()
    dialog = ConnectDialog(background, Doorkeeper(Settings(None), None))
    dialog.show()
    dialog.activateWindow()
    qtbot.waitUntil(dialog.isActiveWindow)
    walk.note(dialog, seen)
    wrong = faults(dialog)
    dialog.close()
    background.close(seconds=10)
    destroy(dialog)
    return {"connexion": wrong} if wrong else {}


def _former_tenants(owner: Engine, desk: Engine) -> None:
    """A tenant who left long ago, to be erased, and a request on personal data."""
    with Session(owner) as session, session.begin():
        landlord = session.query(Landlord).filter_by(code="logirem").one()
        agency = session.query(Agency).filter_by(landlord_id=landlord.id).first()
        building = session.query(Building).filter_by(landlord_id=landlord.id).first()
        assert agency is not None
        assert building is not None
        left = add_months(server_day(session), -130)
        make_former(session, House(landlord, agency, building), left_on=left)
    with transaction(desk) as session:
        identity, kind = SubjectIdentity.KNOWN_CONTACT, SubjectRequestKind.ACCESS
        register(session, NewRequest(1, kind, RequestChannel.MAIL, identity, server_day(session)))


def _tell_managers(owner: Engine) -> None:
    with owner.begin() as line:
        line.execute(
            text(
                "INSERT INTO supervisor_alert (landlord_id, kind, sentence) "
                "SELECT id, 'BREAK_GLASS', 'Quota dépassé.' FROM landlord WHERE code = 'logirem'"
            )
        )


class _Silent(QWidget):
    """Has the keyboard and says neither what it is nor its name."""

    def __init__(self) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)


def _trap() -> QWidget:
    field = QPlainTextEdit()
    field.setAccessibleName("note")
    return field


def _table() -> QWidget:
    view = QTableView()
    view.setAccessibleName("liste")
    view.setModel(QStandardItemModel(1, 0, view))
    view.setTabKeyNavigation(False)
    return view


def _mouse_only() -> QWidget:
    button = QPushButton("Fermer")
    button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return button


@pytest.mark.parametrize(
    ("make", "fault"),
    [
        (QPushButton, "no name"),
        (QLineEdit, "no name"),
        (_Silent, "is no role"),
        (_trap, "keeps Tab"),
        (_table, "column titles"),
        (_mouse_only, "out of reach"),
    ],
)
def test_the_walk_sees_what_is_wrong(qtbot: QtBot, make: Callable[[], QWidget], fault: str) -> None:
    window = QWidget()
    layout = QVBoxLayout(window)
    for piece in (QPushButton("Avant"), make(), QPushButton("Après")):
        layout.addWidget(piece)
    qtbot.addWidget(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    assert any(fault in one for one in faults(window))
    assert bool(nameless(window)) == (fault == "no name" or make is _Silent)


def test_a_screen_that_nobody_walks_through_is_named() -> None:
    assert "tenant_view.dialog.TenantViewDialog" in walk.unseen(set())
    assert len(walk.unseen(set())) > 50


def test_the_cells_of_a_list_say_their_column(agent: Agent) -> None:
    agent.enter("lefevre thi")
    agent.settle()
    view: QAbstractItemView = agent.window.search_page.view
    said = view.model().index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Client : 1344"
    role = QAccessible.queryAccessibleInterface(view).role()
    assert role in (QAccessible.Role.Table, QAccessible.Role.List)


def is_listened(shortcut: QShortcut) -> bool:
    """Whether the key would be heard now: what is hidden hears nothing."""
    owner = shortcut.parent()
    return isinstance(owner, QWidget) and owner.isVisible() and shortcut.isEnabled()


def test_no_key_serves_two_acts_in_one_window(
    qtbot: QtBot, training: str, engine_of: Engines, tmp_path: Path
) -> None:
    owner = engine_of(training)
    officer = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "dpo.demo")))
    officer.press(Qt.Key.Key_G, CONTROL)
    for rank in range(3):
        officer.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        keys = [action.shortcut().toString() for action in officer.window.actions()]
        keys += [one.key().toString() for one in officer.window.findChildren(QShortcut) if is_listened(one)]
        shown = [one for one in officer.window.findChildren(QAbstractButton) if one.isVisible()]
        keys += [one.shortcut().toString() for one in shown if not one.shortcut().isEmpty()]
        assert sorted(keys) == sorted(set(keys))
    officer.leave()
