"""Ways of altering the trace, and what must be said of each (R5.13)."""

from dataclasses import dataclass

from backoffice.rules.audit.findings import Fault

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
        "the end of time": "recorded_at = 'infinity'",
        "before all time": "recorded_at = '-infinity'",
        "a JSON null for a value": "detail = 'null'",
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
    "day of the month altered": Case(SEAL.format("month = month + 1"), Fault.SEAL_ALTERED, 3, 3, "b3r3"),
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
    "opening at the end of time": Case(
        BATCH.format("opened_at = 'infinity'"), Fault.SEAL_ALTERED, 3, 1, "b3r1"
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
