"""Keys that a page takes for itself while it is in front, before the shortcuts of the window."""

from collections.abc import Callable, Mapping
from functools import partial

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QComboBox, QLineEdit, QPlainTextEdit, QWidget

_NONE, _SHIFT = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
_TYPING = (QLineEdit, QPlainTextEdit, QAbstractSpinBox, QComboBox)
_KEYPAD = Qt.KeyboardModifier.KeypadModifier

Keys = Mapping[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]


def on_both_rows(acts: Mapping[Qt.Key, Callable[[], object]]) -> Keys:
    """Digits and signs as the number pad types them, and as a French main row does: with Maj."""
    return {(modifier, key): act for key, act in acts.items() for modifier in (_NONE, _SHIFT)}


def digit_keys(act: Callable[[int], object]) -> Mapping[Qt.Key, Callable[[], object]]:
    """``act`` called with the digit pressed, 0 to 9."""
    return {Qt.Key(Qt.Key.Key_0 + digit): partial(act, digit) for digit in range(10)}


class OwnKeys(QObject):
    """Answers the keys of a page whichever of its widgets has the keyboard; never where one types.

    The number pad and the same signs of the main row are one. A key that the window also knows is claimed
    by accepting its override: the window's action does not hear it.
    """

    def __init__(
        self,
        page: QWidget,
        keys: Keys,
        while_typing: frozenset[Qt.Key] = frozenset(),
        when: Callable[[], bool] | None = None,
    ) -> None:
        """``when`` says whether they are the page's now; otherwise the window has them."""
        super().__init__(page)
        self._when = when
        self._page = page
        self._keys = keys
        self._while_typing = while_typing
        self._watched: QWidget | None = None
        app = QApplication.instance()
        assert isinstance(app, QApplication), "a page needs an application"
        app.focusChanged.connect(self._on_focus)
        self._on_focus(None, app.focusWidget())

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        # Only who has the keyboard is listened to: a filter on the application would hear every event.
        if self._watched is not None and shiboken6.isValid(self._watched):
            self._watched.removeEventFilter(self)
        inside = now is not None and (now is self._page or self._page.isAncestorOf(now))
        self._watched = now if inside else None
        if self._watched is not None:
            self._watched.installEventFilter(self)

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
        if self._when is not None and not self._when():
            return None
        key = Qt.Key(event.key())
        if isinstance(watched, _TYPING) and key not in self._while_typing:
            return None
        return self._keys.get((event.modifiers() & ~_KEYPAD, key))
