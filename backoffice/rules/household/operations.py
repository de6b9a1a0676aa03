"""What a decision does to the rows of a household; the database applies the same ones, in the same order."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, TypeVar

from backoffice.rules.household.forms import Newcomer, Protection
from backoffice.rules.household.state import NEWCOMER, Holding, HouseholdState, Living, Member, Speaking
from backoffice.rules.vocabulary.people import HolderTitle, Relation

_R = TypeVar("_R", Holding, Living)


@dataclass(frozen=True)
class AddPerson:
    """Enter somebody who is not on file."""

    newcomer: Newcomer


@dataclass(frozen=True)
class EndHolding:
    """A title ends on ``on``, which it no longer holds."""

    id: int
    on: date


@dataclass(frozen=True)
class AddHolding:
    """A title begins."""

    person_id: int
    title: HolderTitle
    since: date
    until: date | None


@dataclass(frozen=True)
class EndLiving:
    """A stay ends on ``on``; the row is never deleted (R3.22)."""

    id: int
    on: date


@dataclass(frozen=True)
class AddLiving:
    """A stay begins."""

    person_id: int
    relation: Relation
    since: date
    until: date | None


@dataclass(frozen=True)
class SetNames:
    """The names in force of a person; papers keep those of their date (R3.23)."""

    person_id: int
    birth_name: str
    usage_name: str | None
    first_names: str


@dataclass(frozen=True)
class SetDeceased:
    """The day of a death; his online account is closed with it (R3.18)."""

    person_id: int
    on: date


@dataclass(frozen=True)
class SetConfidential:
    """His address is withheld: the file becomes one that managers alone open (R3.17)."""

    person_id: int


@dataclass(frozen=True)
class SetMain:
    """Whose telephone and e-mail count for the file."""

    person_id: int


@dataclass(frozen=True)
class AddSpeaking:
    """Somebody represents the tenant (R3.24)."""

    protection: Protection
    since: date


@dataclass(frozen=True)
class StopDebits:
    """The mandates of the lease are suspended (R3.18)."""


@dataclass(frozen=True)
class StopEDelivery:
    """The agreements to electronic papers end (R3.18)."""


@dataclass(frozen=True)
class EndLease:
    """The lease ends by law (R3.18)."""

    on: date


Operation = (
    AddPerson
    | EndHolding
    | AddHolding
    | EndLiving
    | AddLiving
    | SetNames
    | SetDeceased
    | SetConfidential
    | SetMain
    | AddSpeaking
    | StopDebits
    | StopEDelivery
    | EndLease
)


def apply(before: HouseholdState, operations: Iterable[Operation]) -> HouseholdState:
    """The household once ``operations`` are done, in their order."""
    state = before
    for one in operations:
        state = _APPLIED[type(one)](state, one)
    return state


def _add_person(state: HouseholdState, one: AddPerson) -> HouseholdState:
    new = one.newcomer
    person = Member(
        NEWCOMER, new.civility.value, new.birth_name, new.first_names, new.usage_name, new.birth_date
    )
    return replace(state, people=(*state.people, person))


def _end_holding(state: HouseholdState, one: EndHolding) -> HouseholdState:
    rows = tuple(replace(row, until=one.on) if row.id == one.id else row for row in state.holdings)
    return replace(state, holdings=rows)


def _add_holding(state: HouseholdState, one: AddHolding) -> HouseholdState:
    row = Holding(0, one.person_id, one.title, one.since, one.until)
    return replace(state, holdings=(*state.holdings, row))


def _end_living(state: HouseholdState, one: EndLiving) -> HouseholdState:
    rows = tuple(replace(row, until=one.on) if row.id == one.id else row for row in state.livings)
    return replace(state, livings=rows)


def _add_living(state: HouseholdState, one: AddLiving) -> HouseholdState:
    row = Living(0, one.person_id, one.relation, one.since, one.until)
    return replace(state, livings=(*state.livings, row))


def _person(state: HouseholdState, person_id: int, **values: Any) -> HouseholdState:
    people = tuple(replace(one, **values) if one.id == person_id else one for one in state.people)
    return replace(state, people=people)


def _cut(row: _R, on: date) -> _R:
    return replace(row, until=on) if row.until is None or row.until > on else row


def _end_lease(state: HouseholdState, one: EndLease) -> HouseholdState:
    return replace(
        state,
        lease_to=one.on,
        holdings=tuple(_cut(row, one.on) for row in state.holdings),
        livings=tuple(_cut(row, one.on) for row in state.livings),
    )


_APPLIED: dict[type, Callable[[HouseholdState, Any], HouseholdState]] = {
    AddPerson: _add_person,
    EndHolding: _end_holding,
    AddHolding: _add_holding,
    EndLiving: _end_living,
    AddLiving: _add_living,
    SetNames: lambda state, one: _person(
        state,
        one.person_id,
        birth_name=one.birth_name,
        usage_name=one.usage_name,
        first_names=one.first_names,
    ),
    SetDeceased: lambda state, one: _person(state, one.person_id, deceased_on=one.on, has_account=False),
    SetConfidential: lambda state, one: _person(state, one.person_id, confidential=True),
    SetMain: lambda state, one: replace(state, main_person_id=one.person_id),
    AddSpeaking: lambda state, one: replace(
        state,
        speakings=(
            *state.speakings,
            Speaking(one.protection.kind, one.protection.full_name, one.since, one.protection.until),
        ),
    ),
    StopDebits: lambda state, _: replace(state, has_debit=False),
    StopEDelivery: lambda state, _: replace(state, has_e_delivery=False),
    EndLease: _end_lease,
}
