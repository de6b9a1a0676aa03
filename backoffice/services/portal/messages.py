"""What the tenant is told when staff act on his portal access (R4.15, R4.25)."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Landlord
from backoffice.models.lease import Customer
from backoffice.models.person import Contact, Person
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import french_instant, paris_day
from backoffice.rules.names import letter_name
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import PortalAction, UnlockReason
from backoffice.rules.vocabulary.service import MessageChannel

# What is done, and why: an account attacked by a third party is not unlocked « à votre demande ».
Act = tuple[PortalAction, UnlockReason | None]


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
        masked = mask_email if self.channel is MessageChannel.EMAIL else mask_phone
        return MessagePreview(self.channel.label, masked(self.address), self.subject, self.body)


def notices(session: Session, customer: Customer, act: Act, now: datetime) -> tuple[Notice, ...]:
    """One message for every contact in use of the main person; none goes to one in cooling-off alone.

    All known contacts are told, also those too recent to receive a code: it is the owner's
    chance to object (R4.15, R4.25).
    """
    person = session.get_one(Person, customer.main_person_id)
    landlord = session.get_one(Landlord, customer.landlord_id)
    subject, body = _text(act, person, landlord, now)
    found = session.scalars(
        select(Contact)
        .where(
            Contact.person_id == person.id,
            Contact.channel.in_((ContactChannel.EMAIL, ContactChannel.MOBILE)),
            or_(Contact.valid_to.is_(None), Contact.valid_to > paris_day(now)),
        )
        .order_by(Contact.channel, Contact.id)
    )
    told: dict[tuple[MessageChannel, str], Notice] = {}
    for contact in found:
        is_mail = contact.channel == ContactChannel.EMAIL
        channel = MessageChannel.EMAIL if is_mail else MessageChannel.SMS
        told[channel, contact.value_key] = Notice(
            person.id, channel, contact.value_key, subject, body if is_mail else _short(act, landlord)
        )
    return tuple(told.values())


def _text(act: Act, person: Person, landlord: Landlord, now: datetime) -> tuple[str, str]:
    name = letter_name(person.civility, person.birth_name, person.usage_name, person.first_names)
    action, reason = act
    attacked = reason is UnlockReason.TAKEOVER_SUSPECTED
    if action is PortalAction.UNLOCK:
        subject = "Votre compte en ligne est débloqué"
        when = f"Votre compte en ligne {landlord.name} a été débloqué le {french_instant(now)}"
        done = (
            f"{when}, après des essais qui semblent venir d’une autre personne. Ses connexions en cours ont "
            "été fermées. Votre mot de passe n’a pas changé : choisissez-en un nouveau."
            if attacked
            else f"{when}, à votre demande. Votre mot de passe n’a pas changé. "
            "Si vous l’avez oublié, utilisez « Mot de passe oublié »."
        )
    else:
        subject = "Vous pouvez créer votre compte en ligne"
        done = (
            f"Votre inscription au portail {landlord.name} a été débloquée le {french_instant(now)}. "
            "Vous pouvez de nouveau créer votre compte."
        )
    doubt = "Si vous avez un doute" if attacked else "Si vous n’êtes pas à l’origine de cette demande"
    objection = (
        f"{doubt}, appelez-nous au {landlord.phone}. Nous ne vous demanderons jamais votre mot de passe."
    )
    return subject, f"Bonjour {name},\n\n{done}\n\n{objection}\n\n{landlord.name}"


def _short(act: Act, landlord: Landlord) -> str:
    action, reason = act
    done = (
        "votre compte en ligne est débloqué"
        if action is PortalAction.UNLOCK
        else "vous pouvez créer votre compte en ligne"
    )
    doubt = (
        "Un doute ? Appelez" if reason is UnlockReason.TAKEOVER_SUSPECTED else "Si ce n’est pas vous, appelez"
    )
    return f"{landlord.name} : {done}. {doubt} le {landlord.phone}."


def post(
    session: Session,
    customer: Customer,
    told: tuple[Notice, ...],
    action: PortalAction,
    command_id: str,
    now: datetime,
) -> None:
    """Write the messages to the outbox, in the transaction of the act they tell."""
    for notice in told:
        session.add(
            OutboxMessage(
                landlord_id=customer.landlord_id,
                customer_id=customer.id,
                person_id=notice.person_id,
                channel=notice.channel,
                address=notice.address,
                template=f"PORTAL_{action}",
                subject=notice.subject,
                body=notice.body,
                not_before=now,
                command_id=command_id,
            )
        )
