"""What a screen reader finds in a window: names, roles, tables; and what Tab finds there."""

from collections.abc import Iterator

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleInterface
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QAbstractScrollArea,
    QApplication,
    QButtonGroup,
    QDateTimeEdit,
    QWidget,
)

from backoffice.views.parts.buttons import KeyButton

ROLE, NAME = QAccessible.Role, QAccessible.Text.Name
CONTROLS = frozenset(
    {
        ROLE.PushButton, ROLE.ButtonMenu, ROLE.ButtonDropDown, ROLE.CheckBox, ROLE.RadioButton, ROLE.ComboBox,
        ROLE.EditableText, ROLE.SpinBox, ROLE.Slider, ROLE.Dial, ROLE.Link, ROLE.List, ROLE.Table, ROLE.Tree,
        ROLE.PageTabList, ROLE.PageTab, ROLE.MenuItem, ROLE.HotkeyField,
    }
)  # fmt: skip
"""Roles that somebody acts on: each must say its name."""
_PRESSED = frozenset({ROLE.PushButton, ROLE.CheckBox, ROLE.RadioButton, ROLE.ComboBox, ROLE.ButtonMenu})
_PLAIN = frozenset({ROLE.NoRole, ROLE.Pane, ROLE.Grouping, ROLE.StaticText, ROLE.Graphic, ROLE.Border})
_ROWS = 4
_DEEPEST = 40
_SECTIONS = 5
# A tab bar has two arrows of Qt's own, for tabs that lack room: the arrow keys do the same.
_ARROWS = ("ScrollLeftButton", "ScrollRightButton")


def nodes(window: QWidget) -> Iterator[QAccessibleInterface]:
    """Every visible node of the window's tree, parents first; of a table, the titles and the first rows."""
    root = QAccessible.queryAccessibleInterface(window)
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        if not node.isValid() or (depth and _hidden(node)):
            continue
        assert depth < _DEEPEST, f"a tree without end under {node.text(NAME)}"
        yield node
        count = node.childCount()
        if node.role() in (ROLE.Table, ROLE.Tree, ROLE.List):
            columns = sum(node.child(index).role() is ROLE.ColumnHeader for index in range(min(count, 40)))
            count = min(count, (_ROWS + 1) * (columns + 1) + 1)
        waiting += [(node.child(index), depth + 1) for index in reversed(range(count))]


def faults(window: QWidget) -> list[str]:
    """What is wrong in the window now: silent controls, controls without a role, tables, Tab."""
    found = []
    for node in nodes(window):
        found += [f"{_who(node)}: {fault}" for fault in _wrong(node)]
    return [*found, *unreached(window)]


def _hidden(node: QAccessibleInterface) -> bool:
    state = node.state()
    widget = node.object()
    if isinstance(widget, QWidget):
        return not widget.isVisible() or widget.objectName() in _ARROWS
    return bool(state.invisible)


def _wrong(node: QAccessibleInterface) -> list[str]:
    role, name = node.role(), node.text(NAME).strip()
    found = []
    widget = node.object()
    focusable = isinstance(widget, QWidget) and takes_tab(widget)
    if (role in CONTROLS or focusable) and not name:
        found.append("no name")
    # A page that scrolls is a document: Qt calls it a client, its name says what it is.
    if (focusable and role in _PLAIN) or (role is ROLE.Client and focusable and not _is_page(widget)):
        found.append(f"{role.name} is no role for what has the keyboard")
    if isinstance(widget, QWidget) and role in _PRESSED and widget.isEnabled() and not _has_key(widget):
        found.append("out of reach of the keyboard")
    if role is ROLE.Table:
        found += _table(node)
    return found


def _has_key(widget: QWidget) -> bool:
    if takes_tab(widget) or widget.focusProxy() is not None:
        return True
    # A button that leaves the keyboard where it is says which key presses it.
    return isinstance(widget, KeyButton) and widget.accessibleDescription().startswith("Touche ")


def _is_page(widget: object) -> bool:
    return isinstance(widget, QAbstractScrollArea) and not isinstance(widget, QAbstractItemView)


def _table(node: QAccessibleInterface) -> list[str]:
    children = [node.child(index) for index in range(min(node.childCount(), 60))]
    titles = [one.text(NAME).strip() for one in children if one.role() is ROLE.ColumnHeader]
    cells = [one for one in children if one.role() is ROLE.Cell]
    view = node.object()
    model = view.model() if isinstance(view, QAbstractItemView) else None
    found = []
    if not titles or not all(titles):
        found.append(f"column titles {titles}")
    if model is not None and model.rowCount() and not cells:
        found.append("rows without cells")
    if any(not one.text(NAME).strip() for one in cells):
        found.append("a cell says nothing")
    return found


def takes_tab(widget: QWidget) -> bool:
    """Whether Tab ought to reach the widget now."""
    return (
        widget.isVisible()
        and widget.isEnabled()
        and widget.focusPolicy().value & Qt.FocusPolicy.TabFocus.value != 0
        and widget.focusProxy() is None
        and widget.objectName() not in _ARROWS
    )


def reachable(window: QWidget) -> list[QWidget]:
    """The widgets of a window that Tab ought to reach now."""
    return [widget for widget in window.findChildren(QWidget) if takes_tab(widget)]


def unreached(window: QWidget) -> list[str]:
    """The widgets that Tab does not reach, or that keep it; the keyboard goes back where it was."""
    before = QApplication.focusWidget()
    wanted = reachable(window)
    seen: list[QWidget] = []
    kept = 0
    for _step in range(len(wanted) + 3 + _SECTIONS * len(window.findChildren(QDateTimeEdit))):
        focused = QApplication.focusWidget()
        QTest.keyClick(focused if focused is not None else window, Qt.Key.Key_Tab)
        now = QApplication.focusWidget()
        if now is None:
            return ["Tab leads nowhere"] if wanted else []
        # Day, month, year, hour and minute are stops in one field.
        kept = kept + 1 if now is focused else 0
        if kept >= _SECTIONS and len(wanted) > 1:
            return [f"{_named(now)} keeps Tab"]
        if now not in seen:
            seen.append(now)
    if before is not None and before.isVisible():
        before.setFocus(Qt.FocusReason.OtherFocusReason)
    return [f"{_named(one)}: Tab does not reach it" for one in wanted if not _reached(one, seen)]


def _reached(widget: QWidget, seen: list[QWidget]) -> bool:
    if widget in seen or any(widget.isAncestorOf(one) for one in seen):
        return True
    # One of a group answers Tab, the arrows go round the others.
    if not isinstance(widget, QAbstractButton) or not _in_a_group(widget):
        return False
    return any(
        isinstance(one, QAbstractButton)
        and (one.parent() is widget.parent() if widget.autoExclusive() else one.group() is widget.group())
        for one in seen
    )


def _in_a_group(button: QAbstractButton) -> bool:
    group: QButtonGroup | None = button.group()
    return button.autoExclusive() or group is not None


def _named(widget: QWidget) -> str:
    return f"{type(widget).__name__} « {widget.accessibleName()} »"


def _who(node: QAccessibleInterface) -> str:
    widget: QObject | None = node.object()
    kind = type(widget).__name__ if widget is not None else "item"
    inside = widget.parent() if widget is not None else None
    return f"{kind} in {type(inside).__name__} ({node.role().name}, « {node.text(NAME)} »)"


def nameless(window: QWidget) -> list[str]:
    """The controls of a window that say nothing."""
    return [fault for fault in faults(window) if "no name" in fault]
