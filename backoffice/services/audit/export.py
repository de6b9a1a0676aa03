"""Export the trace: lines exactly as sealed, which anybody can verify without the database."""

from collections.abc import Iterator
from datetime import date, datetime
from itertools import count

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.audit.chain import digest
from backoffice.rules.audit.export import last_line, manifest_line, pair_line
from backoffice.rules.audit.pairing import pair_up
from backoffice.rules.audit.records import Absence, Pair
from backoffice.rules.dates import add_months
from backoffice.services.audit.reading import frame_of, lines_of, read_one_state, seals_of
from backoffice.services.clock import server_instant
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

_AT_ONCE = 2_000
# The reader's own rights apply: of another landlord's lines, the export carries the seals alone.
_TEXTS = text(
    "SELECT e.batch, e.id, audit_text(e) FROM audit_entry AS e"
    " WHERE e.recorded_at >= CAST(:first AS timestamp) AT TIME ZONE 'UTC'"
    " AND e.recorded_at < CAST(:after AS timestamp) AT TIME ZONE 'UTC'"
    " ORDER BY e.batch, e.id, e.recorded_at"
)


def announce_export(session: Session, first: date, last: date) -> None:
    """Write in the trace that its months from ``first`` to ``last`` are taken out; commit, then export."""
    staff = current_staff(session)
    record(
        session,
        act="TRACE_EXPORTED",
        subject="audit_entry",
        staff_id=staff.id,
        detail={"first": f"{first:%Y-%m}", "last": f"{last:%Y-%m}"},
    )


def export_trace(session: Session, first: date, last: date) -> Iterator[str]:
    """The lines of the export of whole months (UTC), from that of ``first`` to that of ``last``.

    It carries every seal, so that the chain can be followed; a line of another month, or one that
    the reader may not see, is told by its seal alone. Must open its transaction. Raises ``Refused``.
    """
    read_one_state(session)
    yield from exported_lines(session, first, last)


def exported_lines(session: Session, first: date, last: date) -> Iterator[str]:
    """The same, of what the transaction sees."""
    months = f"{first:%Y-%m}", f"{last:%Y-%m}"
    frame = frame_of(session, months)
    made: datetime = server_instant(session)
    login = session.scalars(text("SELECT session_user")).one()
    yield manifest_line(frame, made_at=made.isoformat(), login=login)
    texts = _Texts(session, first, last)
    closed = {batch.number for batch in frame.batches if batch.closed_at is not None}
    written = count()
    for pair in pair_up(seals_of(session), lines_of(session, frame)):
        told = texts.of(pair)
        if told is None and pair.seal is None and pair.line is not None and pair.line.batch not in closed:
            continue
        next(written)
        yield pair_line(pair if told is not None else _absent(pair, months), told)
    yield last_line(next(written))


def _absent(pair: Pair, months: tuple[str, str]) -> Pair:
    """The seal of a line that the export does not carry, with the reason when the line is there."""
    if pair.seal is None or pair.line is None or pair.line.digest != pair.seal.row_hash:
        return pair
    inside = months[0] <= pair.seal.month <= months[1]
    return Pair(pair.seal, None, Absence.HIDDEN if inside else Absence.PERIOD)


class _Texts:
    """The canonical texts of the months asked, walked beside the pairs."""

    def __init__(self, session: Session, first: date, last: date) -> None:
        asked = {"first": first.replace(day=1), "after": add_months(last.replace(day=1), 1)}
        rows = session.execute(_TEXTS, asked, execution_options={"yield_per": _AT_ONCE})
        self._rows = iter(rows)
        self._next = next(self._rows, None)

    def of(self, pair: Pair) -> str | None:
        """The text of the line of this pair, if it is the next one."""
        line, row = pair.line, self._next
        if line is None or row is None or (row[0], row[1]) != (line.batch, line.entry_id):
            return None
        told = str(row[2])
        if digest(told) != line.digest:
            return None
        self._next = next(self._rows, None)
        return told
