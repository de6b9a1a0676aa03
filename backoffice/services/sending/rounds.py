"""A round of the courier on one channel: each message offered, taken for good, given, settled."""

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol, TypeVar

from sqlalchemy.orm import Session

from backoffice.errors import Unavailable
from backoffice.rules.sending.backoff import next_try
from backoffice.rules.sending.border import is_unfilled
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.services.sending import outbox
from backoffice.services.sending.breaker import Breaker
from backoffice.services.sending.outbox import Handed, Ripe
from backoffice.services.sending.outcomes import Fate, NotTaken

Begin = Callable[[], AbstractContextManager[Session]]
Stop = Callable[[], bool]
T = TypeVar("T")

_BATCH = 50
# A restarted database is back within this; past it, the message is found handed and counted.
_SETTLING_PAUSES = (1.0, 3.0, 8.0, 15.0)


class Line(Protocol):
    """A way out: ``offer`` promises nothing, ``give`` is the departure; both raise ``NotTaken``."""

    def offer(self, message: Ripe, now: datetime) -> None:
        """Prepare what can be before the message is taken for good."""

    def give(self, message: Ripe) -> str | None:
        """Let it leave; what the other side calls it."""

    def drop(self) -> None:
        """Forget what was offered."""

    def close(self) -> None:
        """End the line."""


@dataclass
class Tally:
    """What a round did with the messages it met; ``repeats`` are among those sent, again or failed."""

    sent: int = 0
    again: int = 0
    failed: int = 0
    repeats: int = 0
    down: str | None = None
    """Why the server was left alone, if it was."""

    def add(self, other: "Tally") -> None:
        """Count another round with this one."""
        self.sent += other.sent
        self.again += other.again
        self.failed += other.failed
        self.repeats += other.repeats
        self.down = other.down or self.down


@dataclass(frozen=True)
class Way:
    """A channel, its line and its breaker; ``pause`` waits so many seconds for a database that is away."""

    channel: MessageChannel
    line: Line
    breaker: Breaker
    pause: Callable[[float], None] = time.sleep


def carry_messages(begin: Begin, way: Way, stop: Stop) -> Tally:
    """Send what is ripe until nothing is left, the server goes away, or ``stop`` says so in between.

    Raises ``Refused`` but for the courier, ``Unavailable`` when the database is away.
    """
    tally, met = Tally(), set[int]()
    try:
        while not (stop() or way.breaker.is_open):
            with begin() as session:
                ripe = outbox.ripe_messages(session, way.channel, _BATCH)
            new = [message for message in ripe if message.id not in met]
            for message in new:
                if stop() or way.breaker.is_open:
                    break
                met.add(message.id)
                _carry(begin, way, message, tally)
            if not new:
                break
    finally:
        way.line.close()
    return tally


def _carry(begin: Begin, way: Way, message: Ripe, tally: Tally) -> None:
    handed: Handed | None = None
    try:
        _check(message)
        way.line.offer(message, message.seen_at)
        handed = _in(begin, lambda session: outbox.hand(session, message))
        if handed is None:
            way.line.drop()
            return
        tally.repeats += handed.repeated
        provider = way.line.give(message)
    except NotTaken as refusal:
        _heed(way, refusal, tally)
        _put_off(begin, way, message, handed, refusal, tally)
        return
    way.breaker.answered()
    _insist(way, begin, lambda session: outbox.settle_sent(session, message, provider))
    tally.sent += 1


def _check(message: Ripe) -> None:
    """Nothing unfilled passes the border, whoever wrote it."""
    # An SMS has no subject to show.
    if is_unfilled(message.body) or (message.subject and is_unfilled(message.subject)):
        raise NotTaken(Fate.GIVEN_UP, "UNFILLED")


def _heed(way: Way, refusal: NotTaken, tally: Tally) -> None:
    """Leave the server alone if it is its trouble; an answer about a message shows that it works."""
    if refusal.stops:
        way.breaker.failed(refusal.asked)
        tally.down = refusal.code
    elif refusal.code.startswith(("SMTP_", "HTTP_")):
        way.breaker.answered()


def _put_off(
    begin: Begin, way: Way, message: Ripe, handed: Handed | None, refusal: NotTaken, tally: Tally
) -> None:
    if refusal.fate is Fate.DOWN:
        if handed is not None:
            _insist(way, begin, lambda session: outbox.give_back(session, message, handed))
        return
    pause = None
    if refusal.fate is not Fate.GIVEN_UP:
        pause = next_try(message.key, message.attempts + 1, message.ripe_at, message.seen_at, refusal.asked)

    def settle(session: Session) -> bool:
        mine = handed or outbox.hand(session, message)
        if mine is None:
            return False
        if refusal.fate is Fate.DOUBT:
            outbox.settle_doubtful(session, message, mine, refusal.code, pause)
        else:
            outbox.settle_failed(session, message, mine, refusal.code, pause, refusal.bounce)
        return True

    if _insist(way, begin, settle):
        tally.failed += pause is None
        tally.again += pause is not None


def _insist(way: Way, begin: Begin, settle: Callable[[Session], bool]) -> bool:
    """What happened outside cannot be rolled back: a database that restarts is waited for."""
    for seconds in _SETTLING_PAUSES:
        try:
            return _in(begin, settle)
        except Unavailable:
            way.pause(seconds)
    return _in(begin, settle)


def _in(begin: Begin, act: Callable[[Session], T]) -> T:
    with begin() as session:
        return act(session)
