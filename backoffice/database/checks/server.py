"""The server as a desk sees it: its clock, its version and the settings that keep what was confirmed."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sqlalchemy import Connection, Engine, text

from backoffice.database.failures import translated
from backoffice.errors import Refused

OLDEST_SERVER = 15
CLOCK_TOLERANCE = timedelta(seconds=60)

_FACTS = text(
    "SELECT current_setting('server_version_num')::int / 10000 AS version, "
    "current_setting('fsync') = 'on' AS fsync, current_setting('full_page_writes') = 'on' AS full_pages, "
    "current_setting('password_encryption') = 'scram-sha-256' AS scram, "
    "coalesce((SELECT ssl FROM pg_stat_ssl WHERE pid = pg_backend_pid()), false) AS encrypted, "
    "coalesce(inet_client_addr() = inet_server_addr() OR inet_client_addr() <<= '127.0.0.0/8' "
    "OR inet_client_addr() = '::1', true) AS local"
)
_NOW = text("SELECT clock_timestamp()")


@dataclass(frozen=True)
class ServerFacts:
    """What the server says of itself and of this session."""

    version: int
    fsync: bool
    full_page_writes: bool
    scram: bool
    """Whether new passwords are kept in the form that is never replayed."""
    encrypted: bool
    """Whether this session goes through TLS."""
    local: bool
    """Whether it comes from the same machine: a socket, the loopback, an embedded server."""


def server_facts(connection: Connection) -> ServerFacts:
    """Read the facts; any login may."""
    row = connection.execute(_FACTS).one()
    return ServerFacts(row.version, row.fsync, row.full_pages, row.scram, row.encrypted, row.local)


def setting_faults(facts: ServerFacts) -> tuple[str, ...]:
    """What the administrator must set otherwise, as French pieces of a sentence; empty when all is well."""
    checks = (
        (facts.version >= OLDEST_SERVER, f"PostgreSQL {facts.version} au lieu de {OLDEST_SERVER} ou plus"),
        (facts.fsync, "« fsync » doit être « on »"),
        (facts.full_page_writes, "« full_page_writes » doit être « on »"),
        (facts.scram, "« password_encryption » doit être « scram-sha-256 »"),
        (facts.encrypted or facts.local, "« ssl » doit protéger la liaison vers un serveur distant"),
    )
    return tuple(fault for sound, fault in checks if not sound)


def refuse_settings(engine: Engine) -> str:
    """The settings in short when they keep what was confirmed.

    Raises ``Refused`` (``SERVER_SETTINGS``) naming those that do not, ``Unavailable``.
    """
    with translated(), engine.connect() as connection:
        facts = server_facts(connection)
    faults = setting_faults(facts)
    if faults:
        raise Refused(
            f"Le serveur est mal réglé ({', '.join(faults)}) : prévenez l’administrateur.", "SERVER_SETTINGS"
        )
    line = "liaison chiffrée" if facts.encrypted else "liaison locale"
    return f"fsync, full_page_writes, scram-sha-256, {line}"


def clock_skew(engine: Engine) -> timedelta:
    """How far this desk's clock is from the server's, never negative; the time to ask is left out."""
    with translated(), engine.connect() as connection:
        connection.execute(_NOW)
        before = datetime.now(UTC)
        server: datetime = connection.execute(_NOW).scalar_one()
        after = datetime.now(UTC)
    return max(before - server, server - after, timedelta(0))


def refuse_skew(engine: Engine) -> str:
    """The skew in short. Raises ``Refused`` (``CLOCK_SKEW``) above a minute, ``Unavailable``."""
    skew = clock_skew(engine)
    if skew > CLOCK_TOLERANCE:
        raise Refused(
            f"L’horloge de ce poste et celle du serveur diffèrent de {skew.total_seconds():.0f} s : "
            "réglez l’horloge du poste.",
            "CLOCK_SKEW",
        )
    return f"écart de {skew.total_seconds():.1f} s avec le serveur"
