"""A superuser at psql who takes any member of staff's place, and arranges accesses as no member could."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.conftest import Server
from tests.portal_desk import PortalDesk


@pytest.fixture
def stage(server: Server, training: str) -> Iterator[PortalDesk]:
    """The access of one tenant of the training landlords, on one connection."""
    with psycopg.connect(server.dsn(training), autocommit=True) as connection:
        yield PortalDesk(connection, "1344")
