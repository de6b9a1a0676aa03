"""SLS as dated periods, and what a late answer gives back."""

from datetime import date
from decimal import Decimal

import pytest

from backoffice.errors import Refused
from backoffice.rules.money import ZERO
from backoffice.rules.surveys.sls.periods import (
    Change,
    effect_day,
    last_day_of,
    months_of,
    regularisation,
    year_periods,
)
from tests.surveys import assessed

DUE, LESS, NONE = assessed("52400"), assessed("50000"), assessed("30000")
NO_ANSWER = assessed(None, more={"no_answer": True}, surface="60", rent="400")
JANUARY, LEASE = date(2026, 1, 1), date(2019, 5, 1)


@pytest.mark.parametrize(
    ("event", "sent", "effect"),
    [
        (date(2026, 3, 10), date(2026, 3, 20), date(2026, 4, 1)),
        (date(2026, 3, 10), date(2026, 6, 10), date(2026, 4, 1)),
        (date(2026, 3, 10), date(2026, 6, 11), date(2026, 7, 1)),
        (date(2026, 3, 1), date(2026, 3, 1), date(2026, 4, 1)),
        (date(2025, 11, 30), date(2026, 2, 28), date(2025, 12, 1)),
        (date(2025, 12, 31), date(2026, 9, 1), date(2026, 10, 1)),
    ],
)
def test_a_change_counts_from_the_month_after_it_or_after_its_proofs(
    event: date, sent: date, effect: date
) -> None:
    assert effect_day(event, sent, 3) == effect


def test_proofs_do_not_come_before_the_event() -> None:
    with pytest.raises(Refused) as refusal:
        effect_day(date(2026, 3, 10), date(2026, 3, 9), 3)
    assert refusal.value.code == "PROOFS_BEFORE_EVENT"


def test_several_changes_make_several_periods() -> None:
    changes = (Change(date(2026, 9, 1), NONE), Change(JANUARY, DUE), Change(date(2026, 4, 1), LESS))
    periods = year_periods(2026, changes, LEASE)
    assert [(one.valid_from, one.valid_to, one.monthly) for one in periods] == [
        (JANUARY, date(2026, 4, 1), DUE.sls),
        (date(2026, 4, 1), date(2026, 9, 1), LESS.sls),
        (date(2026, 9, 1), date(2027, 1, 1), 0),
    ]
    assert last_day_of(periods[0]) == date(2026, 3, 31)


def test_the_later_of_two_decisions_of_one_day_rules_and_equal_ones_are_one_period() -> None:
    changes = (Change(JANUARY, DUE), Change(JANUARY, LESS), Change(date(2026, 5, 1), LESS))
    assert year_periods(2026, changes, LEASE) == ((JANUARY, date(2027, 1, 1), LESS.sls, False, LESS),)


def test_periods_stay_within_the_lease_and_the_year() -> None:
    changes = (Change(date(2025, 7, 1), DUE),)
    found = year_periods(2026, changes, date(2026, 2, 10), date(2026, 6, 16))
    assert [(one.valid_from, one.valid_to) for one in found] == [(date(2026, 2, 10), date(2026, 6, 16))]
    assert year_periods(2026, changes, date(2027, 1, 1)) == ()
    assert year_periods(2026, (Change(date(2027, 1, 1), DUE),), LEASE) == ()


def test_a_month_cut_by_the_lease_is_counted_by_its_days() -> None:
    months = months_of(year_periods(2026, (Change(JANUARY, DUE),), LEASE, date(2026, 4, 11)))
    assert months[date(2026, 3, 1)] == (Decimal("175.87"), False)
    # 175.87 x 10 / 30
    assert months[date(2026, 4, 1)] == (Decimal("58.62"), True)
    assert len(months) == 4


def test_a_late_answer_gives_back_the_whole_period_within_two_months() -> None:
    """Liquidated provisionally from January to May, answered on 12 June."""
    before = year_periods(2026, (Change(JANUARY, NO_ANSWER, provisional=True),), LEASE, date(2026, 6, 1))
    after = year_periods(2026, (Change(JANUARY, DUE),), LEASE, date(2026, 6, 1))
    assert before[0].provisional
    found = regularisation(before, after, date(2026, 6, 12), 2)
    assert [line.month.month for line in found.lines] == [1, 2, 3, 4, 5]
    assert {(line.before, line.after) for line in found.lines} == {(Decimal("2780.34"), Decimal("175.87"))}
    assert (found.refund, found.due, found.refund_by) == (Decimal("13022.35"), ZERO, date(2026, 8, 12))


def test_a_revision_upwards_is_asked_and_nothing_is_given_back() -> None:
    before = year_periods(2026, (Change(JANUARY, NONE),), LEASE)
    after = year_periods(2026, (Change(JANUARY, NONE), Change(date(2026, 11, 1), DUE)), LEASE)
    found = regularisation(before, after, date(2026, 10, 5), 2)
    assert (found.due, found.refund, found.refund_by) == (Decimal("351.74"), ZERO, None)
    assert [line.due for line in found.lines] == [Decimal("175.87")] * 2


def test_nothing_changes_when_nothing_changed() -> None:
    same = year_periods(2026, (Change(JANUARY, DUE),), LEASE)
    found = regularisation(same, same, date(2026, 6, 12), 2)
    assert (found.lines, found.due, found.refund) == ((), ZERO, ZERO)
