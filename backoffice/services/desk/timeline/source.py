"""One table of the time line: which rows, in which order, from where on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    ColumnElement,
    Date,
    DateTime,
    Select,
    SQLColumnExpression,
    Text,
    and_,
    cast,
    func,
    literal,
    null,
    or_,
)
from sqlalchemy.orm import InstrumentedAttribute

from backoffice.rules.dates import PARIS, paris_day
from backoffice.services.desk.timeline.results import Cursor, Family

Facts = Mapping[str, Any]
Words = Callable[[Facts], str]


@dataclass(frozen=True)
class Whose:
    """The file asked about."""

    customer_id: int
    lease_ids: tuple[int, ...]
    confidential: bool
    """The address is withheld from who asks (R3.17)."""


@dataclass(frozen=True)
class Source:
    """A table that tells lines of one family.

    ``rows`` selects nothing yet: it joins and keeps the rows of a file. ``at`` is an instant, or a day: then
    the line counts as of midnight in Paris. ``facts`` are the columns that the words need.
    """

    family: Family
    rows: Callable[[Whose], Select[Any]]
    at: ColumnElement[Any] | InstrumentedAttribute[Any]
    key: SQLColumnExpression[int]
    facts: Mapping[str, Any]
    words: Words
    who: Words
    lease: SQLColumnExpression[Any] | None = None
    where: ColumnElement[bool] | None = None
    by_lease: bool = False
    """One index scan for each lease: each comes in the order of its index."""
    desk_only: bool = False
    """Tables that the data protection officer does not read."""

    @property
    def dated(self) -> bool:
        """Whether the table knows the day alone."""
        return isinstance(self.at.type, Date)


def branch(source: Source, rank: int, whose: Whose, after: Cursor | None, count: int) -> Select[Any]:
    """The next ``count`` rows of one table: ``(at, rank, id, lease, facts)``, the newest first."""
    query = source.rows(whose)
    if source.where is not None:
        query = query.where(source.where)
    if after is not None:
        query = query.where(_older(source, rank, after))
    at = func.timezone(str(PARIS), cast(source.at, DateTime)) if source.dated else source.at
    pairs = [piece for name, value in source.facts.items() for piece in (literal(name, Text), value)]
    return (
        query.with_only_columns(
            at.label("at"),
            literal(rank).label("rank"),
            source.key.label("id"),
            (cast(null(), BigInteger) if source.lease is None else source.lease).label("lease_id"),
            func.json_build_object(*pairs).label("facts"),
        )
        .order_by(source.at.desc(), source.key.desc())
        .limit(count)
    )


def _older(source: Source, rank: int, after: Cursor) -> ColumnElement[bool]:
    """What comes after ``after`` in the order newest first, then by table, then the last written first."""
    if not source.dated:
        return _beyond(source, rank, after, after.at)
    day = paris_day(after.at)
    if midnight(day) < after.at:
        return source.at <= day
    return _beyond(source, rank, after, day)


def _beyond(source: Source, rank: int, after: Cursor, bound: datetime | date) -> ColumnElement[bool]:
    if rank > after.rank:
        return source.at <= bound
    if rank < after.rank:
        return source.at < bound
    return and_(source.at <= bound, or_(source.at < bound, source.key < after.id))


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Paris."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)
