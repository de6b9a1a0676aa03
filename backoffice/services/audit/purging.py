"""Purge the months of the trace that are past their retention (R5.10i)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.models.desk.audit import AuditRetention
from backoffice.services.audit.sealing import Begin, seal_trace


class PurgeState(StrEnum):
    """How far the purge of a month is."""

    UNSEALED = "UNSEALED"
    TO_ANNOUNCE = "TO_ANNOUNCE"
    ANNOUNCED = "ANNOUNCED"
    READY = "READY"
    DONE = "DONE"


@dataclass(frozen=True)
class OldMonth:
    """A month past its retention."""

    month: date
    rows: int
    state: PurgeState


@dataclass(frozen=True)
class PurgePlan:
    """What may be purged today, and by which rule."""

    retention_months: int
    legal_base: str
    kept_from: date
    months: tuple[OldMonth, ...]


_MONTHS = text("SELECT month, row_count, state FROM purgeable_audit_months()")


def purge_plan(session: Session) -> PurgePlan:
    """The months that ended before the retention in force, and the rule: nothing is changed."""
    kept_from = session.scalars(select(func.audit_kept_from())).one()
    rule = session.scalars(
        select(AuditRetention)
        .where(AuditRetention.valid_from <= func.current_date())
        .order_by(AuditRetention.valid_from.desc())
        .limit(1)
    ).one()
    return PurgePlan(rule.months, rule.legal_base, kept_from, _old_months(session))


def purge_trace(begin: Begin) -> Iterator[OldMonth]:
    """Purge every month past its retention; yields each with how far it came.

    The purge is first announced in the trace and that line sealed: the seals that stay can then tell
    a purge from a theft. A month that cannot be sealed yet, because someone has been writing since
    before, is left to the next run. Raises ``Refused`` for another than the DPO.
    """
    with begin() as session:
        waiting = _old_months(session)
    if not waiting:
        return
    if any(month.state is PurgeState.UNSEALED for month in waiting):
        seal_trace(begin)
    with begin() as session:
        for old in _old_months(session):
            session.execute(select(func.announce_audit_purge(old.month)))
    seal_trace(begin)
    with begin() as session:
        ready = _old_months(session)
    for old in ready:
        if old.state is PurgeState.READY:
            with begin() as session:
                session.execute(select(func.purge_audit_month(old.month)))
            yield OldMonth(old.month, old.rows, PurgeState.DONE)
        else:
            yield old


def _old_months(session: Session) -> tuple[OldMonth, ...]:
    return tuple(
        OldMonth(row.month, row.row_count, PurgeState(row.state)) for row in session.execute(_MONTHS)
    )
