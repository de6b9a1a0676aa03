"""The leases of a customer, with what is let, who holds them and what is owed on each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Agency
from backoffice.models.lease import Lease, LeaseHolder
from backoffice.models.person import Person
from backoffice.models.stock import Building, Premises, Residence
from backoffice.rules.dates import holds_on, last_day
from backoffice.rules.money import ZERO
from backoffice.rules.names import display_name
from backoffice.rules.premises import full_address, premises_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.tenant.results import LeaseView

WITHHELD = "Adresse confidentielle"
LeaseRow = Row[Lease, Premises, Building, str, str]


def read_leases(session: Session, customer_id: int) -> Sequence[LeaseRow]:
    """The customer's leases, each with its premises, building, residence and agency."""
    return session.execute(
        select(Lease, Premises, Building, Residence.name, Agency.name)
        .join(Premises, Premises.id == Lease.premises_id)
        .join(Building, Building.id == Premises.building_id)
        .join(Residence, Residence.id == Building.residence_id)
        .join(Agency, Agency.id == Lease.agency_id)
        .where(Lease.customer_id == customer_id)
    ).all()


def lease_views(
    session: Session,
    rows: Sequence[LeaseRow],
    as_of: date,
    owed: Mapping[int, Decimal],
    *,
    withheld: bool = False,
) -> tuple[LeaseView, ...]:
    """Current leases first, dwellings before annexes (R2.4), then by number.

    ``owed`` gives the euros owed by lease. ``withheld`` keeps the address back, after violence (R3.17).
    """
    held = _holders(session, [row[0].id for row in rows], as_of)
    views = [
        _view(
            lease,
            premises,
            building,
            (residence, agency),
            owed.get(lease.id, ZERO),
            held.get(lease.id, ()),
            as_of,
        )
        for lease, premises, building, residence, agency in rows
    ]
    if withheld:
        views = [replace(view, address=WITHHELD, residence=WITHHELD) for view in views]
    views.sort(key=lambda one: (not one.is_current, one.kind is not PremisesKind.DWELLING, one.number))
    return tuple(views)


def _holders(session: Session, lease_ids: list[int], as_of: date) -> dict[int, tuple[str, ...]]:
    rows = session.execute(
        select(LeaseHolder.lease_id, Person)
        .join(Person, Person.id == LeaseHolder.person_id)
        .where(
            LeaseHolder.lease_id.in_(lease_ids),
            LeaseHolder.valid_from <= as_of,
            or_(LeaseHolder.valid_to.is_(None), LeaseHolder.valid_to > as_of),
        )
        .order_by(LeaseHolder.lease_id, LeaseHolder.title != "MAIN_HOLDER", LeaseHolder.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for lease_id, person in rows:
        name = display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
        found[lease_id] = (*found.get(lease_id, ()), name)
    return found


def _view(
    lease: Lease,
    premises: Premises,
    building: Building,
    places: tuple[str, str],
    owed: Decimal,
    holders: tuple[str, ...],
    as_of: date,
) -> LeaseView:
    kind = PremisesKind(premises.kind)
    door = premises.door if kind is PremisesKind.DWELLING else None
    return LeaseView(
        id=lease.id,
        number=lease.number,
        kind=kind,
        description=premises_words(kind, premises.rooms, premises.living_area, premises.door),
        address=full_address(
            building.street, building.postal_code, building.town, premises.staircase, premises.floor, door
        ),
        residence=places[0],
        agency=places[1],
        starts_on=lease.valid_from,
        ends_on=last_day(lease.valid_to),
        holders=holders,
        balance_due=owed,
        is_current=holds_on(lease.valid_from, lease.valid_to, as_of),
        insurance_required=lease.insurance_required,
        financing=premises.financing,
        living_area=premises.living_area,
    )
