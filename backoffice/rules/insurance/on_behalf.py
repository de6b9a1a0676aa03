"""What an insurance taken out for a tenant costs him, by twelfths, to the cent (R2.13–R2.17)."""

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal

from backoffice.errors import Refused
from backoffice.rules.dates import add_months, month_of
from backoffice.rules.money import CENT, ZERO, euros

SURCHARGE_CAP = Decimal(10)
"""Per cent of the yearly premium, at most (decree 2016-383)."""
_MONTHS = 12
_DEAREST = Decimal(10_000)


@dataclass(frozen=True)
class OnBehalfCost:
    """A year of a policy in euros; ``instalments`` sum up to ``total`` exactly."""

    premium: Decimal
    surcharge: Decimal
    total: Decimal
    instalments: tuple[Decimal, ...]


def on_behalf_cost(premium: Decimal, surcharge_percent: Decimal) -> OnBehalfCost:
    """The cost of a year. Raises ``Refused``: ``SURCHARGE_TOO_HIGH`` over 10 %, ``PREMIUM`` for a wrong sum.

    A surcharge is cut to the cent below, since it may not exceed its share of the premium by any rounding;
    the lower twelfths come first.
    """
    if not surcharge_percent.is_finite() or surcharge_percent < 0 or surcharge_percent > SURCHARGE_CAP:
        raise Refused(
            "La majoration est de 10 % de la prime annuelle au plus (décret n° 2016-383) : baissez-la.",
            code="SURCHARGE_TOO_HIGH",
        )
    if not premium.is_finite() or not ZERO < premium <= _DEAREST or premium != premium.quantize(CENT):
        raise Refused(
            "La prime annuelle est une somme en euros, au centime, comme sur le contrat : corrigez-la.",
            code="PREMIUM",
        )
    surcharge = (premium * surcharge_percent / 100).quantize(CENT, rounding=ROUND_DOWN)
    total = (premium + surcharge).quantize(CENT)
    low, dearer = divmod(int(total / CENT), _MONTHS)
    cheaper = (low * CENT,) * (_MONTHS - dearer)
    return OnBehalfCost(premium.quantize(CENT), surcharge, total, cheaper + ((low + 1) * CENT,) * dearer)


def policy_end(starts_on: date) -> date:
    """The first day that a policy of one year no longer covers."""
    return add_months(starts_on, _MONTHS)


def instalment_months(starts_on: date) -> tuple[date, ...]:
    """The months whose rent carries a twelfth: the month of a first day, else from the following one on.

    The notice of a month that has begun has left already.
    """
    first = starts_on if starts_on.day == 1 else add_months(month_of(starts_on), 1)
    return tuple(add_months(first, index) for index in range(_MONTHS))


def due_until(total: Decimal, starts_on: date, ends_on: date) -> Decimal:
    """What is due of a year that ends on ``ends_on`` (excluded), by days, cut to the cent below (R2.17)."""
    year = (policy_end(starts_on) - starts_on).days
    days = min(max((ends_on - starts_on).days, 0), year)
    return (total * days / year).quantize(CENT, rounding=ROUND_DOWN)


def settlement(total: Decimal, starts_on: date, ends_on: date, called: Decimal) -> Decimal:
    """What is still to be asked at an early end, or to be given back when it is negative."""
    return due_until(total, starts_on, ends_on) - called


def instalments_words(amounts: tuple[Decimal, ...]) -> str:
    """``6,60 € par mois pendant 12 mois``, or ``2 × 6,50 € puis 10 × 6,51 €``."""
    first = amounts[0]
    same = sum(1 for one in amounts if one == first)
    if same == len(amounts):
        return f"{euros(first)} par mois pendant {same} mois"
    return f"{same} mois à {euros(first)}, puis {len(amounts) - same} mois à {euros(amounts[-1])}"
