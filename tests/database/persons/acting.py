"""Acting as a member of staff inside one transaction, and reading everything as the owner."""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text
from sqlalchemy.orm import Session

from backoffice.database.failures import translated
from backoffice.models.registry import metadata

# What an act adds for ever: its trace, its own event, the counters of quotas.
APART = {"person_merge", "command_done", "access_use", "audit_entry", "audit_batch"}


@contextmanager
def acting_as(connection: Connection, login: str) -> Iterator[Session]:
    """A session of ``login`` in the transaction of a superuser's connection."""
    connection.execute(text(f'SET SESSION AUTHORIZATION "{login}"'))
    try:
        with translated(), Session(connection, join_transaction_mode="create_savepoint") as session:
            yield session
            session.commit()
    finally:
        connection.execute(text("RESET SESSION AUTHORIZATION"))


# What a merge told those concerned stays, withdrawn or not.
_NO_NOTICE = {"outbox_message": " WHERE t.subject NOT LIKE 'Réunion de fiches%'"}


def everything(connection: Connection) -> dict[str, Counter[str]]:
    """Every row of every table as text, counters of saves and notices of merges apart."""
    row = "SELECT (to_jsonb(t) - 'version')::text FROM public."
    return {
        table.name: Counter(connection.scalars(text(f"{row}{table.name} t{_NO_NOTICE.get(table.name, '')}")))
        for table in metadata.sorted_tables
        if table.name not in APART
    }


def differences(before: dict[str, Counter[str]], after: dict[str, Counter[str]]) -> dict[str, list[str]]:
    """Table by table, the rows that are in one and not in the other."""
    told = {
        table: [f"- {row}" for row in rows - after[table]] + [f"+ {row}" for row in after[table] - rows]
        for table, rows in before.items()
    }
    return {table: rows for table, rows in told.items() if rows}
