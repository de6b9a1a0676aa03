"""The persons of the bench landlord with their name keys and contacts, sent by COPY as they are drawn."""

from bisect import bisect
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from itertools import accumulate
from random import Random

from psycopg import Connection

from backoffice.rules.names import fold, name_keys
from bench.population.first_names import FirstNames
from bench.population.places import MAIL_DOMAINS
from bench.population.size import Size
from bench.population.surnames import surnames

CHUNK = 20_000
NULL = "\\N"
# The first ranks are borne by many, the last ones by one or two, as French registers count them.
_FLATTEN = 30
_COPIES = {
    "person": "COPY person (id, landlord_id, party_number, party_key, civility, birth_name, usage_name,"
    " first_names, birth_date, confidential_address) FROM STDIN",
    "name_key": "COPY bench.name_key (person_id, key, part) FROM STDIN",
    "household": "COPY bench.household (person_id, customer_id, relation) FROM STDIN",
    "contact": "COPY contact (landlord_id, person_id, channel, role, value, value_key, source, verified_at,"
    " usable_for_security_from, valid_from, valid_to, recorded_at) FROM STDIN",
}


@dataclass(slots=True)
class Drawn:
    """A person drawn: what his household takes from him."""

    woman: bool
    surname: str
    usage: str | None
    first: str
    born: date


