"""Compare the rights of a database with those that this program declares: a sentence for each difference."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass

from sqlalchemy import Engine, text
from sqlalchemy.engine import Connection

from backoffice.database.failures import translated
from backoffice.database.rights.matrix import functions, grants, tables, wanted_rights
from backoffice.database.rights.policies import ROWS
from backoffice.database.rights.words import EVERYONE, OWNER

_COLUMNS = text(
    "SELECT r.rolname, c.relname, a.attname, verb "
    "FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped "
    "CROSS JOIN pg_roles r CROSS JOIN unnest(ARRAY['SELECT', 'INSERT', 'UPDATE']) AS verb "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
    "AND r.rolname = ANY(:roles) AND has_column_privilege(r.oid, c.oid, a.attnum, verb)"
)
_TABLES = text(
    "SELECT r.rolname, c.relname, verb FROM pg_class c CROSS JOIN pg_roles r "
    "CROSS JOIN unnest(ARRAY['DELETE', 'TRUNCATE', 'REFERENCES', 'TRIGGER']) AS verb "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm') "
    "AND r.rolname = ANY(:roles) AND has_table_privilege(r.oid, c.oid, verb)"
)
# A partition is reached through its table alone; a view and a sequence only when declared.
_ELSEWHERE = text(
    "SELECT r.rolname, c.relname FROM pg_class c CROSS JOIN pg_roles r "
    "WHERE c.relnamespace = 'public'::regnamespace AND c.relispartition AND c.relkind = 'r' "
    "AND r.rolname = ANY(:roles) AND has_table_privilege(r.oid, c.oid, 'SELECT, INSERT, UPDATE, DELETE')"
)
_OWNERS = text(
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
    "AND c.relkind IN ('r', 'p', 'v', 'm', 'S') AND c.relowner <> to_regrole(:owner) ORDER BY 1"
)
_ROW_SECURITY = text(
    "SELECT c.relname FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace "
    "AND c.relkind IN ('r', 'p') AND NOT c.relispartition "
    "AND NOT (c.relrowsecurity AND c.relforcerowsecurity) ORDER BY 1"
)
_POLICIES = text("SELECT tablename, policyname FROM pg_policies WHERE schemaname = 'public'")
_CALLS = text(
    "SELECT r.rolname, p.oid::regprocedure::text AS name FROM pg_proc p CROSS JOIN pg_roles r "
    "WHERE p.pronamespace = 'public'::regnamespace AND r.rolname = ANY(:roles) "
    "AND has_function_privilege(r.oid, p.oid, 'EXECUTE')"
)
_KNOWN = text("SELECT oid::regprocedure::text FROM pg_proc WHERE pronamespace = 'public'::regnamespace")
_LOGINS = text(
    "SELECT s.login, group_of_role(s.role) AS wanted, "
    "ARRAY(SELECT g.rolname::text FROM pg_auth_members m JOIN pg_roles g ON g.oid = m.roleid "
    "      WHERE m.member = r.oid ORDER BY 1) AS groups, "
    "r.rolsuper OR r.rolbypassrls OR r.rolcreaterole OR r.rolcreatedb OR r.rolreplication AS powerful "
    "FROM staff s JOIN pg_roles r ON r.rolname = s.login "
    "WHERE s.valid_from <= current_date AND (s.valid_to IS NULL OR s.valid_to > current_date) ORDER BY 1"
)


@dataclass(frozen=True)
class RoleGap:
    """One difference between the rights of the database and those of this program, as a sentence."""

    sentence: str


def role_gaps(engine: Engine) -> tuple[RoleGap, ...]:
    """What is missing or too wide, however it was given: to a role, to everybody, on a table or a column."""
    with translated(), engine.connect() as connection:
        missing = _missing_roles(connection)
        if missing:
            return (RoleGap(f"Les rôles {', '.join(missing)} manquent : lancez « backoffice db roles »."),)
        found = [
            *_columns(connection),
            *_whole_tables(connection),
            *_protection(connection),
            *_functions(connection),
            *_logins(connection),
        ]
    return tuple(RoleGap(sentence) for sentence in found)


def gaps_in_short(gaps: tuple[RoleGap, ...]) -> str:
    """All the gaps in one sentence that says what to do."""
    if len(gaps) == 1:
        sentence = gaps[0].sentence
        return sentence if "db roles" in sentence else f"{sentence[:-1]} : lancez « backoffice db roles »."
    return (
        f"Les droits de la base diffèrent de ceux du programme en {len(gaps)} points : "
        "lancez « backoffice db roles »."
    )


def _missing_roles(connection: Connection) -> list[str]:
    known = set(connection.scalars(text("SELECT rolname FROM pg_roles")))
    return [role for role in (OWNER, *EVERYONE) if role not in known]


def _columns(connection: Connection) -> Iterator[str]:
    rows = connection.execute(_COLUMNS, {"roles": list(EVERYONE)})
    held = {(row.rolname, row.relname, row.attname, row.verb) for row in rows}
    wanted = {(role.value, table, column, verb) for role, table, column, verb in wanted_rights()}
    yield from _in_words(held - wanted, "a {} en trop")
    yield from _in_words(wanted - held, "n’a pas {} comme il le faut")


def _in_words(rights: set[tuple[str, str, str, str]], form: str) -> Iterator[str]:
    by_table: dict[tuple[str, str], set[str]] = defaultdict(set)
    for role, table, _, verb in rights:
        by_table[table, role].add(verb)
    for (table, role), verbs in sorted(by_table.items()):
        yield f"Sur {table}, le rôle {role} {form.format(', '.join(sorted(verbs)))}."


def _whole_tables(connection: Connection) -> Iterator[str]:
    given = grants()
    for row in connection.execute(_TABLES, {"roles": list(EVERYONE)}):
        grant = given.get(row.relname, {}).get(row.rolname)
        if not (row.verb == "DELETE" and grant is not None and grant.delete):
            yield f"Sur {row.relname}, le rôle {row.rolname} a {row.verb} en trop."
    for row in connection.execute(_ELSEWHERE, {"roles": list(EVERYONE)}):
        yield f"Sur la partition {row.relname}, le rôle {row.rolname} a des droits en trop."


def _protection(connection: Connection) -> Iterator[str]:
    for name in connection.scalars(_OWNERS, {"owner": OWNER}):
        yield f"{name} n’appartient pas à {OWNER}."
    for name in connection.scalars(_ROW_SECURITY):
        yield f"La protection des lignes de {name} n’est pas en vigueur."
    present = {(row.tablename, row.policyname) for row in connection.execute(_POLICIES)}
    wanted = {(table, rule.name) for table, rules in ROWS.items() for rule in rules}
    wanted |= {(table, "owner_rows") for table in ROWS}
    for table, name in sorted(present ^ wanted):
        word = "en trop" if (table, name) in present else "manquante"
        yield f"Sur {table}, la règle de lignes {name} est {word}."
    for table in sorted(set(tables()) - set(ROWS)):
        yield f"La table {table} n’a pas de règle de lignes dans ce programme."


def _functions(connection: Connection) -> Iterator[str]:
    declared = functions()
    for name in sorted(set(declared) - set(connection.scalars(_KNOWN))):
        yield f"La fonction {name} est manquante."
    rows = connection.execute(_CALLS, {"roles": list(EVERYONE)})
    # What is not declared serves other functions: nobody calls it.
    held = {(row.rolname, row.name) for row in rows}
    wanted = {(role.value, name) for name, roles in declared.items() for role in roles}
    for role, name in sorted(held ^ wanted):
        word = "peut appeler à tort" if (role, name) in held else "ne peut pas appeler"
        yield f"Le rôle {role} {word} la fonction {name}."


def _logins(connection: Connection) -> Iterator[str]:
    """A member of staff in no group, in another one, or with the server's own powers."""
    for row in connection.execute(_LOGINS):
        if row.groups != [row.wanted]:
            yield f"Le compte {row.login} doit être dans le seul groupe {row.wanted}."
        if row.powerful:
            yield f"Le compte {row.login} a des pouvoirs sur le serveur : retirez-les."
