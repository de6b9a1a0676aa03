"""« Conclure l’appel »: written from what was done, confirmed by one key."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.drafts.draft import call_summary_place
from backoffice.rules.vocabulary.calls import CallReason
from backoffice.services.calls import CallView, WrapUp, end_call, wrap_up
from backoffice.services.notes import note_vocabulary
from backoffice.views.drafts.field import KeptField
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.insisting import NoteAct
from backoffice.views.parts.note_field import NoteField
from backoffice.views.parts.pieces import label
from backoffice.views.surroundings import Surroundings

CONCLUDE = "Conclure l’appel"


class ConcludeDialog(SheetDialog):
    """The reason, one field and one act, all filled; the level reached ends with the call.

    A text that the checker refuses disables the act; one that it warns of takes a second press.
    """

    concluded = Signal()

    def __init__(
        self,
        parent: QWidget,
        around: Surroundings,
        call: CallView,
        name: str,
        consulted: Sequence[CallReason] = (),
    ) -> None:
        super().__init__(parent, "Conclure l’appel", name or "Appelant sans dossier")
        self._consulted = tuple(consulted)
        self._around = around
        self._call = call
        self.note = NoteField("Résumé de l’appel", "Ce qui a été demandé et répondu")
        self.summary = self.note.edit
        self._by_hand = False
        self.reasons: dict[CallReason, KeyButton] = {}
        self.body.addWidget(label("Objet de l’appel", "section"))
        self.body.addLayout(self._reason_keys())
        self.body.addWidget(
            label("Résumé gardé dans l’historique du dossier ; à compléter si besoin", "soft")
        )
        self.body.addWidget(self.note)
        self.body.addStretch(1)
        self.conclude = self._make_buttons()
        place, what = call_summary_place(call.id), f"le résumé de l’appel de {name}"
        KeptField(self, self.summary, around.drafts, place=place, what=what, customer_id=call.customer_id)
        for keys in ("Ctrl+Return", "Ctrl+Enter", "F12"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_conclude)
        self._act = NoteAct(self.note, self.conclude)
        self.resize(640, 460)
        self.conclude.setAutoDefault(True)
        if not self.summary.toPlainText():
            self.conclude.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    def _make_buttons(self) -> KeyButton:
        cancel = KeyButton("Continuer l’appel", "Échap")
        cancel.clicked.connect(self.reject)
        conclude = KeyButton(CONCLUDE, "Entrée", kind="main")
        conclude.clicked.connect(self._on_conclude)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(conclude)
        return conclude

    def _ask(self) -> None:
        asked = (
            (note_vocabulary, (), self.note.use),
            (wrap_up, (self._call.id, self._consulted), self._show),
        )
        for function, arguments, then in asked:
            self._around.runner.read(
                function,
                *arguments,
                owner=self,
                then=then,
                failed=self.messages.say_error,
                topic=function.__name__,
            )

    def _show(self, written: WrapUp) -> None:
        if not self.summary.toPlainText():
            self.summary.setPlainText(written.summary)
        if not self._by_hand:
            self.reasons[written.reason].setChecked(True)

    def _reason_keys(self) -> QGridLayout:
        grid, group = QGridLayout(), QButtonGroup(self)
        grid.setSpacing(6)
        for rank, reason in enumerate(CallReason):
            button = KeyButton(reason.label, str(rank + 1), kind="choice")
            button.setCheckable(True)
            button.setProperty("reason", reason.value)
            button.clicked.connect(self._on_reason)
            group.addButton(button)
            grid.addWidget(button, *divmod(rank, 3))
            # The digit chooses and leaves the act under Enter.
            QShortcut(QKeySequence(str(rank + 1)), self).activated.connect(button.click)
            self.reasons[reason] = button
        return grid

    def reason(self) -> CallReason | None:
        """What the call was about."""
        return next((one for one, button in self.reasons.items() if button.isChecked()), None)

    @Slot()
    def _on_reason(self) -> None:
        self._by_hand = True
        if self.conclude.isEnabled():
            self.conclude.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_conclude(self) -> None:
        if not self._act.passes():
            return
        self._act.be_ready(ready=False)
        self._around.runner.write(
            end_call,
            self._call.id,
            self.note.text(),
            self._act.insists,
            self.reason(),
            owner=self,
            then=self._on_concluded,
            failed=self._show_failure,
            changes=("call",),
        )

    def _on_concluded(self, _nothing: None) -> None:
        self.concluded.emit()
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self._act.be_ready(ready=True)
        self.messages.say_error(error)
