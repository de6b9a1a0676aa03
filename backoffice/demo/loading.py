"""Rows on their way to the database: ids given out here, tables filled by COPY."""

import json
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field

from psycopg import Connection as PsycopgConnection
from psycopg import sql
from sqlalchemy import Connection, text

from backoffice.models.base import Base
from backoffice.models.ledger import Posting, RentNotice, RentNoticeLine
from backoffice.models.registry import metadata

# Stands for no value in the COPY text; no name and no label holds it.
_NULL = "\N{SYMBOL FOR NULL}"
_ORDER = {table.name: rank for rank, table in enumerate(metadata.sorted_tables)}
_LARGE = (RentNotice, RentNoticeLine, Posting)

_Lines = dict[tuple[str, ...], list[str]]


@dataclass
class _Table:
    """What is known of one table while rows gather."""

    name: str
    with_id: bool
    last_id: int = 0
    groups: _Lines = field(default_factory=dict)


@dataclass
class Rows:
    """Rows gathered for all tables, written to the database in the order of the foreign keys.

    Columns not given take the table's default; rows are grouped by the columns given.
    """

    tables: dict[type[Base], _Table] = field(default_factory=dict)

    def add(self, model: type[Base], **values: object) -> int:
        """Gather one row and return its id; a table without ``id`` returns 0."""
        table = self.tables.get(model) or self._open(model)
        line = "\t".join([_NULL if value is None else str(value) for value in values.values()])
        if "\\" in line or "\n" in line or line.count("\t") != len(values) - 1:
            line = "\t".join([_escaped(value) for value in values.values()])
        if table.with_id:
            table.last_id += 1
            line = f"{line}\t{table.last_id}"
        columns = tuple(values)
        if columns not in table.groups:
            table.groups[columns] = []
        table.groups[columns].append(line)
        return table.last_id

    def last_id(self, model: type[Base]) -> int:
        """How many rows of a table were gathered so far: the last id given out."""
        return self.tables[model].last_id if model in self.tables else 0

    def take(self) -> list[tuple[str, tuple[str, ...], list[str]]]:
        """What has gathered since the last time: table, columns, lines; parents before children."""
        taken = []
        for table in sorted(self.tables.values(), key=lambda one: _ORDER[one.name]):
            for columns, lines in table.groups.items():
                taken.append((table.name, (*columns, "id") if table.with_id else columns, lines))
            table.groups = {}
        return taken

    def _open(self, model: type[Base]) -> _Table:
        table = _Table(model.__tablename__, "id" in model.__table__.columns)
        self.tables[model] = table
        return table


def as_json(value: Mapping[str, object]) -> str:
    """``value`` for a JSONB column."""
    return json.dumps(value, ensure_ascii=False)


def as_array(words: Sequence[str]) -> str:
    """``words`` (codes, without a comma or a quote) for an array column."""
    return "{" + ",".join(words) + "}"


def _escaped(value: object) -> str:
    if value is None:
        return _NULL
    return str(value).replace("\\", "\\\\").replace("\n", "\\n").replace("\t", "\\t")


@dataclass
class Loader:
    """Writes rows while the next ones are being made: the server works beside us."""

    connection: Connection
    rows: Rows
    hand: ThreadPoolExecutor
    under_way: Future[None] | None = None

    def write(self) -> None:
        """Send what has gathered; wait first for what was sent before."""
        self.wait()
        driver = self.connection.connection.driver_connection
        assert isinstance(driver, PsycopgConnection), "the training set is loaded through psycopg"
        self.under_way = self.hand.submit(_write, driver, self.rows.take())

    def wait(self) -> None:
        """Wait for what was sent; an error of the server is raised here."""
        if self.under_way is not None:
            self.under_way.result()
            self.under_way = None


@contextmanager
def loading(connection: Connection, rows: Rows, *, keys_last: bool) -> Iterator[Loader]:
    """Load ``rows`` in the caller's transaction; foreign keys and counters are right at the end.

    ``keys_last`` drops the foreign keys of the largest tables and puts them back at the end: checked
    all at once, they cost a tenth of a check for each row, but nobody else reads these tables meanwhile.
    """
    keys = _drop_foreign_keys(connection) if keys_last else []
    guarded = connection.scalars(_GUARDED).all()
    _switch_triggers(connection, guarded, "DISABLE")
    with ThreadPoolExecutor(1) as hand:
        loader = Loader(connection, rows, hand)
        yield loader
        loader.write()
        loader.wait()
    for statement in keys:
        connection.execute(text(statement))
    _derive(connection)
    _switch_triggers(connection, guarded, "ENABLE")
    for table in rows.tables.values():
        if table.with_id and table.last_id:
            set_last = text("SELECT setval(pg_get_serial_sequence(:name, 'id'), :last)")
            connection.execute(set_last, {"name": table.name, "last": table.last_id})


_GUARDED = text(
    "SELECT DISTINCT tgrelid::regclass::text FROM pg_trigger t JOIN pg_class c ON c.oid = t.tgrelid "
    "WHERE NOT tgisinternal AND c.relnamespace = 'public'::regnamespace AND c.relkind = 'r' ORDER BY 1"
)
_DERIVED = "lease, customer, person, person_name_key, lease_holder, household_member, premises, staff"


def _switch_triggers(connection: Connection, tables: Sequence[str], how: str) -> None:
    """``DISABLE`` or ``ENABLE`` the trace and what is derived row by row; keys are still checked."""
    for table in tables:
        connection.execute(text(f"ALTER TABLE {table} {how} TRIGGER USER"))


def _derive(connection: Connection) -> None:
    """Bring agencies and reservations of all files up to date at once; without statistics it would crawl."""
    connection.execute(text(f"ANALYZE {_DERIVED}"))
    connection.execute(text("SELECT refresh_files(ARRAY(SELECT id FROM customer))"))
    connection.execute(text("SELECT refill_search_keys()"))
    connection.execute(text("SELECT refill_shared_contacts()"))


def _drop_foreign_keys(connection: Connection) -> list[str]:
    """Drop the foreign keys of the largest tables; return the statements that put them back."""
    names = [model.__tablename__ for model in _LARGE]
    found = connection.execute(
        text(
            "SELECT conrelid::regclass::text AS name, quote_ident(conname) AS key,"
            " pg_get_constraintdef(oid) AS definition FROM pg_constraint"
            " WHERE contype = 'f' AND conrelid::regclass::text = ANY(:names) ORDER BY 1, 2"
        ),
        {"names": names},
    ).all()
    for row in found:
        connection.execute(text(f"ALTER TABLE {row.name} DROP CONSTRAINT {row.key}"))
    return [f"ALTER TABLE {row.name} ADD CONSTRAINT {row.key} {row.definition}" for row in found]


def _write(driver: PsycopgConnection, taken: list[tuple[str, tuple[str, ...], list[str]]]) -> None:
    for table, columns, lines in taken:
        statement = sql.SQL("COPY {} ({}) FROM STDIN WITH (NULL {})").format(
            sql.Identifier(table), sql.SQL(", ").join(map(sql.Identifier, columns)), sql.Literal(_NULL)
        )
        with driver.cursor() as cursor, cursor.copy(statement) as copy:
            copy.write("\n".join(lines) + "\n")
