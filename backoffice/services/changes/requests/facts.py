"""What stands in a file when a change is judged: situation, contacts, accounts, mandates."""

from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.models.desk.proof import BankDetail, ChangeRequest
from backoffice.models.desk.search import SepaMandate
from backoffice.models.lease import Customer, HouseholdMember, Lease, LeaseHolder
from backoffice.models.ledger import Posting, RentNotice, RentNoticeLine
from backoffice.models.person import Contact
from backoffice.models.portal import PortalAccount
from backoffice.models.validation.changes import BankSubmission, ContactSubmission, ProfessionalStatus
from backoffice.rules.changes.mandates import Mandate
from backoffice.rules.changes.professional import Situation
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.changes import BankDetailState, ChangeState
from backoffice.rules.vocabulary.ledger import MandateState, NoticeLineKind, PaymentMeans
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.rules.vocabulary.validation.changes import ProfessionalSituation
from backoffice.services.changes.requests.results import ChangeAsked

_CODES_GO = (ContactChannel.EMAIL, ContactChannel.MOBILE)


def regularisation_of(session: Session, lease_id: int) -> Decimal:
    """The charges set right on the last notice of a contract (euros); zero when there are none."""
    last = (
        select(RentNotice.id)
        .where(RentNotice.lease_id == lease_id)
        .order_by(RentNotice.period_from.desc(), RentNotice.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    query = select(func.sum(RentNoticeLine.amount)).where(
        RentNoticeLine.rent_notice_id == last, RentNoticeLine.kind == NoticeLineKind.CHARGES_REGUL
    )
    return session.execute(query).scalar_one() or ZERO


def situation_of(session: Session, person_id: int) -> Situation | None:
    """The last situation recorded of a person."""
    row = session.scalars(
        select(ProfessionalStatus)
        .where(ProfessionalStatus.person_id == person_id)
        .order_by(ProfessionalStatus.valid_from.desc(), ProfessionalStatus.id.desc())
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()
    return Situation(ProfessionalSituation(row.status), row.valid_from, row.employer) if row else None


def is_of_household(session: Session, asked: ChangeAsked) -> bool:
    """Whether who asked holds, held or lives on a lease of the customer, or is its main person."""
    main = select(Customer.main_person_id).where(Customer.id == asked.customer_id)
    leases = select(Lease.id).where(Lease.customer_id == asked.customer_id)
    tied = (
        select(LeaseHolder.person_id)
        .where(LeaseHolder.lease_id.in_(leases))
        .union(select(HouseholdMember.person_id).where(HouseholdMember.lease_id.in_(leases)), main)
    )
    return (
        session.execute(select(func.count()).where(tied.subquery().c[0] == asked.person_id)).scalar_one() > 0
    )


def pays_sls(session: Session, lease_id: int) -> bool:
    """Whether the contract pays a rent surcharge."""
    told: bool = session.execute(select(func.pays_sls(lease_id))).scalar_one()
    return told


def contact_wanted(session: Session, submission_id: int) -> ContactSubmission | None:
    """The contact asked for, without its code."""
    return session.get(ContactSubmission, submission_id, populate_existing=True)


def main_contacts(session: Session, customer_id: int) -> tuple[Contact, ...]:
    """The contacts of the main person that are not ended."""
    return tuple(
        session.scalars(
            select(Contact)
            .join(Customer, Customer.main_person_id == Contact.person_id)
            .where(Customer.id == customer_id, Contact.valid_to.is_(None))
            .order_by(Contact.id)
        )
    )


def is_last_contact(contacts: tuple[Contact, ...], removed_id: int | None, now: datetime) -> bool:
    """Whether no other contact could receive a code once this one is removed."""
    return not any(
        one.id != removed_id and one.channel in _CODES_GO and one.usable_for_security_from <= now
        for one in contacts
    )


def cooling_until(contacts: tuple[Contact, ...], now: datetime) -> datetime | None:
    """Until when a contact of the file is in cooling-off (R4.24)."""
    return max(
        (one.usable_for_security_from for one in contacts if one.usable_for_security_from > now), default=None
    )


def is_suspended(session: Session, customer_id: int) -> bool:
    """Whether the online account is suspended for fraud."""
    query = select(PortalAccount.state).where(PortalAccount.customer_id == customer_id)
    found = session.scalars(
        query.order_by(PortalAccount.closed_at.desc().nulls_first(), PortalAccount.id.desc()).limit(1)
    ).one_or_none()
    return found == AccountState.SUSPENDED_FRAUD


def account_wanted(session: Session, submission_id: int) -> BankSubmission | None:
    """The account asked for, masked: its number is read by nobody."""
    return session.scalars(
        select(BankSubmission)
        .where(BankSubmission.submission_id == submission_id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def account_now(session: Session, customer_id: int, lease_id: int) -> str:
    """The account in force on a contract, masked."""
    row = session.execute(
        select(BankDetail.iban_masked, BankDetail.holder_name)
        .where(
            BankDetail.customer_id == customer_id,
            BankDetail.state == BankDetailState.ACTIVE,
            or_(BankDetail.lease_id.is_(None), BankDetail.lease_id == lease_id),
            or_(BankDetail.ended_at.is_(None), BankDetail.ended_at > func.clock_timestamp()),
        )
        .order_by(BankDetail.id.desc())
        .limit(1)
    ).one_or_none()
    return f"{row.iban_masked}, {row.holder_name}" if row else "Aucun"


def change_of(session: Session, change_id: int | None) -> ChangeRequest | None:
    """The change that the first person opened."""
    return session.get(ChangeRequest, change_id, populate_existing=True) if change_id is not None else None


def is_pending(change: ChangeRequest | None) -> bool:
    """Whether the second person has not decided."""
    return change is not None and change.state == ChangeState.PROPOSED


def mandate_of(session: Session, lease_id: int, today: date) -> Mandate | None:
    """The mandate that debits a contract, or will next."""
    row = session.scalars(
        select(SepaMandate)
        .where(
            SepaMandate.lease_id == lease_id,
            SepaMandate.state.in_((MandateState.ACTIVE, MandateState.SUSPENDED)),
            or_(SepaMandate.ends_on.is_(None), SepaMandate.ends_on > today),
        )
        .order_by(
            SepaMandate.starts_on.desc().nulls_last(), SepaMandate.signed_on.desc(), SepaMandate.id.desc()
        )
        .limit(1)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        return None
    # A mandate taken over from elsewhere says nothing of its use: the account does.
    paid_on = session.execute(
        select(func.max(Posting.posted_on)).where(
            Posting.lease_id == lease_id, Posting.means == PaymentMeans.DIRECT_DEBIT
        )
    ).scalar_one()
    used_on = max(filter(None, (row.last_used_on, paid_on)), default=None)
    return Mandate(row.reference, row.signed_on, MandateState(row.state), row.debit_day, used_on, row.ends_on)


def references_taken(session: Session, landlord_id: int, stem: str) -> frozenset[str]:
    """The references of a landlord that begin as ``stem``, by their letters and digits."""
    rows = session.scalars(
        select(SepaMandate.reference_key).where(
            SepaMandate.landlord_id == landlord_id,
            SepaMandate.reference_key >= stem,
            SepaMandate.reference_key < stem + "\uffff",
        )
    )
    return frozenset(rows)
