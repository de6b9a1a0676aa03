"""The schema's fingerprint: the same for everybody, another after any change made by hand."""

from collections.abc import Callable

import psycopg
import pytest
from sqlalchemy import Engine, text

from backoffice.cli.main import main
from backoffice.database.checks.fingerprint import (
    Fingerprint,
    kept_fingerprint,
    refuse_changed_schema,
    schema_fingerprint,
    store_fingerprint,
)
from backoffice.database.upgrade import upgrade
from backoffice.errors import Refused
from tests.conftest import Server

pytestmark = pytest.mark.database

BY_HAND = {
    "table": "CREATE TABLE public.spare (id int)",
    "column": "ALTER TABLE lease ADD COLUMN remark text",
    "type": "ALTER TABLE command_done ALTER COLUMN act TYPE varchar(50)",
    "default": "ALTER TABLE outbox_message ALTER COLUMN attempts SET DEFAULT 3",
    "not null": "ALTER TABLE phone_call ALTER COLUMN started_at DROP NOT NULL",
    "check": "ALTER TABLE outbox_message DROP CONSTRAINT ck_outbox_message_state_known",
    "unvalidated": "ALTER TABLE lease ADD CONSTRAINT odd CHECK (id <> 0) NOT VALID",
    "foreign key off": "ALTER TABLE phone_call DISABLE TRIGGER ALL",
    "index": "DROP INDEX ix_outbox_message_customer",
    "owner": "ALTER TABLE audit_entry OWNER TO pg_database_owner",
    "row security": "ALTER TABLE landlord_parameter ENABLE ROW LEVEL SECURITY",
    "policy": "CREATE POLICY everybody ON audit_entry USING (true)",
    "rule": "CREATE RULE nothing AS ON INSERT TO supervisor_alert DO INSTEAD NOTHING",
    "schema": "CREATE SCHEMA attic; CREATE TABLE attic.spare (id int)",
    "trigger of a partition": "ALTER TABLE audit.entry_other DISABLE TRIGGER ALL",
    "view": "CREATE VIEW public.all_mail AS SELECT * FROM outbox_message",
    "function": (
        "CREATE FUNCTION public.back_door() RETURNS int LANGUAGE sql SECURITY DEFINER AS 'SELECT 1'"
    ),
    "body": (
        "CREATE OR REPLACE FUNCTION public.set_client_limits(oldest text, newest text) RETURNS void "
        "LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS 'BEGIN NULL; END'"
    ),
    "search path": "ALTER FUNCTION public.set_client_limits(text, text) RESET search_path",
    "trigger": (
        "CREATE TRIGGER silent BEFORE INSERT ON audit_entry FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()"
    ),
}


def printed(engine: Engine, *before: str) -> Fingerprint:
    """The fingerprint after some statements, all undone."""
    with engine.connect() as connection, connection.begin() as outer:
        for statement in before:
            connection.exec_driver_sql(statement)
        found = schema_fingerprint(connection)
        outer.rollback()
    return found


@pytest.mark.parametrize("change", BY_HAND.values(), ids=BY_HAND)
def test_a_change_by_hand_is_seen(engine: Engine, change: str) -> None:
    assert printed(engine, change) != printed(engine)


def test_what_staff_do_every_day_changes_nothing(engine: Engine) -> None:
    acts = (
        "INSERT INTO database_property (key, value) VALUES ('anything', '1')",
        "COMMENT ON TABLE lease IS 'words'",
        "CREATE TEMPORARY TABLE work (id int)",
        "GRANT SELECT ON lease TO PUBLIC",
    )
    assert printed(engine, *acts) == printed(engine)


def test_a_new_month_changes_nothing_but_an_unguarded_one_does(engine: Engine) -> None:
    family = (
        "CREATE TABLE public.month (day date NOT NULL, word text) PARTITION BY RANGE (day)",
        "CREATE TRIGGER guard BEFORE INSERT ON month FOR EACH ROW "
        "EXECUTE FUNCTION suppress_redundant_updates_trigger()",
        "CREATE TABLE public.month_1 PARTITION OF month FOR VALUES FROM ('2026-01-01') TO ('2026-02-01')",
    )
    following = (
        "CREATE TABLE public.month_2 PARTITION OF month FOR VALUES FROM ('2026-02-01') TO ('2026-03-01')"
    )
    before = printed(engine, *family)
    assert printed(engine, *family, following) == before
    assert printed(engine, *family, "ALTER TABLE month_1 DISABLE TRIGGER guard") != before
    assert printed(engine, *family, following, "ALTER TABLE month_2 ENABLE ROW LEVEL SECURITY") != before


def test_the_months_that_the_trace_will_need_change_nothing(engine: Engine) -> None:
    assert printed(engine, "SELECT ensure_audit_partitions(24)") == printed(engine)


def test_an_agent_and_the_owner_print_the_same(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    owner = engine_of(training)
    assert printed(desk) == printed(owner)
    assert printed(owner, "SET search_path = pg_temp") == printed(owner)
    assert refuse_changed_schema(desk) == printed(owner).digest[:12]


def test_the_search_path_is_given_back(engine: Engine) -> None:
    with engine.connect() as connection:
        schema_fingerprint(connection)
        assert connection.execute(text("SHOW search_path")).scalar_one() == "public"


def test_a_change_by_hand_is_refused_until_it_is_accepted(fresh_engine: Engine) -> None:
    refuse_changed_schema(fresh_engine)
    with fresh_engine.begin() as connection:
        connection.exec_driver_sql(BY_HAND["index"])
    with pytest.raises(Refused, match="à la main") as caught:
        refuse_changed_schema(fresh_engine)
    assert caught.value.code == "SCHEMA_CHANGED"
    upgrade(fresh_engine)
    with pytest.raises(Refused, match="à la main"):
        refuse_changed_schema(fresh_engine)
    with fresh_engine.begin() as connection:
        store_fingerprint(connection)
    refuse_changed_schema(fresh_engine)


def test_another_server_and_no_fingerprint_have_their_sentence(
    server: Server, fresh_database: str, fresh_engine: Engine
) -> None:
    with psycopg.connect(server.dsn(fresh_database), autocommit=True) as owner:
        owner.execute(
            "UPDATE database_property SET value = jsonb_set(value, '{server}', '9') "
            "WHERE key = 'schema_fingerprint'"
        )
        with pytest.raises(Refused, match="autre version"):
            refuse_changed_schema(fresh_engine)
        owner.execute("DELETE FROM database_property WHERE key = 'schema_fingerprint'")
        with pytest.raises(Refused, match="jamais"):
            refuse_changed_schema(fresh_engine)
    upgrade(fresh_engine)
    with fresh_engine.connect() as connection:
        assert kept_fingerprint(connection) == schema_fingerprint(connection)


def test_rights_posed_on_a_changed_schema_say_so_once(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with psycopg.connect(server.dsn(training), autocommit=True) as owner:
        owner.execute(BY_HAND["index"])
    main(["db", "roles", "--dsn", server.dsn(training)])
    assert "à la main" in capsys.readouterr().err
    main(["db", "roles", "--dsn", server.dsn(training)])
    assert "à la main" not in capsys.readouterr().err
