"""Twenty client processes empty a queue of 10,000 items, some killed with an item in hand."""

import multiprocessing
import time
from collections.abc import Callable
from datetime import datetime
from multiprocessing.context import ForkServerProcess
from pathlib import Path

import pytest
from sqlalchemy import Engine, text

from backoffice.rules.vocabulary.work import WorkKind
from tests.conftest import Server
from tests.queue_client import Task, empty_queue
from tests.queues import fill_queue, number

PROCESSES, VICTIMS, ITEMS = 20, 4, 10_000
LEASE_SECONDS = 4
LOGINS = ("accueil.logirem", "conseil.logirem", "quittancement.logirem", "responsable.logirem", "agent.demo")
CONNECTED = (
    "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND usename <> 'postgres'"
)


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator, with the queue filled."""
    made = engine_of(training)
    fill_queue(made, ITEMS)
    return made


def start(server: Server, training: str, folder: Path) -> list[ForkServerProcess]:
    """The client processes; the first ones will stand still with an item in hand."""
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["tests.queue_client"])
    processes = []
    for rank in range(PROCESSES):
        dsn = server.dsn(training, LOGINS[rank % len(LOGINS)])
        stop_after = 20 * rank if rank < VICTIMS else None
        task = Task(
            dsn, WorkKind.SURVEY, LEASE_SECONDS, folder / f"{rank}.journal", stop_after, by_services(rank)
        )
        processes.append(context.Process(target=empty_queue, args=(task,)))
        processes[-1].start()
    return processes


def by_services(rank: int) -> bool:
    """One process in five works as the desktop does, one of the victims among them."""
    return rank % 5 == 3


def words(folder: Path, word: str, rank: int | None = None) -> list[list[str]]:
    """What the journals, or one of them, say of one kind."""
    wanted = "*.journal" if rank is None else f"{rank}.journal"
    lines = [line.split() for path in sorted(folder.glob(wanted)) for line in path.read_text().splitlines()]
    return [line[1:] for line in lines if line[0] == word]


def kill_who_stands_still(processes: list[ForkServerProcess], folder: Path) -> None:
    """Kill -9 each victim once its journal says that it holds an item."""
    waiting = set(range(VICTIMS))
    limit = time.monotonic() + 60
    while waiting and time.monotonic() < limit:
        for rank in sorted(waiting):
            journal = folder / f"{rank}.journal"
            if journal.exists() and "held" in journal.read_text():
                processes[rank].kill()
                waiting.discard(rank)
        processes[-1].join(0.05)
    assert waiting == set()


def test_every_item_is_decided_exactly_once(
    server: Server, training: str, owner: Engine, tmp_path: Path
) -> None:
    """Nothing lost, nothing twice, and what the dead held went to the living after its lease."""
    processes = start(server, training, tmp_path)
    kill_who_stands_still(processes, tmp_path)
    assert number(owner, CONNECTED) <= PROCESSES
    for process in processes:
        process.join(120)
    assert [process.exitcode for process in processes] == [-9] * VICTIMS + [0] * (PROCESSES - VICTIMS)

    confirmed = [int(line[0]) for line in words(tmp_path, "done")]
    assert len(confirmed) == len(set(confirmed)) == ITEMS
    mine = "FROM work_decision d JOIN work_item w ON w.id = d.work_item_id WHERE w.kind = 'SURVEY'"
    assert number(owner, f"SELECT count(*) {mine}") == ITEMS
    assert number(owner, f"SELECT count(DISTINCT d.work_item_id) {mine}") == ITEMS
    assert number(owner, f"SELECT count(*) {mine} AND (w.status <> 'DONE' OR d.rank <> 1)") == 0
    told = sum(len(words(tmp_path, "done", rank)) for rank in range(PROCESSES) if by_services(rank))
    assert number(owner, "SELECT count(*) FROM command_done WHERE act = 'work.ACCEPTED'") == told > 0
    held = words(tmp_path, "held")
    assert len(held) == VICTIMS
    for item, until in held:
        assert decided_at(owner, int(item)) > datetime.fromisoformat(until)


def decided_at(owner: Engine, item: int) -> datetime:
    """When an item was decided."""
    query = text("SELECT decided_at FROM work_decision WHERE work_item_id = :i")
    with owner.connect() as connection:
        found: datetime = connection.execute(query, {"i": item}).scalar_one()
    return found
