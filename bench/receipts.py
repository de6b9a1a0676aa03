"""The months of a lease and the issue of a receipt, as front-desk agent on the bench landlord.

``python3 dev.py bench receipts [--persons N] [--calls N]``: milliseconds of each service in its own
transaction. A receipt that is issued stays with the landlord: the next run begins with other tenants.
"""

from datetime import date
from uuid import uuid4

from psycopg import Connection

from backoffice.database.session import transaction
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.results import IssueOrder
from bench.landlord import AGENT, BenchLandlord
from bench.measure import Figure, Plan, arguments_of, facts_of, landlord_of, plan_of, publish, time_act

_LEASES = """
SELECT l.id FROM lease l JOIN customer c ON c.id = l.customer_id
WHERE l.valid_to IS NULL AND NOT c.reserved AND l.insurance_required
  AND NOT EXISTS (SELECT FROM receipt r WHERE r.lease_id = l.id)
ORDER BY hashint8extended(l.id, 45) LIMIT %s
"""


def measure(landlord: BenchLandlord, plan: Plan) -> list[Figure]:
    """Both acts; each lease gets its receipt once a run."""
    with Connection.connect(landlord.dsn()) as connection:
        leases = [row[0] for row in connection.execute(_LEASES, [plan.asked]).fetchall()]
        (today,) = connection.execute("SELECT current_date").fetchone() or (date.min,)
    engine = landlord.engine(AGENT)

    def months(lease_id: int) -> object:
        with transaction(engine) as session:
            return receipt_months(session, lease_id, today)

    def issue(lease_id: int) -> object:
        with transaction(engine) as session:
            month = receipt_months(session, lease_id, today, 3)[-1].month
            return issue_receipt(session, IssueOrder(lease_id, month, str(uuid4()), today))

    results = [
        Figure(name, AGENT, *time_act(act, leases, plan, told=name))
        for name, act in (("months of a lease", months), ("months, then issue or hand a receipt", issue))
    ]
    engine.dispose()
    return results


def main() -> None:
    """Measure, print, write."""
    arguments = arguments_of(__doc__)
    plan = plan_of(arguments)
    with landlord_of(arguments) as landlord:
        publish("receipts", measure(landlord, plan), facts_of(landlord, plan), arguments.json)


if __name__ == "__main__":
    main()
