"""Opening a tenant's file: all that the first screen shows, with its trace line, as agent and as adviser.

``python3 dev.py bench open_file [--persons N] [--calls N]``: milliseconds of ``open_tenant`` in its own transaction
against one hand-written JSON query of the same facts (a), and against that query with the traced opening (b), as the
same role. Round trips are counted on the line, those of BEGIN and COMMIT included.
"""

import tempfile
from collections.abc import Callable
from itertools import pairwise

import psycopg
from psycopg import Connection
from sqlalchemy import Engine

from backoffice.database.session import transaction
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.access.opening import Opening
from backoffice.services.tenant.file import open_tenant
from bench.landlord import ADVISER, AGENT, FREE, BenchLandlord, open_landlord
from bench.measure import Figure, Plan, Result, Share, Target, arguments_of, facts_of, plan_of, publish, time_act
from bench.questions import agencies_of, ids
from bench.search_shapes import floor_line

ROLES = (AGENT, ADVISER, FREE)
TARGET = Target(p95=20, ratio=4)
MOST_TRIPS = 5
"""Three, and those of BEGIN and COMMIT."""
_OPENING = Opening(OpeningPurpose.CALL)
_TRACED = "SELECT * FROM open_file(%s, 'CALL', NULL)"
_FACTS = """
SELECT json_build_object(
    'customer', (SELECT row_to_json(c) FROM customer c WHERE c.id = $1),
    'person', (SELECT row_to_json(p) FROM person p JOIN customer c ON c.main_person_id = p.id WHERE c.id = $1),
    'contacts', (SELECT json_agg(row_to_json(k)) FROM contact k JOIN customer c ON c.main_person_id = k.person_id
                 WHERE c.id = $1),
    'leases', (SELECT json_agg(json_build_array(l.id, l.number, l.valid_from, l.valid_to, l.insurance_required,
                                                l.due_day, l.term_mode, d.kind, d.rooms, d.living_area, d.financing,
                                                d.staircase, d.floor, d.door, b.street, b.postal_code, b.town, r.name,
                                                a.name))
               FROM lease l JOIN premises d ON d.id = l.premises_id JOIN building b ON b.id = d.building_id
               JOIN residence r ON r.id = b.residence_id JOIN agency a ON a.id = l.agency_id
               WHERE l.customer_id = $1),
    'holders', (SELECT json_agg(json_build_array(h.lease_id, p.civility, p.birth_name, p.usage_name, p.first_names))
                FROM lease l JOIN lease_holder h ON h.lease_id = l.id JOIN person p ON p.id = h.person_id
                WHERE l.customer_id = $1),
    'household', (SELECT json_agg(json_build_array(m.relation, m.valid_from, m.valid_to, p.birth_name, p.usage_name,
                                                   p.first_names, p.birth_date))
                  FROM lease l JOIN household_member m ON m.lease_id = l.id JOIN person p ON p.id = m.person_id
                  WHERE l.customer_id = $1),
    'postings', (SELECT json_agg(json_build_array(o.id, o.lease_id, o.posted_on, o.label, o.kind, o.means, o.debit,
                                                  o.credit, o.period_from, o.period_to, o.designated_period,
                                                  o.rent_notice_id, o.rejects_id, o.cleared_on)
                                 ORDER BY o.posted_on, o.id)
                 FROM lease l JOIN posting o ON o.lease_id = l.id WHERE l.customer_id = $1),
    'notices', (SELECT json_agg(json_build_array(n.id, n.period_from, n.due_on, i.kind, i.label, i.amount))
                FROM lease l JOIN rent_notice n ON n.lease_id = l.id
                LEFT JOIN rent_notice_line i ON i.rent_notice_id = n.id WHERE l.customer_id = $1),
    'receipts', (SELECT json_agg(json_build_array(q.number, q.kind, q.state, q.period_from, q.issued_at, s.full_name))
                 FROM lease l JOIN receipt q ON q.lease_id = l.id LEFT JOIN staff s ON s.id = q.staff_id
                 WHERE l.customer_id = $1),
    'asked', (SELECT json_agg(json_build_array(q.period, q.state, q.requested_at))
              FROM lease l JOIN receipt_request q ON q.lease_id = l.id WHERE l.customer_id = $1),
    'portal', (SELECT json_agg(json_build_array(a.id, a.state, a.login, a.last_sign_in_at, k.cause, k.until))
               FROM portal_account a LEFT JOIN account_lock k ON k.account_id = a.id AND k.ended_at IS NULL
               WHERE a.customer_id = $1),
    'events', (SELECT json_agg(json_build_array(e.kind, e.occurred_at) ORDER BY e.occurred_at DESC)
               FROM portal_event e WHERE e.customer_id = $1 AND e.occurred_at > now() - interval '7 days'),
    'block', (SELECT json_agg(row_to_json(k)) FROM registration_block k WHERE k.customer_id = $1),
    'insurance', (SELECT json_agg(json_build_array(s.state, s.covered_until, s.rejection, s.submitted_at))
                  FROM lease l JOIN insurance_submission s ON s.lease_id = l.id WHERE l.customer_id = $1),
    'requests', (SELECT json_agg(json_build_array(s.kind, s.summary, s.state, s.opened_at, s.due_on))
                 FROM service_request s WHERE s.customer_id = $1),
    'call', (SELECT json_agg(json_build_array(k.id, k.started_at, k.level)) FROM phone_call k
             WHERE k.customer_id = $1 AND k.ended_at IS NULL))
"""


def measure(landlord: BenchLandlord, plan: Plan) -> list[Result]:
    """Times, ratios to both floors and round trips, for every role."""
    results: list[Result] = []
    for login in ROLES:
        engine = landlord.engine(login)
        with Connection.connect(landlord.dsn()) as connection:
            asked = ids(connection, agencies_of(landlord, login), plan.asked)
        with floor_line(landlord, login) as line:
            for name, floor in _floors(line):
                times = time_act(_opener(engine), asked, plan, floor=floor, told=f"{login} {name}")
                results.append(Figure(name, login, *times, TARGET))
        trips = max(_round_trips(engine, one) for one in asked[-20:])
        results.append(Share("round trips, BEGIN and COMMIT included", login, trips, "", at_most=MOST_TRIPS))
        engine.dispose()
    return results


def _opener(engine: Engine) -> Callable[[int], object]:
    def open_one(customer_id: int) -> object:
        with transaction(engine) as session:
            return open_tenant(session, customer_id, None, _OPENING)

    return open_one


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
    with open_landlord(arguments.persons, arguments.folder) as landlord:
        publish("open_file", measure(landlord, plan), facts_of(landlord, plan), arguments.json)


if __name__ == "__main__":
    main()
