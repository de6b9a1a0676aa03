"""Until when somebody answers for the rent with the others (R3.10–R3.17)."""

from datetime import date, timedelta

from backoffice.rules.dates import add_months


def solidarity_until(effective_on: date, replaced_on: date | None, months: int) -> date:
    """The end for a co-holder whose notice takes effect on ``effective_on`` (R3.16).

    When a new co-holder is on the lease, never before the notice takes effect, else ``months`` later.
    """
    latest = add_months(effective_on, months)
    return latest if replaced_on is None else min(max(replaced_on, effective_on), latest)


def solidarity_after_violence(presented_on: date) -> date:
    """The end for the victim and his guarantor: the day after the letter is first presented (R3.17)."""
    return presented_on + timedelta(days=1)
