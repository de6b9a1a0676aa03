"""The list of a queue: what waits in it, the most pressing first, and who holds what."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Row, Select, and_, cast, func, or_, select, true
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backoffice.models.desk.work import WorkItem
from backoffice.models.landlord import Agency, Landlord, Staff, of_my_landlords
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.services.work.counters import open_counts

MOST_ITEMS = 300


@dataclass(frozen=True)
class WaitingItem:
    """An open item of a queue."""

    item_id: int
    kind: WorkKind
    customer_id: int
    name: str
    client_ref: str
    lease_number: str
    agency: str
    landlord_name: str
    received_at: datetime
    due_at: datetime
    late: bool
    """Past its date by the server's clock."""
    holder: str
    """Full name of who holds it now; empty when it is free."""
    mine: bool


@dataclass(frozen=True)
class WaitingList:
    """The items of one queue by due date, ``most`` at most."""

    kind: WorkKind
    most: int
    items: tuple[WaitingItem, ...]
    open_items: int
    """How many wait in all, as the counters say: some may be a manager's, or of another agency's customer."""

    @property
    def more(self) -> bool:
        """Whether the list was cut at its most."""
        return self.open_items > len(self.items) == self.most

    @property
    def kept_back(self) -> int:
        """Items that are counted and not shown, because their files are not for this member of staff."""
        return 0 if self.more else max(0, self.open_items - len(self.items))


def waiting_items(session: Session, kind: WorkKind, most: int = MOST_ITEMS) -> WaitingList:
    """The open items of ``kind`` in my agencies, by due date, ``most`` at most; nothing is claimed.

    Files that I may not see are not in it (R5.12, R5.14). Raises ``Refused`` without the right.
    """
    rows = session.execute(_named(_heads(kind, most)).limit(most)).all()
    counted = {count.kind: count.open_items for count in open_counts(session)}
    return WaitingList(kind, most, tuple(_item(row) for row in rows), counted.get(kind, 0))


def _heads(kind: WorkKind, most: int) -> Any:
    """The head of each agency's queue: the index of the queue is read in its own order, and no further."""
    asked = cast(select(func.my_agencies()).scalar_subquery(), ARRAY(BigInteger))
    mine = or_(func.my_role() != StaffRole.ADVISER.value, Agency.id == func.any(asked))
    agencies = select(Agency.id, Agency.name).where(of_my_landlords(Agency.landlord_id), mine).subquery()
    head = (
        select(WorkItem)
        .where(
            WorkItem.agency_id == agencies.c.id,
            WorkItem.kind == kind.value,
            WorkItem.status == WorkStatus.OPEN.value,
        )
        .order_by(WorkItem.due_at, WorkItem.priority, WorkItem.id)
        .limit(most)
        .lateral("head")
    )
    return select(head, agencies.c.name.label("agency")).select_from(agencies).join(head, true()).subquery()


def _named(heads: Any) -> Select[Any]:
    held = heads.c.claimed_until > func.now()
    return (
        select(
            heads.c.id,
            heads.c.kind,
            heads.c.customer_id,
            heads.c.received_at,
            heads.c.due_at,
            heads.c.agency,
            (heads.c.due_at < func.now()).label("late"),
            Person.civility,
            Person.birth_name,
            Person.usage_name,
            Person.first_names,
            Customer.client_ref,
            Landlord.name.label("landlord_name"),
            Lease.number.label("lease_number"),
            Staff.full_name.label("holder"),
            (Staff.login == func.session_user()).label("mine"),
        )
        .join_from(heads, Customer, Customer.id == heads.c.customer_id)
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .outerjoin(Lease, Lease.id == heads.c.lease_id)
        .outerjoin(Staff, and_(Staff.id == heads.c.claimed_by, held))
        .order_by(heads.c.due_at, heads.c.priority, heads.c.id)
    )


def _item(row: Row[Any]) -> WaitingItem:
    return WaitingItem(
        item_id=row.id,
        kind=WorkKind(row.kind),
        customer_id=row.customer_id,
        name=display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
        client_ref=row.client_ref,
        lease_number=row.lease_number or "",
        agency=row.agency,
        landlord_name=row.landlord_name,
        received_at=row.received_at,
        due_at=row.due_at,
        late=row.late,
        holder=row.holder or "",
        mine=bool(row.mine),
    )
