"""A landlord of this connection's own, and a lease; a server that asks for passwords."""

from collections.abc import Iterator
from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from tests.cluster import Node, cluster, train
from tests.factories import (
    House,
    make_landlord,
    make_lease,
    make_staff,
)


@pytest.fixture
def house(session: Session) -> House:
    house = make_landlord(session)
    make_staff(session, house)
    return house


@pytest.fixture
def lease(session: Session, house: House) -> Lease:
    return make_lease(session, house, number=f"{uuid4().int % 10**8}/0")


@pytest.fixture(scope="session")
def scram(pytestconfig: pytest.Config) -> Iterator[Node]:
    """A server reached over TCP alone, by SCRAM passwords alone, with the training landlord on it."""
    with cluster(pytestconfig.getoption("--pg-bin")) as node:
        train(node)
        yield node
