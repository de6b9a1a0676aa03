"""« Suivant » and « précédent » in a list: claim the next item with its family, look at the one before."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import TextClause, func, select, text
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.services.work.claims import LEASE_SECONDS, Claim, claim_of

_COLUMNS = "id, kind, customer_id, lease_id, received_at, due_at, version, claimed_until"
_FOLLOWING = text(f"""
    SELECT {_COLUMNS} FROM claim_following(
        CAST(:kinds AS text[]), CAST(:filter AS jsonb), :sort, :after, :seconds)
""")  # noqa: S608 -- constants
_FAMILY = text(f"SELECT {_COLUMNS} FROM claim_family(:item, :seconds)")  # noqa: S608 -- constants
_NEIGHBOUR = text("""
    SELECT item, kind, customer, status, passed FROM work_neighbour(
        :item, :back, CAST(:kinds AS text[]), CAST(:filter AS jsonb), :sort)
""")


@dataclass(frozen=True)
class Together:
    """An item that is mine, and those of its family claimed with it, to the same instant."""

    claim: Claim
    family: tuple[Claim, ...] = ()


@dataclass(frozen=True)
class Neighbour:
    """The item next to another in the list; ``passed`` items that colleagues hold lie between."""

    item_id: int
    kind: WorkKind
    customer_id: int
    status: WorkStatus
    passed: int


def claim_following(
    session: Session,
    asked: QueueFilter,
    sort: QueueSort = QueueSort.DUE,
    *,
    after: int | None = None,
    seconds: int = LEASE_SECONDS,
) -> Together | None:
    """Claim the next free item: after ``after`` in the list, then from its head; ``None``: none is free.

    Items that I passed on today come last. Colleagues who ask at the same moment get others and nobody waits;
    household and survey of one family are claimed together or not at all. Raises ``Refused``.
    """
    stated = _stated(asked, sort) | {"after": after, "seconds": seconds}
    return _together(session, _FOLLOWING, stated)


def claim_family(session: Session, item_id: int, *, seconds: int = LEASE_SECONDS) -> Together:
    """Claim this very item with its family. Raises ``Conflict`` (a colleague has it), ``Refused``."""
    found = _together(session, _FAMILY, {"item": item_id, "seconds": seconds})
    assert found is not None, "the database claims it or says why not"
    return found


def renew_family(session: Session, item_id: int, *, seconds: int = LEASE_SECONDS) -> datetime:
    """Keep an item and its family; returns the new end. Raises ``Conflict`` when the claim was lost."""
    until: datetime = session.execute(select(func.renew_family(item_id, seconds))).scalar_one()
    return until


def release_family(session: Session, item_id: int) -> bool:
    """Give an item and its family back; whether anything was still mine."""
    released: bool = session.execute(select(func.release_family(item_id))).scalar_one()
    return released


def neighbour(
    session: Session, item_id: int, asked: QueueFilter, sort: QueueSort = QueueSort.DUE, *, back: bool = False
) -> Neighbour | None:
    """The next item of the list, or the one before (what I decided today is among those); nothing is claimed.

    ``None`` at the end of the list.
    """
    stated = _stated(asked, sort) | {"item": item_id, "back": back}
    row = session.execute(_NEIGHBOUR, stated).one_or_none()
    if row is None:
        return None
    return Neighbour(row.item, WorkKind(row.kind), row.customer, WorkStatus(row.status), row.passed)


def _stated(asked: QueueFilter, sort: QueueSort) -> dict[str, Any]:
    kinds = [kind.value for kind in asked.kinds]
    return {"kinds": kinds, "filter": json.dumps(asked.as_json()), "sort": sort.value}


def _together(session: Session, query: TextClause, stated: dict[str, Any]) -> Together | None:
    claims = tuple(claim_of(row) for row in session.execute(query, stated))
    return Together(claims[0], claims[1:]) if claims else None
