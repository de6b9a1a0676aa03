"""The list of a queue: what waits in it, in the order asked, and who holds what."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Boolean, Integer, Row, Text, and_, cast, column, func, select
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
from sqlalchemy.orm import Session

from backoffice.models.desk.work import WorkItem
from backoffice.models.landlord import Agency, Landlord, Staff
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.work import SkipReason
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.filters import QueueFilter, QueueSort
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
    version: int = 1
    """What a decision on this item must name."""
    agency_id: int = 0
    skipped: bool = False
    """Passed on today by me: it comes last in my list."""
    skips: int = 0
    """How many colleagues have passed it on."""
    skip_reason: SkipReason | None = None
    """Why, the last time."""
    channel: RequestChannel | None = None
    detail: str = ""
    """The event of a change."""


@dataclass(frozen=True)
class WaitingList:
    """The items of one queue in the order asked, ``most`` at most."""

    kind: WorkKind
    most: int
    items: tuple[WaitingItem, ...]
    open_items: int
    """How many wait in all, as the counters say: some may be a manager's, or of another agency's customer."""
    narrowed: bool = False
    """Whether a filter leaves some out: then what is not shown is not counted."""

    @property
    def more(self) -> bool:
        """Whether the list was cut at its most."""
        return self.open_items > len(self.items) == self.most

    @property
    def kept_back(self) -> int:
        """Items that are counted and not shown, because their files are not for this member of staff."""
        return 0 if self.more or self.narrowed else max(0, self.open_items - len(self.items))


def waiting_items(session: Session, kind: WorkKind, most: int = MOST_ITEMS) -> WaitingList:
    """The open items of ``kind`` in my agencies, by due date, ``most`` at most; nothing is claimed.

    Files that I may not see are not in it (R5.12, R5.14). Raises ``Refused`` without the right.
    """
    return listed_items(session, QueueFilter((kind,)), most=most)


def listed_items(
    session: Session, asked: QueueFilter, sort: QueueSort = QueueSort.DUE, most: int = MOST_ITEMS
) -> WaitingList:
    """The same of a filter, in the order of a sort; what I passed on today comes last."""
    rows = session.execute(_listed(asked, sort, most)).all()
    counted = sum(count.open_items for count in open_counts(session) if count.kind in asked.kinds)
    return WaitingList(asked.kinds[0], most, tuple(_item(row) for row in rows), counted, asked.narrows)


def _listed(asked: QueueFilter, sort: QueueSort, most: int) -> Any:
    kinds = cast([kind.value for kind in asked.kinds], ARRAY(Text))
    told = cast(json.loads(json.dumps(asked.as_json())), JSONB)
    columns = (
        column("item", BigInteger),
        column("rank", Integer),
        column("skipped", Boolean),
        column("skips", Integer),
        column("skip_reason", Text),
        column("channel", Text),
        column("detail", Text),
    )
    listed = func.work_listed(kinds, told, sort.value, most).table_valued(*columns).alias("listed")
    held = WorkItem.claimed_until > func.now()
    return (
        select(
            *(WorkItem.id, WorkItem.kind, WorkItem.customer_id, WorkItem.version, WorkItem.agency_id),
            *(WorkItem.received_at, WorkItem.due_at, (WorkItem.due_at < func.now()).label("late")),
            *(Person.civility, Person.birth_name, Person.usage_name, Person.first_names),
            *(Customer.client_ref, Landlord.name.label("landlord_name"), Lease.number.label("lease_number")),
            *(Agency.name.label("agency"), Staff.full_name.label("holder")),
            (Staff.login == func.session_user()).label("mine"),
            *(listed.c.skipped, listed.c.skips, listed.c.skip_reason, listed.c.channel, listed.c.detail),
        )
        .join_from(listed, WorkItem, WorkItem.id == listed.c.item)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .join(Agency, Agency.id == WorkItem.agency_id)
        .outerjoin(Lease, Lease.id == WorkItem.lease_id)
        .outerjoin(Staff, and_(Staff.id == WorkItem.claimed_by, held))
        .order_by(listed.c.rank)
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
        version=row.version,
        agency_id=row.agency_id,
        skipped=row.skipped,
        skips=row.skips,
        skip_reason=SkipReason(row.skip_reason) if row.skip_reason else None,
        channel=RequestChannel(row.channel) if row.channel else None,
        detail=row.detail or "",
    )
