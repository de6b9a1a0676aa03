"""The text of a connection: what libpq reads, what is refused and why, when TLS is asked for."""

import pytest

from backoffice.database.dsn import is_local, parse_dsn
from backoffice.database.engine import connection_parameters, make_engine
from backoffice.errors import Misconfigured


@pytest.mark.parametrize(
    ("dsn", "host"),
    [
        ("host=pg1,pg2 port=5432,5433 dbname=guichet target_session_attrs=read-write", "pg1,pg2"),
        ("postgresql://pg1:5432,pg2:5433/guichet?target_session_attrs=primary", "pg1,pg2"),
        ("postgres://c.moreau@[::1]/guichet", "::1"),
        ("host='/tmp/with space' dbname=guichet", "/tmp/with space"),
    ],
)
def test_any_text_of_libpq_is_read(dsn: str, host: str) -> None:
    """URI or key=value, several hosts."""
    assert parse_dsn(dsn)["host"] == host


@pytest.mark.parametrize(
    ("dsn", "reason"),
    [
        ("", "vide"),
        ("   ", "vide"),
        ("guichet", "signe « = »"),
        ("host=pg1 dbnam=guichet", "« dbnam »"),
        ("postgresql://pg1/guichet?sslmod=x", "« sslmod »"),
        ("host='pg1", "apostrophe"),
        ("postgresql+psycopg://pg1/guichet", "postgresql://"),
        ("mysql://pg1/guichet", "postgresql://"),
        ("host=pg1 port=abc", "« port »"),
        ("host=pg1 port=70000", "« port »"),
        ("host=pg1 port=5432,5433", "autant de ports"),
        ("host=pg1 sslmode=full", "« sslmode »"),
        ("host=pg1 target_session_attrs=writable", "« target_session_attrs »"),
        ("host=pg1 connect_timeout=soon", "« connect_timeout »"),
        ("postgresql://[::1", "ne se lit pas"),
    ],
)
def test_a_wrong_text_is_refused_with_its_reason(dsn: str, reason: str) -> None:
    """One sentence: what is wrong, and the expected form."""
    with pytest.raises(Misconfigured) as caught:
        parse_dsn(dsn)
    assert reason in caught.value.sentence
    assert "Forme attendue" in caught.value.sentence
    assert caught.value.exit_code == 2


@pytest.mark.parametrize(
    "dsn",
    [
        "host=pg1 password=Sésame7 Sésame7",
        "host=pg1 password=Se same7=x",
        "postgresql://u:Sesame7%zz@pg1/guichet",
        "host=pg1 password='Sesame7",
        "mysql://u:Sesame7@pg1/x",
        "postgresql://u:Sesame7@[::1/guichet",
        "host=pg1 password=Sesame7 port=x",
    ],
)
def test_a_password_is_never_repeated(dsn: str) -> None:
    """Neither in the sentence, nor in what the log would print."""
    with pytest.raises(Misconfigured) as caught:
        parse_dsn(dsn)
    assert "same7" not in caught.value.sentence
    assert caught.value.__cause__ is None


@pytest.mark.parametrize(
    ("dsn", "local"),
    [
        ("dbname=guichet", True),
        ("host=localhost", True),
        ("host=127.0.0.1,::1", True),
        ("host=/var/run/postgresql", True),
        ("hostaddr=127.0.0.53", True),
        ("host=localhost hostaddr=10.0.0.7", False),
        ("host=localhost,pg2.example", False),
        ("host=localhost.example", False),
        ("host=127.example", False),
        ("service=production", False),
    ],
)
def test_what_is_this_machine(dsn: str, local: bool) -> None:
    """One host elsewhere is enough to ask for TLS."""
    assert is_local(parse_dsn(dsn)) is local


def test_the_environment_may_name_another_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """libpq reads PGHOST when the text names no host."""
    monkeypatch.setenv("PGHOST", "pg1.example")
    assert connection_parameters("dbname=guichet", statement_seconds=30)["sslmode"] == "verify-full"


def test_tls_is_asked_of_another_machine_and_not_less() -> None:
    """verify-full by default; anything weaker is refused."""
    assert connection_parameters("host=pg1.example", statement_seconds=1)["sslmode"] == "verify-full"
    assert "sslmode" not in connection_parameters("host=localhost", statement_seconds=1)
    for mode in ("disable", "prefer", "require", "verify-ca"):
        with pytest.raises(Misconfigured, match="verify-full"):
            make_engine(f"host=localhost,pg1.example sslmode={mode}")


@pytest.mark.parametrize(
    ("dsn", "attrs"),
    [
        ("host=pg1,pg2 dbname=guichet", "read-write"),
        ("postgresql://pg1,pg2/guichet", "read-write"),
        ("hostaddr=10.0.0.1,10.0.0.2 dbname=guichet", "read-write"),
        ("host=pg1,pg2 dbname=guichet target_session_attrs=prefer-standby", "prefer-standby"),
        ("host=pg1 dbname=guichet", None),
    ],
)
def test_among_several_servers_the_primary_is_wanted(dsn: str, attrs: str | None) -> None:
    """Unless the text asks for something else: an export may want the copy."""
    assert connection_parameters(dsn, statement_seconds=1).get("target_session_attrs") == attrs


def test_the_environment_may_want_another(monkeypatch: pytest.MonkeyPatch) -> None:
    """libpq reads it itself."""
    monkeypatch.setenv("PGTARGETSESSIONATTRS", "any")
    assert "target_session_attrs" not in connection_parameters("host=pg1,pg2", statement_seconds=1)
