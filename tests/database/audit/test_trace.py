"""Every write leaves a line: who, in which command, on whose file, before and after (R5.13)."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from alembic import command
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DatabaseError, IntegrityError
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.database.upgrade import _config, upgrade
from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt
from backoffice.models.registry import metadata
from backoffice.models.trace import AuditEntry
from backoffice.services.access.words import TABLES
from backoffice.services.audit.verifying import verify_trace
from backoffice.services.trace import announce, record
from tests.audit import seal
from tests.conftest import Server
from tests.factories import House, make_month, make_person, make_tenant
from tests.receipts import APRIL, issued, order

pytestmark = pytest.mark.database

NOT_TRACED = {
    "access_glass": "each break of the glass is an act of the trace",
    "access_use": "counts what the acts of the trace tell",
    "alembic_version": "changed by migrations alone",
    "audit_batch": "the trace itself",
    "audit_entry": "the trace itself",
    "audit_seal": "the trace itself",
    "command_done": "each act that it remembers is traced",
    "known_name": "derived from person_name_key",
    "name_deletion": "derived from known_name",
    "name_beside": "derived from person_name_key and person",
    "person_agency": "derived from lease",
    "person_name_key": "derived from person",
    "place_key": "derived from building and residence",
    "presence": "who has a file open now, kept for minutes",
    "shared_contact": "derived from contact and portal_account",
    "retention_item": "numbers of a run, which is traced with its fingerprint",
}


def lines_of(session: Session, table: str, key: object) -> list[AuditEntry]:
    """The lines that the trigger wrote for one row, in order."""
    session.flush()
    query = (
        select(AuditEntry)
        .where(AuditEntry.table_name == table, AuditEntry.row_key == str(key))
        .order_by(AuditEntry.id)
    )
    return list(session.scalars(query.execution_options(populate_existing=True)))


def test_every_table_is_traced_or_says_why_not(engine: Engine) -> None:
    """A table added one day must not be forgotten."""
    with engine.connect() as connection:
        traced = set(
            connection.scalars(
                text(
                    "SELECT tgrelid::regclass::text FROM pg_trigger"
                    " WHERE tgname = 'trace_row' AND tgenabled = 'O'"
                )
            )
        )
    assert traced | set(NOT_TRACED) == set(metadata.tables) | {"alembic_version"}
    assert not traced & set(NOT_TRACED)
    assert traced == set(TABLES), "the reader of the trace has a French word for each"


def test_a_row_added_changed_and_deleted(session: Session, lease: Lease) -> None:
    session.execute(
        text("UPDATE lease SET due_day = 9, version = version + 1 WHERE id = :id"), {"id": lease.id}
    )
    added, changed = lines_of(session, "lease", lease.id)[0], lines_of(session, "lease", lease.id)[-1]
    assert (added.act, changed.act) == ("INSERT", "UPDATE")
    assert added.new_values is not None
    assert added.new_values["number"] == lease.number
    assert added.old_values is None
    assert set(changed.new_values or {}) == {"due_day", "version"}
    assert changed.old_values is not None
    assert changed.new_values is not None
    assert changed.new_values["due_day"] == 9
    assert changed.old_values["due_day"] != 9
    assert (changed.landlord_id, changed.customer_id) == (lease.landlord_id, lease.customer_id)
    assert changed.subject == f"lease:{lease.id}"
    assert changed.login == session.scalar(text("SELECT session_user"))
    assert changed.application == "guichet"


def test_a_deleted_row_keeps_its_values_and_composite_keys_are_told(session: Session, house: House) -> None:
    staff_id, agency_id = session.execute(
        text("DELETE FROM staff_agency RETURNING staff_id, agency_id")
    ).one()
    line = lines_of(session, "staff_agency", f"{staff_id},{agency_id}")[-1]
    assert line.act == "DELETE"
    assert line.new_values is None
    assert line.old_values == {"staff_id": staff_id, "agency_id": agency_id}
    assert line.landlord_id is None


def test_a_write_that_changes_nothing_leaves_no_line(session: Session, house: House) -> None:
    count = text("SELECT count(*) FROM audit_entry WHERE table_name = 'staff_agency'")
    before = session.scalar(count)
    session.execute(text("UPDATE staff_agency SET staff_id = staff_id"))
    assert session.scalar(count) == before


def test_what_was_announced_is_on_every_line(session: Session, lease: Lease) -> None:
    """Also on lines of rows, and what the act says itself wins."""
    first, other = str(uuid4()), str(uuid4())
    announce(session, command_id=first, purpose="CALL")
    announce(session, call_id=41)
    lease.due_day = 7
    [*_, line] = lines_of(session, "lease", lease.id)
    assert (line.command_id, line.purpose, line.call_id) == (first, "CALL", 41)
    record(session, act="TRIED", subject="x:1", command_id=other, purpose="MAIL")
    record(session, act="TRIED_AGAIN", subject="x:1")
    session.flush()
    tried = session.execute(
        select(AuditEntry.command_id, AuditEntry.purpose, AuditEntry.call_id).where(
            AuditEntry.subject == "x:1"
        )
    ).all()
    assert set(map(tuple, tried)) == {(other, "MAIL", 41), (first, "CALL", 41)}


def test_an_announcement_ends_with_its_transaction(fresh_engine: Engine) -> None:
    """A pooled connection must not lend one agent's command to the next intention."""
    with Session(fresh_engine) as session, session.begin():
        announce(session, command_id=str(uuid4()), purpose="CALL", call_id=1)
    with Session(fresh_engine) as session, session.begin():
        record(session, act="AFTER", subject="x:1")
        session.flush()
        line = session.scalars(select(AuditEntry).where(AuditEntry.act == "AFTER")).one()
        assert (line.command_id, line.purpose, line.call_id) == (None, None, None)


