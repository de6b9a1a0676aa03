"""Pairs of persons who may be one, over a landlord: a few keys bring them together, the rule judges them."""

from collections.abc import Iterator
from itertools import combinations
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, aliased

from backoffice.models.desk.persons import PersonMerge
from backoffice.models.landlord import of_my_landlords
from backoffice.models.person import Contact, Person, PersonNameKey
from backoffice.rules.names import FIRST, WHOLE
from backoffice.rules.persons.duplicates import LIKELY, likeness
from backoffice.rules.vocabulary.access import ExportPurpose
from backoffice.services.access.exporting import Export, record_export
from backoffice.services.duplicates.known import Compared, compared
from backoffice.services.duplicates.likely import ERASED
from backoffice.services.duplicates.results import DuplicateList, DuplicatePair

# Beyond, somebody has given everybody the same birth date or telephone: that is no likeness.
_LARGEST_GROUP = 6
_MOST_ROWS = 4 * _LARGEST_GROUP
_GROUPS, _MORE_GROUPS = 2_000, 5_000


def duplicate_pairs(session: Session, landlord_code: str | None, limit: int) -> DuplicateList:
    """The likeliest pairs of my landlords; a list that leaves the database: traced and counted as an export.

    Raises ``Denied`` (``QUOTA_EXPORT``).
    """
    record_export(session, Export("duplicates", ExportPurpose.CONTROL, parameters={"limit": limit}))
    pairs = {pair for group in _groups(session, landlord_code) for pair in combinations(sorted(group), 2)}
    known = compared(session, {person_id for pair in pairs for person_id in pair})
    gone = set(session.scalars(select(PersonMerge.merged_id).where(PersonMerge.undone_at.is_(None))))
    found = list(_judged(known, pairs, gone))
    found.sort(key=lambda pair: (-pair.likeness.score, pair.one.name, pair.one.id, pair.other.id))
    return DuplicateList(tuple(found[:limit]), more=len(found) > limit)


def _judged(
    known: dict[int, Compared], pairs: set[tuple[int, int]], gone: set[int]
) -> Iterator[DuplicatePair]:
    for first, second in pairs:
        one, other = known.get(first), known.get(second)
        if one is None or other is None or {first, second} & gone:
            continue
        if ERASED in (one.facts.party_number, other.facts.party_number):
            continue
        found = likeness(one.known, other.known)
        if found.score >= LIKELY:
            yield DuplicatePair(one.facts, other.facts, found)


def _groups(session: Session, landlord_code: str | None) -> Iterator[set[int]]:
    for query, most in (
        (_of_one_birth(landlord_code, WHOLE), _GROUPS),
        (_of_one_birth(landlord_code, FIRST), _MORE_GROUPS),
        (_of_one_contact(landlord_code), _GROUPS),
    ):
        for keys in session.scalars(query.limit(most)):
            group = set(keys)
            if len(group) <= _LARGEST_GROUP:
                yield group


def _of_one_birth(landlord_code: str | None, part: str) -> Select[Any]:
    """Those born on one day who share a surname; or a first name and the initial of the surname."""
    key = aliased(PersonNameKey)
    shared: list[Any] = [Person.landlord_id, Person.birth_date, key.key]
    if part == FIRST:
        shared.append(func.left(Person.birth_name, 1))
    mine = of_my_landlords(Person.landlord_id, landlord_code)
    # A key has a row for each agency: twins in the list go in Python, a distinct would sort a million rows.
    return (
        select(func.array_agg(Person.id))
        .join(key, key.person_id == Person.id)
        .where(mine, Person.birth_date.is_not(None), key.part == part)
        .group_by(*shared)
        .having(func.min(Person.id) != func.max(Person.id), func.count() <= _MOST_ROWS)
    )


def _of_one_contact(landlord_code: str | None) -> Select[Any]:
    return (
        select(func.array_agg(Contact.person_id))
        .where(of_my_landlords(Contact.landlord_id, landlord_code))
        .group_by(Contact.landlord_id, Contact.value_key)
        .having(func.min(Contact.person_id) != func.max(Contact.person_id), func.count() <= _MOST_ROWS)
    )
