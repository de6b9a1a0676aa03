"""Small makers of rows: a landlord, an agent, a tenant, a lease, a month of its account."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import count

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.models.landlord import Agency, Landlord, Staff, StaffAgency, StaffLandlord
from backoffice.models.lease import Customer, Lease, LeaseHolder
from backoffice.models.ledger import Posting, RentNotice, RentNoticeLine
from backoffice.models.person import Person
from backoffice.models.stock import Building, Premises, Residence
from backoffice.rules.dates import add_months
from backoffice.rules.identifiers import normalise
from backoffice.rules.vocabulary.calls import CallerKind, CallerLevel, ContactPlace
from backoffice.rules.vocabulary.ledger import NoticeLineKind, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.stock import PremisesKind

_numbers = count(1)
RENT_520_CHARGES_130 = (
    (NoticeLineKind.RENT, "Loyer", "520.00"),
    (NoticeLineKind.CHARGES, "Provision pour charges", "130.00"),
)


@dataclass(frozen=True)
class House:
    """A landlord with its agency, one residence of one building."""

    landlord: Landlord
    agency: Agency
    building: Building


def make_landlord(session: Session, *, code: str | None = None, name: str = "Logis du Port") -> House:
    """A landlord, an agency, a building at 12 rue des Lices, Marseille."""
    landlord = Landlord(
        code=code or f"bailleur{next(_numbers)}",
        name=name,
        legal_form="SA d’HLM",
        siren="060 804 770",
        street="111 boulevard National",
        postal_code="13003",
        town="Marseille",
        phone="04 91 62 70 00",
        email="contact@logis.example",
    )
    session.add(landlord)
    session.flush()
    agency = Agency(
        landlord_id=landlord.id,
        code="A1",
        name="Agence du Port",
        street="1 quai du Port",
        postal_code="13002",
        town="Marseille",
        phone="04 91 62 70 01",
        opening_hours="9 h – 17 h",
    )
    session.add(agency)
    session.flush()
    residence = Residence(
        landlord_id=landlord.id,
        agency_id=agency.id,
        code="R1",
        name="Les Lices",
        postal_code="13007",
        town="Marseille",
        sls_zone="2",
        in_qpv=False,
        in_zrr=False,
    )
    session.add(residence)
    session.flush()
    building = Building(
        landlord_id=landlord.id,
        residence_id=residence.id,
        code="B",
        street="12 rue des Lices",
        postal_code="13007",
        town="Marseille",
        has_lift=True,
    )
    session.add(building)
    session.flush()
    return House(landlord, agency, building)


def make_staff(
    session: Session,
    house: House,
    *,
    login: str | None = None,
    role: StaffRole = StaffRole.FRONT_DESK,
    person_id: int | None = None,
) -> Staff:
    """A member of staff of the landlord; by default the login of this very connection."""
    login = login or session.execute(text("SELECT session_user")).scalar_one()
    staff = session.scalars(select(Staff).where(Staff.login == login)).one_or_none()
    if staff is None:
        staff = Staff(login=login, full_name="Camille Moreau", role=role, valid_from=date(2020, 1, 1))
        session.add(staff)
    staff.person_id = person_id
    session.flush()
    session.add(StaffLandlord(staff_id=staff.id, landlord_id=house.landlord.id))
    session.add(StaffAgency(staff_id=staff.id, agency_id=house.agency.id))
    session.flush()
    return staff


def make_person(
    session: Session,
    house: House,
    *,
    birth_name: str = "Nguyễn",
    first_names: str = "Thị Hồng",
    usage_name: str | None = None,
    civility: str = "MME",
) -> Person:
    """A person known to the landlord."""
    number = f"{next(_numbers):07d}"
    person = Person(
        landlord_id=house.landlord.id,
        party_number=number,
        party_key=normalise(number),
        civility=civility,
        birth_name=birth_name,
        usage_name=usage_name,
        first_names=first_names,
    )
    session.add(person)
    session.flush()
    return person


def make_tenant(
    session: Session,
    house: House,
    *,
    person: Person | None = None,
    client_ref: str | None = None,
    billing_address: str | None = None,
) -> Customer:
    """A customer whose main person is ``person``, or a new one."""
    reference = client_ref or f"9{next(_numbers):06d}"
    customer = Customer(
        landlord_id=house.landlord.id,
        client_ref=reference,
        client_ref_key=normalise(reference),
        main_person_id=(person or make_person(session, house)).id,
        billing_address=billing_address,
    )
    session.add(customer)
    session.flush()
    return customer


def make_premises(
    session: Session, house: House, *, kind: PremisesKind = PremisesKind.DWELLING, door: str = "12"
) -> Premises:
    """A T3 of 65 m² on the third floor, or an annex."""
    dwelling = kind is PremisesKind.DWELLING
    premises = Premises(
        landlord_id=house.landlord.id,
        building_id=house.building.id,
        reference=f"P{next(_numbers)}",
        kind=kind,
        financing="PLUS" if dwelling else None,
        rooms=3 if dwelling else None,
        living_area=Decimal(65) if dwelling else None,
        staircase="B" if dwelling else None,
        floor=3 if dwelling else None,
        door=door,
        under_agreement=dwelling,
    )
    session.add(premises)
    session.flush()
    return premises


def make_lease(
    session: Session,
    house: House,
    *,
    customer: Customer | None = None,
    kind: PremisesKind = PremisesKind.DWELLING,
    number: str | None = None,
    valid_from: date = date(2024, 1, 1),
    valid_to: date | None = None,
) -> Lease:
    """A lease held by the customer's main person, rent due the 10th of the next month."""
    tenant = customer or make_tenant(session, house)
    printed = number or f"8{next(_numbers):06d}/0"
    lease = Lease(
        landlord_id=house.landlord.id,
        agency_id=house.agency.id,
        customer_id=tenant.id,
        premises_id=make_premises(session, house, kind=kind).id,
        number=printed,
        number_key=normalise(printed),
        term_mode="END",
        due_day=10,
        insurance_required=kind is PremisesKind.DWELLING,
        valid_from=valid_from,
        valid_to=valid_to,
    )
    session.add(lease)
    session.flush()
    make_holder(session, lease, session.get_one(Person, tenant.main_person_id), title="MAIN_HOLDER")
    return lease


