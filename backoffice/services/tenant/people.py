"""The persons of the file: household as of a day, contacts with their history."""

from datetime import date, datetime

from sqlalchemy import Date, Select, func, literal, or_, select
from sqlalchemy.orm import Session

from backoffice.models.lease import HouseholdMember, Lease
from backoffice.models.person import Contact, Person
from backoffice.rules.names import display_name
from backoffice.rules.phones import show_phone
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole, ContactSource, Relation
from backoffice.services.tenant.results import ContactView, MemberView


def household(session: Session, customer_id: int, as_of: date) -> tuple[MemberView, ...]:
    """Who lives in the customer's dwellings on ``as_of``, holders first, then the eldest."""
    rows = session.execute(_members(customer_id, as_of)).all()
    members = [_member(member, person, as_of) for member, person in rows]
    order = list(Relation)
    ranks = {relation.label: order.index(relation) for relation in order}
    members.sort(key=lambda one: (ranks[one.relation], one.birth_date or date.max, one.name))
    return tuple(members)


def _members(customer_id: int, as_of: date) -> Select[HouseholdMember, Person]:
    day = literal(as_of, Date)
    return (
        select(HouseholdMember, Person)
        .join(Person, Person.id == HouseholdMember.person_id)
        .join(Lease, Lease.id == HouseholdMember.lease_id)
        .where(
            Lease.customer_id == customer_id,
            HouseholdMember.valid_from <= day,
            or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to > day),
        )
    )


def _member(member: HouseholdMember, person: Person, as_of: date) -> MemberView:
    return MemberView(
        name=display_name(person.civility, person.birth_name, person.usage_name, person.first_names),
        relation=Relation(member.relation).label,
        birth_date=person.birth_date,
        age=age_on(person.birth_date, as_of) if person.birth_date else None,
        since=member.valid_from,
        until=member.valid_to,
    )


def age_on(born: date, day: date) -> int:
    """Whole years lived on ``day``."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def contacts(session: Session, person_id: int, now: datetime) -> tuple[ContactView, ...]:
    """The person's telephones and e-mails, those in use first, each with its history (R3.43)."""
    rows = session.scalars(
        select(Contact)
        .where(Contact.person_id == person_id)
        .order_by(func.coalesce(Contact.valid_to, date.max).desc(), Contact.channel, Contact.id)
    )
    return tuple(_contact(row, now) for row in rows)


def _contact(row: Contact, now: datetime) -> ContactView:
    is_phone = row.channel in (ContactChannel.MOBILE, ContactChannel.PHONE)
    return ContactView(
        channel=ContactChannel(row.channel).label,
        value=show_phone(row.value_key) if is_phone else row.value,
        role=ContactRole(row.role).label,
        source=ContactSource(row.source).label,
        since=row.valid_from,
        until=row.valid_to,
        cooling_until=row.usable_for_security_from if row.usable_for_security_from > now else None,
    )
