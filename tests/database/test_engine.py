"""Connecting: session settings, lost servers, driver errors in French."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, text
from sqlalchemy.orm.exc import StaleDataError

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated, translated_error
from backoffice.database.session import server_now, transaction
from backoffice.errors import Conflict, GuichetError, Refused, Unavailable
from tests.conftest import Server

pytestmark = pytest.mark.database

T = TypeVar("T")


@pytest.fixture
def role(server: Server) -> Iterator[str]:
    """A login role without any right."""
    # Roles belong to the whole server, which other workers share.
    name = f"test_{uuid4().hex[:12]}"
    server.execute(sql.SQL("CREATE ROLE {} LOGIN").format(sql.Identifier(name)))
    yield name
    server.execute(sql.SQL("DROP ROLE {}").format(sql.Identifier(name)))


# --- a session -----------------------------------------------------------------------------------


def test_the_settings_of_a_session(server: Server, database: str, engine_of: Callable[..., Engine]) -> None:
    """They hold even when the text brings its own options."""
    engine = make_engine(
        make_conninfo(server.dsn(database), options="-c search_path=pg_catalog -c work_mem=8MB"),
        statement_seconds=7,
    )
    names = (
        "statement_timeout lock_timeout idle_in_transaction_session_timeout timezone search_path work_mem jit"
    )
    with engine.connect() as connection:
        shown = {
            name: connection.exec_driver_sql(f"SHOW {name}").scalar_one()
            for name in [*names.split(), "application_name", "client_encoding"]
        }
    engine.dispose()
    assert shown == {
        "statement_timeout": "7s",
        "lock_timeout": "5s",
        "idle_in_transaction_session_timeout": "1min",
        "timezone": "Europe/Paris",
        "search_path": "public",
        "work_mem": "8MB",
        "jit": "off",
        "application_name": "guichet",
        "client_encoding": "UTF8",
    }


def test_user_and_password_complete_the_text(server: Server, database: str, role: str) -> None:
    """What the agent typed wins over the text."""
    engine = make_engine(server.dsn(database), user=role, password="unused by trust")
    with engine.connect() as connection:
        assert connection.exec_driver_sql("SELECT current_user").scalar_one() == role
    engine.dispose()


def test_the_clock_has_a_zone(session: sqlalchemy.orm.Session) -> None:
    """The server's, not this machine's."""
    now = server_now(session)
    assert now.tzinfo is not None
    assert abs(now - datetime.now(UTC)) < timedelta(minutes=5)


def test_at_most_two_sessions(server: Server, database: str) -> None:
    """A third waits, then is told so."""
    engine = make_engine(server.dsn(database))
    engine.pool._timeout = 0.05  # type: ignore[attr-defined]
    with engine.connect(), engine.connect(), pytest.raises(Unavailable), translated():
        engine.connect()
    engine.dispose()


def test_several_hosts_the_first_being_down(server: Server, database: str) -> None:
    """libpq goes on to the next one."""
    values = conninfo_to_dict(server.dsn(database))
    dsn = make_conninfo(
        "", host=f"/nowhere,{values['host']}", port=f"{values['port']},{values['port']}", dbname=database,
        user="postgres", target_session_attrs="read-write",
    )  # fmt: skip
    engine = make_engine(dsn)
    with transaction(engine) as session:
        assert session.scalar(text("SELECT 1")) == 1
    engine.dispose()


def test_a_closed_connection_is_replaced(server: Server, fresh_database: str) -> None:
    """The server was restarted between two transactions: the agent notices nothing."""
    engine = make_engine(server.dsn(fresh_database))
    with transaction(engine) as session:
        before = session.scalar(text("SELECT pg_backend_pid()"))
    kill = sql.SQL("SELECT pg_terminate_backend({}, 5000)").format(sql.Literal(before))
    server.execute(kill)
    with transaction(engine) as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != before
    engine.dispose()


def status(line: psycopg.Connection) -> str:
    """Whether the line is in a transaction, as libpq knows it."""
    return line.info.transaction_status.name


def test_the_trial_of_a_line_is_the_begin_of_its_transaction(server: Server, fresh_database: str) -> None:
    """A line that lives costs no round trip; whoever wants no transaction has none."""
    engine = make_engine(server.dsn(fresh_database))
    for _ in range(3):
        with engine.connect() as connection:
            line = connection.connection.driver_connection
            assert isinstance(line, psycopg.Connection)
            connection.execute(text("SELECT 1"))
        assert status(line) == "IDLE"
        with engine.connect():
            assert status(line) == "INTRANS", "begun by the trial"
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("VACUUM pg_am"))
            assert status(line) == "IDLE"
        with engine.connect().execution_options(isolation_level="SERIALIZABLE") as connection:
            shown = connection.execute(text("SHOW transaction_isolation")).scalar_one()
        assert shown == "serializable"
    with engine.connect() as connection:
        assert connection.execute(text("SHOW transaction_isolation")).scalar_one() == "read committed"
    engine.dispose()


# --- a transaction -------------------------------------------------------------------------------


@pytest.fixture
def table(fresh_engine: Engine) -> Engine:
    """A database with one small table."""
    with transaction(fresh_engine) as session:
        session.execute(text("CREATE TABLE word (id int PRIMARY KEY, word text CHECK (word <> 'no'))"))
        session.execute(text("INSERT INTO word VALUES (1, 'one'), (2, 'two')"))
    return fresh_engine


def words(engine: Engine) -> list[str]:
    """What is committed."""
    with transaction(engine) as session:
        return list(session.scalars(text("SELECT word FROM word ORDER BY id")))


def test_a_transaction_commits_at_its_end(table: Engine) -> None:
    """And not before."""
    with transaction(table) as session:
        session.execute(text("UPDATE word SET word = 'first' WHERE id = 1"))
        assert words(table) == ["one", "two"]
    assert words(table) == ["first", "two"]


def test_any_error_rolls_back_and_goes_through(table: Engine) -> None:
    """A refusal of the block is not changed."""
    refusal = Refused("Non.")
    with pytest.raises(Refused) as caught, transaction(table) as session:
        session.execute(text("DELETE FROM word"))
        raise refusal
    assert caught.value is refusal
    assert words(table) == ["one", "two"]


@pytest.mark.parametrize(
    "statement", ["INSERT INTO word VALUES (1, 'again')", "INSERT INTO word VALUES (3, 'no')", "SELECT oops"]
)
def test_a_bug_stays_a_bug(table: Engine, statement: str) -> None:
    """A violated constraint, a wrong query: logged with its trace, not explained to the agent."""
    with pytest.raises(sqlalchemy.exc.DBAPIError), transaction(table) as session:
        session.execute(text(statement))


def test_parameters_stay_out_of_errors(table: Engine) -> None:
    """They hold tenants' data."""
    with pytest.raises(sqlalchemy.exc.DBAPIError) as caught, transaction(table) as session:
        session.execute(text("SELECT oops FROM word WHERE word = :word"), {"word": "Nguyễn"})
    assert "Nguyễn" not in str(caught.value)


