"""The call that waits, above the page: what is being typed goes on under it."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent

from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame


class PopStrip(TonedFrame):
    """Hidden while nothing rings."""

    taken = Signal()
    attached = Signal()
    ignored = Signal()

    def __init__(self) -> None:
        super().__init__("accent")
        self._words = label("", "strong", wrap=True)
        self.take = KeyButton("Prendre l’appel", "Ctrl+Maj+D")
        self.take.clicked.connect(self.taken)
        self.attach = KeyButton("Rattacher au dossier ouvert", "Ctrl+Maj+A")
        self.attach.clicked.connect(self.attached)
        self.ignore = KeyButton("Ignorer", "Ctrl+Maj+I", kind="quiet")
        self.ignore.setAccessibleName("Ignorer cet appel")
        self.ignore.clicked.connect(self.ignored)
        pieces = (IconLabel("call", "accent"), self._words, self.take, self.attach, self.ignore)
        layout = line(*pieces, spacing=10)
        layout.setStretch(1, 1)
        layout.setContentsMargins(12, 6, 8, 6)
        self.setLayout(layout)
        self.hide()

    def say(self, sentence: str, *, take: str = "", attach: bool = False) -> None:
        """Show a sentence; ``take`` is the words of the first button, none without."""
        self._words.setText(unbroken(sentence))
        self._words.setAccessibleName(sentence)
        self.take.setVisible(bool(take))
        if take:
            self.take.say(take)
        self.attach.setVisible(attach)
        self.show()
        QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, sentence))

    def text(self) -> str:
        """The sentence shown, empty if none."""
        return "" if self.isHidden() else self._words.text().replace("\N{NO-BREAK SPACE}", " ")

    @Slot()
    def clear(self) -> None:
        """Nothing rings any more."""
        self.hide()
