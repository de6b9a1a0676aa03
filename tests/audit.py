"""A small trace with a month purged, four batches sealed and one open, to be tampered with."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date
from functools import partial

from sqlalchemy import Connection, Engine, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.rules.audit.pairing import pair_up
from backoffice.rules.audit.records import Head
from backoffice.rules.audit.verdict import Verdict, judge
from backoffice.services.audit.export import exported_lines
from backoffice.services.audit.purging import purge_trace
from backoffice.services.audit.reading import frame_of, lines_of, seals_of
from backoffice.services.audit.sealing import seal_trace
from backoffice.services.audit.verifying import judge_export

LINES = 5
_ADD = text(
    "INSERT INTO audit_entry (recorded_at, act, subject, landlord_id, staff_id, customer_id, reason, purpose,"
    " call_id, command_id, table_name, row_key, old_values, new_values, detail)"
    " SELECT now() - make_interval(months => :age), 'UPDATE', 'lease:' || n, 1, 2, 3, 'WHY', 'CALL',"
    " 4, gen_random_uuid(), 'lease', n::text, jsonb_build_object('due_day', n, 'label', 'é « \" \\ ’'),"
    ' \'{"due_day": 9}\', \'{"at": "12:00"}\' FROM generate_series(1, :count) AS n'
)


def empty_trace(engine: Engine) -> None:
    """Forget the lines that the migrations left: a test counts its own."""
    with engine.begin() as connection:
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(text("DELETE FROM audit_entry"))


def add_lines(engine: Engine, count: int = LINES, age: int = 0) -> None:
    """Add lines as they were written so many months ago."""
    with engine.begin() as connection:
        connection.execute(_ADD, {"count": count, "age": age})


def seal(engine: Engine) -> int:
    """One round of sealing: how many batches were closed."""
    return seal_trace(partial(transaction, engine)).closed


def make_trace(engine: Engine) -> None:
    """Batch 1: lines of 14 months ago, purged. 2, 3, 4: five lines each. 5: the purge. 6: two, open."""
    empty_trace(engine)
    add_lines(engine, age=14)
    assert seal(engine) == 1
    for _ in range(3):
        add_lines(engine)
        assert seal(engine) == 1
    done = [month.state.value for month in purge_trace(partial(transaction, engine))]
    assert done == ["DONE"]
    add_lines(engine, count=2)


@contextmanager
def tampering(engine: Engine) -> Iterator[Session]:
    """A session of a superuser with every trigger out of force; what it did is undone."""
    with engine.connect() as connection:
        opened = connection.scalar(text("SELECT open_audit_batch()"))
        connection.commit()
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint") as session:
            session.execute(text("SET LOCAL session_replication_role = replica"))
            yield session
        outer.rollback()
        # A counter is moved for good.
        connection.execute(text("SELECT setval('audit_batch_open', :opened)"), {"opened": opened})
        connection.commit()


def verdict_of(session: Session, heads: tuple[Head, ...] | None = None) -> Verdict:
    """Judge what this transaction sees."""
    frame = frame_of(session)
    return judge(frame, pair_up(seals_of(session), lines_of(session, frame)), heads)


def export_of(session: Session, first: date = date(2020, 1, 1), last: date = date(2099, 12, 1)) -> list[str]:
    """Export what this transaction sees."""
    return [f"{line}\n" for line in exported_lines(session, first, last)]


def export_verdict_of(session: Session, heads: tuple[Head, ...] | None = None) -> Verdict:
    """Judge the export of what this transaction sees."""
    return judge_export(export_of(session), heads)


def heads_of(session: Session) -> tuple[Head, ...]:
    """The heads of the closed batches, as the courier carries them."""
    return tuple(
        Head(batch.number, batch.head) for batch in frame_of(session).batches if batch.head is not None
    )


def login_of_each_role(connection: Connection) -> dict[str, str]:
    """One login of the training landlord for each job."""
    rows = connection.execute(text("SELECT role, min(login) FROM staff GROUP BY 1"))
    return {str(role): str(login) for role, login in rows}
