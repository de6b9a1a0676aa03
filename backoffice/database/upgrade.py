"""The schema's version: what it is, and bringing it to what this program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text

from backoffice.database.failures import translated

# Any number will do, as long as every version of the program uses the same one.
_UPGRADE_LOCK = 7_166_401_512

_WAIT_FOR_A_COLLEAGUE = "5min"
_STATEMENT_LIMIT = "30min"
_LOCK_LIMIT = "5s"


def upgrade(engine: Engine) -> str:
    """Bring the schema to this program's version and return it.

    Two upgrades at once follow each other. Waiting for a table is limited to 5 seconds, so that agents
    at work are never blocked behind a migration. Raises ``Unavailable``, ``Conflict``, ``Refused``.
    """
    with translated(), engine.connect() as connection, _alone(connection):
        config = _config()
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
    return head()


def current(engine: Engine) -> str | None:
    """The version of the schema; None for an empty database. Raises ``Unavailable``, ``Refused``."""
    with translated(), engine.connect() as connection:
        return MigrationContext.configure(connection).get_current_revision()


def head() -> str:
    """The version of the schema that this program needs."""
    revision = _scripts().get_current_head()
    assert revision is not None, "a program without a migration"
    return revision


def is_known(revision: str) -> bool:
    """Whether this program carries the migration that made this version."""
    try:
        return _scripts().get_revision(revision) is not None
    except CommandError:
        return False


@contextmanager
def _alone(connection: Connection) -> Iterator[None]:
    """Hold the upgrade lock. It belongs to the session, so a migration may commit in its middle."""
    _limit(connection, _WAIT_FOR_A_COLLEAGUE)
    connection.execute(text("SELECT pg_advisory_lock(:key)"), {"key": _UPGRADE_LOCK})
    _limit(connection, _LOCK_LIMIT)
    connection.commit()
    try:
        yield
    finally:
        # The connection is thrown away: its limits and its lock must not go back to the pool.
        connection.invalidate()


def _limit(connection: Connection, lock: str) -> None:
    connection.execute(
        text("SELECT set_config('lock_timeout', :lock, false), set_config('statement_timeout', :run, false)"),
        {"lock": lock, "run": _STATEMENT_LIMIT},
    )


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations").replace("%", "%%"))
    return config


def _scripts() -> ScriptDirectory:
    return ScriptDirectory.from_config(_config())
