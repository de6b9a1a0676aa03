"""What is being typed survives the death of the program, and is offered back where it was typed."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import keyring
import pytest
from keyring.backends import fail
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from sqlalchemy import Engine, text

from backoffice.app import Program, make_application
from backoffice.settings import Settings
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.main_window import MainWindow
from tests.conftest import Server
from tests.fakes import FileKeyring
from tests.stories.agent import CONTROL, NONE

PATIENCE = 30_000
TYPED = "La fuite de la cuisine est revenue, rappeler jeudi matin"
ALT = Qt.KeyboardModifier.AltModifier
SUMMARIES = "SELECT count(*) FROM phone_call WHERE summary = :words"


class Desk:
    """One run of the whole program."""

    def __init__(self, qtbot: QtBot, dsn: str) -> None:
        self._qtbot = qtbot
        self._left = False
        self.program = Program(Settings(None, dsn))
        self.program.start()
        self.wait(lambda: self.program.window is not None)
        self.settle()

    @property
    def window(self) -> MainWindow:
        assert self.program.window is not None
        return self.program.window

    @property
    def strip(self) -> str:
        """What the strip of the window offers, empty when it does not."""
        strip = self.window.offer.strip
        return f"{strip._when.text()} {strip._text.whole()}" if strip.isVisible() else ""

    def dialog(self) -> ConcludeDialog:
        self.wait(lambda: isinstance(QApplication.activeModalWidget(), ConcludeDialog))
        self.settle()
        found = QApplication.activeModalWidget()
        assert isinstance(found, ConcludeDialog)
        return found

    def conclude(self) -> ConcludeDialog:
        """Open 1344, whose call is under way, then its conclusion."""
        if self.window.desk.call is None:
            QTest.keyClicks(self.window.search_box.field, "lefevre thi")
            self.wait(lambda: bool(self.window.search_page.table.rows))
            self.window.open_tenant(self.window.search_page.table.row(0).customer_id)
            self.wait(lambda: self.window.desk.call is not None)
        self.press(Qt.Key.Key_F12)
        return self.dialog()

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = NONE) -> None:
        """Press a key in the window that is in front."""
        front = QApplication.activeModalWidget() or self.window
        if not front.isActiveWindow():
            front.activateWindow()
            self.wait(front.isActiveWindow)
        QTest.keyClick(front, key, modifier)

    def wait(self, done: Callable[[], bool]) -> None:
        self._qtbot.waitUntil(done, timeout=PATIENCE)

    def settle(self) -> None:
        QApplication.processEvents()
        runner, drafts = self.program.runner, self.program.drafts
        assert runner is not None
        assert drafts is not None
        self.wait(lambda: runner.is_idle() and drafts.is_idle())
        QApplication.sendPostedEvents()
        QApplication.processEvents()

    def leave(self) -> None:
        if self._left:
            return
        self._left = True
        while (dialog := QApplication.activeModalWidget()) is not None:
            dialog.close()
            QApplication.sendPostedEvents()
        if self.program.window is not None:
            self.program.window.close()
        self.program.close()
        self.program.destroy()


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[FileKeyring]:
    """A credential store that outlives a program."""
    before = keyring.get_keyring()
    monkeypatch.setenv(FileKeyring.VARIABLE, str(tmp_path / "store.json"))
    store = FileKeyring()
    keyring.set_keyring(store)
    yield store
    keyring.set_keyring(before)


@pytest.fixture
def dsn(server: Server, training: str) -> str:
    return server.dsn(training, "agent.demo")


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    return engine_of(training)


@pytest.fixture
def run(qtbot: QtBot, dsn: str) -> Iterator[Callable[[], Desk]]:
    """Start the program; whatever runs at the end is closed."""
    make_application()
    desks: list[Desk] = []

    def start() -> Desk:
        desks.append(Desk(qtbot, dsn))
        return desks[-1]

    yield start
    for desk in desks:
        desk.leave()


def kill_while_typing(dsn: str) -> None:
    """A whole program, killed once what it types is in the journal."""
    environment = {**os.environ, "PYTHON_KEYRING_BACKEND": "tests.fakes.FileKeyring"}
    command = [sys.executable, "-m", "tests.stories.typing_desk", dsn, TYPED]
    with subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdout is not None
        said = program.stdout.readline()
        program.kill()
    assert said == "kept\n"


def journal_files(home: Path) -> list[Path]:
    return [path for path in (home / "data" / "journal").rglob("*") if path.is_file()]


def test_a_program_killed_while_typing_offers_the_text_back(
    run: Callable[[], Desk],
    dsn: str,
    store: FileKeyring,
    home: Path,
    owner: Engine,
) -> None:
    kill_while_typing(dsn)
    (file,) = journal_files(home)
    for path in home.rglob("*"):
        if path.is_file():
            content = path.read_bytes()
            assert not any(word.encode() in content for word in TYPED.split() if len(word) > 3), path

    desk = run()
    desk.wait(lambda: bool(desk.strip))
    assert desk.strip.startswith("Vous écriviez le résumé de l’appel de NGUYỄN Thị Hồng, épouse LEFÈVRE le ")
    assert TYPED in desk.strip
    desk.press(Qt.Key.Key_R, ALT)
    dialog = desk.dialog()
    assert dialog.summary.toPlainText() == TYPED
    assert not desk.strip
    assert file.exists(), "kept until it is sent"
    desk.press(Qt.Key.Key_Return, CONTROL)
    desk.wait(lambda: QApplication.activeModalWidget() is None)
    desk.settle()
    assert journal_files(home) == []
    with owner.connect() as connection:
        assert connection.execute(text(SUMMARIES), {"words": TYPED}).scalar_one() == 1
    desk.leave()
    assert not run().strip


def test_the_draft_of_a_call_concluded_meanwhile_is_not_sent_twice(
    run: Callable[[], Desk],
    dsn: str,
    store: FileKeyring,
    home: Path,
    owner: Engine,
) -> None:
    """The program may be killed between the confirmation of the server and the erasure."""
    kill_while_typing(dsn)
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE phone_call SET ended_at = now(), summary = :words WHERE ended_at IS NULL"),
            {"words": TYPED},
        )
    desk = run()
    desk.wait(lambda: bool(desk.strip))
    desk.window.offer.strip.resume.click()
    desk.wait(lambda: "déjà conclu" in desk.window.messages.text())
    assert QApplication.activeModalWidget() is None
    assert desk.strip
    desk.press(Qt.Key.Key_E, ALT)
    desk.settle()
    assert not desk.strip
    assert journal_files(home) == []


def test_a_dialog_closed_on_a_text_offers_it_when_it_opens_again(
    run: Callable[[], Desk], store: FileKeyring, home: Path
) -> None:
    desk = run()
    dialog = desk.conclude()
    written = dialog.summary.toPlainText()
    assert written
    assert journal_files(home) == [], "what the program writes by itself is no draft"
    dialog.summary.selectAll()
    QTest.keyClicks(dialog.summary, TYPED)
    desk.settle()
    assert len(journal_files(home)) == 1
    desk.press(Qt.Key.Key_Escape)
    desk.wait(lambda: QApplication.activeModalWidget() is None)

    dialog = desk.conclude()
    assert dialog.summary.toPlainText() == written
    desk.press(Qt.Key.Key_R, ALT)
    assert dialog.summary.toPlainText() == TYPED
    dialog.summary.undo()
    assert dialog.summary.toPlainText() == written
    dialog.summary.selectAll()
    QTest.keyClick(dialog.summary, Qt.Key.Key_Delete)
    desk.settle()
    assert journal_files(home) == [], "an empty field is no draft"


def test_a_draft_taken_up_in_its_dialog_is_no_longer_offered_by_the_window(
    run: Callable[[], Desk], dsn: str, store: FileKeyring
) -> None:
    kill_while_typing(dsn)
    desk = run()
    desk.wait(lambda: bool(desk.strip))
    dialog = desk.conclude()
    desk.press(Qt.Key.Key_R, ALT)
    assert dialog.summary.toPlainText() == TYPED
    desk.wait(lambda: not desk.strip)


def test_the_search_box_is_not_kept(run: Callable[[], Desk], store: FileKeyring, home: Path) -> None:
    desk = run()
    QTest.keyClicks(desk.window.search_box.field, "lefevre thi")
    desk.settle()
    assert journal_files(home) == []


def test_without_a_store_it_stays_in_memory_and_says_so_once(run: Callable[[], Desk], home: Path) -> None:
    assert isinstance(keyring.get_keyring(), fail.Keyring)
    desk = run()
    dialog = desk.conclude()
    assert "en mémoire" not in dialog.messages.text()
    QTest.keyClicks(dialog.summary, "Rap")
    desk.wait(lambda: "en mémoire" in dialog.messages.text())
    dialog.messages.clear()
    QTest.keyClicks(dialog.summary, "peler")
    desk.settle()
    assert dialog.messages.text() == ""
    typed = dialog.summary.toPlainText()
    desk.press(Qt.Key.Key_Escape)
    desk.wait(lambda: QApplication.activeModalWidget() is None)
    dialog = desk.conclude()
    desk.press(Qt.Key.Key_R, ALT)
    assert dialog.summary.toPlainText() == typed
    assert not (home / "data" / "journal").exists()


def test_a_file_that_cannot_be_read_is_said_and_nothing_else(
    run: Callable[[], Desk], dsn: str, store: FileKeyring, home: Path
) -> None:
    kill_while_typing(dsn)
    (file,) = journal_files(home)
    file.write_bytes(file.read_bytes()[:-1] + b"\0")
    desk = run()
    desk.wait(lambda: "mis de côté" in desk.window.messages.text())
    assert not desk.strip
