"""A line above the queue: what was just decided, and until when it is undone."""

from datetime import datetime

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot

from backoffice.services.assistance.results import FormDecision
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, line
from backoffice.views.parts.toned import TonedFrame

_TICK_MILLISECONDS = 1000
_MINUTE = 60


class UndoStrip(TonedFrame):
    """Counts down by the server's clock as it was when the decision came back; then says that it is over."""

    undone = Signal()

    def __init__(self) -> None:
        super().__init__("ok")
        self.decision: FormDecision | None = None
        self._seconds = 0.0
        self._since = QElapsedTimer()
        self.words = Elided("", "strong")
        self.undo = KeyButton("Annuler", "Z", kind="quiet")
        self.undo.clicked.connect(self.undone)
        layout = line(IconLabel("ok", "ok"), self.words, self.undo, spacing=10)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, interval=_TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def show_decision(self, decision: FormDecision, now: datetime) -> None:
        """Offer to undo ``decision`` until its messages leave; ``now`` is the server's clock."""
        self.decision = decision
        until = decision.undone_until
        self._seconds = (until - now).total_seconds() if until else 0
        self._since.start()
        self._timer.start()
        self._tick()
        self.show()

    def clear(self) -> None:
        """Nothing to undo."""
        self.decision = None
        self._timer.stop()
        self.hide()

    @Slot()
    def _tick(self) -> None:
        if self.decision is None:
            return
        left = self._seconds - self._since.elapsed() / 1000
        if left <= 0:
            self._timer.stop()
            self.undo.hide()
            self.words.say(f"{self.decision.sentence} Le message est parti.")
            return
        self.undo.show()
        told = f"{int(left // _MINUTE)} min" if left >= _MINUTE else f"{int(left)} s"
        self.words.say(f"{self.decision.sentence} Annulable encore {told}.")
