"""« Débloquer »: a coded reason by digit, the messages that will leave, then the act."""

from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QVBoxLayout, QWidget

from backoffice.errors import GuichetError, Unavailable
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.rules.vocabulary.portal import PortalAction, UnlockReason
from backoffice.services.calls import CallView
from backoffice.services.portal.messages import MessagePreview
from backoffice.services.portal.unlock import UnlockOrder, UnlockPreview, UnlockResult, preview_unlock, unlock
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import card, column, label, line
from backoffice.views.surroundings import Surroundings

_TITLES = {
    PortalAction.UNLOCK: "Débloquer le compte en ligne",
    PortalAction.RELEASE_REGISTRATION: "Libérer l’inscription",
}


class UnlockDialog(SheetDialog):
    """Cancel is the default until a reason is chosen; the identifier of the act survives a retry."""

    done_with = Signal(str)
    """The sentence that says what was done."""

    def __init__(self, parent: QWidget, around: Surroundings, file: TenantFile, call: CallView) -> None:
        assert file.portal.action is not None, "there is an act to do"
        self._action = file.portal.action
        title = _TITLES[self._action]
        super().__init__(parent, title, f"{file.name}  ·  {file.portal.headline}  ·  {file.portal.detail}")
        self._around = around
        self._file = file
        self._call = call
        self._command_id = str(uuid4())
        self._reason: UnlockReason | None = None
        self._refused = False
        self._reasons: dict[UnlockReason, KeyButton] = {}
        self._messages = QVBoxLayout()
        self._messages.setSpacing(8)
        self.cancel = KeyButton("Annuler", "Échap")
        self.act = KeyButton(self._action.label, kind="main", icon_name="unlock")
        self._lay_out()
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self._preview()

    def choose(self, reason: UnlockReason) -> None:
        """Take a reason and put the act under Enter."""
        self._reason = reason
        self._reasons[reason].setChecked(True)
        self._preview()
        if self._refused:
            return
        self.act.say(self._action.label, "Entrée")
        self.act.setEnabled(True)
        self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def _preview(self) -> None:
        """Ask what will leave; what is said depends on the reason."""
        self._around.runner.read(
            preview_unlock,
            self._file.customer_id,
            self._action,
            self._reason,
            owner=self,
            then=self._show_preview,
            failed=self._show_failure,
            topic="preview",
        )

    def _lay_out(self) -> None:
        reasons = QVBoxLayout()
        reasons.setSpacing(6)
        reasons.addWidget(label("Pourquoi ?", "section"))
        for rank, reason in enumerate(UnlockReason, 1):
            button = KeyButton(reason.label, str(rank), kind="choice")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setProperty("reason", reason.value)
            button.clicked.connect(self._on_reason)
            reasons.addWidget(button)
            self._reasons[reason] = button
            shortcut = QShortcut(QKeySequence(str(rank)), self)
            shortcut.setProperty("reason", reason.value)
            shortcut.activated.connect(self._on_reason)
        reasons.addStretch(1)
        self._messages.addWidget(label("Lecture des contacts…", "soft"))
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(column(self._messages, 1))
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Messages qui partiront")
        right = column(label("Le locataire sera prévenu", "section"), scroll, spacing=6)
        row = line(reasons, right, spacing=18)
        row.setStretch(1, 1)
        self.body.addLayout(row)
        self.cancel.setAutoDefault(True)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.act.setAutoDefault(True)
        self.act.setEnabled(False)
        self.act.clicked.connect(self._on_act)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        self.resize(820, 440)

    def _show_preview(self, preview: UnlockPreview) -> None:
        self._clear_messages()
        if preview.refusal is not None:
            self._refused = True
            self.act.setEnabled(False)
            self.messages.say(preview.refusal, "warn")
        if not preview.messages:
            self._messages.addWidget(label("Aucun message ne partira.", "soft"))
        for message in preview.messages:
            self._messages.addWidget(_message_card(message))

    def _clear_messages(self) -> None:
        while (item := self._messages.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.deleteLater()

    def _show_done(self, result: UnlockResult) -> None:
        told = f" Prévenu : {', '.join(result.told)}." if result.told else ""
        self.done_with.emit(f"{result.sentence}{told}")
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self.act.setEnabled(self._reason is not None and not self._refused)
        if isinstance(error, Unavailable):
            self.act.say("Réessayer")
        self.messages.say_error(error)

    @Slot()
    def _on_reason(self) -> None:
        self.choose(UnlockReason(str(self.sender().property("reason"))))

    @Slot()
    def _on_act(self) -> None:
        assert self._reason is not None, "the act waits for a reason"
        self.act.setEnabled(False)
        order = UnlockOrder(
            self._file.customer_id,
            self._action,
            self._reason,
            self._command_id,
            self._call.id,
            self._call.place == ContactPlace.COUNTER,
        )
        self._around.runner.write(
            unlock,
            order,
            owner=self,
            then=self._show_done,
            failed=self._show_failure,
            changes=("portal", "history"),
        )


def _message_card(message: MessagePreview) -> QWidget:
    head = line(label(message.channel, "strong"), label(message.address_masked, "soft"), 1)
    pieces = [label(message.subject, "strong", wrap=True)] if message.subject else []
    box = column(head, *pieces, label(message.body, "", wrap=True), spacing=4)
    box.setContentsMargins(12, 8, 12, 10)
    return card(box)
