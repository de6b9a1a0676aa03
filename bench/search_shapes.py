"""Each search shape through the service, as agent, as adviser and without row security.

``python3 dev.py bench search_shapes [--persons N] [--calls N] [--only WORD]``: p50, p95 and max in
milliseconds of ``find_tenants`` in its own transaction, against hand-written SQL that brings the same rows
as the same role.
"""

from collections.abc import Callable

import psycopg

from backoffice.database.engine import connection_parameters
from backoffice.database.session import transaction
from backoffice.services.search.find import find_tenants
from backoffice.services.search.results import SearchQuery
from bench.landlord import ADVISER, AGENT, FREE, BenchLandlord
from bench.measure import (
    Figure,
    Plan,
    Target,
    arguments_of,
    facts_of,
    landlord_of,
    plan_of,
    publish,
    time_act,
    told_at_once,
)
from bench.questions import Asked, drawn
from bench.shapes import QUESTIONS, Question
from bench.warming import warm

TARGET = Target(p95=10, ratio=4)
ROLES = (AGENT, ADVISER, FREE)
_COMPARED = 100


def measure(
    landlord: BenchLandlord, plan: Plan, only: str = "", roles: tuple[str, ...] = ROLES
) -> list[Figure]:
    """Every shape as every role."""
    chosen = [question for question in QUESTIONS if only in question.name]
    figures = (_figure(landlord, login, question, plan) for login in roles for question in chosen)
    return list(told_at_once(figures))


def _figure(landlord: BenchLandlord, login: str, question: Question, plan: Plan) -> Figure:
    asked = drawn(landlord, login, question, plan.asked)
    warm(landlord)
    engine = landlord.engine(login)
    with floor_line(landlord, login) as line:

        def service(one: Asked) -> set[int]:
            with transaction(engine) as session:
                return {row.customer_id for row in find_tenants(session, SearchQuery(one.text)).rows}

        def floor(one: Asked) -> set[int]:
            return {row[0] for row in line.execute(question.sql, one.values).fetchall()}

        note = _agreement(service, floor, asked[:_COMPARED])
        p50, p95, worst, base, ratio = time_act(
            service, asked, plan, floor=floor, told=f"{login} {question.name}"
        )
    engine.dispose()
    return Figure(question.name, login, p50, p95, worst, base, ratio, TARGET, note)


def floor_line(landlord: BenchLandlord, login: str) -> psycopg.Connection:
    """A line of psycopg with the settings of the product’s own, outside any transaction."""
    parameters = connection_parameters(landlord.dsn(login), statement_seconds=30)
    return psycopg.connect(**parameters, autocommit=True)  # type: ignore[arg-type]  # libpq's own keywords


def _agreement(
    service: Callable[[Asked], set[int]], floor: Callable[[Asked], set[int]], asked: list[Asked]
) -> str:
    """Empty when both bring the same tenants; otherwise what the floor brings that the service does not."""
    lacking = sum(1 for one in asked if len(wanted := floor(one)) <= 50 and not wanted <= service(one))
    return f"({lacking}/{len(asked)} other rows)" if lacking else ""


def main() -> None:
    """Measure, print, write."""
    arguments = arguments_of(__doc__, only="", role="")
    plan = plan_of(arguments)
    with landlord_of(arguments) as landlord:
        roles = (arguments.role,) if arguments.role else ROLES
        results = measure(landlord, plan, arguments.only, roles)
        publish("search_shapes", results, facts_of(landlord, plan), arguments.json)


if __name__ == "__main__":
    main()
