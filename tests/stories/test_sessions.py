"""How many sessions a desk holds: two at rest, the one that works and the one that listens."""

import threading
from collections.abc import Iterator

import psycopg
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot
from sqlalchemy import text

from backoffice.app import Program, make_application
from backoffice.settings import Settings
from backoffice.tasks.runner import Runner
from tests.conftest import Server
from tests.stories.agent import CONTROL

PATIENCE = 20_000
AT_REST, WITH_A_LONG_JOB = 2, 3
WORKING = "guichet"
SESSIONS = (
    "SELECT count(*), count(*) FILTER (WHERE application_name = %s) FROM pg_stat_activity "
    "WHERE datname = %s AND application_name LIKE 'guichet%%' AND usename = 'agent.demo'"
)


class Watch:
    """Counts, from outside, the sessions of one database, as often as it can."""

    def __init__(self, server: Server, database: str) -> None:
        self._database = database
        self._connection = psycopg.connect(server.dsn(), autocommit=True)
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._look)
        self.samples = 0
        self.most = self.most_working = 0

    def now(self) -> tuple[int, int]:
        """All the sessions, and among them those that work."""
        row = self._connection.execute(SESSIONS, [WORKING, self._database]).fetchone()
        assert row is not None
        return int(row[0]), int(row[1])

    def __enter__(self) -> "Watch":
        self._thread.start()
        return self

    def __exit__(self, *_how: object) -> None:
        self._stop.set()
        self._thread.join()

    def close(self) -> None:
        self._connection.close()

    def _look(self) -> None:
        while not self._stop.is_set():
            total, working = self.now()
            self.samples += 1
            self.most, self.most_working = max(self.most, total), max(self.most_working, working)


@pytest.fixture
def program(qtbot: QtBot, server: Server, training: str) -> Iterator[Program]:
    """The whole program, its window open on the training landlord."""
    make_application()
    program = Program(Settings(None, server.dsn(training, "agent.demo")))
    program.start()
    qtbot.waitUntil(lambda: program.runner is not None and program.runner.is_idle(), timeout=PATIENCE)
    yield program
    if program.window is not None:
        program.window.close()
    program.close()
    program.destroy()


@pytest.fixture
def watch(server: Server, training: str) -> Iterator[Watch]:
    watch = Watch(server, training)
    yield watch
    watch.close()


def runner_of(program: Program) -> Runner:
    assert program.runner is not None
    return program.runner


def work(program: Program, qtbot: QtBot) -> None:
    """Search and open a file, with everything asked at once."""
    window = program.window
    assert window is not None
    QTest.keyClick(window, Qt.Key.Key_K, CONTROL)
    for letter in "lefevre thi":
        QTest.keyClicks(window.search_box.field, letter)
    qtbot.waitUntil(lambda: len(window.search_page.table.rows) > 0, timeout=PATIENCE)
    for row in (*window.search_page.table.rows[:3], window.search_page.table.row(0)):
        window.open_tenant(row.customer_id)
        window.search_page.again()
    qtbot.waitUntil(runner_of(program).is_idle, timeout=PATIENCE)


def test_a_desk_holds_two_sessions_at_rest_and_no_third_while_it_works(
    qtbot: QtBot, program: Program, watch: Watch
) -> None:
    with watch:
        work(program, qtbot)
    assert watch.samples > 5
    assert watch.most_working == 1
    assert watch.most <= AT_REST
    total, working = watch.now()
    assert (working, total <= AT_REST) == (1, True)


def test_a_long_job_takes_a_third_and_gives_it_back(qtbot: QtBot, program: Program, watch: Watch) -> None:
    """An export, or bulk work, holds a transaction of its own while the agent goes on."""
    assert program._opened is not None
    engine = program._opened.database.engine
    work(program, qtbot)
    idle, _ = watch.now()
    with engine.connect() as job:
        job.execute(text("SELECT 1"))
        with watch:
            work(program, qtbot)
        total, _ = watch.now()
        assert idle < total <= WITH_A_LONG_JOB
        assert watch.most <= WITH_A_LONG_JOB
    qtbot.waitUntil(lambda: watch.now()[0] == idle, timeout=PATIENCE)


def test_a_closed_window_leaves_no_session(qtbot: QtBot, program: Program, watch: Watch) -> None:
    work(program, qtbot)
    assert program.window is not None
    program.window.close()
    # A call is open: the window asks once, and closes when it is closed again.
    program.window.close()
    qtbot.waitUntil(lambda: watch.now()[0] == 0, timeout=PATIENCE)
