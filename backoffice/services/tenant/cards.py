"""The five answers at the top of the file: what people call about."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.insurance_state import InsuranceStanding, Submission, insurance_standing
from backoffice.rules.money import ZERO, euros
from backoffice.rules.vocabulary.service import (
    OPEN_REQUESTS,
    InsuranceState,
    ServiceRequestKind,
    ServiceRequestState,
    SubmissionState,
)
from backoffice.services.tenant.results import (
    BalanceCard,
    InsuranceCard,
    LeaseView,
    PostingView,
    RequestsCard,
    RequestView,
)

_INSURANCE_TONES = {
    InsuranceState.COVERED: "ok",
    InsuranceState.EXPIRING: "warn",
    InsuranceState.SUBMITTED: "warn",
    InsuranceState.REJECTED: "bad",
    InsuranceState.UNINSURED: "bad",
    InsuranceState.NOT_REQUIRED: "quiet",
}
_PUBLIC = {
    ServiceRequestState.REGISTERED: "enregistrée",
    ServiceRequestState.ASSIGNED: "enregistrée",
    ServiceRequestState.IN_PROGRESS: "traitée",
    ServiceRequestState.WAITING_TENANT: "traitée",
    ServiceRequestState.REOPENED: "traitée",
    ServiceRequestState.DONE: "résolue",
    ServiceRequestState.CLOSED: "résolue",
}


def balance_card(found: Sequence[LeaseView], ledger: Sequence[PostingView], why: str | None) -> BalanceCard:
    """What is owed on all leases, and ``why``: the months that make it, else the last line."""
    total = sum((lease.balance_due for lease in found), ZERO)
    detail = f"Reste {why}" if why and total > 0 else _latest(ledger)
    if len([lease for lease in found if lease.balance_due]) > 1:
        detail = " ; ".join(f"{lease.number} : {euros(lease.balance_due)}" for lease in found)
    if total > 0:
        return BalanceCard(total, "warn", "À régler", f"{euros(total)} dus", detail)
    if total < 0:
        return BalanceCard(total, "ok", "Créditeur", f"{euros(-total)} d’avance", detail)
    return BalanceCard(Decimal(0), "ok", "À jour", "Rien à régler", detail)


def _latest(ledger: Sequence[PostingView]) -> str:
    if not ledger:
        return "Aucune écriture"
    last = ledger[0]
    amount = euros(last.debit) if last.debit else euros(last.credit or ZERO)
    return f"{last.kind.split(',')[0]} de {amount} le {french_day(last.posted_on)}"


def insurance_card(
    session: Session, found: Sequence[LeaseView], customer_id: int, today: date
) -> InsuranceCard:
    """The worst insured of the current leases that must be insured (R2.4)."""
    sent = _submissions(session, customer_id)
    standings = [
        insurance_standing(lease.insurance_required, sent.get(lease.id, []), today)
        for lease in found
        if lease.is_current
    ]
    if not standings:
        return InsuranceCard(InsuranceState.NOT_REQUIRED, None, "quiet", "Contrat clos", "Sans objet", "")
    order = list(_INSURANCE_TONES)
    worst = max(
        (one for one in standings if one.state is not InsuranceState.NOT_REQUIRED),
        key=lambda one: order.index(one.state),
        default=standings[0],
    )
    return InsuranceCard(
        worst.state,
        worst.covered_until,
        _INSURANCE_TONES[worst.state],
        worst.state.label,
        _insurance_words(worst),
        worst.sentence,
    )


def _insurance_words(standing: InsuranceStanding) -> str:
    if standing.state is InsuranceState.NOT_REQUIRED:
        return "Non demandée"
    if standing.state in (InsuranceState.COVERED, InsuranceState.EXPIRING) and standing.covered_until:
        return f"Fin le {french_day(standing.covered_until)}"
    words = {
        InsuranceState.SUBMITTED: "Attestation à valider",
        InsuranceState.REJECTED: "Attestation refusée",
        InsuranceState.UNINSURED: "Pas d’attestation",
    }
    return words[standing.state]


def _submissions(session: Session, customer_id: int) -> dict[int, list[Submission]]:
    rows = session.scalars(
        select(InsuranceSubmission)
        .join(Lease, Lease.id == InsuranceSubmission.lease_id)
        .where(Lease.customer_id == customer_id)
    )
    found: dict[int, list[Submission]] = {}
    for row in rows:
        day = paris_day(row.submitted_at)
        found.setdefault(row.lease_id, []).append(
            Submission(day, SubmissionState(row.state), row.covered_until)
        )
    return found


def service_requests(session: Session, customer_id: int) -> tuple[RequestView, ...]:
    """The customer's requests, those under way first, then the newest."""
    rows = session.scalars(
        select(ServiceRequest)
        .where(ServiceRequest.customer_id == customer_id)
        .order_by(ServiceRequest.opened_at.desc(), ServiceRequest.id.desc())
    )
    views = [_request(row) for row in rows]
    views.sort(key=lambda one: not one.is_open)
    return tuple(views)


def _request(row: ServiceRequest) -> RequestView:
    state = ServiceRequestState(row.state)
    opened: datetime = row.opened_at
    return RequestView(
        opened_at=opened,
        kind=ServiceRequestKind(row.kind).label,
        summary=row.summary,
        state=state.label,
        public_state=_PUBLIC[state],
        due_on=row.due_on,
        is_open=state in OPEN_REQUESTS,
    )


def requests_card(found: Sequence[RequestView]) -> RequestsCard:
    """How many requests are under way, and the next one."""
    under_way = [one for one in found if one.is_open]
    if not under_way:
        last = f"Dernière : {found[0].summary}" if found else "Aucune demande"
        return RequestsCard(0, "ok", "Aucune", "Rien en cours", last)
    first = under_way[0]
    due = f", pour le {french_day(first.due_on)}" if first.due_on else ""
    return RequestsCard(
        len(under_way), "warn", "En cours", f"{len(under_way)} en cours", f"{first.summary}{due}"
    )
