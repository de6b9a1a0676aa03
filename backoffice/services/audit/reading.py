"""The trace as the database holds it, read in one pass and in order."""

from collections.abc import Iterator

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.models.desk.audit import AuditBatch, AuditPurge, AuditSeal
from backoffice.rules.audit.records import Batch, Frame, Line, Purge, Seal

_AT_ONCE = 5_000
_IN_A_CALL = 50_000
_FIRST, _LAST = -(1 << 63), (1 << 63) - 1
_LINES = text("SELECT batch, entry_id, digest FROM audit_digests(:first, :last)")


def read_one_state(session: Session) -> None:
    """Have every query of this transaction see the same moment; it must be the first statement."""
    session.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY"))


def frame_of(session: Session, months: tuple[str, str] | None = None) -> Frame:
    """The batches and the purges, and the batch that lines enter now."""
    batches = session.execute(
        select(
            AuditBatch.number,
            func.microseconds(AuditBatch.opened_at),
            func.microseconds(AuditBatch.closed_at),
            AuditBatch.row_count,
            AuditBatch.previous_head,
            AuditBatch.head,
        ).order_by(AuditBatch.number)
    )
    purges = session.execute(
        select(AuditPurge.month, AuditPurge.row_count, AuditPurge.entry_id, AuditPurge.act_text).order_by(
            AuditPurge.month
        )
    )
    return Frame(
        batches=tuple(Batch(*row) for row in batches),
        purges=tuple(Purge(f"{row[0]:%Y-%m}", row[1], row[2], row[3]) for row in purges),
        open_batch=session.scalar(select(func.open_audit_batch())),
        months=months,
    )


def seals_of(session: Session) -> Iterator[Seal]:
    """Every seal, by batch and position."""
    query = select(
        AuditSeal.batch,
        AuditSeal.position,
        AuditSeal.entry_id,
        # A month begins on its first day: another day would be an alteration that the chain does not hold.
        func.regexp_replace(func.to_char(AuditSeal.month, "YYYY-MM-DD"), "-01$", ""),
        AuditSeal.row_hash,
        AuditSeal.chain_hash,
    ).order_by(AuditSeal.batch, AuditSeal.position)
    for row in session.execute(query, execution_options={"yield_per": _AT_ONCE}):
        yield Seal(*row)


def lines_of(session: Session, frame: Frame) -> Iterator[Line]:
    """The digest of every line, whatever batch it claims, by batch and key."""
    for first, last in _ranges(frame):
        asked = {"first": first, "last": last}
        for row in session.execute(_LINES, asked, execution_options={"yield_per": _AT_ONCE}):
            yield Line(*row)


def _ranges(frame: Frame) -> Iterator[tuple[int, int]]:
    """Every batch number there can be, cut so that one call stays short."""
    first, gathered = _FIRST, 0
    for batch in frame.batches:
        gathered += batch.row_count or 0
        if gathered >= _IN_A_CALL:
            yield first, batch.number
            first, gathered = batch.number + 1, 0
    yield first, _LAST
