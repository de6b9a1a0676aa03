"""The files behind a figure, and who is behind a number of desk."""

from typing import Any

from sqlalchemy import Row
from sqlalchemy.orm import Session

from backoffice.rules.names import display_name
from backoffice.rules.portal.watch import LIMITS, AnomalyKind, WatchLimits, since_words, why_listed
from backoffice.services.portal.watch.results import AnomalyPage, AnomalyRow, DeskBehind
from backoffice.services.portal.watch.statements import DESK, LIST

PAGE = 100
"""Rows of a page."""


def anomaly_list(
    session: Session,
    kind: AnomalyKind,
    landlord_code: str | None = None,
    skipped: int = 0,
    most: int = PAGE,
    limits: WatchLimits = LIMITS,
) -> AnomalyPage:
    """The files of one kind, the latest first, after the first ``skipped``; the reading is traced.

    At most 499 at a time. Raises ``Refused`` for anybody but a manager.
    """
    values = {
        "kind": kind.value,
        "landlord": landlord_code,
        "limits": limits.as_values(),
        "skipped": skipped,
        "most": most + 1,
    }
    rows = session.execute(LIST, values).all()
    return AnomalyPage(kind, tuple(_row(kind, row) for row in rows[:most]), skipped, len(rows) > most)


def desk_behind(session: Session, number: int) -> tuple[DeskBehind, ...]:
    """Whose desk carries this number; traced. Raises ``Refused`` for anybody but the protection officer."""
    return tuple(DeskBehind(*row) for row in session.execute(DESK, {"number": number}))


def _row(kind: AnomalyKind, row: Row[Any]) -> AnomalyRow:
    return AnomalyRow(
        customer_id=row.customer_id,
        account_id=row.account_id,
        client_ref=row.client_ref,
        name=display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
        landlord_code=row.landlord_code,
        since=row.since,
        shown_since=since_words(kind, row.since),
        why=why_listed(kind, row.since, row.place, tuple(row.others), row.facts),
    )
