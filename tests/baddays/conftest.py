"""A primary and its synchronous standby, with the training landlord and accounts to unlock."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from sqlalchemy import Engine

from backoffice.database.engine import make_engine
from tests.baddays.unlocking import AGENT, DATABASE, lock_accounts
from tests.cluster import train
from tests.pair import Pair, pair


@pytest.fixture(scope="module")
def servers(pytestconfig: pytest.Config) -> Iterator[Pair]:
    """Two servers, both alive; a test that changes that calls ``mend``."""
    with pair(pytestconfig.getoption("--pg-bin")) as both:
        train(both.primary)
        yield both


@pytest.fixture(scope="module")
def customers(servers: Pair) -> Iterator[int]:
    """Customers whose account may be unlocked, one after the other."""
    return iter(lock_accounts(servers.primary))


@pytest.fixture
def duo(servers: Pair) -> Iterator[Pair]:
    """Two servers, the standby following; whatever the test did, the next finds them so."""
    yield servers
    for node in servers.nodes:
        node.thaw()
    if servers.primary.postmaster() is None:
        servers.primary.start()
    if not servers.is_synchronous():
        servers.follow()


@pytest.fixture
def client(duo: Pair) -> Iterator[Callable[..., Engine]]:
    """Make engines that know both servers, signed in as an agent."""
    made: list[Engine] = []

    def make(dsn: str | None = None, **options: Any) -> Engine:
        made.append(make_engine(dsn or duo.dsn(DATABASE, AGENT), **options))
        return made[-1]

    yield make
    for engine in made:
        engine.dispose()
