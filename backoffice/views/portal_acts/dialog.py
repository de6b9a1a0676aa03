"""One dialog for every act on an access: why, to which contact, what will leave; then the act."""

from dataclasses import dataclass
from datetime import datetime
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError, Unavailable
from backoffice.rules.portal.acts import RULES
from backoffice.rules.portal.history import AccessHistory
from backoffice.rules.portal.refusals import SENDING
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.services.calls import CallView
from backoffice.services.clock import server_instant
from backoffice.services.portal.access import access_history
from backoffice.services.portal.acts import do_act, preview_act
from backoffice.services.portal.orders import ActOrder, ActPreview, ActResult
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, line
from backoffice.views.portal_acts.contact_fields import ContactChoice, NewContactFields
from backoffice.views.portal_acts.preview import PreviewPanel
from backoffice.views.surroundings import Surroundings

_TYPING_MILLISECONDS = 400
_CHOOSE = "Choisissez un motif par son chiffre."
_ENTER = "Tapez le nouveau contact, puis choisissez un motif."


@dataclass(frozen=True)
class ActTarget:
    """On whose access, as the screen names him, and who is on the line."""

    customer_id: int
    subtitle: str
    call: CallView | None


class ActDialog(SheetDialog):
    """Cancel is the default until a reason is chosen; the identifier of the act survives a retry."""

    done_with = Signal(object)
    """The ``ActResult``."""

    def __init__(self, parent: QWidget, around: Surroundings, act: PortalAct, target: ActTarget) -> None:
        super().__init__(parent, act.label, target.subtitle)
        self._around, self._doing, self._target = around, act, target
        self._command_id = str(uuid4())
        self._reason: ActReason | None = None
        self._refusal: str | None = None
        self._writing = False
        self._reasons: dict[ActReason, KeyButton] = {}
        self.choice = ContactChoice() if act in SENDING else None
        self.fields = NewContactFields() if act is PortalAct.REPLACE_CONTACT else None
        self.preview = PreviewPanel()
        self.cancel = KeyButton("Annuler", "Échap")
        self.act = KeyButton(act.label, kind="main", icon_name="unlock" if act is PortalAct.UNLOCK else "")
        self._typing = QTimer(self)
        self._typing.setSingleShot(True)
        self._typing.setInterval(_TYPING_MILLISECONDS)
        self._typing.timeout.connect(self._preview)
        self._lay_out()
        self._preview()
        if self.choice is not None or self.fields is not None:
            around.runner.read(
                server_instant, owner=self, then=self._ask_contacts, failed=self._show_failure, topic="now"
            )

    def choose(self, reason: ActReason) -> None:
        """Take a reason and put the act under Enter."""
        self._reason = reason
        self._reasons[reason].setChecked(True)
        self._preview()
        self._show_act()

    def _lay_out(self) -> None:
        left = QVBoxLayout()
        left.setSpacing(6)
        if self.fields is not None:
            left.addWidget(self.fields)
            self.fields.changed.connect(self._on_typed)
        left.addWidget(label("Pourquoi ?", "section"))
        for rank, reason in enumerate(RULES[self._doing].reasons, 1):
            left.addWidget(self._reason_button(rank, reason))
        if self.choice is not None:
            left.addSpacing(6)
            left.addWidget(self.choice)
            self.choice.chosen.connect(self._on_contact)
        left.addStretch(1)
        row = line(left, self.preview, spacing=18)
        row.setStretch(1, 1)
        self.body.addLayout(row)
        self.cancel.clicked.connect(self.reject)
        self.act.setEnabled(False)
        self.act.clicked.connect(self._on_act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_act)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        self._give_enter()
        self.resize(900 if self.fields is not None else 820, 480)

    def _give_enter(self) -> None:
        """Enter cancels before a reason; where something is typed it does nothing by itself."""
        self.act.setAutoDefault(True)
        if self.fields is not None:
            self.fields.value.setFocus(Qt.FocusReason.OtherFocusReason)
            self.act.setAutoDefault(False)
            return
        self.cancel.setAutoDefault(True)
        self.cancel.setDefault(True)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)

    def _reason_button(self, rank: int, reason: ActReason) -> KeyButton:
        # Digits are typed in a number: there, Alt says that a reason is meant.
        key = f"Alt+{rank}" if self.fields is not None else str(rank)
        button = KeyButton(reason.label, key, kind="choice")
        button.setCheckable(True)
        button.setAutoExclusive(True)
        shortcut = QShortcut(QKeySequence(key), self)
        for piece in (button, shortcut):
            piece.setProperty("reason", reason.value)
        button.clicked.connect(self._on_reason)
        shortcut.activated.connect(self._on_reason)
        self._reasons[reason] = button
        return button

    def _ask_contacts(self, now: datetime) -> None:
        def show(answer: tuple[LandlordProfile, AccessHistory]) -> None:
            self._show_contacts(*answer, now)

        self._around.runner.read(
            access_history, self._target.customer_id,
            owner=self, then=show, failed=self._show_failure, topic="contacts",
        )  # fmt: skip

    def _show_contacts(self, profile: LandlordProfile, history: AccessHistory, now: datetime) -> None:
        if self.choice is not None:
            self.choice.show_contacts(history.contacts, now)
        if self.fields is not None:
            self.fields.show_contacts(history.contacts, profile.security_cooldown_hours, now)

    @Slot()
    def _preview(self) -> None:
        """Ask what will leave: it depends on the reason and on the contact."""
        contact_id = self.choice.contact_id if self.choice is not None else None
        new = self.fields.contact() if self.fields is not None else None
        if self.fields is not None and new is None:
            self.preview.say(_ENTER)
            return
        asked = (self._target.customer_id, self._doing, self._reason, contact_id, new)
        self._around.runner.read(
            preview_act, *asked,
            owner=self, then=self._show_preview, failed=self._show_failure, topic="preview",
        )  # fmt: skip

    def _show_preview(self, preview: ActPreview) -> None:
        self.preview.show_preview(self._doing, preview)
        if preview.refusal is not None:
            self.messages.say(preview.refusal, "warn")
        elif self._refusal is not None:
            self.messages.clear()
        self._refusal = preview.refusal
        self._show_act()

    def _missing(self) -> str:
        """What the act still waits for, in a sentence."""
        if self._refusal is not None:
            return self._refusal
        if self.fields is not None and self.fields.contact() is None:
            return _ENTER
        return _CHOOSE if self._reason is None else ""

    def _show_act(self) -> None:
        ready = not self._missing() and not self._writing
        self.act.setEnabled(ready)
        if not ready:
            return
        if self.fields is not None:
            self.act.say(self._doing.label, "Ctrl+Entrée")
            return
        self.act.say(self._doing.label, "Entrée")
        self.act.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_done(self, result: ActResult) -> None:
        self.done_with.emit(result)
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self._writing = False
        self.act.setEnabled(not self._missing())
        if isinstance(error, Unavailable):
            self.act.say("Réessayer")
        self.messages.say_error(error)

    @Slot()
    def _on_reason(self) -> None:
        self.choose(ActReason(str(self.sender().property("reason"))))

    @Slot()
    def _on_contact(self) -> None:
        self._refusal = None
        self._preview()

    @Slot()
    def _on_typed(self) -> None:
        self._refusal = None
        self._show_act()
        self._typing.start()

    @Slot()
    def _on_act(self) -> None:
        if self._writing:
            return
        missing = self._missing()
        if missing or self._reason is None:
            self.messages.say(missing, "warn")
            return
        self._writing = True
        self.act.setEnabled(False)
        self._around.runner.write(
            do_act, self._order(self._reason),
            owner=self, then=self._show_done, failed=self._show_failure, changes=("portal", "history"),
        )  # fmt: skip

    def _order(self, reason: ActReason) -> ActOrder:
        call = self._target.call
        return ActOrder(
            customer_id=self._target.customer_id,
            act=self._doing,
            reason=reason,
            command_id=self._command_id,
            call_id=call.id if call is not None else None,
            at_counter=call is not None and call.place == ContactPlace.COUNTER,
            contact_id=self.choice.contact_id if self.choice is not None else None,
            new_contact=self.fields.contact() if self.fields is not None else None,
        )
