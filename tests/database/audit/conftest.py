"""A server of one's own: a transaction of another test on the same one would delay the sealing."""

import pytest

from tests.conftest import Server, start_server


@pytest.fixture(scope="session")
def server(pytestconfig: pytest.Config) -> Server:
    """A PostgreSQL that no other test uses."""
    return start_server(pytestconfig)
