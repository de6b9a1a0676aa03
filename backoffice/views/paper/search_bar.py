"""Search in the text of a paper: a line, how many places, the next and the one before."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import label, line


class _Field(QLineEdit):
    """Enter goes on, Maj+Enter goes back, Escape closes."""

    stepped = Signal(int)
    closed = Signal()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """The three keys of a search; the rest is typed."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.stepped.emit(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.closed.emit()
        else:
            super().keyPressEvent(event)


class SearchBar(QWidget):
    """Hidden until it is asked for."""

    sought = Signal(str)
    stepped = Signal(int)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.field = _Field()
        self.field.setPlaceholderText("Chercher dans la pièce")
        self.field.setAccessibleName("Chercher dans le texte de la pièce")
        self.count = label("", "soft")
        self.following = KeyButton("Suivant", "Entrée", kind="quiet")
        self.former = KeyButton("Précédent", "Maj+Entrée", kind="quiet")
        row = line(self.field, self.count, self.former, self.following, spacing=6)
        row.setStretch(0, 1)
        self.setLayout(row)
        self.field.textChanged.connect(self.sought)
        self.field.stepped.connect(self.stepped)
        self.field.closed.connect(self.closed)
        self.following.clicked.connect(lambda: self.stepped.emit(1))
        self.former.clicked.connect(lambda: self.stepped.emit(-1))
        self.hide()

    def begin(self) -> None:
        """Come into sight, ready to type."""
        self.show()
        self.field.selectAll()
        self.field.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def say(self, rank: int, count: int, *, has_text: bool) -> None:
        """Say which of how many places is shown."""
        if not self.field.text().strip():
            words = ""
        elif not has_text:
            words = "Cette pièce est une image : rien à chercher."
        else:
            words = f"{rank} sur {count}" if count else "Introuvable"
        self.count.setText(words)
        self.count.setAccessibleName(words)

    def leave(self) -> None:
        """Empty and out of sight."""
        self.field.clear()
        self.hide()
