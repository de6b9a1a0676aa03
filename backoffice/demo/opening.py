"""The profile ``demo``: an embedded server whose training landlord is made when missing or out of date."""

from collections.abc import Callable
from datetime import date, datetime

import psycopg
from psycopg import sql
from sqlalchemy import text

from backoffice.database.connect import OpenDatabase
from backoffice.database.embedded import EmbeddedServer, start_embedded
from backoffice.database.engine import make_engine
from backoffice.database.roles import ensure_login, ensure_roles
from backoffice.database.session import server_now, transaction
from backoffice.database.upgrade import current, head, upgrade
from backoffice.demo.build import STAFF_LOGINS, build_training
from backoffice.demo.renewal import is_current, renew
from backoffice.rules.dates import PARIS
from backoffice.settings import DEMO_PROFILE, Settings

DATABASE = "guichet"
AGENT_LOGIN = "agent.demo"
TENANTS = 5000

Progress = Callable[[str], None]


def open_demo(
    settings: Settings,
    progress: Progress,
    *,
    tenants: int | None = None,
    replay: bool = False,
) -> OpenDatabase:
    """The training database, as the front-desk agent ``agent.demo``; the caller closes it.

    Made again when the day has changed, unless somebody else is at work in it. ``replay``
    also sets up again the stories that a trainee has already played.
    Raises ``Unavailable`` when the embedded server does not start.
    """
    server = start_embedded((settings.profile or DEMO_PROFILE).folder)
    try:
        _prepare(server, progress, tenants, replay=replay)
        engine = make_engine(server.dsn(DATABASE, AGENT_LOGIN))
    except BaseException:
        server.stop()
        raise
    return OpenDatabase(engine, server)


def _prepare(server: EmbeddedServer, progress: Progress, tenants: int | None, *, replay: bool) -> None:
    with psycopg.connect(server.dsn("postgres"), autocommit=True) as guard:
        # Two programs may open the training landlord at once: the second waits for the first.
        guard.execute("SELECT pg_advisory_lock(hashtext('guichet training'))")
        if not _usable(server, guard, tenants):
            _make(server, guard, progress, tenants or TENANTS)
        _renew(server, replay=replay)


def _usable(server: EmbeddedServer, guard: psycopg.Connection, tenants: int | None) -> bool:
    if not guard.execute("SELECT 1 FROM pg_database WHERE datname = %s", [DATABASE]).fetchone():
        return False
    engine = make_engine(server.dsn(DATABASE))
    try:
        if current(engine) != head():
            return False
        with transaction(engine) as session:
            if is_current(session, _today(server_now(session)), tenants):
                return True
    finally:
        engine.dispose()
    busy = guard.execute("SELECT count(*) FROM pg_stat_activity WHERE datname = %s", [DATABASE]).fetchone()
    return busy is not None and busy[0] > 0


def _make(server: EmbeddedServer, guard: psycopg.Connection, progress: Progress, tenants: int) -> None:
    progress(f"Préparation du bailleur de formation ({tenants} locataires)…")
    draft = f"{DATABASE}_draft"
    _drop(guard, draft)
    server.ensure_database(draft)
    engine = make_engine(server.dsn(draft), statement_seconds=600)
    try:
        upgrade(engine)
        with transaction(engine) as session:
            reference_day = _today(server_now(session))
        with engine.begin() as connection:
            build_training(connection, reference_day, tenants)
            ensure_roles(connection)
            for login in STAFF_LOGINS:
                ensure_login(connection, login)
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text("ANALYZE"))
    finally:
        engine.dispose()
    _drop(guard, DATABASE)
    names = (sql.Identifier(draft), sql.Identifier(DATABASE))
    guard.execute(sql.SQL("ALTER DATABASE {} RENAME TO {}").format(*names))


def _drop(guard: psycopg.Connection, name: str) -> None:
    guard.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)))


def _renew(server: EmbeddedServer, *, replay: bool) -> None:
    engine = make_engine(server.dsn(DATABASE))
    try:
        with engine.begin() as connection:
            now: datetime = connection.execute(text("SELECT now()")).scalar_one()
            renew(connection, now, replay=replay)
    finally:
        engine.dispose()


def _today(now: datetime) -> date:
    return now.astimezone(PARIS).date()
