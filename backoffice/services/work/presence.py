"""Who has a file open, and whether somebody changed it since it was read."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.services.tenant.stamp import file_stamp

HEARTBEAT_SECONDS = 30
"""How often a screen says that it is there; after 90 seconds of silence it is not."""

_HERE = text("SELECT full_name, since FROM here(:customer)")
_AMONG = text("SELECT customer_id, full_name, since FROM present_among(:customers)")


@dataclass(frozen=True)
class Colleague:
    """Somebody who has the same file open."""

    full_name: str
    since: datetime


@dataclass(frozen=True)
class Pulse:
    """What a file's screen learns every 30 seconds: who else is there, the state of what it shows."""

    others: tuple[Colleague, ...]
    stamp: str


def pulse(session: Session, customer_id: int) -> Pulse:
    """Say that I have this file open; learn who else has, and whether it changed."""
    rows = session.execute(_HERE, {"customer": customer_id})
    others = tuple(Colleague(row.full_name, row.since) for row in rows)
    return Pulse(others, file_stamp(session, customer_id))


def leave(session: Session, customer_id: int) -> None:
    """Say that I have closed it."""
    session.execute(select(func.gone(customer_id)))


def present_among(session: Session, customer_ids: list[int]) -> dict[int, tuple[Colleague, ...]]:
    """For a list: the colleagues who have these files open, by customer."""
    found: dict[int, tuple[Colleague, ...]] = {}
    for row in session.execute(_AMONG, {"customers": customer_ids}):
        found[row.customer_id] = (*found.get(row.customer_id, ()), Colleague(row.full_name, row.since))
    return found
