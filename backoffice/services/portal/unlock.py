"""Unlock an account or release a registration, as the programs of before ask it (R4.13–R4.16)."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.portal import ActReason, PortalAct, PortalAction, UnlockReason
from backoffice.services.portal.acts import do_act, preview_act
from backoffice.services.portal.messages import MessagePreview
from backoffice.services.portal.orders import ActOrder


@dataclass(frozen=True)
class UnlockOrder:
    """What an agent asks: on whom, which act, why, and on what proof of identity."""

    customer_id: int
    action: PortalAction
    reason: UnlockReason
    command_id: str
    call_id: int | None
    at_counter: bool


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
    coded = ActReason(reason.value) if reason else None
    shown = preview_act(session, customer_id, PortalAct(action.value), coded)
    return UnlockPreview(shown.messages, shown.refusal)


def unlock(session: Session, order: UnlockOrder) -> UnlockResult:
    """Carry out the order in one transaction, as any act on an access.

    Raises ``Refused`` with a code when a rule says no (R4.14, R4.15), ``Conflict`` when the command's
    identifier served for something else.
    """
    done = do_act(
        session,
        ActOrder(
            customer_id=order.customer_id,
            act=PortalAct(order.action.value),
            reason=ActReason(order.reason.value),
            command_id=order.command_id,
            call_id=order.call_id,
            at_counter=order.at_counter,
        ),
    )
    return UnlockResult(done_now=done.done_now, sentence=done.sentence, told=done.told)
