"""The engine: one work session, and one more while a long job runs, towards a checked PostgreSQL."""

import psycopg
import sqlalchemy
from sqlalchemy import Engine

from backoffice import __version__
from backoffice.database.checks.clients import refuse_other_client
from backoffice.database.checks.server import OLDEST_SERVER
from backoffice.database.dsn import (
    UNREADABLE_HOST,
    aim_at_primary,
    parse_dsn,
    refuse_missing_files,
    require_tls,
)
from backoffice.database.failures import translated
from backoffice.database.liveness import ANSWER_SECONDS, replace_dead_lines
from backoffice.database.upgrade import refuse_unfit_schema
from backoffice.errors import Misconfigured, Refused

_KEEPALIVES = {
    "keepalives": "1",
    "keepalives_idle": "30",
    "keepalives_interval": "10",
    "keepalives_count": "3",
    "tcp_user_timeout": "30000",
}


def make_engine(
    dsn: str,
    *,
    user: str | None = None,
    password: str | None = None,
    statement_seconds: int = 30,
    answer_seconds: float = ANSWER_SECONDS,
) -> Engine:
    """An engine for any libpq DSN; nothing is connected yet.

    ``user`` and ``password`` complete the DSN and win over it; ``statement_seconds`` is the longest
    a statement may run, ``answer_seconds`` the time that an idle line has to show that it is alive.
    Raises ``Misconfigured`` for a wrong DSN, or one without TLS towards another machine, ``Unavailable``
    for a certificate file that is not there.
    """
    parameters = connection_parameters(dsn, statement_seconds=statement_seconds)
    parameters |= {key: value for key, value in (("user", user), ("password", password)) if value is not None}

    def connect() -> psycopg.Connection:
        try:
            return psycopg.connect(**parameters)  # type: ignore[arg-type]  # libpq's own keywords, as text
        except UnicodeError as error:
            # PGHOST or a service file may name a host that parse_dsn has not seen.
            raise Misconfigured(UNREADABLE_HOST) from error

    engine = sqlalchemy.create_engine(
        "postgresql+psycopg://",
        creator=connect,
        # At rest the work session stays; that of an export or of bulk work is closed when it ends.
        pool_size=1,
        max_overflow=1,
        pool_timeout=10,
        # Parameters hold tenants' data: they have no place in an error message or a log.
        hide_parameters=True,
    )
    replace_dead_lines(engine, answer_seconds)
    return engine


def connection_parameters(dsn: str, *, statement_seconds: int) -> dict[str, str]:
    """libpq's parameters for the DSN, completed with the product's session settings and TLS."""
    values = aim_at_primary(require_tls(parse_dsn(dsn)))
    refuse_missing_files(values)
    settings = {
        "statement_timeout": f"{statement_seconds * 1000}",
        "lock_timeout": "5000",
        "idle_in_transaction_session_timeout": "60000",
        "TimeZone": "Europe/Paris",
        "search_path": "public",
        # What a desk asks is over before a compiler would have started.
        "jit": "off",
    }
    options = " ".join(f"-c {name}={value}" for name, value in settings.items())
    defaults = {"connect_timeout": "5", **_KEEPALIVES}
    imposed = {
        "application_name": "guichet",
        "client_encoding": "UTF8",
        # The last setting wins: the product's own come after those of the DSN.
        "options": f"{values.get('options', '')} {options}".strip(),
    }
    return {**defaults, **values, **imposed}


def server_version(engine: Engine) -> int:
    """The major version of the server. Raises ``Unavailable`` when it does not answer."""
    with translated(), engine.connect() as connection:
        return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) // 10000


def check_schema(engine: Engine) -> None:
    """Refuse to work on a server or a schema that this program was not written for.

    Every desk passes here, window or command. The version after this one may have made the schema, when
    the database says that this one may go on. Raises ``Refused`` (server too old; schema missing, older,
    newer, not ours; program too old or too new for this database), ``Unavailable``.
    """
    version = server_version(engine)
    if version < OLDEST_SERVER:
        raise Refused(
            f"Ce serveur est un PostgreSQL {version} : Guichet demande la version {OLDEST_SERVER} ou plus. "
            "Demandez sa mise à jour à l’administrateur."
        )
    refuse_unfit_schema(engine)
    refuse_other_client(engine, __version__)
