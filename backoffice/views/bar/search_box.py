"""The box for people and commands, always there, reached by Ctrl+K from anywhere."""

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QLineEdit

from backoffice.views.parts.pieces import IconLabel, label, line, set_property

_PLACEHOLDER = (
    "Nom, téléphone, courriel, naissance, adresse, n° de client, de contrat ou d’avis… ou une action"
)
_STEPS = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1, Qt.Key.Key_PageDown: 10, Qt.Key.Key_PageUp: -10}


class SearchBox(QFrame):
    """One field; arrows choose among the results without leaving it."""

    typed = Signal(str)
    accepted = Signal()
    stepped = Signal(int)
    dropped = Signal()
    """Backspace before the first letter: the last reading of the text is taken away."""

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("searchBox")
        self.field = QLineEdit()
        self.field.setPlaceholderText(_PLACEHOLDER)
        self.field.setAccessibleName("Rechercher un locataire ou une action")
        self.field.setAccessibleDescription("Ctrl+K ; flèches pour choisir, Entrée pour ouvrir ou agir")
        self.field.setMaxLength(200)
        self.field.installEventFilter(self)
        self.field.textEdited.connect(self.typed)
        self.field.returnPressed.connect(self.accepted)
        layout = line(IconLabel("search"), self.field, label("Ctrl+K", "hint"), spacing=10)
        layout.setContentsMargins(12, 0, 12, 0)
        self.setLayout(layout)
        self.setFixedHeight(38)
        self.setFocusProxy(self.field)

    @Slot()
    def take_focus(self) -> None:
        """Ready to type over what is there."""
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.field.selectAll()

    def invite(self, words: str) -> None:
        """Say what can be typed, where it is not the search of tenants."""
        self.field.setPlaceholderText(words)

    def write(self, text: str) -> None:
        """Type ``text`` in place of what is there."""
        self.field.setText(text)
        self.typed.emit(text)

    def clear(self) -> None:
        """Empty the field."""
        self.field.clear()

    def text(self) -> str:
        """What is typed."""
        return self.field.text()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Arrows and the focus ring."""
        if event.type() in (QEvent.Type.FocusIn, QEvent.Type.FocusOut):
            set_property(self, "focused", "true" if event.type() == QEvent.Type.FocusIn else "false")
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            return self._took_key(Qt.Key(event.key()))
        return super().eventFilter(watched, event)

    def _took_key(self, key: Qt.Key) -> bool:
        if key in _STEPS:
            self.stepped.emit(_STEPS[key])
            return True
        field = self.field
        at_start = not field.cursorPosition() and not field.hasSelectedText() and bool(field.text())
        if key == Qt.Key.Key_Backspace and at_start:
            self.dropped.emit()
            return True
        return False
