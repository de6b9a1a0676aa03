"""Columns of the months that a receipt may be asked for."""

from backoffice.rules.money import euros
from backoffice.services.receipts.results import MonthChoice
from backoffice.views.receipt.verdict import state_of
from backoffice.views.tables.rows import Column


def _state(choice: MonthChoice) -> str:
    possible = choice.number is None and choice.kind is not None
    return choice.kind.label.split()[0] if possible and choice.kind else state_of(choice)[0]


def _tone(choice: MonthChoice) -> str:
    return state_of(choice)[1] or "soft"


MONTHS: tuple[Column[MonthChoice], ...] = (
    Column("Mois", lambda choice: choice.label.capitalize(), strong=True),
    Column("Document", _state, weight=1, tone=_tone),
    Column("Payé", lambda choice: euros(choice.paid), right=True),
)
