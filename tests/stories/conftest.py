"""Stories are played by an agent on a copy of the training landlord."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from tests.stories.agent import Agent


@pytest.fixture
def agent(qtbot: QtBot, desk: Engine, tmp_path: Path) -> Iterator[Agent]:
    """An agent before the real window, nothing opened yet."""
    agent = Agent(qtbot, desk, tmp_path)
    yield agent
    agent.leave()
