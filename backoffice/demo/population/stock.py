"""Residences, buildings, dwellings and parking places, made as tenants come."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from random import Random

from backoffice.demo.population.places import RESIDENCES, STREETS
from backoffice.demo.world import AgencyOf, House, World
from backoffice.models.stock import Building, Premises, Residence
from backoffice.rules.vocabulary.stock import Financing, PremisesKind

_BUILDINGS = 3
_DWELLINGS = 18
_FINANCINGS = (Financing.PLUS, Financing.PLUS, Financing.PLAI, Financing.HLMO, Financing.PLS, Financing.PSR)


@dataclass(frozen=True)
class Spot:
    """A building and what surrounds it."""

    building_id: int
    residence_id: int
    agency: AgencyOf
    street: str


@dataclass(frozen=True)
class Dwelling:
    """A dwelling that can be let."""

    premises_id: int
    reference: str
    spot: Spot
    rooms: int
    area: Decimal


@dataclass(frozen=True)
class Flat:
    """Where a dwelling lies in its building, and its size (area in m²)."""

    rooms: int
    area: Decimal
    floor: int | None = None
    door: str | None = None
    staircase: str | None = None
    financing: Financing = Financing.PLUS


def add_residence(world: World, house: House, agency: AgencyOf, code: str, name: str) -> int:
    """Add a residence of ``agency`` and return its id."""
    return world.rows.add(
        Residence,
        landlord_id=house.id,
        agency_id=agency.id,
        code=code,
        name=name,
        postal_code=agency.postal_code,
        town=agency.town,
        sls_zone=agency.sls_zone,
        in_qpv=code.endswith(("3", "7")),
        in_zrr=False,
    )


def add_building(
    world: World, house: House, residence_id: int, agency: AgencyOf, street: str, code: str
) -> Spot:
    """Add a building with its street address."""
    building_id = world.rows.add(
        Building,
        landlord_id=house.id,
        residence_id=residence_id,
        code=code,
        street=street,
        postal_code=agency.postal_code,
        town=agency.town,
        has_lift=code != "C",
    )
    return Spot(building_id, residence_id, agency, street)


def add_dwelling(
    world: World, house: House, spot: Spot, flat: Flat, reference: str | None = None
) -> Dwelling:
    """Add a dwelling under an APL agreement."""
    number = reference or house.numbers.next_premises()
    premises_id = world.rows.add(
        Premises,
        landlord_id=house.id,
        building_id=spot.building_id,
        reference=number,
        kind=PremisesKind.DWELLING,
        financing=flat.financing,
        rooms=flat.rooms,
        living_area=flat.area,
        staircase=flat.staircase,
        floor=flat.floor,
        door=flat.door,
        under_agreement=True,
    )
    return Dwelling(premises_id, number, spot, flat.rooms, flat.area)


def add_parking(world: World, house: House, spot: Spot, door: str, reference: str | None = None) -> int:
    """Add a parking place and return its id."""
    return world.rows.add(
        Premises,
        landlord_id=house.id,
        building_id=spot.building_id,
        reference=reference or house.numbers.next_premises(),
        kind=PremisesKind.PARKING if int(door) % 4 else PremisesKind.GARAGE,
        door=door,
        under_agreement=False,
    )


@dataclass
class Stock:
    """The landlord's stock: gives a dwelling to each tenant, a vacated one when there is one."""

    world: World
    house: House
    rng: Random
    residences: int = 0
    places: int = 0
    free: list[tuple[Spot, int]] = field(default_factory=list)
    vacated: list[tuple[date, Dwelling]] = field(default_factory=list)

    def dwelling(self, start: date) -> Dwelling:
        """A dwelling free at ``start``."""
        for rank, (since, dwelling) in enumerate(self.vacated):
            if since <= start:
                del self.vacated[rank]
                return dwelling
        if not self.free:
            self._build()
        spot, number = self.free.pop()
        return add_dwelling(self.world, self.house, spot, self._flat(number))

    def parking(self, spot: Spot) -> int:
        """A parking place at the foot of a building."""
        self.places += 1
        return add_parking(self.world, self.house, spot, str(self.places))

    def _flat(self, number: int) -> Flat:
        rng = self.rng
        rooms = rng.choice((1, 2, 2, 3, 3, 3, 4, 4, 5))
        area = Decimal(rooms * 14 + 12 + rng.randint(0, 10)) + rng.choice((Decimal(0), Decimal("0.50")))
        floor, rank = divmod(number, 3)
        stairs = rng.choice((None, None, "A", "B"))
        return Flat(rooms, area, floor, str(floor * 100 + rank + 1), stairs, rng.choice(_FINANCINGS))

    def _build(self) -> None:
        rng, house = self.rng, self.house
        agency = house.agencies[self.residences % len(house.agencies)]
        self.residences += 1
        name = f"{RESIDENCES[self.residences % len(RESIDENCES)]} {self.residences // len(RESIDENCES) or ''}"
        code = f"R{self.residences:03d}"
        residence_id = add_residence(self.world, house, agency, code, name.strip())
        street, number = rng.choice(STREETS), rng.randint(1, 90)
        for rank in range(_BUILDINGS):
            address = f"{number + 2 * rank} {street}"
            spot = add_building(self.world, house, residence_id, agency, address, "ABC"[rank])
            self.free += [(spot, door) for door in range(_DWELLINGS)]
        rng.shuffle(self.free)
