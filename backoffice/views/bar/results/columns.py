"""Columns of what la barre shows beside the tenants found: surnames proposed, files of today, actions."""

from backoffice.rules.dates import french_time
from backoffice.services.access.today import TodayFile
from backoffice.services.search.results import Proposal, Quality
from backoffice.views.bar.commands import Offer
from backoffice.views.tables.rows import Column

_LIKE = {Quality.SOUND: "sonne comme ce que vous avez tapé", Quality.MISSPELT: "orthographe proche"}


def _soft(_row: object) -> str:
    return "soft"


def _greyed(row: Offer) -> str:
    return "" if row.can_run else "soft"


PROPOSALS: tuple[Column[Proposal], ...] = (
    Column("Vouliez-vous dire ?", lambda row: row.surname, weight=3, strong=True),
    Column("", lambda row: _LIKE.get(row.quality, ""), weight=6, tone=_soft),
    Column("", lambda _row: "Entrée remplace le nom", tone=_soft),
)

TODAY: tuple[Column[TodayFile], ...] = (
    Column("Ouverts aujourd’hui", lambda row: row.name, weight=6, strong=True),
    Column("Client", lambda row: row.client_ref),
    Column("Bailleur", lambda row: row.landlord_name, weight=3, tone=_soft),
    Column("Ouvert à", lambda row: french_time(row.opened_at), tone=_soft),
)

ACTIONS: tuple[Column[Offer], ...] = (
    Column("Actions", lambda row: row.command.name, weight=3, strong=True, tone=_greyed),
    Column("Détail", lambda row: row.reason or row.command.detail, weight=6, tone=_soft),
    Column("Touche", lambda row: row.command.key, tone=_soft),
)
