"""Columns of a list of anomalies."""

from backoffice.services.portal.watch.results import AnomalyRow
from backoffice.views.tables.rows import Column


def _soft(_row: object) -> str:
    return "soft"


ANOMALIES: tuple[Column[AnomalyRow], ...] = (
    Column("Client", lambda row: row.client_ref),
    Column("Titulaire", lambda row: row.name, weight=5, strong=True),
    Column("Depuis", lambda row: row.shown_since, tone=_soft),
    Column("Pourquoi", lambda row: row.why, weight=9),
)