def test_bytes_are_told_by_their_digest_and_secrets_not_at_all(session: Session, lease: Lease) -> None:
    values: dict[str, Any] = {"customer": lease.customer_id, "landlord": lease.landlord_id}
    person = session.scalar(text("SELECT main_person_id FROM customer WHERE id = :customer"), values)
    session.execute(
        text(
            "INSERT INTO outbox_message (landlord_id, customer_id, person_id, channel, address, template,"
            " subject, body, not_before)"
            " VALUES (:landlord, :customer, :person, 'SMS', '0612345678', 'T', 's', 'hush', now())"
        ),
        values | {"person": person},
    )
    session.execute(text("UPDATE outbox_message SET body = '' WHERE body = 'hush'"))
    lines = session.scalars(select(AuditEntry).where(AuditEntry.table_name == "outbox_message")).all()
    assert [line.act for line in lines] == ["INSERT", "UPDATE"]
    assert all("hush" not in str(line.new_values) + str(line.old_values) for line in lines)
    assert lines[1].new_values == {"body": "•••", "version": 2}
    assert {line.customer_id for line in lines} == {lease.customer_id}


def test_the_contents_of_a_receipt_are_not_copied(session: Session, lease: Lease) -> None:
    make_month(session, lease, month=APRIL, paid="650.00")
    receipt = session.scalars(
        select(Receipt).where(Receipt.id == issued(session, order(lease)).receipt_id)
    ).one()
    line = lines_of(session, "receipt", receipt.id)[0]
    assert line.new_values is not None
    assert receipt.sha256 is not None
    assert line.new_values["content"] == f"sha256:{receipt.sha256.hex()}"
    assert line.customer_id == lease.customer_id


def test_a_person_s_contact_leads_to_the_file(session: Session, house: House) -> None:
    customer = make_tenant(session, house)
    session.execute(
        text("UPDATE person SET first_names = 'Zoé' WHERE id = :id"), {"id": customer.main_person_id}
    )
    assert lines_of(session, "person", customer.main_person_id)[-1].customer_id == customer.id
    stranger = make_person(session, house, birth_name="Sanslogis")
    assert lines_of(session, "person", stranger.id)[-1].customer_id is None


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE audit_entry SET reason = 'x'",
        "DELETE FROM audit_entry",
        "TRUNCATE audit_entry",
        "TRUNCATE audit.entry_other",
        "DELETE FROM audit_batch",
        "UPDATE audit_batch SET number = 7",
        "TRUNCATE audit_batch",
        "UPDATE audit_retention SET months = 36",
        "TRUNCATE audit_seal",
        "TRUNCATE audit_purge",
    ],
)
def test_the_trace_is_append_only_even_for_its_owner(session: Session, statement: str) -> None:
    record(session, act="DONE", subject="x:1")
    session.flush()
    with pytest.raises(DatabaseError) as caught:
        session.execute(text(statement))
    assert isinstance(caught.value.orig, psycopg.Error)
    assert caught.value.orig.sqlstate == "GU001"
    assert caught.value.orig.diag.message_primary == "TRACE_APPEND_ONLY"


