"""Working hours, filters and the measured error rate: pure rules of the queues."""

from datetime import date, datetime, time, timedelta

import pytest

from backoffice.errors import Misconfigured
from backoffice.rules.calls.hours import DEFAULT_HOURS, HalfDay
from backoffice.rules.dates import PARIS
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.error_rate import FEW, error_rate
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.rules.work.hours import due_at, half_days_between, half_days_of


def paris(day: str, hour: str) -> datetime:
    """An instant as a clock in Paris shows it."""
    return datetime.combine(date.fromisoformat(day), time.fromisoformat(hour), PARIS)


@pytest.mark.parametrize(
    ("received", "count", "due"),
    [
        # A Monday morning: the morning under way does not count.
        (("2026-11-23", "09:00"), 2, ("2026-11-24", "12:00")),
        (("2026-11-23", "08:30"), 1, ("2026-11-23", "17:00")),
        (("2026-11-23", "08:29"), 1, ("2026-11-23", "12:00")),
        (("2026-11-23", "12:30"), 1, ("2026-11-23", "17:00")),
        # A Friday evening: the week-end goes by.
        (("2026-11-27", "18:00"), 2, ("2026-11-30", "17:00")),
        (("2026-11-28", "11:00"), 1, ("2026-11-30", "12:00")),
        # Ascension and the Friday after it, which is worked.
        (("2026-05-13", "16:00"), 2, ("2026-05-15", "17:00")),
        # Easter Monday, two public holidays within a week of May, the end of the year.
        (("2026-04-03", "14:00"), 1, ("2026-04-07", "12:00")),
        (("2026-04-30", "14:00"), 2, ("2026-05-04", "17:00")),
        (("2026-12-31", "14:00"), 1, ("2027-01-04", "12:00")),
        # Over both changes of the clock, hours stay those of the wall.
        (("2026-03-27", "15:00"), 1, ("2026-03-30", "12:00")),
        (("2026-10-23", "15:00"), 1, ("2026-10-26", "12:00")),
    ],
)
def test_an_item_is_due_at_the_end_of_a_half_day(
    received: tuple[str, str], count: int, due: tuple[str, str]
) -> None:
    found = due_at(paris(*received), count)
    assert found == paris(*due)
    assert half_days_between(paris(*received), found) == count
    assert half_days_between(paris(*received), found - timedelta(seconds=1)) == count - 1


def test_a_landlord_has_its_own_hours() -> None:
    mornings = (HalfDay(time(9), time(12, 30)),)
    assert due_at(paris("2026-11-23", "10:00"), 2, mornings) == paris("2026-11-25", "12:30")
    assert DEFAULT_HOURS[1].closes == time(17)


def test_each_kind_has_its_delay() -> None:
    assert half_days_of(WorkKind.ASSISTANCE) == 2
    assert half_days_of(WorkKind.INSURANCE) == 6
    assert {half_days_of(kind) for kind in WorkKind} == {2, 6, 10}


def test_a_filter_tells_only_what_narrows() -> None:
    whole = QueueFilter((WorkKind.HOUSEHOLD,))
    assert (whole.narrows, whole.as_json(), whole.words()) == (False, {}, ())
    asked = QueueFilter((WorkKind.HOUSEHOLD,), agencies=(7,), late=True, channel=RequestChannel.MAIL)
    assert asked.as_json() == {"agencies": [7], "late": True, "channel": "MAIL"}
    assert asked.words() == ("en retard", "courrier")
    assert asked.turned("late").as_json() == {"agencies": [7], "channel": "MAIL"}
    assert asked.all() == whole
    with pytest.raises(Misconfigured):
        QueueFilter(())


def test_sorts_go_round() -> None:
    sort, seen = QueueSort.DUE, []
    for _ in QueueSort:
        seen.append(sort)
        sort = sort.following()
    assert (set(seen), sort) == (set(QueueSort), QueueSort.DUE)


def test_an_error_rate_says_how_sure_it_is() -> None:
    assert error_rate(FEW - 1, 1).rate is None
    assert error_rate(FEW - 1, 1).words == f"trop peu de relectures ({FEW - 1})"
    none_wrong = error_rate(100, 0)
    assert none_wrong.low == 0
    assert none_wrong.high == pytest.approx(0.03699, abs=1e-4)
    some = error_rate(50, 2)
    assert some.words == "4,0 % (de 1,1 à 13,5 %)"
    assert error_rate(FEW, FEW).high == pytest.approx(1)
    with pytest.raises(ValueError, match="3 wrong of 2"):
        error_rate(2, 3)
