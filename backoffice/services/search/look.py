"""The first look: every reading of the text asked of the database at once."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy.orm import Session

from backoffice.rules.dates import french_day
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.search.places import town_key
from backoffice.rules.search.ways import Way, read_ways
from backoffice.rules.search_shapes import MINIMUM_PREFIX, Reading, Shape, after
from backoffice.services.search.found import (
    BORN,
    FORMER_CONTACT,
    LIVED,
    LIVES,
    MOST_PERSONS,
    NAMED,
    TIER,
    Found,
    Hit,
)
from backoffice.services.search.line import Question, Row, Values, ask
from backoffice.services.search.statements.people import BORN_ON, PEOPLE, PEOPLE_BESIDE
from backoffice.services.search.statements.places import ADDRESS, TOWNS
from backoffice.services.search.statements.straight import BARCODE, CONTACT, CONTACT_BEGINS, NUMBER, RUM

BRANCH_LIMIT = 60
SHORTEST_BEGINNING = 2
SHORTEST_TELLING = 4
"""Letters of a beginning that few enough surnames share for all of them to be read."""
_ELSEWHERE = 200
_PARTS = {"WHOLE": 0, "SURNAME": 2, "FIRST": 4}
Take = Callable[[Found, list[Row]], None]


@dataclass(frozen=True)
class Limits:
    """What narrows every question down: a landlord, birth dates, a place, a town or postal code.

    ``today`` when not the server's.
    """

    landlord: str | None = None
    today: date | None = None
    spans: tuple[tuple[date, date], ...] = ()
    places: tuple[str, ...] = ()
    town: str | None = None

    def values(self) -> Values:
        """The parameters that every statement about names shares."""
        return {
            "landlord": self.landlord,
            "today": self.today,
            "most": str(MOST_PERSONS),
            "some": str(BRANCH_LIMIT),
            "town": self.town,
            **self.born(),
            **place_values(self.places),
        }

    def beside(self) -> tuple[str, ...]:
        """What is told beside the surnames wanted: years of birth, else a town; empty when neither is."""
        if self.spans:
            days = ((since, until - timedelta(days=1)) for since, until in self.spans)
            years = (year for since, last in days for year in range(since.year, last.year + 1))
            return tuple(f"Y{year}" for year in dict.fromkeys(years))
        return (f"T{self.town}",) if self.town else ()

    def born(self) -> Values:
        """The birth dates asked for, or none."""
        if not self.spans:
            return {"born_from": None, "born_to": None}
        return {
            "born_from": [since for since, _ in self.spans],
            "born_to": [until for _, until in self.spans],
        }


def place_values(places: tuple[str, ...]) -> Values:
    """Words of an address as ranges, the one that fewest addresses hold first; a number is whole."""
    if not places:
        return {"place_low": None, "place_high": None}
    ordered = sorted(places, key=lambda word: (word.isdigit(), -len(word)))
    whole = [
        f"{word} " if any(map(str.isdigit, word)) or len(word) < MINIMUM_PREFIX else after(word)
        for word in ordered
    ]
    return {"place_low": ordered, "place_high": whole}


def look(
    session: Session, readings: Iterable[Reading], limits: Limits
) -> tuple[Found, dict[str, tuple[str, ...]]]:
    """What every reading finds; and the towns among the words of a name, with the words that are left."""
    found = Found()
    asked: list[tuple[Question, Take]] = []
    towns: dict[str, tuple[str, ...]] = {}
    for reading in readings:
        asked += _asked_of(reading, limits)
        if reading.shape is Shape.NAME and not limits.places and not limits.town:
            towns = _towns_in(reading.keys)
    questions = [question for question, _ in asked]
    if towns:
        questions.append(Question(TOWNS, {"landlord": limits.landlord, "keys": list(towns)}))
    answers = ask(session, questions, first=True)
    for (_, take), rows in zip(asked, answers, strict=False):
        take(found, rows)
    known = {row[0] for row in answers[-1]} if towns else set()
    return found, {town: rest for town, rest in towns.items() if town in known}


def _asked_of(reading: Reading, limits: Limits) -> list[tuple[Question, Take]]:
    shape, key = reading.shape, reading.keys[0]
    values: Values = {
        "landlord": limits.landlord,
        "keys": list(reading.keys),
        "key": key,
        "after": after(key) if len(key) >= MINIMUM_PREFIX else None,
        "some": str(BRANCH_LIMIT),
        "most": str(BRANCH_LIMIT),
    }
    if shape is Shape.NAME:
        return names(reading, limits)
    if shape is Shape.NUMBER:
        return [(Question(NUMBER, values | one_number(one)), _take_numbers) for one in reading.keys]
    if shape is Shape.RUM:
        return [(Question(RUM, values | one_number(key)), _take_numbers)]
    if shape is Shape.BARCODE:
        return [(Question(BARCODE, values), _take_numbers)]
    if shape is Shape.PHONE or shape is Shape.EMAIL:
        return _contacts(reading, values)
    if reading.beside:
        return []
    if shape is Shape.BIRTH:
        born = Limits(limits.landlord, spans=reading.spans)
        return [(Question(BORN_ON, born.values()), _take_births)]
    return [address(reading.keys, limits)]


def one_number(key: str) -> Values:
    """A number and what begins with it; a short one must be whole."""
    return {"key": key, "after": after(key) if len(key) >= MINIMUM_PREFIX else f"{key} "}


def address(words: tuple[str, ...], limits: Limits) -> tuple[Question, Take]:
    """Who lives at an address, and who lived there."""
    values = {"landlord": limits.landlord, "today": limits.today, "most": "120", **place_values(words)}
    return Question(ADDRESS, values), _take_address


def names(reading: Reading, limits: Limits) -> list[tuple[Question, Take]]:
    """A question for each way to read the words and each word that may be the surname."""
    return [
        (name_question(way, lead, limits), taking_names(way))
        for way in read_ways(reading.keys)
        for lead in dict.fromkeys((way.words[0], way.words[-1]))
    ]


Other = tuple[str, str, bool]
"""A word that the person bears as well: from, to (excluded), whether it must begin a first name."""


def name_question(way: Way, lead: str, limits: Limits, *, firsts: bool = False) -> Question:
    """Persons named ``lead`` (a surname, or with ``firsts`` a first name) who bear every other word."""
    others: list[Other] = [
        (word, after(word) if len(word) >= SHORTEST_BEGINNING else f"{word} ", False)
        for word in way.words
        if word != lead
    ]
    others += [(letter, after(letter), True) for letter in way.initials]
    values: Values = {
        **limits.values(),
        "keys": [lead],
        "key": lead,
        "after": after(lead) if len(lead) >= SHORTEST_BEGINNING else None,
    }
    told = () if firsts else _told(others, limits)
    if not told:
        places = place_values((limits.town,)) if limits.town else {}
        values |= {"firsts": True if firsts or not others else None, **_others(others), **places}
        return Question(PEOPLE, values)
    values |= {
        "short": True if len(lead) < SHORTEST_TELLING else None,
        "lows": [low for low, _ in told],
        "highs": [high for _, high in told],
        "exact": [low for low, _ in told],
        **_others(others[1:]),
    }
    return Question(PEOPLE_BESIDE, values)


def _told(others: Sequence[Other], limits: Limits) -> tuple[tuple[str, str], ...]:
    """What is told beside the surname, as ranges: the first other word, else a year, else a town."""
    if not others:
        return tuple((told, f"{told} ") for told in limits.beside())
    low, high, first = others[0]
    return tuple((f"{kind}{low}", f"{kind}{high}") for kind in ("F" if first else "FS"))


def _others(others: Sequence[Other]) -> Values:
    if not others:
        return {"low": None, "high": None, "first": None}
    return {
        "low": [low for low, _, _ in others],
        "high": [high for _, high, _ in others],
        "first": [first for _, _, first in others],
    }


def taking_names(way: Way) -> Take:
    """What to make of the persons found by a way to read the name."""

    def take(found: Found, rows: list[Row]) -> None:
        found.cut = found.cut or len(rows) >= MOST_PERSONS
        for person_id, key, part, exactly in rows:
            tier = 0 if exactly and key in way.words else TIER
            found.person(person_id, Hit(tier + NAMED + _PARTS[part] + way.behind, "NAME", key))

    return take


def _towns_in(words: tuple[str, ...]) -> dict[str, tuple[str, ...]]:
    """Every run of words that may be a town, with the words that are left for the name."""
    count = len(words)
    runs = ((start, end) for start in range(count) for end in range(start + 1, min(count, start + 4) + 1))
    return {
        town_key(" ".join(words[start:end])): words[:start] + words[end:]
        for start, end in runs
        if end - start < count and len("".join(words[start:end])) >= MINIMUM_PREFIX
    }


def _contacts(reading: Reading, values: Values) -> list[tuple[Question, Take]]:
    matched = reading.shape.value

    def take(found: Found, rows: list[Row]) -> None:
        found.cut = found.cut or len(rows) >= BRANCH_LIMIT
        for person_id, value, current, _ in rows:
            exact = value.strip().lower() == reading.keys[0] or phone_key(value) in reading.keys
            rank = (0 if current else FORMER_CONTACT) if exact else TIER + (0 if current else FORMER_CONTACT)
            found.person(person_id, Hit(rank, matched, shown_contact(matched, value)))

    asked: list[tuple[Question, Take]] = []
    if reading.exact:
        asked.append((Question(CONTACT, values), take))
    if not reading.exact or reading.shape is Shape.EMAIL:
        asked += [(Question(CONTACT_BEGINS, values | _start(key)), take) for key in reading.keys]
    return asked


def _start(key: str) -> Values:
    return {"key": key, "after": after(key)}


def shown_contact(matched: str, value: str) -> str:
    key = phone_key(value) if matched == "PHONE" else None
    return show_phone(key) if key else value


def _take_numbers(found: Found, rows: list[Row]) -> None:
    found.cut = found.cut or len(rows) >= BRANCH_LIMIT
    for one, matched, shown, exact in rows:
        hit = Hit(0 if exact else TIER, matched, shown)
        if one is None:
            continue
        if one < 0:
            found.person(-one, hit)
        else:
            found.customer(one, hit)


def _take_births(found: Found, rows: list[Row]) -> None:
    found.cut = found.cut or len(rows) >= MOST_PERSONS
    for person_id, born in rows:
        found.person(person_id, Hit(BORN, "BIRTH", french_day(born)))


def _take_address(found: Found, rows: list[Row]) -> None:
    found.cut = found.cut or len(rows) >= 2 * BRANCH_LIMIT
    for customer_id, valid_to, gone, street, postal_code, town, elsewhere in rows:
        where = f"{street}, {postal_code} {town}"
        behind = _ELSEWHERE if elsewhere else 0
        if gone:
            left = f"{where} jusqu’au {french_day(valid_to)}"
            found.customer(customer_id, Hit(LIVED + behind, "LIVED", left, former=True))
        else:
            found.customer(customer_id, Hit(LIVES + behind, "LIVES", where))
