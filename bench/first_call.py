"""How long the services of the first call take on the training landlord, as its front-desk agent.

``python3 dev.py bench first_call [--tenants N] [--calls N]``: p50, p95 and max in milliseconds
after a warm-up, one client, warm cache. The data is made in a temporary folder and thrown away.
"""

import argparse
import json
import os
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path
from statistics import quantiles
from uuid import uuid4

from rich.progress import track
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.demo.opening import open_demo
from backoffice.models.lease import Lease
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.results import IssueOrder
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery
from backoffice.services.tenant.file import open_tenant
from backoffice.settings import DEMO_PROFILE, Settings

WARM_UP = 20
Act = Callable[[Session, int], object]


def main() -> None:
    """Make the data, time every act, print a table and write the figures beside it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=5000)
    parser.add_argument("--calls", type=int, default=200)
    parser.add_argument("--json", type=Path, default=None, help="file of the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        os.environ["BACKOFFICE_HOME"] = home
        started = time.perf_counter()
        with open_demo(Settings(DEMO_PROFILE), print, tenants=arguments.tenants) as database:
            made = time.perf_counter() - started
            print(f"training landlord of {arguments.tenants}, server and roles: {made:.1f} s")
            figures = {
                name: _time(database.engine, act, arguments.calls) for name, act in _acts(database.engine)
            }
    _print(figures)
    if arguments.json is not None:
        arguments.json.write_text(json.dumps({"made_seconds": made, "milliseconds": figures}, indent=2))


def _acts(engine: Engine) -> list[tuple[str, Act]]:
    with transaction(engine) as session:
        rows = session.execute(select(Lease.id, Lease.customer_id).order_by(Lease.id).limit(400)).all()
    leases, customers = [row.id for row in rows], [row.customer_id for row in rows]
    texts = (
        "0756894100",
        "1344",
        "l2013936",
        "994/0",
        "lefevre",
        "le gall",
        "nguyen thi",
        "07 56",
        "05441712",
    )
    today = date.today()  # noqa: DTZ011 -- only to choose months

    def search(text: str) -> Act:
        return lambda session, _: find_tenants(session, SearchQuery(text))

    def issue(session: Session, index: int) -> object:
        lease = leases[index % len(leases)]
        month = receipt_months(session, lease, today, 3)[-1].month
        return issue_receipt(session, IssueOrder(lease, month, str(uuid4()), today))

    return [
        *((f"search {text}", search(text)) for text in texts),
        ("open a file", lambda session, index: open_tenant(session, customers[index % len(customers)], None)),
        (
            "months of a lease",
            lambda session, index: receipt_months(session, leases[index % len(leases)], today),
        ),
        ("issue or hand a receipt", issue),
    ]


def _time(engine: Engine, act: Act, calls: int) -> list[float]:
    taken = []
    for index in track(range(WARM_UP + calls), description="…", transient=True):
        with transaction(engine) as session:
            started = time.perf_counter()
            act(session, index)
            taken.append((time.perf_counter() - started) * 1000)
    cut = quantiles(taken[WARM_UP:], n=100)
    return [round(cut[49], 2), round(cut[94], 2), round(max(taken[WARM_UP:]), 2)]


def _print(figures: dict[str, list[float]]) -> None:
    print(f"{'ms':<26}{'p50':>9}{'p95':>9}{'max':>9}")
    for name, (middle, high, worst) in figures.items():
        print(f"{name:<26}{middle:>9.2f}{high:>9.2f}{worst:>9.2f}")


if __name__ == "__main__":
    main()
