"""One copy of the training landlord for the stories of households of a worker, each undone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from tests.conftest import Server, copy_of
from tests.household_desk import HouseholdDesk


@pytest.fixture(scope="session")
def trained(server: Server) -> Iterator[Engine]:
    """The training landlord, as its owner; what a story writes is never committed."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name))
        yield engine
        engine.dispose()


@pytest.fixture
def home(trained: Engine) -> Iterator[HouseholdDesk]:
    """The household of a story, undone after it."""
    with trained.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield HouseholdDesk(session)
        outer.rollback()
