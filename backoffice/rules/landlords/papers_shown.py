"""Notices, receipts, insurance and requests as a portal shows them (R1.25, R1.27, R2.7, R7.4)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import french_day, french_month
from backoffice.rules.insurance_state import Submission, insurance_standing
from backoffice.rules.landlords.account_shown import Contract, first_notice_month
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.profile_values import InsuranceField, SelfService
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestState
from backoffice.rules.vocabulary.service import (
    InsuranceState,
    ServiceRequestKind,
    ServiceRequestState,
)

_PUBLIC = {
    ServiceRequestState.REGISTERED: "enregistrée",
    ServiceRequestState.ASSIGNED: "enregistrée",
    ServiceRequestState.IN_PROGRESS: "traitée (en cours de traitement)",
    ServiceRequestState.WAITING_TENANT: "traitée (en cours de traitement)",
    ServiceRequestState.REOPENED: "traitée (en cours de traitement)",
    ServiceRequestState.DONE: "résolue",
    ServiceRequestState.CLOSED: "résolue",
}
_ASKED = {
    RequestState.REQUESTED: "demandée, en cours de traitement",
    RequestState.CHECKING: "demandée, en cours de traitement",
    RequestState.ISSUED: "demandée, disponible",
    RequestState.DOWNLOADED: "téléchargée",
    RequestState.REFUSED: "refusée : appeler le bailleur",
    RequestState.REPLACED_BY_RECU: "demandée, reçu disponible",
}


@dataclass(frozen=True)
class NoticeFact:
    """A rent notice: whose contract, its month, its day of issue, its number as printed."""

    lease_id: int
    month: date
    issued_on: date
    number: str


@dataclass(frozen=True)
class AskedReceipt:
    """A receipt that the tenant asked for."""

    month: date
    state: RequestState


@dataclass(frozen=True)
class IssuedReceipt:
    """A receipt issued."""

    month: date
    kind: ReceiptKind
    state: ReceiptState
    number: str


@dataclass(frozen=True)
class RequestFact:
    """A request of the tenant; ``words`` are his own, empty when an agent wrote them."""

    opened_on: date
    kind: ServiceRequestKind
    words: str
    state: ServiceRequestState


@dataclass(frozen=True)
class NoticesShown:
    """The notices to download, newest first, and the landlord's window in words."""

    window: str
    titles: tuple[str, ...]
    older: int
    """Notices that exist and that the portal no longer shows."""


@dataclass(frozen=True)
class PaperShown:
    """A receipt on the portal: its title and the state that the tenant reads (R1.25)."""

    title: str
    state: str


@dataclass(frozen=True)
class BannerShown:
    """The message about insurance that stays until a certificate is recorded (R2.7)."""

    contract: str
    tone: str
    sentence: str


@dataclass(frozen=True)
class RequestShown:
    """A request as the tenant reads it."""

    title: str
    state: str


def notices_shown(
    profile: LandlordProfile, notices: Sequence[NoticeFact], numbers: Mapping[int, str], today: date
) -> NoticesShown:
    """The notices of the landlord's window on ``today`` (R1.27); ``numbers`` tells contracts apart."""
    first = first_notice_month(profile, today)
    out = [one for one in notices if one.issued_on <= today]
    kept = sorted((one for one in out if one.month >= first), key=lambda one: one.month, reverse=True)
    titles = (_notice_title(one, numbers) for one in kept)
    return NoticesShown(profile.shown("notice_history"), tuple(titles), len(out) - len(kept))


def _notice_title(one: NoticeFact, numbers: Mapping[int, str]) -> str:
    contract = f", contrat {numbers[one.lease_id]}" if one.lease_id in numbers and len(numbers) > 1 else ""
    return f"Avis d’échéance, {french_month(one.month)}{contract}"


def receipts_shown(
    profile: LandlordProfile, asked: Sequence[AskedReceipt], issued: Sequence[IssuedReceipt]
) -> tuple[PaperShown, ...]:
    """Requests in their public states, and what may be downloaded where the portal lets it, newest first."""
    rows = [(one.month, PaperShown(_month("Quittance", one.month), _ASKED[one.state])) for one in asked]
    if profile.receipt_self_service is SelfService.DOWNLOAD:
        told = {one.month for one in asked}
        rows += [
            (one.month, PaperShown(_month(one.kind.label, one.month), "à télécharger"))
            for one in issued
            if one.state is ReceiptState.ISSUED and one.month not in told
        ]
    rows.sort(key=lambda row: row[0], reverse=True)
    return tuple(paper for _, paper in rows)


def _month(what: str, month: date) -> str:
    return f"{what}, {french_month(month)}"


def banners_shown(
    contracts: Sequence[Contract], sent: Mapping[int, Sequence[Submission]], today: date
) -> tuple[BannerShown, ...]:
    """One message for each contract without a recorded certificate; recording one takes it away at once."""
    shown = []
    for one in contracts:
        standing = insurance_standing(one.insurance_required, sent.get(one.lease_id, ()), today)
        words = _BANNERS.get(standing.state)
        if words is None:
            continue
        papers = sent.get(one.lease_id, ())
        latest = max(papers, key=lambda paper: paper.submitted_on, default=None)
        sentence = words[1].format(french_day(latest.submitted_on if latest else today))
        if standing.state is InsuranceState.REJECTED and latest is not None and latest.told:
            sentence = f"Votre attestation du {french_day(latest.submitted_on)} est refusée. {latest.told}"
        shown.append(BannerShown(one.number, words[0], sentence))
    return tuple(shown)


_BANNERS = {
    InsuranceState.SUBMITTED: ("warn", "Votre attestation envoyée le {} n’est pas encore enregistrée."),
    InsuranceState.REJECTED: ("bad", "Votre attestation du {} a été refusée : envoyez-en une autre."),
    InsuranceState.UNINSURED: ("bad", "Votre attestation d’assurance est attendue : envoyez-la."),
}


def insurance_asked(profile: LandlordProfile) -> str:
    """What the portal asks with a certificate (R2.6), and how big the file may be."""
    asked = ", ".join(one.label for one in profile.insurance_fields) or "rien"
    limit = _size(profile.insurance_max_bytes)
    silent = [key for key in ("insurance.fields", "insurance.max_bytes") if not profile.is_stated(key)]
    words = (
        f"À joindre : {asked}" if InsuranceField.FILE in profile.insurance_fields else f"Demandé : {asked}"
    )
    note = f" ({NOT_STATED} : défaut du produit)"
    fields = f"{words}{note if 'insurance.fields' in silent else ''}"
    return f"{fields} ; fichier de moins de {limit}{note if 'insurance.max_bytes' in silent else ''}."


def _size(count: int) -> str:
    return f"{count // 1000} Ko" if count < 1_000_000 else f"{count // 1_000_000} Mo"


def requests_shown(requests: Sequence[RequestFact]) -> tuple[RequestShown, ...]:
    """The requests with the public wording of their state, newest first (R7.4)."""
    ordered = sorted(requests, key=lambda one: one.opened_on, reverse=True)
    return tuple(
        RequestShown(
            f"{one.kind.label} du {french_day(one.opened_on)}{f' : {one.words}' if one.words else ''}",
            _PUBLIC[one.state],
        )
        for one in ordered
    )
