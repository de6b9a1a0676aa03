"""Columns of « Mes rappels »."""

from backoffice.rules.dates import french_instant
from backoffice.services.contacts.promises import CallBackView
from backoffice.services.contacts.supervision import ToldView
from backoffice.views.tables.rows import Column


def _due(row: CallBackView) -> str:
    return f"{french_instant(row.due_at)}, en retard" if row.is_late else french_instant(row.due_at)


def _late(row: CallBackView) -> str:
    return "bad" if row.is_late else ""


def _owner(row: CallBackView) -> str:
    return "Moi" if row.is_mine else row.owner


def _soft(_row: CallBackView | ToldView) -> str:
    return "soft"


CALL_BACKS: tuple[Column[CallBackView], ...] = (
    Column("Pour le", _due, tone=_late, strong=True),
    Column("Qui", lambda row: row.name, weight=4, strong=True),
    Column("Client", lambda row: row.client_ref, tone=_soft),
    Column("Numéro au dossier", lambda row: row.number or "aucun utilisable"),
    Column("Motif", lambda row: row.reason.label, weight=3),
    Column("À rappeler par", _owner, weight=2),
    Column("Promis par", lambda row: row.promised_by, weight=2, tone=_soft),
)

TOLD: tuple[Column[ToldView], ...] = (
    Column("Depuis", lambda row: french_instant(row.told_at)),
    Column("Alerte", lambda row: row.kind.label, weight=3, strong=True, tone=lambda _row: "warn"),
    Column("Ce qui s’est passé", lambda row: row.sentence, weight=7),
    Column("Qui", lambda row: row.name, weight=3),
    Column("Client", lambda row: row.client_ref, tone=_soft),
)
