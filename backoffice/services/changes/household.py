"""Which lease and which person of the household a title is about."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.lease import HouseholdMember, Lease, LeaseHolder
from backoffice.models.person import Person
from backoffice.rules.identifiers import normalise
from backoffice.services.mine import my_customer


def household_person(
    session: Session, customer_id: int, lease_number: str, party_number: str
) -> tuple[int, int]:
    """The keys of a lease of the customer and of a person who lives there or holds it.

    Raises ``NotFound`` when the customer has no such lease, or the household no such person.
    """
    customer = my_customer(session, customer_id)
    lease_id = session.scalars(
        select(Lease.id).where(Lease.customer_id == customer.id, Lease.number_key == normalise(lease_number))
    ).one_or_none()
    if lease_id is None:
        raise NotFound(f"Ce client n’a pas de contrat n° {lease_number} : vérifiez le numéro.")
    known = select(HouseholdMember.person_id).where(HouseholdMember.lease_id == lease_id)
    held = select(LeaseHolder.person_id).where(LeaseHolder.lease_id == lease_id)
    person_id = session.scalars(
        select(Person.id).where(
            Person.landlord_id == customer.landlord_id,
            Person.party_key == normalise(party_number),
            Person.id.in_(known.union(held)),
        )
    ).one_or_none()
    if person_id is None:
        raise NotFound(f"Le tiers n° {party_number} n’est pas de ce foyer : vérifiez le numéro.")
    return lease_id, person_id
