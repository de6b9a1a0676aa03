"""« Demander l’attestation »: the message that will leave, then Enter."""

from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError, Unavailable
from backoffice.services.insurance.asking import AskOrder, AskPreview, AskResult, ask_certificate, preview_ask
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import card, column, label, line
from backoffice.views.surroundings import Surroundings

_TITLE = "Demander l’attestation d’assurance"


class AskInsuranceDialog(SheetDialog):
    """Nothing leaves before it was shown; the identifier of the act survives a retry."""

    done_with = Signal(str)
    """The sentence that says what was done."""

    def __init__(self, parent: QWidget, around: Surroundings, file: TenantFile, call_id: int | None) -> None:
        super().__init__(parent, _TITLE, f"{file.name}  ·  {file.insurance.headline}")
        self._around = around
        self._order = AskOrder(file.customer_id, str(uuid4()), call_id)
        self._channel, self._address = label("", "strong"), label("", "soft")
        self._subject, self._words = label("", "strong", wrap=True), label("Lecture du dossier…", wrap=True)
        box = column(line(self._channel, self._address, 1), self._subject, self._words, spacing=4)
        box.setContentsMargins(12, 8, 12, 10)
        self.body.addWidget(card(box))
        self.cancel = KeyButton("Annuler", "Échap")
        self.cancel.clicked.connect(self.reject)
        self.act = KeyButton("Envoyer la demande", "Entrée", kind="main")
        self.act.setAutoDefault(True)
        self.act.setEnabled(False)
        self.act.clicked.connect(self._on_act)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        self.resize(620, 340)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        around.runner.read(
            preview_ask,
            file.customer_id,
            owner=self,
            then=self._show_preview,
            failed=self._show_failure,
            topic="preview",
        )

    def _show_preview(self, preview: AskPreview) -> None:
        if preview.lately is not None:
            self.messages.say(preview.lately, "warn")
        if preview.refusal is not None or preview.message is None:
            self._words.setText("Aucun message ne partira.")
            self.messages.say(preview.refusal or "", "warn")
            return
        message = preview.message
        for piece, words in (
            (self._channel, message.channel),
            (self._address, message.address_masked),
            (self._subject, message.subject),
            (self._words, message.body),
        ):
            piece.setText(words)
        self.act.setEnabled(True)
        self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_done(self, result: AskResult) -> None:
        self.done_with.emit(result.sentence)
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        if isinstance(error, Unavailable):
            self.act.setEnabled(True)
            self.act.say("Réessayer")
        self.messages.say_error(error)

    @Slot()
    def _on_act(self) -> None:
        self.act.setEnabled(False)
        self._around.runner.write(
            ask_certificate,
            self._order,
            owner=self,
            then=self._show_done,
            failed=self._show_failure,
            changes=("insurance", "history"),
        )
