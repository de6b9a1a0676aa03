"""Connecting: session settings, lost servers, driver errors in French."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from typing import TypeVar
from uuid import uuid4

import psycopg
import pytest
import sqlalchemy
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict, make_conninfo
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session
from sqlalchemy.orm.exc import StaleDataError

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated, translated_error
from backoffice.database.session import carry_through, server_now, transaction
from backoffice.errors import Conflict, GuichetError, LineLost, Misconfigured, Refused, Unavailable
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


# --- connections that fail -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"host": "/nowhere"}, "injoignable"),
        ({"dbname": "no_such_database"}, "n’existe pas sur ce serveur"),
        ({"user": "no_such_role"}, "Ce compte n’existe pas"),
    ],
)
def test_a_connection_that_fails(server: Server, change: dict[str, str], sentence: str) -> None:
    """Each cause has its sentence, and exit code 3."""
    engine = make_engine(make_conninfo(server.dsn(), **change))
    with pytest.raises(Unavailable, match=sentence) as caught, transaction(engine) as session:
        session.execute(text("SELECT 1"))
    assert caught.value.exit_code == 3


@pytest.mark.parametrize(
    ("setting", "family", "sentence"),
    [
        ({"service": "nulle-part"}, Misconfigured, "service de connexion"),
        ({"require_auth": "zz"}, Misconfigured, "réglage"),
        ({"ssl_min_protocol_version": "zz"}, Misconfigured, "réglage"),
        ({"options": "-c nosuch=1"}, Misconfigured, "réglage"),
        ({"gssencmode": "zz"}, Misconfigured, "« gssencmode »"),
        ({"channel_binding": "zz"}, Misconfigured, "« channel_binding »"),
        ({"keepalives": "x"}, Misconfigured, "« keepalives »"),
        ({"connect_timeout": "99999999999"}, Misconfigured, "« connect_timeout »"),
        ({"host": "a" * 64}, Misconfigured, "63 caractères"),
        ({"host": "localhost,a..b"}, Misconfigured, "63 caractères"),
        ({"sslcert": "/nulle/part.crt"}, Unavailable, "« sslcert »"),
        ({"sslrootcert": "/nulle/part.crt"}, Unavailable, "« sslrootcert »"),
    ],
)
def test_a_setting_that_libpq_refuses(
    server: Server, setting: dict[str, str], family: type[GuichetError], sentence: str
) -> None:
    """It is not a matter of network."""
    with pytest.raises(family, match=sentence) as caught:
        engine = make_engine(make_conninfo(server.dsn(), **setting))
        with transaction(engine) as session:
            session.execute(text("SELECT 1"))
    assert caught.value.exit_code == (2 if family is Misconfigured else 3)


def test_a_host_of_the_environment_that_cannot_be_read(monkeypatch: pytest.MonkeyPatch) -> None:
    """libpq reads PGHOST itself."""
    engine = make_engine("dbname=guichet")
    monkeypatch.setenv("PGHOST", "a" * 64)
    with pytest.raises(Misconfigured, match="63 caractères"), transaction(engine) as session:
        session.execute(text("SELECT 1"))


@pytest.mark.parametrize(
    ("message", "word"),
    [
        ('FATAL:  password authentication failed for user "c.moreau"', "PASSWORD"),
        ("FATAL:  authentification par mot de passe échouée pour l'utilisateur « c.moreau »", "PASSWORD"),
        ("fe_sendauth: no password supplied", "PASSWORD"),
        ('FATAL:  no pg_hba.conf entry for host "10.0.0.7", user "x"', "NO_ACCESS"),
        ("FATAL:  aucune entrée dans pg_hba.conf pour l'hôte", "NO_ACCESS"),
        ("FATAL:  la base de données « x » n'existe pas", "UNKNOWN_DATABASE"),
        ("FATAL:  le rôle « x » n'existe pas", "UNKNOWN_ROLE"),
        ("FATAL:  the database system is starting up", "STARTING"),
        ("FATAL:  le système de bases de données est en cours d'arrêt", "STARTING"),
        ("FATAL:  sorry, too many clients already", "TOO_MANY"),
        ("SSL error: certificate verify failed", "CERTIFICATE"),
        ('root certificate file "/home/x/.postgresql/root.crt" does not exist', "CERTIFICATE"),
        ("server does not support SSL, but SSL was required", "CERTIFICATE"),
        ("session is read-only", "READ_ONLY"),
        ("could not translate host name", "UNREACHABLE"),
        ("connection timeout expired", "UNREACHABLE"),
    ],
)
def test_the_cause_of_a_refused_connection(message: str, word: str) -> None:
    """libpq gives a text only, in the server's language."""
    error = translated_error(psycopg.OperationalError(f"connection failed: {message}"))
    assert error is not None
    assert error.code == word


