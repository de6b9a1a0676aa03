"""A server of one's own: a transaction of another test on the same one would delay the sealing."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine

from backoffice.database.engine import make_engine
from tests.conftest import Server, copy_of, start_server


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    """A PostgreSQL that no other test uses."""
    return start_server(pytestconfig)


# The worker’s own two are made once, on the server of whoever asks first: these are of this one.
@pytest.fixture(scope="session")
def database(server: Server) -> Iterator[str]:
    """The name of a migrated database on that server."""
    yield from copy_of(server)


@pytest.fixture(scope="session")
def engine(server: Server, database: str) -> Iterator[Engine]:
    """An engine, as superuser, on that database; what a test writes must not be committed."""
    engine = make_engine(server.dsn(database))
    yield engine
    engine.dispose()
