"""Campaigns as their page shows them: figures, successes, failures and why."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.service import InsuranceState, MessageChannel
from backoffice.rules.vocabulary.validation.insurance import (
    CampaignLineState,
    CampaignState,
    CertificateRequest,
)

_WHY = {
    "NO_ADDRESS": "pas d’adresse postale : complétez le dossier",
    "NOBODY_TO_WRITE_TO": "aucun titulaire à qui écrire : regardez le dossier",
    "FORBIDDEN_WORD": "le texte contient un mot refusé : corrigez-le",
    "UNFILLED_VARIABLE": "une variable du texte n’est pas remplie : corrigez-le",
    "UNFILLED_TEXT": "le message n’est pas complet : corrigez le texte",
    "OWN_HOUSEHOLD": "votre propre foyer : laissez un collègue le faire",
    "NOT_MY_CUSTOMER": "dossier hors de vos droits",
    "NO_LEASE": "contrat terminé entre-temps",
}
_CAMPAIGNS = """
    SELECT c.id, c.landlord_id, c.label, c.kind, c.state, c.answer_by, c.recorded_at, c.version,
           s.full_name AS who, count(k.id) AS lines,
           count(k.id) FILTER (WHERE k.state = 'DONE') AS done,
           count(k.id) FILTER (WHERE k.state = 'FAILED') AS failed,
           count(k.id) FILTER (WHERE k.state = 'SKIPPED') AS skipped,
           count(k.id) FILTER (WHERE k.told IS NOT NULL) AS told
    FROM insurance_campaign c
    LEFT JOIN staff s ON s.id = c.staff_id
    LEFT JOIN insurance_campaign_line k ON k.campaign_id = c.id
    WHERE CAST(:campaign AS bigint) IS NULL OR c.id = :campaign
    GROUP BY c.id, s.full_name ORDER BY c.id DESC LIMIT 200
"""
_LINES = text("""
    SELECT k.id, k.version, k.customer_id, k.state, k.reason, k.letter_id, k.told, k.done_at, c.client_ref,
           p.civility, p.birth_name, p.usage_name, p.first_names,
           (SELECT string_agg(l.number, ', ' ORDER BY l.number_key) FROM lease l
            WHERE l.id = ANY (k.lease_ids)) AS contracts
    FROM insurance_campaign_line k
    JOIN customer c ON c.id = k.customer_id
    JOIN person p ON p.id = c.main_person_id
    WHERE k.campaign_id = :campaign AND (CAST(:state AS text) IS NULL OR k.state = :state)
    ORDER BY k.state <> 'FAILED', k.id LIMIT :most
""")


@dataclass(frozen=True)
class CampaignView:
    """A campaign and how far it is; lines of files that the reader does not see are not counted."""

    campaign_id: int
    landlord_id: int
    version: int
    label: str
    kind: CertificateRequest
    state: CampaignState
    answer_by: date
    prepared_at: datetime
    who: str
    lines: int
    done: int
    failed: int
    skipped: int
    told: int
    """Tenants to whom a message leaves, beside the letter."""

    @property
    def left(self) -> int:
        """Tenants still to be done."""
        return self.lines - self.done - self.failed - self.skipped


@dataclass(frozen=True)
class CampaignLine:
    """A tenant of a campaign."""

    line_id: int
    version: int
    customer_id: int
    client_ref: str
    tenant: str
    contracts: str
    state: CampaignLineState
    outcome: str
    """What became of it, in words."""
    letter_id: int | None
    done_at: datetime | None


def campaigns(session: Session) -> tuple[CampaignView, ...]:
    """The campaigns of my landlords, the latest first."""
    return tuple(_campaign(row) for row in session.execute(text(_CAMPAIGNS), {"campaign": None}))


def campaign_of(session: Session, campaign_id: int) -> CampaignView:
    """One campaign. Raises ``NotFound``."""
    row = session.execute(text(_CAMPAIGNS), {"campaign": campaign_id}).one_or_none()
    if row is None:
        raise NotFound("Cette campagne n’existe pas ou n’est pas de vos bailleurs : relisez la liste.")
    return _campaign(row)


def campaign_table(
    session: Session, campaign_id: int, state: CampaignLineState | None = None, most: int = 5000
) -> tuple[CampaignLine, ...]:
    """The tenants of a campaign, failures first; ``state`` keeps those alone."""
    asked = {"campaign": campaign_id, "state": state.value if state else None, "most": most}
    return tuple(_line(row) for row in session.execute(_LINES, asked))


def why(code: str | None) -> str:
    """What a failure or a skip says, in words."""
    if code is None:
        return ""
    states = {state.value: f"{state.label.lower()} entre-temps" for state in InsuranceState}
    return _WHY.get(code) or states.get(code) or f"refusé ({code})"


def _campaign(row: Row[Any]) -> CampaignView:
    return CampaignView(
        campaign_id=row.id,
        landlord_id=row.landlord_id,
        version=row.version,
        label=row.label,
        kind=CertificateRequest(row.kind),
        state=CampaignState(row.state),
        answer_by=row.answer_by,
        prepared_at=row.recorded_at,
        who=row.who or "",
        lines=row.lines,
        done=row.done,
        failed=row.failed,
        skipped=row.skipped,
        told=row.told,
    )


def _line(row: Row[Any]) -> CampaignLine:
    state = CampaignLineState(row.state)
    told = f"lettre et {MessageChannel(row.told).label.lower()}" if row.told else "lettre seule"
    return CampaignLine(
        line_id=row.id,
        version=row.version,
        customer_id=row.customer_id,
        client_ref=row.client_ref,
        tenant=display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
        contracts=row.contracts or "",
        state=state,
        outcome=told if state is CampaignLineState.DONE else why(row.reason),
        letter_id=row.letter_id,
        done_at=row.done_at,
    )
