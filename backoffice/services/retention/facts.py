"""The facts that the database gives of files, papers and portal accounts: numbers and days, no names."""

from collections.abc import Iterator
from datetime import date
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.retention.due import AccountFacts, FileFacts, PaperFacts
from backoffice.rules.retention.terms import FILE, INSURANCE, REFUSED_UPLOAD, Rules
from backoffice.rules.retention.words import Hold

_FILES = text("SELECT * FROM retention_files(:landlord, :day, :left_before, NULL)")
_PAPERS = text("SELECT * FROM retention_papers(:landlord, :ended_before, :refused_before, NULL)")
_ACCOUNTS = text("SELECT * FROM retention_accounts(:landlord, :day, NULL)")


def files(session: Session, landlord_id: int, rules: Rules, day: date) -> Iterator[FileFacts]:
    """The files of a landlord that nobody holds any more and whose term may be over on ``day``."""
    given = {"landlord": landlord_id, "day": day, "left_before": rules[FILE].starts_before(day)}
    for row in session.execute(_FILES, given).mappings():
        yield FileFacts(**_with_hold(row))


def papers(session: Session, landlord_id: int, rules: Rules, day: date) -> Iterator[PaperFacts]:
    """The decided insurance papers of a landlord whose term may be over on ``day``."""
    given = {
        "landlord": landlord_id,
        "ended_before": rules[INSURANCE].starts_before(day),
        "refused_before": rules[REFUSED_UPLOAD].starts_before(day),
    }
    for row in session.execute(_PAPERS, given).mappings():
        yield PaperFacts(**_with_hold(row))


def accounts(session: Session, landlord_id: int, day: date) -> Iterator[AccountFacts]:
    """The portal accounts of those who hold no lease of the landlord any more."""
    given = {"landlord": landlord_id, "day": day}
    for row in session.execute(_ACCOUNTS, given).mappings():
        yield AccountFacts(**_with_hold(row))


def _with_hold(row: Any) -> dict[str, Any]:
    return {**row, "hold": Hold(row["hold"]) if row["hold"] else None}
