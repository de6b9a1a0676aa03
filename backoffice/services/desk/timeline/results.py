"""What the time line answers, as frozen values."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Family(StrEnum):
    """What happened; each has its chip, and its key printed on it."""

    MONEY = "Argent"
    DOCUMENT = "Documents"
    PORTAL = "Portail"
    CALL = "Appels"
    DECISION = "Décisions"
    MESSAGE = "Messages"
    REQUEST = "Demandes"


ALL_FAMILIES = frozenset(Family)


@dataclass(frozen=True, order=True)
class Cursor:
    """The last line of a page: the next page begins just after it."""

    at: datetime
    rank: int
    id: int


@dataclass(frozen=True)
class MergeInForce:
    """A merge of two persons that can be undone from its line, as it was read."""

    id: int
    version: int


@dataclass(frozen=True)
class TimelineLine:
    """One thing that happened."""

    at: datetime
    dated: bool
    """Only the day is known: what the account and papers carry has no hour."""
    family: Family
    sentence: str
    contract: str
    """``Logement 994/0``, ``Stationnement 994/1``, or empty when it is about the whole file."""
    who: str
    merge: MergeInForce | None = None


@dataclass(frozen=True)
class TimelinePage:
    """Some lines, newest first; ``after`` is ``None`` when there is nothing older."""

    lines: tuple[TimelineLine, ...]
    after: Cursor | None
