"""Signing in as the shared database asks for it: over TCP, by a SCRAM password, each under his own login."""

from pathlib import Path

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import text

from backoffice.database.engine import check_schema, make_engine
from backoffice.database.session import transaction
from backoffice.errors import Unavailable
from backoffice.services.staff import current_staff
from tests.cluster import Node, cluster
from tests.programs import HOST

pytestmark = pytest.mark.database

AGENT = "agent.demo"
DATABASE = "guichet"


def test_a_member_of_staff_signs_in_by_scram_alone(scram: Node) -> None:
    engine = make_engine(make_conninfo(scram.dsn(DATABASE, AGENT), require_auth="scram-sha-256"))
    check_schema(engine)
    with transaction(engine) as session:
        assert current_staff(session).login == AGENT
        assert session.scalar(text("SELECT session_user")) == AGENT
        assert session.scalar(text("SELECT host(inet_server_addr())")) == HOST
    engine.dispose()


def test_no_password_is_kept_readable(scram: Node) -> None:
    kept = scram.ask("SELECT array_agg(rolpassword) FROM pg_authid WHERE rolpassword IS NOT NULL")
    assert len(kept) >= len(scram.passwords)
    assert all(one.startswith("SCRAM-SHA-256$") for one in kept)
    assert not any(password in one for one in kept for password in scram.passwords.values())


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"password": "faux"}, "PASSWORD"),
        ({"password": ""}, "PASSWORD"),
        # The server does not tell a stranger which logins exist.
        ({"user": "personne.ici"}, "PASSWORD"),
        ({"dbname": "ailleurs"}, "UNKNOWN_DATABASE"),
    ],
)
def test_who_may_not_come_in(scram: Node, change: dict[str, str], code: str) -> None:
    engine = make_engine(make_conninfo(scram.dsn(DATABASE, AGENT), **change))
    with pytest.raises(Unavailable) as caught, transaction(engine) as session:
        session.execute(text("SELECT 1"))
    assert caught.value.code == code
    assert scram.passwords[AGENT] not in repr(caught.value)


def test_a_member_of_staff_may_not_copy_the_server(scram: Node) -> None:
    with pytest.raises(psycopg.OperationalError, match="pg_hba"):
        psycopg.connect(scram.dsn(DATABASE, AGENT), replication="true")


def test_there_is_no_way_in_but_the_loopback(scram: Node) -> None:
    assert scram.ask("SHOW unix_socket_directories") == ""
    assert scram.ask("SHOW listen_addresses") == HOST
    rules = scram.ask("SELECT array_agg(DISTINCT auth_method) FROM pg_hba_file_rules")
    assert rules == ["scram-sha-256"]


def test_two_servers_at_once_and_each_comes_back_after_a_kill(pytestconfig: pytest.Config) -> None:
    folder: Path | None = pytestconfig.getoption("--pg-bin")
    with cluster(folder) as one, cluster(folder) as other:
        assert one.port.number != other.port.number
        one.execute("CREATE TABLE kept AS SELECT 1 AS n")
        one.kill()
        with pytest.raises(psycopg.OperationalError, match="refused"):
            one.connect()
        assert other.ask("SELECT 2") == 2
        one.start()
        assert one.ask("SELECT n FROM kept") == 1
        folders = one.folder, other.folder
    assert not any(place.exists() for place in folders)
