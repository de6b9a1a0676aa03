"""Who saw this tenant: the trace read by the data protection officer, line by line, in French (R5.13)."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from sqlalchemy import Row, func, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff, StaffLandlord, of_my_landlords
from backoffice.rules.dates import PARIS
from backoffice.rules.vocabulary.access import WatchReason
from backoffice.services.access.words import family_of, purpose_words, role_words, sentence_of

MOST_LINES = 500
_COLUMNS = (
    "at",
    "login",
    "full_name",
    "role",
    "act",
    "table_name",
    "columns",
    "purpose",
    "reason",
    "call_id",
    "command_id",
    "customer_id",
    "detail",
)


@dataclass(frozen=True)
class WatchQuery:
    """Whose file, or whose acts; days from ``since`` to ``until``, both included."""

    since: date
    until: date
    customer_id: int | None = None
    login: str | None = None
    reason: WatchReason | None = None
    """Needed to read the acts of a member of staff."""


@dataclass(frozen=True)
class Sight:
    """One line of the trace."""

    at: datetime
    login: str
    who: str
    role: str
    family: str
    """What was done, in a word: Ouvert, Refusé, Cherché, Exporté, Modifié, Appelé, Lu."""
    sentence: str
    purpose: str
    command: str
    customer_id: int | None
    denied: bool


@dataclass(frozen=True)
class Sights:
    """The lines asked for, newest first, and whether there are more."""

    lines: tuple[Sight, ...]
    more: bool


@dataclass(frozen=True)
class Colleague:
    """A member of staff whose acts may be looked at, with a reason."""

    login: str
    full_name: str


def who_saw(session: Session, query: WatchQuery) -> Sights:
    """Who opened, searched, exported, changed or called, newest first; reading it is itself traced.

    Raises ``Refused``: ``DPO_ONLY`` for anybody else, ``REASON_MISSING`` for the acts of a member of staff
    without a reason, ``UNKNOWN_NUMBER`` for a customer of no landlord of mine. Lines are in order of time:
    people are not counted nor ranked.
    """
    rows = session.execute(
        select(
            func.who_saw(
                query.customer_id,
                query.login,
                datetime.combine(query.since, time.min, PARIS),
                datetime.combine(query.until + timedelta(days=1), time.min, PARIS),
                query.reason.value if query.reason else None,
                MOST_LINES + 1,
            ).table_valued(*_COLUMNS)
        )
    ).all()
    return Sights(tuple(_sight(row) for row in rows[:MOST_LINES]), more=len(rows) > MOST_LINES)


def colleagues(session: Session) -> tuple[Colleague, ...]:
    """Members of staff of my landlords, by name."""
    rows = session.execute(
        select(Staff.login, Staff.full_name)
        .join(StaffLandlord, StaffLandlord.staff_id == Staff.id)
        .where(of_my_landlords(StaffLandlord.landlord_id))
        .distinct()
        .order_by(Staff.full_name, Staff.login)
    )
    return tuple(Colleague(*row) for row in rows)


def _sight(row: Row[Any]) -> Sight:
    return Sight(
        at=row.at,
        login=row.login,
        who=row.full_name or row.login,
        role=role_words(row.role),
        family=family_of(row.act, row.table_name),
        sentence=sentence_of(row.act, row.table_name, row.columns, row.reason, row.detail),
        purpose=purpose_words(row.act, row.purpose, row.reason),
        command=str(row.command_id)[:8] if row.command_id else "",
        customer_id=row.customer_id,
        denied=row.act.endswith("_DENIED"),
    )
