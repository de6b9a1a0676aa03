"""Versions of the program: the last two work, the others are told which one to take."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy import Engine, text

from backoffice import __version__
from backoffice.cli.administration import database as commands
from backoffice.cli.main import main
from backoffice.database import engine as engine_module
from backoffice.database import upgrade as upgrade_module
from backoffice.database.checks.clients import (
    ClientLimits,
    client_limits,
    limits_after_upgrade,
    release,
    set_limits,
)
from backoffice.database.engine import check_schema
from backoffice.database.upgrade import refuse_other_schema, upgrade
from backoffice.errors import Misconfigured, Refused
from tests.conftest import Server

pytestmark = pytest.mark.database

N_1, N, NEXT = "1.3.0", "1.4.0", "1.5.0"


@pytest.fixture
def as_version(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], None]:
    """Be another version of the program."""

    def be(version: str) -> None:
        for module in (engine_module, upgrade_module, commands):
            monkeypatch.setattr(module, "__version__", version)

    return be


@contextmanager
def revision(engine: Engine, number: str) -> Iterator[None]:
    """The schema's version is another one meanwhile."""
    move = text("UPDATE alembic_version SET version_num = :number")
    with engine.begin() as connection:
        before = connection.execute(text("SELECT version_num FROM alembic_version")).scalar_one()
        connection.execute(move, {"number": number})
    yield
    with engine.begin() as connection:
        connection.execute(move, {"number": before})


def kept(engine: Engine) -> ClientLimits | None:
    with engine.connect() as connection:
        return client_limits(connection)


@pytest.mark.parametrize(
    ("version", "numbers"),
    [
        ("1.4.2", (1, 4, 2)),
        ("1.4.0", (1, 4)),
        ("v2.0rc1", (2,)),
        ("0.10.0.dev3", (0, 10)),
        ("1!3.1+local", (3, 1)),
        ("0", ()),
    ],
)
def test_versions_are_compared_by_their_numbers(version: str, numbers: tuple[int, ...]) -> None:
    assert release(version) == numbers


@pytest.mark.parametrize("text_", ["", "next", "٣.١", "-1"])
def test_what_is_no_version_is_said(text_: str) -> None:
    with pytest.raises(Misconfigured, match=r"1\.4\.2"):
        release(text_)


def test_the_tenth_follows_the_ninth() -> None:
    assert ClientLimits("1.9", "1.10.1").accept("1.10")
    assert not ClientLimits("1.10", "1.11").accept("1.9.9")


def test_an_upgrade_keeps_the_version_before_it() -> None:
    first = limits_after_upgrade(None, N_1)
    assert first == ClientLimits(N_1, N_1)
    second = limits_after_upgrade(first, N)
    assert second == ClientLimits(N_1, N)
    assert limits_after_upgrade(second, N) == second
    assert limits_after_upgrade(second, N_1) == second
    assert limits_after_upgrade(second, NEXT) == ClientLimits(N, NEXT)


def test_a_migrated_database_accepts_the_program_that_made_it(engine: Engine) -> None:
    assert kept(engine) == ClientLimits(__version__, __version__)
    check_schema(engine)


def test_n_and_n_minus_1_work_and_the_others_read_what_to_do(
    fresh_engine: Engine, as_version: Callable[[str], None]
) -> None:
    for version in (N_1, N):
        as_version(version)
        upgrade(fresh_engine)
    assert kept(fresh_engine) == ClientLimits(N_1, N)
    for version in (N_1, N):
        as_version(version)
        check_schema(fresh_engine)
    as_version("1.2.9")
    with pytest.raises(
        Refused, match=r"1\.2\.9.*demande la version 1\.3\.0.*installez la version 1\.4\.0"
    ) as old:
        check_schema(fresh_engine)
    assert old.value.code == "CLIENT_OLD"
    as_version(NEXT)
    with pytest.raises(Refused, match=r"1\.5\.0.*accepte la version 1\.4\.0 au plus.*db upgrade") as new:
        check_schema(fresh_engine)
    assert new.value.code == "CLIENT_NEW"


def test_the_version_before_works_on_the_schema_of_the_next(
    fresh_engine: Engine, as_version: Callable[[str], None]
) -> None:
    """It reads and writes there; it neither upgrades it nor sets its rights."""
    for version in (N_1, N):
        as_version(version)
        upgrade(fresh_engine)
    as_version(N_1)
    with revision(fresh_engine, "of the next program"):
        check_schema(fresh_engine)
        for act in (upgrade, refuse_other_schema):
            with pytest.raises(Refused, match="mettez Guichet à jour"):
                act(fresh_engine)
        as_version("1.2.9")
        with pytest.raises(Refused, match="mettez Guichet à jour"):
            check_schema(fresh_engine)
        as_version(N_1)
        with fresh_engine.begin() as connection:
            connection.execute(text("ALTER TABLE command_done DROP COLUMN act"))
        with pytest.raises(Refused, match="mettez Guichet à jour"):
            check_schema(fresh_engine)


@pytest.mark.parametrize(
    ("oldest", "newest", "code"),
    [
        ("2.0", "1.9.9", "CLIENT_LIMITS_ORDER"),
        ("1.0", "1." + "9" * 9, "CLIENT_LIMITS_FORM"),
        ("1.0", "1.2.3.4.5.6.7.8", "CLIENT_LIMITS_FORM"),
        (None, "0.0.1", "CLIENT_LIMITS_ORDER"),
    ],
)
def test_limits_that_make_no_sense_are_refused_by_the_database(
    fresh_engine: Engine, oldest: str | None, newest: str | None, code: str
) -> None:
    before = kept(fresh_engine)
    with pytest.raises(Refused) as caught:
        set_limits(fresh_engine, oldest, newest)
    assert caught.value.code == code
    assert kept(fresh_engine) == before


def test_owner_and_administrator_choose_by_command_and_an_agent_may_only_read(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    owner, agent = server.dsn(training), server.dsn(training, "agent.demo")
    assert main(["db", "clients", "--min", "9.0", "--max", "9.1rc2", "--dsn", owner]) == 0
    assert "de 9.0 à 9.1rc2" in capsys.readouterr().out
    assert main(["db", "clients", "--dsn", agent]) == 0
    assert "de 9.0 à 9.1rc2" in capsys.readouterr().out
    assert main(["db", "clients", "--min", "0", "--dsn", agent]) == 1
    assert "pas le droit" in capsys.readouterr().err
    assert main(["lookup", "1344", "--dsn", agent]) == 1
    assert "[CLIENT_OLD]" in capsys.readouterr().err
    assert main(["db", "clients", "--min", "0", "--max", "hier", "--dsn", owner]) == 2
    assert "« hier »" in capsys.readouterr().err
    administrator = server.dsn(training, "admin.demo")
    assert main(["db", "clients", "--min", "0.1", "--dsn", administrator]) == 0
    assert main(["lookup", "1344", "--dsn", agent]) == 0
