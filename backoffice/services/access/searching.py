"""A search leaves one line in the trace: how it was read, how many answered, whose file it led to."""

from dataclasses import dataclass

from sqlalchemy import Text, cast, func, select
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import Session

from backoffice.rules.search_shapes import readings
from backoffice.rules.vocabulary.access import AccessKind
from backoffice.services.access.quotas import quota_spent


@dataclass(frozen=True)
class Searched:
    """A search that is over: what was typed, how many rows answered, the customer it led to.

    ``customer_id`` is the file opened, or the only row that answered: that one was read too.
    """

    text: str
    rows: int
    customer_id: int | None = None


def record_search(session: Session, searched: Searched) -> int | None:
    """Trace and count a search, once it is over; answers how many are left.

    The text stays here: a name or a telephone in the trace, even hashed, would be one more copy of it
    (R5.13: ids rather than names). Nothing is recorded of a text in which nothing can be searched. Raises
    ``Denied`` (``QUOTA_SEARCH``), itself in the trace.
    """
    shapes = [reading.shape.value for reading in readings(searched.text)]
    if not shapes:
        return None
    answered = select(
        func.record_search(cast(shapes, ARRAY(Text)), searched.rows, searched.customer_id).table_valued(
            "answer", "remaining"
        )
    )
    answer, remaining = session.execute(answered).one()
    if answer != "OK":
        raise quota_spent(AccessKind.SEARCH)
    return int(remaining)
