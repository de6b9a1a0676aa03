"""The acts of an access as buttons, each with its digit; what a greyed one lacks is written under it."""

from collections.abc import Sequence

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.orders import ActOffer
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line, unbroken
from backoffice.views.tenant.portal.words import DIGITS


class OfferRow(QWidget):
    """One act: its button, and in words what is missing."""

    chosen = Signal(object)
    """The ``PortalAct``."""

    def __init__(self, kind: str = "choice") -> None:
        super().__init__()
        self.offer: ActOffer | None = None
        self.button = KeyButton("", kind=kind)
        self.button.clicked.connect(self._on_clicked)
        self.words = label("", "hint", wrap=True)
        button = line(self.button, 1) if kind == "main" else line(self.button)
        self.setLayout(column(button, self.words, spacing=2))

    def show_offer(self, offer: ActOffer) -> None:
        """Show an act, greyed if something is missing."""
        if offer == self.offer:
            return
        self.offer = offer
        key = DIGITS[offer.act]
        self.button.say(offer.act.label, key)
        self.button.setEnabled(not offer.missing)
        self.button.setToolTip(offer.missing)
        lacking = f"Indisponible : {offer.missing} " if offer.missing else ""
        self.button.setAccessibleDescription(f"{lacking}Touche {key}")
        self.words.setText(unbroken(offer.missing))
        self.words.setVisible(bool(offer.missing))

    @Slot()
    def _on_clicked(self) -> None:
        if self.offer is not None:
            self.chosen.emit(self.offer.act)


class Offers(QWidget):
    """The acts that the state allows, by their digits; those without object are named in one line."""

    chosen = Signal(object)

    def __init__(self, most_columns: int = 1) -> None:
        super().__init__()
        self.rows = {act: OfferRow() for act in PortalAct}
        self._others = label("", "hint", wrap=True)
        for row in self.rows.values():
            row.chosen.connect(self.chosen)
            row.hide()
        half = len(self.rows) if most_columns == 1 else 5
        acts = list(self.rows.values())
        columns = [column(*acts[start : start + half], 1, spacing=6) for start in range(0, len(acts), half)]
        side_by_side = line(*columns, spacing=12)
        for place in range(len(columns)):
            side_by_side.setStretch(place, 1)
        self.setLayout(column(side_by_side, self._others, spacing=6))

    def show_offers(self, offers: Sequence[ActOffer], leading: PortalAct | None = None) -> None:
        """Show the acts of a state, but ``leading``, which stands elsewhere."""
        possible = {one.act: one for one in offers if one.possible and one.act is not leading}
        for act, row in self.rows.items():
            if act in possible:
                row.show_offer(possible[act])
            row.setVisible(act in possible)
        without = [one.act.label.lower() for one in offers if not one.possible]
        self._others.setText(unbroken(f"Sans objet dans cet état : {', '.join(without)}.") if without else "")
        self._others.setVisible(bool(without))
