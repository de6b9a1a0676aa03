"""Every way of altering the trace as superuser is found, and the right line named (R5.13)."""

from collections.abc import Iterator
from dataclasses import dataclass

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
from tests.conftest import Server

pytestmark = pytest.mark.database

THE_LINE = "UPDATE audit_entry SET {} WHERE id = {b3r3}"
ANOTHER = (
    "INSERT INTO audit_entry (id, batch, recorded_at, act, subject, login)"
    " VALUES ({}, {}, {}, 'A', 'x:1', 'mallory')"
)
SEAL = "UPDATE audit_seal SET {} WHERE batch = 3 AND position = 3"
BATCH = "UPDATE audit_batch SET {} WHERE number = 3"
NOW = "(SELECT recorded_at FROM audit_entry WHERE id = {b3r3})"


@dataclass(frozen=True)
class Case:
    """What is done, and what must be said first: the fault, the batch, the rank and the line."""

    done: str
    fault: Fault
    batch: int | None
    rank: int | None = None
    line: str | None = None


def altered(change: str) -> Case:
    """One column of the third line of batch 3 is changed."""
    return Case(THE_LINE.replace("{}", change), Fault.LINE_ALTERED, 3, 3, "b3r3")


COLUMNS = {
    name: altered(change)
    for name, change in {
        "login": "login = 'mallory'",
        "landlord": "landlord_id = 9",
        "landlord emptied": "landlord_id = NULL",
        "staff": "staff_id = 9",
        "act": "act = 'DELETE'",
        "customer": "customer_id = 9",
        "subject": "subject = 'lease:99'",
        "reason": "reason = NULL",
        "purpose": "purpose = 'MAIL'",
        "call": "call_id = NULL",
        "command": "command_id = gen_random_uuid()",
        "table": "table_name = 'person'",
        "key": "row_key = '99'",
        "old values": "old_values = old_values || '{\"due_day\": 1}'",
        "new values": "new_values = NULL",
        "detail": "detail = '{}'",
        "address": "client_address = '192.0.2.1'",
        "application": "application = 'guichet '",
        "a microsecond": "recorded_at = recorded_at + interval '1 microsecond'",
        "another month": "recorded_at = recorded_at + interval '1 month'",
        "a year without partition": "recorded_at = recorded_at - interval '9 years'",
    }.items()
}

LINES_GONE = {
    "first line deleted": Case("DELETE FROM audit_entry WHERE id = {b3r1}", Fault.LINE_MISSING, 3, 1, "b3r1"),
    "line deleted": Case("DELETE FROM audit_entry WHERE id = {b3r3}", Fault.LINE_MISSING, 3, 3, "b3r3"),
    "last line deleted": Case("DELETE FROM audit_entry WHERE id = {b3r5}", Fault.LINE_MISSING, 3, 5, "b3r5"),
    "all lines of a batch": Case("DELETE FROM audit_entry WHERE batch = 3", Fault.LINE_MISSING, 3, 1, "b3r1"),
    "partition dropped": Case("DROP TABLE audit.{partition}", Fault.LINE_MISSING, 2, 1, "b2r1"),
    "line and seal deleted": Case(
        "DELETE FROM audit_entry WHERE id = {b3r3}; DELETE FROM audit_seal WHERE entry_id = {b3r3}",
        Fault.SEAL_MISSING,
        3,
        3,
    ),
    "last line and seal deleted": Case(
        "DELETE FROM audit_entry WHERE id = {b3r5}; DELETE FROM audit_seal WHERE entry_id = {b3r5}",
        Fault.SEAL_MISSING,
        3,
        5,
    ),
    "last line and seal deleted, recounted": Case(
        "DELETE FROM audit_entry WHERE id = {b3r5}; DELETE FROM audit_seal WHERE entry_id = {b3r5};"
        " UPDATE audit_batch SET row_count = row_count - 1 WHERE number = 3",
        Fault.BATCH_ALTERED,
        3,
    ),
    "line deleted, seals renumbered": Case(
        "DELETE FROM audit_entry WHERE id = {b3r3}; DELETE FROM audit_seal WHERE entry_id = {b3r3};"
        " UPDATE audit_seal SET position = 3 WHERE entry_id = {b3r4};"
        " UPDATE audit_seal SET position = 4 WHERE entry_id = {b3r5};"
        " UPDATE audit_batch SET row_count = row_count - 1 WHERE number = 3",
        Fault.SEAL_ALTERED,
        3,
        3,
        "b3r4",
    ),
    "moved to another batch": Case(
        "UPDATE audit_entry SET batch = 4 WHERE id = {b3r3}", Fault.LINE_MISSING, 3, 3, "b3r3"
    ),
    "moved to the open batch": Case(
        "UPDATE audit_entry SET batch = 6 WHERE id = {b3r3}", Fault.LINE_MISSING, 3, 3, "b3r3"
    ),
    "moved to no batch": Case(
        "UPDATE audit_entry SET batch = 99 WHERE id = {b3r3}", Fault.LINE_MISSING, 3, 3, "b3r3"
    ),
    "given another key": Case(
        "UPDATE audit_entry SET id = 999999 WHERE id = {b3r3}", Fault.LINE_MISSING, 3, 3, "b3r3"
    ),
}

