"""The profile ``demo``: made when missing, kept when current, its stories played again on demand."""

import os
import signal
from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from backoffice.database.embedded import start_embedded
from backoffice.database.session import transaction
from backoffice.demo.opening import open_demo
from backoffice.errors import Refused
from backoffice.services.staff import current_staff
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.settings import DEMO_PROFILE, Settings

SETTINGS = Settings(DEMO_PROFILE)
SIZE = 60


@contextmanager
def opened(said: list[str], *, replay: bool = False) -> Iterator[Engine]:
    with open_demo(SETTINGS, said.append, tenants=SIZE, replay=replay) as database:
        yield database.engine


def locked(engine: Engine) -> bool:
    with transaction(engine) as session:
        file = open_tenant(session, customer_of_number(session, "1344", None), None)
    return file.portal.action is not None


def test_the_training_landlord_from_nothing_to_a_second_day(capsys: pytest.CaptureFixture[str]) -> None:
    said: list[str] = []
    with opened(said) as engine:
        with transaction(engine) as session:
            assert current_staff(session).login == "agent.demo"
        assert locked(engine)
        superuser = text("SELECT rolsuper FROM pg_roles WHERE rolname = session_user")
        with engine.connect() as connection:
            assert connection.execute(superuser).scalar_one() is False
    assert len(said) == 1

    words = ["unlock", "1344", "--reason", "TYPING_ERROR", "--counter", "--profile", "demo"]
    assert main(words) == 0
    with opened(said) as engine:
        assert not locked(engine), "what a trainee did stays done"
    with opened(said, replay=True) as engine:
        assert locked(engine), "until the stories are asked for again"
    assert len(said) == 1, "made once"
    capsys.readouterr()

    _age_by_a_day()
    with opened(said) as engine:
        assert locked(engine)
    assert len(said) == 2, "made again the next day"


def _age_by_a_day() -> None:
    with open_demo(SETTINGS, lambda _: None, tenants=SIZE) as database:
        assert database.server is not None
        with psycopg.connect(database.server.dsn(), autocommit=True) as owner:
            owner.execute(
                "UPDATE database_property SET value = jsonb_set(value, '{reference_day}', '\"2020-01-01\"') "
                "WHERE key = 'training'"
            )


def test_a_server_killed_under_the_training_landlord_recovers() -> None:
    with opened([]) as engine:
        assert locked(engine)
        pid = int((DEMO_PROFILE.folder / "postmaster.pid").read_text().splitlines()[0])
        os.kill(pid, signal.SIGKILL)
    said: list[str] = []
    with opened(said) as engine:
        assert locked(engine)
    assert said == []


def test_a_set_of_another_version_is_left_to_whoever_is_at_work_in_it() -> None:
    """An older one is made again once it is free; a newer one never by an older program."""
    with opened([]) as engine, engine.connect() as at_work:
        at_work.execute(text("SELECT 1"))
        _set_version("0001")
        with pytest.raises(Refused, match="autre version") as caught:
            open_demo(SETTINGS, lambda _: None, tenants=SIZE)
        assert caught.value.code == "TRAINING_BUSY"
        # All but the two reserved files.
        assert at_work.execute(text("SELECT count(*) FROM customer")).scalar_one() == SIZE - 2
    said: list[str] = []
    with opened(said):
        assert len(said) == 1, "free: made again"

    with start_embedded(DEMO_PROFILE.folder):
        _set_version("9999")
        with pytest.raises(Refused, match="mettez Guichet à jour"):
            open_demo(SETTINGS, said.append, tenants=SIZE)
    assert len(said) == 1, "kept"


def _set_version(version: str) -> None:
    with start_embedded(DEMO_PROFILE.folder) as server, psycopg.connect(server.dsn()) as owner:
        owner.execute("UPDATE alembic_version SET version_num = %s", [version])
