"""The profile ``demo``: an embedded server whose training landlord is made when missing or out of date."""

import gc
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

import psycopg
from psycopg import sql
from sqlalchemy import text

from backoffice.database.connect import DATABASE, OpenDatabase
from backoffice.database.embedded import EmbeddedServer, start_embedded
from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import ensure_roles, ensure_staff_logins
from backoffice.database.session import server_now, transaction
from backoffice.database.upgrade import SchemaState, refuse_other_schema, schema_state, upgrade
from backoffice.demo.build import build_training
from backoffice.demo.renewal import is_current, is_young, renew
from backoffice.errors import Refused
from backoffice.rules.dates import paris_day
from backoffice.settings import DEMO_PROFILE, Settings

AGENT_LOGIN = "agent.demo"
TENANTS = 5000
_GONE_SECONDS = 1.0
_PAUSE_SECONDS = 0.05

Progress = Callable[[str], None]


def open_demo(
    settings: Settings,
    progress: Progress,
    *,
    tenants: int | None = None,
    replay: bool = False,
) -> OpenDatabase:
    """The training database, as the login of the settings or the agent ``agent.demo``; the caller closes it.

    Made again when the day has changed, unless somebody else is at work in it. ``replay``
    also sets up again the stories that a trainee has already played.
    Raises ``Unavailable`` when the embedded server does not start, ``Refused`` when a newer Guichet made
    it, or when an older one is at work in it.
    """
    server = start_embedded((settings.profile or DEMO_PROFILE).folder)
    try:
        _prepare(server, progress, tenants, replay=replay)
        engine = make_engine(server.dsn(DATABASE, settings.login or AGENT_LOGIN))
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
        state, _ = schema_state(engine)
        if state is SchemaState.NEW:
            # A newer Guichet made it, and may be at work in it: it is not ours to make again.
            refuse_other_schema(engine)
        sound = state is SchemaState.RIGHT
        if sound:
            with transaction(engine) as session:
                if is_current(session, paris_day(server_now(session)), tenants):
                    return True
    finally:
        engine.dispose()
    busy = _is_busy(guard)
    if busy and not sound:
        raise Refused(
            "Le bailleur de formation est ouvert dans un Guichet d’une autre version : fermez ses fenêtres, "
            "puis recommencez.",
            "TRAINING_BUSY",
        )
    return busy


def _is_busy(guard: psycopg.Connection) -> bool:
    """Whether somebody else is at work in it; a session just closed takes a moment to disappear."""
    query = "SELECT 1 FROM pg_stat_activity WHERE datname = %s AND backend_type = 'client backend'"
    deadline = time.monotonic() + _GONE_SECONDS
    while guard.execute(query, [DATABASE]).fetchone():
        if time.monotonic() > deadline:
            return True
        time.sleep(_PAUSE_SECONDS)
    return False


def _make(server: EmbeddedServer, guard: psycopg.Connection, progress: Progress, tenants: int) -> None:
    progress(f"Préparation du bailleur de formation ({tenants} locataires)…")
    draft = f"{DATABASE}_draft"
    _drop(guard, draft)
    server.ensure_database(draft)
    engine = make_engine(server.dsn(draft), statement_seconds=600)
    try:
        upgrade(engine)
        with transaction(engine) as session:
            reference_day = paris_day(server_now(session))
        with _collector_paused(), engine.begin() as connection:
            build_training(connection, reference_day, tenants)
            ensure_roles(connection)
            ensure_staff_logins(connection)
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
            if replay or not is_young(connection, now):
                renew(connection, now, replay=replay)
    finally:
        engine.dispose()


@contextmanager
def _collector_paused() -> Iterator[None]:
    """Millions of rows are made and none is a cycle: looking for some costs a fifth of the time."""
    was_enabled = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_enabled:
            gc.enable()
