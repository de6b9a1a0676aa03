"""The state of what a tenant's file shows, in a word: another word means that somebody saved something."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Contact
from backoffice.models.portal import AccountLock, PortalAccount, RegistrationBlock
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.models.service import InsuranceSubmission, ServiceRequest


def file_stamp(session: Session, customer_id: int) -> str:
    """Versions and numbers of the records that colleagues and the portal change while a file is open."""
    leases = select(Lease.id).where(Lease.customer_id == customer_id)
    accounts = select(PortalAccount.id).where(PortalAccount.customer_id == customer_id)
    main = select(Customer.main_person_id).where(Customer.id == customer_id)
    parts = (
        _saves(PortalAccount.version).where(PortalAccount.customer_id == customer_id),
        _saves(AccountLock.version).where(AccountLock.account_id.in_(accounts)),
        _saves(RegistrationBlock.version).where(RegistrationBlock.customer_id == customer_id),
        _saves(Receipt.version).where(Receipt.lease_id.in_(leases)),
        _saves(ReceiptRequest.version).where(ReceiptRequest.lease_id.in_(leases)),
        _saves(InsuranceSubmission.version).where(InsuranceSubmission.lease_id.in_(leases)),
        _saves(ServiceRequest.version).where(ServiceRequest.customer_id == customer_id),
        _saves(Contact.version).where(Contact.person_id.in_(main)),
    )
    return stamp_of(session.execute(select(*(part.scalar_subquery() for part in parts))).one())


def stamp_of(saves: Iterable[int]) -> str:
    """The same from the saves of each table: accounts, locks, blocked registrations, receipts, requests for
    them, insurance, requests, contacts.
    """
    return ".".join(map(str, saves))


def _saves(version: InstrumentedAttribute[int]) -> Select[Any]:
    """How many saves its rows have seen: grows with each row added and each row changed."""
    return select(func.coalesce(func.sum(version), 0))
