"""Acts of staff in the middle of simulated lives, and what a portal that hears of them makes of them."""

from copy import deepcopy
from dataclasses import dataclass
from random import Random
from uuid import UUID

from sqlalchemy.orm import Session

from backoffice.demo.portal.files import File
from backoffice.demo.portal.locks import Idea
from backoffice.errors import Refused
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct
from backoffice.services.portal.acts import do_act
from backoffice.services.portal.orders import ActOrder
from backoffice.services.portal.undoing import undo_act

_Choice = tuple[PortalAct, ActReason]
_PROTECTIVE: tuple[_Choice, ...] = (
    (PortalAct.SUSPEND, ActReason.TAKEOVER_SUSPECTED),
    (PortalAct.END_SESSIONS, ActReason.DEVICE_SHARED),
    (PortalAct.CLOSE, ActReason.TENANT_ASKS),
)
_BY_STATE: dict[AccountState | None, tuple[_Choice, ...]] = {
    None: ((PortalAct.RELEASE_REGISTRATION, ActReason.FAILED_REGISTRATION),),
    AccountState.PENDING_ACTIVATION: ((PortalAct.SEND_ACTIVATION, ActReason.LINK_EXPIRED), *_PROTECTIVE),
    AccountState.ACTIVE: ((PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD), *_PROTECTIVE),
    AccountState.LOCKED_TEMPORARY: (
        (PortalAct.UNLOCK, ActReason.TYPING_ERROR),
        (PortalAct.UNLOCK, ActReason.TAKEOVER_SUSPECTED),
        (PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD),
        *_PROTECTIVE,
    ),
    AccountState.LOCKED_STAFF: ((PortalAct.LIFT, ActReason.DOUBT_CLEARED),),
    AccountState.SUSPENDED_FRAUD: ((PortalAct.LIFT, ActReason.DOUBT_CLEARED),),
}


@dataclass
class Colleague:
    """A manager at the counter, papers in hand, in one transaction."""

    session: Session
    rng: Random

    def act(self, file: File, idea: Idea) -> bool:
        """Do what the state allows, sometimes undo it; ``file`` hears of it. Whether it was done."""
        act, reason = self.rng.choice(_BY_STATE[idea.state])
        order = ActOrder(file.customer_id, act, reason, self._command(), at_counter=True)
        try:
            with self.session.begin_nested():
                done = do_act(self.session, order)
        except Refused:
            # A contract that ended, no contact to send to: the rules said no, nothing changed.
            return False
        before = deepcopy((file.account, file.lock, file.block, file.tries))
        hear(file, act)
        if self.rng.random() < 0.25:
            undo_act(self.session, done.act_id, self._command())
            file.account, file.lock, file.block, file.tries = before
        return True

    def _command(self) -> str:
        return str(UUID(int=self.rng.getrandbits(128), version=4))


def hear(file: File, act: PortalAct) -> None:
    """What the portal makes of an act of staff (R4.14, R4.15): its own words, not a reading of the rows."""
    account = file.account
    if act is PortalAct.RELEASE_REGISTRATION:
        file.block, file.tries = None, 0
    if account is None:
        return
    if act is PortalAct.CLOSE:
        file.account = file.lock = None
        file.tries = 0
    elif act is PortalAct.SUSPEND:
        account.state = AccountState.SUSPENDED_FRAUD
    elif act in (PortalAct.UNLOCK, PortalAct.LIFT):
        never = account.activated_at is None
        account.state = AccountState.PENDING_ACTIVATION if never else AccountState.ACTIVE
        account.failed, file.lock = 0, None
