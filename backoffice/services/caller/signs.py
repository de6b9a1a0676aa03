"""Warning signs of a call: heard by the agent or read in the data, told to a supervisor (R4.26)."""

from collections.abc import Collection

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.calls import WarningSign
from backoffice.services.calls import CallView, my_line, view_of_call
from backoffice.services.trace import record


def call_signs(session: Session, call_id: int) -> tuple[WarningSign, ...]:
    """The signs of my call: those ticked and those that the data shows. Raises ``NotFound``, ``Conflict``."""
    my_line(session, call_id)
    told = session.execute(select(func.call_signs(call_id))).scalar_one()
    return tuple(WarningSign(sign) for sign in told)


def note_signs(session: Session, call_id: int, heard: Collection[WarningSign]) -> CallView:
    """Keep the signs heard, all at once, and those shown. Raises ``Refused`` (``WRONG_SIGN``)."""
    my_line(session, call_id)
    session.execute(select(func.note_signs(call_id, [sign.value for sign in heard])))
    return view_of_call(session, call_id)


def alert_supervisor(session: Session, call_id: int) -> CallView:
    """Tell a supervisor of the call, once. Raises ``NotFound``, ``Conflict``."""
    call = my_line(session, call_id)
    if session.execute(select(func.alert_supervisor(call_id))).scalar_one():
        record(
            session,
            act="SUPERVISOR_ALERTED",
            subject=f"phone_call:{call_id}",
            landlord_id=call.landlord_id,
            customer_id=call.customer_id,
            call_id=call_id,
            detail={"signs": list(view_of_call(session, call_id).signs)},
        )
        session.flush()
    return view_of_call(session, call_id)
