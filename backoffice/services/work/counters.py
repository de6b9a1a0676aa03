"""How much waits in each queue of my agencies."""

from dataclasses import dataclass

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkKind

_COUNTS = text("SELECT kind, open_items, late_items FROM work_counts()")


@dataclass(frozen=True)
class QueueCount:
    """One queue: items to be dealt with, and those of them past their date."""

    kind: WorkKind
    open_items: int
    late_items: int


def open_counts(session: Session) -> tuple[QueueCount, ...]:
    """The queues that are not empty, in the order of the closed list. ``Refused`` without the right."""
    found = {row.kind: row for row in session.execute(_COUNTS)}
    return tuple(
        QueueCount(kind, found[kind].open_items, found[kind].late_items) for kind in WorkKind if kind in found
    )
