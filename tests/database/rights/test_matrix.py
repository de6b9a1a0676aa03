"""Every table, column, role and verb against the written matrix, through real logins: SCRAM over TCP."""

from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from backoffice.database.rights.matrix import functions, grants, tables, wanted_rights
from backoffice.database.rights.page import rights_page
from backoffice.database.rights.policies import ROWS
from backoffice.database.rights.words import EVERYONE, Role
from backoffice.models.registry import metadata
from tests.cluster import Node

DATABASE = "guichet"
LOGINS = {
    Role.CARETAKER: "gardien.logirem",
    Role.AGENT: "agent.demo",
    Role.ADVISER: "conseil.logirem",
    Role.ACCOUNTING: "quittancement.logirem",
    Role.MANAGER: "responsable.demo",
    Role.DPO: "dpo.demo",
    Role.ADMINISTRATOR: "admin.demo",
    Role.PORTAL: "portail.demo",
    Role.ERP_FEED: "progiciel.demo",
    Role.COURIER: "facteur.demo",
    Role.REPORT_READER: "rapports.demo",
}
ATTEMPTS = {
    "SELECT": "SELECT {column} FROM {table} WHERE false",
    "INSERT": "INSERT INTO {table} ({column}) VALUES (DEFAULT)",
    "UPDATE": "UPDATE {table} SET {column} = DEFAULT WHERE false",
}
WHOLE = {
    "DELETE": "DELETE FROM {table} WHERE false",
    "TRUNCATE": "TRUNCATE {table}",
    "REFERENCES": "CREATE TABLE stolen (id bigint REFERENCES {table})",
    "TRIGGER": "CREATE TRIGGER mine BEFORE INSERT ON {table} EXECUTE FUNCTION my_role()",
    "LOCK": "LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
    "ALTER": "ALTER TABLE {table} DISABLE ROW LEVEL SECURITY",
    "DROP": "DROP TABLE {table}",
}


def test_the_page_says_what_is_declared() -> None:
    page = Path(__file__).resolve().parents[3] / "docs" / "rights.md"
    assert page.read_text(encoding="utf-8") == rights_page(), "write it again: python3 dev.py rights"


def test_every_table_has_grants_and_row_rules() -> None:
    assert set(ROWS) == set(tables()) == set(metadata.tables) | {"alembic_version"}
    unread = {table for table in tables() if not grants()[table]}
    # Who has a file open, how much was taken, whose e-mail is another's too, the bytes of a paper, who passed
    # an item on, who looked at a decision: functions alone tell them.
    told = {"presence", "access_use", "shared_contact", "document_content", "work_skip", "second_look"}
    assert unread <= told


@pytest.mark.parametrize("role", EVERYONE)
def test_each_role_may_do_what_is_written_and_nothing_else(scram: Node, role: Role) -> None:
    """Each right is tried as a client would: what is not in the matrix is refused by the server."""
    wanted = {(table, column, verb) for whom, table, column, verb in wanted_rights() if whom is role}
    allowed = {table for table, given in grants().items() if role in given and given[role].delete}
    found: set[tuple[str, str, str]] = set()
    with psycopg.connect(scram.dsn(DATABASE, LOGINS[role]), autocommit=True) as connection:
        assert connection.pgconn.used_password
        for table, columns in tables().items():
            for verb, attempt in ATTEMPTS.items():
                found |= {
                    (table, column, verb) for column in columns if _may(connection, attempt, table, column)
                }
            done = {verb for verb, attempt in WHOLE.items() if _may(connection, attempt, table, "")}
            # Only who may delete from a table could lock it against everybody.
            assert done == ({"DELETE", "LOCK"} if table in allowed else set()), (table, done)
    assert found == wanted


@pytest.mark.parametrize("role", EVERYONE)
def test_each_role_calls_the_functions_written_and_no_other(scram: Node, role: Role) -> None:
    with psycopg.connect(scram.dsn(DATABASE, LOGINS[role]), autocommit=True) as connection:
        rows = connection.execute(
            "SELECT p.oid::regprocedure::text FROM pg_proc p WHERE p.pronamespace = 'public'::regnamespace "
            "AND p.prorettype <> 'trigger'::regtype AND has_function_privilege(p.oid, 'EXECUTE')"
        ).fetchall()
    assert {name for (name,) in rows} == {name for name, roles in functions().items() if role in roles}


def test_nothing_is_owned_by_a_role_that_a_client_uses(scram: Node) -> None:
    owners = scram.ask(
        "SELECT array_agg(DISTINCT o.rolname::text) FROM (SELECT relowner AS owner FROM pg_class "
        "WHERE relnamespace = 'public'::regnamespace UNION SELECT proowner FROM pg_proc "
        "WHERE pronamespace = 'public'::regnamespace) x JOIN pg_roles o ON o.oid = x.owner",
        DATABASE,
    )
    assert set(owners) == {"guichet_owner", "guichet_gatekeeper"}


def test_functions_of_the_owner_look_only_where_they_say(scram: Node) -> None:
    """A definer function whose path a client chooses would run the client's code as the owner."""
    loose = scram.ask(
        "SELECT array_agg(p.oid::regprocedure::text) FROM pg_proc p "
        "WHERE p.pronamespace = 'public'::regnamespace AND p.prosecdef AND NOT coalesce("
        "'search_path=pg_catalog, pg_temp' = ANY (p.proconfig), false)",
        DATABASE,
    )
    assert loose is None


def _may(connection: psycopg.Connection, attempt: str, table: str, column: str) -> bool:
    statement = sql.SQL(attempt).format(table=sql.Identifier(table), column=sql.Identifier(column))
    try:
        with connection.transaction(force_rollback=True):
            connection.execute(statement)
    except psycopg.errors.InsufficientPrivilege as refusal:
        # The right is there when it is the row that is refused.
        return "row-level security" in str(refusal)
    except psycopg.errors.WrongObjectType:
        return False
    except psycopg.Error:
        return True
    return True
