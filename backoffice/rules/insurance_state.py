"""Where a lease stands from the papers sent alone: whether a tenant's portal asks for one (R2.7)."""

from collections.abc import Sequence
from datetime import date

from backoffice.rules.insurance.facts import InsuranceFacts, Submission
from backoffice.rules.insurance.state import Standing, insurance_state

__all__ = ["Submission", "insurance_standing"]


def insurance_standing(required: bool, sent: Sequence[Submission], today: date) -> Standing:
    """The state as the portal knows it on ``today``; ``sent`` in any order (R2.4, R2.7)."""
    return insurance_state(InsuranceFacts(required, sent), today)
