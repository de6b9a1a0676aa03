"""Columns of the officer's lists: rules, runs, their items, requests of data subjects."""

from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.retention.terms import Rule
from backoffice.services.retention.runs import ItemView, RuleTally, RunView
from backoffice.services.subjects.requests import RequestView
from backoffice.views.tables.rows import Column

_SIGN = "⚠ "


def _soft(_row: object) -> str:
    return "soft"


def _basis(row: Rule | RuleTally) -> str:
    # The sign says it where colours are not seen.
    return row.basis if _verified(row) else f"{_SIGN}{row.basis}"


def _verified(row: Rule | RuleTally) -> bool:
    return row.is_verified if isinstance(row, Rule) else row.verified


def _doubt(row: Rule | RuleTally) -> str:
    return "" if _verified(row) else "bad"


RULES: tuple[Column[Rule], ...] = (
    Column("Règle", lambda row: row.code, strong=True),
    Column("Données", lambda row: row.data, weight=4),
    Column("Durée", lambda row: row.term_words or "–"),
    Column("Gardées", lambda row: row.active_base, weight=5),
    Column("Fondement", _basis, weight=5, tone=_doubt),
    Column("À savoir", lambda row: row.caveat, weight=4, tone=_soft),
)

RUNS: tuple[Column[RunView], ...] = (
    Column("N°", lambda row: str(row.id), right=True),
    Column("Bailleur", lambda row: row.landlord_name, weight=3, strong=True),
    Column("Situation au", lambda row: french_day(row.as_of)),
    Column("État", lambda row: row.state.label),
    Column("À effacer", lambda row: str(row.due), right=True),
    Column("Retenus", lambda row: str(row.held), right=True),
    Column("Effacés", lambda row: str(row.erased), right=True),
    Column("Gardés", lambda row: str(row.kept), right=True),
    Column("Préparée", lambda row: f"{row.prepared_by}, {french_instant(row.prepared_at)}", 3, tone=_soft),
    Column("Certificat", lambda row: row.certificate or "", tone=_soft),
)

TALLIES: tuple[Column[RuleTally], ...] = (
    Column("Règle", lambda row: row.code, strong=True),
    Column("Données", lambda row: row.data, weight=4),
    Column("Durée", lambda row: row.term or "–"),
    Column("À effacer", lambda row: str(row.due), right=True),
    Column("Retenus", lambda row: str(row.held), right=True),
    Column("Effacés", lambda row: str(row.erased), right=True),
    Column("Fondement", _basis, weight=6, tone=_doubt),
)


def _item_state(row: ItemView) -> str:
    return f"{row.state.label} : {row.reason.label.lower()}" if row.reason else row.state.label


ITEMS: tuple[Column[ItemView], ...] = (
    Column("Client", lambda row: row.client_ref, weight=4, strong=True),
    Column("Règle", lambda row: row.rule),
    Column("Enregistrement", lambda row: row.record, weight=3),
    Column("Échu depuis le", lambda row: french_day(row.due_since)),
    Column("État", _item_state, weight=4, tone=lambda row: "warn" if row.reason else ""),
)

SUBJECT_REQUESTS: tuple[Column[RequestView], ...] = (
    Column("N°", lambda row: str(row.id), right=True),
    Column("Client", lambda row: row.client_ref, weight=2, strong=True),
    Column("Bailleur", lambda row: row.landlord_name, weight=3, tone=_soft),
    Column("Droit", lambda row: row.kind),
    Column("Identité", lambda row: row.identity, weight=2, tone=_soft),
    Column("Reçue le", lambda row: french_day(row.received_on)),
    Column("Réponse avant le", lambda row: french_day(row.due_on), tone=lambda row: row.tone),
    Column("Délai", lambda row: row.clock, weight=2, strong=True, tone=lambda row: row.tone),
)
