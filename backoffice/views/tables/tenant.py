"""Columns of the lists in a tenant’s file."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.rules.dates import french_day, french_instant, paris_day
from backoffice.rules.money import euros
from backoffice.rules.premises import contract_words
from backoffice.services.desk.documents import DocumentView
from backoffice.services.desk.hints import ListedHint
from backoffice.services.desk.insurance import Asked, Cover, Paper
from backoffice.services.desk.insurance_steps import Step
from backoffice.services.desk.requests import AskedView
from backoffice.services.desk.strip import AlertView
from backoffice.services.desk.timeline.results import TimelineLine
from backoffice.services.tenant.results import ContactView, LeaseView, MemberView, PostingView
from backoffice.views.tables.rows import Column


def _amount(amount: Decimal | None) -> str:
    return "" if amount is None else euros(amount)


def _day(day: date | None) -> str:
    return "" if day is None else french_day(day)


def _soft(_row: object) -> str:
    return "soft"


@dataclass(frozen=True)
class AccountLine:
    """A posting, and the contract it is of in words: a dwelling and a parking place are told apart (R2.4)."""

    posting: PostingView
    contract: str


def _balance_tone(row: AccountLine) -> str:
    return "soft" if row.posting.pending else ""


def _posting_label(row: AccountLine) -> str:
    return f"{row.posting.label} (pas encore certain)" if row.posting.pending else row.posting.label


POSTINGS: tuple[Column[AccountLine], ...] = (
    Column("Date", lambda row: french_day(row.posting.posted_on)),
    Column("Libellé", _posting_label, weight=3, tone=_balance_tone),
    Column("Nature", lambda row: row.posting.kind, weight=3, tone=_soft),
    Column("Contrat", lambda row: row.contract, tone=_soft),
    Column("Débit", lambda row: _amount(row.posting.debit), right=True),
    Column("Crédit", lambda row: _amount(row.posting.credit), right=True),
    Column("Solde du contrat", lambda row: euros(row.posting.balance), right=True, strong=True),
)


def _lease_tone(row: LeaseView) -> str:
    return "" if row.is_current else "soft"


def _lease_period(row: LeaseView) -> str:
    return f"depuis le {_day(row.starts_on)}" if row.ends_on is None else f"jusqu’au {_day(row.ends_on)}"


LEASES: tuple[Column[LeaseView], ...] = (
    Column("Contrat", lambda row: contract_words(row.kind, row.number), strong=True, tone=_lease_tone),
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
    if row.withdrawn:
        return "Retiré : il ne sert plus"
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


DOCUMENTS: tuple[Column[DocumentView], ...] = (
    Column("Date", lambda row: french_day(row.dated), tone=_soft),
    Column("Document", lambda row: row.title, strong=True),
    Column("Numéro", lambda row: row.number),
    Column("Code-barres", lambda row: row.barcode, tone=_soft),
    Column("Objet", lambda row: row.about, weight=6),
    Column("Contrat", lambda row: row.contract, tone=_soft),
    Column("État", lambda row: row.state, tone=lambda row: row.tone),
)

REQUESTS: tuple[Column[AskedView], ...] = (
    Column("Reçue le", lambda row: french_instant(row.asked_at), tone=_soft),
    Column("Nature", lambda row: row.kind, weight=3),
    Column("Objet", lambda row: row.summary, weight=6, strong=True),
    Column("Concerne", lambda row: row.place, weight=3, tone=_soft),
    Column("Par", lambda row: row.channel, tone=_soft),
    Column("État", lambda row: row.state, weight=3, tone=lambda row: "warn" if row.is_open else "soft"),
    Column("Le locataire lit", lambda row: row.public_state, tone=_soft),
    Column("Pour le", lambda row: _day(row.due_on)),
)


def _insured(row: Cover) -> str:
    return row.state.label if row.is_current else "Sans objet"


COVERS: tuple[Column[Cover], ...] = (
    Column(
        "Contrat", lambda row: row.contract, strong=True, tone=lambda row: "" if row.is_current else "soft"
    ),
    Column(
        "Assurance",
        _insured,
        tone=lambda row: row.tone,
    ),
    Column("Où en est-on", lambda row: row.sentence, weight=6),
    Column("Couvert jusqu’au", lambda row: _day(row.covered_until)),
    Column("Ensuite", lambda row: row.next_step, weight=4, tone=_soft),
)

STEPS: tuple[Column[Step], ...] = (
    Column("Le", lambda row: french_day(row.on), tone=_soft),
    Column("Contrat", lambda row: row.contract, tone=_soft),
    Column("Suite", lambda row: row.what, weight=3, strong=True),
    Column("Détail", lambda row: row.detail, weight=8),
)


def _declared(row: Paper) -> str:
    pieces = (("du", row.declared_from), ("au", row.declared_to))
    return " ".join(f"{word} {french_day(day)}" for word, day in pieces if day)


def _answer(row: Paper) -> str:
    return f"jusqu’au {french_day(row.covered_until)}" if row.covered_until else row.answer


def _decided(row: Paper) -> str:
    if row.decided_at is None:
        return ""
    return f"{french_day(paris_day(row.decided_at))} {row.who}".strip()


PAPERS: tuple[Column[Paper], ...] = (
    Column("Envoyée le", lambda row: french_instant(row.sent_at), tone=_soft),
    Column("Contrat", lambda row: row.contract, tone=_soft),
    Column("Assureur", lambda row: row.insurer, weight=2, strong=True),
    Column("Période déclarée", _declared),
    Column("Par", lambda row: row.channel, tone=_soft),
    Column("État", lambda row: row.state, tone=lambda row: row.tone),
    Column("Réponse", _answer, weight=3),
    Column("Décidée", _decided, weight=4, tone=_soft),
)

ASKED: tuple[Column[Asked], ...] = (
    Column("Le", lambda row: french_instant(row.at), tone=_soft),
    Column("Par", lambda row: row.channel),
    Column("Message", lambda row: row.subject, weight=5),
    Column("État", lambda row: row.state, tone=_soft),
)


def _when(row: TimelineLine) -> str:
    return french_day(paris_day(row.at)) if row.dated else french_instant(row.at)


TIMELINE: tuple[Column[TimelineLine], ...] = (
    Column("Quand", _when, tone=_soft),
    Column("Quoi", lambda row: row.family.value),
    Column("Ce qui s’est passé", lambda row: row.sentence, weight=8),
    Column("Contrat", lambda row: row.contract, tone=_soft),
    Column("Par", lambda row: row.who, weight=2, tone=_soft),
)

ALERTS: tuple[Column[AlertView], ...] = (
    Column("Alerte", lambda row: row.reason, weight=4, strong=True, tone=lambda row: "warn"),
    Column("Note", lambda row: row.note, weight=4),
    Column("Suivie par", lambda row: row.owner, weight=3),
    Column("Jusqu’au", lambda row: french_day(row.ends_on)),
)

HINTS: tuple[Column[ListedHint], ...] = (
    Column("Sujet", lambda row: row.kind),
    Column("Information", lambda row: row.sentence, weight=4, strong=True),
    Column("Où", lambda row: row.place, weight=3),
    Column("Jusqu’au", lambda row: french_instant(row.until)),
    Column("Par", lambda row: row.by, weight=2, tone=_soft),
)
