"""The server is killed under the window, then comes back: nothing typed is lost."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil
import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy.orm import Session

from backoffice.database.connect import OpenDatabase
from backoffice.database.embedded import EmbeddedServer, start_embedded
from backoffice.database.failures import committing
from backoffice.database.session import transaction
from backoffice.demo.opening import open_demo
from backoffice.settings import ConnectionProfile, Settings
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.rail import CONNECTED, LOST
from backoffice.views.unlock_dialog import UnlockDialog
from tests.stories.agent import CONTROL, Agent

TENANTS = 40
PATIENCE = 30_000


class Outage:
    """A server of this story’s own, which it may kill and start again."""

    def __init__(self) -> None:
        self.database: OpenDatabase = open_demo(
            Settings(ConnectionProfile("panne", "embedded")), lambda _step: None, tenants=TENANTS
        )
        assert self.database.server is not None
        self._folder: Path = self.database.server.folder
        self._again: list[EmbeddedServer] = []

    def kill(self) -> None:
        """As a power cut does."""
        lines = (self._folder / "postmaster.pid").read_text("utf-8").splitlines()
        postmaster = psutil.Process(int(lines[0]))
        family = [postmaster, *postmaster.children(recursive=True)]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        psutil.wait_procs(family, timeout=10)

    def restart(self) -> None:
        """The same data, served again."""
        self._again.append(start_embedded(self._folder))

    def end(self) -> None:
        """Let go of everything."""
        for server in self._again:
            server.stop()
        self.database.close()


@pytest.fixture
def outage() -> Iterator[Outage]:
    """A server that may fail."""
    outage = Outage()
    yield outage
    outage.end()


@pytest.fixture
def agent(qtbot: QtBot, outage: Outage, tmp_path: Path) -> Iterator[Agent]:
    """An agent on that server."""
    agent = Agent(qtbot, outage.database.engine, tmp_path)
    yield agent
    agent.leave()


def test_typed_text_and_open_work_survive_an_outage(agent: Agent, outage: Outage, qtbot: QtBot) -> None:
    rail = agent.window.rail
    agent.find("lefevre thi")
    agent.verify()
    outage.kill()
    agent.enter("dupond")
    qtbot.waitUntil(lambda: LOST in rail.connection_text(), timeout=PATIENCE)
    assert "n’est perdu" in agent.message()
    assert agent.window.search_box.text() == "dupond"
    assert agent.window.desk.call is not None
    outage.restart()
    qtbot.waitUntil(lambda: CONNECTED in rail.connection_text(), timeout=PATIENCE)
    agent.settle()
    assert agent.window.search_box.text() == "dupond"
    assert agent.window.search_page.table.rows
    assert agent.window.desk.call is not None


def test_an_act_begun_in_an_outage_is_done_once_after_it(agent: Agent, outage: Outage, qtbot: QtBot) -> None:
    agent.find("lefevre thi")
    agent.verify()
    agent.press(Qt.Key.Key_F12)
    dialog = agent.dialog(ConcludeDialog)
    dialog.summary.setPlainText("Rappeler jeudi")
    outage.kill()
    QTest.keyClick(dialog, Qt.Key.Key_Return, CONTROL)
    qtbot.waitUntil(lambda: bool(dialog.messages.text()), timeout=PATIENCE)
    assert dialog.summary.toPlainText() == "Rappeler jeudi"
    outage.restart()
    qtbot.waitUntil(lambda: not agent.runner.is_lost, timeout=PATIENCE)
    agent.settle()
    assert QApplication.activeModalWidget() is dialog
    agent.press(Qt.Key.Key_Return, CONTROL)
    assert not agent.has_dialog()
    assert (
        agent.ask("SELECT summary FROM phone_call WHERE summary IS NOT NULL ORDER BY id DESC")
        == "Rappeler jeudi"
    )


class Answers:
    """Transactions whose answer may be lost: committed, and the server dies before it says so."""

    def __init__(self, outage: Outage) -> None:
        self._outage = outage
        self.lose_next = False

    @contextmanager
    def begin(self) -> Iterator[Session]:
        """One transaction."""
        with transaction(self._outage.database.engine) as session:
            yield session
        if self.lose_next:
            self.lose_next = False
            self._outage.kill()
            with committing():
                raise psycopg.OperationalError("server closed the connection unexpectedly")


def test_an_unlock_without_answer_is_tried_again_with_one_key_and_done_once(
    outage: Outage, qtbot: QtBot, tmp_path: Path
) -> None:
    answers = Answers(outage)
    agent = Agent(qtbot, outage.database.engine, tmp_path, answers.begin)
    agent.find("lefevre thi")
    agent.verify()
    agent.press(Qt.Key.Key_F4)
    dialog = agent.dialog(UnlockDialog)
    agent.press(Qt.Key.Key_1)
    answers.lose_next = True
    QTest.keyClick(dialog.act, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(dialog.messages.text()), timeout=PATIENCE)
    assert "on ne sait pas si c’est fait" in dialog.messages.text()
    assert "Réessayer" in dialog.act.accessibleName() or "Réessayer" in dialog.act.text()
    outage.restart()
    qtbot.waitUntil(lambda: not agent.runner.is_lost, timeout=PATIENCE)
    agent.settle()
    agent.front(dialog)
    QTest.keyClick(dialog.act, Qt.Key.Key_Return)
    agent.settle()
    assert not agent.has_dialog()
    assert agent.ask("SELECT count(*) FROM audit_entry WHERE act = 'UNLOCK'") == 1
    agent.leave()
