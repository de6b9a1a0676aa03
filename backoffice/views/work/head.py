"""The line over an item: whose turn, for when, how long it is held, the keys."""

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_instant
from backoffice.services.work.claims import Claim
from backoffice.services.work.history import DecidedItem
from backoffice.services.work.presence import Colleague
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, Elided, label, line

_ENDED = "Votre réservation a expiré : reprenez le dossier."


class DeskHead(QWidget):
    """Says what is in hand; the buttons are those of the keys."""

    def __init__(self) -> None:
        super().__init__()
        self.title = label("", "title")
        self.due = Elided("", "soft")
        self.hold = Badge()
        self.again = KeyButton("Reprendre", "F5", kind="main")
        self.former = KeyButton("Précédent", "F7", kind="quiet")
        self.skip = KeyButton("Passer", "Maj+F8", kind="quiet")
        self.next = KeyButton("Suivant", "F8", kind="quiet")
        row = line(self.title, self.due, self.hold, self.again, self.former, self.skip, self.next, spacing=8)
        row.setStretch(1, 1)
        self.setLayout(row)
        self._quiet()

    def show_claim(self, claim: Claim, family: list[Claim]) -> None:
        """An item in hand, and what of its family is held with it."""
        self._quiet()
        self.skip.show()
        self.title.setText(claim.kind.label)
        together = ", ".join(one.kind.label.lower() for one in family)
        mates = f", avec {together} du même foyer" if family else ""
        self.due.say(f"à traiter pour le {french_instant(claim.due_at)}{mates}")

    def show_decided(self, item: DecidedItem) -> None:
        """An item to be read."""
        self._quiet()
        self.skip.hide()
        self.title.setText(item.kind.label)
        self.due.say("déjà traité, à relire")

    def show_company(self, present: Mapping[int, Sequence[Colleague]]) -> None:
        """Who else has the file of this item open."""
        names = sorted({one.full_name for colleagues in present.values() for one in colleagues})
        if names:
            self.due.say(f"{self.due.whole()} ; dossier aussi ouvert par {', '.join(names)}")

    def warn(self, seconds: int) -> None:
        """The hold ends soon."""
        self.hold.say(f"Réservé encore {seconds} s : une touche prolonge", "warn")
        self.hold.show()

    def keep(self) -> None:
        """It was renewed."""
        self._quiet()

    def say_lost(self, error: GuichetError | None) -> None:
        """It has ended; taken up again by a key."""
        self.hold.say("Réservation expirée", "bad")
        self.hold.setToolTip(error.sentence if error is not None else _ENDED)
        self.hold.setAccessibleName(self.hold.toolTip())
        self.hold.show()
        self.again.show()

    def _quiet(self) -> None:
        self.hold.hide()
        self.again.hide()
