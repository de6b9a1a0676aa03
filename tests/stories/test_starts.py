"""Two starts of the real program: the second hands over what it was asked, and leaves."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from tests.conftest import Server

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 90
SESSIONS = (
    "SELECT count(*) FROM pg_stat_activity WHERE usename = 'agent.demo' AND datname = current_database()"
)
SEARCHES = "SELECT count(*) FROM audit_entry WHERE act = 'SEARCHED' AND detail -> 'shapes' ? 'PHONE'"


class Desk:
    """The programs started on one computer by one person, on one database."""

    def __init__(self, server: Server, database: str, home: Path) -> None:
        self._dsn = server.dsn(database, "agent.demo")
        self._owner = server.dsn(database)
        self._environment = os.environ | {"QT_QPA_PLATFORM": "offscreen", "BACKOFFICE_HOME": str(home)}
        self.windows: list[subprocess.Popen[str]] = []

    def start(self, *words: str) -> "subprocess.Popen[str]":
        """Start the program; it may become a window."""
        command = [sys.executable, "-m", "backoffice", "--dsn", self._dsn, *words]
        started = subprocess.Popen(
            command,
            cwd=ROOT,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        self.windows.append(started)
        return started

    def run(self, *words: str) -> tuple[int, str]:
        """Start the program to its end; its exit code and what it said."""
        started = self.start(*words)
        _, said = started.communicate(timeout=PATIENCE)
        return started.returncode, said

    def wait(self, what: Callable[[], bool]) -> None:
        """Until something is seen from outside: the database, the files."""
        ends = time.monotonic() + PATIENCE
        while not what():
            assert time.monotonic() < ends, "waited in vain"
            time.sleep(0.05)

    def ask(self, query: str) -> int:
        """A number of the database."""
        with psycopg.connect(self._owner) as connection:
            row = connection.execute(query).fetchone()
        assert row is not None
        return int(row[0])

    def is_at_work(self) -> bool:
        """Whether a window has signed in: it holds a session of its own to listen."""
        return self.ask(SESSIONS) >= 2


@pytest.fixture
def computer(server: Server, training: str, tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(server, training, tmp_path / "home")
    yield desk
    for window in desk.windows:
        if window.poll() is None:
            window.kill()
        window.communicate()


def test_one_window_whatever_is_started(computer: Desk) -> None:
    """A number before any window, a second start, a number, a link, a death, another window."""
    first = computer.start("call", "07/56/89/41/00")
    computer.wait(lambda: computer.ask(SEARCHES) == 1)
    assert first.poll() is None, "started for a call, it is the window"

    assert computer.run()[0] == 0
    code, said = computer.run("call", "+33 7 56 89 41 00")
    assert (code, said.strip()) == (0, "Transmis à la fenêtre ouverte.")
    computer.wait(lambda: computer.ask(SEARCHES) == 2)
    assert computer.run("backoffice:call?number=07%2056%2089%2041%2000")[0] == 0
    computer.wait(lambda: computer.ask(SEARCHES) == 3)
    code, said = computer.run("backoffice:nothing")
    assert code == 2
    assert said.count("\n") == 1
    assert first.poll() is None
    assert computer.ask(SEARCHES) == 3

    first.kill()
    first.communicate()
    # The server lets go of a dead window's sessions in its own time: they are not the second's.
    computer.wait(lambda: computer.ask(SESSIONS) == 0)
    second = computer.start()
    computer.wait(computer.is_at_work)
    assert computer.run("call", "0756894100")[0] == 0
    computer.wait(lambda: computer.ask(SEARCHES) == 4)
    assert second.poll() is None
