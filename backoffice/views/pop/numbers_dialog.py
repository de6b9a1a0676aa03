"""« Composer un numéro »: the numbers of the file in front, dialled by a digit; calling ones taken away."""

from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.services.pop.numbers import numbers_of_file, remove_caller
from backoffice.services.pop.results import FileNumbers, NumberOnFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.pop.digits import DigitRows, digit_column
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column

_WITHHELD = "Les numéros de ce dossier ne se montrent pas ici : passez par le responsable d’agence."
_NONE = "Aucun numéro de téléphone n’est au dossier."
_COLUMNS: tuple[Column[Any], ...] = (
    digit_column(),
    Column("Numéro", lambda row: row[1].shown, weight=2, strong=True),
    Column("Au dossier comme", lambda row: row[1].whose, weight=5),
)


class NumbersDialog(SheetDialog):
    """Only numbers on file are dialled; one is chosen even when there is but one."""

    said = Signal(str, str)

    def __init__(self, parent: QWidget, around: Surroundings, customer_id: int, name: str) -> None:
        super().__init__(parent, "Composer un numéro", name)
        self._around, self._customer_id = around, customer_id
        self._numbers: tuple[NumberOnFile, ...] = ()
        self.rows = DigitRows(self, "Numéros du dossier", _COLUMNS)
        self.rows.chosen.connect(self._on_dial)
        self.rows.frame.say("Lecture…")
        self.body.addWidget(self.rows.frame)
        self.body.addStretch(1)
        self.remove = KeyButton("Retirer ce numéro d’appel", "Suppr")
        self.remove.clicked.connect(self._on_remove)
        QShortcut(QKeySequence("Del"), self).activated.connect(self._on_remove)
        close = KeyButton("Fermer", "Échap")
        close.setAutoDefault(True)
        close.clicked.connect(self.reject)
        self.buttons.addWidget(self.remove)
        self.buttons.addWidget(close)
        self.rows.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(640, 320)
        self._read()

    def _read(self) -> None:
        self._around.runner.read(
            numbers_of_file, self._customer_id,
            owner=self, then=self._show, failed=self.messages.say_error, topic="numbers",
        )  # fmt: skip

    def _show(self, found: FileNumbers) -> None:
        self._numbers = found.numbers
        self.rows.show(found.numbers)
        empty = _WITHHELD if found.withheld else _NONE
        self.rows.frame.say("" if found.numbers else empty)
        self.remove.setVisible(any(one.attached_id is not None for one in found.numbers))
        if found.numbers:
            self.rows.view.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot(int)
    def _on_dial(self, row: int) -> None:
        number = self._numbers[row]
        if self._around.dial(number.url):
            self.said.emit(f"Le {number.shown} est composé par votre téléphone.", "ok")
            self.accept()
            return
        self.messages.say(
            f"Aucun téléphone de cet ordinateur n’a pris le numéro : composez le {number.shown} à la main.",
            "warn",
        )

    @Slot()
    def _on_remove(self) -> None:
        row = self.rows.view.chosen()
        number = self._numbers[row] if 0 <= row < len(self._numbers) else None
        if number is None or number.attached_id is None:
            self.messages.say("Choisissez un numéro noté « a appelé de ce numéro » : les autres se changent "
                              "par une demande de changement.", "accent")  # fmt: skip
            return
        self._around.runner.write(
            remove_caller, number.attached_id, number.version,
            owner=self, then=self._on_removed, failed=self._on_failed, changes=("caller_number",),
        )  # fmt: skip

    def _on_removed(self, _nothing: object) -> None:
        self.messages.say("Ce numéro n’est plus rattaché au dossier.", "ok")
        self._read()

    def _on_failed(self, error: GuichetError) -> None:
        self.messages.say_error(error)
        self._read()
