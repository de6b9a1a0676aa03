"""Ten thousand tenants live at the simulated portals, staff act in between, and every state is compared.

``python3 dev.py bench portal_agreement [--tenants N] [--seed TEXT]``: tenants, tries, acts, comparisons,
disagreements (none are expected: exit 1 otherwise), seconds. The data is thrown away.
"""

import argparse
import os
import sys
import tempfile
from pathlib import Path

from backoffice.database.connect import DATABASE
from backoffice.database.engine import make_engine
from backoffice.demo.crowd.town import Report, Town
from backoffice.demo.opening import open_demo
from backoffice.settings import DEMO_PROFILE, Settings


def main() -> int:
    """Make the landlords, let the tenants live, print what was found; the exit code."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--tenants", type=int, default=10_000)
    parser.add_argument("--seed", default="guichet")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        os.environ["BACKOFFICE_HOME"] = str(Path(home))
        with open_demo(Settings(DEMO_PROFILE), print, tenants=arguments.tenants) as database:
            assert database.server is not None, "the training landlord has its own server"
            portal = make_engine(database.server.dsn(DATABASE, "portail.demo"), statement_seconds=600)
            manager = make_engine(database.server.dsn(DATABASE, "responsable.demo"), statement_seconds=600)
            report = Town(portal, manager, arguments.seed).run()
            portal.dispose()
            manager.dispose()
    _print(report)
    return 1 if report.differences else 0


def _print(report: Report) -> None:
    print(f"tenants {report.tenants}, tries {report.tries}, acts of staff {report.acts}")
    print("states compared: " + ", ".join(f"{name} {count}" for name, count in sorted(report.states.items())))
    print(f"comparisons {report.compared}, disagreements {len(report.differences)}")
    print(f"{report.seconds:.0f} s")
    for one in report.differences[:20]:
        print(f"  customer {one.customer_id}, {one.point}: portal {one.portal}, product {one.product}")


if __name__ == "__main__":
    sys.exit(main())
