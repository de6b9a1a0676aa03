"""Minutes that run out by the server’s clock, whatever the clock of this computer says."""

from math import ceil
from time import monotonic

from PySide6.QtCore import QObject, QTimer, Signal, Slot

_SECOND = 1000


class Countdown(QObject):
    """Told how many seconds are left when the server answered; counts them by a clock that nobody sets."""

    ticked = Signal(int)
    """Minutes left, rounded up; only when the figure changes."""
    over = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._ends = 0.0
        self._minutes = 0
        self._timer = QTimer(self)
        self._timer.setInterval(_SECOND)
        self._timer.timeout.connect(self.look)

    @property
    def minutes(self) -> int:
        """What is left, rounded up; 0 when it is over."""
        return max(0, ceil((self._ends - monotonic()) / 60))

    def start(self, seconds: float) -> None:
        """Count ``seconds`` from now, in the place of what was being counted."""
        self._ends = monotonic() + seconds
        self._minutes = self.minutes
        if self._minutes:
            self._timer.start()

    def stop(self) -> None:
        """Count no longer."""
        self._timer.stop()

    @Slot()
    def look(self) -> None:
        """Tell the minutes if they changed, or that none is left."""
        left = self.minutes
        if left == self._minutes or not self._timer.isActive():
            return
        self._minutes = left
        if left:
            self.ticked.emit(left)
        else:
            self._timer.stop()
            self.over.emit()
