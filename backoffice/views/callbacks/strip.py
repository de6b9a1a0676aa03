"""A line above the file: the call-back that was promised to this tenant."""

from PySide6.QtWidgets import QSizePolicy

from backoffice.views.parts.pieces import Elided, IconLabel, line
from backoffice.views.parts.toned import TonedFrame


class PromiseStrip(TonedFrame):
    """Hidden when nothing was promised."""

    def __init__(self) -> None:
        super().__init__("accent")
        self._icon = IconLabel("call", "accent")
        self.words = Elided("", "strong")
        layout = line(self._icon, self.words, spacing=10)
        layout.setContentsMargins(12, 4, 12, 4)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.hide()

    def say(self, sentence: str, tone: str) -> None:
        """Show what was promised; late is ``bad``."""
        self.take_tone(tone)
        self._icon.say("call", tone)
        self.words.say(sentence)
        self.show()

    @property
    def has_words(self) -> bool:
        """Whether something was promised."""
        return bool(self.words.whole())

    def clear(self) -> None:
        """Nothing was promised to this one."""
        self.words.say("")
        self.hide()
