"""A change that came by letter or at the counter, entered for the tenant."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.models.lease import Customer, Lease
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.state import HouseholdState
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.services.household.reading import read_household
from backoffice.services.household.submissions import dwelling_lease, receive_submission
from backoffice.services.tenant.lookup import customer_of_number


@dataclass(frozen=True)
class HouseholdFile:
    """A household on which a change is entered."""

    customer_id: int
    lease_id: int
    client_ref: str
    contract: str
    state: HouseholdState


@dataclass(frozen=True)
class Entry:
    """What an agent enters for a tenant."""

    customer_id: int
    lease_id: int
    event: HouseholdEvent
    form: EventForm
    channel: RequestChannel


def household_file(session: Session, number: str, landlord_code: str | None) -> HouseholdFile:
    """The household of a number of customer, contract or person.

    Raises ``NotFound``; ``Refused`` when several have it, or there is no dwelling.
    """
    customer_id = customer_of_number(session, number, landlord_code)
    lease_id = dwelling_lease(session, customer_id)
    return HouseholdFile(
        customer_id,
        lease_id,
        session.get_one(Customer, customer_id).client_ref,
        session.get_one(Lease, lease_id).number,
        read_household(session, lease_id),
    )


def enter_change(session: Session, entry: Entry) -> int:
    """Take the change in: an item of work, that a colleague decides when it moves the lease.

    Returns the item. Raises ``Refused``.
    """
    return receive_submission(
        session, entry.customer_id, entry.lease_id, entry.event, entry.form, entry.channel
    )
