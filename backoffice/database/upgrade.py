"""The schema's version: what it is, and bringing it to what this program needs."""

from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from alembic.util import CommandError
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import ProgrammingError

from backoffice import __version__
from backoffice.database.checks.clients import accepts_older, move_limits
from backoffice.database.checks.fingerprint import kept_fingerprint, store_fingerprint
from backoffice.database.failures import translated
from backoffice.errors import Refused
from backoffice.models.registry import metadata

# Any number will do, as long as every version of the program uses the same one.
_UPGRADE_LOCK = 7_166_401_512

_WAIT_FOR_A_COLLEAGUE = "5min"
_STATEMENT_LIMIT = "30min"
_LOCK_LIMIT = "5s"

_VERSIONS = "alembic_version"
_COLUMNS = text(
    "SELECT c.relname, a.attname FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
    "AND a.attnum > 0 AND NOT a.attisdropped"
)
# A migration meets a table, a column or a constraint that is missing or already there.
_NOT_AS_LEFT = ("42P01", "42P07", "42701", "42703", "42704", "42710", "42P16", "42830", "42804")


class SchemaState(Enum):
    """How the schema of a database stands towards this program."""

    EMPTY = "empty"
    OLD = "old"
    RIGHT = "right"
    NEW = "new"
    FOREIGN = "foreign"
    """Another program's tables, or ours in pieces."""


def upgrade(engine: Engine) -> str:
    """Bring the schema to this program's version and return it.

    The fingerprint of what was made and the versions of the program that it is made for are kept with it.
    Two upgrades at once follow each other. Waiting for a table is limited to 5 seconds, so that agents
    at work are never blocked behind a migration. Raises ``Unavailable``, ``Conflict``, ``Refused`` (no
    right, a schema newer than this program, a database that is not Guichet's).
    """
    with translated(), engine.connect() as connection, _alone(connection):
        state, revision = _state(connection)
        _refuse_unusable(state, revision)
        # Alembic leaves a transaction that it finds open uncommitted.
        connection.commit()
        config = _config()
        config.attributes["connection"] = connection
        try:
            command.upgrade(config, "head")
        except ProgrammingError as error:
            if getattr(error.orig, "sqlstate", None) in _NOT_AS_LEFT:
                raise _foreign() from error
            raise
        _refuse_unusable(*_state(connection))
        move_limits(connection, __version__)
        # Where nothing was to be done, a schema changed by hand must not pass for ours.
        if revision != head() or kept_fingerprint(connection) is None:
            store_fingerprint(connection)
        connection.commit()
    return head()


def current(engine: Engine) -> str | None:
    """The version of the schema; None for an empty database.

    Raises ``Unavailable``, ``Refused`` for a database that is not Guichet's.
    """
    state, revision = schema_state(engine)
    if state is SchemaState.FOREIGN:
        raise _foreign()
    return revision


def schema_state(engine: Engine) -> tuple[SchemaState, str | None]:
    """How the schema stands, and its version if it has one. Raises ``Unavailable``, ``Refused``."""
    with translated(), engine.connect() as connection:
        return _state(connection)


def refuse_unfit_schema(engine: Engine) -> None:
    """Refuse a schema that this program cannot work on; the next version's is fit if it says so.

    Raises ``Refused`` as ``refuse_other_schema`` does, ``Unavailable``.
    """
    with translated(), engine.connect() as connection:
        state, _ = _state(connection)
        if state is SchemaState.NEW and accepts_older(connection, __version__) and _is_whole(connection):
            return
    refuse_other_schema(engine)


def refuse_other_schema(engine: Engine) -> None:
    """Refuse a schema that is not exactly this program's own.

    Raises ``Refused`` (``SCHEMA_OLD``, ``SCHEMA_NEW``, ``SCHEMA_FOREIGN``), ``Unavailable``.
    """
    state, revision = schema_state(engine)
    _refuse_unusable(state, revision)
    if state is not SchemaState.RIGHT:
        found = "vide" if revision is None else f"version {revision}"
        raise Refused(
            f"La base ({found}) est plus ancienne que ce programme (version {head()}) : "
            "lancez « backoffice db upgrade » ou demandez à l’administrateur.",
            "SCHEMA_OLD",
        )


def head() -> str:
    """The version of the schema that this program needs."""
    revision = _scripts().get_current_head()
    assert revision is not None, "a program without a migration"
    return revision


def _state(connection: Connection) -> tuple[SchemaState, str | None]:
    wanted, present = _wanted(), _present(connection)
    ours = {table for table, _ in wanted} & {table for table, _ in present}
    if (_VERSIONS, "version_num") not in present:
        strange = ours or any(table == _VERSIONS for table, _ in present)
        return (SchemaState.FOREIGN if strange else SchemaState.EMPTY), None
    revisions = MigrationContext.configure(connection).get_current_heads()
    if len(revisions) != 1:
        # No row, and no table either: what a downgrade to nothing leaves.
        return (SchemaState.FOREIGN if revisions or ours else SchemaState.EMPTY), None
    revision = revisions[0]
    if not ours:
        return SchemaState.FOREIGN, revision
    if not _is_known(revision):
        return SchemaState.NEW, revision
    if revision != head():
        return SchemaState.OLD, revision
    return (SchemaState.RIGHT if wanted <= present else SchemaState.FOREIGN), revision


def _is_whole(connection: Connection) -> bool:
    """Whether everything that this program uses is there, whatever there is besides."""
    return _wanted() <= _present(connection)


def _wanted() -> set[tuple[str, str]]:
    return {(table.name, column.name) for table in metadata.tables.values() for column in table.columns}


def _present(connection: Connection) -> set[tuple[str, str]]:
    return {(row.relname, row.attname) for row in connection.execute(_COLUMNS)}


def _refuse_unusable(state: SchemaState, revision: str | None) -> None:
    if state is SchemaState.FOREIGN:
        raise _foreign()
    if state is SchemaState.NEW:
        raise Refused(
            f"La base (version {revision}) est plus récente que ce programme (version {head()}) : "
            "mettez Guichet à jour.",
            "SCHEMA_NEW",
        )


def _foreign() -> Refused:
    return Refused(
        "Cette base n’est pas celle de Guichet, ou elle est incomplète : choisissez une base vide, "
        "ou faites restaurer une sauvegarde.",
        "SCHEMA_FOREIGN",
    )


def _is_known(revision: str) -> bool:
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
