"""A server that takes nothing is tried once a step, not once a message."""

from collections.abc import Callable
from datetime import timedelta

from backoffice.rules.sending.backoff import step

Clock = Callable[[], float]


class Breaker:
    """Closed while the server answers. ``clock`` counts seconds and never goes back."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._failures = 0
        self._until = 0.0

    @property
    def is_open(self) -> bool:
        """Whether the server is to be left alone now."""
        return self._failures > 0 and self._clock() < self._until

    def failed(self, asked: timedelta | None = None) -> timedelta:
        """Leave the server alone for a step more than before, or for what it asked; how long."""
        self._failures += 1
        pause = max(step(self._failures), min(asked or timedelta(), timedelta(hours=1)))
        self._until = self._clock() + pause.total_seconds()
        return pause

    def answered(self) -> None:
        """The server takes messages: the next failure is the first."""
        self._failures = 0
