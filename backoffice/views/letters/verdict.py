"""What is wrong with the text being written, said under it at every key; its length beside."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from backoffice.views.parts.pieces import IconLabel, column, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame

_HEIGHT = 56


class Verdict(TonedFrame):
    """Always as high, so that nothing moves under the hands."""

    def __init__(self) -> None:
        super().__init__()
        self._said = ""
        self._icon = IconLabel("ok", "ok")
        self._words = label("", "", wrap=True)
        layout = line(self._icon, column(self._words, 1), spacing=10)
        layout.setAlignment(self._icon, Qt.AlignmentFlag.AlignTop)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 7, 12, 7)
        self.setLayout(layout)
        self.setMinimumHeight(_HEIGHT)

    def show_state(self, refusal: str, told: str) -> None:
        """The refusal if there is one, else ``told``."""
        self.take_tone("bad" if refusal else "")
        self._icon.say("error" if refusal else "info", "bad" if refusal else "soft")
        self._words.setText(unbroken(refusal or told))
        if refusal and refusal != self._said:
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, refusal))
        self._said = refusal

    def words(self) -> str:
        """What is written in it."""
        return self._words.text()
