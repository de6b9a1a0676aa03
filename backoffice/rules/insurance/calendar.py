"""When a certificate is asked for and waited for, when a policy may be taken out (R2.12, R2.20)."""

from dataclasses import dataclass
from datetime import date, timedelta

from backoffice.rules.calls.hours import is_working_day
from backoffice.rules.dates import add_months
from backoffice.rules.profile import LandlordProfile

ON_BEHALF_AFTER_MONTHS = 1
"""What the law leaves after a formal notice (R2.13)."""


@dataclass(frozen=True)
class InsuranceCalendar:
    """The days that a landlord gives; ``reminders`` go before the formal notice, ``answer_days`` apart."""

    request_before_days: int = 42
    answer_days: int = 14
    formal_notice_days: int = 28
    reminders: int = 0

    def request_day(self, covered_until: date) -> date:
        """The day from which the next certificate is asked for."""
        return covered_until - timedelta(days=self.request_before_days)

    def answer_day(self, asked_on: date) -> date:
        """The last day that the tenant has to answer a request or a reminder."""
        return asked_on + timedelta(days=self.answer_days)


def calendar_of(profile: LandlordProfile) -> InsuranceCalendar:
    """The calendar of a landlord.

    A first request, its answer and a formal notice fit before the end of the cover (42 = 14 + 28 days), or
    the first request is followed by a reminder: the two calendars that landlords publish.
    """
    before, answer = profile.insurance_request_before_days, profile.insurance_answer_days
    notice = profile.insurance_formal_notice_days
    return InsuranceCalendar(before, answer, notice, reminders=0 if before >= answer + notice else 1)


def on_behalf_from(presented_on: date) -> date:
    """The first day on which a policy may be taken out for the tenant: one month is over (R2.13, R2.20)."""
    return add_months(presented_on, ON_BEHALF_AFTER_MONTHS) + timedelta(days=1)


def working_day_from(day: date) -> date:
    """``day``, or the next one on which people work; what runs for the tenant never moves."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day
