"""Ten seconds to take a decision back, in a line above the page."""

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot

from backoffice.services.items.orders import KindResult
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, line
from backoffice.views.parts.toned import TonedFrame

SECONDS = 10
_TICK_MILLISECONDS = 200


class UndoStrip(TonedFrame):
    """Says what was done and counts down; the message of the decision leaves later than that."""

    undone = Signal()

    def __init__(self) -> None:
        super().__init__("ok")
        self.done: KindResult | None = None
        self._since = QElapsedTimer()
        self.words = Elided("", "strong")
        self.undo = KeyButton("Annuler", "Retour arrière", kind="quiet")
        self.undo.clicked.connect(self.take_back)
        layout = line(IconLabel("ok", "ok"), self.words, self.undo, spacing=10)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, interval=_TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def show_done(self, done: KindResult) -> None:
        """Offer to take ``done`` back; one that cannot be is only said."""
        self.done = done if done.undone_until is not None else None
        self._since.start()
        self.undo.setVisible(self.done is not None)
        self.words.say(done.sentence)
        self._timer.start()
        self._tick()
        self.show()

    @Slot()
    def take_back(self) -> None:
        """Ask for the undoing, once, while it is offered."""
        if self.done is not None:
            self._timer.stop()
            self.hide()
            self.undone.emit()

    def clear(self) -> None:
        """Nothing to take back."""
        self.done = None
        self._timer.stop()
        self.hide()

    @Slot()
    def _tick(self) -> None:
        left = SECONDS - self._since.elapsed() / 1000
        if left <= 0:
            self.clear()
            return
        if self.done is not None:
            self.words.say(f"{self.done.sentence} Annulable encore {int(left) + 1} s.")
