"""Row security: which rows of a table a role sees and writes, as data."""

from dataclasses import dataclass

from backoffice.database.rights.words import EVERYONE, OWNER, STAFF, Role

MINE = "landlord_id = ANY ((SELECT my_landlords())::bigint[])"
# Everybody but those whose view is narrower than a landlord.
WIDE = tuple(role for role in EVERYONE if role not in (Role.ADVISER, Role.CARETAKER))
NOT_CARETAKER = tuple(role for role in EVERYONE if role is not Role.CARETAKER)
# Files of colleagues and confidential addresses are a manager's; services treat every tenant alike (R5.14).
KEPT_OUT = tuple(role for role in (*STAFF, Role.REPORT_READER) if role is not Role.MANAGER)


@dataclass(frozen=True)
class RowRule:
    """One policy: for whom, on which command, which rows are seen (``using``) and written (``check``)."""

    name: str
    using: str
    roles: tuple[Role, ...] = EVERYONE
    check: str | None = None
    command: str = "ALL"
    restrictive: bool = False

    def statement(self, table: str) -> str:
        """The policy in SQL."""
        kind = "RESTRICTIVE" if self.restrictive else "PERMISSIVE"
        parts = [
            f"CREATE POLICY {self.name} ON {table} AS {kind} FOR {self.command} TO {', '.join(self.roles)}"
        ]
        if self.command != "INSERT":
            parts.append(f"USING ({self.using})")
        if self.command in ("ALL", "INSERT", "UPDATE"):
            parts.append(f"WITH CHECK ({self.check or self.using})")
        return " ".join(parts)


Rules = tuple[RowRule, ...]
Rows = dict[str, Rules]


def owner_statement(table: str) -> str:
    """Functions of the database run as the owner of the tables, for whom row security is in force too."""
    return f"CREATE POLICY owner_rows ON {table} TO {OWNER} USING (true) WITH CHECK (true)"


def open_to_all() -> Rules:
    """Every row to every role: what the grants leave is no secret."""
    return (RowRule("all_rows", "true"),)


def of_landlord(roles: tuple[Role, ...] = EVERYONE) -> Rules:
    """Rows of my landlords."""
    return (RowRule("landlord_rows", MINE, roles),)


def of_parent(
    table: str,
    parent: str,
    column: str,
    roles: tuple[Role, ...] = NOT_CARETAKER,
    *,
    optional: bool = False,
    names_landlord: bool = True,
) -> RowRule:
    """A row is seen with the row it hangs on: the policies of the parent decide.

    What is written names the landlord of that row: its line in the trace is read by that landlord's officer.
    """
    found = f"SELECT FROM {parent} seen WHERE seen.id = {table}.{column}"
    same = f" AND seen.landlord_id = {table}.landlord_id" if names_landlord else ""
    none = f"{table}.{column} IS NULL OR " if optional else ""
    using, check = (f"({none}EXISTS ({rows}))" for rows in (found, found + same))
    if not optional:
        using, check = using[1:-1], check[1:-1]
    return RowRule(f"{parent}_rows", using, roles, check=check)


def in_landlord_of(table: str, parent: str, column: str, *, optional: bool = False) -> Rules:
    """The same for a table that names its landlord: an index led by the landlord still serves."""
    rule = of_parent(table, parent, column, optional=optional)
    mine = f"{table}.{MINE} AND "
    return (RowRule(rule.name, mine + rule.using, rule.roles, check=f"{mine}{rule.check}"),)


def signed(column: str = "staff_id", me: str = "(SELECT my_staff_id())", command: str = "INSERT") -> RowRule:
    """What a member of staff writes carries his own name, or none: nobody writes in a colleague's."""
    mine = f"{column} IS NULL OR {column} = {me}"
    using = mine if command == "INSERT" else "true"
    return RowRule(f"{command.lower()}_signed_by_me", using, STAFF, mine, command, restrictive=True)


def not_reserved() -> RowRule:
    """Reserved files are a manager's (R5.14)."""
    return RowRule("not_reserved", "NOT reserved", KEPT_OUT, restrictive=True)
