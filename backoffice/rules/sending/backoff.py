"""When to try again: a message refused for now, a server that does not answer."""

import hashlib
from datetime import datetime, timedelta

_MINUTES = (1, 2, 4, 8, 15, 30, 60)
_SPREAD = 0.1
GIVES_UP_AFTER = timedelta(hours=48)
"""How long a message is tried after the instant from which it could leave."""
LEAST_TRIES = 12
"""Tries of a message's own before it is given up, however late: some seven hours after a long outage."""


def step(failures: int) -> timedelta:
    """The pause after so many failures in a row, one at least: 1, 2, 4, 8, 15, 30, 60 minutes, then hours."""
    return timedelta(minutes=_MINUTES[min(failures, len(_MINUTES)) - 1])


def next_try(
    key: str, attempts: int, ripe_at: datetime, now: datetime, asked: timedelta | None = None
) -> timedelta | None:
    """How long to wait after the try number ``attempts``; None when the message is given up.

    A server that was away for two days took nothing from anybody: what waited for it still has its tries.
    A tenth more or less, always the same for a message, so that they do not all come back at once. What the
    server ``asked`` for is the least, one day at most.
    """
    if attempts >= LEAST_TRIES and now >= ripe_at + GIVES_UP_AFTER:
        return None
    digest = hashlib.sha256(f"{key}:{attempts}".encode("ascii")).digest()
    part = int.from_bytes(digest[:4], "big") / 2**32
    pause = step(attempts) * (1 - _SPREAD + 2 * _SPREAD * part)
    return max(pause, min(asked or timedelta(), timedelta(days=1)))