LINES_ADDED = {
    "line added at the end": Case(ANOTHER.format("999999", 3, "now()"), Fault.LINE_ADDED, 3, None, "999999"),
    "line added before the others": Case(ANOTHER.format("-1", 3, "now()"), Fault.LINE_ADDED, 3, None, "-1"),
    "line of the open batch antedated": Case(
        "UPDATE audit_entry SET batch = 3 WHERE id = {b6r1}", Fault.LINE_ADDED, 3, None, "b6r1"
    ),
    "line added in no batch": Case(
        ANOTHER.format("999999", 99, "now()"), Fault.LINE_ADDED, 99, None, "999999"
    ),
    "line added in batch 0": Case(ANOTHER.format("999999", 0, "now()"), Fault.LINE_ADDED, 0, None, "999999"),
    "same key twice": Case(
        ANOTHER.format("{b3r3}", 3, f"{NOW} + interval '1 second'"), Fault.LINE_ADDED, 3, None, "b3r3"
    ),
    "same key twice, earlier": Case(
        ANOTHER.format("{b3r3}", 3, f"{NOW} - interval '1 second'"), Fault.LINE_ALTERED, 3, 3, "b3r3"
    ),
    "line and seal added": Case(
        ANOTHER.format("999999", 3, "now()") + "; INSERT INTO audit_seal"
        " SELECT 3, 6, 999999, month, row_hash, chain_hash FROM audit_seal WHERE batch = 3 AND position = 5",
        Fault.SEAL_ALTERED,
        3,
        6,
        "999999",
    ),
    "line and true seal added, recounted": Case(
        ANOTHER.format("999999", 3, "now()")
        + "; {append}; UPDATE audit_batch SET row_count = 6 WHERE number = 3",
        Fault.BATCH_ALTERED,
        3,
    ),
    "two lines exchanged": Case(
        "UPDATE audit_entry SET id = CASE id WHEN {b3r2} THEN {b3r4}::bigint ELSE {b3r2} END,"
        " recorded_at = recorded_at + interval '1 microsecond' WHERE id IN ({b3r2}, {b3r4})",
        Fault.LINE_ALTERED,
        3,
        2,
        "b3r2",
    ),
}

SEALS = {
    "digest altered": Case(SEAL.format("row_hash = sha256('x')"), Fault.SEAL_ALTERED, 3, 3, "b3r3"),
    "link altered": Case(SEAL.format("chain_hash = sha256('x')"), Fault.SEAL_ALTERED, 3, 3, "b3r3"),
    "month altered": Case(
        SEAL.format("month = month - interval '1 month'"), Fault.SEAL_ALTERED, 3, 3, "b3r3"
    ),
    "line hidden in the purged month": Case(
        "DELETE FROM audit_entry WHERE id = {b3r3};"
        + SEAL.format("month = (SELECT month FROM audit_purge LIMIT 1)"),
        Fault.SEAL_ALTERED,
        3,
        3,
        "b3r3",
    ),
    "key altered": Case(SEAL.format("entry_id = 999999"), Fault.SEAL_ALTERED, 3, 3, "999999"),
    "seal deleted": Case(
        SEAL.replace("UPDATE audit_seal SET {}", "DELETE FROM audit_seal"), Fault.SEAL_MISSING, 3, 3
    ),
    "all seals of a batch": Case("DELETE FROM audit_seal WHERE batch = 3", Fault.SEAL_MISSING, 3, 1),
    "all seals": Case("DELETE FROM audit_seal", Fault.SEAL_MISSING, 1, 1),
    "two seals exchanged": Case(
        "UPDATE audit_seal SET position = 100 WHERE batch = 3 AND position = 2;"
        " UPDATE audit_seal SET position = 2 WHERE batch = 3 AND position = 3;"
        " UPDATE audit_seal SET position = 3 WHERE batch = 3 AND position = 100",
        Fault.SEAL_ALTERED,
        3,
        2,
        "b3r3",
    ),
    "line and its digest altered": Case(
        "UPDATE audit_entry SET login = 'mallory' WHERE id = {b3r3};"
        " UPDATE audit_seal SET row_hash = {digest} WHERE entry_id = {b3r3}",
        Fault.SEAL_ALTERED,
        3,
        3,
        "b3r3",
    ),
    "seal of an open batch": Case(
        "INSERT INTO audit_seal SELECT 6, 1, {b6r1}, month, row_hash, chain_hash FROM audit_seal LIMIT 1",
        Fault.SEAL_ADDED,
        6,
        1,
        "b6r1",
    ),
}

