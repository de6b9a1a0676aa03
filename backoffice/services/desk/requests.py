"""What the tenant has asked for: repairs, complaints, receipts, changes of his data."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.desk.proof import ChangeRequest
from backoffice.models.lease import Lease
from backoffice.models.receipt import ReceiptRequest
from backoffice.models.service import ServiceRequest
from backoffice.models.stock import Premises
from backoffice.rules.dates import french_month
from backoffice.rules.premises import contract_words
from backoffice.rules.vocabulary.changes import ChangeKind, ChangeRefusal, ChangeState
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.receipts import ReceiptRefusal, RequestChannel, RequestState
from backoffice.rules.vocabulary.service import OPEN_REQUESTS, ServiceRequestKind, ServiceRequestState
from backoffice.rules.vocabulary.stock import PremisesKind

_PUBLIC = {
    ServiceRequestState.REGISTERED: "enregistrée",
    ServiceRequestState.ASSIGNED: "enregistrée",
    ServiceRequestState.DONE: "résolue",
    ServiceRequestState.CLOSED: "résolue",
}
_OPEN_RECEIPTS = (RequestState.REQUESTED, RequestState.CHECKING)


@dataclass(frozen=True)
class AskedView:
    """One request, of whatever sort."""

    asked_at: datetime
    kind: str
    summary: str
    place: str
    """``Logement 994/0``, ``Parties communes``, or empty when it is about the whole file."""
    channel: str
    state: str
    public_state: str
    """What the tenant reads (R7.4); empty when the portal shows none."""
    due_on: date | None
    closed_at: datetime | None
    is_open: bool


def requests_of(session: Session, customer_id: int) -> tuple[AskedView, ...]:
    """The requests of a customer whom row security shows: under way first, then the newest."""
    rows = session.execute(
        select(func.my_role(), Lease.id, Lease.number, Premises.kind)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer_id)
    ).all()
    contracts = {row[1]: contract_words(PremisesKind(row[3]), row[2]) for row in rows}
    found = [*_services(session, customer_id, contracts), *_receipts(session, contracts)]
    # The data protection officer reads no change of data.
    if rows and rows[0][0] != StaffRole.DPO:
        found += _changes(session, customer_id)
    found.sort(key=lambda one: one.asked_at, reverse=True)
    found.sort(key=lambda one: not one.is_open)
    return tuple(found)


def _services(session: Session, customer_id: int, contracts: dict[int, str]) -> list[AskedView]:
    rows = session.scalars(select(ServiceRequest).where(ServiceRequest.customer_id == customer_id))
    found = []
    for row in rows:
        state = ServiceRequestState(row.state)
        found.append(
            AskedView(
                asked_at=row.opened_at,
                kind=ServiceRequestKind(row.kind).label,
                summary=row.summary,
                place="Parties communes" if row.residence_id else contracts.get(row.lease_id or 0, ""),
                channel=RequestChannel(row.channel).label,
                state=state.label,
                public_state=_PUBLIC.get(state, "traitée"),
                due_on=row.due_on,
                closed_at=row.closed_at,
                is_open=state in OPEN_REQUESTS,
            )
        )
    return found


def _receipts(session: Session, contracts: dict[int, str]) -> list[AskedView]:
    rows = session.scalars(select(ReceiptRequest).where(ReceiptRequest.lease_id.in_(contracts)))
    return [
        AskedView(
            asked_at=row.requested_at,
            kind="Demande de quittance",
            summary=french_month(row.period)
            + (f" : {ReceiptRefusal(row.refusal).label.lower()}" if row.refusal else ""),
            place=contracts[row.lease_id],
            channel=RequestChannel(row.channel).label,
            state=RequestState(row.state).label,
            public_state="",
            due_on=None,
            closed_at=row.decided_at,
            is_open=RequestState(row.state) in _OPEN_RECEIPTS,
        )
        for row in rows
    ]


def _changes(session: Session, customer_id: int) -> list[AskedView]:
    rows = session.scalars(
        select(ChangeRequest)
        .where(ChangeRequest.customer_id == customer_id)
        .execution_options(populate_existing=True)
    )
    return [
        AskedView(
            asked_at=row.proposed_at,
            kind="Changement à valider",
            summary=ChangeKind(row.kind).label
            + (f" : {ChangeRefusal(row.refusal).label.lower()}" if row.refusal else ""),
            place="",
            channel="Courrier" if row.letter_on else "Téléphone ou guichet",
            state=ChangeState(row.state).label,
            public_state="",
            due_on=None,
            closed_at=row.decided_at,
            is_open=row.state == ChangeState.PROPOSED,
        )
        for row in rows
    ]
