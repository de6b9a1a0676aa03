"""How the messages are doing, for whoever answers for them."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.models.trace import OutboxMessage
from backoffice.rules.vocabulary.service import MessageChannel, MessageState
from backoffice.services.sending.outbox import waiting

CARRIED = (MessageChannel.EMAIL, MessageChannel.SMS)
_WEEK = text("interval '7 days'")


@dataclass(frozen=True)
class SendingState:
    """What waits, and the week: ``failed`` holds those come back, ``causes`` counts them by code."""

    waiting: int
    oldest: datetime | None
    sent: int
    failed: int
    bounced: int
    repeats: int
    causes: dict[str, int]


def sending_state(session: Session) -> SendingState:
    """The messages of the files that one sees, of the last seven days and those still waiting."""
    message = OutboxMessage
    recent = message.recorded_at > func.now() - _WEEK
    channels = message.channel.in_([channel.value for channel in CARRIED])
    failed = message.state == MessageState.FAILED
    counts = session.execute(
        select(
            func.count().filter(message.state == MessageState.SENT),
            func.count().filter(failed),
            func.count().filter(message.bounced_at.is_not(None)),
            func.coalesce(func.sum(message.repeats), 0),
        ).where(recent, channels)
    ).one()
    why = func.coalesce(message.bounce, message.last_error, "")
    causes = session.execute(
        select(why, func.count()).where(recent, channels, failed).group_by(why).order_by(why)
    )
    left = waiting(session, CARRIED)
    return SendingState(left.count, left.oldest, *counts, {row[0]: row[1] for row in causes})
