"""Claims: an item is mine for five minutes, renewed while I work on it, given back by itself."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkKind

LEASE_SECONDS = 300
"""How long a claim lasts unless it is renewed; the database grants at most 900."""

_COLUMNS = "id, kind, customer_id, lease_id, received_at, due_at, version, claimed_until"


@dataclass(frozen=True)
class Claim:
    """An item that is mine until ``until`` by the server's clock."""

    item_id: int
    kind: WorkKind
    customer_id: int
    lease_id: int | None
    received_at: datetime
    due_at: datetime
    version: int
    """What a decision on this item must name."""
    until: datetime


def claim_next(session: Session, kind: WorkKind, *, seconds: int = LEASE_SECONDS) -> Claim | None:
    """The next free item of my agencies in this queue, by due date; None when there is none.

    Colleagues who ask at the same moment get other items and nobody waits. Raises ``Refused`` for
    a login that is nobody's.
    """
    query = text(f"SELECT {_COLUMNS} FROM claim_next(:kind, :seconds)")  # noqa: S608 -- constants
    row = session.execute(query, {"kind": kind.value, "seconds": seconds}).one_or_none()
    return None if row is None else claim_of(row)


def claim_item(session: Session, item_id: int, *, seconds: int = LEASE_SECONDS) -> Claim:
    """This very item, chosen in a list or taken up again after an expiry.

    Raises ``Conflict`` when a colleague holds it or has decided it, ``Refused`` when it is not of my
    agencies or is my own household's.
    """
    query = text(f"SELECT {_COLUMNS} FROM claim_item(:item, :seconds)")  # noqa: S608 -- constants
    return claim_of(session.execute(query, {"item": item_id, "seconds": seconds}).one())


def renew_claim(session: Session, item_id: int, *, seconds: int = LEASE_SECONDS) -> datetime:
    """Keep the item; returns the new end. Raises ``Conflict`` when the claim has expired or was taken."""
    until: datetime = session.execute(select(func.renew_claim(item_id, seconds))).scalar_one()
    return until


def release_claim(session: Session, item_id: int) -> bool:
    """Give the item back; whether it was still mine."""
    released: bool = session.execute(select(func.release_claim(item_id))).scalar_one()
    return released


def claim_of(row: Row[Any]) -> Claim:
    """The claim of a row of the functions that claim."""
    return Claim(
        item_id=row.id,
        kind=WorkKind(row.kind),
        customer_id=row.customer_id,
        lease_id=row.lease_id,
        received_at=row.received_at,
        due_at=row.due_at,
        version=row.version,
        until=row.claimed_until,
    )
