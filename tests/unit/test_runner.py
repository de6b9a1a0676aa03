"""The runner: answers on the UI thread, the late ones dropped, errors in two families, threads joined."""

import gc
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from PySide6.QtCore import QObject, QThread
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from backoffice.errors import Conflict, GuichetError, LineLost, Refused
from backoffice.tasks.bugs import BugError
from backoffice.tasks.runner import Runner


class Page(QObject):
    """Someone who asks."""

    def __init__(self) -> None:
        super().__init__()
        self.answers: list[Any] = []
        self.errors: list[GuichetError] = []
        self.threads: list[QThread] = []

    def take(self, answer: Any) -> None:
        self.answers.append(answer)
        self.threads.append(QThread.currentThread())

    def fail(self, error: GuichetError) -> None:
        self.errors.append(error)


class Session:
    """What the runner hands over; it remembers how its transaction ended."""

    def __init__(self, ends: list[str], plug: threading.Event) -> None:
        self._ends, self._plug = ends, plug

    def connection(self) -> None:
        if not self._plug.is_set():
            raise LineLost("La base est injoignable.", "UNREACHABLE")


class Database:
    """Transactions that can be unplugged."""

    def __init__(self) -> None:
        self.ends: list[str] = []
        self.plug = threading.Event()
        self.plug.set()

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        session = Session(self.ends, self.plug)
        session.connection()
        try:
            yield session
        except BaseException:
            self.ends.append("rollback")
            raise
        self.ends.append("commit")


@pytest.fixture
def database() -> Database:
    return Database()


@pytest.fixture
def runner(qapp: QApplication, database: Database) -> Iterator[Runner]:
    runner = Runner(database.transaction)
    yield runner
    assert runner.close(5)


def settle(qtbot: QtBot, runner: Runner) -> None:
    qtbot.waitUntil(runner.is_idle, timeout=5000)


def hold(
    gate: threading.Event, answer: object, started: threading.Event | None = None
) -> Callable[[Any], object]:
    """A question whose answer comes when the gate opens."""

    def ask(_session: Any) -> object:
        if started is not None:
            started.set()
        assert gate.wait(5)
        return answer

    return ask


def test_an_answer_comes_on_the_ui_thread(qtbot: QtBot, runner: Runner) -> None:
    page = Page()
    seen: list[QThread] = []

    def ask(_session: Any, number: int) -> int:
        seen.append(QThread.currentThread())
        return number + 1

    runner.read(ask, 41, owner=page, then=page.take, failed=page.fail, topic="search")
    settle(qtbot, runner)
    assert page.answers == [42]
    assert page.threads == [page.thread()]
    assert seen[0] is not page.thread()


def test_a_late_answer_is_dropped(qtbot: QtBot, runner: Runner) -> None:
    page, first, second = Page(), threading.Event(), threading.Event()
    runner.read(hold(first, "old"), owner=page, then=page.take, failed=page.fail, topic="search")
    runner.read(hold(second, "new"), owner=page, then=page.take, failed=page.fail, topic="search")
    second.set()
    qtbot.waitUntil(lambda: page.answers == ["new"], timeout=5000)
    first.set()
    settle(qtbot, runner)
    assert page.answers == ["new"]


def test_topics_and_owners_do_not_overtake_each_other(qtbot: QtBot, runner: Runner) -> None:
    one, other = Page(), Page()
    gate = threading.Event()
    gate.set()
    runner.read(hold(gate, 1), owner=one, then=one.take, failed=one.fail, topic="search")
    runner.read(hold(gate, 2), owner=one, then=one.take, failed=one.fail, topic="tenant")
    runner.read(hold(gate, 3), owner=other, then=other.take, failed=other.fail, topic="search")
    settle(qtbot, runner)
    assert sorted(one.answers) == [1, 2]
    assert other.answers == [3]


def test_a_question_overtaken_before_it_starts_is_never_asked(qtbot: QtBot, runner: Runner) -> None:
    page, busy, gate = Page(), Page(), threading.Event()
    asked: list[str] = []
    for topic in ("a", "b"):
        runner.read(hold(gate, topic), owner=busy, then=busy.take, failed=busy.fail, topic=topic)

    def ask(_session: Any, text: str) -> str:
        asked.append(text)
        return text

    for text in ("d", "du", "dup"):
        runner.read(ask, text, owner=page, then=page.take, failed=page.fail, topic="search")
    gate.set()
    settle(qtbot, runner)
    assert asked == ["dup"]
    assert page.answers == ["dup"]


def test_an_answer_to_a_destroyed_owner_is_dropped(qtbot: QtBot, runner: Runner) -> None:
    page, gate = Page(), threading.Event()
    answers = page.answers
    runner.read(hold(gate, "late"), owner=page, then=page.take, failed=page.fail, topic="search")
    page.deleteLater()
    del page
    gc.collect()
    QApplication.sendPostedEvents()
    gate.set()
    settle(qtbot, runner)
    assert answers == []


