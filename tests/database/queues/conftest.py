"""The queues of one copy of the training landlord, emptied before each test."""

from collections.abc import Iterator

import pytest
from sqlalchemy import text

from tests.conftest import Server, copy_of
from tests.database.queues.acting import Land

_CLEAN = """
    DELETE FROM second_look; DELETE FROM work_skip; DELETE FROM staff_absence;
    UPDATE work_item w
        SET status = 'CANCELLED', claimed_by = NULL, claimed_until = NULL, version = version + 1
        WHERE kind = 'HOUSEHOLD' AND status = 'OPEN'
          AND EXISTS (SELECT FROM change_submission c WHERE c.work_item_id = w.id);
    DELETE FROM work_decision d USING work_item w WHERE w.id = d.work_item_id
        AND w.kind IN ('SURVEY', 'REQUEST', 'HOUSEHOLD')
        AND NOT EXISTS (SELECT FROM change_submission c WHERE c.work_item_id = w.id);
    DELETE FROM work_item w WHERE kind IN ('SURVEY', 'REQUEST', 'HOUSEHOLD')
        AND NOT EXISTS (SELECT FROM change_submission c WHERE c.work_item_id = w.id);
"""


@pytest.fixture(scope="module")
def standing(server: Server) -> Iterator[Land]:
    """One copy for the module: each test makes its own queues."""
    for name in copy_of(server, server.ensure_training()):
        land = Land(server, name)
        yield land
        land.close()


@pytest.fixture
def land(standing: Land) -> Land:
    """The queues of these tests, empty."""
    with standing.owner.begin() as connection:
        for statement in _CLEAN.split(";"):
            if statement.strip():
                connection.execute(text(statement))
    return standing
