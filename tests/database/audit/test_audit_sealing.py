"""Batches are sealed without stopping anybody, and no line slips between two of them."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial

import pytest
from sqlalchemy import Engine, text

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.services.audit.sealing import seal_trace
from backoffice.services.audit.verifying import verify_trace
from tests.audit import add_lines, empty_trace, login_of_each_role, seal
from tests.conftest import Server

pytestmark = pytest.mark.database


@pytest.fixture
def fresh_database(server: Server, fresh_database: str) -> str:
    """A database of this test's own, without a line in its trace."""
    engine = make_engine(server.dsn(fresh_database))
    empty_trace(engine)
    engine.dispose()
    return fresh_database


ADD = text("INSERT INTO audit_entry (act, subject) VALUES ('A', 'x:1')")
BATCHES = text("SELECT batch, count(*) FROM audit_entry GROUP BY 1 ORDER BY 1")


def verified(engine: Engine) -> tuple[int, int, int]:
    """Sealed, unsealed, faults."""
    with transaction(engine) as session:
        verdict = verify_trace(session)
    return verdict.sealed, verdict.unsealed, verdict.faults


def test_an_empty_batch_stays_open(fresh_engine: Engine) -> None:
    """A quiet night adds no batch."""
    begin = partial(transaction, fresh_engine)
    assert seal_trace(begin).opened is None
    add_lines(fresh_engine, 3)
    done = seal_trace(begin)
    assert (done.opened, done.closed) == (2, 1)
    assert seal_trace(begin).opened is None
    assert verified(fresh_engine) == (3, 0, 0)


def test_a_writer_under_way_is_waited_for_not_stopped(
    fresh_database: str, engine_of: Callable[..., Engine]
) -> None:
    """Its line belongs to the batch that was open when it wrote, sealed once it has committed."""
    sealer, writer = engine_of(fresh_database), engine_of(fresh_database)
    with writer.connect() as late:
        late.execute(ADD)
        add_lines(sealer, 2)
        assert seal(sealer) == 0
        # Whoever writes now enters the next batch, and does not wait.
        add_lines(sealer, 1)
        assert seal(sealer) == 0
        late.execute(ADD)
        late.commit()
    assert seal(sealer) >= 1
    seal(sealer)
    with sealer.connect() as connection:
        assert next(tuple(row) for row in connection.execute(BATCHES)) == (1, 3)
    assert verified(sealer) == (5, 0, 0)


def test_a_snapshot_older_than_the_batch_writes_into_the_new_one(
    fresh_database: str, engine_of: Callable[..., Engine]
) -> None:
    """A transaction that sees the past must not add to a sealed batch."""
    sealer = engine_of(fresh_database)
    add_lines(sealer, 2)
    with engine_of(fresh_database).connect().execution_options(isolation_level="REPEATABLE READ") as old:
        assert old.scalar(text("SELECT count(*) FROM audit_entry")) == 2
        assert seal(sealer) == 1
        old.execute(ADD)
        old.commit()
    with sealer.connect() as connection:
        assert [tuple(row) for row in connection.execute(BATCHES)] == [(1, 2), (2, 1)]
    assert verified(sealer) == (2, 1, 0)


def test_a_transaction_that_has_written_cannot_close_what_it_sees(fresh_engine: Engine) -> None:
    """Its number was taken before the opening and would prove nothing about the others."""
    with fresh_engine.connect() as connection:
        connection.execute(ADD)
        connection.execute(text("SELECT open_next_batch()"))
        assert connection.scalar(text("SELECT close_ready_batches()")) == 0
        connection.commit()
        assert connection.scalar(text("SELECT close_ready_batches()")) == 1


def test_an_opening_undone_leaves_no_hole(fresh_engine: Engine) -> None:
    """The counter has moved all the same: lines wait in that batch until its row is made."""
    add_lines(fresh_engine, 1)
    with fresh_engine.connect() as connection:
        connection.execute(text("SELECT open_next_batch()"))
        connection.rollback()
    add_lines(fresh_engine, 1)
    assert seal(fresh_engine) == 2
    assert verified(fresh_engine) == (2, 0, 0)


def test_a_database_restored_elsewhere_is_sealed_on(fresh_engine: Engine) -> None:
    """The numbers of transactions of the old server may lie in the future of the new one."""
    add_lines(fresh_engine, 1)
    with fresh_engine.begin() as connection:
        connection.execute(text("SELECT open_next_batch()"))
    with fresh_engine.begin() as connection:
        connection.execute(text("UPDATE audit_batch SET fence = 1000000000000 WHERE number = 1"))
    assert seal(fresh_engine) == 1
    assert verified(fresh_engine) == (1, 0, 0)


def test_many_writers_and_sealers_lose_no_line(fresh_database: str, engine_of: Callable[..., Engine]) -> None:
    """Four writers, two sealers at once: every line sealed once, in one chain."""
    each, writers = 60, 4

    def write(engine: Engine) -> None:
        for rank in range(each):
            with engine.begin() as connection:
                connection.execute(ADD)
                if rank % 7 == 0:
                    connection.execute(ADD)

    def keep_sealing(engine: Engine) -> None:
        while not all(job.done() for job in jobs):
            seal(engine)

    engines = [engine_of(fresh_database) for _ in range(writers + 2)]
    with ThreadPoolExecutor(writers + 2) as pool:
        jobs = [pool.submit(write, engine) for engine in engines[:writers]]
        sealing = [pool.submit(keep_sealing, engine) for engine in engines[writers:]]
        for job in (*jobs, *sealing):
            job.result()
    seal(engines[0])
    sealed, unsealed, faults = verified(engines[0])
    assert (sealed, unsealed, faults) == (writers * (each + 9), 0, 0)
    with engines[0].connect() as connection:
        assert (connection.scalar(text("SELECT count(*) FROM audit_batch")) or 0) > 2


def test_who_may_seal_and_verify(training: str, engine_of: Callable[..., Engine]) -> None:
    """The courier, the administrator and the DPO; an agent neither seals nor reads the seals."""
    owner = engine_of(training)
    with owner.connect() as connection:
        roles = login_of_each_role(connection)
    for role in ("COURIER", "ADMINISTRATOR", "DPO"):
        mine = engine_of(training, roles[role])
        add_lines(owner, 1)
        assert seal(mine) == 1, role
        sealed, unsealed, faults = verified(mine)
        assert (sealed > 0, unsealed, faults) == (True, 0, 0), role
    agent = engine_of(training, "agent.demo")
    with pytest.raises(Refused):
        seal(agent)
    with pytest.raises(Refused), transaction(agent) as session:
        verify_trace(session)
    with pytest.raises(Refused), transaction(agent) as session:
        session.execute(text("SELECT nextval('audit_batch_open')"))


def test_a_closed_batch_is_closed_once(fresh_engine: Engine) -> None:
    add_lines(fresh_engine, 1)
    seal(fresh_engine)
    with pytest.raises(Refused) as caught, transaction(fresh_engine) as session:
        session.execute(text("UPDATE audit_batch SET head = sha256('x') WHERE number = 1"))
    assert caught.value.code == "TRACE_APPEND_ONLY"
    with pytest.raises(Refused), transaction(fresh_engine) as session:
        session.execute(text("DELETE FROM audit_seal"))
