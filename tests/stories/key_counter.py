"""Counts what an agent presses, and refuses the mouse."""

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication

_MOUSE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
    QEvent.Type.Wheel,
    QEvent.Type.TouchBegin,
)
_MODIFIERS = (Qt.Key.Key_Control, Qt.Key.Key_Shift, Qt.Key.Key_Alt, Qt.Key.Key_AltGr, Qt.Key.Key_Meta)


class KeyCounter(QObject):
    """Watches the whole application while a story is played.

    A key is one press whatever goes with it (Ctrl+K is one). Text typed in the search box and the words of an
    answer are typed under ``typing`` and are not counted.
    """

    def __init__(self, application: QApplication) -> None:
        super().__init__()
        self._application = application
        self._last: tuple[int, int, int] | None = None
        self.typing = False
        self.pressed: list[str] = []
        self.mouse: list[str] = []
        application.installEventFilter(self)

    def stop(self) -> None:
        """Watch no longer."""
        self._application.removeEventFilter(self)

    def start_over(self) -> None:
        """Forget what was counted: another call begins."""
        self.pressed.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 -- Qt’s own name
        """Note the first sight of each press; one that nobody takes is seen again by each parent."""
        if event.type() in _MOUSE:
            self.mouse.append(f"{event.type().name} on {type(watched).__name__}")
        # Every press is first offered as a shortcut, whether or not one takes it.
        if event.type() is QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            self._note(event)
        if event.type() is QEvent.Type.KeyRelease:
            self._last = None
        return False

    def _note(self, event: QKeyEvent) -> None:
        seen = (event.key(), event.modifiers().value, event.timestamp())
        if seen == self._last or self.typing or event.key() in _MODIFIERS:
            return
        self._last = seen
        self.pressed.append(event.keyCombination().key().name.removeprefix("Key_"))
