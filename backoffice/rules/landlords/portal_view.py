"""What the tenant's portal shows him, so that an agent can speak of the same screen (R1.30)."""

from decimal import Decimal

from backoffice.rules.money import euros
from backoffice.rules.vocabulary.ledger import SignConvention


def shown_to_tenant(balance_due: Decimal, convention: SignConvention) -> str:
    """The balance as the landlord's portal words it; ``balance_due`` in euros, positive when owed (R1.29).

    ``TENANT_SIGNED`` turns the sign: what is owed is negative there.
    """
    if convention is SignConvention.TENANT_SIGNED:
        return f"+{euros(-balance_due)}" if balance_due < 0 else euros(-balance_due)
    if convention is SignConvention.TWO_COLUMNS:
        column = "débit" if balance_due > 0 else "crédit"
        return f"{euros(abs(balance_due))} au {column}" if balance_due else euros(balance_due)
    return f"solde à régler : {euros(balance_due)}" if balance_due > 0 else "solde à jour"
