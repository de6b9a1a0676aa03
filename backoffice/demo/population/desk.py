"""What reaches the desk: receipts asked, insurance papers, service requests, card payments."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

from backoffice.demo.population.calls import draw_calls, office_moment
from backoffice.demo.population.leases import Let
from backoffice.demo.population.online.papers import Sent, add_certificate
from backoffice.demo.population.places import INSURERS
from backoffice.demo.population.tenants import Tenant
from backoffice.demo.world import House, World, moment
from backoffice.models.desk.work import WorkItem
from backoffice.models.ledger import OnlinePayment
from backoffice.models.receipt import ReceiptRequest
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.rules.dates import add_months, month_of
from backoffice.rules.identifiers import normalise
from backoffice.rules.vocabulary.ledger import OnlinePaymentState
from backoffice.rules.vocabulary.receipts import ReceiptRefusal, RequestChannel, RequestState
from backoffice.rules.vocabulary.service import (
    OPEN_REQUESTS,
    ServiceRequestKind,
    ServiceRequestState,
    SubmissionState,
)
from backoffice.rules.vocabulary.work import WorkKind

_SUMMARIES = {
    ServiceRequestKind.TECHNICAL: (
        "Fuite sous l’évier de la cuisine", "Chauffe-eau en panne", "Volet roulant bloqué",
        "Prise de courant qui ne marche plus", "Infiltration au plafond de la chambre", "Interphone muet",
    ),
    ServiceRequestKind.ADMINISTRATIVE: (
        "Copie du bail demandée", "Attestation de loyer pour la CAF", "Changement de date de prélèvement",
    ),
    ServiceRequestKind.COMPLAINT: (
        "Ascenseur arrêté depuis trois jours", "Propreté de la cage d’escalier", "Éclairage du parking",
    ),
    ServiceRequestKind.NEIGHBOUR_DISPUTE: ("Bruit la nuit", "Encombrants sur le palier"),
    ServiceRequestKind.DATA_ERROR: ("Consommation d’eau affichée inexacte", "Solde affiché inexact"),
}  # fmt: skip
# A set has no order of its own: the draw must be the same in every process.
_OPEN_IN_ORDER = sorted(OPEN_REQUESTS)
_REJECTIONS = ("EXPIRED", "ADDRESS_MISMATCH", "NAME_MISMATCH", "ILLEGIBLE", "PERIOD_MISSING")


def draw_desk(world: World, house: House, tenant: Tenant, rng: Random) -> None:
    """Everything that a tenant has brought to the desk within two years."""
    if rng.random() < 0.15:
        draw_calls(world, house, tenant.client.id, rng)
    if rng.random() < 0.08 and not tenant.former:
        draw_receipt_request(world, tenant.let, rng)
    _insurance(world, tenant, rng)
    for _ in range(rng.choice((0, 0, 0, 0, 1, 2))):
        _service_request(world, house, tenant, rng)
    if rng.random() < 0.02 and not tenant.former:
        _online_payment(world, house, tenant, rng)


def draw_receipt_request(world: World, let: Let, rng: Random) -> None:
    """A request for a month already called, in any state (R1.25)."""
    period = max(add_months(month_of(world.day), -rng.randint(2, 12)), month_of(let.start))
    state = rng.choice(tuple(RequestState))
    asked = office_moment(world, rng, 1, 20)
    add_receipt_request(world, let, period, state, asked)


def add_receipt_request(world: World, let: Let, period: date, state: RequestState, asked: datetime) -> None:
    """Add a request for the receipt of ``period``; one refused says why (R1.28)."""
    waiting = state in (RequestState.REQUESTED, RequestState.CHECKING)
    world.rows.add(
        ReceiptRequest,
        landlord_id=let.house.id,
        lease_id=let.id,
        period=period,
        channel=RequestChannel.PORTAL,
        state=state,
        requested_at=asked,
        decided_at=None if waiting else asked + timedelta(hours=5),
        refusal=ReceiptRefusal.PERIOD_NOT_SETTLED if state is RequestState.REFUSED else None,
        staff_id=None if waiting else world.staff[f"quittancement.{let.house.code}"],
    )


@dataclass(frozen=True)
class Paper:
    """An insurance certificate: when it was sent, what the tenant typed, what was decided."""

    sent: datetime
    declared: tuple[date, date]
    insurer: str
    state: SubmissionState
    rejection: str | None = None


def add_insurance(world: World, let: Let, paper: Paper) -> int | None:
    """Add a certificate; one accepted covers to the end typed (R2.9). The item of work of one that waits."""
    waiting = paper.state is SubmissionState.SUBMITTED
    # Made here rather than by the database's trigger: its keys must be the same each time.
    item = _work_item(world, let, paper.sent) if waiting else None
    world.rows.add(
        InsuranceSubmission,
        landlord_id=let.house.id,
        lease_id=let.id,
        channel=RequestChannel.PORTAL,
        submitted_at=paper.sent,
        declared_from=paper.declared[0],
        declared_to=paper.declared[1],
        declared_exact=True,
        insurer=paper.insurer,
        state=paper.state,
        covered_until=paper.declared[1] if paper.state is SubmissionState.ACCEPTED else None,
        rejection=paper.rejection,
        decided_at=None if waiting else paper.sent + timedelta(days=1),
        staff_id=None if waiting else world.staff[f"conseil.{let.house.code}"],
        work_item_id=item,
    )
    return item


def _work_item(world: World, let: Let, sent: datetime) -> int:
    return world.rows.add(
        WorkItem,
        landlord_id=let.house.id,
        kind=WorkKind.INSURANCE,
        agency_id=let.agency_id,
        customer_id=let.client.id,
        lease_id=let.id,
        received_at=sent,
        due_at=sent + timedelta(days=5),
    )


def _insurance(world: World, tenant: Tenant, rng: Random) -> None:
    """The certificates of a tenant: most are covered, some expire soon, some were never sent."""
    draw = rng.random()
    if tenant.former or draw < 0.06:
        return
    insurer = rng.choice(INSURERS)
    started = world.ago(rng.randint(-20, 380)) if draw < 0.88 else world.ago(rng.randint(340, 420))
    started = min(started, world.ago(3))
    state = SubmissionState.ACCEPTED
    rejection = None
    if draw > 0.95:
        state = SubmissionState.REJECTED if draw > 0.97 else SubmissionState.SUBMITTED
        rejection = rng.choice(_REJECTIONS) if state is SubmissionState.REJECTED else None
        started = world.ago(rng.randint(3, 25))
    period = (started, add_months(started, 12) - timedelta(days=1))
    item = add_insurance(world, tenant.let, Paper(moment(started, 18), period, insurer, state, rejection))
    if item is not None:
        add_certificate(world, tenant, item, Sent(moment(started, 18), *period, insurer))
    if rng.random() < 0.4 and add_months(started, -12) > tenant.let.start:
        before = add_months(started, -12)
        older = Paper(
            moment(before, 18), (before, started - timedelta(days=1)), insurer, SubmissionState.ACCEPTED
        )
        add_insurance(world, tenant.let, older)


@dataclass(frozen=True)
class Ask:
    """A service request: what, how, where it stands."""

    kind: ServiceRequestKind
    summary: str
    state: ServiceRequestState
    opened: datetime
    channel: RequestChannel = RequestChannel.PORTAL
    residence_id: int | None = None


def add_service_request(world: World, let: Let, ask: Ask) -> None:
    """Add a request of the tenant, on his lease or on common parts (R7.4, R7.5)."""
    open_now = ask.state in OPEN_REQUESTS
    world.rows.add(
        ServiceRequest,
        landlord_id=let.house.id,
        customer_id=let.client.id,
        lease_id=None if ask.residence_id else let.id,
        residence_id=ask.residence_id,
        kind=ask.kind,
        summary=ask.summary,
        channel=ask.channel,
        state=ask.state,
        opened_at=ask.opened,
        due_on=world.day + timedelta(days=let.client.id % 9 + 1) if open_now else None,
        closed_at=None if open_now else ask.opened + timedelta(days=1, hours=3),
    )


def _service_request(world: World, house: House, tenant: Tenant, rng: Random) -> None:
    kinds = tuple(ServiceRequestKind)
    kind = rng.choices(kinds, (55, 20, 15, 6, 4))[0]
    done = (ServiceRequestState.DONE, ServiceRequestState.CLOSED)
    recent = rng.random() < 0.4 and not tenant.former
    state = rng.choice(_OPEN_IN_ORDER) if recent else rng.choice(done)
    opened = office_moment(world, rng, 2, 25) if recent else office_moment(world, rng, 26, 600)
    opened = max(opened, moment(tenant.let.start, 10))
    common = kind is ServiceRequestKind.COMPLAINT
    place = tenant.dwelling.spot.residence_id if common else None
    channel = rng.choice(tuple(RequestChannel))
    add_service_request(
        world, tenant.let, Ask(kind, rng.choice(_SUMMARIES[kind]), state, opened, channel, place)
    )


@dataclass(frozen=True)
class Card:
    """A card payment not on the account: its sum (euros), instant, state and references."""

    amount: Decimal
    when: datetime
    state: OnlinePaymentState
    email: str | None = None
    order: str | None = None
    transaction: str | None = None
    buyer: str | None = None
    last4: str | None = None
    authorisation: str | None = None


def add_card_payment(world: World, let: Let, card: Card) -> None:
    """Add a payment made on the bank's page (R1.49)."""
    order = card.order or let.house.numbers.next_order()
    failed = card.state is OnlinePaymentState.FAILED
    world.rows.add(
        OnlinePayment,
        landlord_id=let.house.id,
        customer_id=let.client.id,
        lease_id=let.id,
        order_reference=order,
        order_key=normalise(order),
        transaction_number=card.transaction,
        buyer_reference=card.buyer,
        amount=card.amount,
        requested_at=card.when,
        state=card.state,
        failure="Paiement refusé par la banque du payeur" if failed else None,
        card_last4=card.last4,
        authorisation=card.authorisation,
        payer_email=card.email,
    )


def _online_payment(world: World, house: House, tenant: Tenant, rng: Random) -> None:
    states = (OnlinePaymentState.PENDING, OnlinePaymentState.RECORDED, OnlinePaymentState.FAILED)
    state = rng.choice(states)
    amount = Decimal(rng.randint(2000, 60000)) / 100
    when = office_moment(world, rng, 1, 60 if state is OnlinePaymentState.FAILED else 2)
    known = state is OnlinePaymentState.RECORDED
    transaction = f"{rng.randint(400_000, 599_999)}" if known else None
    card = Card(amount, when, state, tenant.email, None, transaction, last4=f"{rng.randint(0, 9999):04d}")
    add_card_payment(world, tenant.let, card)
