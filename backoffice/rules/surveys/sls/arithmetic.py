"""The sums of the SLS in exact decimals, each with its rounding (sections 1, 2.2 and 4)."""

from decimal import ROUND_HALF_UP, Decimal

from backoffice.rules.money import CENT, ZERO, cents

_FOUR_DECIMALS = Decimal("0.0001")
_HUNDRED = Decimal(100)
_MONTHS = Decimal(12)
_NONE = Decimal("0.0000")


def overrun(resources: Decimal, ceiling: Decimal) -> tuple[Decimal, int]:
    """By how much ``resources`` exceed ``ceiling``, in per cent: to four decimals half up, and truncated.

    The whole per cent is taken from the exact quotient, never from the rounded one; 0 under the ceiling.
    """
    gap = (resources - ceiling) * _HUNDRED
    # Adding zero takes the sign off « -0.0000 ».
    exact = (gap / ceiling).quantize(_FOUR_DECIMALS, rounding=ROUND_HALF_UP) + _NONE
    return exact, int(gap // ceiling) if gap > 0 else 0


def before_cap(surface: Decimal, coefficient: Decimal, slr: Decimal) -> tuple[Decimal, bool]:
    """``SH x CDPR x SLR`` to the nearest cent, half up; whether the rounding changed it."""
    exact = surface * coefficient * slr
    rounded = cents(exact)
    return rounded, rounded != exact


def income_cap(resources: Decimal, rate: Decimal, rent: Decimal) -> tuple[Decimal, bool]:
    """The most that a month's SLS may be, rent and SLS of a year kept within ``rate`` of ``resources``.

    Cut to the cent below, so that the test of the year always holds; whether the cut changed it. Never
    negative.
    """
    left = resources * rate - _MONTHS * rent
    if left <= 0:
        return ZERO, False
    whole, cut = divmod(left * _HUNDRED, _MONTHS)
    return whole * CENT, cut != 0


def per_m2_cap(cap: Decimal, surface: Decimal, rent: Decimal) -> tuple[Decimal, bool]:
    """The most that a month's SLS may be under ``cap`` euros per m² for rent and SLS; the same cut."""
    left = cap * surface - rent
    if left <= 0:
        return ZERO, False
    whole, cut = divmod(left * _HUNDRED, 1)
    return whole * CENT, cut != 0
