"""What was asked for an item, and the papers that came with it."""

from dataclasses import replace
from datetime import date

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session, aliased

from backoffice.errors import NotFound, Refused
from backoffice.models.desk.work import WorkItem
from backoffice.models.landlord import Staff
from backoffice.models.lease import Lease
from backoffice.models.person import Person
from backoffice.models.stock import Premises
from backoffice.models.validation.papers import Document
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import EventForm, read_form, write_form
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState
from backoffice.rules.vocabulary.validation.tasks import ChangeSubmissionState, SubmissionKind
from backoffice.services.household.results import PaperHeld, Submission, SubmissionLine
from backoffice.services.mine import my_customer

_GONE = "Cette demande n’existe plus ou n’est pas de vos agences : relancez la file."


def submission_of(session: Session, item_id: int) -> Submission:
    """The change asked in an item. Raises ``NotFound``; ``Refused`` for an event that is none of ours."""
    entered = aliased(Staff)
    row = session.execute(
        select(ChangeSubmission, WorkItem.version, Person, entered.full_name)
        .join(WorkItem, WorkItem.id == ChangeSubmission.work_item_id)
        .outerjoin(Person, Person.id == ChangeSubmission.person_id)
        .outerjoin(entered, entered.id == ChangeSubmission.entered_by)
        .where(
            ChangeSubmission.work_item_id == item_id,
            ChangeSubmission.kind == SubmissionKind.HOUSEHOLD,
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    if row is None:
        raise NotFound(_GONE)
    asked, version, person, colleague = row
    if asked.event not in {one.value for one in HouseholdEvent} or asked.lease_id is None:
        raise Refused(
            f"L’événement « {asked.event} » n’est pas un changement de foyer : refusez la demande.",
            code="UNKNOWN_EVENT",
        )
    return Submission(
        id=asked.id,
        item_id=item_id,
        item_version=version,
        customer_id=asked.customer_id,
        landlord_id=asked.landlord_id,
        lease_id=asked.lease_id,
        event=HouseholdEvent(asked.event),
        form=read_form(asked.asked, asked.event_on, asked.person_id),
        channel=RequestChannel(asked.channel),
        submitted_at=asked.submitted_at,
        state=ChangeSubmissionState(asked.state),
        asked_by=_name(person),
        entered_by=colleague,
        papers=_papers(session, item_id),
    )


def receive_submission(
    session: Session,
    customer_id: int,
    lease_id: int | None,
    event: HouseholdEvent,
    form: EventForm,
    channel: RequestChannel,
) -> int:
    """Take in a change, by the portal or for a letter or a visit; returns its item of work.

    Without a lease, that of the dwelling.

    Raises ``Refused`` (``NO_LEASE``, ``NOT_OF_THE_HOUSEHOLD``, ``OWN_HOUSEHOLD``…).
    """
    lease_id = lease_id if lease_id is not None else dwelling_lease(session, customer_id)
    made = session.execute(
        select(
            func.receive_change(
                customer_id, lease_id, form.asked_by, SubmissionKind.HOUSEHOLD.value, event.value,
                cast(write_form(form), JSONB), form.event_on, channel.value, type_=ChangeSubmission.id.type,
            )
        )
    ).scalar_one()  # fmt: skip
    item: int = session.execute(
        select(ChangeSubmission.work_item_id).where(ChangeSubmission.id == made)
    ).scalar_one()
    return item


def submissions_of(session: Session, customer_id: int) -> tuple[SubmissionLine, ...]:
    """The changes of household asked for a customer, the last one first. Raises ``NotFound``."""
    my_customer(session, customer_id)
    rows = session.scalars(
        select(ChangeSubmission)
        .where(
            ChangeSubmission.customer_id == customer_id,
            ChangeSubmission.kind == SubmissionKind.HOUSEHOLD,
        )
        .order_by(ChangeSubmission.id.desc())
    )
    labels = {one.value: one.label for one in HouseholdEvent}
    return tuple(
        SubmissionLine(
            row.work_item_id,
            labels.get(row.event, row.event),
            row.event_on,
            row.submitted_at,
            ChangeSubmissionState(row.state),
        )
        for row in rows
    )


def dwelling_lease(session: Session, customer_id: int) -> int:
    """The lease of the dwelling, the one in force first. Raises ``Refused`` (``NO_LEASE``), ``NotFound``."""
    customer = my_customer(session, customer_id)
    ended = Lease.valid_to <= func.current_date()
    found = session.scalars(
        select(Lease.id)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer.id, Premises.kind == PremisesKind.DWELLING)
        .order_by(func.coalesce(ended, False), Lease.valid_from.desc(), Lease.id)
        .limit(1)
    ).one_or_none()
    if found is None:
        raise Refused("Ce client n’a pas de logement : un foyer se change sur un logement.", code="NO_LEASE")
    return found


def with_papers(
    form: EventForm,
    held: tuple[PaperHeld, ...],
    seen: frozenset[DocumentKind] = frozenset(),
    illegible: frozenset[DocumentKind] = frozenset(),
) -> EventForm:
    """The form with the papers that came, those seen on paper, and those that the agent could not read."""
    unreadable = (DocumentState.UNREADABLE, DocumentState.REJECTED, DocumentState.ERASED)
    came = {one.kind for one in held if one.state not in unreadable}
    blurred = {one.kind for one in held if one.state is DocumentState.UNREADABLE}
    papers = frozenset((came | seen) - illegible)
    return replace(form, papers=papers, illegible=frozenset((blurred | illegible) - papers))


def _papers(session: Session, item_id: int) -> tuple[PaperHeld, ...]:
    rows = session.execute(
        select(Document.id, Document.kind, Document.given_name, Document.state)
        .where(Document.work_item_id == item_id)
        .order_by(Document.id)
    )
    return tuple(
        PaperHeld(row.id, DocumentKind(row.kind), row.given_name, DocumentState(row.state)) for row in rows
    )


def _name(person: Person | None) -> str | None:
    if person is None:
        return None
    return display_name(person.civility, person.birth_name, person.usage_name, person.first_names)


def as_day(value: object) -> date | None:
    """A day as JSON writes it; ``None`` for anything else."""
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
