"""What a caretaker sees: the holders in his buildings, a number to call, the open repairs (R5.12)."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease, LeaseHolder
from backoffice.models.person import Contact, Person
from backoffice.models.service import ServiceRequest
from backoffice.models.stock import Building, Premises
from backoffice.rules.names import display_name
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.premises import floor_words, premises_words
from backoffice.rules.vocabulary.service import ServiceRequestState
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.staff import current_staff
from backoffice.services.trace import record


@dataclass(frozen=True)
class OpenRepair:
    """A technical request that is not done yet."""

    summary: str
    state: str
    opened_at: datetime
    due_on: date | None


@dataclass(frozen=True)
class BuildingTenant:
    """A lease of today in one of the caretaker's buildings."""

    customer_id: int
    street: str
    premises: str
    """``T3, 2e étage, porte 24``."""
    holders: tuple[str, ...]
    phones: tuple[str, ...]
    repairs: tuple[OpenRepair, ...]


def my_buildings(session: Session) -> tuple[BuildingTenant, ...]:
    """The tenants of the caretaker signed in, by building, floor and door; the look is traced.

    Row security bounds the rows, column grants the columns: nothing else is asked (R5.12).
    """
    staff = current_staff(session)
    record(session, act="BUILDINGS_SHOWN", subject=f"staff:{staff.id}", staff_id=staff.id)
    session.flush()
    rows = session.execute(
        select(
            Lease.id,
            Lease.customer_id,
            Building.street,
            Premises.kind,
            Premises.rooms,
            Premises.floor,
            Premises.door,
        )
        .join(Premises, Premises.id == Lease.premises_id)
        .join(Building, Building.id == Premises.building_id)
        .order_by(Building.street, Premises.floor, Premises.door, Lease.id)
    ).all()
    holders, phones = _holders(session, [row.id for row in rows])
    repairs = _repairs(session, [row.customer_id for row in rows])
    return tuple(
        BuildingTenant(
            customer_id=row.customer_id,
            street=row.street,
            premises=_premises(PremisesKind(row.kind), row.rooms, row.floor, row.door),
            holders=tuple(holders[row.id]),
            phones=tuple(phones[row.id]),
            repairs=tuple(repairs[row.customer_id]),
        )
        for row in rows
    )


def _premises(kind: PremisesKind, rooms: int | None, floor: int | None, door: str | None) -> str:
    words = premises_words(kind, rooms, None, door)
    if kind is not PremisesKind.DWELLING:
        return words
    where = (floor_words(floor), f"porte {door}" if door else "")
    return ", ".join(filter(None, (words, *where)))


def _holders(session: Session, lease_ids: list[int]) -> tuple[dict[int, list[str]], dict[int, list[str]]]:
    """Names and telephone numbers by lease, each once."""
    rows = session.execute(
        select(
            LeaseHolder.lease_id,
            Person.civility,
            Person.birth_name,
            Person.usage_name,
            Person.first_names,
            func.array_remove(func.array_agg(Contact.value), None),
        )
        .join(Person, Person.id == LeaseHolder.person_id)
        .join(Contact, Contact.person_id == Person.id, isouter=True)
        .where(LeaseHolder.lease_id.in_(lease_ids))
        .group_by(LeaseHolder.lease_id, LeaseHolder.title, *_NAME)
        .order_by(LeaseHolder.lease_id, LeaseHolder.title.desc(), Person.birth_name)
    ).all()
    names: dict[int, list[str]] = defaultdict(list)
    phones: dict[int, list[str]] = defaultdict(list)
    for lease_id, civility, birth, usage, first, values in rows:
        names[lease_id].append(display_name(civility, birth, usage, first))
        for value in sorted(values):
            key = phone_key(value)
            shown = show_phone(key) if key else value
            if shown not in phones[lease_id]:
                phones[lease_id].append(shown)
    return names, phones


_NAME = (Person.civility, Person.birth_name, Person.usage_name, Person.first_names)


def _repairs(session: Session, customer_ids: list[int]) -> dict[int, list[OpenRepair]]:
    found: dict[int, list[OpenRepair]] = defaultdict(list)
    rows = session.execute(
        select(
            ServiceRequest.customer_id,
            ServiceRequest.summary,
            ServiceRequest.state,
            ServiceRequest.opened_at,
            ServiceRequest.due_on,
        )
        .where(ServiceRequest.customer_id.in_(customer_ids))
        .order_by(ServiceRequest.opened_at)
    )
    for customer_id, summary, state, opened_at, due_on in rows:
        label = ServiceRequestState(state).label
        found[customer_id].append(OpenRepair(summary, label, opened_at, due_on))
    return found
