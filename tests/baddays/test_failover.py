"""The server dies, moves or goes silent under a program that stays open: confirmed is done, done is once."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from functools import partial
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.conninfo import make_conninfo
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.database.session import carry_through, transaction
from backoffice.errors import LineLost, Unavailable
from backoffice.services.commands import already_done, mark_done
from backoffice.services.portal.unlock import UnlockOrder, UnlockResult, unlock
from tests.baddays.proxy import line_to
from tests.baddays.unlocking import AGENT, DATABASE, NEVER, ONCE, count, order_for
from tests.cluster import Node
from tests.pair import Pair

Client = Callable[..., Engine]
PATIENCE = 30.0
QUICK = (0.2, 0.5, 1.0, 2.0, 4.0)


def wait_for(node: Node, query: str) -> None:
    """Until a query, asked as superuser, gives something true."""
    deadline = time.monotonic() + PATIENCE
    while not node.ask(query):
        assert time.monotonic() < deadline, query
        time.sleep(0.02)


WAITING = "SELECT count(*) FROM pg_stat_activity WHERE wait_event = 'SyncRep' AND usename = 'agent.demo'"


def unlock_in(engine: Engine, order: UnlockOrder) -> UnlockResult:
    """One try."""
    with transaction(engine) as session:
        return unlock(session, order)


def unlock_through(engine: Engine, order: UnlockOrder) -> UnlockResult:
    """As many tries as it takes."""
    return carry_through(partial(transaction, engine), lambda session: unlock(session, order), QUICK)


@pytest.fixture
def aside() -> Iterator[ThreadPoolExecutor]:
    """A thread for what waits on the server."""
    with ThreadPoolExecutor(1) as pool:
        yield pool


def port_of(engine: Engine) -> int:
    """The server that answers now."""
    with transaction(engine) as session:
        return int(session.scalar(text("SELECT inet_server_port()")) or 0)


# --- the line ------------------------------------------------------------------------------------


def test_the_program_follows_the_primary(duo: Pair, client: Client, customers: Iterator[int]) -> None:
    """No restart, no new profile: the same engine, before and after."""
    engine = client()
    first, second = order_for(next(customers)), order_for(next(customers))
    assert unlock_in(engine, first).done_now
    before = port_of(engine)
    duo.fail_over()
    assert unlock_through(engine, second).done_now
    assert port_of(engine) == duo.primary.port.number != before
    assert count(duo.primary, first) == count(duo.primary, second) == ONCE
    assert not unlock_through(engine, first).done_now


def test_the_first_server_named_is_only_a_copy(duo: Pair, client: Client) -> None:
    """Whatever the order of the names, the primary is found; asked for, the copy is."""
    nodes = (duo.standby, duo.primary)
    both = make_conninfo(duo.dsn(DATABASE, AGENT), port=",".join(str(node.port.number) for node in nodes))
    assert port_of(client(both)) == duo.primary.port.number
    reading = client(make_conninfo(both, target_session_attrs="standby"))
    assert port_of(reading) == duo.standby.port.number


def test_no_server_takes_writes_for_now(duo: Pair, client: Client) -> None:
    """Between the death of one and the promotion of the other."""
    engine = client()
    duo.primary.kill()
    with pytest.raises(LineLost, match="bascule") as caught:
        port_of(engine)
    assert caught.value.code == "READ_ONLY"
    duo.standby.kill()
    with pytest.raises(LineLost, match="injoignable"):
        port_of(engine)
    duo.standby.start()
    duo.standby.promote()
    duo.primary, duo.standby = duo.standby, duo.primary
    assert port_of(engine) == duo.primary.port.number


def test_a_line_to_a_copy_is_given_up(duo: Pair, client: Client, customers: Iterator[int]) -> None:
    """Led to the copy by a text that says so, the write is refused, and the line is not used again."""
    engine = client(make_conninfo(duo.dsn(DATABASE, AGENT), target_session_attrs="prefer-standby"))
    order = order_for(next(customers))
    with transaction(engine) as session:
        before = session.scalar(text("SELECT pg_backend_pid()"))
    with pytest.raises(LineLost) as caught:
        unlock_in(engine, order)
    assert caught.value.code == "READ_ONLY"
    with transaction(engine) as session:
        assert session.scalar(text("SELECT pg_backend_pid()")) != before
    assert count(duo.primary, order) == NEVER


def test_a_restart_of_the_server_is_not_noticed(duo: Pair, client: Client, customers: Iterator[int]) -> None:
    engine = client()
    assert port_of(engine) == duo.primary.port.number
    duo.primary.restart()
    assert unlock_in(engine, order_for(next(customers))).done_now


def test_sessions_ended_by_the_administrator(duo: Pair, client: Client, customers: Iterator[int]) -> None:
    """Between two acts it is not noticed; in the middle of one, nothing is done and it may be done again."""
    engine = client()
    order = order_for(next(customers))
    port_of(engine)
    end = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity WHERE usename = 'agent.demo'"
    duo.primary.execute(end)
    assert port_of(engine) == duo.primary.port.number
    with pytest.raises(LineLost), transaction(engine) as session:
        unlock(session, order)
        duo.primary.execute(end)
    assert count(duo.primary, order) == NEVER
    assert unlock_in(engine, order).done_now
    assert count(duo.primary, order) == ONCE


def test_a_line_that_died_in_its_sleep(duo: Pair, client: Client, customers: Iterator[int]) -> None:
    """A laptop wakes up: its connection is open, and nothing comes back."""
    with line_to(duo.primary.port.number) as line:
        dsn = make_conninfo(duo.primary.dsn(DATABASE, AGENT), port=line.port)
        engine = client(dsn, answer_seconds=0.5)
        port_of(engine)
        line.sleep()
        started = time.monotonic()
        order = order_for(next(customers))
        assert unlock_in(engine, order).done_now
        assert time.monotonic() - started < 5
        engine.dispose()
    assert count(duo.primary, order) == ONCE


def test_the_system_looks_after_the_line(duo: Pair, client: Client) -> None:
    """A line that dies in the middle of a question is given up by the system, not waited for."""
    with client().connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        with socket.socket(fileno=os.dup(driver.fileno())) as link:
            assert link.getsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE)
            assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE) == 30
            assert link.getsockopt(socket.IPPROTO_TCP, socket.TCP_USER_TIMEOUT) == 30_000
    assert duo.primary.postmaster() is not None


# --- in the middle of a commit --------------------------------------------------------------------


def cut_in_its_commit(duo: Pair, engine: Engine, order: UnlockOrder, aside: ThreadPoolExecutor) -> LineLost:
    """The copy sleeps, so that the commit waits for it; the primary dies meanwhile."""
    duo.standby.freeze()
    trial: Future[UnlockResult] = aside.submit(unlock_in, engine, order)
    wait_for(duo.primary, WAITING)
    duo.primary.kill()
    with pytest.raises(LineLost) as caught:
        trial.result(PATIENCE)
    return caught.value


def test_cut_in_its_commit_then_asked_again_of_the_new_primary(
    duo: Pair, client: Client, customers: Iterator[int], aside: ThreadPoolExecutor
) -> None:
    """Nobody knows whether it is done; pressing again does it once."""
    engine, order = client(), order_for(next(customers))
    lost = cut_in_its_commit(duo, engine, order, aside)
    assert lost.code == "OUTCOME_UNKNOWN"
    assert "on ne sait pas" in lost.sentence
    assert "Réessayez" in lost.sentence
    duo.standby.thaw()
    duo.fail_over()
    assert unlock_through(engine, order).sentence
    assert count(duo.primary, order) == ONCE


def test_a_retry_confirms_nothing_that_the_copy_has_not(
    duo: Pair, client: Client, aside: ThreadPoolExecutor
) -> None:
    """After a crash the primary shows what its copy never got: the answer waits for the copy too."""
    engine, command = client(), str(uuid4())
    duo.standby.kill()
    first = aside.submit(note_once, engine, command)
    wait_for(duo.primary, WAITING)
    duo.primary.kill()
    with pytest.raises(LineLost):
        first.result(PATIENCE)
    duo.primary.start()
    assert duo.primary.ask("SELECT count(*) FROM command_done WHERE act = 'NOTE'", DATABASE) == 1
    again = aside.submit(note_once, engine, command, *QUICK)
    wait_for(duo.primary, WAITING)
    assert not again.done()
    # The primary is lost for good: what it alone had was never confirmed, and is done again.
    duo.primary.kill()
    duo.standby.start()
    duo.standby.promote()
    duo.primary, duo.standby = duo.standby, duo.primary
    assert again.result(PATIENCE)
    assert duo.primary.ask("SELECT count(*) FROM command_done WHERE act = 'NOTE'", DATABASE) == 1


def note_once(engine: Engine, command_id: str, *pauses: float) -> bool:
    """The least of all acts: only that it was done. Whether it was done now."""

    def intention(session: Session) -> bool:
        if already_done(session, command_id, "NOTE", {}) is not None:
            return False
        mark_done(session, command_id, "NOTE", {}, {"sentence": "Noté."})
        return True

    return carry_through(partial(transaction, engine), intention, pauses)


def test_the_doubt_stays_when_the_line_does_not_come_back(
    duo: Pair, client: Client, customers: Iterator[int], aside: ThreadPoolExecutor
) -> None:
    """A later try that only says « injoignable » would hide that the act may be done."""
    engine, order = client(), order_for(next(customers))
    duo.standby.freeze()
    begin = partial(transaction, engine)
    trial: Future[UnlockResult] = aside.submit(
        carry_through, begin, lambda session: unlock(session, order), (0.1, 0.1)
    )
    wait_for(duo.primary, WAITING)
    duo.standby.kill()
    duo.primary.kill()
    with pytest.raises(Unavailable) as caught:
        trial.result(PATIENCE)
    assert caught.value.code == "OUTCOME_UNKNOWN"


def test_the_command_line_goes_on_by_itself(duo: Pair, customers: Iterator[int], tmp_path: Path) -> None:
    """`backoffice unlock` cut in its commit: it says so, tries again on the new primary, and is done once."""
    order = order_for(next(customers))
    number = duo.primary.ask(
        f"SELECT client_ref FROM customer WHERE id = {order.customer_id}",
        DATABASE,
    )
    landlord = duo.primary.ask(
        "SELECT l.code FROM landlord l JOIN customer c ON c.landlord_id = l.id "
        f"WHERE c.id = {order.customer_id}",
        DATABASE,
    )
    duo.standby.freeze()
    command = [
        *(sys.executable, "-m", "backoffice", "--landlord", landlord, "unlock", number, "--counter"),
        *("--reason", order.reason.value, "--command", order.command_id),
    ]
    environment = os.environ | {"BACKOFFICE_DSN": duo.dsn(DATABASE, AGENT)}
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as program:
        wait_for(duo.primary, WAITING)
        duo.primary.kill()
        duo.standby.thaw()
        duo.standby.promote()
        duo.primary, duo.standby = duo.standby, duo.primary
        said, told = program.communicate(timeout=PATIENCE * 2)
    assert (program.returncode, "nouvel essai" in told) == (0, True), told
    assert "débloqué" in said
    assert count(duo.primary, order) == ONCE
