"""One tenant after another: household, leases, accounts, contacts."""

from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from backoffice.demo.population.leases import (
    Client,
    Let,
    Terms,
    add_client,
    add_consent,
    add_lease,
    add_mandate,
    add_member,
)
from backoffice.demo.population.ledger import Account, called_months
from backoffice.demo.population.payments import Habit, clear, draw_payer, settle
from backoffice.demo.population.people import (
    Identity,
    Reach,
    add_contact,
    add_person,
    draw_identity,
    new_email,
    new_landline,
    new_mobile,
)
from backoffice.demo.population.rent import Rent, draw_parking_rent, draw_rent
from backoffice.demo.population.stock import Dwelling, Stock
from backoffice.demo.world import House, World
from backoffice.rules.dates import add_months, month_of
from backoffice.rules.names import letter_name
from backoffice.rules.vocabulary.ledger import PaymentMeans
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole, ContactSource, Relation
from backoffice.rules.vocabulary.stock import TermMode

HISTORY_MONTHS = 24


@dataclass(frozen=True)
class Tenant:
    """A tenant as the portal and the desk know him."""

    client: Client
    let: Let
    who: Identity
    dwelling: Dwelling
    email: str | None
    former: bool
    email_id: int | None = None
    mobile_id: int | None = None


def add_tenant(world: World, stock: Stock, rng: Random) -> Tenant:
    """Add one tenant of ``stock``'s landlord with everything that follows from his lease."""
    house, day = stock.house, world.day
    start, end = _dates(rng, day)
    dwelling = stock.dwelling(start)
    who = draw_identity(rng, (start.year - 75, start.year - 21))
    person_id = add_person(world, house, who)
    email, email_id, mobile_id = _contacts(world, house, person_id, who, start, rng)
    client = add_client(world, house, person_id, billing=_billing(rng))
    number = client.ref if house.code == "larochelle" else None
    mode = TermMode.START if rng.random() < 0.05 else None
    terms = Terms(dwelling.premises_id, dwelling.reference, dwelling.spot.agency, start, end, number, mode)
    let = _household(world, house, client, terms, who, rng)
    rent = draw_rent(rng, dwelling.rooms, dwelling.area, start, day)
    _account(world, let, rent, email, rng)
    if rng.random() < 0.12:
        _parking(world, stock, client, dwelling, (start, end), rng)
    if email and rng.random() < 0.6:
        given = min(start + timedelta(days=rng.randint(0, 400)), end or day, day - timedelta(days=2))
        add_consent(world, let, max(given, start), letter_name(who.civility, who.name, None, who.first_names))
    if end:
        stock.vacated.append((add_months(month_of(end), 1), dwelling))
    return Tenant(client, let, who, dwelling, email, end is not None, email_id, mobile_id)


def _dates(rng: Random, day: date) -> tuple[date, date | None]:
    """Entry and departure: most leases are years old, one in ten has ended within the last two years."""
    months = rng.randint(2, 30) if rng.random() < 0.25 else rng.randint(30, 320)
    start = add_months(month_of(day), -months).replace(day=rng.choice((1, 1, 1, 1, 15)))
    if rng.random() >= 0.1 or months < 8:
        return start, None
    end = add_months(month_of(day), -rng.randint(1, min(months - 4, 22))).replace(day=rng.choice((1, 1, 16)))
    return start, end


def _billing(rng: Random) -> str | None:
    """A few notices go elsewhere: to a guardian, to a post box."""
    return f"BP {rng.randint(10, 990)}, 75000 Paris" if rng.random() < 0.01 else None


def _contacts(
    world: World, house: House, person_id: int, who: Identity, start: date, rng: Random
) -> tuple[str | None, int | None, int | None]:
    """Telephones and e-mail of most tenants, some changed since; the e-mail, its key and the mobile's."""
    mobile_id = None
    if rng.random() < 0.92:
        since = _changed(world, house, person_id, start, rng)
        mobile = new_mobile(world, house, rng)
        mobile_id = add_contact(world, house, person_id, ContactChannel.MOBILE, mobile, since)
    if rng.random() < 0.25:
        number = new_landline(house, rng)
        add_contact(world, house, person_id, ContactChannel.PHONE, number, Reach(start, verified=False))
    if rng.random() >= 0.78:
        return None, None, mobile_id
    email = new_email(house, who, rng)
    reach = Reach(start, ContactRole.LOGIN)
    return email, add_contact(world, house, person_id, ContactChannel.EMAIL, email, reach), mobile_id


