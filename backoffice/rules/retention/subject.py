"""The copy of a data subject's data: what R5.22 names, and nothing of anybody else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from backoffice.rules.names import fold, words
from backoffice.rules.receipts.sheet import Letterhead

SCHEMA = "guichet.subject/1"
SOMEBODY = "une autre personne du foyer"
_SHORTEST_NAME = 3
_WORD = re.compile(r"\w+(?:[’'‐-]\w+)*")


@dataclass(frozen=True)
class Identity:
    """Who the subject is."""

    party_number: str
    name: str
    """As papers show it."""
    civility: str
    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date | None
    deceased_on: date | None
    address_withheld: bool


@dataclass(frozen=True)
class ContactCopy:
    """One telephone or e-mail, present or past."""

    channel: str
    value: str
    used_for: str
    learnt_by: str
    since: date
    until: date | None
    proved_at: datetime | None


@dataclass(frozen=True)
class LeaseCopy:
    """One lease of the subject."""

    number: str
    let: str
    address: str
    title: str
    since: date
    until: date | None
    balance_due: Decimal


@dataclass(frozen=True)
class MemberCopy:
    """A member of the household: the subject himself, or somebody who is not named."""

    name: str
    relation: str | None
    lease_number: str
    since: date
    until: date | None


@dataclass(frozen=True)
class PostingCopy:
    """One line of the account."""

    posted_on: date
    lease_number: str
    label: str
    kind: str
    debit: Decimal
    credit: Decimal
    balance: Decimal


@dataclass(frozen=True)
class PaymentCopy:
    """One card payment."""

    paid_at: datetime
    order_reference: str
    amount: Decimal
    state: str
    card: str | None


@dataclass(frozen=True)
class DocumentCopy:
    """One document kept: what it is, its number, its day."""

    kind: str
    number: str | None
    about: str
    dated: date
    state: str


@dataclass(frozen=True)
class RequestCopy:
    """One request, of whatever sort."""

    asked_at: datetime
    kind: str
    about: str
    channel: str
    state: str


@dataclass(frozen=True)
class NoteCopy:
    """What staff wrote after a call; the level reached, never the questions nor the answers."""

    at: datetime
    place: str
    level: str
    caller_number: str | None
    note: str | None


@dataclass(frozen=True)
class AlertCopy:
    """A reason to take care that staff wrote on the file; nobody of the staff is named."""

    reason: str
    note: str | None
    since: date
    until: date
    ended_at: datetime | None


@dataclass(frozen=True)
class ConsentCopy:
    """One agreement, given then perhaps withdrawn."""

    lease_number: str
    channel: str
    given_at: datetime
    evidence: str
    revoked_at: datetime | None


@dataclass(frozen=True)
class PortalCopy:
    """Something known of the account on the portal."""

    at: datetime
    what: str


@dataclass(frozen=True)
class MessageCopy:
    """A message sent to the subject; its text may hold a code and is left out."""

    at: datetime
    channel: str
    address: str
    subject: str
    state: str


@dataclass(frozen=True)
class RecipientCopy:
    """Who receives data, and which."""

    who: str
    data: str


@dataclass(frozen=True)
class RetentionCopy:
    """How long one sort of data is kept, what says so, and when it ends if that is known."""

    code: str
    data: str
    term: str
    afterwards: str
    basis: str
    verified: bool
    caveat: str
    until: date | None


@dataclass(frozen=True)
class AccessCopy:
    """How many times one sort of act was done on the file in one month."""

    month: date
    category: str
    times: int


@dataclass(frozen=True)
class SubjectCopy:
    """Everything handed to the subject; the names of the fields are those of the JSON file."""

    schema: str
    made_at: datetime
    landlord: Letterhead
    client_ref: str
    client_ref_label: str
    identity: Identity
    contacts: tuple[ContactCopy, ...]
    billing_address: str | None
    leases: tuple[LeaseCopy, ...]
    household: tuple[MemberCopy, ...]
    postings: tuple[PostingCopy, ...]
    payments: tuple[PaymentCopy, ...]
    documents: tuple[DocumentCopy, ...]
    requests: tuple[RequestCopy, ...]
    notes: tuple[NoteCopy, ...]
    alerts: tuple[AlertCopy, ...]
    consents: tuple[ConsentCopy, ...]
    portal: tuple[PortalCopy, ...]
    messages: tuple[MessageCopy, ...]
    recipients: tuple[RecipientCopy, ...]
    retention: tuple[RetentionCopy, ...]
    access_log: tuple[AccessCopy, ...]


def names_of_others(others: Iterable[str], own: Iterable[str]) -> frozenset[str]:
    """The folded words that name other persons and not the subject, who may bear the same surname."""
    mine = {word for name in own for word in words(name)}
    theirs = {word for name in others for word in words(name)}
    return frozenset(word for word in theirs - mine if len(word) >= _SHORTEST_NAME)


def without_others(text: str, others: frozenset[str]) -> str:
    """A free text in which the names of other persons of the household are masked (R5.21)."""

    def masked(match: re.Match[str]) -> str:
        written = match.group()
        named = fold(written) in others or any(word in others for word in words(written))
        return SOMEBODY if named else written

    said = _WORD.sub(masked, text)
    # First name and surname of the same person are one person.
    return re.sub(rf"{SOMEBODY}(?:\s+{SOMEBODY})+", SOMEBODY, said)


# What the trace calls an act → what the subject reads; an act that is not here is « Autre acte ».
CATEGORIES = {
    "TENANT_OPENED": "Consultation du dossier",
    "OPENING_DENIED": "Consultation refusée",
    "SEARCHED": "Recherche",
    "EXPORTED": "Export",
    "SUBJECT_EXPORTED": "Copie remise à la personne",
    "UNLOCK": "Déblocage du compte en ligne",
    "RELEASE_REGISTRATION": "Libération de l’inscription",
    **dict.fromkeys(
        (
            *("SEND_ACTIVATION", "SEND_RESET", "SEND_INVITATION", "REPLACE_CONTACT", "END_SESSIONS"),
            *("SUSPEND", "LIFT", "CLOSE", "UNDO_ACT"),
        ),
        "Acte sur le compte en ligne",
    ),
    "INSERT": "Ajout d’une donnée",
    "UPDATE": "Modification d’une donnée",
    "DELETE": "Suppression d’une donnée",
    "RETENTION_HELD": "Conservation prolongée",
    "RETENTION_RELEASED": "Fin de la conservation prolongée",
}
OTHER_ACT = "Autre acte"

STAFF_ONLY = RecipientCopy("Agents habilités du bailleur", "Tout le dossier, selon leur métier")
RECIPIENTS = {
    "HOUSING_AID": RecipientCopy(
        "Caisse d’allocations familiales ou MSA", "Loyer et charges, pour l’aide au logement"
    ),
    "PAYMENT": RecipientCopy("Banque et prestataire de paiement", "Montant et référence des paiements"),
    "MESSAGE": RecipientCopy(
        "Prestataires d’envoi de courriels, de SMS et de courriers", "Adresse et message"
    ),
    "PORTAL": RecipientCopy("Hébergeur de l’espace locataire", "Compte en ligne et ce qui y est montré"),
}
