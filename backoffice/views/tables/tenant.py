"""Columns of the lists in a tenant’s file."""

from datetime import date
from decimal import Decimal

from backoffice.rules.dates import french_day, french_instant, french_month
from backoffice.rules.money import euros
from backoffice.services.tenant.results import (
    ContactView,
    HistoryLine,
    LeaseView,
    MemberView,
    PostingView,
    ReceiptView,
    RequestView,
)
from backoffice.views.tables.rows import Column


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else euros(amount)


def _day(day: date | None) -> str:
    return "" if day is None else french_day(day)


def _soft(_row: object) -> str:
    return "soft"


def _balance_tone(row: PostingView) -> str:
    return "soft" if row.pending else ""


def _posting_label(row: PostingView) -> str:
    return f"{row.label} (pas encore certain)" if row.pending else row.label


POSTINGS: tuple[Column[PostingView], ...] = (
    Column("Date", lambda row: french_day(row.posted_on)),
    Column("Libellé", _posting_label, weight=3, tone=_balance_tone),
    Column("Nature", lambda row: row.kind, weight=3, tone=_soft),
    Column("Contrat", lambda row: row.lease_number, tone=_soft),
    Column("Débit", lambda row: _amount(row.debit), right=True),
    Column("Crédit", lambda row: _amount(row.credit), right=True),
    Column("Solde", lambda row: euros(row.balance), right=True, strong=True),
)


def _lease_tone(row: LeaseView) -> str:
    return "" if row.is_current else "soft"


def _lease_period(row: LeaseView) -> str:
    return f"depuis le {_day(row.starts_on)}" if row.ends_on is None else f"jusqu’au {_day(row.ends_on)}"


LEASES: tuple[Column[LeaseView], ...] = (
    Column("Contrat", lambda row: row.number, strong=True, tone=_lease_tone),
    Column("Bien loué", lambda row: row.description, weight=3, tone=_lease_tone),
    Column("Adresse", lambda row: row.address, weight=5, tone=_lease_tone),
    Column("Titulaires", lambda row: ", ".join(row.holders), weight=4, tone=_lease_tone),
    Column("Période", _lease_period, tone=_soft),
    Column("Agence", lambda row: row.agency, weight=2, tone=_soft),
    Column("Doit", lambda row: euros(row.balance_due), right=True, strong=True),
)


def _age(row: MemberView) -> str:
    return "" if row.age is None else f"{row.age} ans" if row.age > 1 else f"{row.age} an"


HOUSEHOLD: tuple[Column[MemberView], ...] = (
    Column("Personne", lambda row: row.name, weight=4, strong=True),
    Column("Lien", lambda row: row.relation, weight=2),
    Column("Né le", lambda row: _day(row.birth_date)),
    Column("Âge", _age, right=True),
    Column("Au foyer depuis", lambda row: _day(row.since), tone=_soft),
    Column("Jusqu’au", lambda row: _day(row.until), tone=_soft),
)


def _cooling(row: ContactView) -> str:
    if row.cooling_until is None:
        return "Utilisable"
    return f"Trop récent : pas de code avant le {french_instant(row.cooling_until)}"


CONTACTS: tuple[Column[ContactView], ...] = (
    Column("Moyen", lambda row: row.channel),
    Column("Contact", lambda row: row.value, weight=3, strong=True),
    Column("Usage", lambda row: row.role, weight=1),
    Column("Appris par", lambda row: row.source, weight=1, tone=_soft),
    Column("Depuis le", lambda row: _day(row.since), tone=_soft),
    Column("Pour un code", _cooling, weight=4, tone=lambda row: "warn" if row.cooling_until else "soft"),
)

RECEIPTS: tuple[Column[ReceiptView], ...] = (
    Column("Mois", lambda row: french_month(row.month).capitalize(), strong=True),
    Column("Document", lambda row: row.title, weight=2),
    Column("Numéro", lambda row: row.number or "", weight=2),
    Column("État", lambda row: row.state, weight=2),
    Column("Le", lambda row: french_instant(row.at), tone=_soft),
)

REQUESTS: tuple[Column[RequestView], ...] = (
    Column("Reçue le", lambda row: french_instant(row.opened_at), tone=_soft),
    Column("Nature", lambda row: row.kind, weight=2),
    Column("Objet", lambda row: row.summary, weight=5, strong=True),
    Column("État", lambda row: row.state, weight=2),
    Column("Le locataire lit", lambda row: row.public_state, weight=2, tone=_soft),
    Column("Pour le", lambda row: _day(row.due_on)),
)

HISTORY: tuple[Column[HistoryLine], ...] = (
    Column("Quand", lambda row: french_instant(row.at), tone=_soft),
    Column("Quoi", lambda row: row.family),
    Column("Ce qui s’est passé", lambda row: row.sentence, weight=6),
    Column("Par", lambda row: row.who, weight=2, tone=_soft),
)
