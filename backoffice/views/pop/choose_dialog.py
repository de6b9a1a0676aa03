"""« Qui appelle ? »: the files that a number may be about; one key chooses, nobody is guessed."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.services.pop.results import CALLED, FORMER, CallerCandidate, Callers
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, unbroken
from backoffice.views.pop.digits import DigitRows, digit_column
from backoffice.views.tables.rows import Column

_WARNING = "Le numéro affiché ne prouve rien : vérifiez l’appelant une fois le dossier ouvert (F8)."
_Row = tuple[int, CallerCandidate]


def _name(row: _Row) -> str:
    return row[1].name if row[1].is_current else f"{row[1].name} (ancien locataire)"


def _tone(row: _Row) -> str:
    return "" if row[1].is_current and row[1].kind not in (FORMER, CALLED) else "soft"


_COLUMNS: tuple[Column[Any], ...] = (
    digit_column(),
    Column("Locataire", _name, weight=5, strong=True, tone=_tone),
    Column("Logement", lambda row: row[1].dwelling, weight=5),
    Column("Client", lambda row: row[1].client_ref),
    Column("Pourquoi lui", lambda row: row[1].why, weight=5),
    Column("Bailleur", lambda row: row[1].landlord_name, weight=2, tone=lambda _row: "soft"),
)


class ChooseDialog(SheetDialog):
    """One digit opens the file and starts its call; 0 searches as usual."""

    picked = Signal(int)
    """The customer."""
    none_of_them = Signal()

    def __init__(self, parent: QWidget, callers: Callers) -> None:
        several = len(callers.rows) > 1
        found = f"{len(callers.rows)} dossiers possibles" if several else "1 dossier possible"
        super().__init__(parent, f"Appel du {callers.number}", unbroken(f"{found}. {_WARNING}"))
        self._callers = callers
        self.rows = DigitRows(self, "Dossiers possibles", _COLUMNS, lines=2)
        self.rows.show(callers.rows)
        self.rows.chosen.connect(self._on_row)
        self.body.addWidget(self.rows.frame)
        if callers.more:
            self.body.addWidget(label("D’autres dossiers portent ce numéro : cherchez par le nom.", "soft"))
        self.body.addStretch(1)
        self.other = KeyButton("Aucun de ceux-là : chercher", "0")
        self.other.clicked.connect(self._on_other)
        QShortcut(QKeySequence("0"), self).activated.connect(self.other.click)
        later = KeyButton("Plus tard", "Échap", kind="quiet")
        later.clicked.connect(self.reject)
        self.buttons.addWidget(later)
        self.buttons.addWidget(self.other)
        # Enter chooses nobody before a row was reached by an arrow.
        self.other.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(1080, 380)

    @Slot(int)
    def _on_row(self, row: int) -> None:
        self.picked.emit(self._callers.rows[row].customer_id)
        self.accept()

    @Slot()
    def _on_other(self) -> None:
        self.none_of_them.emit()
        self.accept()
