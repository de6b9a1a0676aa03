"""The roles of the database and what each may do; nothing is owned by a role that a client uses."""

from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from backoffice.database.failures import translated
from backoffice.errors import Refused
from backoffice.models.registry import metadata

AGENT = "guichet_agent"

# What a call-centre agent adds, and the columns of it that the server alone fills: who, when, the key.
# He reads every table. DELETE is in no list: history stays.
_INSERTS: dict[str, tuple[str, ...]] = {
    "audit_entry": ("id", "login", "recorded_at"),
    "caller_check": ("id", "recorded_at"),
    "command_done": ("login", "done_at"),
    "outbox_message": ("id", "recorded_at", "state", "attempts"),
    "phone_call": ("id",),
    "portal_event": ("id",),
    "receipt": ("id", "issued_at"),
    "receipt_duplicate": ("made_at",),
    "receipt_request": ("id",),
    "supervisor_alert": ("id", "recorded_at"),
}
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


_VERSIONS = "alembic_version"
_COLUMN_RIGHTS = ("SELECT", "INSERT", "UPDATE")
_TABLE_RIGHTS = ("SELECT", "INSERT", "UPDATE", "DELETE", "TRUNCATE")

_COLUMNS = text(
    "SELECT c.relname, a.attname, held FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid "
    "CROSS JOIN unnest(CAST(:rights AS text[])) AS held "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
    "AND a.attnum > 0 AND NOT a.attisdropped AND has_column_privilege(:role, c.oid, a.attnum, held)"
)
_TABLES = text(
    "SELECT c.relname, held FROM pg_class c CROSS JOIN unnest(CAST(:rights AS text[])) AS held "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') "
    "AND has_table_privilege(:role, c.oid, held)"
)


@dataclass(frozen=True)
class RoleGap:
    """The rights on one table that are missing or too wide, as one sentence."""

    sentence: str


def wanted_rights() -> dict[tuple[str, str], set[str]]:
    """What the agents' group may do with each (table, column): ``SELECT``, ``INSERT``, ``UPDATE``."""
    wanted = {
        (table.name, column.name): _column_rights(table.name, column.name)
        for table in metadata.sorted_tables
        for column in table.columns
    }
    return wanted | {(_VERSIONS, "version_num"): {"SELECT"}}


def _column_rights(table: str, column: str) -> set[str]:
    rights = {"SELECT"}
    if table in _INSERTS and column not in _INSERTS[table]:
        rights.add("INSERT")
    if column in (*_UPDATES.get(table, ()), *_LOCKED.get(table, ())):
        rights.add("UPDATE")
    return rights


def ensure_roles(connection: Connection) -> None:
    """Create the group role and give it exactly its grants; run as the owner of the tables."""
    if not _has_group(connection):
        connection.execute(text(f"CREATE ROLE {AGENT} NOLOGIN"))
    connection.execute(text("REVOKE CREATE ON SCHEMA public FROM PUBLIC"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {AGENT}"))
    for table in (*(table.name for table in metadata.sorted_tables), _VERSIONS):
        # What anybody has, the agents have too.
        connection.execute(text(f"REVOKE ALL ON {table} FROM {AGENT}, PUBLIC"))
        connection.execute(text(f"GRANT SELECT ON {table} TO {AGENT}"))
    wanted = wanted_rights()
    for right in ("INSERT", "UPDATE"):
        for table in sorted({name for name, _ in wanted}):
            columns = [
                column for (name, column), rights in wanted.items() if name == table and right in rights
            ]
            if columns:
                connection.execute(text(f"GRANT {right} ({', '.join(columns)}) ON {table} TO {AGENT}"))


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
    """Compare the agents' rights with what this program needs: one sentence per table that differs.

    Rights count however they were given: to the group, to everybody, on the table or on a column.
    """
    with translated(), engine.connect() as connection:
        if not _has_group(connection):
            return (RoleGap(f"Le rôle {AGENT} manque : lancez « backoffice db roles »."),)
        found = _differences(connection)
    return tuple(
        RoleGap(f"Sur {table}, le rôle {AGENT} {' et '.join(words)}.") for table, words in found.items()
    )


def gaps_in_short(gaps: tuple[RoleGap, ...]) -> str:
    """All the gaps in one sentence that says what to do."""
    if len(gaps) == 1:
        sentence = gaps[0].sentence
        return sentence if "db roles" in sentence else f"{sentence[:-1]} : lancez « backoffice db roles »."
    return (
        f"Le rôle {AGENT} a des droits de trop ou en moins sur {len(gaps)} tables : "
        "lancez « backoffice db roles »."
    )


def _has_group(connection: Connection) -> bool:
    query = text("SELECT 1 FROM pg_roles WHERE rolname = :r")
    return connection.execute(query, {"r": AGENT}).first() is not None


def _differences(connection: Connection) -> dict[str, list[str]]:
    """For each table, the rights in excess and those that are missing, in words."""
    columns = {(key, right) for key, rights in wanted_rights().items() for right in rights}
    # SELECT is given on whole tables, INSERT and UPDATE by columns, the rest never.
    tables = {(table, "SELECT") for (table, _), _ in columns}
    asked = {"role": AGENT, "rights": list(_COLUMN_RIGHTS)}
    held = {((row.relname, row.attname), row.held) for row in connection.execute(_COLUMNS, asked)}
    asked = {"role": AGENT, "rights": list(_TABLE_RIGHTS)}
    whole = {(row.relname, row.held) for row in connection.execute(_TABLES, asked)}
    excess = {(table, right) for (table, _), right in held - columns} | (whole - tables)
    lacking = {(table, right) for (table, _), right in columns - held} | (tables - whole)
    found = {}
    for name in sorted({table for table, _ in tables}):
        words = _in_words(name, excess, lacking)
        if words:
            found[name] = words
    return found


def _in_words(name: str, excess: set[tuple[str, str]], lacking: set[tuple[str, str]]) -> list[str]:
    words = []
    for rights, form in ((excess, "a {} en trop"), (lacking, "n’a pas {} comme il le faut")):
        named = sorted(right for table, right in rights if table == name)
        if named:
            words.append(form.format(", ".join(named)))
    return words
