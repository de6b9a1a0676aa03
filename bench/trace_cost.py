"""What the trace costs: the median of unlocks with its triggers and without, interleaved in one run.

``python3 dev.py bench trace_cost [--unlocks N] [--runs N]``: milliseconds from the order to the commit, as
front-desk agent on the training landlord, on an embedded server with its durability; a tenth at most is
asked of the median of the runs. The data is made in a temporary folder and thrown away.
"""

import argparse
import os
import tempfile
import time
from itertools import cycle
from pathlib import Path
from statistics import median
from uuid import uuid4

from sqlalchemy import text

from backoffice.database.connect import DATABASE
from backoffice.database.embedded import EmbeddedServer
from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.demo.opening import AGENT_LOGIN, open_demo
from backoffice.rules.vocabulary.portal import PortalAction, UnlockReason
from backoffice.services.portal.unlock import UnlockOrder, unlock
from backoffice.settings import DEMO_PROFILE, Settings
from bench.measure import Figure, Result, Share, figures, publish

LIMIT = 10.0
WARM_UP = 50
_UNTRACED = "untraced"
_ACCOUNTS = text(
    "SELECT a.id, a.customer_id FROM portal_account a JOIN customer c ON c.id = a.customer_id"
    " WHERE a.state = 'ACTIVE' AND NOT c.reserved"
    " AND EXISTS (SELECT 1 FROM lease l WHERE l.customer_id = c.id AND l.valid_to IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM account_lock k WHERE k.account_id = a.id AND k.ended_at IS NULL)"
    " AND NOT EXISTS (SELECT 1 FROM contact k WHERE k.person_id = c.main_person_id"
    "  AND k.usable_for_security_from > now())"
    " ORDER BY a.id LIMIT 400"
)
_LOCK = text(
    "WITH locked AS ("
    "UPDATE portal_account SET state = 'LOCKED_TEMPORARY', version = version + 1 WHERE id = :id"
    " RETURNING id, landlord_id)"
    " INSERT INTO account_lock (account_id, cause, failures, locked_at, until, landlord_id)"
    " SELECT id, 'WRONG_PASSWORDS', 5, now(), now() + interval '1 hour', landlord_id FROM locked"
)
_TRACED = text("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'trace_row'")


def main() -> None:
    """Make the data, run, print the medians, write the figures beside them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--unlocks", type=int, default=2000, help="with and without, in each run")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--tenants", type=int, default=1000)
    parser.add_argument("--json", type=Path, default=None, help="file of the figures")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="guichet-bench-") as home:
        os.environ["BACKOFFICE_HOME"] = home
        with open_demo(Settings(DEMO_PROFILE), print, tenants=arguments.tenants) as database:
            assert database.server is not None
            database.engine.dispose()
            desks = _desks(database.server)
            runs = [_run(desks, arguments.unlocks) for _ in range(arguments.runs)]
            for desk in desks:
                desk.close()
    publish("trace_cost", _results(runs), {"unlocks": arguments.unlocks}, arguments.json)


def _results(runs: list[tuple[list[float], list[float]]]) -> list[Result]:
    """The times of the last run, and the median of what the trace added in each."""
    with_trace, without = runs[-1]
    cost = 100 * median(median(one) / median(other) - 1 for one, other in runs)
    return [
        Figure("unlock, traced", AGENT_LOGIN, *figures(with_trace)),
        Figure("unlock, without its triggers", AGENT_LOGIN, *figures(without)),
        Share("what the trace adds", AGENT_LOGIN, cost, "%", at_most=LIMIT),
    ]


class _Desk:
    """One of the two databases: its agent, its accounts, the time that each unlock took."""

    def __init__(self, server: EmbeddedServer, database: str) -> None:
        self.owner = make_engine(server.dsn(database))
        self.agent = make_engine(server.dsn(database, AGENT_LOGIN))
        self.taken: list[float] = []
        with self.owner.connect() as connection:
            self._accounts = cycle(connection.execute(_ACCOUNTS).all())

    def unlock(self) -> None:
        """Lock an account, then time its unlock from the order to the commit."""
        account_id, customer_id = next(self._accounts)
        with self.owner.begin() as connection:
            connection.execute(_LOCK, {"id": account_id})
        order = UnlockOrder(
            customer_id, PortalAction.UNLOCK, UnlockReason.TYPING_ERROR, str(uuid4()), None, at_counter=True
        )
        started = time.perf_counter()
        with transaction(self.agent) as session:
            unlock(session, order)
        self.taken.append((time.perf_counter() - started) * 1000)

    def close(self) -> None:
        """Let go of both connections."""
        self.agent.dispose()
        self.owner.dispose()


def _desks(server: EmbeddedServer) -> tuple[_Desk, _Desk]:
    """The training database, and a copy of it without the triggers of the trace, on the same server."""
    with make_engine(server.dsn("postgres")).connect() as connection:
        alone = connection.execution_options(isolation_level="AUTOCOMMIT")
        alone.execute(text(f"CREATE DATABASE {_UNTRACED} TEMPLATE {DATABASE}"))
    untraced = _Desk(server, _UNTRACED)
    with untraced.owner.begin() as connection:
        for table in connection.scalars(_TRACED).all():
            connection.execute(text(f"DROP TRIGGER trace_row ON {table}"))
    return _Desk(server, DATABASE), untraced


def _run(desks: tuple[_Desk, _Desk], unlocks: int) -> tuple[list[float], list[float]]:
    """The times of ``unlocks`` unlocks on each, by turns: what else the machine does weighs on both."""
    for rank in range(WARM_UP + unlocks):
        for desk in desks if rank % 2 else reversed(desks):
            desk.unlock()
    with_trace, without = (desk.taken[-unlocks:] for desk in desks)
    return with_trace, without


if __name__ == "__main__":
    main()
