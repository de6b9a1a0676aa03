"""``docs/rights.md``: the matrix of rights as a page, written from the declarations."""

from collections.abc import Iterator

from backoffice.database.rights.matrix import columns_for, functions, grants, tables
from backoffice.database.rights.policies import ROWS
from backoffice.database.rights.words import EVERYONE, Grant, Role

NAMES = {
    Role.CARETAKER: "gardien",
    Role.AGENT: "accueil",
    Role.ADVISER: "conseiller",
    Role.ACCOUNTING: "quittancement",
    Role.MANAGER: "responsable",
    Role.DPO: "DPO",
    Role.ADMINISTRATOR: "administrateur",
    Role.PORTAL: "portail",
    Role.ERP_FEED: "progiciel",
    Role.COURIER: "facteur",
    Role.REPORT_READER: "rapports",
}
_LETTERS = {"SELECT": "r", "INSERT": "a", "UPDATE": "w"}
_INTRODUCTION = """# Rights

This page is written from the declarations in `backoffice/database/rights/`; `backoffice db roles` puts
exactly these rights in force and checks them, and a test tries every table, column, role and verb through
real logins (SCRAM over TCP). Every member of staff is a login role in one of the groups below; every table
has forced row security; all is owned by `guichet_owner`, which nobody signs in with.

**What a login with psql may read without a line in the trace.** Row security bounds what is seen: an agent
his landlords' tenants, an adviser his agencies', a caretaker the holders of his buildings; files of
colleagues and confidential addresses are a manager's alone. Within these bounds a plain `SELECT` by psql
leaves no line: PostgreSQL has no trigger on reading. What leaves a line, whoever writes it: every row
added, changed or deleted (old and new values; but for counters, presence, remembered commands and what
triggers derive), every look of a caretaker at his list, and every opening, search and export made through
the product, counted against a quota by the very function that writes the line; no login writes such a line
itself. Accounts unlocked, calls begun and receipts given leave the line of the act. A transaction that is
rolled back takes its lines with it, and what it read was read. `EXPLAIN ANALYZE` counts the rows that a
policy left out: by a whole name or number, a login learns that one more row bears it, never which nor whose
(a number typed whole is told to be reserved anyway). What no login of staff reads by any way: the text of a
caller's code, full bank details outside the accounting, colleagues' own files, the trace of others (the
DPO's).

## Tables

One letter a right: `r` read, `a` add, `w` change, `d` delete; a number after it counts the columns when it
is not all of them.
"""


def rights_page() -> str:
    """The whole page, in Markdown."""
    return "\n".join([_INTRODUCTION, *_tables(), "", *_columns(), *_rows(), *_functions(), ""])


def _tables() -> Iterator[str]:
    yield "| table | " + " | ".join(NAMES[role] for role in EVERYONE) + " |"
    yield "|---" * (len(EVERYONE) + 1) + "|"
    given = grants()
    for table, columns in sorted(tables().items()):
        cells = (_cell(given[table].get(role), columns) for role in EVERYONE)
        yield f"| `{table}` | {' | '.join(cells)} |"


def _cell(grant: Grant | None, columns: tuple[str, ...]) -> str:
    if grant is None:
        return "–"
    words = []
    for verb, letter in _LETTERS.items():
        named = columns_for(grant, verb, columns)
        if named:
            words.append(letter if len(named) == len(columns) else f"{letter}{len(named)}")
    return " ".join([*words, "d"] if grant.delete else words) or "–"


def _columns() -> Iterator[str]:
    yield "## Columns, where not all"
    yield ""
    given = grants()
    for table, columns in sorted(tables().items()):
        for role in EVERYONE:
            grant = given[table].get(role)
            for verb, word in (("SELECT", "reads"), ("INSERT", "adds"), ("UPDATE", "changes")):
                named = columns_for(grant, verb, columns) if grant else ()
                if named and len(named) < len(columns):
                    yield f"* `{table}`, {NAMES[role]} {word}: {', '.join(named)}"
    yield ""


def _rows() -> Iterator[str]:
    yield "## Rows"
    yield ""
    yield "The owner of the tables sees all (functions of the database run as it). For the others:"
    yield ""
    for table, rules in sorted(ROWS.items()):
        for rule in rules:
            who = "everyone" if rule.roles == EVERYONE else ", ".join(NAMES[role] for role in rule.roles)
            how = " (and also)" if rule.restrictive else ""
            on = "" if rule.command == "ALL" else f" on {rule.command}"
            written = "" if rule.check in (None, rule.using) else f"; what is written: `{rule.check}`"
            yield f"* `{table}`{how}{on}, {who}: `{rule.using}`{written}"
    yield ""


def _functions() -> Iterator[str]:
    yield "## Functions"
    yield ""
    yield "Functions run as their owner with a fixed search path; nobody else may call one."
    yield ""
    for name, roles in sorted(functions().items()):
        who = "everyone" if roles == EVERYONE else ", ".join(NAMES[role] for role in roles) or "no login"
        yield f"* `{name}`: {who}"
