"""One training landlord for the changes of a module, each undone."""

from collections.abc import Iterator

import pytest
from sqlalchemy import Engine
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from tests.changes_desk import ChangesDesk
from tests.conftest import Server, copy_of


@pytest.fixture(scope="module")
def trained(server: Server) -> Iterator[Engine]:
    """One copy of the training landlord for all these tests, each undone."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name))
        yield engine
        engine.dispose()


@pytest.fixture
def desk(trained: Engine) -> Iterator[ChangesDesk]:
    with trained.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            yield ChangesDesk(session)
        outer.rollback()
