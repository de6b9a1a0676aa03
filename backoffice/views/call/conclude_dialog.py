"""« Conclure l’appel »: the summary written from what was done, for the agent to complete."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.drafts.draft import call_summary_place
from backoffice.services.calls import CallView, call_summary, end_call
from backoffice.views.drafts.field import KeptField
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label
from backoffice.views.surroundings import Surroundings


class ConcludeDialog(SheetDialog):
    """One field and one act; the level reached ends with the call."""

    concluded = Signal()

    def __init__(self, parent: QWidget, around: Surroundings, call: CallView, name: str) -> None:
        super().__init__(parent, "Conclure l’appel", name)
        self._around = around
        self._call = call
        self.summary = QPlainTextEdit()
        self.summary.setAccessibleName("Résumé de l’appel")
        self.summary.setPlaceholderText("Ce qui a été demandé et répondu")
        self.summary.setTabChangesFocus(True)
        self.summary.setFixedHeight(110)
        self.body.addWidget(label("Résumé gardé dans l’historique du dossier", "soft"))
        self.body.addWidget(self.summary)
        self.body.addStretch(1)
        cancel = KeyButton("Continuer l’appel", "Échap")
        cancel.clicked.connect(self.reject)
        self.conclude = KeyButton("Conclure l’appel", "Ctrl+Entrée", kind="main")
        self.conclude.clicked.connect(self._on_conclude)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.conclude)
        place, what = call_summary_place(call.id), f"le résumé de l’appel de {name}"
        KeptField(self, self.summary, around.drafts, place=place, what=what, customer_id=call.customer_id)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "F12"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_conclude)
        self.resize(560, 290)
        self.conclude.setAutoDefault(True)
        if not self.summary.toPlainText():
            self.conclude.setFocus(Qt.FocusReason.OtherFocusReason)
        around.runner.read(
            call_summary,
            call.id,
            owner=self,
            then=self._show,
            failed=self.messages.say_error,
            topic="summary",
        )

    def _show(self, summary: str) -> None:
        if not self.summary.toPlainText():
            self.summary.setPlainText(summary)

    @Slot()
    def _on_conclude(self) -> None:
        self.conclude.setEnabled(False)
        self._around.runner.write(
            end_call,
            self._call.id,
            self.summary.toPlainText(),
            owner=self,
            then=self._on_concluded,
            failed=self._show_failure,
            changes=("call",),
        )

    def _on_concluded(self, _nothing: None) -> None:
        self.concluded.emit()
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self.conclude.setEnabled(True)
        self.messages.say_error(error)
