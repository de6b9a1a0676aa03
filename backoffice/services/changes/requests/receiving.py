"""Take in what a tenant asks, by the portal or for him: an item of work each."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Date, cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Customer
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.rules.changes.accounts import read_account
from backoffice.rules.changes.contacts import ContactMode, contact_mode
from backoffice.rules.changes.debits import refuse_debit_day
from backoffice.rules.changes.mandates import refuse_rum
from backoffice.rules.changes.professional import Situation
from backoffice.rules.changes.proposals import new_contact
from backoffice.rules.changes.secrets import hides_account
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.changes import BankEvent, ContactEvent
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.services.clock import server_day
from backoffice.services.landlords import landlord_parameters

_ID = ChangeSubmission.id.type


@dataclass(frozen=True)
class MandateAsked:
    """The mandate that comes with an account: days of the debits and of the signature, reference if any."""

    debit_day: int
    signed_on: date | None
    reference: str | None = None


def receive_situation(
    session: Session,
    customer_id: int,
    lease_id: int | None,
    person_id: int | None,
    situation: Situation,
    channel: RequestChannel,
) -> int:
    """Take in a change of profession; returns its item. Raises ``Refused``."""
    asked: dict[str, Any] = {}
    if situation.employer:
        if hides_account(situation.employer):
            raise Refused("Un numéro de compte n’a pas sa place ici : ôtez-le.", code="LOOKS_SECRET")
        asked["employer"] = situation.employer.strip()[:80]
    call = func.receive_change(
        customer_id, lease_id, person_id, SubmissionKind.PROFESSIONAL.value, situation.status.value,
        cast(asked, JSONB), cast(situation.since, Date), channel.value, type_=_ID,
    )  # fmt: skip
    return _item(session, session.execute(select(call)).scalar_one())


def receive_contact(
    session: Session,
    customer_id: int,
    event: ContactEvent,
    channel: RequestChannel,
    *,
    value: str | None = None,
    replaces_id: int | None = None,
) -> int:
    """Take in a contact or a billing address asked for; the new contact is asked to confirm (R3.42).

    Raises ``Refused`` (``AGENT_ONLY`` where the portal changes no contact, ``WRONG_CONTACT``…).
    """
    customer = session.get_one(Customer, customer_id)
    profile = landlord_parameters(session, customer.landlord_id, server_day(session))
    if channel is RequestChannel.PORTAL and contact_mode(profile) is ContactMode.AGENT_ONLY:
        raise Refused(
            "Chez ce bailleur, un contact se change à l’agence : appelez-la, ou passez-y.", code="AGENT_ONLY"
        )
    proposed: dict[str, Any] = {"value": value, "replaces": replaces_id}
    if event in (ContactEvent.NEW_EMAIL, ContactEvent.NEW_MOBILE):
        proposed = new_contact(value or "", replaces_id).details
        wanted = ContactChannel.EMAIL if event is ContactEvent.NEW_EMAIL else ContactChannel.MOBILE
        if proposed["channel"] != wanted:
            raise Refused(
                f"{event.label} : ce contact ne se lit pas, donnez-le en entier.", code="WRONG_CONTACT"
            )
    call = func.receive_contact_change(
        customer_id, None, event.value, cast(proposed, JSONB), channel.value, type_=_ID
    )
    return _item(session, session.execute(select(call)).scalar_one())


def receive_account(
    session: Session,
    customer_id: int,
    lease_id: int | None,
    person_id: int | None,
    iban: str,
    holder_name: str,
    channel: RequestChannel,
    mandate: MandateAsked | None = None,
) -> int:
    """Take in a new account; its number is written where nobody reads it (R3.53).

    Raises ``Refused`` (``WRONG_IBAN``, ``WRONG_RUM``, ``DEBIT_DAY``, ``CALLER_NOT_VERIFIED`` by telephone…).
    """
    account = read_account(iban)
    if account is None:
        raise Refused("Cet IBAN n’est pas juste : recopiez-le depuis le RIB.", code="WRONG_IBAN")
    told: dict[str, Any] = {"bank_name": account.bank}
    if mandate is not None:
        if mandate.reference:
            refuse_rum(mandate.reference)
        customer = session.get_one(Customer, customer_id)
        profile = landlord_parameters(session, customer.landlord_id, server_day(session))
        refuse_debit_day(mandate.debit_day, profile.debit_days)
        signed = mandate.signed_on.isoformat() if mandate.signed_on else None
        told |= {"debit_day": mandate.debit_day, "signed_on": signed, "reference": mandate.reference}
    call = func.receive_bank_change(
        customer_id,
        lease_id,
        person_id,
        holder_name,
        account.number,
        cast(told, JSONB),
        channel.value,
        type_=_ID,
    )
    return _item(session, session.execute(select(call)).scalar_one())


def receive_debit(
    session: Session,
    customer_id: int,
    lease_id: int | None,
    event: BankEvent,
    channel: RequestChannel,
    *,
    debit_day: int | None = None,
) -> int:
    """Take in the end, the pause or the day of the debits of one contract (R3.52, R3.56).

    Raises ``Refused``.
    """
    asked: dict[str, Any] = {}
    if event is BankEvent.DEBIT_DAY:
        customer = session.get_one(Customer, customer_id)
        profile = landlord_parameters(session, customer.landlord_id, server_day(session))
        refuse_debit_day(debit_day or 0, profile.debit_days)
        asked["debit_day"] = debit_day
    call = func.receive_change(
        customer_id, lease_id, None, SubmissionKind.BANK.value, event.value, cast(asked, JSONB),
        cast(None, Date), channel.value, type_=_ID,
    )  # fmt: skip
    return _item(session, session.execute(select(call)).scalar_one())


def confirm_contact(session: Session, item_id: int, code: str) -> bool:
    """As the portal, whether ``code`` confirms the new contact of an item; three tries, a day, once."""
    asked: bool = session.execute(
        select(func.confirm_contact_change(_submission(session, item_id), code))
    ).scalar_one()
    return asked


def block_contact(session: Session, item_id: int) -> None:
    """Stop a change of contact, before or after it was accepted: protective, it asks for no level (R3.42)."""
    session.execute(select(func.block_contact_change(_submission(session, item_id))))


def _item(session: Session, submission_id: int) -> int:
    item: int = session.execute(
        select(ChangeSubmission.work_item_id).where(ChangeSubmission.id == submission_id)
    ).scalar_one()
    return item


def _submission(session: Session, item_id: int) -> int:
    found: int = session.execute(
        select(ChangeSubmission.id).where(ChangeSubmission.work_item_id == item_id)
    ).scalar_one()
    return found
