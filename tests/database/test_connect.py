"""From settings to a database that answers, or to a sentence."""

import pytest
from sqlalchemy import text

from backoffice.database.connect import open_database
from backoffice.database.session import transaction
from backoffice.errors import Misconfigured, Unavailable
from backoffice.settings import ConnectionProfile, Settings
from tests.conftest import Server


def who(settings: Settings, user: str | None = None) -> str:
    with open_database(settings, user=user) as opened, opened.engine.connect() as connection:
        return str(connection.execute(text("SELECT session_user")).scalar_one())


def test_no_connection_at_all_says_how_to_choose_one() -> None:
    with pytest.raises(Misconfigured, match="--profile"):
        open_database(Settings(None))


def test_a_given_dsn_is_used_as_it_is(server: Server, database: str) -> None:
    assert who(Settings(None, dsn=server.dsn(database))) == "postgres"


def test_a_server_profile_signs_in_as_its_user_unless_another_is_named(server: Server, training: str) -> None:
    profile = ConnectionProfile("bureau", "server", dsn=server.dsn(training), user="agent.demo")
    assert who(Settings(profile)) == "agent.demo"
    assert who(Settings(profile), user="responsable.demo") == "responsable.demo"


def test_several_hosts_are_tried_in_turn(server: Server, database: str) -> None:
    hosts = f"host=/nulle/part,{server.host} port={server.port},{server.port} dbname={database} user=postgres"
    assert who(Settings(ConnectionProfile("secours", "server", dsn=hosts))) == "postgres"


def test_an_embedded_profile_starts_its_server_and_makes_its_database() -> None:
    profile = ConnectionProfile("poste", "embedded")
    with open_database(Settings(profile)) as opened:
        assert opened.server is not None
        with opened.engine.connect() as connection:
            assert connection.execute(text("SELECT current_database()")).scalar_one() == "guichet"
        opened.close()
    pid_file = profile.folder / "postmaster.pid"
    assert not pid_file.exists(), "stopped with the last program that used it"


def test_a_server_that_is_down_is_said_to_be_so() -> None:
    profile = ConnectionProfile("bureau", "server", dsn="host=127.0.0.1 port=1 dbname=guichet")
    with (
        pytest.raises(Unavailable, match="injoignable"),
        open_database(Settings(profile)) as opened,
        transaction(opened.engine) as session,
    ):
        session.execute(text("SELECT 1"))
