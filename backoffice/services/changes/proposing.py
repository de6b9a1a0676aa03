"""Propose a change, once: the database asks for the proof and applies what may be (R3.54, R4.20–R4.25)."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import Date, cast, func, or_, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from backoffice.models.desk.proof import ChangeRequest
from backoffice.models.lease import Customer, Lease, LeaseHolder
from backoffice.models.person import Person
from backoffice.rules.changes.proposals import Proposal
from backoffice.services.changes.results import ChangeView, change_view
from backoffice.services.commands import already_done, mark_done
from backoffice.services.mine import my_customer
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

_PROPOSE = "PROPOSE_CHANGE"


@dataclass(frozen=True)
class ChangeOrder:
    """A proposal for a customer, on the proof of a call or of a signed letter."""

    customer_id: int
    proposal: Proposal
    command_id: str
    call_id: int | None = None
    letter_on: date | None = None

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same; of what is proposed, a hash: it is kept where agents read."""
        details = json.dumps(self.proposal.details, sort_keys=True).encode()
        return {
            "customer_id": self.customer_id,
            "kind": self.proposal.kind.value,
            "details": sha256(details).hexdigest(),
            "call_id": self.call_id,
            "letter_on": self.letter_on.isoformat() if self.letter_on else None,
        }


def propose_change(session: Session, order: ChangeOrder) -> ChangeView:
    """Propose the change and return where it stands: a security contact is applied, with its cooling-off.

    Raises ``Refused`` when the identity is not certain (``CALLER_NOT_VERIFIED``), for one's own household
    (``OWN_HOUSEHOLD``), a contact and bank details in one call (``CHANGED_IN_SAME_CALL``)…; ``NotFound``.
    """
    customer = my_customer(session, order.customer_id, lock=True)

    def ask() -> int:
        details = cast(order.proposal.details, JSONB)
        arguments = (order.call_id, cast(order.letter_on, Date))
        asked = func.propose_change(order.proposal.kind.value, customer.id, details, *arguments)
        made: int = session.execute(select(asked)).scalar_one()
        return made

    return once(session, _PROPOSE, order.command_id, order.arguments(), ask, order.call_id)


def once(
    session: Session,
    act: str,
    command_id: str,
    arguments: dict[str, Any],
    do: Callable[[], int],
    call_id: int | None = None,
) -> ChangeView:
    """Carry out an act on a change under its command: the same command again changes nothing.

    ``do`` returns the number of the change. Raises ``Conflict`` when the identifier served otherwise.
    """
    done = already_done(session, command_id, act, arguments)
    if done is not None:
        return change_view(session, int(done["change_id"]))
    change_id = do()
    change = session.get_one(ChangeRequest, change_id, populate_existing=True)
    record(
        session,
        act=act,
        subject=f"change_request:{change_id}",
        landlord_id=change.landlord_id,
        staff_id=current_staff(session).id,
        customer_id=change.customer_id,
        reason=change.kind,
        call_id=call_id,
        command_id=command_id,
        detail={"state": change.state},
    )
    mark_done(session, command_id, act, arguments, {"change_id": change_id})
    session.flush()
    return change_view(session, change_id)


def holder_names(session: Session, customer_id: int) -> tuple[str, ...]:
    """The surnames of those who hold a lease of the customer today; the main person's too."""
    customer = my_customer(session, customer_id)
    held = (
        select(LeaseHolder.person_id)
        .join(Lease, Lease.id == LeaseHolder.lease_id)
        .where(
            Lease.customer_id == customer.id,
            or_(LeaseHolder.valid_to.is_(None), LeaseHolder.valid_to > func.current_date()),
        )
    )
    main = select(Customer.main_person_id).where(Customer.id == customer.id)
    rows = session.execute(
        select(Person.birth_name, Person.usage_name).where(or_(Person.id.in_(held), Person.id.in_(main)))
    )
    return tuple(name for row in rows for name in row if name)
