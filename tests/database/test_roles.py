"""What a call-centre agent may do to each table and column, and nothing more."""

from collections.abc import Callable

import psycopg
import pytest
from psycopg import sql
from sqlalchemy import Engine

from backoffice.database.roles import apply_roles, gaps_in_short, role_gaps, wanted_rights
from backoffice.models.registry import metadata
from tests.conftest import Server

pytestmark = pytest.mark.database

SERVER_WORDS = [
    ("audit_entry", "login"),
    ("audit_entry", "recorded_at"),
    ("caller_check", "recorded_at"),
    ("command_done", "login"),
    ("command_done", "done_at"),
    ("outbox_message", "recorded_at"),
    ("outbox_message", "state"),
    ("receipt", "issued_at"),
    ("receipt_duplicate", "made_at"),
    ("supervisor_alert", "recorded_at"),
]


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The training landlord, as the owner of its tables."""
    return engine_of(training)


def test_a_fresh_database_has_no_gap(owner: Engine) -> None:
    assert role_gaps(owner) == ()
    assert apply_roles(owner) == ()


@pytest.mark.parametrize(("table", "column"), SERVER_WORDS)
def test_an_agent_chooses_neither_who_nor_when(
    server: Server, training: str, table: str, column: str
) -> None:
    """A client of his own could write any other column; these are the server's."""
    default = sql.SQL("INSERT INTO {} ({}) VALUES (DEFAULT)").format(
        sql.Identifier(table), sql.Identifier(column)
    )
    with (
        psycopg.connect(server.dsn(training, "agent.demo")) as connection,
        pytest.raises(psycopg.errors.InsufficientPrivilege),
    ):
        connection.execute(default)


def test_every_instant_that_the_server_can_write_is_the_server_s() -> None:
    """A table added to the list must not forget its columns with a server default of who and when."""
    wanted = wanted_rights()
    for table in metadata.sorted_tables:
        for column in table.columns:
            default = str(getattr(column.server_default, "arg", "")) if column.server_default else ""
            if "now" in default or "session_user" in default:
                assert "INSERT" not in wanted[table.name, column.name], (table.name, column.name)


def test_nothing_is_deleted_and_only_named_columns_change() -> None:
    rights = wanted_rights()
    assert all(held <= {"SELECT", "INSERT", "UPDATE"} for held in rights.values())
    assert not [key for key, held in rights.items() if "UPDATE" in held and key[0] == "audit_entry"]
    assert rights["alembic_version", "version_num"] == {"SELECT"}


@pytest.mark.parametrize(
    ("statement", "told"),
    [
        ("GRANT INSERT ON audit_entry TO guichet_agent", "audit_entry"),
        ("GRANT INSERT (recorded_at) ON audit_entry TO guichet_agent", "INSERT en trop"),
        ("GRANT UPDATE ON receipt TO guichet_agent", "UPDATE en trop"),
        ("GRANT UPDATE (content) ON receipt TO guichet_agent", "UPDATE en trop"),
        ("GRANT DELETE ON receipt TO PUBLIC", "DELETE en trop"),
        ("GRANT TRUNCATE ON person TO guichet_agent", "TRUNCATE en trop"),
        ("GRANT UPDATE ON alembic_version TO guichet_agent", "alembic_version"),
        ("REVOKE SELECT ON person FROM guichet_agent", "n’a pas SELECT"),
        ("REVOKE INSERT (number) ON receipt FROM guichet_agent", "n’a pas INSERT"),
        ("REVOKE UPDATE (state) ON receipt FROM guichet_agent", "n’a pas UPDATE"),
    ],
)
def test_a_right_too_many_or_too_few_is_found_then_mended(owner: Engine, statement: str, told: str) -> None:
    """Whether it is on the table or on one column, given to the group or to everybody."""
    with owner.begin() as connection:
        connection.exec_driver_sql(statement)
    (gap,) = role_gaps(owner)
    assert told in gap.sentence
    assert "db roles" in gaps_in_short((gap,))
    assert apply_roles(owner) == ()


def test_many_gaps_are_one_short_sentence(owner: Engine) -> None:
    with owner.begin() as connection:
        connection.exec_driver_sql("GRANT DELETE ON ALL TABLES IN SCHEMA public TO guichet_agent")
    gaps = role_gaps(owner)
    assert len(gaps) == len(metadata.tables) + 1
    assert gaps_in_short(gaps) == (
        f"Le rôle guichet_agent a des droits de trop ou en moins sur {len(gaps)} tables : "
        "lancez « backoffice db roles »."
    )
