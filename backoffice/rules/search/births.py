"""Birth dates as people write them: ``03/05/1961``, ``3.5.61``, ``3 mai 1961``, ``03051961``."""

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.rules.dates import MONTHS, add_months, french_day, french_month

Span = tuple[date, date]
"""``[from, to)``."""
_ABBREVIATED = {
    "JANV": 1, "JAN": 1, "FEVR": 2, "FEV": 2, "MARS": 3, "MAR": 3, "AVR": 4, "JUIN": 6, "JUIL": 7, "JUL": 7,
    "AOU": 8, "SEPT": 9, "SEP": 9, "OCT": 10, "NOV": 11, "DEC": 12,
}  # fmt: skip
_OLDEST, _LATEST = 1900, 2100
_LABEL = (
    r"(?:\(?\b(?:n[ée]\s*\(?e?s?\)?|ddn|d\.d\.n\.?|(?:date\s+de\s+)?naissance)"
    r"\s*:?\s*(?:(?:le|en|du)\s+)?)?"
)
_MONTH = r"([a-zéûôA-ZÉÛ]{3,9})\.?"
_FULL = re.compile(
    _LABEL + r"(?<![\d/.])(\d{1,2})\s*([/.\-])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{2})(?![\d/])", re.I
)
_SPACED = re.compile(_LABEL + r"(?<!\d)(?<!\d )(\d{1,2}) (\d{1,2}) ((?:19|20)\d\d)(?! ?\d)", re.I)
_ISO = re.compile(_LABEL + r"(?<!\d)((?:19|20)\d\d)-(\d{1,2})-(\d{1,2})(?!\d)", re.I)
_WORDS = re.compile(_LABEL + rf"(?<!\d)(?:(\d{{1,2}})\s*(?:er)?\s+)?{_MONTH}\s+(\d{{4}}|\d{{2}})(?!\d)", re.I)
_STUCK = re.compile(_LABEL + r"(?<![\d/])(?<!\d )(\d{2})(\d{2})((?:19|20)\d\d)(?![\d/])", re.I)
_STUCK_ISO = re.compile(_LABEL + r"(?<![\d/])(?<!\d )((?:19|20)\d\d)(\d{2})(\d{2})(?![\d/])", re.I)
_YEAR = re.compile(r"\(?\b(?:n[ée]e?s?\s+en\s+)?\b((?:19|20)\d\d)\b\)?(?!\s*/)", re.I)


@dataclass(frozen=True)
class Birth:
    """A birth date read in a text: the days it may be, its words for a reader, what is left of the text."""

    spans: tuple[Span, ...]
    shown: str
    rest: str
    whole: bool
    """A full date; a month or a year only narrows down a name."""


def read_birth(text: str) -> Birth | None:
    """The birth date that ``text`` holds, whatever else it holds; ``None`` when it holds none."""
    for pattern, order in (
        (_FULL, "d-my"),
        (_SPACED, "dmy"),
        (_ISO, "ymd"),
        (_STUCK, "dmy"),
        (_STUCK_ISO, "ymd"),
    ):
        for match in pattern.finditer(text):
            parts = [part for part in match.groups() if part and part.isdigit()]
            day, month, year = parts if order != "ymd" else reversed(parts)
            found = _days(int(day), int(month), year)
            if found:
                return _birth(text, match, found)
    return _in_words(text) or _by_year(text)


def _in_words(text: str) -> Birth | None:
    for match in _WORDS.finditer(text):
        month = _month(match[2])
        if month is None:
            continue
        if match[1]:
            found = _days(int(match[1]), month, match[3])
            if found:
                return _birth(text, match, found)
        elif len(match[3]) == 4 and _OLDEST <= int(match[3]) < _LATEST:
            first = date(int(match[3]), month, 1)
            span = (first, add_months(first, 1))
            return Birth((span,), f"en {french_month(first)}", _rest(text, match), whole=False)
    return None


def _by_year(text: str) -> Birth | None:
    for match in _YEAR.finditer(text):
        if any(char.isalpha() for char in _rest(text, match)):
            year = int(match[1])
            span = (date(year, 1, 1), date(year + 1, 1, 1))
            return Birth((span,), f"en {year}", _rest(text, match), whole=False)
    return None


def _birth(text: str, match: re.Match[str], days: tuple[date, ...]) -> Birth:
    spans = tuple((day, day + timedelta(days=1)) for day in days)
    return Birth(spans, f"le {french_day(days[0])}", _rest(text, match), whole=True)


def _rest(text: str, match: re.Match[str]) -> str:
    return f"{text[: match.start()]} {text[match.end() :]}".strip(" ,;:()-–")


def _month(word: str) -> int | None:
    plain = unicodedata.normalize("NFKD", word.upper())
    folded = "".join(char for char in plain if char.isalpha())
    names = [unicodedata.normalize("NFKD", name.upper()) for name in MONTHS]
    folded_names = ["".join(char for char in name if char.isalpha()) for name in names]
    return folded_names.index(folded) + 1 if folded in folded_names else _ABBREVIATED.get(folded)


def _days(day: int, month: int, year: str) -> tuple[date, ...]:
    """The days meant: two digits of a year may be of either century, the last one first."""
    years = [int(year)] if len(year) == 4 else [1900 + int(year), 2000 + int(year)]
    found = []
    for one in years:
        try:
            found.append(date(one, month, day))
        except ValueError:
            continue
    return tuple(one for one in found if _OLDEST <= one.year < _LATEST)
