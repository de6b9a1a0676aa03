"""A thousand decisions while clients and servers are killed: none lost, none twice, by the trace."""

import multiprocessing
import os
import random
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest

from backoffice.database.engine import make_engine
from backoffice.rules.vocabulary.work import WorkKind
from tests.baddays.decider import Task, decide_queue
from tests.baddays.unlocking import DATABASE
from tests.cluster import train
from tests.pair import Pair, pair
from tests.queues import fill_queue

DECISIONS, ITEMS = 1000, 8000
# The manager is there for the files that the others do not see.
LOGINS = ("accueil.logirem", "conseil.logirem", "quittancement.logirem", "responsable.logirem")
CLIENT_KILLS = 8
PATIENCE = 60.0
SEED = int(os.environ.get("GUICHET_SEED", "2411"))

_DECIDED = (
    "SELECT json_object_agg(command_id, n) FROM (SELECT command_id, count(*) AS n FROM {} GROUP BY 1) c"
)
IN_THE_TRACE = _DECIDED.format(
    "audit_entry WHERE table_name = 'work_decision' AND act = 'INSERT' "
    "AND new_values ->> 'decision' = 'ACCEPTED'"
)
WAITING = "SELECT json_agg(usename) FROM pg_stat_activity WHERE wait_event = 'SyncRep'"
IN_THE_TABLE = _DECIDED.format("work_decision WHERE decision = 'ACCEPTED'")


@pytest.fixture
def servers(pytestconfig: pytest.Config) -> Iterator[Pair]:
    """A primary, its synchronous standby, and a queue longer than they have time for."""
    with pair(pytestconfig.getoption("--pg-bin")) as both:
        train(both.primary)
        engine = make_engine(both.primary.dsn(DATABASE))
        fill_queue(engine, ITEMS)
        engine.dispose()
        both.primary.execute("SELECT trace_table('work_decision')", DATABASE)
        yield both


class Clients:
    """Client processes; one that is killed is replaced by one that reads its journal."""

    def __init__(self, servers: Pair, folder: Path) -> None:
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(["tests.baddays.decider"])
        self._tasks = [
            Task(servers.dsn(DATABASE, login), WorkKind.SURVEY, folder / f"{login}.journal", folder / "stop")
            for login in LOGINS
        ]
        self._running = [self._start(task) for task in self._tasks]
        self.killed = 0

    def kill_one(self, chance: random.Random) -> None:
        """``kill -9`` in the middle of whatever it does."""
        self._kill(chance.randrange(len(self._running)))

    def kill_in_a_commit(self, servers: Pair) -> None:
        """``kill -9`` of one whose decision waits for the standby: it is done, and he never knows."""
        with commits_waiting(servers, self) as ranks:
            self._kill(ranks[0])

    def deciding(self) -> set[int]:
        """Those who have asked for a decision and have no answer yet."""
        lasts = {
            rank: task.journal.read_text("utf-8").split("\n")[-2:-1] for rank, task in enumerate(self._tasks)
        }
        return {rank for rank, last in lasts.items() if last and last[0].startswith("asked")}

    def _kill(self, rank: int) -> None:
        process = self._running[rank]
        process.kill()
        process.join(10)
        self.killed += process.exitcode == -9
        self._running[rank] = self._start(self._tasks[rank])

    def confirmed(self) -> int:
        """Decisions that clients know to be done."""
        return sum(task.journal.read_bytes().count(b"sure") for task in self._tasks if task.journal.exists())

    def words(self, word: str) -> list[tuple[str, int]]:
        """Commands and items that the journals call so."""
        lines = [
            line.split() for task in self._tasks for line in task.journal.read_text("utf-8").splitlines()
        ]
        return [(line[1], int(line[2])) for line in lines if line[0] == word]

    def wait_for(self, count: int) -> None:
        """Until so many decisions are confirmed. Raises ``AssertionError`` when nothing moves any more."""
        deadline = time.monotonic() + PATIENCE
        while self.confirmed() < count:
            assert time.monotonic() < deadline, f"{self.confirmed()} decisions"
            time.sleep(0.01)

    def stop(self) -> list[int | None]:
        """Let all finish what they have asked; how each ended."""
        self._tasks[0].stop.touch()
        for process in self._running:
            process.join(PATIENCE)
        return [process.exitcode for process in self._running]

    def close(self) -> None:
        """Leave none behind."""
        for process in self._running:
            process.kill()
            process.join(10)

    def _start(self, task: Task) -> ForkServerProcess:
        process = self._context.Process(target=decide_queue, args=(task,))
        process.start()
        return process


def say(words: str) -> None:
    """Shown by pytest when the test fails, or with -s."""
    sys.stdout.write(f"{words}\n")


@contextmanager
def working(servers: Pair, folder: Path) -> Iterator[Clients]:
    """Clients at work, ended whatever happens."""
    clients = Clients(servers, folder)
    try:
        yield clients
    finally:
        clients.close()


