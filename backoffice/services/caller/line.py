"""The line: a call begun before anybody knows whose it is, then who speaks and of which file (R4.27)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.rules.phones import phone_key
from backoffice.rules.vocabulary.calls import CallerKind, ContactPlace
from backoffice.services.calls import CallView, my_line, start_call, view_of_call
from backoffice.services.staff import current_staff
from backoffice.services.trace import record


def open_line(
    session: Session, caller_number: str | None = None, place: ContactPlace = ContactPlace.PHONE
) -> CallView:
    """Begin a call of an unknown person: its clock runs from the first ring.

    The same number told twice is one call; another one ends the line before it. Raises ``Refused``.
    """
    number = phone_key(caller_number) if caller_number else None
    call_id = session.execute(select(func.open_line(place.value, number))).scalar_one()
    return view_of_call(session, call_id)


def waiting_line(session: Session) -> CallView | None:
    """My line that has no file yet, if one was left open today: a window that starts takes it up again."""
    call_id = session.scalars(
        select(PhoneCall.id)
        .where(
            PhoneCall.staff_id == current_staff(session).id,
            PhoneCall.customer_id.is_(None),
            PhoneCall.ended_at.is_(None),
            PhoneCall.started_at > func.now() - func.make_interval(0, 0, 0, 0, 12),
        )
        .order_by(PhoneCall.started_at.desc())
        .limit(1)
    ).one_or_none()
    return None if call_id is None else view_of_call(session, call_id)


def bind_line(session: Session, call_id: int, customer_id: int) -> CallView:
    """Say whose call it is; again while nothing was checked. Raises ``Refused`` (``CALL_BOUND``)."""
    my_line(session, call_id)
    session.execute(select(func.bind_call(call_id, customer_id)))
    return view_of_call(session, call_id)


def say_caller(
    session: Session, call_id: int, kind: CallerKind, representative_id: int | None = None
) -> CallView:
    """Note who speaks; the level follows at once (R4.27).

    Raises ``Refused``: ``CALLER_FIXED`` once a third party was said or a check made, ``NO_CO_HOLDER``,
    ``NO_REPRESENTATIVE`` without a paper in force.
    """
    call = my_line(session, call_id)
    before = call.caller
    session.execute(select(func.say_caller(call_id, kind.value, representative_id)))
    if kind is CallerKind.AUTHORITY and before != kind:
        record(
            session,
            act="AUTHORITY_HANDED_OVER",
            subject=f"phone_call:{call_id}",
            landlord_id=call.landlord_id,
            customer_id=call.customer_id,
            call_id=call_id,
        )
        session.flush()
    return view_of_call(session, call_id)


def take_call(
    session: Session,
    customer_id: int,
    place: ContactPlace,
    caller_number: str | None,
    kind: CallerKind,
    representative_id: int | None = None,
) -> CallView:
    """Open a call for a customer, or take up the one open there, and say who speaks, in one act.

    Raises ``NotFound``, ``Refused`` (``say_caller``).
    """
    call = start_call(session, customer_id, place, caller_number)
    return say_caller(session, call.id, kind, representative_id)


def take_line(
    session: Session, call_id: int, customer_id: int, kind: CallerKind, representative_id: int | None = None
) -> CallView:
    """Say whose call the line is and who speaks, in one act. Raises ``Refused``."""
    bind_line(session, call_id, customer_id)
    return say_caller(session, call_id, kind, representative_id)