def test_a_statement_too_long(server: Server, database: str) -> None:
    """The limit given to the engine holds."""
    engine = make_engine(server.dsn(database), statement_seconds=1)
    with pytest.raises(Unavailable, match="répondu à temps"), transaction(engine) as session:
        session.execute(text("SELECT pg_sleep(5)"))
    engine.dispose()


def test_a_row_held_by_a_colleague(table: Engine) -> None:
    """After the lock time limit the agent is told."""
    with transaction(table) as first:
        first.execute(text("SELECT * FROM word WHERE id = 1 FOR UPDATE"))
        with pytest.raises(Conflict, match="collègue"), transaction(table) as second:
            second.execute(text("SET LOCAL lock_timeout = '50ms'"))
            second.execute(text("SELECT * FROM word WHERE id = 1 FOR UPDATE"))


def test_a_serialization_failure(table: Engine) -> None:
    """Two changes of one row, each seeing the old one."""
    with pytest.raises(Conflict), transaction(table) as second:
        second.execute(text("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"))
        second.execute(text("SELECT * FROM word"))
        with transaction(table) as first:
            first.execute(text("UPDATE word SET word = 'first' WHERE id = 1"))
        second.execute(text("UPDATE word SET word = 'second' WHERE id = 1"))
    assert words(table) == ["first", "two"]


def test_a_deadlock(table: Engine) -> None:
    """One of the two is told, the other goes on."""
    both = threading.Barrier(2)

    def cross(first: int, second: int) -> GuichetError | None:
        try:
            with transaction(table) as session:
                session.execute(text("UPDATE word SET word = 'x' WHERE id = :id"), {"id": first})
                both.wait(5)
                session.execute(text("UPDATE word SET word = 'x' WHERE id = :id"), {"id": second})
        except GuichetError as error:
            return error
        return None

    with ThreadPoolExecutor(2) as pool:
        told = list(pool.map(cross, [1, 2], [2, 1]))
    assert sorted(type(error).__name__ for error in told) == ["Conflict", "NoneType"]


def test_a_missing_right(table: Engine, server: Server, fresh_database: str, role: str) -> None:
    """The database says no, and the agent reads why."""
    engine = make_engine(server.dsn(fresh_database, role))
    with pytest.raises(Refused, match="pas le droit"), transaction(engine) as session:
        session.execute(text("SELECT * FROM word"))
    engine.dispose()


def test_a_read_only_server(table: Engine) -> None:
    """A hot standby refuses to write."""
    with pytest.raises(Unavailable, match="lecture seule"), transaction(table) as session:
        session.execute(text("SET TRANSACTION READ ONLY"))
        session.execute(text("DELETE FROM word"))


def test_a_connection_lost_in_the_middle(table: Engine, server: Server) -> None:
    """The work is rolled back and the agent is told to try again."""
    with pytest.raises(Unavailable), transaction(table) as session:
        session.execute(text("DELETE FROM word"))
        pid = session.scalar(text("SELECT pg_backend_pid()"))
        server.execute(sql.SQL("SELECT pg_terminate_backend({}, 5000)").format(sql.Literal(pid)))
        session.execute(text("SELECT 1"))
    assert words(table) == ["one", "two"]


def test_a_version_that_moved() -> None:
    """SQLAlchemy's own word for a colleague who saved first."""
    assert isinstance(translated_error(StaleDataError("0 rows")), Conflict)
    assert translated_error(ValueError("bug")) is None


def test_a_constraint_that_waits_for_the_commit_is_no_doubt(table: Engine) -> None:
    """The server answered: it is a bug, not a lost line."""
    with transaction(table) as session:
        session.execute(
            text("ALTER TABLE word ADD CONSTRAINT one UNIQUE (word) DEFERRABLE INITIALLY DEFERRED")
        )
    with pytest.raises(sqlalchemy.exc.IntegrityError), transaction(table) as session:
        session.execute(text("INSERT INTO word VALUES (3, 'one')"))
    assert words(table) == ["one", "two"]
