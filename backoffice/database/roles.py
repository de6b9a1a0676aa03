"""The roles of the database and what each may do; nothing is owned by a role that a client uses."""

from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from backoffice.database.failures import translated
from backoffice.errors import Refused
from backoffice.models.registry import metadata

AGENT = "guichet_agent"

# What a call-centre agent writes; he reads every table. DELETE is in no list: history stays.
_INSERTS = (
    "audit_entry",
    "caller_check",
    "command_done",
    "outbox_message",
    "phone_call",
    "portal_event",
    "receipt",
    "receipt_duplicate",
    "receipt_request",
    "supervisor_alert",
)
_UPDATES = {
    "account_lock": ("ended_at", "ended_how", "reason", "staff_id", "call_id", "version"),
    "phone_call": ("ended_at", "summary", "level", "version"),
    "portal_account": ("state", "failed_attempts", "version"),
    "receipt": ("state", "replaced_by_id", "voided_at", "version"),
    "receipt_request": ("state", "decided_at", "refusal", "receipt_id", "staff_id", "version"),
    "registration_block": ("released_at", "reason", "staff_id", "call_id", "version"),
}
# Locking a row before writing beside it asks for the right to update one of its columns.
_LOCKED = {"lease": ("version",), "customer": ("version",)}


@dataclass(frozen=True)
class RoleGap:
    """A right that is missing or too wide, as one sentence."""

    sentence: str


def ensure_roles(connection: Connection) -> None:
    """Create the group role and give it exactly its grants; run as the owner of the tables."""
    exists = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": AGENT}).first()
    if exists is None:
        connection.execute(text(f"CREATE ROLE {AGENT} NOLOGIN"))
    connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {AGENT}"))
    for table in metadata.sorted_tables:
        connection.execute(text(f"REVOKE ALL ON {table.name} FROM {AGENT}"))
        connection.execute(text(f"GRANT SELECT ON {table.name} TO {AGENT}"))
    connection.execute(text(f"GRANT SELECT ON alembic_version TO {AGENT}"))
    for name in _INSERTS:
        connection.execute(text(f"GRANT INSERT ON {name} TO {AGENT}"))
    for name, columns in {**_UPDATES, **_LOCKED}.items():
        connection.execute(text(f"GRANT UPDATE ({', '.join(columns)}) ON {name} TO {AGENT}"))


def ensure_login(connection: Connection, login: str, group: str = AGENT) -> None:
    """Create a login role for a member of staff inside ``group``; its password is set elsewhere."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(login)
    exists = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": login}).first()
    if exists is None:
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN"))
    connection.execute(text(f"GRANT {group} TO {quoted}"))


def apply_roles(engine: Engine) -> tuple[RoleGap, ...]:
    """Create or mend the roles, then say what is still not right (empty: all is right)."""
    with translated(), engine.begin() as connection:
        if not _owns_tables(connection):
            raise Refused(
                "Seul le propriétaire des tables peut poser les droits : "
                "relancez « backoffice db roles » avec le compte d’administration de la base."
            )
        ensure_roles(connection)
    return role_gaps(engine)


def _owns_tables(connection: Connection) -> bool:
    return bool(
        connection.execute(
            text("SELECT pg_has_role(relowner, 'USAGE') FROM pg_class WHERE oid = 'lease'::regclass")
        ).scalar_one()
    )


def role_gaps(engine: Engine) -> tuple[RoleGap, ...]:
    """Compare the agents' rights with what this program needs: one sentence per difference."""
    with translated(), engine.connect() as connection:
        if (
            connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": AGENT}).first()
            is None
        ):
            return (RoleGap(f"Le rôle {AGENT} manque : lancez « backoffice db roles »."),)
        wrong = [
            RoleGap(f"Le rôle {AGENT} {verb} sur {table} : lancez « backoffice db roles ».")
            for table, verb in _differences(connection)
        ]
    return tuple(wrong)


def _differences(connection: Connection) -> list[tuple[str, str]]:
    found = []
    for table in metadata.tables:
        for right in ("SELECT", "INSERT", "DELETE", "TRUNCATE"):
            wanted = right == "SELECT" or (right == "INSERT" and table in _INSERTS)
            query = text("SELECT has_table_privilege(:role, :table, :right)")
            has = connection.execute(query, {"role": AGENT, "table": table, "right": right}).scalar_one()
            if has != wanted:
                found.append((table, f"n’a pas {right}" if wanted else f"a {right} en trop"))
    return found
