"""What the tests of the doctor share: its lines, and a server whose settings are those of production."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
from psycopg import sql

from tests.conftest import Server

LINES = [
    "versions",
    "coffre",
    "connexion",
    "horloge",
    "réglages",
    "schéma",
    "empreinte",
    "programme",
    "droits",
    "agent",
]


@contextmanager
def durable(server: Server, *, on: bool) -> Iterator[None]:
    """Settings of the whole server, which other workers share: one test at a time has them changed."""
    with psycopg.connect(server.dsn(), autocommit=True) as guard:
        guard.execute("SELECT pg_advisory_lock(hashtext('durable'))")
        _set(guard, "on" if on else "off")
        try:
            yield
        finally:
            _set(guard, "off")


def _set(guard: psycopg.Connection, value: str) -> None:
    for name in ("fsync", "full_page_writes"):
        guard.execute(sql.SQL("ALTER SYSTEM SET {} = {}").format(sql.Identifier(name), sql.Literal(value)))
    guard.execute("SELECT pg_reload_conf()")
    # A session reads its configuration again between two statements.
    while any(guard.execute(f"SHOW {name}").fetchone() != (value,) for name in ("fsync", "full_page_writes")):
        pass
