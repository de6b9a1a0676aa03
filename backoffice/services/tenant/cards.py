"""The five answers at the top of the file: what people call about."""

from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal

from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.insurance.asking import requested
from backoffice.rules.insurance.calendar import calendar_of
from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.insurance.gathering import facts_of
from backoffice.rules.insurance.state import Standing, insurance_state
from backoffice.rules.money import ZERO, euros
from backoffice.rules.vocabulary.service import (
    OPEN_REQUESTS,
    InsuranceState,
    ServiceRequestKind,
    ServiceRequestState,
)
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.tenant.reading.read import FileRows
from backoffice.services.tenant.reading.rows import InsuranceFactRow, RequestRow
from backoffice.services.tenant.results import (
    BalanceCard,
    InsuranceCard,
    LeaseView,
    PostingView,
    RequestsCard,
    RequestView,
)

# From the best to the worst.
_INSURANCE_TONES = {
    InsuranceState.COVERED: "ok",
    InsuranceState.EXPIRING: "warn",
    InsuranceState.ON_BEHALF_ACTIVE: "warn",
    InsuranceState.SUBMITTED: "warn",
    InsuranceState.REQUESTED: "warn",
    InsuranceState.REJECTED: "bad",
    InsuranceState.UNINSURED: "bad",
    InsuranceState.FORMAL_NOTICE: "bad",
    InsuranceState.ON_BEHALF_ALLOWED: "bad",
    InsuranceState.TERMINATION_ROUTE: "bad",
    InsuranceState.NOT_REQUIRED: "quiet",
}
# Short enough to leave the question whole on a small screen.
_BADGES = {
    InsuranceState.FORMAL_NOTICE: "En demeure",
    InsuranceState.ON_BEHALF_ALLOWED: "En demeure",
    InsuranceState.ON_BEHALF_ACTIVE: "Pour compte",
    InsuranceState.TERMINATION_ROUTE: "Contentieux",
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


def balance_card(found: Sequence[LeaseView], latest: PostingView | None, why: str | None) -> BalanceCard:
    """What is owed on all leases, and ``why``: the months that make it, else the latest line.

    When several leases owe or are owed, each is told with what it lets: an annex is no dwelling (R2.4).
    """
    total = sum((lease.balance_due for lease in found), ZERO)
    dwelling = sum((one.balance_due for one in found if one.kind is PremisesKind.DWELLING), ZERO)
    detail = f"Reste {why}" if why and total > 0 else _latest(latest)
    if len([lease for lease in found if lease.balance_due]) > 1:
        detail = " ; ".join(
            f"{one.kind.label} {one.number} : {euros(one.balance_due)}" for one in found if one.balance_due
        )
    parts = (dwelling, total - dwelling)
    if total > 0:
        return BalanceCard(total, "warn", "À régler", f"{euros(total)} dus", detail, *parts)
    if total < 0:
        return BalanceCard(total, "ok", "Créditeur", f"{euros(-total)} d’avance", detail, *parts)
    return BalanceCard(Decimal(0), "ok", "À jour", "Rien à régler", detail, *parts)


def _latest(last: PostingView | None) -> str:
    if last is None:
        return "Aucune écriture"
    amount = euros(last.debit) if last.debit else euros(last.credit or ZERO)
    return f"{last.kind.split(',')[0]} de {amount} le {french_day(last.posted_on)}"


def insurance_card(found: Sequence[LeaseView], read: FileRows, today: date) -> InsuranceCard:
    """The worst insured of the current leases that must be insured, and what was done (R2.4, R2.19)."""
    facts, calendar = _facts(found, read), calendar_of(read.profile)
    standings = [
        (insurance_state(facts[lease.id], today, calendar), lease.kind) for lease in found if lease.is_current
    ]
    if not standings:
        return InsuranceCard(InsuranceState.NOT_REQUIRED, None, "quiet", "Contrat clos", "Sans objet", "")
    order = list(_INSURANCE_TONES)
    worst, premises = max(
        (one for one in standings if one[0].state is not InsuranceState.NOT_REQUIRED),
        key=lambda one: order.index(one[0].state),
        default=standings[0],
    )
    answered_at = max((row.submitted_at for row in read.insurance), default=None)
    waited = None
    if worst.state is not InsuranceState.ON_BEHALF_ACTIVE:
        waited = requested(worst.state, read.insurance_asked_at, answered_at, today, calendar)
    return InsuranceCard(
        worst.state,
        worst.covered_until,
        _INSURANCE_TONES[worst.state] if waited is None else "warn",
        _BADGES.get(worst.state, worst.state.label) if waited is None else "Demandée",
        _insurance_words(worst),
        waited or worst.sentence,
        premises,
    )


def _insurance_words(standing: Standing) -> str:
    if standing.state is InsuranceState.NOT_REQUIRED:
        return "Non demandée"
    if standing.state in (InsuranceState.COVERED, InsuranceState.EXPIRING) and standing.covered_until:
        return f"Fin le {french_day(standing.covered_until)}"
    words = {
        InsuranceState.SUBMITTED: "Attestation à valider",
        InsuranceState.REJECTED: "Attestation refusée",
        InsuranceState.UNINSURED: "Pas d’attestation",
        InsuranceState.REQUESTED: "Attestation attendue",
        InsuranceState.FORMAL_NOTICE: "Mise en demeure",
        InsuranceState.ON_BEHALF_ALLOWED: "Mise en demeure",
        InsuranceState.ON_BEHALF_ACTIVE: "Par le bailleur",
        InsuranceState.TERMINATION_ROUTE: "Au contentieux",
    }
    return words[standing.state]


def _facts(found: Sequence[LeaseView], read: FileRows) -> Mapping[int, InsuranceFacts]:
    sent = [
        InsuranceFactRow(
            row.lease_id, "SENT", paris_day(row.submitted_at), row.covered_until, None, row.state
        )
        for row in read.insurance
    ]
    required = {lease.id: lease.insurance_required for lease in found}
    return facts_of(required, (*sent, *read.insurance_facts))


def service_requests(rows: Sequence[RequestRow], leases: Mapping[int, LeaseView]) -> tuple[RequestView, ...]:
    """The customer's requests, those under way first, then in the order read: the newest."""
    views = [_request(row, leases.get(row.lease_id or 0)) for row in rows]
    views.sort(key=lambda one: not one.is_open)
    return tuple(views)


def _request(row: RequestRow, lease: LeaseView | None) -> RequestView:
    state = ServiceRequestState(row.state)
    return RequestView(
        opened_at=row.opened_at,
        kind=ServiceRequestKind(row.kind).label,
        summary=row.summary,
        state=state.label,
        public_state=_PUBLIC[state],
        due_on=row.due_on,
        is_open=state in OPEN_REQUESTS,
        lease_number=lease.number if lease else None,
        premises=lease.kind if lease else None,
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
        len(under_way),
        "warn",
        "En cours",
        f"{len(under_way)} en cours",
        f"{first.summary}{due}",
        first.premises,
    )
