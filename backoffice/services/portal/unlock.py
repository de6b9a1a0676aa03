"""Unlock an account or release a registration: one act, once, with who and why (R4.13–R4.16)."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Uuid, cast, func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Contact
from backoffice.rules.unlocking import ACT_OF, UnlockFacts, refuse_unlock
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.portal import PortalAction, UnlockReason
from backoffice.services.clock import server_instant
from backoffice.services.commands import already_done, mark_done
from backoffice.services.mine import my_customer
from backoffice.services.portal.messages import MessagePreview, notices, post
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.tenant.portal_card import portal_facts
from backoffice.services.trace import record
from backoffice.services.verification import level_at_counter, verified_level


@dataclass(frozen=True)
class UnlockOrder:
    """What an agent asks: on whom, which act, why, and on what proof of identity."""

    customer_id: int
    action: PortalAction
    reason: UnlockReason
    command_id: str
    call_id: int | None
    at_counter: bool

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "customer_id": self.customer_id,
            "action": self.action.value,
            "reason": self.reason.value,
            "call_id": self.call_id,
            "at_counter": self.at_counter,
        }


@dataclass(frozen=True)
class UnlockResult:
    """What was done, in a sentence; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    sentence: str
    told: tuple[str, ...]
    """Masked addresses of those who are told."""


@dataclass(frozen=True)
class UnlockPreview:
    """What will leave, or why the act is refused whoever calls."""

    messages: tuple[MessagePreview, ...]
    refusal: str | None


def preview_unlock(
    session: Session, customer_id: int, action: PortalAction, reason: UnlockReason | None = None
) -> UnlockPreview:
    """The messages that the act would send for ``reason``, and what refuses it apart from the caller's level.

    Raises ``NotFound`` for a customer of a landlord that is not mine.
    """
    customer = my_customer(session, customer_id)
    now = server_instant(session)
    facts = _facts(session, customer, current_staff(session), CallerLevel.L3)
    try:
        refuse_unlock(facts, action, now)
    except Refused as refusal:
        return UnlockPreview((), refusal.sentence)
    return UnlockPreview(
        tuple(one.preview() for one in notices(session, customer, (action, reason), now)), None
    )


def unlock(session: Session, order: UnlockOrder) -> UnlockResult:
    """Carry out the order in one transaction: visit at the counter, state, history, messages, trace, alert.

    The rules refuse here first, with their sentences; the database's function checks them again and is
    the only one to write. Raises ``Refused`` with a code when a rule says no (R4.14, R4.15), ``Conflict``
    when the command's identifier served for something else.
    """
    staff = current_staff(session)
    customer = my_customer(session, order.customer_id, lock=True)
    done = already_done(session, order.command_id, order.action, order.arguments())
    if done is not None:
        return UnlockResult(done_now=False, sentence=str(done["sentence"]), told=tuple(done["told"]))
    now = server_instant(session)
    level = _proved_level(session, order)
    refuse_unlock(_facts(session, customer, staff, level), order.action, now)
    call_id = _act(session, order)
    told = notices(session, customer, (order.action, order.reason), now)
    post(session, customer, told, order.action, order.command_id, now)
    _trace(session, replace(order, call_id=call_id), customer, staff, level)
    sentence = _DONE[order.action].format(customer.client_ref)
    masked = tuple(one.preview().address_masked for one in told)
    answer = {"sentence": sentence, "told": list(masked)}
    mark_done(session, order.command_id, order.action, order.arguments(), answer)
    session.flush()
    return UnlockResult(done_now=True, sentence=sentence, told=masked)


_DONE = {
    PortalAction.UNLOCK: "Compte en ligne du client {} débloqué ; son mot de passe n’a pas changé.",
    PortalAction.RELEASE_REGISTRATION: "Inscription libérée pour le client {} : il peut créer son compte.",
}


def _proved_level(session: Session, order: UnlockOrder) -> CallerLevel | None:
    """The level of the call; at the counter without one, that of the paper seen and of whose it is."""
    if order.call_id is not None:
        return verified_level(session, order.call_id, order.customer_id)
    if not order.at_counter:
        return None
    return level_at_counter(session, order.customer_id, ACT_OF[order.action])


def _facts(session: Session, customer: Customer, staff: StaffView, level: CallerLevel | None) -> UnlockFacts:
    return UnlockFacts(
        portal=portal_facts(session, customer.id),
        level=level,
        lease_open=_has_open_lease(session, customer.id),
        cooling_until=_cooling_until(session, customer.main_person_id),
        is_manager=staff.role is StaffRole.MANAGER,
        own_household=session.execute(select(func.in_my_household(customer.id))).scalar_one(),
    )


def _has_open_lease(session: Session, customer_id: int) -> bool:
    query = select(func.count()).where(
        Lease.customer_id == customer_id,
        or_(Lease.valid_to.is_(None), Lease.valid_to > func.current_date()),
    )
    return bool(session.execute(query).scalar_one())


def _cooling_until(session: Session, person_id: int) -> datetime | None:
    return session.execute(
        select(func.max(Contact.usable_for_security_from)).where(
            Contact.person_id == person_id, Contact.valid_to.is_(None)
        )
    ).scalar_one()


def _act(session: Session, order: UnlockOrder) -> int:
    """Let the database do it; returns the call, or the visit made for it at the counter (R4.28)."""
    unlocks = order.action is PortalAction.UNLOCK
    function = func.unlock_account if unlocks else func.release_registration
    arguments = (
        order.reason.value,
        order.call_id,
        order.at_counter,
        cast(order.command_id, Uuid(as_uuid=False)),
    )
    call_id: int = session.execute(select(function(order.customer_id, *arguments))).scalar_one()
    return call_id


def _trace(
    session: Session, order: UnlockOrder, customer: Customer, staff: StaffView, level: CallerLevel | None
) -> None:
    record(
        session,
        act=order.action,
        subject=f"customer:{customer.id}",
        landlord_id=customer.landlord_id,
        staff_id=staff.id,
        customer_id=customer.id,
        reason=order.reason,
        call_id=order.call_id,
        command_id=order.command_id,
        detail={"level": level.value if level else None, "at_counter": order.at_counter},
    )
