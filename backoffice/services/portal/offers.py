"""The acts of a file as keys: which may be done now, and what is missing for the others."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.rules.portal.acts import RULES, needed_level, needs_manager
from backoffice.rules.portal.refusals import SENDING, ActFacts, refuse_act, state_now
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.mine import my_customer
from backoffice.services.portal.orders import ActOffer
from backoffice.services.portal.standing import level_or_why, read_standing, send_to
from backoffice.services.staff import current_staff


def act_offers(
    session: Session, customer_id: int, call_id: int | None = None, *, at_counter: bool = False
) -> tuple[ActOffer, ...]:
    """Every act of R4.14 in its order, with what is missing for this caller and this member of staff.

    Raises ``NotFound`` for a customer that is not mine.
    """
    customer = my_customer(session, customer_id)
    standing = read_standing(session, customer, current_staff(session))
    level, why = level_or_why(session, customer.id, call_id, at_counter=at_counter)
    return offers_from(standing.facts, standing.now, level, why, lambda: send_to(session, standing, None))


def offers_from(
    facts: ActFacts, now: datetime, level: CallerLevel, why: str, choose: Callable[[], object]
) -> tuple[ActOffer, ...]:
    """The same from what was read: ``choose`` raises ``Refused`` when the portal has nowhere to write to."""
    known = replace(facts, level=level)
    return tuple(_offer(known, now, act, why, choose) for act in PortalAct)


def _offer(
    facts: ActFacts, now: datetime, act: PortalAct, why: str, choose: Callable[[], object]
) -> ActOffer:
    state = state_now(facts)
    return ActOffer(
        act=act,
        needed=needed_level(act, state),
        manager_only=needs_manager(act, state),
        possible=state in RULES[act].states,
        missing=_missing(facts, now, act, why, choose),
    )


def _missing(facts: ActFacts, now: datetime, act: PortalAct, why: str, choose: Callable[[], object]) -> str:
    try:
        refuse_act(facts, act, None, now)
        if act in SENDING:
            choose()
    except Refused as refusal:
        # Why the call proves nothing says more than the level that lacks.
        return why if why and refusal.code == "CALLER_NOT_VERIFIED" else refusal.sentence
    return ""
