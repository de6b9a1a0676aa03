"""Days as papers write them: in figures, in words, day before month always."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

_MONTHS = (
    r"JANV(?:IER)?", r"FEVR?(?:IER)?", r"MARS?", r"AVR(?:IL)?", r"MAI", r"JUIN", r"JUIL(?:LET)?",
    r"AO(?:UT|U)", r"SEPT?(?:EMBRE)?", r"OCT(?:OBRE)?", r"NOV(?:EMBRE)?", r"DEC(?:EMBRE)?",
)  # fmt: skip
MONTH = "|".join(_MONTHS)
_FIGURES = re.compile(
    r"(?<![\d/.,])(?<!(?<!\d{4})-)(\d{1,2})\s?([/.\-])\s?(\d{1,2})\s?\2\s?"
    r"(?:(\d{4})(?![\d/]|\.\d)|(\d{2})(?!\d|\s?[/.\-]\s?\d|,\d))"
)
_ISO = re.compile(r"(?<![\d/.])(\d{4})-(\d{2})-(\d{2})(?![\d\-])")
WEEKDAY = r"(?:LUNDI|MARDI|MERCREDI|JEUDI|VENDREDI|SAMEDI|DIMANCHE)"
_OF_MONTH = r"0?[1LI] ?ER|PREMIER|\d{1,2}"
# Two figures are a year where nothing else is counted after them: « 31 décembre 24 h » holds none.
_IN_WORDS = re.compile(
    rf"(?<![\dA-Z])({_OF_MONTH})(?:\s*|-)({MONTH})\b\.?(?:\s*|-)"
    r"(?:(\d{4})(?![\d/])|(\d{2})(?=\s*(?:$|[.,;)(\-]|(?:AU|A|ET|INCLUS|MINUIT|JUSQU'?\w*)\b)))"
)
_WITHOUT_YEAR = re.compile(
    rf"(?<![\dA-Z/.\-])(?:({_OF_MONTH})(?:\s*|-)({MONTH})\b\.?|(\d{{1,2}})\s?[/.\-]\s?(\d{{1,2}}))(?![\d/.\-])"
)
_SPACED = re.compile(r"(?<!\d)(?<!\d )(\d{2}) (\d{2}) (\d{4})(?! ?\d)")


@dataclass(frozen=True)
class DayFound:
    """A day at ``[start, end)`` of a text."""

    start: int
    end: int
    day: date


def days_in(text: str) -> tuple[DayFound, ...]:
    """Every day of a folded text, in order; what may be read in two ways is left out."""
    found: dict[int, DayFound] = {}
    for start, end, day in _readings(text):
        if day is not None and not any(one.start < end and start < one.end for one in found.values()):
            found[start] = DayFound(start, end, day)
    return tuple(found[start] for start in sorted(found))


def first_day(text: str) -> DayFound | None:
    """The day that a text begins with."""
    found = days_in(text)
    lead = re.match(rf"(?:LE|DU|AU|DES?|A COMPTER DU|A PARTIR DU|LES?)?[\s:]*(?:{WEEKDAY}\b\s*)?", text)
    assert lead is not None
    return found[0] if found and found[0].start <= lead.end() else None


def day_before(text: str, last: date) -> DayFound | None:
    """The day of a folded text that is written without its year and is the last one before ``last``.

    ``01/01`` and ``1ER JANVIER`` before 31 December 2026 are of 2026, ``15/06`` before 14 June 2027 of 2026.
    """
    match = next(iter(_WITHOUT_YEAR.finditer(text)), None)
    if match is None:
        return None
    day, month = _of_month(match[1] or match[3]), _month(match[2]) if match[2] else int(match[4])
    found = (_day(year, month, day) for year in (last.year, last.year - 1))
    near = next((one for one in found if one is not None and one < last), None)
    return DayFound(*match.span(), near) if near is not None else None


def _readings(text: str) -> Iterator[tuple[int, int, date | None]]:
    for match in _ISO.finditer(text):
        yield *match.span(), _day(int(match[1]), int(match[2]), int(match[3]))
    for match in _FIGURES.finditer(text):
        yield *match.span(), _day(_year(match[4] or match[5]), int(match[3]), int(match[1]))
    for match in _IN_WORDS.finditer(text):
        yield (
            *match.span(),
            _day(_year(match[3] or match[4]), _month(match[2]), _of_month(match[1])),
        )
    for match in _SPACED.finditer(text):
        yield *match.span(), _day(int(match[3]), int(match[2]), int(match[1]))


def _of_month(text: str) -> int:
    """``1ER`` too, which images read ``LER``."""
    return 1 if text.endswith("ER") else int(text)


def _year(text: str) -> int:
    """Two figures: 00 to 69 are of this century (R1.33)."""
    year = int(text)
    if len(text) > 2:
        return year
    return year + (2000 if year <= 69 else 1900)


def _month(text: str) -> int:
    return next(rank for rank, form in enumerate(_MONTHS, 1) if re.fullmatch(form, text))


def _day(year: int, month: int, day: int) -> date | None:
    """The day, or nothing: a thirteenth month is not turned into a day."""
    try:
        found = date(year, month, day)
    except ValueError:
        return None
    return found if 1900 <= year <= 2100 else None