BATCHES = {
    "head altered": Case(BATCH.format("head = sha256('x')"), Fault.BATCH_ALTERED, 3),
    "head and the next altered": Case(
        BATCH.format("head = sha256('x')")
        + "; UPDATE audit_batch SET previous_head = sha256('x') WHERE number = 4",
        Fault.BATCH_ALTERED,
        3,
    ),
    "previous head altered": Case(
        BATCH.format("previous_head = sha256('x')"), Fault.SEAL_ALTERED, 3, 1, "b3r1"
    ),
    "origin altered": Case(
        "UPDATE audit_batch SET previous_head = sha256('x') WHERE number = 1",
        Fault.SEAL_ALTERED,
        1,
        1,
        "b1r1",
    ),
    "opening altered": Case(
        BATCH.format("opened_at = opened_at - interval '1 day'"), Fault.SEAL_ALTERED, 3, 1, "b3r1"
    ),
    "closing altered": Case(BATCH.format("closed_at = closed_at - interval '1 day'"), Fault.BATCH_ALTERED, 3),
    "count raised": Case(BATCH.format("row_count = 6"), Fault.SEAL_MISSING, 3, 6),
    "count lowered": Case(BATCH.format("row_count = 4"), Fault.BATCH_ALTERED, 3),
    "first batch removed": Case("DELETE FROM audit_batch WHERE number = 1", Fault.SEAL_ADDED, 1, 1, "b1r1"),
    "batch removed": Case("DELETE FROM audit_batch WHERE number = 3", Fault.SEAL_ADDED, 3, 1, "b3r1"),
    "batch removed with all it held": Case(
        "DELETE FROM audit_batch WHERE number = 3; DELETE FROM audit_seal WHERE batch = 3;"
        " DELETE FROM audit_entry WHERE batch = 3",
        Fault.BATCH_MISSING,
        3,
    ),
    "batch renumbered": Case(
        "UPDATE audit_batch SET number = 30 WHERE number = 3", Fault.SEAL_ADDED, 3, 1, "b3r1"
    ),
    "batches renumbered to fill the hole": Case(
        "DELETE FROM audit_batch WHERE number = 3; DELETE FROM audit_seal WHERE batch = 3;"
        " DELETE FROM audit_entry WHERE batch = 3;"
        " UPDATE audit_batch SET number = number - 1 WHERE number > 3;"
        " UPDATE audit_seal SET batch = batch - 1 WHERE batch > 3;"
        " UPDATE audit_entry SET batch = batch - 1 WHERE batch > 3",
        Fault.SEAL_ALTERED,
        3,
        1,
        "b4r1",
    ),
    "batch opened again": Case(
        BATCH.format("closed_at = NULL, head = NULL, row_count = NULL")
        + "; DELETE FROM audit_seal WHERE batch = 3",
        Fault.BATCH_REOPENED,
        3,
    ),
    "open batch removed": Case("DELETE FROM audit_batch WHERE number = 6", Fault.BATCH_MISSING, 6),
    "last batches removed with all they held": Case(
        "DELETE FROM audit_batch WHERE number > 4; DELETE FROM audit_seal WHERE batch > 4;"
        " DELETE FROM audit_entry WHERE batch > 4; DELETE FROM audit_purge;"
        " UPDATE audit_batch SET closed_at = NULL, head = NULL, row_count = NULL WHERE number = 4;"
        " DELETE FROM audit_seal WHERE batch = 4",
        Fault.LINE_MISSING,
        1,
        1,
        "b1r1",
    ),
    "lines to come sent to another batch": Case(
        "SELECT setval('audit_batch_open', 9)", Fault.BATCH_MISSING, 7
    ),
}

FORGED = (
    "DELETE FROM audit_entry WHERE month_of(recorded_at) = month_of(now());"
    " INSERT INTO audit_purge (month, row_count, entry_id, act_text)"
)
PURGES = {
    "purge without announcement": Case(
        FORGED + " VALUES (month_of(now()), 18, 999999, '[]')", Fault.PURGE_UNPROVED, 2, 1, "b2r1"
    ),
    "purge proved by another line": Case(
        FORGED + " SELECT month_of(now()), 18, entry_id, act_text FROM audit_purge",
        Fault.PURGE_UNPROVED,
        1,
        1,
        "b1r1",
    ),
    "purge with a false announcement": Case(
        FORGED + " SELECT month_of(now()), 18, {b4r1}, act_text FROM audit_purge",
        Fault.PURGE_UNPROVED,
        2,
        1,
        "b2r1",
    ),
    "purge forgotten": Case("DELETE FROM audit_purge", Fault.LINE_MISSING, 1, 1, "b1r1"),
    "purge counted otherwise": Case(
        "UPDATE audit_purge SET row_count = 4", Fault.PURGE_UNPROVED, 1, 1, "b1r1"
    ),
    "purge told otherwise": Case(
        "UPDATE audit_purge SET act_text = replace(act_text, 'postgres', 'mallory')",
        Fault.PURGE_UNPROVED,
        1,
        1,
        "b1r1",
    ),
    "purge of another month": Case(
        "UPDATE audit_purge SET month = month - interval '1 month'", Fault.LINE_MISSING, 1, 1, "b1r1"
    ),
}

CASES = COLUMNS | LINES_GONE | LINES_ADDED | SEALS | BATCHES | PURGES


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
