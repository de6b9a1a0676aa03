"""A decision to take back, in a line above the page, for as long as it can be."""

from datetime import datetime
from math import ceil
from typing import Protocol

from PySide6.QtCore import QElapsedTimer, QTimer, Signal, Slot

from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, line
from backoffice.views.parts.toned import TonedFrame

SECONDS = 10.0
_TICK_MILLISECONDS = 200
_MINUTE = 60


class Undoable(Protocol):
    """What was decided: its sentence, and until when it can be taken back, if it can."""

    @property
    def sentence(self) -> str:
        """What was done."""
        ...

    @property
    def undone_until(self) -> datetime | None:
        """When its messages leave; ``None`` for what is not taken back."""
        ...


class UndoStrip(TonedFrame):
    """Says what was done and counts down by this computer's own stopwatch.

    ``over`` is said once it is too late, and stays; without it the strip goes.
    """

    undone = Signal()

    def __init__(self, key: str = "Retour arrière", *, over: str = "") -> None:
        super().__init__("ok")
        self.done: Undoable | None = None
        self._over = over
        self._seconds = SECONDS
        self._since = QElapsedTimer()
        self.words = Elided("", "strong")
        self.undo = KeyButton("Annuler", key, kind="quiet")
        self.undo.clicked.connect(self.take_back)
        layout = line(IconLabel("ok", "ok"), self.words, self.undo, spacing=10)
        layout.setContentsMargins(12, 4, 6, 4)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._timer = QTimer(self, interval=_TICK_MILLISECONDS)
        self._timer.timeout.connect(self._tick)
        self.hide()

    def show_done(self, done: Undoable, seconds: float = SECONDS) -> None:
        """Offer to take ``done`` back for so long; one that cannot be is only said."""
        self.done = done if done.undone_until is not None else None
        self._seconds = seconds
        self._since.start()
        self.undo.setVisible(self.done is not None)
        self.words.say(done.sentence)
        self._timer.start()
        self._tick()
        self.show()

    @Slot()
    def take_back(self) -> None:
        """Ask for the undoing, once, while it is offered."""
        if self.done is not None and not self.isHidden():
            self._timer.stop()
            self.hide()
            self.undone.emit()

    def offer_again(self) -> None:
        """The undoing failed: it is offered again for what is left of its time."""
        if self.done is not None:
            self._timer.start()
            self.show()
            self._tick()

    def clear(self) -> None:
        """Nothing to take back."""
        self.done = None
        self._timer.stop()
        self.hide()

    @Slot()
    def _tick(self) -> None:
        left = self._seconds - self._since.elapsed() / 1000
        if left <= 0:
            self._end()
        elif self.done is not None:
            told = f"{int(left // _MINUTE)} min" if left >= _MINUTE else f"{ceil(left)} s"
            self.words.say(f"{self.done.sentence} Annulable encore {told}.")

    def _end(self) -> None:
        done = self.done
        self.done = None
        self._timer.stop()
        self.undo.hide()
        if done is None or not self._over:
            self.hide()
        else:
            self.words.say(f"{done.sentence} {self._over}")
