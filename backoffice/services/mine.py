"""Customers and leases of the landlords that the person signed in works for; others do not exist for him."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.landlord import of_my_landlords
from backoffice.models.lease import Customer, Lease


def my_customer(session: Session, customer_id: int, *, lock: bool = False) -> Customer:
    """The customer; ``lock`` keeps it until the end of the transaction.

    Raises ``NotFound`` when there is none, or it is another landlord's.
    """
    query = select(Customer).where(Customer.id == customer_id, of_my_landlords(Customer.landlord_id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    customer = session.scalars(query).one_or_none()
    if customer is None:
        raise NotFound("Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.")
    return customer


def my_lease(session: Session, lease_id: int, *, lock: bool = False) -> Lease:
    """The lease; ``lock`` keeps it until the end of the transaction.

    Raises ``NotFound`` when there is none, or it is another landlord's.
    """
    query = select(Lease).where(Lease.id == lease_id, of_my_landlords(Lease.landlord_id))
    if lock:
        query = query.with_for_update().execution_options(populate_existing=True)
    lease = session.scalars(query).one_or_none()
    if lease is None:
        raise NotFound("Ce contrat n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche.")
    return lease
