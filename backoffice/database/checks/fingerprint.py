"""The schema's fingerprint: one hash of the catalogue, kept when the schema is made, compared at login."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.dialects.postgresql import insert

from backoffice.database.failures import translated
from backoffice.errors import Refused
from backoffice.models.trace import DatabaseProperty

FINGERPRINT_KEY = "schema_fingerprint"

_QUERY = (Path(__file__).parent / "fingerprint.sql").read_text(encoding="utf-8")
_BY_HAND = (
    "Le schéma de la base n’est plus celui que Guichet a posé (il a été changé à la main) : "
    "prévenez l’administrateur."
)
_OTHER_SERVER = (
    "Le schéma de la base a été posé sur un PostgreSQL d’une autre version : "
    "l’administrateur relance « backoffice db roles »."
)
_NEVER = "L’empreinte du schéma n’a jamais été posée : l’administrateur lance « backoffice db roles »."


@dataclass(frozen=True)
class Fingerprint:
    """A hash of the catalogue and the major version of the server that printed it."""

    digest: str
    server: int


def schema_fingerprint(connection: Connection) -> Fingerprint:
    """The fingerprint of the schema as it is now; any login may ask, nothing is written.

    Tables, columns, types, constraints, indexes, triggers, bodies of functions, policies, views, rules
    and owners count; rights are compared elsewhere, and the partitions of a table count as their table.
    """
    # PostgreSQL leaves out the schema of what the search path shows: everybody must have the same.
    before = connection.execute(text("SELECT current_setting('search_path')")).scalar_one()
    _search(connection, "pg_catalog")
    try:
        # Without parameters, a percent sign of the query is a percent sign.
        row = connection.exec_driver_sql(_QUERY, execution_options={"no_parameters": True}).one()
    finally:
        if not connection.invalidated:
            _search(connection, before)
    return Fingerprint(row.digest, row.server)


def store_fingerprint(connection: Connection) -> None:
    """Keep the present fingerprint as the right one, in the caller's transaction; run as the owner."""
    now = schema_fingerprint(connection)
    value = {"digest": now.digest, "server": now.server}
    connection.execute(
        insert(DatabaseProperty)
        .values(key=FINGERPRINT_KEY, value=value)
        .on_conflict_do_update(index_elements=["key"], set_={"value": value, "recorded_at": func.now()})
    )


def kept_fingerprint(connection: Connection) -> Fingerprint | None:
    """The fingerprint that was kept; None when none ever was."""
    query = select(DatabaseProperty.value).where(DatabaseProperty.key == FINGERPRINT_KEY)
    value: dict[str, Any] | None = connection.execute(query).scalar_one_or_none()
    return None if value is None else Fingerprint(str(value["digest"]), int(value["server"]))


def refuse_changed_schema(engine: Engine) -> str:
    """The beginning of the fingerprint when it is the one kept.

    Raises ``Refused`` (``SCHEMA_CHANGED``, ``FINGERPRINT_MISSING``, ``FINGERPRINT_OLD``), ``Unavailable``.
    """
    with translated(), engine.connect() as connection:
        kept, now = kept_fingerprint(connection), schema_fingerprint(connection)
    if kept is None:
        raise Refused(_NEVER, "FINGERPRINT_MISSING")
    if kept.server != now.server:
        # PostgreSQL may print the same definition otherwise in another version.
        raise Refused(_OTHER_SERVER, "FINGERPRINT_OLD")
    if kept != now:
        raise Refused(_BY_HAND, "SCHEMA_CHANGED")
    return now.digest[:12]


def _search(connection: Connection, path: str) -> None:
    connection.execute(text("SELECT set_config('search_path', :path, true)"), {"path": path})
