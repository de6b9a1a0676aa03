"""Half-days of a landlord's desk: when an item is due, how many have gone by (R7.9).

Two slots a day, Monday to Friday, French public holidays left out; those of Alsace-Moselle are worked.
The database computes the same dates (``work_due``).
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta

from backoffice.rules.calls.hours import DEFAULT_HOURS, HalfDay, is_working_day
from backoffice.rules.dates import PARIS
from backoffice.rules.vocabulary.work import WorkKind

HALF_DAYS: Mapping[WorkKind, int] = {WorkKind.ASSISTANCE: 2, WorkKind.INSURANCE: 6}
OTHERWISE = 10
_LONGEST_SEARCH = 3700


def half_days_of(kind: WorkKind) -> int:
    """In how many half-days an item of ``kind`` is to be decided."""
    return HALF_DAYS.get(kind, OTHERWISE)


def due_at(received: datetime, count: int, hours: Sequence[HalfDay] = DEFAULT_HOURS) -> datetime:
    """The end of the ``count``-th half-day (from 1) that opens after ``received`` (aware).

    The half-day in which it came does not count: received at 9 h, two half-days end the next day at noon.
    """
    for opens, closes in _slots_after(received, hours):
        if opens > received:
            count -= 1
            if count == 0:
                return closes
    raise AssertionError("no working day in ten years")


def half_days_between(start: datetime, end: datetime, hours: Sequence[HalfDay] = DEFAULT_HOURS) -> int:
    """How many half-days have opened after ``start`` and closed by ``end`` (both aware)."""
    count = 0
    for opens, closes in _slots_after(start, hours):
        if closes > end:
            break
        count += opens > start
    return count


def _slots_after(instant: datetime, hours: Sequence[HalfDay]) -> Iterator[tuple[datetime, datetime]]:
    first = instant.astimezone(PARIS).date()
    for ahead in range(_LONGEST_SEARCH):
        day = first + timedelta(days=ahead)
        if is_working_day(day):
            for half in hours:
                yield datetime.combine(day, half.opens, PARIS), datetime.combine(day, half.closes, PARIS)
