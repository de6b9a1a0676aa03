"""The reasons to choose from for an item, in the words of its landlord."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import Reason
from backoffice.services.letters.reasons import reasons_in_force


def reasons_for(session: Session, customer_id: int, kind: WorkKind) -> tuple[Reason, ...]:
    """The reasons in force in a queue for the landlord of a customer, in their order."""
    landlord = session.scalars(select(Customer.landlord_id).where(Customer.id == customer_id)).one()
    return tuple(reason for reason in reasons_in_force(session, landlord, kind) if reason.active)
