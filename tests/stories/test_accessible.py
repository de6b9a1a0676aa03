"""Every widget that can have the keyboard says its name to a screen reader, and Tab goes round them all."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtWidgets import QAbstractItemView, QApplication, QWidget

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
