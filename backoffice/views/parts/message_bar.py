"""One mouth for every message: what was done, what is refused, what is wrong."""

from PySide6.QtCore import QSize, QTimer, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QSizePolicy

from backoffice.errors import GuichetError, Refused, Unavailable
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame

_READING_MILLISECONDS = 9000
_ICONS = {"ok": "ok", "warn": "warn", "bad": "error", "accent": "info"}


class MessageBar(TonedFrame):
    """A line that appears with a message and goes away: by itself for good news, by hand otherwise."""

    def __init__(self, key: str = "Échap") -> None:
        super().__init__("accent")
        self._is_lost = False
        self._icon = IconLabel("info")
        self._words = label("", "strong", wrap=True)
        self._words.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        close = KeyButton("Fermer", key, kind="quiet")
        close.setAccessibleName("Fermer le message")
        close.clicked.connect(self.clear)
        layout = line(self._icon, self._words, close, spacing=10)
        layout.setContentsMargins(12, 4, 6, 4)
        self.setLayout(layout)
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.clear)
        self.hide()

    def say(self, sentence: str, tone: str = "accent") -> None:
        """Show ``sentence``; ``tone`` is ok, warn, bad or accent. Screen readers say it too."""
        self.take_tone(tone)
        self._words.setText(unbroken(sentence))
        self._words.setAccessibleName(sentence)
        self._icon.say(_ICONS[tone], tone)
        self.show()
        self._timer.stop()
        if tone in ("ok", "accent"):
            self._timer.start(_READING_MILLISECONDS)
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def say_lost(self, sentence: str) -> None:
        """Say that the line is lost; until it is found again, what fails for that reason says no more."""
        self._is_lost = True
        self.say(sentence, "bad")

    def say_found(self, sentence: str) -> None:
        """Say that the line is there again."""
        self._is_lost = False
        self.say(sentence, "ok")

    def say_error(self, error: GuichetError) -> None:
        """Show an error: a rule’s refusal is a warning, the rest is a failure."""
        if self._is_lost and isinstance(error, Unavailable):
            return
        self.say(error.sentence, "warn" if isinstance(error, Refused) else "bad")

    def text(self) -> str:
        """The sentence shown, empty if none."""
        return self._words.text() if not self.isHidden() else ""

    @Slot()
    def clear(self) -> None:
        """Take the message away."""
        self._timer.stop()
        self.hide()

    def minimumSizeHint(self) -> QSize:
        """Never less than its words."""
        return self.sizeHint()
