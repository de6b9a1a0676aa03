"""A step carried out once: its lease kept, its letter issued, its line in the trace."""

from collections.abc import Callable, Mapping
from dataclasses import asdict
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.rules.letters.codes import TextCode
from backoffice.services.commands import already_done, mark_done
from backoffice.services.insurance.steps.orders import FlagOrder, Order, StepResult
from backoffice.services.letters.issuing import issue_letter
from backoffice.services.letters.sheets import draft_letter
from backoffice.services.mine import my_customer
from backoffice.services.trace import record

Done = tuple[str, int | None, int | None]
"""Sentence, what was made, its letter."""
_LEASE = text("SELECT id, number, landlord_id, customer_id, insurance_required FROM lease WHERE id = :lease")


def once(
    session: Session, act: str, order: Order, lease_id: int, carry: Callable[[Row[Any]], Done]
) -> StepResult:
    """Do ``carry`` for a lease unless the command was carried out before. Raises ``NotFound``."""
    arguments = _arguments(order)
    done = already_done(session, order.command_id, act, arguments)
    if done is not None:
        return StepResult(False, done["sentence"], done["made"], done["letter"])  # noqa: FBT003 -- done before
    lease = _lease(session, lease_id)
    my_customer(session, lease.customer_id, lock=True)
    sentence, made, letter = carry(lease)
    record(
        session,
        act=act,
        subject=f"lease:{lease.id}",
        landlord_id=lease.landlord_id,
        customer_id=lease.customer_id,
        reason=order.reason.value if isinstance(order, FlagOrder) else None,
        command_id=order.command_id,
    )
    mark_done(
        session, order.command_id, act, arguments, {"sentence": sentence, "made": made, "letter": letter}
    )
    session.flush()
    return StepResult(done_now=True, sentence=sentence, made_id=made, letter_id=letter)


def _arguments(order: Order) -> dict[str, Any]:
    plain = {name: value for name, value in asdict(order).items() if name != "command_id"}
    return {name: value if isinstance(value, int) else str(value) for name, value in plain.items()}


def _lease(session: Session, lease_id: int) -> Row[Any]:
    found = session.execute(_LEASE, {"lease": lease_id}).one_or_none()
    if found is None:
        raise NotFound("Ce contrat n’existe pas ou n’est pas de vos agences : vérifiez le numéro.")
    return found


def letter_for(
    session: Session, lease: Row[Any], code: TextCode, values: Mapping[str, str], command_id: str
) -> int:
    """Issue the letter of a step to the main person; its key."""
    sheet = draft_letter(session, lease.customer_id, code.value, values, lease_id=lease.id)
    person = my_customer(session, lease.customer_id).main_person_id
    issued = issue_letter(session, sheet, lease.customer_id, person, command_id, lease_id=lease.id)
    return issued.letter_id
