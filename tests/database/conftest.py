"""A landlord of this connection's own, and a lease."""

from uuid import uuid4

import pytest
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
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
