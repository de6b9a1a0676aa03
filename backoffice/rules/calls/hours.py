"""When the desk is open; the next working half-day, when a call-back is due unless said (R7.9)."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from backoffice.errors import Refused
from backoffice.rules.dates import PARIS

_LONGEST_SEARCH = 30
_HALF_DAY = re.compile(r"(\d{2}):(\d{2})-(\d{2}):(\d{2})")
_SATURDAY = 5


@dataclass(frozen=True)
class HalfDay:
    """Opening hours of one half of a working day, in Paris."""

    opens: time
    closes: time


DEFAULT_HOURS: tuple[HalfDay, ...] = (HalfDay(time(8, 30), time(12)), HalfDay(time(13, 30), time(17)))
"""Monday to Friday (R7.1)."""


def read_hours(text: str) -> tuple[HalfDay, ...]:
    """Half-days written ``08:30-12:00 13:30-17:00``.

    Raises ``Refused`` when they do not read, overlap or are out of order.
    """
    try:
        found = tuple(
            HalfDay(time(int(a), int(b)), time(int(c), int(d)))
            for a, b, c, d in (_parts(piece) for piece in text.split())
        )
    except ValueError as error:
        raise _unreadable(text) from error
    edges = [edge for half in found for edge in (half.opens, half.closes)]
    if not found or edges != sorted(set(edges)):
        raise _unreadable(text)
    return found


def write_hours(hours: Sequence[HalfDay]) -> str:
    """``08:30-12:00 13:30-17:00``, as ``read_hours`` reads it."""
    return " ".join(f"{half.opens:%H:%M}-{half.closes:%H:%M}" for half in hours)


def hours_words(hours: Sequence[HalfDay]) -> str:
    """``du lundi au vendredi, de 8 h 30 à 12 h 00 et de 13 h 30 à 17 h 00``."""
    halves = " et ".join(f"de {_clock(half.opens)} à {_clock(half.closes)}" for half in hours)
    return f"du lundi au vendredi, {halves}"


def _clock(at: time) -> str:
    return f"{at.hour} h {at.minute:02d}"


def _parts(piece: str) -> Sequence[str]:
    read = _HALF_DAY.fullmatch(piece)
    if read is None:
        raise ValueError(piece)
    return read.groups()


def _unreadable(text: str) -> Refused:
    return Refused(
        f"Les horaires « {text} » ne se lisent pas : écrivez par exemple 08:30-12:00 13:30-17:00.",
        code="WRONG_HOURS",
    )


def is_working_day(day: date) -> bool:
    """Whether the desk works that day: Monday to Friday, French public holidays left out (R7.9).

    Those of Alsace-Moselle are worked. The database computes the same days (``is_working_day``).
    """
    return day.weekday() < _SATURDAY and day not in _public_holidays(day.year)


@lru_cache(maxsize=256)
def _public_holidays(year: int) -> frozenset[date]:
    # Read at the first day asked for: a window opens sooner without it.
    from holidays import country_holidays  # noqa: PLC0415 -- read late

    return frozenset(country_holidays("FR", years=year))


def next_half_day(now: datetime, hours: Sequence[HalfDay] = DEFAULT_HOURS) -> datetime:
    """The start of the working half-day that follows the one of ``now`` (aware), by these hours.

    In the morning: this afternoon; in the afternoon: tomorrow morning, weekends and holidays skipped.
    """
    local = now.astimezone(PARIS)
    for ahead in range(_LONGEST_SEARCH):
        day = local.date() + timedelta(days=ahead)
        if not is_working_day(day):
            continue
        for half in hours:
            start = datetime.combine(day, half.opens, PARIS)
            if start > local:
                return start
    raise AssertionError("no working day in a month")
