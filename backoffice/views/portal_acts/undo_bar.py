"""What was just done, how long it can still be taken back, and the key that does it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QSizePolicy

from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, label, line
from backoffice.views.parts.toned import TonedFrame
from backoffice.views.tenant.portal.countdown import Countdown
from backoffice.views.tenant.portal.words import UNDO_KEY

_VEILED = "Dernier acte, masqué pendant cet appel"
LEFT = "Les messages sont partis : l’acte ne s’annule plus, faites l’acte contraire."
CHANGED = "Le compte a changé depuis : l’acte ne s’annule plus."


class UndoBar(TonedFrame):
    """Hidden when nothing can be taken back."""

    undo = Signal()
    over = Signal()
    """The minutes have run out."""

    def __init__(self) -> None:
        super().__init__("accent")
        self._said, self._veiled = "", False
        self._icon = IconLabel("again", "accent")
        self.words, self.left = Elided("", "strong"), label("", "soft")
        self.button = KeyButton("Annuler l’acte", UNDO_KEY)
        self.button.clicked.connect(self.undo)
        self.close_button = KeyButton("Fermer", "", "quiet")
        self.close_button.setAccessibleName("Fermer la barre d’annulation")
        self.close_button.clicked.connect(self.end)
        layout = line(self._icon, self.words, self.left, self.button, self.close_button, spacing=10)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 4, 6, 4)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._countdown = Countdown(self)
        self._countdown.ticked.connect(self._on_minutes)
        self._countdown.over.connect(self.over)
        self.hide()

    def show_act(self, sentence: str, seconds: float) -> None:
        """Offer to take back what ``sentence`` says, for that long."""
        is_new = sentence != self._said or self.isHidden()
        self._said = sentence
        self.take_tone("accent")
        self._icon.say("again", "accent")
        self.button.show()
        self._countdown.start(seconds)
        self._on_minutes(self._countdown.minutes)
        self._say()
        self.show()
        if is_new:
            told = f"{self.words.whole()} {self.left.text()}, touche {UNDO_KEY}"
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, told))

    def say_settled(self, why: str) -> None:
        """It can be taken back no more, and why."""
        self._countdown.stop()
        self.take_tone("warn")
        self._icon.say("info", "warn")
        self.button.hide()
        self.left.setText(why)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, why))

    def veil(self, *, veiled: bool) -> None:
        """Somebody who has not proved that he may hear of that file is on the line, or no longer."""
        self._veiled = veiled
        self._say()

    @property
    def offers(self) -> bool:
        """Whether its key would take something back."""
        return not self.isHidden() and not self.button.isHidden()

    def text(self) -> str:
        """What is written."""
        return f"{self.words.whole()} {self.left.text()}".strip() if not self.isHidden() else ""

    @Slot()
    def end(self) -> None:
        """Nothing to take back from here."""
        self._countdown.stop()
        self.hide()

    def _say(self) -> None:
        self.words.say(_VEILED if self._veiled else self._said)

    @Slot(int)
    def _on_minutes(self, minutes: int) -> None:
        self.left.setText(f"annulable encore {minutes} min")
