"""Hundreds of simulated tenants, acts of staff in between: portal and product agree on every state."""

import re
from collections.abc import Iterator

import pytest
from sqlalchemy import Engine, text

from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import ensure_roles, ensure_staff_logins
from backoffice.demo.build import build_training
from backoffice.demo.crowd.town import Town
from backoffice.rules.dates import paris_day
from tests.conftest import Server, copy_of

TENANTS = 300


@pytest.fixture(scope="module")
def town_name(server: Server) -> Iterator[str]:
    """A training landlord of three hundred tenants."""
    for name in copy_of(server):
        engine = make_engine(server.dsn(name), statement_seconds=300)
        with engine.begin() as connection:
            now = connection.execute(text("SELECT now()")).scalar_one()
            build_training(connection, paris_day(now), TENANTS, now)
            ensure_roles(connection)
            ensure_staff_logins(connection)
        engine.dispose()
        yield name


def texts(engine: Engine) -> str:
    """Every text, document and run of bytes of the database, one after the other."""
    columns = """SELECT c.relname, a.attname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' AND a.attnum > 0
        AND NOT a.attisdropped AND format_type(a.atttypid, NULL) ~ '^(text|json|bytea|character|xml|uuid)'"""
    found = []
    with engine.connect() as connection:
        for table, column in connection.execute(text(columns)).all():
            shown = f'SELECT coalesce("{column}"::text, \'\') FROM "{table}"'
            found += [str(one) for one in connection.execute(text(shown)).scalars()]
    return "\n".join(found)


def test_the_portal_and_the_product_agree_and_no_secret_is_written(server: Server, town_name: str) -> None:
    """R4.5: what the portal makes for a tenant is nowhere in the database."""
    owner = make_engine(server.dsn(town_name), statement_seconds=300)
    portal = make_engine(server.dsn(town_name, "portail.demo"))
    manager = make_engine(server.dsn(town_name, "responsable.demo"))
    before = set(re.findall(r"\d{6}", texts(owner)))
    secrets: set[str] = set()
    report = Town(portal, manager, "seed of the test", secrets.add).run()
    assert report.differences == []
    assert report.tenants >= TENANTS - 5
    assert report.tries > 3 * TENANTS
    assert report.acts > 10
    assert {"NONE", "PENDING_ACTIVATION", "ACTIVE", "LOCKED_TEMPORARY", "SUSPENDED_FRAUD"} <= set(
        report.states
    )
    kept = texts(owner)
    codes = {one for one in secrets if len(one) == 6}
    assert len(codes) > 20
    runs = set(re.findall(r"(?<!\d)\d{6}(?!\d)", kept)) - before
    assert codes & runs == set()
    assert [one for one in secrets - codes if one in kept] == []
    for engine in (owner, portal, manager):
        engine.dispose()
