"""The whole matrix of rights: each role, table and column, from the families' declarations."""

from collections.abc import Iterator

from backoffice.database.rights.tables import (
    access,
    account,
    alert,
    clients,
    desk,
    note,
    people,
    proof,
    retention,
    stock,
    trace,
    work,
)
from backoffice.database.rights.tables.calls import contact
from backoffice.database.rights.tables.money import ground as seals
from backoffice.database.rights.tables.portal import acts, forms, recreation, watch
from backoffice.database.rights.tables.validation import (
    changes,
    ground,
    household,
    insurance,
    sending,
    stamps,
)
from backoffice.database.rights.tables.validation import work as queues
from backoffice.database.rights.words import ALL, EVERYONE, Grant, Role
from backoffice.models.registry import metadata

# Later families complete or narrow what earlier ones say of the same table.
_FAMILIES = (
    stock,
    people,
    account,
    desk,
    trace,
    access,
    proof,
    work,
    note,
    retention,
    clients,
    alert,
    contact,
    acts,
    watch,
    forms,
    recreation,
    ground,
    sending,
    insurance,
    queues,
    household,
    changes,
    seals,
    stamps,
)
VERSIONS = "alembic_version"

Right = tuple[Role, str, str, str]
"""Role, table, column, verb (``SELECT``, ``INSERT``, ``UPDATE``)."""


def tables() -> dict[str, tuple[str, ...]]:
    """Every table with its columns, in the order in which they are made."""
    mapped = {table.name: tuple(table.columns.keys()) for table in metadata.sorted_tables}
    return mapped | {VERSIONS: ("version_num",)}


def grants() -> dict[str, dict[Role, Grant]]:
    """What each role may do with each table; a role that is not named may do nothing."""
    merged: dict[str, dict[Role, Grant]] = {table: {} for table in tables()}
    for family in _FAMILIES:
        for table, by_role in family.TABLES.items():
            merged[table] = merged[table] | by_role
    return merged


def functions() -> dict[str, tuple[Role, ...]]:
    """Every function of the product with the roles that may call it."""
    merged: dict[str, tuple[Role, ...]] = {}
    for family in _FAMILIES:
        # As the catalogue writes them.
        merged |= {name.replace(", ", ","): roles for name, roles in family.FUNCTIONS.items()}
    return merged


def columns_of(wanted: tuple[str, ...], columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns that a grant names: ``*`` is every one, ``-name`` all but that one."""
    if not wanted or wanted[0] != ALL[0]:
        return wanted
    return tuple(column for column in columns if f"-{column}" not in wanted[1:])


def columns_for(grant: Grant, verb: str, columns: tuple[str, ...]) -> tuple[str, ...]:
    """The columns on which a grant gives ``verb``; who changes a row also counts the save."""
    named = columns_of(getattr(grant, verb.lower()), columns)
    if verb == "UPDATE" and named and "version" in columns and "version" not in named:
        return (*named, "version")
    return named


def wanted_rights() -> Iterator[Right]:
    """Every right on a column that the matrix gives."""
    given = grants()
    for table, columns in tables().items():
        for role in EVERYONE:
            grant = given[table].get(role)
            if grant is None:
                continue
            for verb in ("SELECT", "INSERT", "UPDATE"):
                for column in columns_for(grant, verb, columns):
                    yield role, table, column, verb
