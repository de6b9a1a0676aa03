"""Every way of altering the trace as superuser is found, and the right line named (R5.13)."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.rules.audit.findings import Fault
from tests.audit import (
    LINES,
    export_verdict_of,
    heads_of,
    make_trace,
    tampering,
    verdict_of,
)
from tests.audit_cases import CASES
from tests.conftest import Server

pytestmark = pytest.mark.database


@pytest.fixture(scope="module")
def trace(server: Server) -> Iterator[Engine]:
    """A database of its own with a small trace: it is expected to be sound after each test."""
    name = "guichet_trace_tampered"
    server.drop(name)
    server.create(name, server.ensure_template())
    engine = make_engine(server.dsn(name))
    make_trace(engine)
    yield engine
    engine.dispose()
    server.drop(name)


@pytest.fixture
def names(trace: Engine) -> dict[str, str]:
    """What the cases call the lines: ``b3r2`` is the second of batch 3."""
    with trace.connect() as connection:
        sealed = connection.execute(text("SELECT batch, position, entry_id FROM audit_seal")).all()
        open_lines = connection.execute(
            text("SELECT batch, row_number() OVER (ORDER BY id), id FROM audit_entry WHERE batch = 6")
        ).all()
        partition = connection.scalars(text("SELECT 'entry_' || to_char(month_of(now()), 'YYYY_MM')")).one()
    found = {f"b{batch}r{rank}": str(key) for batch, rank, key in (*sealed, *open_lines)}
    digest = "(SELECT sha256(convert_to(audit_text(e), 'UTF8')) FROM audit_entry e WHERE e.id = {})"
    append = (
        "INSERT INTO audit_seal SELECT 3, 6, 999999, month, d, sha256(chain_hash || convert_to("
        "'line|3|6|999999|' || to_char(month, 'YYYY-MM') || '|', 'UTF8') || d)"
        f" FROM audit_seal, {digest.format(999999)} AS x (d)"
        " WHERE batch = 3 AND position = 5"
    )
    return found | {"partition": partition, "digest": digest.format(found["b3r3"]), "append": append}


def do(session: Session, statements: str, names: dict[str, str]) -> None:
    """Run the statements of a case, with its lines named."""
    for name, value in names.items():
        statements = statements.replace(f"{{{name}}}", value)
    session.connection().exec_driver_sql(statements)


def test_an_untouched_trace_is_sound(trace: Engine) -> None:
    """Before anything is said of the others."""
    with tampering(trace) as session:
        inside = verdict_of(session, heads_of(session))
        assert inside.findings == ()
        assert (inside.batches, inside.sealed, inside.unsealed, inside.purged) == (5, 4 * LINES + 1, 3, LINES)
        assert inside.not_yet_outside == 0
        exported = export_verdict_of(session, heads_of(session))
    assert exported == inside


@pytest.mark.parametrize("name", CASES)
def test_tampering_is_found(trace: Engine, names: dict[str, str], name: str) -> None:
    """In the database and on an export of it alike, without the file of heads."""
    case = CASES[name]
    with tampering(trace) as session:
        do(session, case.done, names)
        inside, exported = verdict_of(session), export_verdict_of(session)
    for verdict in (inside, exported):
        first = verdict.findings[0]
        found = first.fault, first.batch, first.position, first.entry_id
        line = None if case.line is None else int(names.get(case.line, case.line))
        assert found == (case.fault, case.batch, case.rank, line), [one.sentence for one in verdict.findings]
        assert verdict.faults >= 1


def recompute(session: Session, first: int) -> None:
    """Seal again every batch from ``first`` on, as the database itself does it."""
    session.execute(text("DELETE FROM audit_seal WHERE batch >= :first"), {"first": first})
    numbers = session.scalars(
        text("SELECT number FROM audit_batch WHERE number >= :first AND closed_at IS NOT NULL ORDER BY 1"),
        {"first": first},
    ).all()
    for number in numbers:
        session.execute(text("SELECT close_batch(:number)"), {"number": number})


def test_a_chain_recomputed_is_found_by_the_heads_alone(trace: Engine, names: dict[str, str]) -> None:
    """Who may rewrite everything writes a sound trace; only what left the database contradicts it."""
    with tampering(trace) as session:
        heads = heads_of(session)
        do(session, "UPDATE audit_entry SET login = 'mallory' WHERE id = {b3r3}", names)
        recompute(session, 3)
        assert verdict_of(session).findings == ()
        assert export_verdict_of(session).findings == ()
        for verdict in (verdict_of(session, heads), export_verdict_of(session, heads)):
            assert [(one.fault, one.batch) for one in verdict.findings] == [
                (Fault.HEAD_DIFFERS, 3),
                (Fault.HEAD_DIFFERS, 4),
                (Fault.HEAD_DIFFERS, 5),
            ]
            assert "recalculée" in verdict.findings[0].sentence


def test_the_last_batches_removed_are_found_by_the_heads_alone(trace: Engine) -> None:
    """The counter set back as well: the trace looks younger, not broken."""
    with tampering(trace) as session:
        heads = heads_of(session)
        session.connection().exec_driver_sql(
            "DELETE FROM audit_batch WHERE number > 5;"
            " DELETE FROM audit_entry WHERE batch > 4 AND act <> 'AUDIT_PURGED';"
            " UPDATE audit_batch SET closed_at = NULL, head = NULL, row_count = NULL WHERE number = 5;"
            " UPDATE audit_entry SET batch = 4 WHERE batch = 5; DELETE FROM audit_seal WHERE batch >= 4"
        )
        session.execute(text("SELECT close_batch(4)"))
        session.execute(text("SELECT setval('audit_batch_open', 5)"))
        # The line that announced the purge is no longer the one that was kept as its proof.
        assert [one.fault for one in verdict_of(session).findings] == [Fault.PURGE_UNPROVED]
        found = [(one.fault, one.batch) for one in verdict_of(session, heads).findings]
    assert (Fault.HEAD_DIFFERS, 4) in found
    assert (Fault.BATCH_MISSING, 5) in found


def test_a_file_of_heads_that_says_two_things_is_told(trace: Engine) -> None:
    """A head appended to the file by whoever rewrote the database does not make it true."""
    with tampering(trace) as session:
        heads = heads_of(session)
        forged = type(heads[0])(3, b"\0" * 32)
        (found,) = verdict_of(session, (*heads, forged)).findings
        assert (found.fault, found.batch) == (Fault.HEAD_DIFFERS, 3)
        (hole,) = verdict_of(session, tuple(one for one in heads if one.batch != 3)).findings
        assert (hole.fault, hole.batch) == (Fault.HEAD_DIFFERS, 3)
        young = verdict_of(session, heads[:3])
        assert (young.findings, young.not_yet_outside) == ((), 2)