@pytest.mark.parametrize(
    ("first", "second", "word"),
    [
        ("Connection refused", "session is read-only", "READ_ONLY"),
        ("Connection refused", "Connection refused", "UNREACHABLE"),
        ("FATAL:  the database system is starting up", "session is read-only", "STARTING"),
        # A copy that has not yet got a new login says « wrong password » too.
        ('FATAL:  password authentication failed for user "x"', "Connection refused", "HALF_REFUSED"),
        ('FATAL:  password authentication failed for user "x"', "session is read-only", "PASSWORD"),
        (*['FATAL:  password authentication failed for user "x"'] * 2, "PASSWORD"),
    ],
)
def test_the_cause_when_several_servers_refuse(first: str, second: str, word: str) -> None:
    """In whatever order; what may pass by itself is said to be so."""
    for one, other in ((first, second), (second, first)):
        lines = [
            f"- host: 'pg{rank}', port: '5432', hostaddr: None: {text}"
            for rank, text in ((1, one), (2, other))
        ]
        told = "\n".join([other, "Multiple connection attempts failed. All failures were:", *lines])
        error = translated_error(psycopg.OperationalError(told))
        assert error is not None
        assert (error.code, isinstance(error, LineLost)) == (word, word != "PASSWORD")


# --- an act through a lost line ------------------------------------------------------------------


class Line:
    """Transactions on a line that fails as told, then works."""

    def __init__(self, engine: Engine, *failures: str) -> None:
        self._engine = engine
        self._failures = list(failures)
        self.waited: list[float] = []

    @contextmanager
    def begin(self) -> Iterator[Session]:
        with transaction(self._engine) as session:
            yield session
        if self._failures:
            raise LineLost("La liaison a été coupée.", self._failures.pop(0))

    def carry(self, intention: Callable[[Session], T], pauses: tuple[float, ...] = (1.0, 2.0)) -> T:
        return carry_through(self.begin, intention, pauses, self.waited.append)


def test_an_act_is_tried_again_while_the_line_is_lost(engine: Engine) -> None:
    """With the pauses told, and what it gives in the end is given."""
    line = Line(engine, "UNREACHABLE", "STARTING")
    assert line.carry(lambda session: session.scalar(text("SELECT 7"))) == 7
    assert line.waited == [1.0, 2.0]


def test_any_other_error_is_given_at_once(engine: Engine) -> None:
    """A refusal will not change by being asked again."""
    line = Line(engine)

    def refuse(_session: Session) -> None:
        raise Refused("Non.")

    with pytest.raises(Refused, match="Non"):
        line.carry(refuse)
    assert line.waited == []


def test_a_doubt_is_not_forgotten(engine: Engine) -> None:
    """« Injoignable » at the last try would hide that an earlier one may be done."""
    line = Line(engine, "OUTCOME_UNKNOWN", "UNREACHABLE", "UNREACHABLE")
    with pytest.raises(LineLost) as caught:
        line.carry(lambda session: session.scalar(text("SELECT 7")))
    assert caught.value.code == "OUTCOME_UNKNOWN"


def test_the_pauses_are_bounded(engine: Engine) -> None:
    """Five tries, growing pauses, half a minute at most."""
    waited: list[float] = []
    line = Line(engine, *["UNREACHABLE"] * 5)
    with pytest.raises(LineLost):
        carry_through(line.begin, lambda session: session.scalar(text("SELECT 7")), wait=waited.append)
    assert len(waited) == 4
    assert waited == sorted(waited)
    assert sum(waited) <= 30


def test_a_constraint_that_waits_for_the_commit_is_no_doubt(table: Engine) -> None:
    """The server answered: it is a bug, not a lost line."""
    with transaction(table) as session:
        session.execute(
            text("ALTER TABLE word ADD CONSTRAINT one UNIQUE (word) DEFERRABLE INITIALLY DEFERRED")
        )
    with pytest.raises(sqlalchemy.exc.IntegrityError), transaction(table) as session:
        session.execute(text("INSERT INTO word VALUES (3, 'one')"))
    assert words(table) == ["one", "two"]
