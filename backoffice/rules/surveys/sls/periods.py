"""SLS as dated periods of a lease: several changes in a year make several sums (R441-23, 5.1)."""

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from backoffice.errors import Refused
from backoffice.rules.dates import add_months, month_of
from backoffice.rules.money import ZERO, cents
from backoffice.rules.surveys.sls.case import Assessment


class SlsPeriod(NamedTuple):
    """So much a month (€) over ``[valid_from, valid_to)``; ``provisional`` before the foyer answers."""

    valid_from: date
    valid_to: date
    monthly: Decimal
    provisional: bool
    assessment: Assessment | None


class Change(NamedTuple):
    """What a new assessment is worth from ``effect`` on."""

    effect: date
    assessment: Assessment
    provisional: bool = False


class MonthLine(NamedTuple):
    """What a month costs under two states of the file, in euros; ``partial``: some days of it only."""

    month: date
    before: Decimal
    after: Decimal
    partial: bool

    @property
    def due(self) -> Decimal:
        """What is still to be asked for the month; negative when it is to be given back."""
        return self.after - self.before


class Regularisation(NamedTuple):
    """The months that change, what is asked and what is given back in all, the last day to give it back."""

    lines: tuple[MonthLine, ...]
    due: Decimal
    refund: Decimal
    refund_by: date | None


def effect_day(event: date, proofs_sent: date, proof_months: int) -> date:
    """The first day on which a change of household or of resources counts.

    The first of the month after the event when its proofs were sent within ``proof_months`` of it, otherwise
    the first of the month after they were sent. Raises ``Refused`` (``PROOFS_BEFORE_EVENT``).
    """
    if proofs_sent < event:
        raise Refused(
            "Les justificatifs sont datés d’avant l’événement : corrigez l’une des deux dates.",
            code="PROOFS_BEFORE_EVENT",
        )
    in_time = proofs_sent <= add_months(event, proof_months)
    return add_months(month_of(event if in_time else proofs_sent), 1)


def year_periods(
    year: int, changes: Sequence[Change], lease_from: date, lease_to: date | None = None
) -> tuple[SlsPeriod, ...]:
    """The periods of ``year`` within the lease, ``[lease_from, lease_to)``, from 1 January (L441-3).

    A change rules from its effect until the next; of two on one day the later in the sequence wins. Before
    the first one nothing is due. Neighbours of the same sum and nature are one period.
    """
    start, end = max(date(year, 1, 1), lease_from), date(year + 1, 1, 1)
    end = end if lease_to is None else min(end, lease_to)
    ordered = sorted(changes, key=lambda one: one.effect)
    periods: list[SlsPeriod] = []
    for rank, one in enumerate(ordered):
        following = ordered[rank + 1].effect if rank + 1 < len(ordered) else end
        begun, ended = max(one.effect, start), min(following, end)
        if begun < ended:
            _append(periods, SlsPeriod(begun, ended, one.assessment.sls, one.provisional, one.assessment))
    return tuple(periods)


def _append(periods: list[SlsPeriod], period: SlsPeriod) -> None:
    last = periods[-1] if periods else None
    if last and (last.valid_to, last.monthly, last.provisional) == (
        period.valid_from,
        period.monthly,
        period.provisional,
    ):
        periods[-1] = last._replace(valid_to=period.valid_to)
    else:
        periods.append(period)


def months_of(periods: Sequence[SlsPeriod]) -> dict[date, tuple[Decimal, bool]]:
    """What each month costs, and whether some days only were counted.

    Changes take effect on the first of a month; a month cut by the lease itself is counted by its days, to
    the nearest cent, as its rent is: no text read fixes it.
    """
    found: dict[date, tuple[Decimal, bool]] = {}
    for period in periods:
        month = month_of(period.valid_from)
        while month < period.valid_to:
            following = add_months(month, 1)
            days = (min(following, period.valid_to) - max(month, period.valid_from)).days
            whole = (following - month).days
            sum_so_far, partial = found.get(month, (ZERO, False))
            share = cents(period.monthly * days / whole)
            found[month] = (sum_so_far + share, partial or days < whole)
            month = following
    return found


def regularisation(
    before: Sequence[SlsPeriod], after: Sequence[SlsPeriod], answered_on: date, refund_months: int
) -> Regularisation:
    """What changes from the sums called ``before`` to those due ``after`` a late answer or a revision.

    The refund is due ``refund_months`` after the answer (L441-9). The file fee is never part of it.
    """
    old, new = months_of(before), months_of(after)
    lines = []
    for month in sorted(old.keys() | new.keys()):
        (was, cut), (now, cut_now) = (side.get(month, (ZERO, False)) for side in (old, new))
        if was != now:
            lines.append(MonthLine(month, was, now, cut or cut_now))
    total = sum((line.due for line in lines), ZERO)
    refund = max(-total, ZERO)
    by = add_months(answered_on, refund_months) if refund else None
    return Regularisation(tuple(lines), max(total, ZERO), refund, by)


def last_day_of(period: SlsPeriod) -> date:
    """The last day of a period, as letters write it."""
    return period.valid_to - timedelta(days=1)
