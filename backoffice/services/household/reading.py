"""A lease and its people, whole history included, as the rules of a household judge them."""

from collections.abc import Iterable
from datetime import date
from typing import TypeVar

from sqlalchemy import Select, func, or_, select
from sqlalchemy.orm import Session

from backoffice.models.desk.contact import Representative
from backoffice.models.desk.search import SepaMandate
from backoffice.models.lease import Customer, EDeliveryConsent, HouseholdMember, Lease, LeaseHolder
from backoffice.models.ledger import Posting
from backoffice.models.person import Person
from backoffice.models.portal import PortalAccount
from backoffice.models.stock import Premises
from backoffice.models.validation.household import HouseholdChange
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import read_form
from backoffice.rules.household.state import Holding, HouseholdState, Living, Member, Speaking
from backoffice.rules.vocabulary.calls import RepresentativeKind
from backoffice.rules.vocabulary.ledger import MandateState
from backoffice.rules.vocabulary.people import HolderTitle, Relation
from backoffice.rules.vocabulary.validation.tasks import ChangeSubmissionState
from backoffice.services.clock import server_instant
from backoffice.services.mine import my_lease

_Row = TypeVar("_Row", LeaseHolder, HouseholdMember)
_PENDING = (
    ChangeSubmissionState.RECEIVED,
    ChangeSubmissionState.UNDER_REVIEW,
    ChangeSubmissionState.WAITING_DOCUMENT,
)


def read_household(session: Session, lease_id: int, besides: Iterable[int] = ()) -> HouseholdState:
    """The household of a lease; ``besides`` are persons on file elsewhere whom a form names.

    Raises ``NotFound`` for a lease that the reader does not see.
    """
    lease = my_lease(session, lease_id)
    customer = session.get_one(Customer, lease.customer_id, populate_existing=True)
    holdings = tuple(
        Holding(row.id, row.person_id, HolderTitle(row.title), row.valid_from, row.valid_to)
        for row in session.scalars(_rows(LeaseHolder, lease_id))
    )
    livings = tuple(
        Living(row.id, row.person_id, Relation(row.relation), row.valid_from, row.valid_to)
        for row in session.scalars(_rows(HouseholdMember, lease_id))
    )
    tied = {*(one.person_id for one in holdings), *(one.person_id for one in livings)}
    named = {customer.main_person_id, *tied, *besides}
    return HouseholdState(
        lease_from=lease.valid_from,
        lease_to=lease.valid_to,
        main_person_id=customer.main_person_id,
        people=_people(session, lease.landlord_id, named),
        holdings=holdings,
        livings=livings,
        speakings=_speakings(session, customer.id),
        has_debit=_exists(
            session, select(SepaMandate.id).where(
                SepaMandate.lease_id == lease_id, SepaMandate.state == MandateState.ACTIVE)
        ),
        has_e_delivery=_exists(
            session, select(EDeliveryConsent.id).where(
                EDeliveryConsent.lease_id == lease_id, EDeliveryConsent.revoked_at.is_(None))
        ),
        co_title_asked=_co_title_asked(session, customer.id),
        bound=_bound(session, lease_id),
        freed=_freed(session, lease_id),
        last_posting_on=_last_posting(session, lease_id),
        rooms=session.scalar(select(Premises.rooms).where(Premises.id == lease.premises_id)),
        other_contracts=_other_contracts(session, customer.id, lease_id),
    )  # fmt: skip


def household_stamp(session: Session, lease_id: int) -> str:
    """The digest of the household as it stands, by the database."""
    stamp: str = session.execute(select(func.household_stamp(lease_id))).scalar_one()
    return stamp


def _rows(kind: type[_Row], lease_id: int) -> Select[_Row]:
    return (
        select(kind)
        .where(kind.lease_id == lease_id)
        .order_by(kind.valid_from, kind.id)
        .execution_options(populate_existing=True)
    )


