"""One table of the time line: which rows, in which order, from where on."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    ColumnElement,
    Date,
    DateTime,
    Integer,
    Select,
    and_,
    bindparam,
    cast,
    func,
    literal_column,
    null,
    or_,
)
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.orm import InstrumentedAttribute

from backoffice.rules.dates import PARIS, paris_day
from backoffice.services.desk.timeline.results import Cursor, Family, MergeInForce

Facts = Mapping[str, Any]
Words = Callable[[Facts], str]
Moment = ColumnElement[Any] | InstrumentedAttribute[Any]

# The statement is the same for every file and every page: only these change.
CUSTOMER = bindparam("customer", type_=BigInteger)
LEASES = bindparam("leases", type_=ARRAY(BigInteger))
PERSONS = bindparam("persons", type_=ARRAY(BigInteger))
COUNT = bindparam("count", type_=Integer)
_AT = bindparam("at", type_=DateTime(timezone=True))
_DAY = bindparam("day", type_=Date)
_WHOLE_DAY = bindparam("whole_day", type_=Boolean)
_RANK = bindparam("rank", type_=Integer)
_KEY = bindparam("key", type_=BigInteger)
_FIRST = Cursor(datetime(9000, 1, 1, tzinfo=UTC), -1, 0)


def one_lease(place: int) -> ColumnElement[int]:
    """The lease at this place among those of the file."""
    return bindparam(f"lease_{place}", type_=BigInteger)


@dataclass(frozen=True)
class Source:
    """A table that tells lines of one family.

    ``rows`` joins, and keeps the rows of the file that the parameters name. ``at`` is an instant, or a day:
    then the line counts as of midnight in Paris. ``facts`` are the columns that the words need.
    """

    family: Family
    rows: Select[Any]
    at: Moment
    key: ColumnElement[int] | InstrumentedAttribute[int]
    facts: Mapping[str, Any]
    words: Words
    who: Words
    lease: Any = None
    scan: InstrumentedAttribute[int] | None = None
    """The lease of a long table: one scan for each, in the order of its index."""
    desk_only: bool = False
    """Tables that the data protection officer does not read."""
    merge: Callable[[Facts], MergeInForce | None] | None = None
    """What can be undone from the line."""

    @property
    def dated(self) -> bool:
        """Whether the table knows the day alone."""
        return isinstance(self.at.type, Date)


def branch(source: Source, rank: int, lease: ColumnElement[int] | None = None) -> Select[Any]:
    """The next rows of one table, or of one lease of it: ``(at, rank, id, lease, facts)``, newest first."""
    query = source.rows if lease is None else source.rows.where(lease == source.scan)
    at = func.timezone(_quoted(str(PARIS)), cast(source.at, DateTime)) if source.dated else source.at
    pairs = [piece for name, value in source.facts.items() for piece in (_quoted(name), value)]
    return (
        query.where(_older(source, rank))
        .with_only_columns(
            at.label("at"),
            literal_column(str(rank), Integer).label("rank"),
            source.key.label("id"),
            (cast(null(), BigInteger) if source.lease is None else source.lease).label("lease_id"),
            func.json_build_object(*pairs).label("facts"),
        )
        .order_by(source.at.desc(), source.key.desc())
        .limit(COUNT)
    )


def _quoted(name: str) -> ColumnElement[str]:
    return literal_column(f"'{name}'")


def _older(source: Source, rank: int) -> ColumnElement[bool]:
    """What comes after a cursor in the order newest first, then by table, then the last written first."""
    mine = literal_column(str(rank), Integer)
    later = or_(mine > _RANK, and_(mine == _RANK, source.key < _KEY))
    if source.dated:
        return and_(source.at <= _DAY, or_(source.at < _DAY, _WHOLE_DAY, later))
    return and_(source.at <= _AT, or_(source.at < _AT, later))


def bounds(after: Cursor | None) -> dict[str, Any]:
    """The parameters that say where a page begins; the first one begins after the end of time."""
    begin = after or _FIRST
    day = paris_day(begin.at)
    return {
        "at": begin.at,
        "day": day,
        "whole_day": midnight(day) < begin.at,
        "rank": begin.rank,
        "key": begin.id,
    }


def midnight(day: date) -> datetime:
    """The instant at which a day begins in Paris."""
    return datetime.combine(day, time(), PARIS).astimezone(UTC)
