"""Create or mend roles, owners, grants and row policies; run as whoever administers the database."""

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from backoffice.database.checks.fingerprint import store_fingerprint
from backoffice.database.failures import translated
from backoffice.database.rights.check import RoleGap, role_gaps
from backoffice.database.rights.matrix import columns_for, functions, grants, tables
from backoffice.database.rights.policies import ROWS
from backoffice.database.rights.rows import owner_statement
from backoffice.database.rights.words import ALL, EVERYONE, OWNER, Grant, Role
from backoffice.errors import Refused

GATEKEEPER = "guichet_gatekeeper"
# It alone makes login roles, and runs nothing but these two functions.
GATEKEEPER_FUNCTIONS = ("make_login(text,text,text)", "close_login(text,text)")
LARGE_OBJECTS = (
    "lo_creat(integer)", "lo_create(oid)", "lo_from_bytea(oid, bytea)", "lo_open(oid, integer)",
    "lo_put(oid, bigint, bytea)", "lowrite(integer, bytea)", "loread(integer, integer)",
)  # fmt: skip


def ensure_roles(connection: Connection) -> None:
    """Create the roles and give each exactly its rights; nothing is owned by a role that a client uses."""
    _make_roles(connection)
    _close_what_everybody_has(connection)
    _own_everything(connection)
    _grant_tables(connection)
    _grant_functions(connection)
    _set_policies(connection)
    store_fingerprint(connection)


def apply_roles(engine: Engine) -> tuple[RoleGap, ...]:
    """Create or mend the roles, then say what is still not right (empty: all is right)."""
    with translated(), engine.begin() as connection:
        if not _may_administer(connection):
            raise Refused(
                "Seul un compte d’administration de la base peut poser les droits : "
                "relancez « backoffice db roles » avec ce compte."
            )
        ensure_roles(connection)
    return role_gaps(engine)


def _may_administer(connection: Connection) -> bool:
    """The owner of the tables who may also create roles."""
    return bool(
        connection.execute(
            text(
                "SELECT pg_has_role(c.relowner, 'USAGE') AND (r.rolsuper OR r.rolcreaterole) "
                "FROM pg_class c, pg_roles r WHERE c.oid = 'lease'::regclass AND r.rolname = current_user"
            )
        ).scalar_one()
    )


def _make_roles(connection: Connection) -> None:
    wanted = {OWNER: "", GATEKEEPER: "CREATEROLE"} | dict.fromkeys(EVERYONE, "")
    known = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    for role, attribute in wanted.items():
        if role not in known:
            # Roles belong to the server: another database may be making the same one.
            connection.execute(
                text(
                    f"DO $$ BEGIN CREATE ROLE {role} NOLOGIN {attribute}; "
                    "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
                )
            )
    if _is_recent(connection):
        for role in EVERYONE:
            _let_gatekeeper_grant(connection, role)


def _is_recent(connection: Connection) -> bool:
    """Since 16 the right to create roles is not enough to give them: the right to give each is needed."""
    return int(connection.exec_driver_sql("SHOW server_version_num").scalar_one()) >= 160000


def _let_gatekeeper_grant(connection: Connection, role: str) -> None:
    held = connection.execute(
        text(
            "SELECT 1 FROM pg_auth_members WHERE roleid = to_regrole(:role) "
            "AND member = to_regrole(:keeper) AND admin_option"
        ),
        {"role": f'"{role}"', "keeper": GATEKEEPER},
    ).first()
    if held is None:
        connection.execute(text(f'GRANT "{role}" TO {GATEKEEPER} WITH ADMIN TRUE, INHERIT FALSE, SET FALSE'))


_GROUPS = text(
    "SELECT g.rolname::text AS name, b.rolname::text AS grantor "
    "FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid "
    "JOIN pg_roles r ON r.oid = m.member JOIN pg_roles b ON b.oid = m.grantor "
    "WHERE r.rolname = :login AND g.rolname LIKE 'guichet\\_%'"
)


def ensure_login(connection: Connection, login: str, group: str = Role.AGENT) -> None:
    """Create a login role for a member of staff inside ``group``; its password is set elsewhere."""
    quoted = connection.dialect.identifier_preparer.quote_identifier(login)
    exists = connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :r"), {"r": login}).first()
    if exists is None:
        connection.execute(text(f"CREATE ROLE {quoted} LOGIN"))
    recent = _is_recent(connection)
    for held in connection.execute(_GROUPS, {"login": login}).all():
        if held.name != group or (recent and held.grantor != GATEKEEPER):
            giver = f' GRANTED BY "{held.grantor}"' if recent else ""
            connection.execute(text(f"REVOKE {held.name} FROM {quoted}{giver}"))
    # Since 16 only who gave a group takes it back, and the gatekeeper closes the accounts.
    connection.execute(text(f"GRANT {group} TO {quoted}" + (f" GRANTED BY {GATEKEEPER}" if recent else "")))
    if recent:
        _let_gatekeeper_grant(connection, login)


def ensure_staff_logins(connection: Connection) -> None:
    """A login role for everybody in service, in the group of his job and in no other."""
    rows = connection.execute(
        text(
            "SELECT login, group_of_role(role) AS wanted FROM staff "
            "WHERE valid_from <= current_date AND (valid_to IS NULL OR valid_to > current_date) ORDER BY 1"
        )
    ).all()
    for row in rows:
        ensure_login(connection, row.login, row.wanted)