def test_a_refusal_is_handed_over_as_it_is(qtbot: QtBot, runner: Runner, database: Database) -> None:
    page = Page()

    def refuse(_session: Any) -> None:
        raise Refused("Ce compte n’est pas bloqué.", "NOT_LOCKED")

    runner.write(refuse, owner=page, then=page.take, failed=page.fail, changes=("portal",))
    settle(qtbot, runner)
    assert [error.sentence for error in page.errors] == ["Ce compte n’est pas bloqué."]
    assert database.ends == ["rollback"]


def test_a_bug_is_logged_under_the_number_that_is_shown(
    qtbot: QtBot, runner: Runner, caplog: pytest.LogCaptureFixture
) -> None:
    page = Page()

    def slip(_session: Any) -> float:
        return 1 / 0

    with caplog.at_level(logging.ERROR):
        runner.read(slip, owner=page, then=page.take, failed=page.fail, topic="search")
        settle(qtbot, runner)
    [shown] = page.errors
    assert isinstance(shown, BugError)
    assert shown.reference in shown.sentence
    assert shown.reference in caplog.text
    assert "ZeroDivisionError" in caplog.text


def test_a_write_commits_then_says_once_what_changed(
    qtbot: QtBot, runner: Runner, database: Database
) -> None:
    page = Page()
    told: list[frozenset[str]] = []
    runner.changed.connect(told.append)
    runner.write(lambda _session: 7, owner=page, then=page.take, failed=page.fail, changes=("portal", "call"))
    settle(qtbot, runner)
    assert page.answers == [7]
    assert told == [frozenset({"portal", "call"})]
    assert database.ends == ["commit"]


def test_a_failed_write_says_no_change(qtbot: QtBot, runner: Runner) -> None:
    page = Page()
    told: list[frozenset[str]] = []
    runner.changed.connect(told.append)

    def clash(_session: Any) -> None:
        raise Conflict("Un collègue a enregistré entre-temps.")

    runner.write(clash, owner=page, then=page.take, failed=page.fail, changes=("portal",))
    settle(qtbot, runner)
    assert told == []
    assert len(page.errors) == 1


def test_an_act_is_done_even_if_its_window_is_gone(qtbot: QtBot, runner: Runner, database: Database) -> None:
    page, gate = Page(), threading.Event()
    told: list[frozenset[str]] = []
    runner.changed.connect(told.append)
    runner.write(hold(gate, 1), owner=page, then=page.take, failed=page.fail, changes=("portal",))
    page.deleteLater()
    QApplication.sendPostedEvents()
    gate.set()
    settle(qtbot, runner)
    assert database.ends == ["commit"]
    assert told == [frozenset({"portal"})]


def test_a_lost_connection_is_said_once_and_its_return_too(
    qtbot: QtBot, runner: Runner, database: Database
) -> None:
    page = Page()
    told: list[str] = []
    runner.lost.connect(lambda: told.append("lost"))
    runner.restored.connect(lambda: told.append("restored"))
    database.plug.clear()
    for topic in ("a", "b"):
        runner.read(lambda _session: 1, owner=page, then=page.take, failed=page.fail, topic=topic)
    settle(qtbot, runner)
    assert told == ["lost"]
    assert runner.is_lost
    assert len(page.errors) == 2
    with qtbot.waitSignal(runner.restored, timeout=10_000):
        database.plug.set()
    assert told == ["lost", "restored"]
    assert not runner.is_lost


def test_closing_joins_the_threads_and_delivers_nothing(qapp: QApplication, database: Database) -> None:
    runner, page, gate = Runner(database.transaction), Page(), threading.Event()
    runner.read(hold(gate, 1), owner=page, then=page.take, failed=page.fail, topic="search")
    threading.Timer(0.1, gate.set).start()
    assert runner.close(5)
    qapp.processEvents()
    assert page.answers == []
    runner.read(lambda _session: 2, owner=page, then=page.take, failed=page.fail, topic="search")
    qapp.processEvents()
    assert page.answers == []


def test_closing_waits_no_longer_than_told(qapp: QApplication, database: Database) -> None:
    runner, page, gate, started = Runner(database.transaction), Page(), threading.Event(), threading.Event()
    runner.read(hold(gate, 1, started), owner=page, then=page.take, failed=page.fail, topic="search")
    assert started.wait(5)
    assert not runner.close(0.05)
    gate.set()
    assert runner.close(5)


def test_an_act_waiting_at_the_close_is_still_done(qapp: QApplication, database: Database) -> None:
    runner, page, gate = Runner(database.transaction), Page(), threading.Event()
    done: list[str] = []
    for topic in ("a", "b"):
        runner.read(hold(gate, topic), owner=page, then=page.take, failed=page.fail, topic=topic)
    runner.write(done.append, owner=page, then=page.take, failed=page.fail, changes=("portal",))
    threading.Timer(0.05, gate.set).start()
    assert runner.close(5)
    assert len(done) == 1