def make_holder(session: Session, lease: Lease, person: Person, *, title: str = "CO_HOLDER") -> None:
    """``person`` holds the lease from its first day on."""
    holder = LeaseHolder(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        person_id=person.id,
        title=title,
        valid_from=lease.valid_from,
    )
    session.add(holder)
    session.flush()


def make_call(
    session: Session,
    lease: Lease,
    staff: Staff,
    *,
    level: CallerLevel = CallerLevel.L2,
    place: ContactPlace = ContactPlace.PHONE,
    ended: bool = False,
) -> PhoneCall:
    """A call of this agent for the customer of the lease."""
    start = datetime(2026, 6, 1, 9, tzinfo=UTC)
    call = PhoneCall(
        landlord_id=lease.landlord_id,
        staff_id=staff.id,
        customer_id=lease.customer_id,
        place=place,
        started_at=start,
        ended_at=start if ended else None,
        level=level,
        caller=CallerKind.HOLDER,
    )
    session.add(call)
    session.flush()
    return call


def make_posting(
    session: Session,
    lease: Lease,
    *,
    kind: PostingKind,
    on: date,
    debit: str = "0",
    credit: str = "0",
    month: date | None = None,
    means: PaymentMeans | None = None,
    cleared_on: date | None = None,
    rejects_id: int | None = None,
    designated: date | None = None,
    notice_id: int | None = None,
) -> Posting:
    """One line of the ledger, about ``month`` if it names one."""
    posting = Posting(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        posted_on=on,
        label=kind.label,
        kind=kind,
        means=means,
        debit=Decimal(debit),
        credit=Decimal(credit),
        period_from=month,
        period_to=add_months(month, 1) if month else None,
        cleared_on=cleared_on,
        rejects_id=rejects_id,
        designated_period=designated,
        designation="par téléphone" if designated else None,
        rent_notice_id=notice_id,
    )
    session.add(posting)
    session.flush()
    return posting


def make_notice(
    session: Session, lease: Lease, *, month: date, lines: Sequence[tuple[NoticeLineKind, str, str]]
) -> RentNotice:
    """The notice of a month with its lines."""
    number = f"2026 {next(_numbers):08d}"
    notice = RentNotice(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        number=number,
        number_key=normalise(number),
        barcode=normalise(number),
        period_from=month,
        period_to=add_months(month, 1),
        issued_on=month,
        due_on=add_months(month, 1).replace(day=10),
        previous_balance=Decimal(0),
    )
    session.add(notice)
    session.flush()
    for position, (kind, label, amount) in enumerate(lines, 1):
        line = RentNoticeLine(
            landlord_id=lease.landlord_id,
            rent_notice_id=notice.id,
            position=position,
            kind=kind,
            label=label,
            amount=Decimal(amount),
        )
        session.add(line)
    session.flush()
    return notice


def make_month(
    session: Session,
    lease: Lease,
    *,
    month: date,
    lines: Sequence[tuple[NoticeLineKind, str, str]] = RENT_520_CHARGES_130,
    aid: str | None = None,
    aid_expected: str | None = None,
    paid: str | None = None,
    means: PaymentMeans = PaymentMeans.CARD,
    cleared: bool = True,
) -> Posting | None:
    """A month called, the aid expected on its notice, the aid received, a payment on the 5th of the next one.

    Returns the posting of the payment, if any. Amounts are euros.
    """
    expected = aid_expected or aid
    aid_line = [(NoticeLineKind.HOUSING_AID, "APL", f"-{expected}")] if expected else []
    notice = make_notice(session, lease, month=month, lines=[*lines, *aid_line])
    called = str(sum(Decimal(amount) for _, _, amount in lines))
    make_posting(
        session, lease, kind=PostingKind.CALL, on=month, debit=called, month=month, notice_id=notice.id
    )
    if aid:
        make_posting(
            session, lease, kind=PostingKind.HOUSING_AID, on=month.replace(day=25), credit=aid, month=month
        )
    if not paid:
        return None
    on = add_months(month, 1).replace(day=5)
    return make_posting(
        session,
        lease,
        kind=PostingKind.PAYMENT,
        on=on,
        credit=paid,
        means=means,
        cleared_on=on if cleared else None,
    )
