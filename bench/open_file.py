"""Opening a tenant's file: all that the first screen shows, with its trace line, as agent and as adviser.

``python3 dev.py bench open_file [--persons N] [--calls N]``: milliseconds of ``open_tenant`` in its own
transaction against one hand-written JSON query of the same facts (a), and against that query with the
traced opening (b), as the same role. Round trips are counted on the line, those of BEGIN and COMMIT
included. Then the diagnosis of the access, of which a time alone is asked.
"""

import tempfile
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import psycopg
from psycopg import Connection
from sqlalchemy import Engine

from backoffice.database.session import transaction
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.access.opening import Opening
from backoffice.services.portal.access import access_report
from backoffice.services.tenant.file import open_tenant
from bench.landlord import ADVISER, AGENT, FREE, BenchLandlord
from bench.measure import (
    Figure,
    Plan,
    Result,
    Share,
    Target,
    arguments_of,
    facts_of,
    landlord_of,
    plan_of,
    publish,
    time_act,
)
from bench.questions import agencies_of, ids
from bench.search_shapes import floor_line
from bench.warming import warm

ROLES = (AGENT, ADVISER, FREE)
TARGET = Target(p95=20, ratio=4)
WHY = Target(p95=50)
MOST_TRIPS = 5
"""Three, and those of BEGIN and COMMIT."""
_OPENING = Opening(OpeningPurpose.CALL)
_TRACED = "SELECT * FROM open_file(%s, 'CALL', NULL)"
_FACTS = (Path(__file__).parent / "floors" / "open_file.sql").read_text(encoding="utf-8")


def measure(landlord: BenchLandlord, plan: Plan) -> list[Result]:
    """Times, ratios to both floors and round trips, for every role."""
    results: list[Result] = []
    for login in ROLES:
        engine = landlord.engine(login)
        with Connection.connect(landlord.dsn()) as connection:
            asked = ids(connection, agencies_of(landlord, login), plan.asked)
        with floor_line(landlord, login) as line:
            for name, floor in _floors(line):
                warm(landlord)
                times = time_act(_opener(engine), asked, plan, floor=floor, told=f"{login} {name}")
                results.append(Figure(name, login, *times, TARGET))
        warm(landlord)
        times = time_act(_teller(engine), asked, plan, told=f"{login} diagnosis")
        results.append(Figure("why he cannot sign in", login, *times, WHY))
        trips = max(_round_trips(engine, one) for one in asked[-20:])
        results.append(Share("round trips, BEGIN and COMMIT included", login, trips, "", at_most=MOST_TRIPS))
        engine.dispose()
    return results


def _opener(engine: Engine) -> Callable[[int], object]:
    def open_one(customer_id: int) -> object:
        with transaction(engine) as session:
            return open_tenant(session, customer_id, None, _OPENING)

    return open_one


def _teller(engine: Engine) -> Callable[[int], object]:
    def tell_one(customer_id: int) -> object:
        with transaction(engine) as session:
            return access_report(session, customer_id)

    return tell_one


def _floors(line: Connection) -> list[tuple[str, Callable[[int], object]]]:
    line.execute(f"PREPARE facts (bigint) AS {_FACTS}")

    def read(customer_id: int) -> object:
        return line.execute(f"EXECUTE facts ({customer_id})", prepare=False).fetchone()

    def read_and_trace(customer_id: int) -> object:
        with line.transaction():
            line.execute(_TRACED, [customer_id])
            return read(customer_id)

    return [("open a file (a: one query)", read), ("open a file (b: traced, one query)", read_and_trace)]


def _round_trips(engine: Engine, customer_id: int) -> int:
    """How many times the client waited for the server during one opening, once everything is warm."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
    with tempfile.TemporaryFile() as trace:
        driver.pgconn.trace(trace.fileno())
        try:
            _opener(engine)(customer_id)
        finally:
            driver.pgconn.untrace()
        trace.seek(0)
        lines = trace.read().decode(errors="replace").splitlines()
    return turns(lines)


def turns(lines: list[str]) -> int:
    """How often the line went from asking (F) to answering (B), in what libpq traced."""
    sides = [words[1] for words in (line.split("\t") for line in lines) if len(words) > 1]
    return sum(1 for before, after in pairwise(sides) if (before, after) == ("F", "B"))


def main() -> None:
    """Measure, print, write."""
    arguments = arguments_of(__doc__)
    plan = plan_of(arguments)
    with landlord_of(arguments) as landlord:
        publish("open_file", measure(landlord, plan), facts_of(landlord, plan), arguments.json)


if __name__ == "__main__":
    main()
