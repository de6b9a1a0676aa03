"""The leases of a customer, with what is let, who holds them and what is owed on each."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from sqlalchemy import Row, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Agency
from backoffice.models.lease import Lease
from backoffice.models.stock import Building, Premises, Residence
from backoffice.rules.dates import holds_on, last_day
from backoffice.rules.money import ZERO
from backoffice.rules.names import display_name
from backoffice.rules.premises import full_address, premises_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.tenant.reading import rows as read
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
    rows: Sequence[read.LeaseRow],
    holders: Sequence[read.HolderRow],
    as_of: date,
    owed: Mapping[int, Decimal],
    *,
    withheld: bool = False,
) -> tuple[LeaseView, ...]:
    """The leases in the order they were read: current first, dwellings before annexes (R2.4), by number.

    ``owed`` gives the euros owed by lease. ``withheld`` keeps the address back, after violence (R3.17).
    """
    held = _holders(holders)
    views = tuple(_view(row, owed.get(row.id, ZERO), held.get(row.id, ()), as_of) for row in rows)
    if withheld:
        return tuple(replace(view, address=WITHHELD, residence=WITHHELD) for view in views)
    return views


def _holders(rows: Sequence[read.HolderRow]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for row in rows:
        name = display_name(row.civility, row.birth_name, row.usage_name, row.first_names)
        found[row.lease_id] = (*found.get(row.lease_id, ()), name)
    return found


def _view(row: read.LeaseRow, owed: Decimal, holders: tuple[str, ...], as_of: date) -> LeaseView:
    kind = PremisesKind(row.kind)
    door = row.door if kind is PremisesKind.DWELLING else None
    return LeaseView(
        id=row.id,
        number=row.number,
        kind=kind,
        description=premises_words(kind, row.rooms, row.living_area, row.door),
        address=full_address(row.street, row.postal_code, row.town, row.staircase, row.floor, door),
        residence=row.residence,
        agency=row.agency,
        starts_on=row.valid_from,
        ends_on=last_day(row.valid_to),
        holders=holders,
        balance_due=owed,
        is_current=holds_on(row.valid_from, row.valid_to, as_of),
        insurance_required=row.insurance_required,
        financing=row.financing,
        living_area=row.living_area,
    )
