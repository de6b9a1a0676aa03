"""Keys that a page takes for itself while it is in front, before the shortcuts of the window."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

_TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier

Keys = Mapping[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]


class OwnKeys(QObject):
    """Answers the keys of a page whichever of its widgets has the keyboard; never where one types.

    The number pad and the same signs of the main row are one. A key that the window also knows is claimed
    by accepting its override: the window's action does not hear it.
    """

    def __init__(self, page: QWidget, keys: Keys, while_typing: frozenset[Qt.Key] = frozenset()) -> None:
        super().__init__(page)
        self._page = page
        self._keys = keys
        self._while_typing = while_typing
        QApplication.instance().installEventFilter(self)  # type: ignore[union-attr]  # a page needs one

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Take a key of ours pressed in the page."""
        if event.type() not in (QEvent.Type.ShortcutOverride, QEvent.Type.KeyPress):
            return False
        if not isinstance(event, QKeyEvent) or not isinstance(watched, QWidget):
            return False
        act = self._act(watched, event)
        if act is None:
            return False
        event.accept()
        if event.type() == QEvent.Type.KeyPress and not event.isAutoRepeat():
            act()
        return True

    def _act(self, watched: QWidget, event: QKeyEvent) -> Callable[[], object] | None:
        inside = watched is self._page or self._page.isAncestorOf(watched)
        if not inside or not self._page.isVisible():
            return None
        key = Qt.Key(event.key())
        if isinstance(watched, _TYPING) and key not in self._while_typing:
            return None
        return self._keys.get((event.modifiers() & ~_KEYPAD, key))
