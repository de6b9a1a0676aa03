"""The migrations make exactly what the mapped classes describe."""

from collections.abc import Callable
from importlib import import_module
from pkgutil import iter_modules

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from sqlalchemy import Engine, text

from backoffice import models
from backoffice.database.upgrade import _scripts
from backoffice.models import base, registry
from backoffice.models.base import Base

pytestmark = pytest.mark.database

# Every definition that PostgreSQL itself can print, but for names given by the server.
CATALOGUE = {
    "tables": """
        SELECT c.relname, c.relkind, obj_description(c.oid, 'pg_class')
        FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'S')
    """,
    "columns": """
        SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity,
               a.attgenerated, k.collname, pg_get_expr(d.adbin, d.adrelid), col_description(c.oid, a.attnum)
        FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
        LEFT JOIN pg_attrdef d ON d.adrelid = c.oid AND d.adnum = a.attnum
        LEFT JOIN pg_collation k ON k.oid = a.attcollation
        WHERE c.relnamespace = 'public'::regnamespace AND c.relkind IN ('r', 'p', 'v')
    """,
    "constraints": """
        SELECT conrelid::regclass::text, conname, pg_get_constraintdef(oid), condeferrable, condeferred
        FROM pg_constraint WHERE connamespace = 'public'::regnamespace AND contype NOT IN ('n', 't')
    """,
    "indexes": "SELECT tablename, indexname, indexdef FROM pg_indexes WHERE schemaname = 'public'",
}


def catalogue(engine: Engine, kind: str) -> set[tuple[object, ...]]:
    """The definitions of one kind, without Alembic's own table."""
    with engine.connect() as connection:
        rows = {tuple(row) for row in connection.execute(text(CATALOGUE[kind]))}
    return {row for row in rows if row[0] != "alembic_version"}


@pytest.fixture
def created(empty_database: str, engine_of: Callable[..., Engine]) -> Engine:
    """A database made from the mapped classes."""
    engine = engine_of(empty_database)
    Base.metadata.create_all(engine)
    return engine


def test_autogenerate_finds_nothing_to_do(engine: Engine) -> None:
    """Alembic's own comparison: tables, columns, types, defaults, comments."""
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        assert compare_metadata(MigrationContext.configure(connection, opts=options), Base.metadata) == []


@pytest.mark.parametrize("kind", ["tables", "columns", "constraints", "indexes"])
def test_migrated_and_created_are_the_same(engine: Engine, created: Engine, kind: str) -> None:
    """PostgreSQL prints the same definitions for both, checks and partial indexes included."""
    migrated, mapped = catalogue(engine, kind), catalogue(created, kind)
    assert sorted(migrated - mapped, key=str) == []
    assert sorted(mapped - migrated, key=str) == []
    assert mapped


def test_every_mapped_class_has_its_table(engine: Engine) -> None:
    """And there is no table without its class."""
    tables = {row[0] for row in catalogue(engine, "tables") if row[1] in ("r", "p")}
    assert tables == set(Base.metadata.tables)


def test_the_registry_knows_every_module_of_mapped_classes() -> None:
    """A family that is not imported there would be unknown to the mapper and to Alembic."""
    modules = [import_module(f"backoffice.models.{found.name}") for found in iter_modules(models.__path__)]
    mapping = {
        module
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Base) and value.__module__ == module.__name__
    }
    assert mapping - {base} == set(registry.FAMILIES)


def test_the_migrations_are_one_chain() -> None:
    """One beginning, one end, no branch."""
    scripts = _scripts()
    assert len(scripts.get_bases()) == 1
    assert len(scripts.get_heads()) == 1
