"""Who on file may be a given person: a few keys narrow the landlord down, the rule judges those few."""

from collections.abc import Iterator

from sqlalchemy import Select, func, select, union
from sqlalchemy.orm import Session, aliased

from backoffice.models.desk.persons import PersonMerge
from backoffice.models.lease import HouseholdMember, Lease, LeaseHolder
from backoffice.models.person import Contact, Person, PersonNameKey
from backoffice.rules.names import FIRST, WHOLE, name_keys
from backoffice.rules.persons.duplicates import POSSIBLE, Known, likeness, swapped
from backoffice.services.duplicates.known import compared
from backoffice.services.duplicates.results import Likely

ERASED = "EFFACE"
_EACH_WAY = 200
_BEGINNING = 4
_SHOWN = 12


def likely(
    session: Session, landlord_id: int, asked: Known, apart_from: frozenset[int] = frozenset()
) -> tuple[Likely, ...]:
    """Persons of the landlord who may be ``asked``, the likeliest first; none below ``possible``.

    Only those whom who signed in may see: nothing tells that others exist (R5.14, R3.17).
    """
    ways = [way.limit(_EACH_WAY).subquery() for way in _ways(landlord_id, asked)]
    if not ways:
        return ()
    ids = set(session.scalars(union(*(select(way.c[0]) for way in ways)))) - apart_from
    ids -= set(session.scalars(select(PersonMerge.merged_id).where(
        PersonMerge.merged_id.in_(ids), PersonMerge.undone_at.is_(None))))  # fmt: skip
    found = [
        Likely(one.facts, likeness(asked, one.known))
        for one in compared(session, ids).values()
        if one.facts.party_number != ERASED
    ]
    found.sort(key=lambda one: (-one.likeness.score, one.person.name, one.person.id))
    return tuple(one for one in found if one.likeness.score >= POSSIBLE)[:_SHOWN]


def _ways(landlord_id: int, asked: Known) -> Iterator[Select[int]]:
    keys = name_keys(asked.birth_name, asked.usage_name, asked.first_names)
    firsts = [one.key for one in keys if one.part == FIRST]
    wholes = [one.key for one in keys if one.part == WHOLE]
    days = [day for day in (asked.birth_date, asked.birth_date and swapped(asked.birth_date)) if day]
    if days:
        yield select(Person.id).where(Person.landlord_id == landlord_id, Person.birth_date.in_(days))
    if firsts:
        for whole in wholes:
            yield _named(landlord_id, whole, firsts)
    values = asked.phones | asked.emails
    if values:
        yield select(Contact.person_id).where(
            Contact.landlord_id == landlord_id, Contact.value_key.in_(values)
        )
    if asked.dwellings:
        for tie in (HouseholdMember, LeaseHolder):
            yield (
                select(tie.person_id)
                .join(Lease, Lease.id == tie.lease_id)
                .where(Lease.premises_id.in_(asked.dwellings), tie.landlord_id == landlord_id)
            )


def _named(landlord_id: int, whole: str, firsts: list[str]) -> Select[int]:
    """Those of one of these first names whose surname begins alike, the same surname first."""
    first, surname = aliased(PersonNameKey), aliased(PersonNameKey)
    start = whole[:_BEGINNING]
    return (
        select(surname.person_id)
        .join(first, first.person_id == surname.person_id)
        .where(
            surname.landlord_id == landlord_id,
            surname.key >= start,
            surname.key < f"{start[:-1]}{chr(ord(start[-1]) + 1)}",
            surname.part == WHOLE,
            first.key.in_(firsts),
            first.part == FIRST,
        )
        .order_by(func.abs(func.length(surname.key) - len(whole)), surname.key != whole, surname.person_id)
    )