class People:
    """Draws every person in the order of the ids: customers, co-holders, then who lives with them."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._chance = Random("people of the bench")
        self._names = surnames(size.surnames)
        self._weights = list(accumulate(1 / (rank + _FLATTEN) for rank in range(len(self._names))))
        self._first = FirstNames()
        self._mains: list[tuple[str, int, bool]] = []
        self._lines: dict[str, list[str]] = {}

    def write(self, connection: Connection, told: Callable[[int], None]) -> None:
        """Send everybody; ``told`` hears how many at each chunk."""
        for start in range(1, self._size.persons + 1, CHUNK):
            end = min(start + CHUNK, self._size.persons + 1)
            self._lines = {name: [] for name in _COPIES}
            for person_id in range(start, end):
                self._add(person_id)
            with connection.cursor() as cursor:
                for name, statement in _COPIES.items():
                    if self._lines[name]:
                        with cursor.copy(statement) as copy:
                            copy.write("".join(self._lines[name]))
            told(end - start)

    def _add(self, person_id: int) -> None:
        customers, co_holders = self._size.customers, self._size.co_holders
        if person_id <= customers:
            one = self._main(person_id)
        elif person_id <= customers + co_holders:
            one = self._partner(person_id, (person_id - customers - 1) * customers // co_holders, "CO_HOLDER")
        else:
            one = self._other(person_id, self._chance.randrange(customers))
        self._person(person_id, one)
        if person_id <= customers + co_holders:
            self._contacts(person_id, one)

    def _surname(self) -> str:
        return self._names[bisect(self._weights, self._chance.random() * self._weights[-1])]

    def _draw(self, years: tuple[int, int], surname: str | None = None) -> Drawn:
        chance = self._chance
        woman = chance.random() < 0.53
        year = chance.randint(*years)
        born = date(year, 1, 1) + timedelta(chance.randrange(365))
        born = min(born, self._size.day)
        return Drawn(
            woman, surname or self._surname(), None, self._first.draw(chance, year, woman=woman), born
        )

    def _main(self, person_id: int) -> Drawn:
        # One in four takes the next name of the list, so that every surname is somebody's.
        rank = person_id // 4 - 1
        given = self._names[rank] if person_id % 4 == 0 and rank < len(self._names) else None
        this_year = self._size.day.year
        one = self._draw((this_year - 90, this_year - 21), given)
        if one.woman and self._chance.random() < 0.32:
            usage = self._surname()
            one.usage = usage if fold(usage) != fold(one.surname) else None
        self._mains.append((one.usage or one.surname, one.born.year, one.woman))
        return one

    def _partner(self, person_id: int, main: int, relation: str) -> Drawn:
        surname, year, _ = self._mains[main]
        latest = self._size.day.year - 18
        one = self._draw((min(year - 6, latest), min(year + 6, latest)))
        if one.woman and self._chance.random() < 0.5 and fold(surname) != fold(one.surname):
            one.usage = surname
        self._lines["household"].append(f"{person_id}\t{main + 1}\t{relation}\n")
        return one

    def _other(self, person_id: int, main: int) -> Drawn:
        kind = self._chance.random()
        if kind < 0.15:
            return self._partner(person_id, main, "KNOWN_PARTNER")
        surname, year, _ = self._mains[main]
        if kind < 0.94:
            oldest, relation = min(year + 20, self._size.day.year), "CHILD"
            one = self._draw((oldest, min(oldest + 20, self._size.day.year)), surname)
        else:
            relation = self._chance.choice(("ASCENDANT", "HOSTED_OCCUPANT", "OTHER_OCCUPANT"))
            one = self._draw((self._size.day.year - 85, self._size.day.year - 18))
        self._lines["household"].append(f"{person_id}\t{main + 1}\t{relation}\n")
        return one

    def _person(self, person_id: int, one: Drawn) -> None:
        number = 8_000_000 + person_id
        civility = "MME" if one.woman else "M"
        secret = "t" if person_id <= self._size.customers and self._chance.random() < 0.0015 else "f"
        self._lines["person"].append(
            f"{person_id}\t1\t{number:010d}\t{number}\t{civility}\t{one.surname}\t{one.usage or NULL}"
            f"\t{one.first}\t{one.born}\t{secret}\n"
        )
        keys = {*_surname_keys(one.surname, one.usage), *_first_keys(one.first)}
        self._lines["name_key"] += [f"{person_id}\t{key}\t{part}\n" for key, part in sorted(keys)]

    def _contacts(self, person_id: int, one: Drawn) -> None:
        chance = self._chance
        since = self._size.day - timedelta(chance.randrange(30, 4000))
        self._phone(person_id, "MOBILE", _mobile(chance), since, None)
        draw = chance.random()
        if draw < 0.12:
            changed = since
            self._phone(person_id, "MOBILE", _mobile(chance), since - timedelta(900), changed)
        if draw > 0.75:
            line = f"{chance.randint(1, 5)}{chance.randrange(10**8):08d}"
            self._phone(person_id, "PHONE", line, since, None)
        if draw > 0.2:
            stem = f"{_plain(one.first)}.{_plain(one.usage or one.surname)}"[:40].lower()
            address = f"{stem}{person_id % 9973}@{chance.choice(MAIL_DOMAINS)}"
            self._contact(person_id, ("EMAIL", "LOGIN"), (address, address), since, None)

    def _phone(self, person_id: int, channel: str, digits: str, since: date, until: date | None) -> None:
        shown = f"0{digits}"
        if self._chance.random() < 0.6:
            shown = " ".join(shown[start : start + 2] for start in range(0, 10, 2))
        self._contact(person_id, (channel, "NOTICE"), (shown, f"+33{digits}"), since, until)

    def _contact(
        self, person_id: int, how: tuple[str, str], value: tuple[str, str], since: date, until: date | None
    ) -> None:
        at = f"{since} 09:00+01"
        self._lines["contact"].append(
            f"1\t{person_id}\t{how[0]}\t{how[1]}\t{value[0]}\t{value[1]}\tIMPORT\t{at}\t{at}\t{since}"
            f"\t{until or NULL}\t{at}\n"
        )


def _mobile(chance: Random) -> str:
    return f"{chance.choice('6667')}{chance.randrange(10**8):08d}"


@lru_cache(maxsize=200_000)
def _plain(name: str) -> str:
    return fold(name)


@lru_cache(maxsize=200_000)
def _surname_keys(birth_name: str, usage_name: str | None) -> tuple[tuple[str, str], ...]:
    return tuple((key.key, key.part) for key in name_keys(birth_name, usage_name, ""))


@lru_cache(maxsize=50_000)
def _first_keys(first_names: str) -> tuple[tuple[str, str], ...]:
    return tuple((key.key, key.part) for key in name_keys("", None, first_names))
