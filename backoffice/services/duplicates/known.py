"""What the database knows of persons, to compare them: read for many at once."""

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass

from sqlalchemy import func, literal, or_, select, union
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer, HouseholdMember, Lease, LeaseHolder
from backoffice.models.person import Contact, Person
from backoffice.models.stock import Premises
from backoffice.rules.names import display_name
from backoffice.rules.persons.duplicates import Known
from backoffice.rules.phones import show_phone
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.duplicates.results import PersonFacts

_TIES = ("titulaire principal", "cotitulaire", "au ménage")


@dataclass(frozen=True)
class Compared:
    """A person as the rule compares him, and as the screen shows him."""

    known: Known
    facts: PersonFacts


def compared(session: Session, person_ids: Collection[int]) -> dict[int, Compared]:
    """Those of the persons whom who signed in may see."""
    people = session.scalars(select(Person).where(Person.id.in_(person_ids))).all()
    contacts = _contacts(session, person_ids)
    dwellings = _dwellings(session, person_ids)
    files = _files(session, person_ids)
    return {
        person.id: _compared(person, contacts[person.id], dwellings[person.id], files[person.id])
        for person in people
    }


def _compared(person: Person, contacts: list[Contact], dwellings: set[int], files: list[str]) -> Compared:
    emails = {one.value_key for one in contacts if one.channel == ContactChannel.EMAIL}
    phones = {one.value_key for one in contacts} - emails
    in_use = [one for one in contacts if one.valid_to is None]
    shown = () if person.confidential_address else tuple(_shown(one) for one in in_use)
    known = Known(
        person.birth_name, person.first_names, person.usage_name, person.birth_date,
        frozenset(phones), frozenset(emails), frozenset(dwellings),
    )  # fmt: skip
    facts = PersonFacts(
        id=person.id,
        version=person.version,
        landlord_id=person.landlord_id,
        party_number=person.party_number,
        name=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        birth_date=person.birth_date,
        deceased_on=person.deceased_on,
        contacts=shown,
        files=tuple(files),
    )
    return Compared(known, facts)


def _shown(contact: Contact) -> str:
    return contact.value if contact.channel == ContactChannel.EMAIL else show_phone(contact.value_key)


def _contacts(session: Session, person_ids: Collection[int]) -> defaultdict[int, list[Contact]]:
    found: defaultdict[int, list[Contact]] = defaultdict(list)
    rows = session.scalars(select(Contact).where(Contact.person_id.in_(person_ids)).order_by(Contact.id))
    for row in rows:
        found[row.person_id].append(row)
    return found


def _dwellings(session: Session, person_ids: Collection[int]) -> defaultdict[int, set[int]]:
    found: defaultdict[int, set[int]] = defaultdict(set)
    for tie in (HouseholdMember, LeaseHolder):
        rows = session.execute(
            select(tie.person_id, Lease.premises_id)
            .join(Lease, Lease.id == tie.lease_id)
            .join(Premises, Premises.id == Lease.premises_id)
            .where(
                tie.person_id.in_(person_ids),
                Premises.kind == PremisesKind.DWELLING,
                or_(tie.valid_to.is_(None), tie.valid_to > func.current_date()),
            )
        )
        for person_id, premises_id in rows:
            found[person_id].add(premises_id)
    return found


def _files(session: Session, person_ids: Collection[int]) -> defaultdict[int, list[str]]:
    """The customers in whose file each person is named, once each, by the strongest tie."""
    main = select(Customer.main_person_id.label("person_id"), Customer.id.label("customer_id"),
                  literal(0).label("tie")).where(Customer.main_person_id.in_(person_ids))  # fmt: skip
    others = [
        select(tie.person_id, Lease.customer_id, literal(rank))
        .join(Lease, Lease.id == tie.lease_id)
        .where(tie.person_id.in_(person_ids))
        for rank, tie in ((1, LeaseHolder), (2, HouseholdMember))
    ]
    ties = union(main, *others).subquery()
    rows = session.execute(
        select(ties.c.person_id, Customer.client_ref, func.min(ties.c.tie))
        .join(Customer, Customer.id == ties.c.customer_id)
        .group_by(ties.c.person_id, Customer.id, Customer.client_ref)
        .order_by(ties.c.person_id, Customer.client_ref)
    )
    found: defaultdict[int, list[str]] = defaultdict(list)
    for person_id, client_ref, tie in rows:
        found[person_id].append(f"client {client_ref}, {_TIES[tie]}")
    return found
