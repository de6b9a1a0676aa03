"""A superuser at psql who takes any member of staff's place, and arranges accesses as no member could."""

from collections.abc import Iterator
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.people import StaffRole
from tests.conftest import Server
from tests.factories import make_landlord, make_staff
from tests.portal_desk import PortalDesk
from tests.portal_town import Town


@pytest.fixture
def stage(server: Server, training: str) -> Iterator[PortalDesk]:
    """The access of one tenant of the training landlords, on one connection."""
    with psycopg.connect(server.dsn(training), autocommit=True) as connection:
        yield PortalDesk(connection, "1344")


@pytest.fixture
def town(session: Session) -> Town:
    house = make_landlord(session)
    make_staff(session, house, role=StaffRole.MANAGER)
    now: datetime = session.execute(select(func.now())).scalar_one()
    return Town(session, house, now)
