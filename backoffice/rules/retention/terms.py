"""A retention rule in force, and the day on which a term ends."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.errors import Refused
from backoffice.rules.dates import add_months
from backoffice.rules.retention.words import RuleStatus, TermUnit

FILE = "R5.10a"
ACCOUNTS = "R5.10b"
INSURANCE = "R5.10d"
REFUSED_UPLOAD = "R5.10e"
ARREARS = "R5.10g"
PORTAL = "R5.10k"
ANSWER = "R5.21"
EXTENSION = "R5.21+"
APPLIED = (FILE, ACCOUNTS, INSURANCE, REFUSED_UPLOAD, PORTAL)
"""The rules that a run applies; the trace has its own purge, the others reach data that is not kept."""
_NEEDED = (*APPLIED, ARREARS, ANSWER, EXTENSION)


@dataclass(frozen=True)
class Rule:
    """One sort of data, how long it is kept, and what says so."""

    id: int
    code: str
    data: str
    active_base: str
    afterwards: str
    count: int
    unit: TermUnit
    status: RuleStatus
    legal_base: str
    caveat: str
    valid_from: date
    source: str
    author: str

    @property
    def is_verified(self) -> bool:
        """Whether a source read says so; otherwise it is marked wherever it is shown."""
        return self.status is not RuleStatus.UNVERIFIED

    @property
    def basis(self) -> str:
        """The status and the legal base, as every screen and paper words them."""
        return f"{self.status.label} : {self.legal_base}"

    @property
    def term_words(self) -> str:
        """``36 mois``, ``1 année civile``, or nothing."""
        if self.unit is TermUnit.NONE:
            return ""
        if self.unit is TermUnit.CIVIL_YEAR and self.count == 1:
            return "1 année civile"
        if self.unit is TermUnit.DAY and self.count == 1:
            return "1 jour"
        return f"{self.count} {self.unit.label}"

    def ends(self, start: date) -> date:
        """The first day on which data whose term starts on ``start`` should be gone."""
        if self.unit is TermUnit.CIVIL_YEAR:
            return date(start.year + self.count + 1, 1, 1)
        if self.unit is TermUnit.DAY:
            return start + timedelta(days=self.count)
        if self.unit is TermUnit.MONTH:
            return add_months(start, self.count)
        raise ValueError(self.code)

    def starts_before(self, day: date) -> date:
        """A day that every start whose term is over on ``day`` comes before: to narrow a search."""
        if self.unit is TermUnit.CIVIL_YEAR:
            return date(day.year - self.count, 1, 1)
        if self.unit is TermUnit.DAY:
            return day - timedelta(days=self.count - 1)
        # A start on the 31st may end on the 28th: a few days more than the same day of the month.
        return add_months(day, -self.count) + timedelta(days=4)


Rules = Mapping[str, Rule]


def by_code(rules: Iterable[Rule]) -> dict[str, Rule]:
    """The rules by number. Raises ``Refused`` when one that the program applies is missing."""
    known = {rule.code: rule for rule in rules}
    missing = [code for code in _NEEDED if code not in known]
    if missing:
        raise Refused(
            f"Les durées de conservation {', '.join(missing)} manquent : lancez « backoffice db upgrade ».",
            code="RULES_MISSING",
        )
    return known