def _people(session: Session, landlord_id: int, named: set[int]) -> tuple[Member, ...]:
    accounts = set(
        session.scalars(
            select(PortalAccount.person_id).where(
                PortalAccount.person_id.in_(named), PortalAccount.closed_at.is_(None)
            )
        )
    )
    rows = session.scalars(
        select(Person)
        .where(Person.id.in_(named), Person.landlord_id == landlord_id)
        .order_by(Person.id)
        .execution_options(populate_existing=True)
    )
    return tuple(
        Member(
            row.id,
            row.civility,
            row.birth_name,
            row.first_names,
            row.usage_name,
            row.birth_date,
            row.deceased_on,
            row.confidential_address,
            has_account=row.id in accounts,
        )
        for row in rows
    )


def _speakings(session: Session, customer_id: int) -> tuple[Speaking, ...]:
    # One that was ended the day it was recorded was never in force.
    rows = session.scalars(
        select(Representative)
        .where(
            Representative.customer_id == customer_id,
            Representative.usable_from < server_instant(session).replace(year=9000),
            or_(
                Representative.valid_to.is_(None),
                Representative.valid_to > Representative.valid_from + 1,
            ),
        )
        .order_by(Representative.valid_from, Representative.id)
    )
    return tuple(
        Speaking(RepresentativeKind(row.kind), row.full_name, row.valid_from, row.valid_to) for row in rows
    )


def _co_title_asked(session: Session, customer_id: int) -> frozenset[int]:
    """PACS partners who asked for the co-title: in a change recorded, or in one that still waits (R3.11)."""
    recorded = select(HouseholdChange.solidarity_person_id).where(
        HouseholdChange.customer_id == customer_id,
        HouseholdChange.co_title_requested_on.is_not(None),
        HouseholdChange.undone_at.is_(None),
        HouseholdChange.solidarity_person_id.is_not(None),
    )
    waiting = select(ChangeSubmission.asked).where(
        ChangeSubmission.customer_id == customer_id,
        ChangeSubmission.event == HouseholdEvent.PACS,
        ChangeSubmission.state.in_(_PENDING),
    )
    forms = (read_form(asked, None) for asked in session.scalars(waiting))
    asking = {one.person_id for one in forms if one.co_title and one.signed_by_all}
    found = {*session.scalars(recorded), *asking}
    return frozenset(one for one in found if one is not None)


def _last_posting(session: Session, lease_id: int) -> date | None:
    return session.scalar(select(func.max(Posting.posted_on)).where(Posting.lease_id == lease_id))


def _bound(session: Session, lease_id: int) -> frozenset[tuple[int, date | None]]:
    """The solidarities on record, each as it was told last."""
    rows = session.execute(
        select(HouseholdChange.solidarity_person_id, HouseholdChange.solidarity_until)
        .where(
            HouseholdChange.lease_id == lease_id,
            HouseholdChange.undone_at.is_(None),
            HouseholdChange.solidarity_person_id.is_not(None),
        )
        .order_by(HouseholdChange.id)
    )
    last = {row.solidarity_person_id: row.solidarity_until for row in rows}
    return frozenset((person, until) for person, until in last.items() if person is not None)


def _freed(session: Session, lease_id: int) -> frozenset[tuple[int, date]]:
    """Victims of violence whose solidarity a letter ended (R3.17)."""
    rows = session.execute(
        select(HouseholdChange.solidarity_person_id, HouseholdChange.solidarity_until).where(
            HouseholdChange.lease_id == lease_id,
            HouseholdChange.event == HouseholdEvent.VIOLENCE,
            HouseholdChange.undone_at.is_(None),
        )
    )
    return frozenset((person, until) for person, until in rows if person is not None and until is not None)


def _other_contracts(session: Session, customer_id: int, lease_id: int) -> tuple[str, ...]:
    today: date = session.execute(select(func.current_date())).scalar_one()
    return tuple(
        session.scalars(
            select(Lease.number)
            .where(
                Lease.customer_id == customer_id,
                Lease.id != lease_id,
                or_(Lease.valid_to.is_(None), Lease.valid_to > today),
            )
            .order_by(Lease.id)
        )
    )


def _exists(session: Session, query: Select[int]) -> bool:
    return session.scalar(query.limit(1)) is not None
