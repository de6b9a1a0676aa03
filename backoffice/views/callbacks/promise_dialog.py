"""F10: a call-back promised, with a date and an owner; Enter takes what is proposed."""

from datetime import datetime

from PySide6.QtCore import QDate, Qt, QTime, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QGridLayout, QTimeEdit, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import PARIS, french_instant
from backoffice.rules.vocabulary.calls import CallBackReason
from backoffice.services.calls import CallView
from backoffice.services.contacts.promises import (
    Owner,
    Promise,
    PromiseOffer,
    promise_call_back,
    promise_offer,
)
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import column, label, line, title_of, unbroken
from backoffice.views.surroundings import Surroundings

_PADDING = 7
"""The style sheet’s padding, which a field without arrows does not take."""


class OwnerChooser(Chooser):
    """Me, an agency’s queue, a colleague."""

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName("Qui rappellera")
        self._owners: tuple[Owner, ...] = ()

    def offer(self, owners: tuple[Owner, ...]) -> None:
        """Show who may call, me first."""
        self._owners = owners
        self.clear()
        self.addItems([owner.label for owner in owners])

    def owner(self) -> Owner | None:
        """Who is chosen."""
        return self._owners[self.currentIndex()] if self._owners else None


class PromiseDialog(SheetDialog):
    """When, by whom, why: all proposed, all reached by a key."""

    promised = Signal(str)
    """The sentence that says it."""

    def __init__(
        self, parent: QWidget, around: Surroundings, call: CallView | None, about: tuple[int, str] | None
    ) -> None:
        whom = about[1] if about is not None else call.caller_number if call is not None else ""
        super().__init__(parent, "Promettre un rappel", whom or "")
        self._around = around
        self._customer_id = None if about is None else about[0]
        self._call_id = None if call is None else call.id
        self.day = DayField(today())
        self.day.setAccessibleName("Jour du rappel")
        self.hour = QTimeEdit()
        self.hour.setDisplayFormat("HH:mm")
        self.hour.setAccessibleName("Heure du rappel")
        self.hour.setMinimumWidth(84)
        self.hour.lineEdit().setTextMargins(_PADDING, 0, 0, 0)
        self.owners = OwnerChooser()
        self.hours = label("", "soft", wrap=True)
        self.reasons: dict[CallBackReason, KeyButton] = {}
        self.promise = KeyButton("Promettre", "Entrée", kind="main", icon_name="call")
        self._lay_out()
        self._ask()

    def _lay_out(self) -> None:
        when = line(
            _named("&Jour", self.day), _named("&Heure", self.hour), _named("&Par", self.owners), spacing=12
        )
        when.setStretch(2, 1)
        self.body.addLayout(when)
        self.body.addWidget(self.hours)
        self.body.addWidget(label("Pourquoi ?", "section"))
        self.body.addLayout(self._reason_keys())
        self.body.addWidget(
            label("On rappelle au numéro du dossier, jamais à celui que l’appelant dicte.", "soft", wrap=True)
        )
        self.body.addStretch(1)
        cancel = KeyButton("Annuler", "Échap")
        cancel.clicked.connect(self.reject)
        self.promise.setAutoDefault(True)
        self.promise.setDefault(True)
        self.promise.setEnabled(False)
        self.promise.clicked.connect(self._on_promise)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.promise)
        self.resize(640, 440)

    def _reason_keys(self) -> QGridLayout:
        grid, group = QGridLayout(), QButtonGroup(self)
        grid.setSpacing(6)
        for rank, reason in enumerate(CallBackReason):
            button = KeyButton(reason.label, str(rank + 1), kind="choice")
            button.setCheckable(True)
            group.addButton(button)
            QShortcut(QKeySequence(str(rank + 1)), self).activated.connect(button.click)
            grid.addWidget(button, *divmod(rank, 2))
            self.reasons[reason] = button
        self.reasons[CallBackReason.ANSWER].setChecked(True)
        return grid

    def _ask(self) -> None:
        self._around.runner.read(
            promise_offer, self._customer_id, self._call_id,
            owner=self, then=self._show, failed=self.messages.say_error, topic="offer",
        )  # fmt: skip

    def _show(self, offer: PromiseOffer) -> None:
        local = offer.due_at.astimezone(PARIS)
        self.day.setDate(QDate(local.year, local.month, local.day))
        self.hour.setTime(QTime(local.hour, local.minute))
        self.owners.offer(offer.owners)
        self.hours.setText(unbroken(f"Accueil du bailleur : {offer.hours}."))
        self.promise.setEnabled(True)
        self.promise.setFocus(Qt.FocusReason.OtherFocusReason)

    def due_at(self) -> datetime:
        """When it is due, in Paris."""
        hour = self.hour.time()
        return datetime(*self.day.day().timetuple()[:3], hour.hour(), hour.minute(), tzinfo=PARIS)

    @Slot()
    def _on_promise(self) -> None:
        owner = self.owners.owner()
        if owner is None:
            return
        reason = next(one for one, button in self.reasons.items() if button.isChecked())
        self.promise.setEnabled(False)
        promise = Promise(self.due_at(), reason, owner)
        self._around.runner.write(
            promise_call_back, self._customer_id, self._call_id, promise,
            owner=self, then=self._on_promised, failed=self._on_failed, changes=("callback",),
        )  # fmt: skip

    def _on_promised(self, due_at: datetime) -> None:
        owner = self.owners.owner()
        who = "vous" if owner is None or owner.label == "Moi" else owner.label
        self.promised.emit(f"Rappel promis pour le {french_instant(due_at)}, par {who}.")
        self.accept()

    def _on_failed(self, error: GuichetError) -> None:
        self.promise.setEnabled(True)
        self.messages.say_error(error)


def _named(words: str, field: QWidget) -> QVBoxLayout:
    return column(title_of(words, field), field, spacing=2)


class HandOverDialog(SheetDialog):
    """A call-back given to a colleague or to an agency."""

    chosen = Signal(object)
    """The ``Owner``."""

    def __init__(self, parent: QWidget, whom: str, owners: tuple[Owner, ...]) -> None:
        super().__init__(parent, "Passer le rappel", whom)
        self.owners = OwnerChooser()
        self.owners.offer(owners)
        self.body.addLayout(_named("À &qui", self.owners))
        self.body.addStretch(1)
        cancel = KeyButton("Annuler", "Échap")
        cancel.clicked.connect(self.reject)
        give = KeyButton("Passer", "Entrée", kind="main")
        give.setAutoDefault(True)
        give.setDefault(True)
        give.clicked.connect(self._on_give)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(give)
        self.owners.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(460, 200)

    @Slot()
    def _on_give(self) -> None:
        owner = self.owners.owner()
        if owner is not None:
            self.chosen.emit(owner)
        self.accept()