# --- what happens -----------------------------------------------------------------------------------


@contextmanager
def commits_waiting(servers: Pair, clients: Clients) -> Iterator[list[int]]:
    """The standby stands still; who waits for it in the commit of a decision. It goes on afterwards."""
    deadline = time.monotonic() + PATIENCE
    while True:
        servers.standby.freeze()
        try:
            for _ in range(20):
                waiting = servers.primary.ask(WAITING) or []
                ranks = [rank for rank in clients.deciding() if LOGINS[rank] in waiting]
                if ranks:
                    yield ranks
                    return
                time.sleep(0.02)
        finally:
            servers.standby.thaw()
        assert time.monotonic() < deadline, "nobody decides"


def fail_over_in_a_commit(servers: Pair, clients: Clients) -> None:
    """The primary dies before it has told anybody that his decision is done."""
    with commits_waiting(servers, clients):
        servers.primary.kill()
    servers.fail_over()
    servers.follow()


def restart_in_a_commit(servers: Pair, clients: Clients) -> None:
    """The same, and it comes back."""
    with commits_waiting(servers, clients):
        servers.primary.kill()
    servers.primary.start()


def kill_and_restart(servers: Pair) -> None:
    """The primary dies and comes back."""
    servers.primary.kill()
    servers.primary.start()


def fail_over(servers: Pair) -> None:
    """The primary dies for good; the standby takes over, and gets a standby of its own while all work on."""
    servers.fail_over()
    servers.follow()


def lose_the_standby(servers: Pair) -> None:
    """Commits wait until it is back."""
    servers.standby.kill()
    servers.standby.start()


def end_sessions(servers: Pair) -> None:
    """The administrator ends every session."""
    servers.primary.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = 'guichet'"
    )


def all_at_once(servers: Pair, clients: Clients, chance: random.Random) -> None:
    """The primary, a client, then the new primary before anything has settled."""
    servers.primary.kill()
    clients.kill_one(chance)
    servers.primary, servers.standby = servers.standby, servers.primary
    servers.primary.promote()
    kill_and_restart(servers)
    servers.follow()


def restart(servers: Pair) -> None:
    """A planned restart."""
    servers.primary.restart()


EVENTS = (fail_over, kill_and_restart, lose_the_standby, end_sessions, restart)
IN_A_COMMIT = (fail_over_in_a_commit, restart_in_a_commit)


def disturb(servers: Pair, clients: Clients, chance: random.Random) -> None:
    """One event after the other, each in the middle of what the clients do; then up to the thousand."""
    events: list[Callable[[], None]] = [partial(clients.kill_one, chance) for _ in range(CLIENT_KILLS)]
    events.append(partial(all_at_once, servers, clients, chance))
    events.append(partial(clients.kill_in_a_commit, servers))
    events.extend(partial(event, servers, clients) for event in IN_A_COMMIT)
    events.extend(partial(event, servers) for event in EVENTS)
    chance.shuffle(events)
    for event in events:
        clients.wait_for(clients.confirmed() + chance.randrange(10, 50))
        time.sleep(chance.uniform(0, 0.02))
        event()
    clients.wait_for(max(DECISIONS, clients.confirmed() + 20))


def test_confirmed_is_done_and_done_is_once(servers: Pair, tmp_path: Path) -> None:
    """Counted from the trace, and from what each client wrote on its own disk."""
    say(f"graine {SEED} (GUICHET_SEED)")
    with working(servers, tmp_path) as clients:
        disturb(servers, clients, random.Random(SEED))
        assert clients.stop() == [0] * len(LOGINS)
        sure, lost, asked = (clients.words(word) for word in ("sure", "lost", "asked"))
        known, killed = len(clients.words("known")), clients.killed

    traced = Counter(servers.primary.ask(IN_THE_TRACE, DATABASE))
    decided = Counter(servers.primary.ask(IN_THE_TABLE, DATABASE))
    confirmed = Counter(command for command, _ in sure)
    say(f"{len(sure)} sûres, {known} déjà faites quand redemandées, {len(lost)} refusées, {killed} tués")
    assert confirmed - traced == Counter(), "confirmed, and lost"
    assert traced - confirmed == Counter(), "done twice, or done though refused"
    assert decided == traced == confirmed
    assert len({item for _, item in sure}) == len(sure) >= DECISIONS
    assert not {command for command, _ in lost} & set(traced)
    assert {command for command, _ in asked} == {command for command, _ in (*sure, *lost)}
    per_item = "SELECT max(n) FROM (SELECT count(*) AS n FROM work_decision GROUP BY work_item_id) d"
    assert servers.primary.ask(per_item, DATABASE) == 1
    assert killed == CLIENT_KILLS + 2
    assert known > 0, "no answer was lost: nothing was tried"
    # Three promotions.
    assert servers.primary.ask("SELECT left(pg_walfile_name(pg_current_wal_lsn()), 8)") == "00000004"
