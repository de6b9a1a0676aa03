"""See as the tenant: a read-only image of what the portal shows him now, traced as such (R4.6)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer, Lease
from backoffice.models.ledger import RentNotice
from backoffice.models.person import Person
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.models.service import ServiceRequest
from backoffice.rules.caller import Act, allows, missing_sentence
from backoffice.rules.dates import french_instant, holds_on, paris_day
from backoffice.rules.landlords.account_shown import Contract, Movement
from backoffice.rules.landlords.papers_shown import AskedReceipt, IssuedReceipt, NoticeFact, RequestFact
from backoffice.rules.landlords.sign_in import AccessFacts
from backoffice.rules.landlords.tenant_view import PortalView, TenantFacts, portal_view
from backoffice.rules.names import letter_name
from backoffice.rules.premises import premises_words
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestChannel, RequestState
from backoffice.rules.vocabulary.service import ServiceRequestKind, ServiceRequestState
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.calls import CallView, other_call, running_call
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.certificates import certificates_sent
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.tenant.account import read_ledger
from backoffice.services.tenant.leases import LeaseRow, read_leases
from backoffice.services.tenant.portal_card import portal_account, portal_facts
from backoffice.services.trace import announce, record
from backoffice.services.verification import verified_level

SEE_AS_TENANT = "SEE_AS_TENANT"
NO_PURPOSE = Opening()
_WATCHERS = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.MANAGER)
_FACE_TO_FACE = (OpeningPurpose.CALL, OpeningPurpose.COUNTER)


@dataclass(frozen=True)
class TenantImage:
    """The image, whose it is, and what is written across it."""

    customer_id: int
    landlord_name: str
    client_ref_label: str
    client_ref: str
    name: str
    """As the portal greets him."""
    watermark: str
    """Agent, instant and client number."""
    view: PortalView


def see_as_tenant(session: Session, customer_id: int, opening: Opening = NO_PURPOSE) -> TenantImage:
    """What the landlord's portal shows this customer now, by the server's clock; nothing can be done there.

    The file is opened for its purpose, then the look is traced by itself. During a call, or for a purpose
    that is one, the caller must be at level 2; while another is on the telephone nothing of this file
    shows. Raises ``Hidden``, ``Denied`` as opening the file does, ``Refused``: ``ROLE`` for who does not
    answer tenants, ``OTHER_CALL``, ``CALLER_NOT_VERIFIED``. The database refuses the same when the look is
    traced.
    """
    announce(session, purpose=opening.purpose.value)
    open_file(session, customer_id, opening)
    staff = current_staff(session)
    if staff.role not in _WATCHERS:
        raise Refused(
            "L’image du portail sert à répondre au locataire : elle est réservée à l’accueil, "
            "aux conseillers et à leur responsable.",
            code="ROLE",
        )
    customer, person, landlord, now = _whose(session, customer_id)
    call = running_call(session, customer_id, staff.id)
    if call is None:
        _refuse_listened(session, customer_id, staff)
    level = _proved(session, customer_id, call, opening.purpose)
    _trace(session, customer, staff, opening.purpose, call, level)
    profile = landlord_parameters(session, landlord.id, paris_day(now))
    return TenantImage(
        customer_id=customer.id,
        landlord_name=landlord.name,
        client_ref_label=profile.client_ref_label,
        client_ref=customer.client_ref,
        name=letter_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        watermark=f"{staff.full_name} · {french_instant(now)} · client {customer.client_ref}",
        view=portal_view(profile, _facts(session, customer.id, paris_day(now)), now),
    )


def _whose(session: Session, customer_id: int) -> tuple[Customer, Person, Landlord, datetime]:
    row = session.execute(
        select(Customer, Person, Landlord, func.now())
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .where(Customer.id == customer_id, of_my_landlords(Customer.landlord_id))
    ).one_or_none()
    if row is None:
        raise NotFound("Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.")
    return row[0], row[1], row[2], row[3]


def missing_for_view(purpose: OpeningPurpose, call: CallView | None) -> str | None:
    """What the agent must do before he may see as the tenant; ``None`` when nothing (R4.20)."""
    if call is None and purpose not in _FACE_TO_FACE:
        return None
    level = call.level if call else CallerLevel.L0
    return None if allows(level, Act.READ_ACCOUNT) else missing_sentence(level, Act.READ_ACCOUNT)


def _refuse_listened(session: Session, customer_id: int, staff: StaffView) -> None:
    other = other_call(session, customer_id, staff.id)
    if other is None:
        return
    whose = select(Customer.client_ref).where(Customer.id == other.customer_id)
    number = session.scalars(whose).one_or_none()
    told = (
        "et nul ne sait de qui : cherchez la personne, ou" if number is None else f"pour le client {number} :"
    )
    raise Refused(f"Un appel est en cours {told} concluez-le d’abord (F12).", code="OTHER_CALL")


def _proved(
    session: Session, customer_id: int, call: CallView | None, purpose: OpeningPurpose
) -> CallerLevel | None:
    # Two wrong answers close every channel, whatever level the call had reached before them.
    level = verified_level(session, call.id, customer_id) if call else None
    missing = missing_for_view(purpose, call)
    if missing is not None:
        raise Refused(missing, code="CALLER_NOT_VERIFIED")
    return level


def _trace(
    session: Session,
    customer: Customer,
    staff: StaffView,
    purpose: OpeningPurpose,
    call: CallView | None,
    level: CallerLevel | None,
) -> None:
    record(
        session,
        act=SEE_AS_TENANT,
        subject=f"customer:{customer.id}",
        landlord_id=customer.landlord_id,
        staff_id=staff.id,
        customer_id=customer.id,
        purpose=purpose.value,
        call_id=call.id if call else None,
        detail={"level": level.value if level else None},
    )


def _facts(session: Session, customer_id: int, today: date) -> TenantFacts:
    ledger = read_ledger(session, customer_id, today)
    movements = [Movement(one.lease_id, one.posted_on, one.label, one.debit, one.credit) for one, _ in ledger]
    contracts = _contracts(read_leases(session, customer_id), {one.lease_id for one in movements}, today)
    account = portal_account(session, customer_id)
    access = AccessFacts(
        portal_facts(session, customer_id),
        account.activation_expires_at if account else None,
        account.closed_at if account else None,
    )
    return TenantFacts(
        access=access,
        registered_at=account.created_at if account else None,
        contracts=contracts,
        movements=movements,
        notices=_notices(session, customer_id),
        asked=_asked(session, customer_id),
        issued=_issued(session, customer_id),
        certificates=certificates_sent(session, customer_id),
        requests=_requests(session, customer_id),
    )


def _contracts(rows: Sequence[LeaseRow], with_money: set[int], today: date) -> tuple[Contract, ...]:
    """The contracts under way and those that have an account, dwellings before annexes (R2.4)."""
    kept = []
    for lease, premises, *_ in rows:
        current = holds_on(lease.valid_from, lease.valid_to, today)
        if not current and lease.id not in with_money:
            continue
        kind = PremisesKind(premises.kind)
        what = premises_words(kind, premises.rooms, premises.living_area, premises.door)
        contract = Contract(lease.id, lease.number, what, lease.insurance_required and current)
        kept.append(((not current, kind is not PremisesKind.DWELLING, lease.number), contract))
    return tuple(contract for _, contract in sorted(kept, key=lambda one: one[0]))


def _notices(session: Session, customer_id: int) -> tuple[NoticeFact, ...]:
    rows = session.execute(
        select(RentNotice.lease_id, RentNotice.period_from, RentNotice.issued_on, RentNotice.number)
        .join(Lease, Lease.id == RentNotice.lease_id)
        .where(Lease.customer_id == customer_id)
        .order_by(RentNotice.period_from, RentNotice.id)
    )
    return tuple(NoticeFact(*row) for row in rows)


def _asked(session: Session, customer_id: int) -> tuple[AskedReceipt, ...]:
    rows = session.execute(
        select(ReceiptRequest.period, ReceiptRequest.state)
        .join(Lease, Lease.id == ReceiptRequest.lease_id)
        .where(Lease.customer_id == customer_id, ReceiptRequest.channel == RequestChannel.PORTAL)
        .order_by(ReceiptRequest.requested_at, ReceiptRequest.id)
    )
    return tuple(AskedReceipt(month, RequestState(state)) for month, state in rows)


def _issued(session: Session, customer_id: int) -> tuple[IssuedReceipt, ...]:
    rows = session.execute(
        select(Receipt.period_from, Receipt.kind, Receipt.state, Receipt.number)
        .join(Lease, Lease.id == Receipt.lease_id)
        .where(Lease.customer_id == customer_id)
        .order_by(Receipt.issued_at, Receipt.id)
    )
    return tuple(
        IssuedReceipt(month, ReceiptKind(kind), ReceiptState(state), number)
        for month, kind, state, number in rows
    )


def _requests(session: Session, customer_id: int) -> tuple[RequestFact, ...]:
    """The requests of the customer; the words of an agent are not the tenant's and stay in the file."""
    rows = session.scalars(
        select(ServiceRequest).where(ServiceRequest.customer_id == customer_id).order_by(ServiceRequest.id)
    )
    return tuple(
        RequestFact(
            paris_day(row.opened_at),
            ServiceRequestKind(row.kind),
            row.summary if row.channel == RequestChannel.PORTAL else "",
            ServiceRequestState(row.state),
        )
        for row in rows
    )
