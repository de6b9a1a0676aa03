"""Ways out that a client of his own would try: none leads past the rights."""

from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import psycopg
import pytest
from psycopg import errors
from psycopg.types.json import Jsonb

from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import apply_roles
from backoffice.database.rights.matrix import functions
from backoffice.database.rights.words import Role
from tests.conftest import Server

pytestmark = pytest.mark.database

Connection = psycopg.Connection[tuple[object, ...]]


@pytest.fixture(scope="module")
def closed(server: Server) -> Iterator[str]:
    """A training landlord with its rights in force, those of the database itself included."""
    name = f"guichet_{uuid4().hex[:12]}"
    server.create(name, server.ensure_training())
    engine = make_engine(server.dsn(name), statement_seconds=120)
    assert apply_roles(engine) == ()
    engine.dispose()
    yield name
    server.drop(name)


@pytest.fixture
def agent(server: Server, closed: str) -> Iterator[Connection]:
    """An agent of one landlord, with a client of his own."""
    with psycopg.connect(server.dsn(closed, "accueil.logirem"), autocommit=True) as connection:
        yield connection


REFUSED = [
    "CREATE TABLE mine (id int)",
    "CREATE TEMP TABLE mine (id int)",
    "CREATE FUNCTION mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE FUNCTION pg_temp.mine() RETURNS int LANGUAGE sql AS 'SELECT 1'",
    "CREATE VIEW mine AS SELECT * FROM person",
    "CREATE SCHEMA mine",
    "CREATE EXTENSION plpgsql_check",
    "CREATE EXTENSION file_fdw",
    "CREATE ROLE mine LOGIN",
    "CREATE RULE mine AS ON SELECT TO person DO INSTEAD SELECT 1",
    'ALTER ROLE "accueil.logirem" SUPERUSER',
    'ALTER ROLE "accueil.logirem" BYPASSRLS',
    "ALTER ROLE guichet_agent CREATEROLE",
    'GRANT guichet_manager TO "accueil.logirem"',
    'GRANT guichet_owner TO "accueil.logirem"',
    "SET ROLE guichet_manager",
    "SET ROLE guichet_owner",
    "SET SESSION AUTHORIZATION postgres",
    'SET SESSION AUTHORIZATION "responsable.demo"',
    "SELECT pg_read_file('/etc/passwd')",
    "SELECT pg_read_binary_file('PG_VERSION')",
    "SELECT pg_ls_dir('.')",
    "SELECT pg_stat_file('PG_VERSION')",
    "SELECT lo_import('/etc/passwd')",
    "SELECT lo_create(0)",
    "SELECT lo_from_bytea(0, '\\x00')",
    "COPY person TO '/tmp/stolen'",
    "COPY (SELECT 1) TO PROGRAM 'cat > /tmp/stolen'",
    "COPY person FROM PROGRAM 'id'",
    "COPY audit_entry FROM STDIN",
    "DO $$ BEGIN PERFORM 1; END $$",
    "SELECT make_login('mine', 'MANAGER', NULL)",
    "SELECT add_staff('mine', 'x', 'MANAGER', ARRAY['logirem'], '{}', '{}', NULL)",
    "SELECT disable_staff('responsable.demo')",
    "SELECT refresh_files('{}')",
    "SELECT * FROM pg_authid",
    "SELECT * FROM pg_statistic",
    "ALTER TABLE person DISABLE ROW LEVEL SECURITY",
    "ALTER TABLE person DISABLE TRIGGER ALL",
    "SET session_replication_role = replica",
    "ALTER FUNCTION my_landlords() SET search_path = pg_temp",
    "DROP POLICY not_reserved ON person",
    "ALTER SYSTEM SET log_statement = 'all'",
    "SELECT pg_reload_conf()",
    "CREATE PUBLICATION mine FOR ALL TABLES",
    "CREATE EVENT TRIGGER mine ON ddl_command_end EXECUTE FUNCTION my_role()",
    "CREATE CAST (text AS person) WITH INOUT",
    "CREATE OPERATOR === (LEFTARG = text, RIGHTARG = text, FUNCTION = texteq)",
    "SECURITY LABEL ON TABLE person IS 'x'",
    "COMMENT ON TABLE person IS 'x'",
    "ANALYZE person; REINDEX TABLE person",
    "CLUSTER person",
    "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'postgres'",
]


@pytest.mark.parametrize("statement", REFUSED)
def test_the_server_refuses(agent: Connection, statement: str) -> None:
    with pytest.raises(psycopg.Error) as refusal:
        agent.execute(statement.encode())
    told = refusal.value
    assert not isinstance(told, errors.UndefinedFunction | errors.SyntaxError), told
    assert told.sqlstate in ("42501", "58P01", "0A000", "42P17", "22023", "42809"), (told.sqlstate, told)


def test_row_security_cannot_be_put_out(agent: Connection) -> None:
    """The setting turns a filtered answer into an error; it shows nothing more."""
    agent.execute("SET row_security = off")
    with pytest.raises(errors.InsufficientPrivilege, match="row-level security"):
        agent.execute("SELECT count(*) FROM person")


