"""What was decided of an item, row after row; its last decision and whether it can still be undone."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.desk.work import WorkDecisionRow, WorkItem
from backoffice.models.landlord import Staff
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.models.trace import OutboxMessage
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus


@dataclass(frozen=True)
class DecisionLine:
    """One row of the history of an item."""

    rank: int
    decision: WorkDecision
    reason: str | None
    who: str
    """Full name; empty when the record was settled elsewhere."""
    mine: bool
    at: datetime
    command_id: str | None


@dataclass(frozen=True)
class DecidedItem:
    """An item as it stands, to be read and not decided."""

    item_id: int
    kind: WorkKind
    customer_id: int
    name: str
    client_ref: str
    status: WorkStatus
    version: int
    lines: tuple[DecisionLine, ...]
    """The first decision first."""
    undone_until: datetime | None
    """Until when my last decision is undone; ``None`` when it is not mine, or too late."""

    @property
    def last(self) -> DecisionLine | None:
        """The latest decision."""
        return self.lines[-1] if self.lines else None


def decided_item(session: Session, item_id: int) -> DecidedItem:
    """An item with its decisions; claims nothing. Raises ``NotFound`` for one that is not mine to see."""
    row = session.execute(
        select(WorkItem, Customer.client_ref, Person)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Person, Person.id == Customer.main_person_id)
        .where(WorkItem.id == item_id)
    ).one_or_none()
    if row is None:
        raise NotFound("Ce dossier n’existe pas ou n’est pas de vos agences : relancez la file.")
    item, client_ref, person = row
    lines = _lines(session, item_id)
    names = (person.civility, person.birth_name, person.usage_name, person.first_names)
    return DecidedItem(
        item_id=item.id,
        kind=WorkKind(item.kind),
        customer_id=item.customer_id,
        name=display_name(*names),
        client_ref=client_ref,
        status=WorkStatus(item.status),
        version=item.version,
        lines=lines,
        undone_until=_undone_until(session, item, lines),
    )


def _lines(session: Session, item_id: int) -> tuple[DecisionLine, ...]:
    query = (
        select(WorkDecisionRow, Staff.full_name, (Staff.login == func.session_user()).label("mine"))
        .outerjoin(Staff, Staff.id == WorkDecisionRow.staff_id)
        .where(WorkDecisionRow.work_item_id == item_id)
        .order_by(WorkDecisionRow.rank)
    )
    return tuple(
        DecisionLine(
            rank=row.rank,
            decision=WorkDecision(row.decision),
            reason=row.reason,
            who=name or "",
            mine=bool(mine),
            at=row.decided_at,
            command_id=row.command_id,
        )
        for row, name, mine in session.execute(query)
    )


def _undone_until(session: Session, item: WorkItem, lines: tuple[DecisionLine, ...]) -> datetime | None:
    last = lines[-1] if lines else None
    if last is None or not last.mine or item.status == WorkStatus.OPEN.value:
        return None
    # Ten minutes, or when its message leaves if that is sooner.
    ten = WorkDecisionRow.decided_at + text("interval '10 minutes'")
    leaves = (
        select(func.min(OutboxMessage.not_before))
        .where(OutboxMessage.command_id == last.command_id)
        .scalar_subquery()
    )
    until: datetime | None = session.execute(
        select(func.least(ten, leaves)).where(
            WorkDecisionRow.work_item_id == item.id,
            WorkDecisionRow.rank == last.rank,
            func.least(ten, leaves) > func.clock_timestamp(),
        )
    ).scalar_one_or_none()
    return until
