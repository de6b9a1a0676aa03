"""Contacts on file that may prove something: in use, out of their cooling-off (R4.24)."""

from dataclasses import dataclass

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.rules.phones import mask_email, mask_phone, show_phone
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.services.calls import my_open_call
from backoffice.services.clock import server_day

CODE_CHANNELS = (ContactChannel.MOBILE, ContactChannel.EMAIL)
CALL_BACK_CHANNELS = (ContactChannel.MOBILE, ContactChannel.PHONE)


@dataclass(frozen=True)
class SecurityContact:
    """A contact that may receive a code or be called back."""

    id: int
    channel: ContactChannel
    masked: str
    """``07 •• •• •• 00``: what may be said aloud."""
    shown: str
    """Whole, for the agent who dials."""


def code_contacts(session: Session, call_id: int) -> tuple[SecurityContact, ...]:
    """Where a one-time code may go, mobiles first. Raises ``NotFound``, ``Conflict``."""
    return _usable(session, call_id, CODE_CHANNELS)


def call_back_contacts(session: Session, call_id: int) -> tuple[SecurityContact, ...]:
    """The numbers that the agent may dial, mobiles first. Raises ``NotFound``, ``Conflict``."""
    return _usable(session, call_id, CALL_BACK_CHANNELS)


def _usable(
    session: Session, call_id: int, channels: tuple[ContactChannel, ...]
) -> tuple[SecurityContact, ...]:
    call = my_open_call(session, call_id)
    today = server_day(session)
    rows = session.scalars(
        select(Contact)
        .join(Customer, Customer.main_person_id == Contact.person_id)
        .where(
            Customer.id == call.customer_id,
            Contact.channel.in_(channels),
            Contact.valid_from <= today,
            or_(Contact.valid_to.is_(None), Contact.valid_to > today),
            Contact.usable_for_security_from <= func.now(),
        )
        .order_by(Contact.id)
    ).all()
    found = [_contact(row) for row in rows]
    return tuple(sorted(found, key=lambda one: channels.index(one.channel)))


def _contact(row: Contact) -> SecurityContact:
    channel = ContactChannel(row.channel)
    if channel is ContactChannel.EMAIL:
        return SecurityContact(row.id, channel, mask_email(row.value_key), row.value)
    return SecurityContact(row.id, channel, mask_phone(row.value_key), show_phone(row.value_key))
