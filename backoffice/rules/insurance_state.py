"""Where a lease stands from the papers sent alone: what a tenant's portal and callers are told (R2.7)."""

from collections.abc import Sequence
from datetime import date

from backoffice.rules.insurance.facts import InsuranceFacts, Submission
from backoffice.rules.insurance.state import Standing, insurance_state

__all__ = ["EXPIRING_DAYS", "InsuranceStanding", "Submission", "insurance_standing"]

EXPIRING_DAYS = 42
InsuranceStanding = Standing


def insurance_standing(required: bool, sent: Sequence[Submission], today: date) -> Standing:
    """The state of a lease's insurance on ``today``; ``sent`` in any order (R2.4, R2.19)."""
    return insurance_state(InsuranceFacts(required, sent), today)
