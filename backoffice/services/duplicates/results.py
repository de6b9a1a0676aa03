"""What is shown of persons who may be one."""

from dataclasses import dataclass
from datetime import date, datetime

from backoffice.rules.persons.duplicates import Likeness


@dataclass(frozen=True)
class PersonFacts:
    """A person as he is compared with another."""

    id: int
    version: int
    landlord_id: int
    party_number: str
    name: str
    birth_date: date | None
    deceased_on: date | None
    contacts: tuple[str, ...]
    """Telephones and e-mails in use, as shown to an agent; none when the address is withheld."""
    files: tuple[str, ...]
    """``client 1344, titulaire``: where he is named."""


@dataclass(frozen=True)
class Likely:
    """Somebody on file who may be the person being entered, or looked at."""

    person: PersonFacts
    likeness: Likeness


@dataclass(frozen=True)
class DuplicatePair:
    """Two persons on file who may be one."""

    one: PersonFacts
    other: PersonFacts
    likeness: Likeness


@dataclass(frozen=True)
class DuplicateList:
    """Pairs, the likeliest first, and whether the list was cut."""

    pairs: tuple[DuplicatePair, ...]
    more: bool


@dataclass(frozen=True)
class MergePreview:
    """Both persons side by side, and what would move from the second to the first."""

    kept: PersonFacts
    merged: PersonFacts
    likeness: Likeness
    moves: tuple[str, ...]


@dataclass(frozen=True)
class MergeView:
    """A merge, in force or undone."""

    id: int
    version: int
    kept_name: str
    kept_number: str
    merged_name: str
    merged_number: str
    reason: str
    who: str
    at: datetime
    undone_at: datetime | None
    undone_by: str | None


@dataclass(frozen=True)
class Parted:
    """A merge undone: what stayed behind, and what was edited meanwhile and put back as it now is."""

    merge: MergeView
    left: tuple[str, ...]

    @property
    def sentence(self) -> str:
        """What an agent must know."""
        done = f"Les fiches de {self.merge.kept_name} et de {self.merge.merged_name} sont de nouveau séparées"
        return f"{done} ; à vérifier : {' ; '.join(self.left)}." if self.left else f"{done}."
