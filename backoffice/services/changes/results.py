"""Changes as they are shown: no account number, no contact is whole here."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session, aliased

from backoffice.errors import NotFound
from backoffice.models.desk.proof import BankDetail, ChangeRequest
from backoffice.models.landlord import Landlord, Staff, of_my_landlords
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.changes import ChangeKind, ChangeRefusal, ChangeState, TitleChange

MOST_LISTED = 200
_Proposer, _Decider = aliased(Staff), aliased(Staff)


@dataclass(frozen=True)
class ChangeView:
    """A change: what, for whom, who asked, who decided, from when it serves."""

    id: int
    """Also the case number that the tenant gives back to object."""
    version: int
    kind: ChangeKind
    state: ChangeState
    customer_id: int
    client_ref: str
    landlord_code: str
    summary: str
    proposed_by: str
    proposed_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    refusal: str | None
    effective_at: datetime | None
    objected: bool
    bank_detail_id: int | None


def change_view(session: Session, change_id: int) -> ChangeView:
    """One change. Raises ``NotFound`` when there is none at my landlords'."""
    row = session.execute(_changes().where(ChangeRequest.id == change_id)).one_or_none()
    if row is None:
        raise NotFound("Cette demande n’existe pas, ou n’est pas chez vos bailleurs : relisez la liste.")
    return _view(session, *row)


def list_changes(
    session: Session, customer_id: int | None = None, *, pending_only: bool = False
) -> tuple[ChangeView, ...]:
    """Changes of my landlords, newest first, of one customer or those that wait for a decision."""
    query = _changes().order_by(ChangeRequest.id.desc()).limit(MOST_LISTED)
    if customer_id is not None:
        query = query.where(ChangeRequest.customer_id == customer_id)
    if pending_only:
        query = query.where(ChangeRequest.state == ChangeState.PROPOSED)
    return tuple(_view(session, *row) for row in session.execute(query).all())


def _changes() -> Select[ChangeRequest, str, str, str, str, int]:
    return (
        select(
            ChangeRequest,
            Customer.client_ref,
            Landlord.code,
            _Proposer.full_name,
            _Decider.full_name,
            BankDetail.id,
        )
        .join(Customer, Customer.id == ChangeRequest.customer_id)
        .join(Landlord, Landlord.id == ChangeRequest.landlord_id)
        .join(_Proposer, _Proposer.id == ChangeRequest.proposed_by)
        .outerjoin(_Decider, _Decider.id == ChangeRequest.decided_by)
        .outerjoin(BankDetail, BankDetail.change_id == ChangeRequest.id)
        .where(of_my_landlords(ChangeRequest.landlord_id))
        .execution_options(populate_existing=True)
    )


def _view(
    session: Session,
    change: ChangeRequest,
    client_ref: str,
    landlord_code: str,
    proposer: str,
    decider: str | None,
    bank_detail_id: int | None,
) -> ChangeView:
    return ChangeView(
        id=change.id,
        version=change.version,
        kind=ChangeKind(change.kind),
        state=ChangeState(change.state),
        customer_id=change.customer_id,
        client_ref=client_ref,
        landlord_code=landlord_code,
        summary=_summary(session, ChangeKind(change.kind), change.proposed),
        proposed_by=proposer,
        proposed_at=change.proposed_at,
        decided_by=decider,
        decided_at=change.decided_at,
        refusal=ChangeRefusal(change.refusal).label if change.refusal else None,
        effective_at=change.effective_at,
        objected=change.objected_at is not None,
        bank_detail_id=bank_detail_id,
    )


def _summary(session: Session, kind: ChangeKind, proposed: dict[str, Any]) -> str:
    if kind is ChangeKind.SECURITY_CONTACT:
        return f"Nouveau contact : {proposed['masked']}"
    if kind is ChangeKind.BANK_DETAILS:
        third = ", tiers payeur" if "mandate_reference" in proposed else ""
        return f"{proposed['iban_masked']}, {proposed['holder_name']}{third}"
    person = session.get(Person, proposed["person_id"])
    lease = session.get(Lease, proposed["lease_id"])
    who = (
        display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
        if person
        else "Personne effacée"
    )
    number = lease.number if lease else "effacé"
    since = date.fromisoformat(proposed["from"])
    return f"{who} : {TitleChange(proposed['title']).label.lower()}, contrat {number}, le {since:%d/%m/%Y}"