def _close_what_everybody_has(connection: Connection) -> None:
    """Take back what everybody has and no client needs: temporary tables, code blocks, large objects."""
    base = connection.dialect.identifier_preparer.quote_identifier(
        connection.execute(text("SELECT current_database()")).scalar_one()
    )
    everyone = ", ".join(EVERYONE)
    connection.execute(text(f"REVOKE ALL ON DATABASE {base} FROM PUBLIC"))
    connection.execute(text(f"GRANT CONNECT ON DATABASE {base} TO {everyone}"))
    connection.execute(text("REVOKE ALL ON SCHEMA public FROM PUBLIC"))
    connection.execute(text(f"GRANT USAGE ON SCHEMA public TO {everyone}, {GATEKEEPER}"))
    connection.execute(text(f"GRANT USAGE, CREATE ON SCHEMA public TO {OWNER}"))
    if connection.execute(text("SELECT rolsuper FROM pg_roles WHERE rolname = current_user")).scalar_one():
        connection.execute(text("REVOKE USAGE ON LANGUAGE plpgsql, sql FROM PUBLIC"))
        connection.execute(text(f"GRANT USAGE ON LANGUAGE plpgsql, sql TO {OWNER}"))
        for function in LARGE_OBJECTS:
            connection.execute(text(f"REVOKE EXECUTE ON FUNCTION pg_catalog.{function} FROM PUBLIC"))


_FUNCTIONS = text(
    "SELECT p.oid::regprocedure::text, o.rolname FROM pg_proc p JOIN pg_roles o ON o.oid = p.proowner "
    "WHERE p.pronamespace = 'public'::regnamespace ORDER BY 1"
)


def _own_everything(connection: Connection) -> None:
    """Tables, views and functions belong to a role that nobody signs in with; the gatekeeper has his two."""
    # Partitions of the trace live apart, where only functions of the owner go.
    connection.execute(text(f"ALTER SCHEMA audit OWNER TO {OWNER}"))
    relations = connection.execute(
        text(
            "SELECT relnamespace::regnamespace || '.' || quote_ident(relname) AS name, relkind FROM pg_class "
            "WHERE relnamespace IN ('public'::regnamespace, 'audit'::regnamespace) "
            "AND relkind IN ('r', 'p', 'v', 'm') AND relowner <> to_regrole(:owner)"
        ),
        {"owner": OWNER},
    ).all()
    for name, _ in relations:
        connection.execute(text(f"ALTER TABLE {name} OWNER TO {OWNER}"))
    sequences = connection.scalars(
        text(
            "SELECT quote_ident(relname) FROM pg_class c WHERE relnamespace = 'public'::regnamespace "
            "AND relkind = 'S' AND relowner <> to_regrole(:owner)"
        ),
        {"owner": OWNER},
    ).all()
    for name in sequences:
        connection.execute(text(f"ALTER SEQUENCE {name} OWNER TO {OWNER}"))
    for function, owner in connection.execute(_FUNCTIONS).all():
        wanted = GATEKEEPER if function in GATEKEEPER_FUNCTIONS else OWNER
        if owner != wanted:
            connection.execute(text(f"ALTER FUNCTION {function} OWNER TO {wanted}"))


def _grant_tables(connection: Connection) -> None:
    given, everyone = grants(), ", ".join(EVERYONE)
    for table, columns in tables().items():
        connection.execute(text(f"REVOKE ALL ON {table} FROM {everyone}, PUBLIC"))
        for role, grant in given[table].items():
            for right in _rights(grant, columns):
                connection.execute(text(f"GRANT {right} ON {table} TO {role}"))


def _rights(grant: Grant, columns: tuple[str, ...]) -> list[str]:
    """The rights of a grant as SQL names them: reading the whole table, or named columns."""
    rights = ["DELETE"] if grant.delete else []
    for verb in ("SELECT", "INSERT", "UPDATE"):
        named = columns_for(grant, verb, columns)
        # A right to change a whole table would be one to lock it against everybody.
        if verb == "SELECT" and grant.select == ALL:
            rights.append(verb)
        elif named:
            rights.append(f"{verb} ({', '.join(named)})")
    return rights


def _grant_functions(connection: Connection) -> None:
    everyone = ", ".join(EVERYONE)
    connection.execute(text(f"REVOKE ALL ON ALL FUNCTIONS IN SCHEMA public FROM PUBLIC, {everyone}"))
    for function, roles in functions().items():
        if roles:
            connection.execute(text(f"GRANT EXECUTE ON FUNCTION {function} TO {', '.join(roles)}"))
    for function in GATEKEEPER_FUNCTIONS:
        connection.execute(text(f"GRANT EXECUTE ON FUNCTION {function} TO {OWNER}"))
    connection.execute(text(f"GRANT EXECUTE ON FUNCTION group_of_role(text) TO {GATEKEEPER}"))


def _set_policies(connection: Connection) -> None:
    """Row security in force on every table, its owner included, with exactly the policies declared."""
    present = connection.execute(
        text(
            "SELECT quote_ident(tablename), quote_ident(policyname) FROM pg_policies "
            "WHERE schemaname = 'public'"
        )
    ).all()
    for table, name in present:
        connection.execute(text(f"DROP POLICY {name} ON {table}"))
    for table, rules in ROWS.items():
        connection.execute(text(f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"))
        connection.execute(text(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"))
        connection.execute(text(owner_statement(table)))
        for rule in rules:
            connection.execute(text(rule.statement(table)))
