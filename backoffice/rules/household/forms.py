"""What a form says of an event, typed by an agent or read from what the tenant sent."""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from typing import Any, TypeVar

from backoffice.rules.vocabulary.calls import RepresentativeKind, RepresentativeScope
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.people import Civility, Relation
from backoffice.rules.vocabulary.validation.papers import DocumentKind

_LONGEST = 120
_L = TypeVar("_L", bound=Labelled)


class ClaimQuality(Labelled):
    """What a claimant was to the holder who died or left (R3.18, R3.19)."""

    SPOUSE = "SPOUSE", "Conjoint"
    PACS_PARTNER = "PACS_PARTNER", "Partenaire de PACS"
    KNOWN_PARTNER = "KNOWN_PARTNER", "Concubin notoire"
    ASCENDANT = "ASCENDANT", "Ascendant"
    DESCENDANT = "DESCENDANT", "Descendant"
    DEPENDANT = "DEPENDANT", "Personne à charge"


@dataclass(frozen=True)
class Newcomer:
    """Somebody who is not on file yet."""

    civility: Civility
    birth_name: str
    first_names: str
    birth_date: date | None = None
    usage_name: str | None = None


@dataclass(frozen=True)
class Claim:
    """Somebody of the household who asks for the lease."""

    person_id: int
    quality: ClaimQuality
    lived_since: date | None = None


@dataclass(frozen=True)
class Protection:
    """A protective measure and who was named by the judge (R3.24)."""

    kind: RepresentativeKind
    full_name: str
    reinforced: bool = False
    until: date | None = None

    @property
    def scope(self) -> RepresentativeScope:
        """How far he goes: a curator assists, and receives the income when it is reinforced (R3.24)."""
        if self.kind is RepresentativeKind.CURATOR:
            return RepresentativeScope.ACCOUNT if self.reinforced else RepresentativeScope.REQUESTS
        return RepresentativeScope.EVERYTHING


@dataclass(frozen=True)
class EventForm:
    """An event as it is told; ``event_on`` is the legal day that the event's rule names (R3.26)."""

    event_on: date | None = None
    person_id: int | None = None
    newcomer: Newcomer | None = None
    holder_id: int | None = None
    relation: Relation | None = None
    co_title: bool = False
    requested_on: date | None = None
    signed_by_all: bool = False
    lived_since: date | None = None
    mention_on: date | None = None
    kept_by: int | None = None
    received_on: date | None = None
    replaced_on: date | None = None
    convicted_on: date | None = None
    claims: tuple[Claim, ...] = ()
    transfer_to: int | None = None
    no_claimant: bool = False
    renounced_by: int | None = None
    """Who would go on by right after a death, and gives the lease up."""
    birth_name: str | None = None
    usage_name: str | None = None
    """An empty one ends the use of the name in force."""
    first_names: str | None = None
    protection: Protection | None = None
    asked_by: int | None = None
    """Who asked, if known; somebody of the household."""
    papers: frozenset[DocumentKind] = field(default_factory=frozenset)
    """Papers received that can be read."""
    illegible: frozenset[DocumentKind] = field(default_factory=frozenset)


def read_form(asked: Mapping[str, Any], event_on: date | None, asked_by: int | None = None) -> EventForm:
    """The form of what a tenant sent; whatever cannot be read is left empty: an agent completes it."""
    values: dict[str, Any] = {}
    for key, reader in _READERS.items():
        value = reader(asked.get(key))
        if value is not None:
            values[key] = value
    return EventForm(event_on=event_on, asked_by=asked_by, **values)


def write_form(form: EventForm) -> dict[str, Any]:
    """What ``read_form`` reads again: codes, days, names and keys of persons."""
    written: dict[str, Any] = {}
    for one in fields(form):
        value = getattr(form, one.name)
        if one.name in _READERS and value not in (None, False, ()):
            written[one.name] = _plain(value)
    return written


def completed(form: EventForm, told: Mapping[str, Any], event_on: date | None) -> EventForm:
    """``form`` with what ``told`` says besides, in the words of ``read_form``; a ``None`` empties a field."""
    known = write_form(form)
    if told.get("newcomer") is not None:
        known.pop("person_id", None)
    return read_form({**known, **told}, event_on or form.event_on, form.asked_by)


def unread(told: Mapping[str, Any]) -> tuple[str, ...]:
    """The fields of ``told`` that no form has, or whose value cannot be read."""
    return tuple(
        key
        for key, value in told.items()
        if key not in _READERS or (value is not None and _READERS[key](value) is None)
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    if isinstance(value, Newcomer | Claim | Protection):
        found = {one.name: getattr(value, one.name) for one in fields(value)}
        return {key: _plain(one) for key, one in found.items() if one not in (None, False)}
    return value.value if isinstance(value, Labelled) else value


def _day(value: Any) -> date | None:
    try:
        return date.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None


def _key(value: Any) -> int | None:
    return value if isinstance(value, int) and not isinstance(value, bool) and value > 0 else None


def _flag(value: Any) -> bool | None:
    return value if isinstance(value, bool) else None


def _text(value: Any) -> str | None:
    if not isinstance(value, str) or "\x00" in value:
        return None
    return " ".join(value.split())[:_LONGEST]


def _word(kind: type[_L], value: Any) -> _L | None:
    return kind(value) if isinstance(value, str) and value in {one.value for one in kind} else None


def _newcomer(value: Any) -> Newcomer | None:
    if not isinstance(value, Mapping):
        return None
    civility, name = _word(Civility, value.get("civility")), _text(value.get("birth_name"))
    first = _text(value.get("first_names"))
    if civility is None or not name or not first:
        return None
    return Newcomer(civility, name, first, _day(value.get("birth_date")), _text(value.get("usage_name")))


def _claims(value: Any) -> tuple[Claim, ...] | None:
    if not isinstance(value, list):
        return None
    found = []
    for one in value[:10]:
        if isinstance(one, Mapping):
            person, quality = _key(one.get("person_id")), _word(ClaimQuality, one.get("quality"))
            if person and quality:
                found.append(Claim(person, quality, _day(one.get("lived_since"))))
    return tuple(found)


def _protection(value: Any) -> Protection | None:
    if not isinstance(value, Mapping):
        return None
    kind, name = _word(RepresentativeKind, value.get("kind")), _text(value.get("full_name"))
    if kind is None or not name:
        return None
    return Protection(kind, name, bool(_flag(value.get("reinforced"))), _day(value.get("until")))


_READERS = {
    "person_id": _key,
    "newcomer": _newcomer,
    "holder_id": _key,
    "relation": lambda value: _word(Relation, value),
    "co_title": _flag,
    "requested_on": _day,
    "signed_by_all": _flag,
    "lived_since": _day,
    "mention_on": _day,
    "kept_by": _key,
    "received_on": _day,
    "replaced_on": _day,
    "convicted_on": _day,
    "claims": _claims,
    "transfer_to": _key,
    "no_claimant": _flag,
    "renounced_by": _key,
    "birth_name": _text,
    "usage_name": _text,
    "first_names": _text,
    "protection": _protection,
}
