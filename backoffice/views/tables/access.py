"""Columns of « Qui a vu ce locataire ? »: in order of time, people neither counted nor ranked (R5.13)."""

from backoffice.rules.dates import french_instant
from backoffice.services.access.who_saw import Sight
from backoffice.services.search.watched import Watched
from backoffice.views.tables.rows import Column


def _tone(row: Sight) -> str:
    return "bad" if row.denied else ""


def _soft(_row: object) -> str:
    return "soft"


WATCHED: tuple[Column[Watched], ...] = (
    Column("Locataire", lambda row: row.name, weight=6, strong=True),
    Column("Client", lambda row: row.client_ref),
    Column("Bailleur", lambda row: row.landlord_name, weight=5, tone=_soft),
)


SIGHTS: tuple[Column[Sight], ...] = (
    Column("Quand", lambda row: french_instant(row.at), tone=_soft),
    Column("Qui", lambda row: row.who, strong=True),
    Column("Métier", lambda row: row.role, weight=4, tone=_soft),
    Column("Quoi", lambda row: row.family, tone=_tone),
    Column("Ce qui s’est passé", lambda row: row.sentence, weight=8, tone=_tone),
    Column("Motif", lambda row: row.purpose, weight=5),
    Column("Commande", lambda row: row.command, tone=_soft),
)
