"""Persons, the keys that find them, their telephones and e-mail addresses."""

from dataclasses import dataclass
from datetime import date, datetime
from random import Random

from backoffice.demo.population.names import MEN, SURNAMES, WOMEN
from backoffice.demo.population.places import LANDLINES, MAIL_DOMAINS, MOBILES
from backoffice.demo.world import House, World, moment
from backoffice.models.person import Contact, Person, PersonNameKey
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import fold, name_keys
from backoffice.rules.phones import email_key, phone_key
from backoffice.rules.vocabulary.people import Civility, ContactChannel, ContactRole, ContactSource

_RANGE = 2000


@dataclass(frozen=True)
class Identity:
    """A person as civil status knows him."""

    civility: Civility
    birth_name: str
    first_names: str
    birth_date: date | None = None
    usage_name: str | None = None
    confidential: bool = False
    deceased_on: date | None = None

    @property
    def name(self) -> str:
        """The surname used daily."""
        return self.usage_name or self.birth_name


@dataclass(frozen=True)
class Reach:
    """How a contact came to be known and since when it may serve."""

    since: date
    role: ContactRole = ContactRole.NOTICE
    source: ContactSource = ContactSource.IMPORT
    until: date | None = None
    usable_from: datetime | None = None
    verified: bool = True


def add_person(world: World, house: House, who: Identity, party: str | None = None) -> int:
    """Add a person with its search keys and return its id."""
    number = party or house.numbers.next_party()
    person_id = world.rows.add(
        Person,
        landlord_id=house.id,
        party_number=number,
        party_key=normalise(number),
        civility=who.civility,
        birth_name=who.birth_name,
        usage_name=who.usage_name,
        first_names=who.first_names,
        birth_date=who.birth_date,
        deceased_on=who.deceased_on,
        confidential_address=who.confidential,
    )
    for key in name_keys(who.birth_name, who.usage_name, who.first_names):
        world.rows.add(PersonNameKey, landlord_id=house.id, person_id=person_id, key=key.key, part=key.part)
    return person_id


def add_contact(
    world: World, house: House, person_id: int, channel: ContactChannel, value: str, reach: Reach
) -> int:
    """Add a telephone or an e-mail address and return its id."""
    start = moment(reach.since)
    key = email_key(value) if channel is ContactChannel.EMAIL else phone_key(value)
    assert key is not None, f"not a number: {value}"
    world.mobiles.add(key)
    return world.rows.add(
        Contact,
        landlord_id=house.id,
        person_id=person_id,
        channel=channel,
        role=reach.role,
        value=value,
        value_key=key,
        source=reach.source,
        verified_at=start if reach.verified else None,
        usable_for_security_from=reach.usable_from or start,
        valid_from=reach.since,
        valid_to=reach.until,
        recorded_at=start,
    )


def draw_identity(rng: Random, born: tuple[int, int], surname: str | None = None) -> Identity:
    """A person drawn at random, born between two years; ``surname`` is given to children and spouses."""
    woman = rng.random() < 0.52
    birth_name = surname or _surname(rng)
    first_names = rng.choice(WOMEN if woman else MEN)
    birth_date = date(rng.randint(*born), rng.randint(1, 12), rng.randint(1, 28))
    usage_name = None
    if surname is None and woman and rng.random() < 0.3:
        usage_name = rng.choice(SURNAMES)
        usage_name = None if fold(usage_name) == fold(birth_name) else usage_name
    civility = Civility.MADAME if woman else Civility.MONSIEUR
    return Identity(civility, birth_name, first_names, birth_date, usage_name)


def _surname(rng: Random) -> str:
    """A surname; one in eight is double, with a hyphen or without."""
    first = rng.choice(SURNAMES)
    if rng.random() >= 0.125:
        return first
    return f"{first}{rng.choice('- ')}{rng.choice(SURNAMES)}"


def new_mobile(world: World, house: House, rng: Random) -> str:
    """A mobile of fiction, written as papers and people write them; two share one past ten thousand."""
    while True:
        house.numbers.mobile += 1
        # A walk through the range: neighbours in the list do not get neighbouring numbers.
        digits = f"{MOBILES}{(house.numbers.mobile * 5 + house.id) * 7919 % 10_000:04d}"
        if f"+33{digits[1:]}" not in world.mobiles or house.numbers.mobile > _RANGE:
            return _written(digits, rng)


def new_landline(house: House, rng: Random) -> str:
    """A landline of fiction in the landlord's region."""
    house.numbers.landline += 1
    return _written(f"{LANDLINES[house.code]}{house.numbers.landline * 7919 % 10_000:04d}", rng)


def new_email(house: House, who: Identity, rng: Random) -> str:
    """An address at a domain that exists for examples only, unique within the landlord."""
    stem = f"{fold(who.first_names).lower()}.{fold(who.name).lower()}"[:50]
    domain = rng.choice(MAIL_DOMAINS)
    address, rank = f"{stem}@{domain}", 1
    while address in house.emails:
        rank += 1
        address = f"{stem}{rank}@{domain}"
    house.emails.add(address)
    return address


def _written(digits: str, rng: Random) -> str:
    pairs = [digits[start : start + 2] for start in range(0, 10, 2)]
    return rng.choice((" ".join(pairs), digits, ".".join(pairs)))
