"""One copy of the training landlord for these tests; what each does is rolled back."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Connection, Engine

from backoffice.database.engine import make_engine
from tests.conftest import Server, copy_of


@pytest.fixture(scope="session")
def trained(server: Server) -> Iterator[Engine]:
    """The engine of a superuser on the copy."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name), statement_seconds=120)
        yield engine
        engine.dispose()


@pytest.fixture
def owner(trained: Engine) -> Iterator[Connection]:
    """A superuser's connection, in a transaction that ends with the test."""
    with trained.connect() as connection:
        outer = connection.begin()
        yield connection
        outer.rollback()
