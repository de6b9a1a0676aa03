"""Indexes and unique or exclusion constraints taken away before a load and put back after it."""

from psycopg import Connection

# The keys stay: they grow in order, and foreign keys hang on them.
_CONSTRAINTS = """
SELECT conrelid::regclass::text, quote_ident(conname),
       concat('ALTER TABLE ', conrelid::regclass, ' ADD CONSTRAINT ', quote_ident(conname), ' ',
              pg_get_constraintdef(oid))
FROM pg_constraint
WHERE contype IN ('u', 'x') AND conrelid = ANY (%(tables)s::regclass[])
ORDER BY conrelid::regclass::text, conname
"""
_INDEXES = """
SELECT i.indexrelid::regclass::text, i.indrelid::regclass::text, pg_get_indexdef(i.indexrelid)
FROM pg_index i
WHERE i.indrelid = ANY (%(tables)s::regclass[])
  AND NOT EXISTS (SELECT FROM pg_constraint c
                  WHERE c.conindid = i.indexrelid AND c.contype IN ('p', 'u', 'x'))
ORDER BY 1
"""


def take_away(connection: Connection, tables: list[str]) -> dict[str, list[str]]:
    """Drop them; answer the statements that put them back, by table."""
    given: dict[str, list[str]] = {table: [] for table in tables}
    asked = {"tables": tables}
    for table, name, statement in connection.execute(_CONSTRAINTS, asked).fetchall():
        connection.execute(f"ALTER TABLE {table} DROP CONSTRAINT {name}")
        given[table].append(statement)
    for index, table, statement in connection.execute(_INDEXES, asked).fetchall():
        connection.execute(f"DROP INDEX {index}")
        given[table].append(statement)
    return given