def _changed(world: World, house: House, person_id: int, start: date, rng: Random) -> Reach:
    """How the mobile of today is known; one tenant in eight had another one before (R3.43)."""
    changed = add_months(month_of(world.day), -rng.randint(1, 20))
    if rng.random() >= 0.125 or changed <= start:
        return Reach(start)
    old = Reach(start, until=changed)
    add_contact(world, house, person_id, ContactChannel.MOBILE, new_mobile(world, house, rng), old)
    return Reach(
        changed, source=rng.choice((ContactSource.PORTAL, ContactSource.AGENT, ContactSource.COUNTER))
    )


def _household(world: World, house: House, client: Client, terms: Terms, who: Identity, rng: Random) -> Let:
    """The lease with its co-holder, if any, and the household with its periods."""
    partner = _partner(world, house, who, rng) if rng.random() < 0.42 else None
    shares = partner is not None and rng.random() < 0.6
    let = add_lease(world, house, client, terms, (partner,) if partner and shares else ())
    add_member(world, let, client.person_id, Relation.HOLDER)
    if partner:
        relation = Relation.SPOUSE if shares else Relation.KNOWN_PARTNER
        left = _left(let, world.day, rng) if not shares else None
        add_member(world, let, partner, relation, end=left)
    for _ in range(rng.choice((0, 0, 0, 1, 1, 2, 2, 3, 4))):
        _child(world, let, who, rng)
    if rng.random() < 0.03:
        other = add_person(world, house, draw_identity(rng, (world.day.year - 85, world.day.year - 20)))
        add_member(world, let, other, rng.choice((Relation.ASCENDANT, Relation.HOSTED_OCCUPANT)))
    return let


def _partner(world: World, house: House, who: Identity, rng: Random) -> int:
    assert who.birth_date is not None, "every drawn holder has a birth date"
    year = who.birth_date.year
    surname = who.birth_name if rng.random() < 0.2 else None
    return add_person(world, house, draw_identity(rng, (year - 6, year + 6), surname))


def _child(world: World, let: Let, who: Identity, rng: Random) -> None:
    """A child, from birth or entry to the day he leaves home, if he has."""
    assert who.birth_date is not None, "every drawn holder has a birth date"
    first = who.birth_date.year + 20
    last = min(first + 20, world.day.year - 1)
    if first > last:
        return
    child = draw_identity(rng, (first, last), who.birth_name)
    assert child.birth_date is not None, "every drawn child has a birth date"
    start = max(child.birth_date, let.start)
    gone = add_months(child.birth_date, 12 * rng.randint(19, 26))
    if gone <= start or (let.end and start >= let.end):
        return
    ends = [day for day in (gone if gone <= world.day else None, let.end) if day]
    child_id = add_person(world, let.house, child)
    add_member(world, let, child_id, Relation.CHILD, start, min(ends) if ends else None)


def _left(let: Let, day: date, rng: Random) -> date | None:
    """The day a partner without title left, for one in five."""
    left = add_months(month_of(day), -rng.randint(1, 24))
    return left if rng.random() < 0.2 and let.start < left < (let.end or day) else None


def _account(world: World, let: Let, rent: Rent, email: str | None, rng: Random) -> None:
    account = Account(world, let, email)
    payer = draw_payer(rng)
    first = add_months(month_of(world.day), -HISTORY_MONTHS)
    settle(account, called_months(let, rent, first, world.day), payer, rng)
    if payer.means is PaymentMeans.DIRECT_DEBIT:
        add_mandate(world, let)
    if let.end and payer.habit is not Habit.ARREARS:
        clear(account, let.end)
    account.write()


def _parking(
    world: World,
    stock: Stock,
    client: Client,
    dwelling: Dwelling,
    dates: tuple[date, date | None],
    rng: Random,
) -> None:
    """A parking place on its own lease (R2.4: no insurance asked)."""
    start = max(dates[0], add_months(month_of(world.day), -rng.randint(3, 60)))
    if dates[1] and start >= dates[1]:
        return
    place = stock.parking(dwelling.spot)
    terms = Terms(place, str(place), dwelling.spot.agency, start, dates[1], insurance=False)
    let = add_lease(world, stock.house, client, terms)
    _account(world, let, draw_parking_rent(rng, world.day), None, rng)
