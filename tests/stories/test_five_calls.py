"""The five reasons people call, from the ring to the wrap-up: at most twelve keys each, no mouse."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton, QWidget
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine

from tests.stories.agent import CONTROL, Agent
from tests.stories.key_counter import KeyCounter

K = Qt.Key
MOST_KEYS = 12
CALLER = "lefevre thi"
LAST_CALL = (
    "SELECT summary FROM phone_call WHERE ended_at IS NOT NULL ORDER BY ended_at DESC, id DESC LIMIT 1"
)


class Line:
    """An agent on the line: what is pressed is counted, what is typed is not."""

    def __init__(self, agent: Agent, counter: KeyCounter) -> None:
        self.agent = agent
        self.counter = counter

    def ring(self) -> None:
        """The telephone rings: find the caller, open the call, verify him to level 2."""
        self.counter.start_over()
        self.agent.press(K.Key_K, CONTROL)
        self.counter.typing = True
        QTest.keyClicks(self.agent.window.search_box.field, CALLER)
        self.counter.typing = False
        self.agent.settle()
        self.press(K.Key_Return)
        self.agent._qtbot.waitUntil(lambda: self.agent.window.tenant_page.file is not None, timeout=20_000)
        self.press(K.Key_F8, K.Key_1, K.Key_J, K.Key_J, K.Key_J)
        assert not self.agent.has_dialog()
        assert "niveau 2" in self.agent.message()

    def press(self, *keys: K) -> None:
        """Press keys one after the other, each where the keyboard is."""
        for key in keys:
            self.agent.press(key)

    def conclude(self) -> str:
        """Wrap up with what was written from what was done; returns it."""
        self.press(K.Key_F12, K.Key_Return)
        assert not self.agent.has_dialog()
        assert self.agent.window.desk.call is None
        assert self.counter.mouse == []
        assert len(self.counter.pressed) <= MOST_KEYS, self.counter.pressed
        return str(self.agent.ask(LAST_CALL))


@pytest.fixture
def on_the_line(qtbot: QtBot, desk: Engine, tmp_path: Path) -> Iterator[Line]:
    """An agent before the real window with a counter of keys."""
    agent = Agent(qtbot, desk, tmp_path)
    application = QApplication.instance()
    assert isinstance(application, QApplication)
    counter = KeyCounter(application)
    yield Line(agent, counter)
    counter.stop()
    agent.leave()


def balance(line: Line) -> None:
    """« Combien je dois ? »: the card answers, F2 gives the lines that make it."""
    line.press(K.Key_F2)
    page = line.agent.window.tenant_page
    assert page.file is not None
    assert "110,27" in page.file.balance.headline
    assert page.details.tabs.currentIndex() == 0
    assert line.agent.window.isAncestorOf(focused())


def receipt(line: Line) -> None:
    """« Ma quittance de septembre »: issued, to be sent to the address on file."""
    line.press(K.Key_F3, K.Key_Return)
    line.press(K.Key_Escape)
    assert not line.agent.has_dialog()
    assert (
        line.agent.ask("SELECT count(*) FROM receipt WHERE call_id IS NOT NULL AND staff_id IS NOT NULL") == 1
    )


def unlock(line: Line) -> None:
    """« Je suis bloqué »: a reason by its digit, then the act."""
    line.press(K.Key_F4, K.Key_1, K.Key_Return)
    assert "débloqué" in line.agent.message()


def insurance(line: Line) -> None:
    """« Mon assurance arrive à sa fin »: the request leaves to the contact on file."""
    line.press(K.Key_F5, K.Key_Return)
    assert "Attestation d’assurance demandée" in line.agent.message()
    asked = "SELECT count(*) FROM outbox_message WHERE template = 'INSURANCE_REQUESTED'"
    assert line.agent.ask(asked) == 1


def request(line: Line) -> None:
    """« Où en est ma fuite ? »: F6 shows the request, its state and its day."""
    line.press(K.Key_F6)
    file = line.agent.window.tenant_page.file
    assert file is not None
    assert file.service_requests[0].public_state.startswith("traitée")
    assert line.agent.window.isAncestorOf(focused())


def focused() -> QWidget:
    """What has the keyboard."""
    widget = QApplication.focusWidget()
    assert widget is not None
    return widget


CALLS: tuple[tuple[Callable[[Line], None], str], ...] = (
    (balance, "niveau 2"),
    (receipt, "quittance ou reçu émis"),
    (unlock, "compte débloqué"),
    (insurance, "attestation d’assurance demandée"),
    (request, "niveau 2"),
)


def test_five_calls_by_keys_alone(on_the_line: Line) -> None:
    counts = {}
    for play, told in CALLS:
        on_the_line.ring()
        play(on_the_line)
        assert told in on_the_line.conclude().lower()
        counts[play.__name__] = len(on_the_line.counter.pressed)
    assert max(counts.values()) <= MOST_KEYS, counts


def test_the_counter_counts_each_key_once_and_sees_the_mouse(on_the_line: Line) -> None:
    on_the_line.counter.start_over()
    on_the_line.agent.press(K.Key_K, CONTROL)
    on_the_line.press(K.Key_Tab, K.Key_Tab, K.Key_F1, K.Key_Escape)
    assert on_the_line.counter.pressed == ["K", "Tab", "Tab", "F1", "Escape"]
    button = on_the_line.agent.window.findChild(QPushButton)
    assert isinstance(button, QPushButton)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert on_the_line.counter.mouse
