"""Days and months as French papers write them; a month is the ``date`` of its first day."""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

PARIS = ZoneInfo("Europe/Paris")
MONTHS = (
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
)


def paris_day(instant: datetime) -> date:
    """The day of ``instant`` in Paris, the day that papers carry."""
    return instant.astimezone(PARIS).date()


def holds_on(start: date, end: date | None, day: date) -> bool:
    """Whether ``day`` is in ``[start, end)``; no end means: for good."""
    return start <= day and (end is None or day < end)


def last_day(end: date | None) -> date | None:
    """The last day of a period that ``end`` no longer belongs to, as papers show it."""
    return end - timedelta(days=1) if end else None


def month_of(day: date) -> date:
    """The month that holds ``day``."""
    return day.replace(day=1)


def add_months(day: date, count: int) -> date:
    """The same day ``count`` months later (or earlier), or that month's last day (R2.20)."""
    months = day.year * 12 + day.month - 1 + count
    year, month = divmod(months, 12)
    # Every month has 28 days: only later ones have to look.
    last = day.day if day.day <= 28 else min(day.day, monthrange(year, month + 1)[1])
    return date(year, month + 1, last)


def months_between(first: date, last: date) -> tuple[date, ...]:
    """Every month from that of ``first`` to that of ``last``, both included."""
    count = (last.year - first.year) * 12 + last.month - first.month
    return tuple(add_months(month_of(first), index) for index in range(count + 1))


def french_day(day: date) -> str:
    """``03/12/2026``."""
    return f"{day:%d/%m/%Y}"


def french_month(month: date) -> str:
    """``juillet 2026``."""
    return f"{MONTHS[month.month - 1]} {month.year}"


def french_instant(instant: datetime) -> str:
    """``03/12/2026 à 14 h 02``, in Paris."""
    local = instant.astimezone(PARIS)
    return f"{local:%d/%m/%Y} à {local:%H} h {local:%M}"


def french_time(instant: datetime) -> str:
    """``14 h 02``, in Paris."""
    local = instant.astimezone(PARIS)
    return f"{local:%H} h {local:%M}"


def of_month(month: date) -> str:
    """``d’avril 2026`` or ``de mai 2026``: the elision that a sentence needs."""
    name = french_month(month)
    return f"d’{name}" if name[0] in "ao" else f"de {name}"
