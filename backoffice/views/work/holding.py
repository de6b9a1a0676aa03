"""The claim in hand: renewed by activity and never when idle, said before it ends, taken up again."""

from PySide6.QtCore import QElapsedTimer, QObject, QTimer, Signal, Slot

from backoffice.errors import GuichetError
from backoffice.services.work.claims import LEASE_SECONDS, Claim
from backoffice.services.work.following import release_family, renew_family
from backoffice.tasks.runner import Runner

RENEW_SECONDS = 60
"""At most one renewal in so long, however much one types."""
WARNING_SECONDS = 60
_TICK_MILLISECONDS = 1000


class Holding(QObject):
    """Counts by this computer's own stopwatch from the moment of the answer: clocks need not agree."""

    warned = Signal(int)
    """Seconds left, when they are few."""
    kept = Signal()
    """Renewed: nothing to worry about."""
    lost = Signal(object)
    """It has ended: a ``GuichetError`` that says who has it, or ``None``."""

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self.claim: Claim | None = None
        self.seconds = LEASE_SECONDS
        self.renew_after = RENEW_SECONDS
        self._since = QElapsedTimer()
        self._asking = False
        self._told = False
        self._timer = QTimer(self, interval=_TICK_MILLISECONDS)
        self._timer.timeout.connect(self.look)

    def take(self, claim: Claim) -> None:
        """An item is in hand."""
        self.claim, self._asking, self._told = claim, False, False
        self._since.start()
        self._timer.start()

    def drop(self) -> None:
        """It is decided, or no longer mine: nothing is given back."""
        self.claim = None
        self._timer.stop()

    def give_back(self) -> None:
        """Leave it, undecided, and its family, to colleagues."""
        claim, alive = self.claim, self.claim is not None and not self.has_ended()
        self.drop()
        if claim is not None and alive:
            self._runner.write(
                release_family, claim.item_id, owner=self, then=_ignore, failed=_ignore,
                changes=(),
            )  # fmt: skip

    def left(self) -> float:
        """Seconds until it ends by itself."""
        return self.seconds - self._since.elapsed() / 1000

    def has_ended(self) -> bool:
        """Whether it has."""
        return self.left() <= 0

    @Slot()
    def touch(self) -> None:
        """Somebody works on it: keep it."""
        if self.claim is None or self._asking or self.has_ended():
            return
        if self._since.elapsed() >= self.renew_after * 1000:
            self._asking = True
            self._runner.write(
                renew_family, self.claim.item_id, owner=self, then=self._on_renewed, failed=self._on_lost,
                changes=(),
            )  # fmt: skip

    @Slot()
    def look(self) -> None:
        """How long is left: said in the last minute, and at the end."""
        if self.claim is None:
            return
        left = self.left()
        if left <= 0:
            self._timer.stop()
            self.lost.emit(None)
        elif left <= WARNING_SECONDS:
            self._told = True
            self.warned.emit(int(left) + 1)

    def _on_renewed(self, _until: object) -> None:
        self._asking = False
        self._since.start()
        if self._told:
            self._told = False
            self.kept.emit()

    def _on_lost(self, error: GuichetError) -> None:
        self._asking = False
        self.lost.emit(error)


def _ignore(_answer: object) -> None:
    """A claim that cannot be given back ends by itself."""
