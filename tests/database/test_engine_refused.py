"""Connections that fail or are lost: the cause in French, and an act carried through."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TypeVar

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated_error
from backoffice.database.session import carry_through, transaction
from backoffice.errors import GuichetError, LineLost, Misconfigured, Refused, Unavailable
from tests.conftest import Server

pytestmark = pytest.mark.database

T = TypeVar("T")


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
