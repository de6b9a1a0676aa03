"""A household as it stands: who holds the lease, who lives there, who speaks for the tenant."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import holds_on
from backoffice.rules.names import display_name, fold, words
from backoffice.rules.vocabulary.calls import RepresentativeKind
from backoffice.rules.vocabulary.people import HolderTitle, Relation

NEWCOMER = 0
"""Stands for somebody who is entered by the decision itself."""
_OF_AGE = 18
COUPLED = frozenset({Relation.SPOUSE, Relation.PACS_PARTNER, Relation.KNOWN_PARTNER})


def is_minor(born: date | None, day: date) -> bool:
    """Whether somebody born on ``born`` is under eighteen on ``day``; without a birth date, he is of age."""
    if born is None:
        return False
    before_birthday = (day.month, day.day) < (born.month, born.day)
    return day.year - born.year - before_birthday < _OF_AGE


@dataclass(frozen=True)
class Member:
    """A person of the household, past or present."""

    id: int
    civility: str
    birth_name: str
    first_names: str
    usage_name: str | None = None
    birth_date: date | None = None
    deceased_on: date | None = None
    confidential: bool = False
    has_account: bool = False

    @property
    def name(self) -> str:
        """As a screen names him."""
        return display_name(self.civility, self.birth_name, self.usage_name, self.first_names)


@dataclass(frozen=True)
class Holding:
    """A title on the lease, ``[since, until)``; ``id`` is 0 until it is written."""

    id: int
    person_id: int
    title: HolderTitle
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Living:
    """A stay in the dwelling, ``[since, until)``; ``id`` is 0 until it is written."""

    id: int
    person_id: int
    relation: Relation
    since: date
    until: date | None = None


@dataclass(frozen=True)
class Speaking:
    """Somebody who represents the tenant, ``[since, until)``."""

    kind: RepresentativeKind
    full_name: str
    since: date
    until: date | None = None


@dataclass(frozen=True)
class HouseholdState:
    """A lease and its people, whole history included."""

    lease_from: date
    lease_to: date | None
    main_person_id: int
    people: tuple[Member, ...]
    holdings: tuple[Holding, ...]
    livings: tuple[Living, ...]
    speakings: tuple[Speaking, ...] = ()
    has_debit: bool = False
    has_e_delivery: bool = False
    co_title_asked: frozenset[int] = frozenset()
    """PACS partners on file who asked for the co-title (R3.11)."""
    bound: frozenset[tuple[int, date | None]] = frozenset()
    """Who answers for the rent by a change on record, and until when, as it was last told (R3.11–R3.16)."""
    freed: frozenset[tuple[int, date]] = frozenset()
    """Victims of violence: since when each no longer answers for the rent (R3.17)."""
    last_posting_on: date | None = None
    rooms: int | None = None
    other_contracts: tuple[str, ...] = ()
    """Other contracts of the same customer: a change of this one does not touch them."""

    def person(self, person_id: int) -> Member | None:
        """Who is meant, if he is of this household."""
        return next((one for one in self.people if one.id == person_id), None)

    def name(self, person_id: int) -> str:
        """His name; « une personne inconnue » for somebody of another household."""
        found = self.person(person_id)
        return found.name if found else "une personne inconnue de ce foyer"

    def holders_on(self, day: date) -> tuple[Holding, ...]:
        """The titles in force on ``day``, the main holder first."""
        found = [one for one in self.holdings if holds_on(one.since, one.until, day)]
        return tuple(sorted(found, key=lambda one: (one.title is not HolderTitle.MAIN_HOLDER, one.person_id)))

    def living_on(self, day: date) -> tuple[Living, ...]:
        """Who lives there on ``day``."""
        return tuple(one for one in self.livings if holds_on(one.since, one.until, day))

    def holding(self, person_id: int, day: date) -> Holding | None:
        """His title on ``day``."""
        return next((one for one in self.holders_on(day) if one.person_id == person_id), None)

    def living(self, person_id: int, day: date) -> Living | None:
        """His stay on ``day``."""
        return next((one for one in self.living_on(day) if one.person_id == person_id), None)

    def main_holder(self, day: date) -> int | None:
        """Who holds the lease first on ``day``."""
        held = self.holders_on(day)
        return held[0].person_id if held else None

    def partner(self, day: date) -> Living | None:
        """Who lives there on ``day`` as spouse, PACS partner or partner of the main holder."""
        return next((one for one in self.living_on(day) if one.relation in COUPLED), None)

    def is_spouse(self, person_id: int, day: date) -> bool:
        """Whether the file says that he is married on ``day``: by his title, or by his stay."""
        held, stays = self.holding(person_id, day), self.living(person_id, day)
        return (held is not None and held.title is HolderTitle.SPOUSE_BY_LAW) or (
            stays is not None and stays.relation is Relation.SPOUSE
        )

    def freed_on(self, person_id: int) -> date | None:
        """When a letter on record ended his solidarity; ``None`` if somebody came to the lease since."""
        days = [day for one, day in self.freed if one == person_id]
        if not days:
            return None
        since = [(one.person_id, one.since) for one in self.holdings]
        since += [(one.person_id, one.since) for one in self.livings if one.relation in COUPLED]
        there = {one for one, day in since if day <= max(days)}
        newer = any(one not in {person_id, *there} for one, _ in since)
        return None if newer else max(days)

    def same_person(self, birth_name: str, first_names: str, born: date | None) -> Member | None:
        """Somebody of the household with these names and this birth date: the one who is meant."""
        wanted = fold(birth_name), words(first_names)[:1]
        return next(
            (
                one
                for one in self.people
                if (fold(one.birth_name), words(one.first_names)[:1]) == wanted
                and (born is None or one.birth_date is None or one.birth_date == born)
            ),
            None,
        )


def names_of(state: HouseholdState, people: Iterable[int]) -> str:
    """``Mme A, M. B``."""
    return ", ".join(state.name(one) for one in people)