def test_who_when_and_where_are_the_server_s_words(session: Session) -> None:
    session.execute(
        text(
            "INSERT INTO audit_entry (id, login, batch, application, client_address, act, subject)"
            " VALUES (1, 'someone', 99, 'forged', '8.8.8.8', 'FORGED', 'x:1')"
        )
    )
    line = session.scalars(select(AuditEntry).where(AuditEntry.act == "FORGED")).one()
    assert line.login == session.scalar(text("SELECT session_user"))
    assert (line.batch, line.client_address, line.application) == (1, None, "guichet")


@pytest.mark.parametrize("act", ["INSERT", "UPDATE", "DELETE", "AUDIT_PURGED"])
def test_a_client_cannot_write_what_the_database_writes(session: Session, act: str) -> None:
    """These words go with a table name, a column that no client may fill."""
    with pytest.raises(IntegrityError, match="made_by_the_database"):
        session.execute(text("INSERT INTO audit_entry (act, subject) VALUES (:act, 'x:1')"), {"act": act})


def test_lines_go_to_the_month_s_partition(fresh_engine: Engine) -> None:
    """Or to the one that catches what was not foreseen."""
    with fresh_engine.begin() as connection:
        for instant in ("now()", "now() + interval '5 months'", "'2019-03-04'", "'2050-01-01'"):
            connection.execute(
                text(f"INSERT INTO audit_entry (recorded_at, act, subject) VALUES ({instant}, 'A', 'x:1')")
            )
        where = connection.scalars(
            text("SELECT tableoid::regclass::text FROM audit_entry WHERE act = 'A' ORDER BY recorded_at")
        ).all()
        months = connection.scalars(
            text(
                "SELECT to_char((now() + make_interval(months => n)) AT TIME ZONE 'UTC', 'YYYY_MM')"
                " FROM unnest(ARRAY[0, 5]) AS n ORDER BY n"
            )
        ).all()
        made = connection.scalars(text("SELECT ensure_audit_partitions(9)")).one()
        again = connection.scalars(text("SELECT ensure_audit_partitions(9)")).one()
    assert where == ["audit.entry_other", *(f"audit.entry_{month}" for month in months), "audit.entry_other"]
    assert (made, again) == (3, 0)


def test_an_agent_reaches_no_partition(server: Server, training: str) -> None:
    with psycopg.connect(server.dsn(training, "agent.demo")) as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SELECT 1 FROM audit.entry_other")
        connection.rollback()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("UPDATE audit_entry SET reason = NULL")


def test_lines_and_rights_of_before_are_brought_over(
    server: Server, empty_database: str, engine_of: Callable[..., Engine]
) -> None:
    """A program of the version before goes on adding lines; its old ones are sealed with the rest."""
    engine, group = engine_of(empty_database), f"before_{empty_database}"
    with engine.begin() as connection:
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "0007")
    with engine.begin() as connection:
        connection.execute(text(f"CREATE ROLE {group} LOGIN"))
        connection.execute(text(f"GRANT SELECT ON audit_entry TO {group}"))
        connection.execute(text(f"GRANT INSERT (act, subject, detail) ON audit_entry TO {group}"))
        for age in ("0 months", "1 month", "14 months"):
            connection.execute(
                text(
                    "INSERT INTO audit_entry (act, subject, recorded_at)"
                    " VALUES ('OLD', 'x:1', now() - CAST(:age AS interval))"
                ),
                {"age": age},
            )
    upgrade(engine)
    with engine_of(empty_database, group).begin() as connection:
        connection.execute(text("INSERT INTO audit_entry (act, subject, detail) VALUES ('OLD', 'x:2', '{}')"))
        rows = connection.execute(
            text("SELECT id, login FROM audit_entry WHERE act = 'OLD' ORDER BY id")
        ).all()
    assert [row.id for row in rows[:3]] == [1, 2, 3]
    assert rows[3].id > 3
    assert rows[3].login == group
    assert seal(engine) == 1
    with transaction(engine) as session:
        assert verify_trace(session).findings == ()
    with engine.begin() as connection:
        connection.execute(text(f"DROP OWNED BY {group}"))
        connection.execute(text(f"DROP ROLE {group}"))
