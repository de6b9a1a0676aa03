"""Ask a tenant for his insurance certificate: one message to a contact on file, traced (R2.3, R2.12)."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Contact
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import paris_day
from backoffice.rules.insurance.asking import (
    TEMPLATE,
    asked_lately,
    may_ask,
    refuse_asking,
)
from backoffice.rules.insurance.calendar import InsuranceCalendar, calendar_of
from backoffice.rules.insurance.state import insurance_state
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.services.clock import server_instant
from backoffice.services.commands import already_done, mark_done
from backoffice.services.insurance.facts import read_facts
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.messages import TenantWords, message_words
from backoffice.services.mine import my_customer
from backoffice.services.portal.messages import MessagePreview, Notice
from backoffice.services.staff import current_staff
from backoffice.services.trace import record
from backoffice.services.verification import verified_level

ACT = TEMPLATE
_IDENTIFY = "Demandez d’abord le numéro et le nom de l’appelant (niveau 1), puis envoyez la demande."


@dataclass(frozen=True)
class AskOrder:
    """Whom to ask, in which call if there is one; the command is done once."""

    customer_id: int
    command_id: str
    call_id: int | None

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {"customer_id": self.customer_id, "call_id": self.call_id}


@dataclass(frozen=True)
class AskPreview:
    """The message that would leave, what refuses it, and whether it was asked for lately."""

    message: MessagePreview | None
    refusal: str | None
    lately: str | None


@dataclass(frozen=True)
class AskResult:
    """What was done, in a sentence; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    sentence: str


def preview_ask(session: Session, customer_id: int) -> AskPreview:
    """The request as it would leave. Raises ``NotFound`` for a customer of a landlord that is not mine."""
    customer = my_customer(session, customer_id)
    now = server_instant(session)
    lately = asked_lately(
        _last_asked(session, customer.id), now, _calendar(session, customer, now).answer_days
    )
    try:
        notice = _notice(session, customer, now)
    except Refused as refusal:
        return AskPreview(None, refusal.sentence, lately)
    return AskPreview(notice.preview(), None, lately)


def ask_certificate(session: Session, order: AskOrder) -> AskResult:
    """Write the request to the outbox, with its trace.

    In a call the caller has given number and name (L1, R4.20): the message goes to a contact on file that
    is out of its cooling-off, and nothing of the file is said. Raises ``Refused``: ``NOTHING_TO_ASK``,
    ``NO_CONTACT``, ``CALLER_NOT_VERIFIED``, ``OWN_HOUSEHOLD``; ``NotFound``, ``Conflict``.
    """
    customer = my_customer(session, order.customer_id, lock=True)
    done = already_done(session, order.command_id, ACT, order.arguments())
    if done is not None:
        return AskResult(done_now=False, sentence=str(done["sentence"]))
    level = _level(session, order)
    if session.scalars(select(func.in_my_household(customer.id))).one():
        raise Refused(
            "Vous ne pouvez pas agir sur votre propre dossier : demandez à un collègue.", code="OWN_HOUSEHOLD"
        )
    now = server_instant(session)
    notice = _notice(session, customer, now)
    session.add(_message(customer, notice, order.command_id, now))
    record(
        session,
        act=ACT,
        subject=f"customer:{customer.id}",
        landlord_id=customer.landlord_id,
        staff_id=current_staff(session).id,
        customer_id=customer.id,
        call_id=order.call_id,
        command_id=order.command_id,
        detail={"level": level.value if level else None, "channel": notice.channel.value},
    )
    shown = notice.preview()
    sentence = f"Attestation d’assurance demandée par {shown.channel} à {shown.address_masked}."
    mark_done(session, order.command_id, ACT, order.arguments(), {"sentence": sentence})
    session.flush()
    return AskResult(done_now=True, sentence=sentence)


def _level(session: Session, order: AskOrder) -> CallerLevel | None:
    if order.call_id is None:
        return None
    level = verified_level(session, order.call_id, order.customer_id)
    if level < CallerLevel.L1:
        raise Refused(_IDENTIFY, code="CALLER_NOT_VERIFIED")
    return level


def _notice(session: Session, customer: Customer, now: datetime) -> Notice:
    """The request for this customer. Raises ``Refused`` (``NOTHING_TO_ASK``, ``NO_CONTACT``)."""
    calendar = _calendar(session, customer, now)
    contracts = _contracts(session, customer.id, paris_day(now), calendar)
    plural = "les contrats" if len(contracts) > 1 else "le contrat"
    values = {"contrats": f"{plural} {', '.join(contracts)}", "jours": str(calendar.answer_days)}
    words = message_words(session, customer.id, TEMPLATE, values)
    return _addressed(session, customer.main_person_id, words, now)


def _addressed(session: Session, person_id: int, words: TenantWords, now: datetime) -> Notice:
    today = paris_day(now)
    found = session.scalars(
        select(Contact)
        .where(
            Contact.person_id == person_id,
            Contact.channel.in_((ContactChannel.EMAIL, ContactChannel.MOBILE)),
            Contact.valid_from <= today,
            or_(Contact.valid_to.is_(None), Contact.valid_to > today),
            Contact.usable_for_security_from <= now,
        )
        .order_by(Contact.channel != ContactChannel.EMAIL, Contact.id)
        .limit(1)
    ).first()
    if found is None:
        raise Refused(
            "Ce dossier n’a ni courriel ni mobile assez ancien pour lui écrire : demandez-lui de déposer "
            "son attestation sur le portail ou à l’agence.",
            code="NO_CONTACT",
        )
    by_mail = found.channel == ContactChannel.EMAIL
    channel = MessageChannel.EMAIL if by_mail else MessageChannel.SMS
    body = words.body if by_mail else words.short
    return Notice(person_id, channel, found.value_key, words.subject, body)


def _calendar(session: Session, customer: Customer, now: datetime) -> InsuranceCalendar:
    return calendar_of(landlord_parameters(session, customer.landlord_id, paris_day(now)))


def _contracts(
    session: Session, customer_id: int, today: date, calendar: InsuranceCalendar
) -> tuple[str, ...]:
    """The numbers of the contracts that want a certificate. Raises ``Refused`` when none does."""
    leases = session.execute(
        select(Lease.id, Lease.number, Lease.insurance_required)
        .where(
            Lease.customer_id == customer_id,
            Lease.valid_from <= today,
            or_(Lease.valid_to.is_(None), Lease.valid_to > today),
        )
        .order_by(Lease.number)
    ).all()
    facts = read_facts(session, {row.id: row.insurance_required for row in leases})
    states = [insurance_state(facts[row.id], today, calendar).state for row in leases]
    refuse_asking(states)
    return tuple(row.number for row, state in zip(leases, states, strict=True) if may_ask(state))


def _last_asked(session: Session, customer_id: int) -> datetime | None:
    return session.execute(
        select(func.max(OutboxMessage.recorded_at)).where(
            OutboxMessage.customer_id == customer_id, OutboxMessage.template == TEMPLATE
        )
    ).scalar_one()


def _message(customer: Customer, notice: Notice, command_id: str, now: datetime) -> OutboxMessage:
    return OutboxMessage(
        landlord_id=customer.landlord_id,
        customer_id=customer.id,
        person_id=notice.person_id,
        channel=notice.channel,
        address=notice.address,
        template=TEMPLATE,
        subject=notice.subject,
        body=notice.body,
        not_before=now,
        command_id=command_id,
    )
