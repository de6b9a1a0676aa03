"""The three ways in which portals show a balance (R1.30)."""

from decimal import Decimal

import pytest

from backoffice.rules.landlords.portal_view import shown_to_tenant
from backoffice.rules.vocabulary.ledger import SignConvention

SIGNED, COLUMNS, DUE = (
    SignConvention.TENANT_SIGNED,
    SignConvention.TWO_COLUMNS,
    SignConvention.AMOUNT_DUE,
)


@pytest.mark.parametrize(
    ("balance", "convention", "shown"),
    [
        ("110.27", SIGNED, "−110,27 €"),
        ("-123.67", SIGNED, "+123,67 €"),
        ("0.00", SIGNED, "0,00 €"),
        ("27.74", COLUMNS, "27,74 € au débit"),
        ("-5.00", COLUMNS, "5,00 € au crédit"),
        ("0.00", COLUMNS, "0,00 €"),
        ("0.00", DUE, "solde à jour"),
        ("-5.00", DUE, "solde à jour"),
        ("110.27", DUE, "solde à régler : 110,27 €"),
    ],
)
def test_a_balance_as_the_tenant_reads_it(balance: str, convention: SignConvention, shown: str) -> None:
    assert shown_to_tenant(Decimal(balance), convention).replace("\N{NO-BREAK SPACE}", " ") == shown
