"""Documents whose payment was rejected afterwards: voided, and the tenant told (R1.22)."""

from datetime import date

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Landlord
from backoffice.models.lease import Customer, Lease
from backoffice.models.ledger import Posting
from backoffice.models.person import Contact, Person
from backoffice.models.receipt import Receipt
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import of_month
from backoffice.rules.names import letter_name
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.services.receipts.documents import lease_of, receipts_of, rests_on
from backoffice.services.receipts.party import postal_lines
from backoffice.services.trace import record


def void_rejected(
    session: Session, lease_id: int, today: date, command_id: str | None = None
) -> tuple[str, ...]:
    """Void the documents of the lease that rest on a payment rejected up to ``today``; return their numbers.

    Each void is traced and told to the tenant; its number is never used again.
    """
    lease = lease_of(session, lease_id, lock=True)
    query = select(Posting.rejects_id).where(Posting.lease_id == lease_id, Posting.posted_on <= today)
    rejected = frozenset(one for one in session.scalars(query) if one is not None)
    if not rejected:
        return ()
    rest = [one for one in receipts_of(session, lease_id) if rests_on(one, rejected)]
    voided = [one for one in rest if one.state == ReceiptState.ISSUED]
    for receipt in voided:
        _void(session, lease, receipt, today, command_id)
    session.flush()
    return tuple(one.number for one in voided)


def _void(session: Session, lease: Lease, receipt: Receipt, today: date, command_id: str | None) -> None:
    now = session.execute(select(func.now())).scalar_one()
    receipt.state, receipt.voided_at = ReceiptState.VOIDED, now
    session.add(_notice(session, lease, receipt, today, command_id))
    record(
        session,
        act="RECEIPT_VOIDED",
        subject=f"receipt:{receipt.id}",
        landlord_id=lease.landlord_id,
        customer_id=lease.customer_id,
        reason="PAYMENT_REJECTED",
        command_id=command_id,
        detail={"number": receipt.number},
    )


def _notice(
    session: Session, lease: Lease, receipt: Receipt, today: date, command_id: str | None
) -> OutboxMessage:
    """What the tenant is told, by e-mail when he has one, else by SMS, else by letter."""
    customer = session.get_one(Customer, lease.customer_id)
    person = session.get_one(Person, customer.main_person_id)
    landlord = session.get_one(Landlord, lease.landlord_id)
    name = letter_name(person.civility, person.birth_name, person.usage_name, person.first_names)
    channel, address = _way(session, lease, customer, today)
    quittance = receipt.kind == ReceiptKind.QUITTANCE
    what = "La quittance de loyer" if quittance else "Le reçu de paiement"
    fact = (
        f"{what} {of_month(receipt.period_from.replace(day=1))}, n° {receipt.number}, "
        f"{'est annulée' if quittance else 'est annulé'} : un règlement a été rejeté par la banque."
    )
    ask = f"Appelez-nous au {landlord.phone} pour régulariser."
    whole = f"Bonjour {name},\n\n{fact}\n\n{ask}\n\n{landlord.name}"
    return OutboxMessage(
        landlord_id=lease.landlord_id,
        customer_id=customer.id,
        person_id=person.id,
        channel=channel,
        address=address,
        template="RECEIPT_VOIDED",
        subject="Votre quittance est annulée" if quittance else "Votre reçu est annulé",
        body=f"{landlord.name} : {fact} {ask}" if channel == MessageChannel.SMS else whole,
        not_before=receipt.voided_at,
        command_id=command_id,
    )


def _way(session: Session, lease: Lease, customer: Customer, today: date) -> tuple[MessageChannel, str]:
    ways = (
        (ContactChannel.EMAIL, MessageChannel.EMAIL),
        (ContactChannel.MOBILE, MessageChannel.SMS),
    )
    for channel, way in ways:
        known = session.scalars(
            select(Contact.value_key)
            .where(
                Contact.person_id == customer.main_person_id,
                Contact.channel == channel,
                Contact.valid_from <= today,
                or_(Contact.valid_to.is_(None), Contact.valid_to > today),
            )
            .order_by(Contact.valid_from.desc(), Contact.id.desc())
            .limit(1)
        ).first()
        if known:
            return way, known
    return MessageChannel.LETTER, "\n".join(postal_lines(session, lease, customer, today))
