"""The OPS survey: its years, its reference, its penalty (L442-5, R442-13, R442-14; section 11)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.rules.dates import add_months
from backoffice.rules.money import ZERO, euros
from backoffice.rules.surveys.household.resources import reference_year
from backoffice.rules.surveys.scales.year import YearScales
from backoffice.rules.surveys.steps import Origin
from backoffice.rules.vocabulary.surveys.scales import AmountCode

_FIRST_BIENNIAL = 2012


@dataclass(frozen=True)
class OpsPenalty:
    """What a late answer costs (€): ``full_months`` of delay, ``amount`` in all, on what ground.

    ``formula`` is how it was worked out, as a letter says it.
    """

    late: bool
    full_months: int
    amount: Decimal
    formula: str
    origin: Origin


def is_ops_year(year: int) -> bool:
    """Whether an OPS is made as of 1 January of ``year``: even years, since it is biennial."""
    return year >= _FIRST_BIENNIAL and year % 2 == 0


def ops_income_year(year: int, scales: YearScales) -> int:
    """The year of the incomes asked by the OPS of ``year``: the year before last."""
    return reference_year(year, scales.count(AmountCode.REFERENCE_YEARS_BACK))


def ops_answer_by(sent_on: date, scales: YearScales) -> date:
    """The last day for the tenant to answer: one month."""
    return add_months(sent_on, scales.count(AmountCode.OPS_ANSWER_MONTHS))


def ops_penalty(answer_by: date, day: date, scales: YearScales, *, difficulties: bool = False) -> OpsPenalty:
    """The penalty of an answer that comes on ``day``, or has not come yet then.

    So much once late, and as much for each full month, counted from day to day after ``answer_by``.
    ``difficulties``: the tenant has particular ones, the landlord must help and nothing is due (L442-5).
    """
    base, monthly = scales.amount(AmountCode.OPS_PENALTY), scales.amount(AmountCode.OPS_PENALTY_MONTH)
    late = day > answer_by
    months = full_months(answer_by, day) if late else 0
    if not late or difficulties:
        why = "difficultés particulières : le bailleur aide à répondre" if late else "réponse dans le délai"
        return OpsPenalty(late, months, ZERO, why, base.origin)
    formula = (
        f"{euros(base.value)} + {months} mois entier{'s' if months > 1 else ''} × {euros(monthly.value)}"
    )
    return OpsPenalty(late, months, base.value + months * monthly.value, formula, base.origin)


def full_months(start: date, day: date) -> int:
    """How many months are over on ``day``, from day to day; a shorter month ends on its last day."""
    count = (day.year - start.year) * 12 + day.month - start.month
    return count if add_months(start, count) <= day else count - 1


def is_recent_arrival(moved_in: date, year: int, scales: YearScales) -> bool:
    """Whether a household moved in within the last two years on 1 January of ``year`` (R442-14)."""
    reference = date(year, 1, 1)
    first = add_months(reference, -12 * scales.count(AmountCode.OPS_RECENT_YEARS))
    return first <= moved_in < reference
