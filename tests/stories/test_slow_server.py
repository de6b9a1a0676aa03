"""A server that takes its time: the window answers the keyboard all the while."""

import logging
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest
from PySide6.QtCore import QObject, Qt, QTimer, Slot
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.views.keys_dialog import KeysDialog
from tests.stories.agent import Agent

SERVER_SECONDS = 2
LONGEST_GAP_SECONDS = 0.2
"""A machine that is shared is noisy: on a desk of its own the aim is 0.05."""
TURN_MILLISECONDS = 5


class Heart(QObject):
    """Measures the longest time between two turns of the event loop."""

    def __init__(self) -> None:
        super().__init__()
        self.worst = 0.0
        self._last = perf_counter()
        self._timer = QTimer(self, interval=TURN_MILLISECONDS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._on_turn)

    def start(self) -> None:
        """Measure from now."""
        self.worst, self._last = 0.0, perf_counter()
        self._timer.start()

    @Slot()
    def _on_turn(self) -> None:
        now = perf_counter()
        self.worst = max(self.worst, now - self._last)
        self._last = now


@pytest.fixture
def slow_agent(qtbot: QtBot, desk: Engine, tmp_path: Path) -> Iterator[Agent]:
    """An agent whose server sleeps two seconds before each answer."""

    @contextmanager
    def begin() -> Iterator[Any]:
        with transaction(desk) as session:
            session.execute(text("SELECT pg_sleep(:seconds)"), {"seconds": SERVER_SECONDS})
            yield session

    agent = Agent(qtbot, desk, tmp_path, begin)
    yield agent
    agent.leave()


def test_the_event_loop_never_waits_for_the_server(
    slow_agent: Agent, record_property: Callable[[str, object], None]
) -> None:
    heart = Heart()
    slow_agent.press(Qt.Key.Key_K, Qt.KeyboardModifier.ControlModifier)
    heart.start()
    QTest.keyClicks(slow_agent.window.search_box.field, "le")
    slow_agent.settle()
    searching = heart.worst
    assert len(slow_agent.window.search_page.table.rows) > 20
    heart.start()
    slow_agent.window.open_tenant(slow_agent.window.search_page.table.row(0).customer_id)
    slow_agent.settle()
    opening = heart.worst
    assert slow_agent.window.tenant_page.file is not None
    record_property("worst_gap_searching_ms", round(searching * 1000))
    record_property("worst_gap_opening_ms", round(opening * 1000))
    logging.getLogger(__name__).info(
        "worst gap: %.0f ms searching, %.0f ms opening", searching * 1000, opening * 1000
    )
    assert searching < LONGEST_GAP_SECONDS
    assert opening < LONGEST_GAP_SECONDS


def test_waiting_is_said_and_typing_goes_on(slow_agent: Agent, qtbot: QtBot) -> None:
    page = slow_agent.window.search_page
    slow_agent.enter("d")
    qtbot.waitUntil(lambda: page.frame.sentence() == "Recherche en cours…", timeout=2000)
    QTest.keyClicks(slow_agent.window.search_box.field, "upond")
    assert slow_agent.window.search_box.text() == "dupond"
    slow_agent.settle()
    assert all("DUPOND" in row.name.upper() for row in page.table.rows)


def test_actions_do_not_wait_for_the_server_and_enter_does(
    slow_agent: Agent,
) -> None:
    slow_agent.enter("clavier")
    page = slow_agent.window.search_page
    assert [offer.command.key for offer in page.acts.table.rows] == ["F1"]
    QTest.keyClick(slow_agent.window.search_box.field, Qt.Key.Key_Return)
    assert not slow_agent.has_dialog(), "somebody may have that name"
    slow_agent.settle()
    slow_agent.dialog(KeysDialog)


def test_opening_another_file_forgets_the_first(slow_agent: Agent) -> None:
    slow_agent.enter("du")
    slow_agent.settle()
    first, second = (row.customer_id for row in slow_agent.window.search_page.table.rows[:2])
    shown: list[int] = []

    def note(file: Any) -> None:
        shown.append(file.customer_id)

    slow_agent.window.tenant_page.shown.connect(note)
    slow_agent.window.open_tenant(first)
    slow_agent.window.open_tenant(second)
    slow_agent.settle()
    assert shown == [second]
