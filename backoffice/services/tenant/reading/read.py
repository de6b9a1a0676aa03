"""One round trip: the statement is sent, its JSON becomes rows."""

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from functools import cache, lru_cache
from typing import Any, NamedTuple, TypeVar, get_args, get_type_hints

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.dates import PARIS
from backoffice.rules.profile import LandlordIdentity, LandlordProfile, Origin
from backoffice.services.landlords import profile_of
from backoffice.services.tenant.reading import rows
from backoffice.services.tenant.reading.statement import STATEMENT

_READ = text(STATEMENT)
_PROFILES_KEPT = 64
Row = TypeVar("Row", bound=NamedTuple)


@dataclass(frozen=True)
class FileRows:
    """All that the first screen is made of; leases in the order of the screen, postings oldest first."""

    who: rows.WhoRow
    landlord: rows.LandlordRow
    profile: LandlordProfile
    leases: Sequence[rows.LeaseRow]
    holders: Sequence[rows.HolderRow]
    postings: Sequence[rows.PostingRow]
    notices: Sequence[rows.NoticeRow]
    notice_lines: Sequence[rows.NoticeLineRow]
    receipts: Sequence[rows.ReceiptRow]
    receipt_requests: Sequence[rows.ReceiptRequestRow]
    insurance: Sequence[rows.SubmissionRow]
    insurance_asked_at: datetime | None
    """When a certificate was last asked for, if that is not long ago."""
    insurance_facts: Sequence[rows.InsuranceFactRow]
    """What was done about a certificate that is missing."""
    accounts: Sequence[rows.AccountRow]
    locks: Sequence[rows.LockRow]
    blocks: Sequence[rows.BlockRow]
    events: rows.EventsRow
    requests: Sequence[rows.RequestRow]
    household: Sequence[rows.MemberRow]
    contacts: Sequence[rows.ContactRow]
    call_id: int | None


def read_file(session: Session, customer_id: int, day: date | None, staff_id: int) -> FileRows | None:
    """The rows of a customer's file on ``day`` (today in Paris if ``None``), or ``None`` if he is not seen.

    ``staff_id`` is whose call under way is looked for.
    """
    asked = {"customer": customer_id, "day": day, "staff": staff_id}
    # A statement written by hand does not send what this session still holds.
    session.flush()
    told, parameters = session.execute(_READ, asked).one()
    # Amounts stay exact: no sum of money ever passes through a binary fraction.
    raw = json.loads(told, parse_float=Decimal)
    if raw["who"] is None:
        return None
    who = _row(rows.WhoRow, raw["who"])
    landlord = _row(rows.LandlordRow, raw["landlord"])
    return FileRows(
        who=who,
        landlord=landlord,
        profile=_profile(landlord, parameters, who.day),
        leases=_rows(rows.LeaseRow, raw["leases"]),
        holders=_rows(rows.HolderRow, raw["holders"]),
        postings=_rows(rows.PostingRow, raw["postings"]),
        notices=_rows(rows.NoticeRow, raw["notices"]),
        notice_lines=_rows(rows.NoticeLineRow, raw["notice_lines"]),
        receipts=_rows(rows.ReceiptRow, raw["receipts"]),
        receipt_requests=_rows(rows.ReceiptRequestRow, raw["receipt_requests"]),
        insurance=_rows(rows.SubmissionRow, raw["insurance"]),
        insurance_asked_at=_instant(raw["asked"]) if raw["asked"] else None,
        insurance_facts=_rows(rows.InsuranceFactRow, raw["defaults"]),
        accounts=_rows(rows.AccountRow, raw["accounts"]),
        locks=_rows(rows.LockRow, raw["locks"]),
        blocks=_rows(rows.BlockRow, raw["blocks"]),
        events=_row(rows.EventsRow, raw["events"]),
        requests=_rows(rows.RequestRow, raw["requests"]),
        household=_rows(rows.MemberRow, raw["household"]),
        contacts=_rows(rows.ContactRow, raw["contacts"]),
        call_id=raw["call"],
    )


def _profile(landlord: rows.LandlordRow, parameters: str | None, day: date) -> LandlordProfile:
    # Without a parameter the profile is said to start on the day asked; otherwise the day changes nothing.
    return _built(landlord, parameters or "[]", day if parameters is None else date.max)


@lru_cache(maxsize=_PROFILES_KEPT)
def _built(landlord: rows.LandlordRow, parameters: str, day: date) -> LandlordProfile:
    """The profile of the same words is the same: it is checked once."""
    given: dict[str, tuple[object, Origin]] = {}
    starts = []
    for key, value, stated, source, valid_from in json.loads(parameters):
        given[key] = (value, Origin(stated, source))
        starts.append(date.fromisoformat(valid_from))
    identity = LandlordIdentity(**{key: value for key, value in landlord._asdict().items() if key != "id"})
    return profile_of(identity, max(starts, default=day), given)


def _rows(kind: type[Row], raw: list[list[Any]] | None) -> tuple[Row, ...]:
    """The arrays of one table, in their order."""
    return tuple(_row(kind, one) for one in raw) if raw else ()


def _row(kind: type[Row], raw: list[Any]) -> Row:
    for index, read in _dated(kind):
        if raw[index] is not None:
            raw[index] = read(raw[index])
    return kind._make(raw)


@cache
def _dated(kind: type[Row]) -> tuple[tuple[int, Callable[[str], object]], ...]:
    """The columns that JSON writes as text and that are days or instants, with what reads them."""
    hints = get_type_hints(kind)
    found: list[tuple[int, Callable[[str], object]]] = []
    for index, name in enumerate(kind._fields):
        types = get_args(hints[name]) or (hints[name],)
        if datetime in types:
            found.append((index, _instant))
        elif date in types:
            found.append((index, date.fromisoformat))
    return tuple(found)


def _instant(told: str) -> datetime:
    return datetime.fromisoformat(told).astimezone(PARIS)
