"""Every widget that can have the keyboard says its name to a screen reader, and Tab goes round them all."""

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QShortcut
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QApplication, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from backoffice.database.session import transaction
from backoffice.errors import Conflict, EditConflict, FieldConflict
from backoffice.rules.vocabulary.access import AccessKind
from backoffice.views.access.glass_dialog import GlassDialog
from backoffice.views.access.purpose_dialog import PurposeDialog
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.parts.conflict_dialog import ConflictDialog
from tests.stories.agent import CONTROL, Agent


def reachable(window: QWidget) -> list[QWidget]:
    """The widgets of a window that Tab can reach now."""
    return [
        widget
        for widget in window.findChildren(QWidget)
        if widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value != 0
        and widget.focusProxy() is None
    ]


def nameless(window: QWidget) -> list[str]:
    """Those that say nothing."""
    silent = []
    for widget in reachable(window):
        said = QAccessible.queryAccessibleInterface(widget).text(QAccessible.Text.Name)
        if not said.strip():
            silent.append(f"{type(widget).__name__} in {type(widget.parent()).__name__}")
    return silent


def screens(agent: Agent) -> dict[str, list[str]]:
    """Every screen of the first call, with its silent widgets."""
    found = {"recherche vide": nameless(agent.window)}
    agent.enter("le")
    agent.settle()
    found["recherche"] = nameless(agent.window)
    agent.find("lefevre thi")
    for rank in range(7):
        agent.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        found[f"onglet {rank + 1}"] = nameless(agent.window)
    agent.press(Qt.Key.Key_F8)
    found["identification"] = nameless(front())
    agent.press(Qt.Key.Key_1)
    for key in (Qt.Key.Key_3, Qt.Key.Key_1, Qt.Key.Key_J):
        agent.press(key)
        found[f"contrôle {key.name}"] = nameless(front())
    agent.press(Qt.Key.Key_J)
    agent.press(Qt.Key.Key_J)
    for key in (Qt.Key.Key_F4, Qt.Key.Key_F3, Qt.Key.Key_F12, Qt.Key.Key_F1):
        agent.press(key)
        found[key.name] = nameless(front())
        agent.press(Qt.Key.Key_Escape)
    return found


def front() -> QWidget:
    """The dialog in front."""
    dialog = QApplication.activeModalWidget()
    assert dialog is not None
    return dialog


def test_every_reachable_widget_has_a_name(agent: Agent) -> None:
    found = screens(agent)
    assert len(found) == 17
    assert {screen: silent for screen, silent in found.items() if silent} == {}


def test_tab_goes_round_the_whole_file(agent: Agent) -> None:
    agent.find("lefevre thi")
    wanted = set(reachable(agent.window))
    seen: set[QWidget] = set()
    for _step in range(len(wanted) + 2):
        agent.press(Qt.Key.Key_Tab)
        focused = QApplication.focusWidget()
        assert focused is not None
        seen.add(focused)
    assert wanted - seen == set()


def test_the_cells_of_a_list_say_their_column(agent: Agent) -> None:
    agent.enter("lefevre thi")
    agent.settle()
    view: QAbstractItemView = agent.window.search_page.view
    said = view.model().index(0, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert said == "Client : 1344"


def test_the_screens_of_a_call_that_goes_otherwise_have_names(agent: Agent) -> None:
    """The code, the call back, the draft, the note that is refused."""
    agent.find("lefevre thi")
    found = {}
    for key in (Qt.Key.Key_F8, Qt.Key.Key_1, Qt.Key.Key_J, Qt.Key.Key_3, Qt.Key.Key_J):
        agent.press(key)
    found["code"] = nameless(front())
    agent.press(Qt.Key.Key_4, CONTROL)
    found["rappel"] = nameless(front())
    agent.press(Qt.Key.Key_J)
    agent.press(Qt.Key.Key_F12)
    agent.dialog(ConcludeDialog).summary.setPlainText("locataire alcoolique")
    agent.settle()
    found["note"] = nameless(front())
    agent.press(Qt.Key.Key_Escape)
    words = (("Portable", "06 11 22 33 44"), ("Adresse", None))
    fields = tuple(FieldConflict(name, name, before, "ici", "là") for name, before in words)
    error = Conflict("Une collègue a enregistré.", "LOST_UPDATE", EditConflict(fields, 2, "Une collègue"))
    ConflictDialog(agent.window, error).open()
    agent.settle()
    found["conflit"] = nameless(front())
    assert len(reachable(front())) == 8, "four values, both sides, Cancel; saving waits for the choices"
    agent.press(Qt.Key.Key_Escape)
    GlassDialog(agent.window, agent.window._around, AccessKind.SEARCH).open()
    agent.settle()
    found["quota"] = nameless(front())
    agent.press(Qt.Key.Key_Escape)
    PurposeDialog(agent.window).open()
    found["motif"] = nameless(front())
    assert {screen: silent for screen, silent in found.items() if silent} == {}


def test_the_screens_of_other_jobs_have_names(
    qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> None:
    owner = engine_of(training)
    found = {}
    officer = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "dpo.demo")))
    officer.press(Qt.Key.Key_J, CONTROL)
    found["qui a vu"] = nameless(officer.window)
    officer.press(Qt.Key.Key_G, CONTROL)
    for rank in range(3):
        officer.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        found[f"conservation {rank + 1}"] = nameless(officer.window)
    officer.leave()
    caretaker = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "gardien.logirem")))
    found["mes immeubles"] = nameless(caretaker.window)
    caretaker.leave()
    assert {screen: silent for screen, silent in found.items() if silent} == {}


def test_no_key_serves_two_acts_in_one_window(
    qtbot: QtBot, training: str, engine_of: Callable[..., Engine], tmp_path: Path
) -> None:
    owner = engine_of(training)
    officer = Agent(qtbot, owner, tmp_path, partial(transaction, engine_of(training, "dpo.demo")))
    officer.press(Qt.Key.Key_G, CONTROL)
    for rank in range(3):
        officer.press(Qt.Key(Qt.Key.Key_1 + rank), CONTROL)
        keys = [action.shortcut().toString() for action in officer.window.actions()]
        keys += [shortcut.key().toString() for shortcut in officer.window.findChildren(QShortcut)]
        shown = [one for one in officer.window.findChildren(QAbstractButton) if one.isVisible()]
        keys += [one.shortcut().toString() for one in shown if not one.shortcut().isEmpty()]
        assert sorted(keys) == sorted(set(keys))
    officer.leave()