LEAKS = [
    "SELECT count(*) FROM person WHERE 1 / (landlord_id - %(mine)s) > 0",
    "SELECT count(*) FROM person WHERE CAST(birth_name AS int) > 0 AND landlord_id <> %(mine)s",
    "SELECT count(*) FROM person WHERE landlord_id <> %(mine)s AND 1 / (length(birth_name) * 0) = 1",
    "SELECT count(*) FROM contact WHERE landlord_id <> %(mine)s AND value::int = 1",
    "SELECT count(*) FROM customer WHERE landlord_id <> %(mine)s AND pg_sleep(0.001)::text = 'x'",
]


@pytest.mark.parametrize("query", LEAKS)
def test_a_leaky_condition_never_meets_a_hidden_row(agent: Connection, query: str) -> None:
    """An error on a row that is not mine would tell that it exists, and what it holds."""
    row = agent.execute("SELECT (my_landlords())[1]").fetchone()
    assert row is not None
    if "<>" in query:
        assert agent.execute(query.encode(), {"mine": row[0]}).fetchone() == (0,)
    else:
        with pytest.raises(errors.DivisionByZero):
            agent.execute(query.encode(), {"mine": row[0]})
        # The same for a landlord that is not mine: his rows do not even divide.
        other = {"mine": -1}
        assert agent.execute(query.encode(), other).fetchone() is not None


def test_statistics_tell_nothing_of_other_landlords(agent: Connection) -> None:
    found = agent.execute(
        "SELECT count(*) FROM pg_stats WHERE tablename IN ('person', 'contact', 'customer', 'posting')"
    ).fetchone()
    assert found == (0,)


def test_an_explained_query_keeps_the_policies(agent: Connection) -> None:
    lines = agent.execute("EXPLAIN SELECT * FROM person").fetchall()
    assert any("my_landlords" in str(line) for line in lines) or any(
        "InitPlan" in str(line) for line in lines
    )


def test_a_prepared_statement_follows_the_rights_of_the_moment(
    agent: Connection, server: Server, closed: str
) -> None:
    agent.execute("PREPARE mine AS SELECT count(*) FROM customer")
    before = agent.execute("EXECUTE mine").fetchone()
    assert before is not None
    assert isinstance(before[0], int)
    assert before[0] > 0
    with psycopg.connect(server.dsn(closed), autocommit=True) as owner:
        owner.execute("UPDATE staff SET valid_to = current_date WHERE login = 'accueil.logirem'")
        assert agent.execute("EXECUTE mine").fetchone() == (0,)
        owner.execute("UPDATE staff SET valid_to = NULL WHERE login = 'accueil.logirem'")
    assert agent.execute("EXECUTE mine").fetchone() == before


def test_a_search_path_of_ones_own_changes_nothing(agent: Connection) -> None:
    """Functions of the owner look in the system's catalogue first, and name every table whole."""
    before = agent.execute("SELECT public.my_landlords(), public.my_staff_id()").fetchone()
    agent.execute("SET search_path = pg_temp, public")
    assert agent.execute("SELECT public.my_landlords(), public.my_staff_id()").fetchone() == before


def test_session_settings_do_not_make_somebody_else(agent: Connection) -> None:
    for name in ("guichet.call", "guichet.command", "guichet.purpose", "role.name", "is.superuser"):
        agent.execute("SELECT set_config(%s, 'responsable.demo', false)", [name])
    assert agent.execute("SELECT my_role(), session_user::text").fetchone() == (
        "FRONT_DESK",
        "accueil.logirem",
    )


STACKED = "x'); DROP TABLE presence; CREATE ROLE stacked; SELECT ('"
VALUES: dict[str, object] = {
    "text": STACKED, "name": STACKED, "character varying": STACKED, "text[]": [STACKED],
    "jsonb": Jsonb({STACKED: STACKED}), "bigint": 1, "integer": 1, "smallint": 1, "bigint[]": [1],
    "boolean": True, "uuid": uuid4(), "date": date(2026, 11, 21), "bytea": STACKED.encode(),
    "timestamp with time zone": datetime(2026, 11, 21, tzinfo=UTC), "numeric": Decimal(1),
}  # fmt: skip
CALLS = sorted({name for name, roles in functions().items() if roles and "text" in name.split("(")[1]})
LOGINS = {
    Role.AGENT: "accueil.logirem", Role.ADMINISTRATOR: "admin.demo", Role.DPO: "dpo.demo",
    Role.COURIER: "facteur.demo", Role.ACCOUNTING: "quittancement.logirem",
    Role.MANAGER: "responsable.logirem", Role.PORTAL: "portail.demo",
}  # fmt: skip


@pytest.mark.parametrize("name", CALLS)
def test_no_text_becomes_a_statement(server: Server, closed: str, name: str) -> None:
    """A statement stacked in each text of each function: refused or kept as a text, never run."""
    role = next(role for role in LOGINS if role in functions()[name])
    types = [part.strip() for part in name[name.index("(") + 1 : -1].split(",")]
    call = f"SELECT * FROM {name[: name.index('(')]}({', '.join(f'%s::{one}' for one in types)})"
    with psycopg.connect(server.dsn(closed, LOGINS[role]), autocommit=True) as connection:
        with suppress(psycopg.Error):
            connection.execute(call.encode(), [VALUES[one] for one in types])
        left = connection.execute("SELECT to_regclass('presence') IS NOT NULL, to_regrole('stacked')")
        assert left.fetchone() == (True, None)
