"""An item that is decided, to be read: what was said of it, by whom; undone or reopened from here."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.rules.dates import french_instant, french_time
from backoffice.services.work.history import DecidedItem, DecisionLine
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import card, column, label, line, unbroken


class DecidedPanel(QWidget):
    """Read only; the file is one key away."""

    undone = Signal()
    reopened = Signal()
    file_wanted = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.item: DecidedItem | None = None
        self.name = label("", "answer")
        self.state = label("", "strong", wrap=True)
        self.history = label("", "", wrap=True)
        self.until = label("", "soft", wrap=True)
        self.undo = KeyButton("Annuler ma décision", "Retour arrière", kind="main")
        self.undo.clicked.connect(self.undone)
        self.reopen = KeyButton("Rouvrir avec un motif", "O")
        self.reopen.clicked.connect(self.reopened)
        self.file = KeyButton("Ouvrir le dossier du locataire", "D", kind="quiet")
        self.file.clicked.connect(self.file_wanted)
        told = column(self.name, self.state, self.history, self.until, spacing=8, margins=16)
        buttons = line(self.undo, self.reopen, self.file, 1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(card(told))
        layout.addLayout(buttons)
        layout.addStretch(1)

    def show_item(self, item: DecidedItem) -> None:
        """Show what was decided of ``item``."""
        self.item = item
        self.name.setText(f"{item.name}, client {item.client_ref}")
        self.state.setText(f"{item.kind.label} : {item.status.label.lower()}")
        self.history.setText(unbroken("\n".join(map(_told, item.lines))) or "Aucune décision encore.")
        self.history.setAccessibleName(self.history.text())
        can = item.undone_until is not None
        self.until.setText(
            unbroken(f"Votre décision s’annule jusqu’à {french_time(item.undone_until)}.")
            if item.undone_until is not None
            else "Cette décision ne s’annule plus : elle se rouvre, avec un motif."
        )
        self.undo.setVisible(can)
        self.reopen.setVisible(not can)

    @Slot()
    def take_focus(self) -> None:
        """The keyboard on what can be done."""
        (self.undo if self.undo.isVisibleTo(self) else self.reopen).setFocus()


def _told(one: DecisionLine) -> str:
    who = "vous" if one.mine else one.who or "réglé ailleurs"
    reason = f" ({one.reason})" if one.reason else ""
    return f"{one.rank}. {one.decision.label}{reason} le {french_instant(one.at)} par {who}"
