"""Euros: exact amounts, one rounding, one way to show them."""

from decimal import ROUND_HALF_UP, Decimal

CENT = Decimal("0.01")
ZERO = Decimal("0.00")
_THIN = "\N{NARROW NO-BREAK SPACE}"


def cents(amount: Decimal) -> Decimal:
    """Round ``amount`` (euros) half up to the cent, the rounding of notices and receipts."""
    return amount.quantize(CENT, rounding=ROUND_HALF_UP)


def euros(amount: Decimal) -> str:
    """Show ``amount`` (euros) as French papers do: ``1 234,56 €``, with a true minus sign."""
    digits = f"{abs(cents(amount)):,.2f}".replace(",", _THIN).replace(".", ",")
    sign = "\N{MINUS SIGN}" if cents(amount) < 0 else ""
    return f"{sign}{digits}\N{NO-BREAK SPACE}€"
