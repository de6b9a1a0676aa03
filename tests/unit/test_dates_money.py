"""Months, days and euros as French papers write them."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from backoffice.rules.dates import (
    add_months,
    french_month,
    holds_on,
    last_day,
    months_between,
    of_month,
    paris_day,
)
from backoffice.rules.money import cents, euros


@pytest.mark.parametrize(
    ("day", "count", "later"),
    [
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
        (date(2024, 1, 31), 1, date(2024, 2, 29)),
        (date(2026, 11, 30), 3, date(2027, 2, 28)),
        (date(2026, 3, 15), -3, date(2025, 12, 15)),
    ],
)
def test_a_month_later_is_the_same_day_or_the_last(day: date, count: int, later: date) -> None:
    assert add_months(day, count) == later


def test_months_of_a_lease() -> None:
    assert months_between(date(2025, 11, 20), date(2026, 1, 2)) == (
        date(2025, 11, 1),
        date(2025, 12, 1),
        date(2026, 1, 1),
    )
    assert months_between(date(2026, 2, 1), date(2026, 1, 1)) == ()


def test_the_day_is_that_of_paris() -> None:
    assert paris_day(datetime(2026, 7, 31, 22, 30, tzinfo=UTC)) == date(2026, 8, 1)


def test_a_period_ends_the_day_before_its_end() -> None:
    start, end = date(2026, 1, 1), date(2026, 5, 1)
    assert last_day(end) == date(2026, 4, 30)
    assert last_day(None) is None
    assert [holds_on(start, end, day) for day in (start, date(2026, 4, 30), end)] == [True, True, False]
    assert holds_on(start, None, date(2100, 1, 1))


def test_months_are_named_with_their_elision() -> None:
    assert french_month(date(2026, 8, 1)) == "août 2026"
    assert of_month(date(2026, 4, 1)) == "d’avril 2026"
    assert of_month(date(2026, 5, 1)) == "de mai 2026"


def test_euros_are_exact_and_french() -> None:
    assert euros(Decimal("27.74")) == "27,74\N{NO-BREAK SPACE}€"
    assert euros(Decimal("-1234.5")) == "\N{MINUS SIGN}1\N{NARROW NO-BREAK SPACE}234,50\N{NO-BREAK SPACE}€"
    assert euros(Decimal("-0.001")) == "0,00\N{NO-BREAK SPACE}€"
    assert cents(Decimal("6.505")) == Decimal("6.51")
