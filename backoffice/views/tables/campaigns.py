"""Columns of campaigns and of their tenants."""

from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.vocabulary.validation.insurance import CampaignLineState
from backoffice.services.insurance.campaigns.table import CampaignLine, CampaignView
from backoffice.views.tables.rows import Column

_TONES = {
    CampaignLineState.DONE: "ok",
    CampaignLineState.FAILED: "bad",
    CampaignLineState.SKIPPED: "soft",
    CampaignLineState.TO_DO: "soft",
}


def _soft(_row: object) -> str:
    return "soft"


CAMPAIGNS: tuple[Column[CampaignView], ...] = (
    Column("Préparée le", lambda row: french_day(paris_day(row.prepared_at)), tone=_soft),
    Column("Campagne", lambda row: row.label, weight=4, strong=True),
    Column("Nature", lambda row: row.kind.label),
    Column("État", lambda row: row.state.label),
    Column("Faits", lambda row: f"{row.done} sur {row.lines}"),
    Column("Échecs", lambda row: str(row.failed), tone=lambda row: "bad" if row.failed else "soft"),
    Column("Réponse avant le", lambda row: french_day(row.answer_by), tone=_soft),
    Column("Par", lambda row: row.who, weight=2, tone=_soft),
)
LINES: tuple[Column[CampaignLine], ...] = (
    Column("Client", lambda row: row.client_ref),
    Column("Locataire", lambda row: row.tenant, weight=4, strong=True),
    Column("Contrats", lambda row: row.contracts, tone=_soft),
    Column("État", lambda row: row.state.label, tone=lambda row: _TONES[row.state]),
    Column("Résultat", lambda row: row.outcome, weight=5),
    Column("Le", lambda row: french_day(paris_day(row.done_at)) if row.done_at else "", tone=_soft),
)
