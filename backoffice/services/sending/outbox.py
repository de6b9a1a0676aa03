"""The outbox as the courier sees it: what is ripe, taken, settled."""

import math
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import Integer, Text, Uuid, cast, func, select
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from backoffice.models.trace import OutboxMessage
from backoffice.rules.sending.words import BounceClass
from backoffice.rules.vocabulary.service import MessageChannel, MessageState


@dataclass(frozen=True)
class Ripe:
    """A message that may leave. ``seen_at`` is the server's clock; ``body`` may hold a one-time code."""

    id: int
    key: str
    landlord_code: str
    landlord_name: str
    address: str = field(repr=False)
    template: str
    subject: str
    body: str = field(repr=False)
    attempts: int
    ripe_at: datetime
    seen_at: datetime


@dataclass(frozen=True)
class Handed:
    """A message that is about to leave, and whether it may have left before."""

    at: datetime
    repeated: bool


@dataclass(frozen=True)
class Waiting:
    """What is ripe and has not left: how many, since when the oldest."""

    count: int
    oldest: datetime | None


def ripe_messages(session: Session, channel: MessageChannel, most: int) -> tuple[Ripe, ...]:
    """The next messages of a channel, codes of callers first. Raises ``Refused`` but for the courier."""
    columns = (
        "id", "message_key", "landlord_code", "landlord_name", "address", "template", "subject", "body",
        "attempts", "ripe_at", "seen_at",
    )  # fmt: skip
    found = func.ripe_messages(channel.value, most).table_valued(*columns)
    return tuple(
        Ripe(
            row.id, str(row.message_key), row.landlord_code, row.landlord_name, row.address, row.template,
            row.subject, row.body, row.attempts, row.ripe_at, row.seen_at,
        )
        for row in session.execute(select(found))
    )  # fmt: skip


def hand(session: Session, message: Ripe) -> Handed | None:
    """Take a message for good, before giving it; None when it was taken back, or is another courier's."""
    found = func.hand_message(message.id).table_valued("handed_at", "repeated")
    row = session.execute(select(found)).one_or_none()
    return Handed(row.handed_at, row.repeated) if row else None


def settle_sent(session: Session, message: Ripe, provider: str | None) -> bool:
    """It has left; said twice, the second changes nothing."""
    return bool(session.scalar(select(func.settle_sent(message.id, cast(provider, Text)))))


def settle_failed(
    session: Session,
    message: Ripe,
    handed: Handed,
    code: str,
    pause: timedelta | None,
    bounce: BounceClass | None = None,
) -> None:
    """It has not left: again after ``pause``, or given up without one."""
    why = cast(bounce.value if bounce else None, Text)
    session.execute(select(func.settle_failed(message.id, handed.at, code, _seconds(pause), why)))


def settle_doubtful(
    session: Session, message: Ripe, handed: Handed, code: str, pause: timedelta | None
) -> None:
    """It may have left: again after ``pause``, counted as a repeat."""
    session.execute(select(func.settle_doubtful(message.id, handed.at, code, _seconds(pause))))


def give_back(session: Session, message: Ripe, handed: Handed) -> bool:
    """It was not offered: as if it had not been taken."""
    return bool(session.scalar(select(func.give_back(message.id, handed.at))))


def fail_late_codes(session: Session) -> int:
    """Give up the codes of callers that are over, and empty those that serve no more; how many failed."""
    late = session.scalar(select(func.fail_late_codes())) or 0
    session.scalar(select(func.forget_codes()))
    return late


def note_bounce(session: Session, key: UUID, why: BounceClass, code: str) -> bool:
    """A message that had left came back; False when it is none of ours."""
    return bool(session.scalar(select(func.note_bounce(cast(key, Uuid), why.value, code))))


def waiting(session: Session, channels: tuple[MessageChannel, ...]) -> Waiting:
    """What could have left already, of these channels."""
    query = select(func.count(), func.min(OutboxMessage.not_before)).where(
        OutboxMessage.state == MessageState.WAITING,
        OutboxMessage.channel.in_([channel.value for channel in channels]),
        OutboxMessage.not_before <= func.clock_timestamp(),
    )
    count, oldest = session.execute(query).one()
    return Waiting(count, oldest)


def _seconds(pause: timedelta | None) -> ColumnElement[int | None]:
    """Whole seconds, for the server's clock to add."""
    return cast(math.ceil(pause.total_seconds()) if pause is not None else None, Integer)
