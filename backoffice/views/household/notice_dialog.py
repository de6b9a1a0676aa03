"""The notice calculator: when a notice ends, said and not recorded (R3.28)."""

from datetime import date

from PySide6.QtCore import Slot
from PySide6.QtWidgets import QCheckBox, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.household.notice import NoticeReason, NoticeResult
from backoffice.services.household.calculator import NoticeAsked, notice_asked
from backoffice.views.items.days import NOT_A_DAY, DayLine
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, titled_rows, unbroken
from backoffice.views.surroundings import Surroundings


class NoticeDialog(SheetDialog):
    """The day it was received and the reason give the last day; every change answers at once."""

    def __init__(self, parent: QWidget, around: Surroundings, received_on: date | None = None) -> None:
        super().__init__(parent, "Calcul du préavis", "Le calcul n’est pas enregistré.")
        self._around = around
        self.setMinimumWidth(520)
        self.received = DayLine(received_on)
        self.reason = Chooser()
        self.reason.setMinimumHeight(30)
        for one in NoticeReason:
            self.reason.addItem(one.label, one.value)
        self.proof = _box("Motif et preuve joints au congé", on=True)
        self.married = _box("Les titulaires sont mariés", on=False)
        self.both = _box("Les deux époux ont signé", on=True)
        self.answer = label("", "answer", wrap=True)
        self.details = label("", wrap=True)
        self.body.addLayout(titled_rows(("&Reçu le", self.received), ("&Motif", self.reason)))
        for piece in (self.proof, self.married, self.both, self.answer, self.details):
            self.body.addWidget(piece)
        close = KeyButton("Fermer", "Échap")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        self.received.textChanged.connect(self._on_changed)
        self.reason.currentIndexChanged.connect(self._on_changed)
        for box in (self.proof, self.married, self.both):
            box.toggled.connect(self._on_changed)
        self._on_changed()

    @Slot()
    def _on_changed(self) -> None:
        day = self.received.day()
        self.both.setEnabled(self.married.isChecked())
        if day is None:
            wrong = self.received.is_wrong()
            self.answer.setText(NOT_A_DAY.capitalize() if wrong else "Donnez le jour de réception du congé.")
            self.details.setText("")
            return
        asked = NoticeAsked(
            self._around.landlord,
            day,
            NoticeReason(self.reason.currentData()),
            proof_joined=self.proof.isChecked(),
            married=self.married.isChecked(),
            both_signed=self.both.isChecked(),
        )
        self._around.runner.read(
            notice_asked, asked, owner=self, then=self._show, failed=self._on_failed, topic="notice"
        )

    def _show(self, done: NoticeResult) -> None:
        end = f"Dernier jour : {done.ends_on:%d/%m/%Y}" if done.ends_on else "Durée à vérifier"
        self.answer.setText(end)
        self.details.setText("\n".join(unbroken(one) for one in done.sentences))

    def _on_failed(self, error: GuichetError) -> None:
        self.messages.say_error(error)


def _box(words: str, *, on: bool) -> QCheckBox:
    made = QCheckBox(words)
    made.setAccessibleName(words)
    made.setChecked(on)
    return made
