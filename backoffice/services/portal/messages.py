"""What the tenant is told when staff act on his portal access: the database alone writes it (R4.15)."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from backoffice.models.trace import OutboxMessage
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.rules.vocabulary.service import MessageChannel


@dataclass(frozen=True)
class MessagePreview:
    """A message as it will leave; the address is masked."""

    channel: str
    address_masked: str
    subject: str
    body: str


@dataclass(frozen=True)
class Notice:
    """A message to write: to whom, where, what."""

    person_id: int
    channel: MessageChannel
    address: str
    subject: str
    body: str

    def preview(self) -> MessagePreview:
        """The same, for the agent's eyes."""
        masked = masked_address(self.channel, self.address)
        return MessagePreview(self.channel.label, masked, self.subject, self.body)


def masked_address(channel: MessageChannel, address: str) -> str:
    """Where a message goes, enough to recognise it; a letter names no street."""
    if channel is MessageChannel.LETTER:
        return "adresse postale du dossier"
    return mask_email(address) if channel is MessageChannel.EMAIL else mask_phone(address)


def notices(
    session: Session,
    customer_id: int,
    act: PortalAct,
    reason: ActReason | None,
    proposed: dict[str, Any] | None = None,
) -> tuple[Notice, ...]:
    """The messages that ``act`` would write now: the function that writes them is the one asked.

    A change has no number before it is made: « •••• » stands for it. Raises ``Refused`` for a file not seen.
    """
    why = cast(reason.value if reason else None, Text)
    change = cast(proposed, JSONB(none_as_null=True))
    told = func.portal_notices(customer_id, act.value, why, change).table_valued(
        "person_id", "channel", "address", "subject", "body"
    )
    return tuple(
        Notice(row.person_id, MessageChannel(row.channel), row.address, row.subject, row.body)
        for row in session.execute(select(told))
    )


def told_by(session: Session, customer_id: int, command_id: str) -> tuple[str, ...]:
    """The masked addresses that the act of ``command_id`` tells, in the order of its messages."""
    rows = session.execute(
        select(OutboxMessage.channel, OutboxMessage.address)
        .where(OutboxMessage.customer_id == customer_id, OutboxMessage.command_id == command_id)
        .order_by(OutboxMessage.id)
    )
    return tuple(masked_address(MessageChannel(channel), address) for channel, address in rows)
