"""Seal the trace: open the next batch, close those into which nobody writes any more."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

Begin = Callable[[], AbstractContextManager[Session]]
_MONTHS_AHEAD = 6


@dataclass(frozen=True)
class Sealing:
    """What one round did."""

    opened: int | None
    """The batch that lines enter now; None when the open one was still empty."""
    closed: int
    """Batches sealed."""


def prepare_months(session: Session) -> int:
    """Make the partitions of the months to come that are missing; say how many. Raises ``Refused``."""
    made: int = session.scalars(select(func.ensure_audit_partitions(_MONTHS_AHEAD))).one()
    return made


def seal_trace(begin: Begin) -> Sealing:
    """One round of sealing, in three short transactions; it stops nobody who writes.

    A batch whose writers have not all ended is sealed by a later round. Raises ``Refused`` without the right.
    """
    with begin() as session:
        prepare_months(session)
    with begin() as session:
        opened = session.scalar(select(func.open_next_batch()))
    with begin() as session:
        # A batch that was left open for long may hold a million lines.
        session.execute(text("SET LOCAL statement_timeout = '30min'"))
        closed = session.scalar(select(func.close_ready_batches()))
    return Sealing(opened, closed or 0)
