"""The files that I opened today, the latest first: read from the trace, so that a restart forgets none."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Landlord
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.rules.names import display_name

MOST_FILES = 30


@dataclass(frozen=True)
class TodayFile:
    """A file opened today, and when for the last time."""

    customer_id: int
    name: str
    client_ref: str
    landlord_name: str
    opened_at: datetime


def files_of_today(session: Session, most: int = MOST_FILES) -> tuple[TodayFile, ...]:
    """The files that this login has opened since midnight in Paris, the latest first, ``most`` at most.

    A file that has since left his agencies, or become reserved, is not among them: the function of the
    database leaves it out, and row security hides its name.
    """
    mine = func.files_of_today(most).table_valued("customer_id", "opened_at").alias("mine")
    rows = session.execute(
        select(
            Customer.id,
            Customer.client_ref,
            Person.civility,
            Person.birth_name,
            Person.usage_name,
            Person.first_names,
            Landlord.name.label("landlord_name"),
            mine.c.opened_at,
        )
        .join_from(mine, Customer, Customer.id == mine.c.customer_id)
        .join(Person, Person.id == Customer.main_person_id)
        .join(Landlord, Landlord.id == Customer.landlord_id)
        .order_by(mine.c.opened_at.desc(), Customer.id)
    )
    return tuple(
        TodayFile(
            row.id,
            display_name(row.civility, row.birth_name, row.usage_name, row.first_names),
            row.client_ref,
            row.landlord_name,
            row.opened_at,
        )
        for row in rows
    )
