"""Members of staff at psql: each with a connection of his own, and no program in between."""

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.conftest import Server
from tests.psql import Psql


@pytest.fixture
def psql(server: Server, training: str) -> Iterator[Callable[..., Psql]]:
    """Open a psql on the training landlord, as anybody: ``psql("agent.demo")``."""
    opened: list[psycopg.Connection] = []

    def connect(user: str = "agent.demo") -> Psql:
        opened.append(psycopg.connect(server.dsn(training, user), autocommit=True))
        return Psql(opened[-1])

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def agent(psql: Callable[..., Psql]) -> Psql:
    """The call-centre agent."""
    return psql("agent.demo")


@pytest.fixture
def owner(psql: Callable[..., Psql]) -> Psql:
    """The superuser, who arranges what no member of staff could."""
    return psql("postgres")
