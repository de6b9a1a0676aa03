"""The second person's decision, the withdrawal, the tenant's objection: each once, on what was seen."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.changes import ChangeRefusal
from backoffice.services.changes.proposing import once
from backoffice.services.changes.results import ChangeView, change_view


def approve_change(session: Session, change_id: int, seen: int, command_id: str) -> ChangeView:
    """Approve what somebody else proposed; ``seen`` is the version that was read.

    Raises ``Refused`` for one's own proposal or household (``SECOND_PERSON``, ``OWN_HOUSEHOLD``), a role that
    does not decide it (``NOT_A_DECIDER``), a change decided or changed since (``CHANGE_DECIDED``,
    ``CHANGE_STALE``); ``NotFound``.
    """
    return _decide(session, "APPROVE_CHANGE", change_id, seen, command_id)


def refuse_change(
    session: Session, change_id: int, seen: int, reason: ChangeRefusal, command_id: str
) -> ChangeView:
    """Refuse what somebody else proposed, with a coded reason. Raises as ``approve_change``."""
    return _decide(session, "REFUSE_CHANGE", change_id, seen, command_id, reason.value)


def withdraw_change(session: Session, change_id: int, seen: int, command_id: str) -> ChangeView:
    """Take back one's own proposal while nobody has decided. Raises ``Refused``, ``NotFound``."""
    return _decide(session, "WITHDRAW_CHANGE", change_id, seen, command_id)


def shorten_cooldown(session: Session, change_id: int, seen: int, command_id: str) -> ChangeView:
    """As a manager, end the cooling-off of a contact given at the counter, paper seen (R4.24).

    Raises ``Refused``, ``NotFound``.
    """
    return _decide(session, "SHORTEN_COOLDOWN", change_id, seen, command_id)


_FUNCTIONS = {
    "APPROVE_CHANGE": func.approve_change,
    "REFUSE_CHANGE": func.refuse_change,
    "WITHDRAW_CHANGE": func.withdraw_change,
    "SHORTEN_COOLDOWN": func.shorten_cooldown,
}


def _decide(session: Session, act: str, change_id: int, seen: int, command_id: str, *more: str) -> ChangeView:
    change = change_view(session, change_id)

    def do() -> int:
        session.execute(select(_FUNCTIONS[act](change.id, seen, *more)))
        return change.id

    arguments = {"change_id": change_id, "seen": seen, "more": list(more)}
    return once(session, act, command_id, arguments, do)


def object_to_change(
    session: Session, change_id: int, command_id: str, call_id: int | None = None
) -> ChangeView:
    """Take down the tenant's objection, by the case number of the notice: his account is frozen (R4.25).

    Protective: it asks for no level (R4.14). What was changed no longer serves. Raises ``NotFound``.
    """
    change = change_view(session, change_id)

    def do() -> int:
        session.execute(select(func.object_to_change(change.id)))
        return change.id

    return once(session, "OBJECT_TO_CHANGE", command_id, {"change_id": change_id}, do, call_id)
