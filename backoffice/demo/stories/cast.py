"""How a story's tenant is put on stage: person, contacts, dwelling, lease, account."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo.population.leases import (
    Client,
    Let,
    Terms,
    add_client,
    add_lease,
    add_mandate,
    add_member,
)
from backoffice.demo.population.ledger import Account, Month, called_months
from backoffice.demo.population.people import Identity, Reach, add_contact, add_person
from backoffice.demo.population.rent import Rent
from backoffice.demo.population.stock import Flat, Spot, add_building, add_dwelling, add_residence
from backoffice.demo.world import House, World
from backoffice.rules.dates import add_months, month_of
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import PaymentMeans
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole, Relation


@dataclass(frozen=True)
class Part:
    """Who plays, under what numbers, where he lives, since when."""

    house: str
    ref: str
    who: Identity
    start: date
    number: str | None = None
    end: date | None = None
    party: str | None = None
    reference: str | None = None
    flat: Flat | None = None
    street: str | None = None
    mobile: str | None = None
    email: str | None = None


@dataclass(frozen=True)
class Actor:
    """A tenant on stage."""

    house: House
    client: Client
    let: Let
    spot: Spot
    account: Account


_STREETS = {
    "logirem": "14 rue des Lices",
    "vivest": "9 rue de la Moselle",
    "ekidom": "27 rue de Bourgogne",
    "monlogement27": "6 rue Saint-Louis",
    "larochelle": "31 rue du Bois d’Huré",
}


@dataclass
class Stage:
    """The residences where the stories' tenants live, one per street."""

    world: World
    spots: dict[tuple[str, str], Spot] = field(default_factory=dict)
    doors: int = 0
    actors: dict[str, Actor] = field(default_factory=dict)
    """Those on stage, by client number."""

    def play(self, part: Part) -> Actor:
        """Add one story's tenant; his account is empty and still to be written."""
        world, house = self.world, self.world.houses[part.house]
        spot = self._spot(house, part.street or _STREETS[part.house])
        self.doors += 1
        floor = self.doors % 6
        flat = part.flat or Flat(3, Decimal(62), floor, str(floor * 10 + 1))
        dwelling = add_dwelling(world, house, spot, flat, part.reference)
        person_id = add_person(world, house, part.who, part.party)
        if part.mobile:
            add_contact(world, house, person_id, ContactChannel.MOBILE, part.mobile, Reach(part.start))
        if part.email:
            house.emails.add(part.email)
            reach = Reach(part.start, ContactRole.LOGIN)
            add_contact(world, house, person_id, ContactChannel.EMAIL, part.email, reach)
        client = add_client(world, house, person_id, part.ref)
        terms = Terms(
            dwelling.premises_id, dwelling.reference, spot.agency, part.start, part.end, part.number
        )
        let = add_lease(world, house, client, terms)
        add_member(world, let, person_id, Relation.HOLDER)
        self.actors[part.ref] = Actor(house, client, let, spot, Account(world, let, part.email))
        return self.actors[part.ref]

    def _spot(self, house: House, street: str) -> Spot:
        key = (house.code, street)
        if key not in self.spots:
            agency = house.agencies[0]
            code = f"F{len(self.spots) + 1:02d}"
            residence_id = add_residence(self.world, house, agency, code, f"Résidence du {street}")
            self.spots[key] = add_building(self.world, house, residence_id, agency, street, "A")
        return self.spots[key]


def recent(actor: Actor, rent: Rent, count: int = 12) -> tuple[Month, ...]:
    """The last ``count`` months or so called on the actor's lease, oldest first."""
    day = actor.account.world.day
    return called_months(actor.let, rent, add_months(month_of(day), -count), day)


def pay_whole(
    account: Account, months: tuple[Month, ...], means: PaymentMeans = PaymentMeans.DIRECT_DEBIT
) -> None:
    """Call each month, credit its aid and pay the rest, on the due day or before it comes."""
    for month in months:
        account.call(month)
        account.aid(month)
        account.pay(soon(account, month, month.due_on), month.called - month.aid, means)
    if means is PaymentMeans.DIRECT_DEBIT:
        add_mandate(account.world, account.let)


def soon(account: Account, month: Month, wanted: date | None = None) -> date:
    """``wanted`` (three days after the call by default), or today when it has not come yet."""
    return min(wanted or month.called_on + timedelta(days=3), account.world.day)


def flat_rent(rent: str, charges: str, aid: str = "0") -> Rent:
    """A rent that no year revises, in euros: the sums of a worked case."""
    lines = (("Provision charges générales", Decimal(charges)),) if Decimal(charges) else ()
    return Rent(Decimal(rent), lines, 2020, aid=Decimal(aid) or ZERO, revised=False)
