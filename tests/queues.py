"""Queues for tests: many items of the training landlord, and what was decided of them."""

from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.rules.vocabulary.work import WorkKind

_FILL = text("""
    INSERT INTO work_item (landlord_id, kind, agency_id, customer_id, lease_id, received_at, due_at)
    SELECT l.landlord_id, :kind, l.agency_id, l.customer_id, l.id, now(), now() + n * interval '1 second'
    FROM generate_series(1, :count) AS n
    JOIN (SELECT *, row_number() OVER (ORDER BY id) - 1 AS rank, count(*) OVER () AS leases FROM lease
          WHERE landlord_id = (SELECT id FROM landlord WHERE code = :landlord)) AS l
      ON l.rank = n % l.leases
    ORDER BY n
""")


def fill_queue(
    owner: Engine, count: int, kind: WorkKind = WorkKind.SURVEY, landlord: str = "logirem"
) -> None:
    """Add ``count`` items to a queue that the training set leaves empty, due one second after another."""
    with transaction(owner) as session:
        session.execute(_FILL, {"count": count, "kind": kind.value, "landlord": landlord})


def number(owner: Engine, sql: str) -> int:
    """The number that a query counts."""
    with owner.connect() as connection:
        return int(connection.execute(text(sql)).scalar_one())
