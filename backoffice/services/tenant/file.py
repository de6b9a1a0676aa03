"""Opening a tenant's file: everything that the first screen of a call shows."""

from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.rules.dates import PARIS
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.calls import open_call
from backoffice.services.landlords import landlord_parameters
from backoffice.services.staff import current_staff
from backoffice.services.tenant.account import postings
from backoffice.services.tenant.cards import balance_card, insurance_card, requests_card, service_requests
from backoffice.services.tenant.history import history
from backoffice.services.tenant.leases import leases
from backoffice.services.tenant.people import contacts, household
from backoffice.services.tenant.portal_card import portal_card
from backoffice.services.tenant.receipt_card import receipt_card, receipts, recent_months, why_owed
from backoffice.services.tenant.results import LeaseView, TenantFile


def open_tenant(session: Session, customer_id: int, as_of: date | None) -> TenantFile:
    """The file of a customer on the day ``as_of`` (today by the server's clock if ``None``).

    Household, leases and balances are those of that day; portal, call and history are those of now.
    Raises ``NotFound`` when the customer is nobody's, or another landlord's.
    """
    customer, person, landlord, now = _whose(session, customer_id)
    today = as_of or now.astimezone(PARIS).date()
    held = leases(session, customer_id, today, withheld=_withheld(session, person))
    ledger = postings(session, customer_id, today)
    months = recent_months(session, held, today)
    asked = service_requests(session, customer_id)
    profile = landlord_parameters(session, landlord.id, today)
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
        balance=balance_card(held, ledger, why_owed(months)),
        receipt=receipt_card(held, months),
        portal=portal_card(session, customer_id, now),
        insurance=insurance_card(session, held, customer_id, today),
        requests=requests_card(asked),
        postings=ledger,
        household=household(session, customer_id, today),
        contacts=contacts(session, person.id, now),
        receipts=receipts(session, customer_id),
        service_requests=asked,
        history=history(session, customer_id),
        call=open_call(session, customer_id),
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


def _withheld(session: Session, person: Person) -> bool:
    return person.confidential_address and current_staff(session).role is not StaffRole.MANAGER


def _title(held: tuple[LeaseView, ...], today: date) -> str:
    if any(lease.is_current for lease in held):
        return "Titulaire"
    return "Ancien locataire" if any(lease.starts_on <= today for lease in held) else "Pas encore locataire"
