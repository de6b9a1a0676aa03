"""Who is married, or bound by a PACS, to whom: as the file says it on a day (R3.10, R3.11)."""

from collections.abc import Iterator
from datetime import date

from backoffice.rules.household.state import HouseholdState
from backoffice.rules.vocabulary.people import Relation


def spouse_of(state: HouseholdState, who: int, day: date) -> int | None:
    """His spouse on file."""
    return _other(_marriages(state, day), who)


def pacs_partner_of(state: HouseholdState, who: int, day: date) -> int | None:
    """His PACS partner on file."""
    return _other(_pacs(state, day), who)


def are_married(state: HouseholdState, one: int, other: int, day: date) -> bool:
    """Whether the file says that they are married to one another."""
    return any({one, other} == set(pair) for pair in _marriages(state, day))


def _other(pairs: Iterator[tuple[int, int]], who: int) -> int | None:
    found = (second if first == who else first for first, second in pairs if who in (first, second))
    return next(found, None)


def _marriages(state: HouseholdState, day: date) -> Iterator[tuple[int, int]]:
    for person in state.people:
        if not state.is_spouse(person.id, day):
            continue
        held = [one.person_id for one in state.holders_on(day) if one.person_id != person.id]
        stays = state.living(person.id, day)
        if stays and stays.relation is Relation.OTHER_OCCUPANT and len(held) > 1:
            # A stay names its tie to the main holder: this one is the spouse of another holder.
            held = held[1:]
        yield from ((person.id, one) for one in held[:1])


def _pacs(state: HouseholdState, day: date) -> Iterator[tuple[int, int]]:
    for stays in state.living_on(day):
        if stays.relation is Relation.PACS_PARTNER:
            held = (one.person_id for one in state.holders_on(day) if one.person_id != stays.person_id)
            yield from ((stays.person_id, one) for one in held)
            return
