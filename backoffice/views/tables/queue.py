"""Columns of the list of a queue."""

from backoffice.rules.dates import french_day, french_instant, paris_day
from backoffice.services.work.waiting import WaitingItem
from backoffice.views.tables.rows import Column

CHOSEN = "✓ "
"""Before an item chosen for a decision in bulk."""


def _due(row: WaitingItem) -> str:
    return f"{french_instant(row.due_at)} (en retard)" if row.late else french_instant(row.due_at)


def _due_tone(row: WaitingItem) -> str:
    return "bad" if row.late else ""


def _holder(row: WaitingItem) -> str:
    return "vous" if row.mine else row.holder or "libre"


def _skips(row: WaitingItem) -> str:
    """How many passed it on; by me today, it waits for tomorrow."""
    if row.skipped:
        return "par vous"
    return f"{row.skips} fois" if row.skips else ""


def _skips_tone(row: WaitingItem) -> str:
    return "warn" if row.skips > 2 else "soft"


def _soft(_row: WaitingItem) -> str:
    return "soft"


WAITING: tuple[Column[WaitingItem], ...] = (
    Column("Pour le", _due, tone=_due_tone),
    Column("Locataire", lambda row: row.name, weight=6, strong=True),
    Column("Client", lambda row: row.client_ref),
    Column("Contrat", lambda row: row.lease_number),
    Column("Agence", lambda row: row.agency, weight=4, tone=_soft),
    Column("Bailleur", lambda row: row.landlord_name, weight=4, tone=_soft),
    Column("Reçu le", lambda row: french_day(paris_day(row.received_at)), tone=_soft),
    Column("Passé", _skips, tone=_skips_tone),
    Column("Pris par", _holder, weight=3, tone=lambda row: "accent" if row.mine else "soft"),
)
