"""What a manager is shown of the anomalies."""

from dataclasses import dataclass
from datetime import datetime

from backoffice.rules.portal.watch import AnomalyKind


@dataclass(frozen=True)
class Anomalies:
    """How many files one kind has, and how many of them are new within seven days."""

    kind: AnomalyKind
    files: int
    fresh: int


@dataclass(frozen=True)
class AnomalyRow:
    """One file of a list: whose, since when, why. No e-mail, no telephone, no name of a member of staff."""

    customer_id: int
    account_id: int | None
    client_ref: str
    name: str
    landlord_code: str
    since: datetime
    shown_since: str
    """The day alone where the hour says nothing."""
    why: str


@dataclass(frozen=True)
class AnomalyPage:
    """Some rows of a list, the latest first, and whether others follow."""

    kind: AnomalyKind
    rows: tuple[AnomalyRow, ...]
    skipped: int
    more: bool


@dataclass(frozen=True)
class DeskBehind:
    """Whose desk an anomaly speaks of, told to the data protection officer alone."""

    login: str
    full_name: str
