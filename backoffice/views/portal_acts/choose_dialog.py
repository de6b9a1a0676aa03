"""Ctrl+U: every act that the state of an access allows, by its digit."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.orders import ActOffer
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.tenant.portal.offers import Offers
from backoffice.views.tenant.portal.words import DIGITS

_LATER = "Pas possible maintenant ; la raison se voit au niveau 1 (F8)."


class ChooseActDialog(SheetDialog):
    """What a greyed act lacks is written under it, and said when its digit is pressed."""

    chosen = Signal(object)
    """The ``PortalAct``."""

    def __init__(self, parent: QWidget, subtitle: str, offers: Sequence[ActOffer]) -> None:
        super().__init__(parent, "Actes sur l’accès au portail", subtitle)
        self.missing = {one.act: one.missing for one in offers}
        self.offers = Offers(most_columns=2)
        self.offers.show_offers(offers)
        self.offers.chosen.connect(self._on_act)
        self.body.addWidget(self.offers)
        self.body.addStretch(1)
        for digit in DIGITS.values():
            QShortcut(QKeySequence(digit), self).activated.connect(self._on_digit)
        cancel = KeyButton("Annuler", "Échap")
        cancel.clicked.connect(self.reject)
        cancel.setAutoDefault(True)
        cancel.setDefault(True)
        self.buttons.addWidget(cancel)
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(760, 420)

    @Slot()
    def _on_digit(self) -> None:
        shortcut = self.sender()
        assert isinstance(shortcut, QShortcut), "digits are shortcuts"
        pressed = shortcut.key().toString()
        self._on_act(next(act for act, digit in DIGITS.items() if digit == pressed))

    @Slot(object)
    def _on_act(self, act: PortalAct) -> None:
        if self.missing[act]:
            self.messages.say(self.missing[act], "warn")
            return
        self.accept()
        self.chosen.emit(act)


def veiled(offers: Sequence[ActOffer], level: CallerLevel | None) -> tuple[ActOffer, ...]:
    """The offers without what would tell the state of the access to who has proved nothing (R4.20).

    Without a caller, or from level 1 on, they are shown as they are: the state is then shown too.
    """
    if level is None or level >= CallerLevel.L1:
        return tuple(offers)
    return tuple(replace(one, possible=True, missing=_missing(one, level)) for one in offers)


def _missing(offer: ActOffer, level: CallerLevel) -> str:
    if offer.needed > level:
        return f"Niveau {offer.needed.value[1]} requis : identifiez l’appelant (F8)."
    return _LATER if offer.missing else ""
