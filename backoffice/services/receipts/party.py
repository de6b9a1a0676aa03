"""Who a receipt is made out to, for what is let, and where its envelope goes (R1.10)."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer, Lease, LeaseHolder
from backoffice.models.person import Person
from backoffice.models.stock import Building, Premises
from backoffice.rules.names import lease_name, letter_name
from backoffice.rules.premises import floor_words
from backoffice.rules.receipts.sheet import Party
from backoffice.rules.vocabulary.people import HolderTitle
from backoffice.rules.vocabulary.stock import PremisesKind


def party_of(
    session: Session, lease: Lease, period: tuple[date, date], client_ref_label: str, today: date
) -> Party:
    """The holders during ``period`` (``[from, to)``), what is let, and the postal address of today.

    The address of the envelope may be a billing address; what is let is always the premises' own
    (R3.45). The envelope of a parking place goes to the dwelling.
    """
    customer = session.get_one(Customer, lease.customer_id)
    premises = session.get_one(Premises, lease.premises_id)
    building = session.get_one(Building, premises.building_id)
    people = _holders(session, lease, customer, period)
    return Party(
        holders=tuple(dict.fromkeys(lease_name(*_names(one)) for one in people)),
        addressees=tuple(dict.fromkeys(letter_name(*_names(one)) for one in people)),
        recipient=postal_lines(session, lease, customer, today),
        contract_number=lease.number,
        client_ref_label=client_ref_label,
        client_ref=customer.client_ref,
        premises_label=PremisesKind(premises.kind).label,
        premises=address_lines(premises, building),
    )


def address_lines(premises: Premises, building: Building) -> tuple[str, ...]:
    """Street, place in the building, town: the lines of an address."""
    floor = floor_words(premises.floor)
    if floor and floor[0].isdigit():
        floor = f"{floor} étage"
    door = "porte" if premises.kind == PremisesKind.DWELLING else "place"
    parts = (
        f"escalier {premises.staircase}" if premises.staircase else "",
        floor,
        f"{door} {premises.door}" if premises.door else "",
    )
    place = ", ".join(part for part in parts if part)
    town = f"{building.postal_code} {building.town}"
    return tuple(line for line in (building.street, place[:1].upper() + place[1:], town) if line)


def _holders(
    session: Session, lease: Lease, customer: Customer, period: tuple[date, date]
) -> Sequence[Person]:
    start, end = period
    return session.scalars(
        select(Person)
        .join(LeaseHolder, LeaseHolder.person_id == Person.id)
        .where(
            LeaseHolder.lease_id == lease.id,
            LeaseHolder.valid_from < end,
            or_(LeaseHolder.valid_to.is_(None), LeaseHolder.valid_to > start),
        )
        .order_by(LeaseHolder.title != HolderTitle.MAIN_HOLDER, LeaseHolder.id)
    ).all() or [session.get_one(Person, customer.main_person_id)]


def _names(person: Person) -> tuple[str, str, str | None, str]:
    return person.civility, person.birth_name, person.usage_name, person.first_names


def postal_lines(session: Session, lease: Lease, customer: Customer, today: date) -> tuple[str, ...]:
    """The lines under the names: billing address, else the dwelling lived in, else what is let."""
    if customer.billing_address:
        lines = customer.billing_address.replace("\r", "").split("\n")
        if len(lines) == 1:
            lines = lines[0].split(",")
        return tuple(line.strip() for line in lines if line.strip())
    rows = session.execute(
        select(Premises, Building)
        .join(Lease, Lease.premises_id == Premises.id)
        .join(Building, Building.id == Premises.building_id)
        .where(Lease.customer_id == customer.id, Lease.valid_from <= today)
        .order_by(
            Premises.kind != PremisesKind.DWELLING,
            or_(Lease.valid_to.is_(None), Lease.valid_to > today).desc(),
            Lease.id != lease.id,
            Lease.valid_from.desc(),
        )
        .limit(1)
    ).first()
    return address_lines(*rows) if rows else ()
