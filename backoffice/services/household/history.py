"""Changes of household as a file tells them: both days, solidarity, former names (R3.23, R3.26)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff
from backoffice.models.person import Person
from backoffice.models.validation.household import HouseholdChange
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.names import display_name
from backoffice.services.household.results import ChangeRecorded
from backoffice.services.mine import my_customer


def changes_of(session: Session, customer_id: int) -> tuple[ChangeRecorded, ...]:
    """The changes decided for a customer, the last entered first. Raises ``NotFound``."""
    my_customer(session, customer_id)
    rows = session.execute(
        select(HouseholdChange, Staff.full_name, Person)
        .join(Staff, Staff.id == HouseholdChange.staff_id)
        .outerjoin(Person, Person.id == HouseholdChange.solidarity_person_id)
        .where(HouseholdChange.customer_id == customer_id)
        .order_by(HouseholdChange.id.desc())
    )
    return tuple(
        ChangeRecorded(
            row.id,
            row.work_item_id,
            HouseholdEvent(row.event),
            row.effective_on,
            row.entered_at,
            who,
            _name(person) if row.solidarity_person_id else None,
            row.solidarity_until,
            row.undone_at,
        )
        for row, who, person in rows
    )


def name_on(session: Session, customer_id: int, person_id: int, day: date) -> str:
    """The name of a person on ``day``: papers of a date carry the name of that date (R3.23).

    Raises ``NotFound`` for a customer that the reader does not see.
    """
    my_customer(session, customer_id)
    person = session.get_one(Person, person_id)
    later = session.scalars(
        select(HouseholdChange)
        .where(
            HouseholdChange.customer_id == customer_id,
            HouseholdChange.event == HouseholdEvent.NAME_CHANGE,
            HouseholdChange.effective_on > day,
            HouseholdChange.undone_at.is_(None),
        )
        .order_by(HouseholdChange.effective_on, HouseholdChange.id)
    )
    for change in later:
        for step in change.before:
            if step.get("undo") == "PERSON" and step.get("id") == person_id:
                old = step["birth_name"], step["usage_name"], step["first_names"]
                return display_name(person.civility, *old)
    return _name(person)


def _name(person: Person) -> str:
    return display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
