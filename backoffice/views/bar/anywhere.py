"""Ctrl+K from the other windows of the program, as long as none of them is modal."""

import shiboken6
from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QApplication, QWidget

KEY = "Ctrl+K"
_MARK = "hasBarKey"


class Anywhere(QObject):
    """A window that opens from the main one takes the key when it first gets the keyboard."""

    asked = Signal()

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        application = QApplication.instance()
        assert isinstance(application, QApplication), "windows have an application"
        application.focusChanged.connect(self._on_focus)

    @Slot(QWidget, QWidget)
    def _on_focus(self, _before: QWidget | None, now: QWidget | None) -> None:
        if now is None or not shiboken6.isValid(self._window):
            return
        top = now.window()
        if top is self._window or top.isModal() or top.property(_MARK) or not self._is_mine(top):
            return
        top.setProperty(_MARK, KEY)
        key = QShortcut(QKeySequence(KEY), top)
        key.activated.connect(self._on_key)

    def _is_mine(self, top: QWidget) -> bool:
        parent = top.parentWidget()
        while parent is not None:
            if parent is self._window:
                return True
            parent = parent.parentWidget()
        return False

    @Slot()
    def _on_key(self) -> None:
        self._window.activateWindow()
        self.asked.emit()
