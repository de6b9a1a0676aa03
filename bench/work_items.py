"""Claims, decisions and counters on a long queue, as a call-centre agent under row security.

``python3 dev.py bench work_items [--items N] [--turns N]``: p50, p95 and max in milliseconds, one client,
warm cache, half of the items already decided. The data is made in a temporary folder and thrown away.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from uuid import uuid4

import psycopg
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.demo.opening import AGENT_LOGIN, open_demo
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.work.claims import Claim, claim_next, release_claim, renew_claim
from backoffice.services.work.counters import open_counts
from backoffice.services.work.decisions import DecisionOrder, decide_item
from backoffice.settings import DEMO_PROFILE, Settings
from bench.measure import Figure, figures, publish

FILL = text("""
    INSERT INTO work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at, status)
    SELECT l.landlord_id, 'SURVEY', l.agency_id, l.customer_id, l.id, now(), now() + n * interval '1 second',
           CASE WHEN n % 2 = 0 THEN 'OPEN' ELSE 'DONE' END
    FROM generate_series(1, :items) AS n
    JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS rank, count(*) OVER () AS leases FROM lease) AS l
      ON l.rank = n % l.leases
""")


def main() -> None:
    """Make the data, time every act, print a table and write the figures beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--items", type=int, default=1_000_000)
    parser.add_argument("--turns", type=int, default=300)
    parser.add_argument("--json", type=Path, default=None, help="file of the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        os.environ["BACKOFFICE_HOME"] = home
        with open_demo(Settings(DEMO_PROFILE), print, tenants=1000) as database:
            started = time.perf_counter()
            _fill(database.engine, arguments.items)
            print(f"{arguments.items} items made in {time.perf_counter() - started:.0f} s")
            results = _measure(database.engine, arguments.turns)
    publish("work_items", results, {"items": arguments.items, "turns": arguments.turns}, arguments.json)


def _fill(engine: Engine, items: int) -> None:
    """As the owner, without the trace of each row: what is measured is a queue, not its making."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        info = driver.info
        dsn = psycopg.conninfo.make_conninfo(
            "", host=info.host, port=info.port, dbname=info.dbname, user="postgres"
        )
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute("ALTER TABLE work_item DISABLE TRIGGER USER")
        owner.execute(
            str(FILL).replace(":items", "%s").replace("n % 2", "n %% 2").replace("n % l", "n %% l"), [items]
        )
        owner.execute("ALTER TABLE work_item ENABLE TRIGGER USER")
        owner.execute("VACUUM ANALYZE work_item")


def _measure(engine: Engine, turns: int) -> list[Figure]:
    held: list[Claim] = []

    def claim(_: int) -> None:
        with transaction(engine) as session:
            found = claim_next(session, WorkKind.SURVEY)
            assert found is not None
            held.append(found)

    def renew(turn: int) -> None:
        with transaction(engine) as session:
            renew_claim(session, held[turn].item_id)

    def decide(turn: int) -> None:
        with transaction(engine) as session:
            mine = held[turn]
            decide_item(
                session, DecisionOrder(mine.item_id, mine.version, WorkDecision.ACCEPTED, str(uuid4()))
            )

    def release(turn: int) -> None:
        with transaction(engine) as session:
            release_claim(session, held[turn].item_id)

    def count(_: int) -> None:
        with transaction(engine) as session:
            open_counts(session)

    acts = (
        ("claim the next", claim, turns),
        ("renew", renew, turns),
        ("decide", decide, turns // 2),
        ("release", release, turns),
        ("count the queues", count, min(turns, 20)),
    )
    return [Figure(name, AGENT_LOGIN, *_time(act, often)) for name, act, often in acts]


def _time(act: Callable[[int], None], turns: int) -> tuple[float, float, float]:
    taken = []
    for turn in range(turns):
        started = time.perf_counter()
        act(turn)
        taken.append((time.perf_counter() - started) * 1000)
    return figures(taken)


if __name__ == "__main__":
    main()
