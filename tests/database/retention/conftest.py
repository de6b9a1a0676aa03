"""A landlord whose data protection officer is signed in, and today by the server's clock."""

from datetime import date

import pytest
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.clock import server_day
from tests.factories import House, make_landlord, make_staff
from tests.former import load_rules


@pytest.fixture
def house(session: Session) -> House:
    load_rules(session)
    house = make_landlord(session)
    make_staff(session, house).role = StaffRole.DPO
    session.flush()
    return house


@pytest.fixture
def today(session: Session) -> date:
    return server_day(session)
