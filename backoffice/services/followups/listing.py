"""What decisions left to be done, the most pressing first."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.landlord import Agency, of_my_landlords
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.models.validation.tasks import FollowUp
from backoffice.rules.changes.lateness import late_words
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind, FollowUpState
from backoffice.services.clock import server_day

MOST_LISTED = 500


@dataclass(frozen=True)
class FollowUpView:
    """A task: what, for whom, by when."""

    id: int
    version: int
    kind: FollowUpKind
    state: FollowUpState
    due_on: date
    is_late: bool
    when: str
    """``en retard de 3 jours``, ``aujourd’hui``, ``dans 12 jours``."""
    customer_id: int
    client_ref: str
    name: str
    contract: str
    agency_id: int | None
    agency: str


def follow_ups(
    session: Session,
    *,
    kind: FollowUpKind | None = None,
    agency_id: int | None = None,
    customer_id: int | None = None,
    late_only: bool = False,
) -> tuple[FollowUpView, ...]:
    """The open tasks of the files that I see, by due day, ``MOST_LISTED`` at most."""
    today = server_day(session)
    query = (
        select(FollowUp, Customer.client_ref, Person, Lease.number, Agency.id, Agency.name)
        .join(Customer, Customer.id == FollowUp.customer_id)
        .join(Person, Person.id == Customer.main_person_id)
        .outerjoin(Lease, Lease.id == FollowUp.lease_id)
        .outerjoin(Agency, Agency.id == Customer.agency_id)
        .where(FollowUp.state == FollowUpState.OPEN, of_my_landlords(FollowUp.landlord_id))
        .order_by(FollowUp.due_on, FollowUp.id)
        .limit(MOST_LISTED)
        .execution_options(populate_existing=True)
    )
    if kind is not None:
        query = query.where(FollowUp.kind == kind)
    if agency_id is not None:
        query = query.where(Customer.agency_id == agency_id)
    if customer_id is not None:
        query = query.where(FollowUp.customer_id == customer_id)
    if late_only:
        query = query.where(FollowUp.due_on < today)
    return tuple(_view(today, *row) for row in session.execute(query).all())


def follow_up_version(session: Session, task_id: int) -> int:
    """The version of a task as it stands. Raises ``NotFound``."""
    found = session.scalars(select(FollowUp.version).where(FollowUp.id == task_id)).one_or_none()
    if found is None:
        raise NotFound("Cette tâche n’existe plus ou n’est pas de vos agences : relisez la liste.")
    return found


def _view(
    today: date,
    row: FollowUp,
    client_ref: str,
    person: Person,
    contract: str | None,
    agency_id: int | None,
    agency: str | None,
) -> FollowUpView:
    return FollowUpView(
        id=row.id,
        version=row.version,
        kind=FollowUpKind(row.kind),
        state=FollowUpState(row.state),
        due_on=row.due_on,
        is_late=row.due_on < today,
        when=late_words(row.due_on, today),
        customer_id=row.customer_id,
        client_ref=client_ref,
        name=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        contract=contract or "",
        agency_id=agency_id,
        agency=agency or "",
    )
