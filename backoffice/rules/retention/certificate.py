"""What a certificate of erasure says: rules, counts, days; no name, no number of a file (R5.23)."""

from dataclasses import dataclass
from datetime import date, datetime

from backoffice.rules.receipts.sheet import Letterhead


@dataclass(frozen=True)
class RuleCount:
    """What one rule did: records erased, and those kept after all."""

    code: str
    data: str
    term: str
    basis: str
    verified: bool
    erased: int
    kept: int


@dataclass(frozen=True)
class CertificateSheet:
    """Every field of the certificate."""

    number: str
    landlord: Letterhead
    as_of: date
    prepared_by: str
    prepared_at: datetime
    approved_by: str
    approved_at: datetime
    finished_at: datetime
    rules: tuple[RuleCount, ...]
    tables: tuple[tuple[str, int], ...]
    """Label of the table and rows erased or unnamed."""
    held: int
    issued_on: date
