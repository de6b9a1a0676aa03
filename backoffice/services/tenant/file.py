"""Opening a tenant's file: everything that the first screen of a call shows."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Denied, NotFound
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.rules.dates import paris_day
from backoffice.rules.money import ZERO
from backoffice.rules.names import display_name
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.opening import Opening, open_file
from backoffice.services.calls import running_call
from backoffice.services.landlords import landlord_parameters
from backoffice.services.receipts.results import MonthChoice
from backoffice.services.staff import current_staff
from backoffice.services.tenant.account import owed_by_lease, postings, read_ledger
from backoffice.services.tenant.cards import balance_card, insurance_card, requests_card, service_requests
from backoffice.services.tenant.history import history
from backoffice.services.tenant.leases import lease_views, read_leases
from backoffice.services.tenant.people import contacts, household
from backoffice.services.tenant.portal_card import portal_card
from backoffice.services.tenant.portal_rules import portal_rules
from backoffice.services.tenant.receipt_card import (
    Issued,
    read_issued,
    receipt_card,
    receipts,
    recent_months,
    why_owed,
)
from backoffice.services.tenant.results import LeaseView, PostingView, TenantFile
from backoffice.services.tenant.stamp import file_stamp

_CARETAKER_SENTENCE = (
    "Un gardien n’ouvre pas ce dossier : « Mes immeubles » (backoffice buildings) donne le nom, le logement, "
    "le téléphone et les réparations."
)
_Whose = tuple[Customer, Person, Landlord, datetime]


NO_PURPOSE = Opening()


def open_tenant(
    session: Session, customer_id: int, as_of: date | None, opening: Opening = NO_PURPOSE
) -> TenantFile:
    """The file of a customer as of the day ``as_of`` (today by the server's clock if ``None``).

    Portal, call and history are those of now. The opening is traced and counted before anything is read.
    Raises ``Hidden`` for a customer of no landlord of mine, ``Denied`` for a reserved file or a quota that is
    spent; these are in the trace too.
    """
    files_left = open_file(session, customer_id, opening)
    staff = current_staff(session)
    if staff.role is StaffRole.CARETAKER:
        raise Denied(_CARETAKER_SENTENCE, code="CARETAKER")
    whose = _whose(session, customer_id)
    # Taken first: what is saved while the file is read makes it stale, never the other way round.
    stamp = file_stamp(session, customer_id)
    _, person, landlord, now = whose
    today = as_of or paris_day(now)
    profile = landlord_parameters(session, landlord.id, today)
    withheld = person.confidential_address and staff.role is not StaffRole.MANAGER
    read = _contracts(session, customer_id, today, profile, withheld=withheld)
    file = _file(session, whose, read, profile, (today, staff.id))
    return replace(file, purpose=opening.purpose, files_left=files_left, stamp=stamp)


def _file(
    session: Session, whose: _Whose, read: "_Contracts", profile: LandlordProfile, when_who: tuple[date, int]
) -> TenantFile:
    customer, person, landlord, now = whose
    today, staff_id = when_who
    held, asked = read.held, service_requests(session, customer.id)
    return TenantFile(
        customer_id=customer.id,
        landlord_code=landlord.code,
        landlord_name=landlord.name,
        client_ref_label=profile.client_ref_label,
        client_ref=customer.client_ref,
        party_number=person.party_number,
        name=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        title=_title(held, today),
        is_current=any(lease.is_current for lease in held),
        confidential_address=person.confidential_address,
        as_of=today,
        read_at=now,
        leases=held,
        balance=balance_card(held, read.postings, why_owed(read.months)),
        receipt=receipt_card(held, read.months),
        portal=portal_card(session, customer.id, now),
        portal_rules=portal_rules(profile, sum((lease.balance_due for lease in held), ZERO)),
        insurance=insurance_card(session, held, customer.id, today),
        requests=requests_card(asked),
        postings=read.postings,
        household=household(session, customer.id, today),
        contacts=contacts(session, person.id, now),
        receipts=receipts(session, customer.id, read.issued),
        service_requests=asked,
        history=history(session, customer.id, asked, read.issued, confidential=person.confidential_address),
        call=running_call(session, customer.id, staff_id),
        stamp="",
    )


@dataclass(frozen=True)
class _Contracts:
    """What hangs on the leases, each table read once for all who need it."""

    held: tuple[LeaseView, ...]
    postings: tuple[PostingView, ...]
    issued: Issued
    months: tuple[MonthChoice, ...]


def _contracts(
    session: Session, customer_id: int, today: date, profile: LandlordProfile, *, withheld: bool
) -> _Contracts:
    rows = read_leases(session, customer_id)
    ledger, issued = read_ledger(session, customer_id, today), read_issued(session, customer_id)
    held = lease_views(session, rows, today, owed_by_lease(ledger), withheld=withheld)
    main = next((row[0] for row in rows if row[0].id == held[0].id), None)
    months = recent_months(session, main, today, profile, (ledger, issued)) if main else ()
    return _Contracts(held, postings(ledger), issued, months)


def _whose(session: Session, customer_id: int) -> _Whose:
    row = session.execute(
        select(Customer, Person, Landlord, func.now())
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .where(Customer.id == customer_id, of_my_landlords(Customer.landlord_id))
    ).one_or_none()
    if row is None:
        raise NotFound("Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.")
    return row[0], row[1], row[2], row[3]


def _title(held: tuple[LeaseView, ...], today: date) -> str:
    if any(lease.is_current for lease in held):
        return "Titulaire"
    return "Ancien locataire" if any(lease.starts_on <= today for lease in held) else "Pas encore locataire"
