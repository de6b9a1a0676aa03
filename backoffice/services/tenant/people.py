"""The persons of the file: household as of a day, contacts with their history."""

from collections.abc import Sequence
from datetime import date, datetime

from sqlalchemy import Date, literal, or_, select
from sqlalchemy.orm import Session

from backoffice.models.lease import HouseholdMember, Lease
from backoffice.models.person import Person
from backoffice.rules.caller import PUT_OFF
from backoffice.rules.dates import holds_on
from backoffice.rules.names import display_name
from backoffice.rules.phones import show_phone
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole, ContactSource, Relation
from backoffice.services.tenant.reading.rows import ContactRow, MemberRow
from backoffice.services.tenant.results import ContactView, MemberView

_RANKS = {relation: rank for rank, relation in enumerate(Relation)}
_PHONES = (ContactChannel.MOBILE, ContactChannel.PHONE)


def household_on(session: Session, customer_id: int, day: date) -> tuple[MemberView, ...]:
    """Who lives in the customer's dwellings on ``day``; one query. The file must have been opened."""
    shown = literal(day, Date)
    rows = session.execute(
        select(
            HouseholdMember.relation,
            HouseholdMember.valid_from,
            HouseholdMember.valid_to,
            Person.civility,
            Person.birth_name,
            Person.usage_name,
            Person.first_names,
            Person.birth_date,
        )
        .join(Person, Person.id == HouseholdMember.person_id)
        .join(Lease, Lease.id == HouseholdMember.lease_id)
        .where(
            Lease.customer_id == customer_id,
            HouseholdMember.valid_from <= shown,
            or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to > shown),
        )
    )
    return household([MemberRow._make(row) for row in rows], day)


def household(rows: Sequence[MemberRow], as_of: date) -> tuple[MemberView, ...]:
    """The members of a day, holders first, then the eldest."""
    members = [(_RANKS[Relation(row.relation)], _member(row, as_of)) for row in rows]
    members.sort(key=lambda one: (one[0], one[1].birth_date or date.max, one[1].name))
    return tuple(member for _, member in members)


def _member(row: MemberRow, as_of: date) -> MemberView:
    return MemberView(
        name=display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
        relation=Relation(row.relation).label,
        birth_date=row.birth_date,
        age=age_on(row.birth_date, as_of) if row.birth_date else None,
        since=row.valid_from,
        until=row.valid_to,
    )


def age_on(born: date, day: date) -> int:
    """Whole years lived on ``day``."""
    return day.year - born.year - ((day.month, day.day) < (born.month, born.day))


def contacts(rows: Sequence[ContactRow], now: datetime) -> tuple[ContactView, ...]:
    """The person's telephones and e-mails in the order read: those in use first, with history (R3.43)."""
    return tuple(_contact(row, now) for row in rows)


def number_to_dial(rows: Sequence[ContactRow], shown: Sequence[ContactView], day: date) -> ContactView | None:
    """The telephone to dial on ``day``: in use, a mobile before a landline, emergencies last, the newest.

    ``shown`` are the views of ``rows``, in the same order.
    """
    in_use = [
        (
            row.role == ContactRole.EMERGENCY,
            row.channel != ContactChannel.MOBILE,
            -row.valid_from.toordinal(),
            at,
        )
        for at, row in enumerate(rows)
        if row.channel in _PHONES and holds_on(row.valid_from, row.valid_to, day)
    ]
    return shown[min(in_use)[-1]] if in_use else None


def _contact(row: ContactRow, now: datetime) -> ContactView:
    is_phone = row.channel in _PHONES
    withdrawn = row.usable_for_security_from > now + PUT_OFF
    return ContactView(
        channel=ContactChannel(row.channel).label,
        value=show_phone(row.value_key) if is_phone else row.value,
        role=ContactRole(row.role).label,
        source=ContactSource(row.source).label,
        since=row.valid_from,
        until=row.valid_to,
        cooling_until=row.usable_for_security_from if row.usable_for_security_from > now else None,
        withdrawn=withdrawn,
        dial=row.value_key if is_phone else None,
    )
