"""The server's clock and settings, as the login and the doctor judge them."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, tzinfo

import psycopg
import pytest
from sqlalchemy import Engine

from backoffice.cli.main import main
from backoffice.database.checks import server as checks
from backoffice.database.checks.login import login_warnings
from backoffice.database.checks.server import (
    ServerFacts,
    clock_skew,
    refuse_settings,
    refuse_skew,
    server_facts,
    setting_faults,
)
from backoffice.errors import Refused
from tests.conftest import Server
from tests.doctor import LINES, durable

pytestmark = pytest.mark.database

SOUND = ServerFacts(15, fsync=True, full_page_writes=True, scram=True, encrypted=True, local=False)


def skewed(monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    """This desk's clock, wrong by so much."""

    class Clock:
        @staticmethod
        def now(zone: tzinfo) -> datetime:
            return datetime.now(zone) + by

    monkeypatch.setattr(checks, "datetime", Clock)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({}, ()),
        ({"version": 14}, ("PostgreSQL 14 au lieu de 15",)),
        ({"fsync": False}, ("« fsync »",)),
        ({"full_page_writes": False}, ("« full_page_writes »",)),
        ({"scram": False}, ("« password_encryption »",)),
        ({"encrypted": False}, ("« ssl »",)),
        ({"encrypted": False, "local": True}, ()),
        ({"fsync": False, "scram": False}, ("« fsync »", "« password_encryption »")),
    ],
)
def test_each_setting_has_its_words(change: dict[str, bool], words: tuple[str, ...]) -> None:
    faults = setting_faults(replace(SOUND, **change))
    assert len(faults) == len(words)
    assert all(word in fault for word, fault in zip(words, faults, strict=True))


def test_the_facts_are_read_by_an_agent(server: Server, desk: Engine) -> None:
    with durable(server, on=True), desk.connect() as connection:
        facts = server_facts(connection)
    assert facts.version >= 15
    assert (facts.fsync, facts.full_page_writes, facts.scram, facts.local) == (True, True, True, True)


@pytest.mark.parametrize("by", [timedelta(minutes=5), timedelta(minutes=-5)])
def test_a_clock_that_is_wrong_is_said(desk: Engine, monkeypatch: pytest.MonkeyPatch, by: timedelta) -> None:
    assert clock_skew(desk) < timedelta(seconds=5)
    skewed(monkeypatch, by)
    assert abs(clock_skew(desk) - timedelta(minutes=5)) < timedelta(seconds=5)
    with pytest.raises(Refused, match=r"diffèrent de (29\d|30\d) s : réglez"):
        refuse_skew(desk)


def test_a_minute_is_let_pass(desk: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    skewed(monkeypatch, timedelta(seconds=50))
    assert re.search("écart de (49|50)", refuse_skew(desk))


def test_the_login_warns_of_everything_and_refuses_nothing(
    server: Server, training: str, desk: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    with durable(server, on=True):
        assert login_warnings(desk) == ()
        skewed(monkeypatch, timedelta(hours=1))
        with psycopg.connect(server.dsn(training), autocommit=True) as owner:
            owner.execute("DROP INDEX ix_outbox_message_customer")
        clock, schema = login_warnings(desk)
    assert "horloge" in clock
    assert "à la main" in schema
    with durable(server, on=False), pytest.raises(Refused, match="« fsync » doit"):
        refuse_settings(desk)


def test_the_doctor_of_a_sound_database(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with durable(server, on=True):
        assert main(["doctor", "--dsn", server.dsn(training, "agent.demo")]) == 0
    out = capsys.readouterr().out
    assert [line.split(" : ")[0] for line in out.splitlines()] == LINES
    assert all(line.endswith("— OK") for line in out.splitlines())


def test_the_doctor_of_a_database_that_is_not(
    server: Server,
    training: str,
    engine_of: Callable[..., Engine],
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with engine_of(training).begin() as owner:
        owner.exec_driver_sql("ALTER TABLE phone_call DISABLE TRIGGER ALL")
        owner.exec_driver_sql("SELECT set_client_limits('9.0', '9.1')")
    skewed(monkeypatch, timedelta(minutes=-2))
    with durable(server, on=False):
        assert main(["doctor", "--dsn", server.dsn(training, "agent.demo")]) == 1
    lines = dict(line.split(" : ", 1) for line in capsys.readouterr().out.splitlines())
    assert list(lines) == LINES
    failed = {name for name, line in lines.items() if line.startswith("ÉCHEC")}
    assert failed == {"horloge", "réglages", "empreinte", "programme"}
    assert "installez la version 9.1" in lines["programme"]
