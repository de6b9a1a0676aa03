"""The anomalies of managers, as one of them: every figure, then the first page of each list.

``python3 dev.py bench portal_watch [--accounts N] [--events N] [--turns N]``: p50, p95 and max in
milliseconds, one client, warm cache. The data is made in a temporary folder and thrown away.
"""

import argparse
import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

import psycopg
from sqlalchemy import Engine

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.demo.opening import open_demo
from backoffice.rules.portal.watch import AnomalyKind
from backoffice.services.portal.watch.figures import anomaly_figures
from backoffice.services.portal.watch.lists import anomaly_list
from backoffice.settings import DEMO_PROFILE, Settings
from bench.measure import Figure, Target, figures, publish

SCRIPT = Path(__file__).parent / "population" / "sql" / "watched_accounts.sql"
MANAGER = "responsable.logirem"
_FIGURES, _PAGE = Target(p95=1000), Target(p95=100)


def main() -> None:
    """Make the data, time every reading, print a table and write the figures beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--accounts", type=int, default=1_000_000)
    parser.add_argument("--events", type=int, default=5_000_000)
    parser.add_argument("--turns", type=int, default=20)
    parser.add_argument("--json", type=Path, default=None, help="file of the figures")
    arguments = parser.parse_args()
    facts = {name: getattr(arguments, name) for name in ("accounts", "events", "turns")}
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        os.environ["BACKOFFICE_HOME"] = home
        with open_demo(Settings(DEMO_PROFILE), print, tenants=1000) as database:
            started = time.perf_counter()
            dsn = _dsn(database.engine)
            _fill(dsn, arguments.accounts, arguments.events)
            print(f"{arguments.accounts} accounts made in {time.perf_counter() - started:.0f} s")
            manager = make_engine(psycopg.conninfo.make_conninfo(dsn, user=MANAGER))
            try:
                results, counted = _measure(manager, arguments.turns)
            finally:
                manager.dispose()
    publish("portal_watch", results, facts | {"counted": counted}, arguments.json)


def _dsn(engine: Engine) -> str:
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
        info = driver.info
        return psycopg.conninfo.make_conninfo(
            "", host=info.host, port=info.port, dbname=info.dbname, user="postgres"
        )


def _fill(dsn: str, accounts: int, events: int) -> None:
    """As the owner, without the trace of each row: what is measured is a reading, not the making."""
    with psycopg.connect(dsn, autocommit=True) as owner:
        owner.execute("SELECT set_config('bench.accounts', %s, false)", [str(accounts)])
        owner.execute("SELECT set_config('bench.events', %s, false)", [str(events)])
        owner.execute(SCRIPT.read_bytes())
        owner.execute("VACUUM ANALYZE")


def _measure(engine: Engine, turns: int) -> tuple[list[Figure], dict[str, int]]:
    counted: dict[str, int] = {}

    def count() -> None:
        with transaction(engine) as session:
            for one in anomaly_figures(session):
                counted[one.kind.value] = one.files

    results = [Figure("all figures", MANAGER, *_time(count, turns), target=_FIGURES)]
    for kind in AnomalyKind:

        def alone(kind: AnomalyKind = kind) -> None:
            with transaction(engine) as session:
                anomaly_figures(session, kinds=[kind])

        def page(kind: AnomalyKind = kind) -> None:
            with transaction(engine) as session:
                anomaly_list(session, kind)

        rows = f"{counted[kind.value]} files"
        results.append(Figure(f"figure {kind.value}", MANAGER, *_time(alone, turns), note=rows))
        results.append(Figure(f"page of {kind.value}", MANAGER, *_time(page, turns), target=_PAGE, note=rows))
    return results, counted


def _time(act: Callable[[], None], turns: int) -> tuple[float, float, float]:
    act()
    taken = []
    for _ in range(turns):
        started = time.perf_counter()
        act()
        taken.append((time.perf_counter() - started) * 1000)
    return figures(taken)


if __name__ == "__main__":
    main()
