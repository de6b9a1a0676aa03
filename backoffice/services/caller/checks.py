"""What the agent notes of a caller, one check after the other; the database computes the level (R4.20)."""

from typing import Any

from sqlalchemy import ColumnElement, func, select
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome
from backoffice.services.calls import CallView, my_open_call, view_of_call
from backoffice.services.trace import record


def give_identifiers(session: Session, call_id: int, outcome: CheckOutcome) -> CallView:
    """Note whether the caller gave a number and the holder's name. Raises ``NotFound``, ``Conflict``."""
    call = my_open_call(session, call_id)
    return _noted(session, call, CheckMethod.IDENTIFIERS, outcome, func.identifiers_given)


def see_paper(
    session: Session, call_id: int, outcome: CheckOutcome, method: CheckMethod = CheckMethod.COUNTER_ID
) -> CallView:
    """Note an identity paper seen at the counter, or a signed letter with its copy.

    Raises ``Refused`` by telephone (``WRONG_PLACE``), ``NotFound``, ``Conflict``.
    """
    call = my_open_call(session, call_id)
    return _noted(session, call, method, outcome, func.paper_seen, method.value)


def call_back(session: Session, call_id: int, contact_id: int, outcome: CheckOutcome) -> CallView:
    """Note that a number on file was dialled, and whether the tenant answered (R4.26).

    Raises ``Refused`` at the counter, or for a number that is not on file or in its cooling-off (R4.24).
    """
    call = my_open_call(session, call_id)
    passed = outcome is CheckOutcome.PASSED
    session.execute(select(func.call_back_done(call.id, contact_id, passed)))
    return trace_check(session, call, CheckMethod.CALL_BACK, outcome)


def _noted(
    session: Session,
    call: PhoneCall,
    method: CheckMethod,
    outcome: CheckOutcome,
    function: Any,
    *more: str,
) -> CallView:
    noted: ColumnElement[str] = function(call.id, outcome is CheckOutcome.PASSED, *more)
    session.execute(select(noted))
    return trace_check(session, call, method, outcome)


def trace_check(session: Session, call: PhoneCall, method: CheckMethod, outcome: CheckOutcome) -> CallView:
    """Add the check to the trace and read the call again, with the level that it has now."""
    view = view_of_call(session, call.id)
    level: CallerLevel = view.level
    record(
        session,
        act="CALLER_CHECKED",
        subject=f"phone_call:{call.id}",
        landlord_id=call.landlord_id,
        staff_id=call.staff_id,
        customer_id=call.customer_id,
        reason=method,
        call_id=call.id,
        detail={"outcome": outcome.value, "level": level.value},
    )
    session.flush()
    return view
