"""The version of the schema: missing, older, newer, another program's, in pieces."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import Engine, text

from backoffice.database import engine as engine_module
from backoffice.database.engine import check_schema, make_engine
from backoffice.database.session import transaction
from backoffice.database.upgrade import current, head, refuse_other_schema, upgrade
from backoffice.errors import Refused
from tests.conftest import Server

pytestmark = pytest.mark.database

VERSIONS = "CREATE TABLE alembic_version (version_num text)"


def test_an_empty_database_is_refused_then_upgraded(server: Server, empty_database: str) -> None:
    """The sentence names the command."""
    engine = make_engine(server.dsn(empty_database))
    assert current(engine) is None
    with pytest.raises(Refused, match="backoffice db upgrade"):
        check_schema(engine)
    assert upgrade(engine) == head() == current(engine)
    check_schema(engine)
    assert upgrade(engine) == head()
    engine.dispose()


def test_a_newer_schema_is_refused(fresh_engine: Engine) -> None:
    """An old program must not write where it does not know the rules."""
    with transaction(fresh_engine) as session:
        session.execute(text("UPDATE alembic_version SET version_num = 'ffff_from_the_future'"))
    with pytest.raises(Refused, match="mettez Guichet à jour"):
        check_schema(fresh_engine)

    for act in (upgrade, refuse_other_schema):
        with pytest.raises(Refused, match="mettez Guichet à jour"):
            act(fresh_engine)


@pytest.mark.parametrize(
    "statements",
    [
        f"{VERSIONS}; INSERT INTO alembic_version VALUES ('0003')",
        f"{VERSIONS}; INSERT INTO alembic_version VALUES ('{head()}')",
        f"{VERSIONS}; INSERT INTO alembic_version VALUES ('5f2c')",
        f"{VERSIONS}; INSERT INTO alembic_version VALUES ('0001'), ('0002')",
        "CREATE TABLE alembic_version (number int)",
        "CREATE TABLE landlord (id int)",
    ],
)
def test_a_database_that_is_not_guichet_s(server: Server, empty_database: str, statements: str) -> None:
    """Whatever is asked of it, one sentence, and nothing is changed."""
    engine = make_engine(server.dsn(empty_database))
    tables = text("SELECT array_agg(relname::text ORDER BY relname) FROM pg_class WHERE relkind = 'r'")
    with engine.begin() as connection:
        connection.exec_driver_sql(statements)
        before = connection.execute(tables).scalar_one()
    for act in (upgrade, refuse_other_schema):
        with pytest.raises(Refused, match="n’est pas celle de Guichet"):
            act(engine)
    with engine.connect() as connection:
        assert connection.execute(tables).scalar_one() == before
    engine.dispose()


def test_an_upgrade_that_meets_another_program_s_table(server: Server, empty_database: str) -> None:
    """Only the migration can tell: it stops, and leaves what it found."""
    engine = make_engine(server.dsn(empty_database))
    with engine.begin() as connection:
        connection.exec_driver_sql(f"{VERSIONS}; INSERT INTO alembic_version VALUES ('0001')")
        connection.exec_driver_sql("CREATE TABLE landlord (id int)")
    with pytest.raises(Refused, match="n’est pas celle de Guichet"):
        upgrade(engine)
    with engine.connect() as connection:
        kept = connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar_one()
    assert kept == "0001"
    engine.dispose()


def test_a_schema_with_a_piece_missing_is_refused(fresh_engine: Engine) -> None:
    """Its version is right, its tables are not."""
    with transaction(fresh_engine) as session:
        session.execute(text("ALTER TABLE receipt DROP COLUMN sheet CASCADE"))
    for act in (upgrade, current, check_schema):
        with pytest.raises(Refused, match="incomplète"):
            act(fresh_engine)


def test_a_server_too_old_is_refused(engine: Engine, monkeypatch: pytest.MonkeyPatch) -> None:
    """Below PostgreSQL 15."""
    monkeypatch.setattr(engine_module, "OLDEST_SERVER", 99)
    with pytest.raises(Refused, match="99 ou plus"):
        check_schema(engine)


def test_two_upgrades_follow_each_other(server: Server, empty_database: str) -> None:
    """Both end well, and the limits of an upgrade do not stay in the pool."""
    engines = [make_engine(server.dsn(empty_database)) for _ in range(2)]
    with ThreadPoolExecutor(2) as pool:
        assert list(pool.map(upgrade, engines)) == [head(), head()]
    for engine in engines:
        with engine.connect() as connection:
            assert connection.exec_driver_sql("SHOW statement_timeout").scalar_one() == "30s"
        engine.dispose()
