"""A small pure machine of accesses to a portal: what tenants, portals, staff and time do to a history."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from backoffice.rules.dates import paris_day
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import Case
from backoffice.rules.portal.history import (
    AccessHistory,
    AccountFact,
    BlockFact,
    ContactFact,
    ErrandFact,
    EventFact,
    FormFact,
    LeaseFact,
    LockFact,
    PartyFact,
)
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.people import ContactChannel, HolderTitle
from backoffice.rules.vocabulary.portal import (
    AccountState,
    ErrandKind,
    ErrandResult,
    ErrandState,
    FailedCheck,
    LockCause,
    PortalAct,
    PortalEventKind,
    PortalMessage,
    TypedForm,
)

_K, _F, _A, _S = PortalEventKind, FailedCheck, PortalAct, AccountState
START = datetime(2026, 3, 2, 9, tzinfo=UTC)
_OPEN = (AccessState.ACTIVE, AccessState.LOCKED_TEMPORARY)
_SENT = {
    ErrandKind.ACTIVATION: (_K.ACTIVATION_SENT, PortalMessage.ACTIVATION),
    ErrandKind.RESET: (_K.RESET_SENT, PortalMessage.RESET),
    ErrandKind.INVITATION: (_K.INVITATION_SENT, PortalMessage.INVITATION),
}
_ERRAND = {
    _A.SEND_ACTIVATION: (ErrandKind.ACTIVATION, _K.ACTIVATION_ASKED),
    _A.SEND_RESET: (ErrandKind.RESET, _K.RESET_ASKED),
    _A.SEND_INVITATION: (ErrandKind.INVITATION, _K.INVITATION_ASKED),
}


class Life:
    """One customer's access, from no account at all; every move keeps to the portal's grammar."""

    def __init__(self, profile: LandlordProfile, channels: tuple[ContactChannel, ...]) -> None:
        """A tenant with a lease and one contact of each of ``channels``, in use for long."""
        self.profile = profile
        self.now = START
        self.ids = 100
        long_ago = START - timedelta(days=400)
        self.history = AccessHistory(
            contacts=tuple(
                ContactFact(n, one, "•••", long_ago, date(2025, 1, 1)) for n, one in enumerate(channels, 1)
            ),
            leases=(LeaseFact(1, date(2020, 1, 1), None),),
            parties=(PartyFact(1, HolderTitle.MAIN_HOLDER, is_main=True, owns_account=True, deceased=False),),
        )

    @property
    def case(self) -> Case:
        """What the rules see now."""
        return Case(self.profile, self.history, self.now)

    @property
    def state(self) -> AccessState:
        """The state now."""
        return self.case.state

    def key(self) -> int:
        """A key never used before."""
        self.ids += 1
        return self.ids

    def change(self, **facts: Any) -> None:
        """Other facts."""
        self.history = replace(self.history, **facts)

    def account(self, **facts: Any) -> None:
        """Other facts of the account."""
        assert self.history.account
        self.change(account=replace(self.history.account, **facts))

    def tell(self, kind: PortalEventKind, **facts: Any) -> None:
        """One more event, now."""
        self.change(events=(EventFact(self.key(), kind, self.now, **facts), *self.history.events))

    def wait(self, minutes: int) -> None:
        """Time passes; a contact replaced goes when its successor serves."""
        self.now += timedelta(minutes=minutes)
        ready = {
            one.channel for one in self.history.contacts if not one.leaving and one.usable_from <= self.now
        }
        self.change(
            contacts=tuple(one for one in self.history.contacts if not (one.leaving and one.channel in ready))
        )

    def try_to_register(self, check: FailedCheck, typed: TypedForm | None = None) -> None:
        """A registration fails; too many block it where the landlord says so (R4.12)."""
        if self.state is AccessState.REGISTRATION_BLOCKED:
            self.tell(_K.REGISTRATION_FAILED, failed=_F.REFUSED_NOW)
            return
        self.tell(_K.REGISTRATION_FAILED, failed=check, typed=typed)
        threshold = self.profile.lock_threshold
        if threshold is None or self.state not in (AccessState.NONE, AccessState.CLOSED):
            return
        tries = len(self.case.failures)
        if tries >= threshold + (self.profile.lock_recreations or 0):
            self.change(block=BlockFact(tries, self.now))
            self.tell(_K.REGISTRATION_BLOCKED)

    def register(self) -> None:
        """An account is made and waits for its activation."""
        if self.state not in (AccessState.NONE, AccessState.CLOSED):
            return
        self.change(account=AccountFact(self.key(), _S.PENDING_ACTIVATION, 0, self.now))
        self.tell(_K.REGISTERED)
        self.send(ErrandKind.ACTIVATION)

    def send(self, kind: ErrandKind) -> bool:
        """The portal sends its message to the first contact that may receive it."""
        told, message = _SENT[kind]
        usable = [one for one in self.case.reachable if one.usable_from <= self.now]
        if kind is not ErrandKind.INVITATION and not usable:
            return False
        self.tell(
            told, message=message, contact_id=usable[0].id if kind is not ErrandKind.INVITATION else None
        )
        if kind is ErrandKind.ACTIVATION:
            by_sms = self.case.channel is ContactChannel.MOBILE
            hours = self.profile.code_minutes / 60 if by_sms else self.profile.activation_hours
            self.account(activation_expires_at=self.now + timedelta(hours=hours))
        return True

    def provider(self, kind: PortalEventKind) -> None:
        """What becomes of the last message."""
        sent = next(
            (one for one in self.history.events if one.kind in (_K.ACTIVATION_SENT, _K.RESET_SENT)), None
        )
        if sent:
            self.tell(kind, message=sent.message, contact_id=sent.contact_id)

    def activate(self, failed: FailedCheck | None = None) -> None:
        """The code or the link is used."""
        if self.state is not AccessState.PENDING_ACTIVATION:
            return
        if failed:
            self.tell(_K.ACTIVATION_FAILED, failed=failed)
            return
        self.account(state=_S.ACTIVE, activated_at=self.now, failed_attempts=0)
        self.tell(_K.ACTIVATED)

    def sign_in(self, failed: FailedCheck | None = None, *, outdated: bool = False) -> None:
        """A sign-in, that may lock (R4.12)."""
        if self.state is not AccessState.ACTIVE:
            if self.history.account:
                self.tell(_K.SIGN_IN_FAILED, failed=_F.REFUSED_NOW)
            return
        self._end_of_lock()
        if failed is None:
            self.account(last_sign_in_at=self.now, failed_attempts=0)
            self.tell(_K.SIGNED_IN)
            return
        assert self.history.account
        tries = self.history.account.failed_attempts + 1
        threshold, more = self.profile.lock_threshold, self.profile.lock_recreations or 0
        recreates = threshold is not None and tries > threshold
        self.account(failed_attempts=tries)
        if recreates:
            self.tell(_K.RECREATION_FAILED, failed=_F.PASSWORD_RULE)
        else:
            self.tell(_K.SIGN_IN_FAILED, failed=failed, outdated=outdated)
        if threshold is not None and tries >= threshold + more:
            until = self.now + timedelta(minutes=self.profile.lock_minutes or 10)
            self.change(lock=LockFact(LockCause.FAILED_RECREATIONS, tries, self.now, until))
            self.account(state=_S.LOCKED_TEMPORARY)
            self.tell(_K.LOCKED)

    def _end_of_lock(self) -> None:
        if self.history.account and self.history.account.state is _S.LOCKED_TEMPORARY:
            self.change(lock=None)
            self.account(state=_S.ACTIVE, failed_attempts=0)
            self.tell(_K.UNLOCKED)

    def forget(self) -> None:
        """The tenant asks for a reset by himself."""
        if self.state in _OPEN:
            self.tell(_K.RESET_ASKED)
            self.send(ErrandKind.RESET)

    def use_reset(self, failed: FailedCheck | None = None) -> None:
        """The code or the link of a reset is used."""
        if self.state in _OPEN and any(one.kind is _K.RESET_SENT for one in self.case.fresh):
            self.tell(_K.RESET_FAILED, failed=failed) if failed else self.tell(_K.PASSWORD_CHANGED)

    def take_errands(self, result: ErrandResult | None = None) -> None:
        """The portal takes what staff asked of it."""
        for errand in self.history.errands:
            if errand.state is not ErrandState.WAITING or errand.not_before > self.now:
                continue
            sent = result is None and self.send(errand.kind)
            answer = ErrandResult.SENT if sent else result or ErrandResult.NO_USABLE_CONTACT
            done = replace(
                errand,
                state=ErrandState.DONE if sent else ErrandState.FAILED,
                settled_at=self.now,
                result=answer,
            )
            others = (one for one in self.history.errands if one.id != errand.id)
            self.change(errands=(done, *others))

    def end_lease(self) -> None:
        """The contract ends today."""
        today = paris_day(self.now)
        self.change(leases=tuple(replace(one, ends=today) for one in self.history.leases))

    def die(self) -> None:
        """The holder dies."""
        self.change(parties=tuple(replace(one, deceased=True) for one in self.history.parties))

    def lock_by_staff(self) -> None:
        """A lock that lasts until staff lift it."""
        if self.state is AccessState.ACTIVE:
            self._end_of_lock()
            self.change(lock=LockFact(LockCause.STAFF, 0, self.now, None))
            self.account(state=_S.LOCKED_STAFF)
            self.tell(_K.LOCKED, by_staff=True)

    def send_form(self) -> None:
        """An assistance form comes."""
        self.change(forms=(FormFact(self.now),))
        self.tell(_K.FORM_RECEIVED)

    def new_portal(self) -> None:
        """Everybody makes his profile again."""
        if self.history.account and self.state is not AccessState.CLOSED:
            self.account(recreate_since=self.now)
            self.tell(_K.RECREATION_DUE)

    def act(self, act: PortalAct) -> None:
        """What staff do, its effects at once; its sendings wait (R4.14)."""
        if act in _ERRAND:
            self._ask(*_ERRAND[act])
        else:
            _EFFECTS[act](self)

    def _ask(self, kind: ErrandKind, asked: PortalEventKind) -> None:
        leaves = self.now + timedelta(minutes=self.profile.undo_minutes)
        errand = ErrandFact(self.key(), kind, ErrandState.WAITING, self.now, leaves)
        self.change(errands=(errand, *self.history.errands))
        self.tell(asked, by_staff=True)

    def _unlock(self) -> None:
        self.change(lock=None)
        self.account(state=_S.ACTIVE, failed_attempts=0)
        self.tell(_K.UNLOCKED, by_staff=True)

    def _release(self) -> None:
        self.change(block=None)
        self.tell(_K.REGISTRATION_RELEASED, by_staff=True)

    def _replace_contact(self) -> None:
        # The agent replaces the one that the last message went to.
        sent = next((one.contact_id for one in self.history.events if one.contact_id), None)
        aimed = next((one.channel for one in self.case.reachable if one.id == sent), None)
        channel = aimed or self.case.channel
        usable = self.now + timedelta(hours=self.profile.security_cooldown_hours)
        new = ContactFact(self.key(), channel, "•••", usable, paris_day(self.now))
        old = tuple(
            replace(one, leaving=True) if one.channel is channel else one for one in self.history.contacts
        )
        self.change(contacts=(*old, new))

    def _end_sessions(self) -> None:
        self.tell(_K.SESSIONS_ENDED, by_staff=True)

    def _suspend(self) -> None:
        self.change(lock=None)
        self.account(state=_S.SUSPENDED_FRAUD)
        self.tell(_K.SUSPENDED, by_staff=True)

    def _lift(self) -> None:
        assert self.history.account
        opened = _S.ACTIVE if self.history.account.activated_at else _S.PENDING_ACTIVATION
        self.change(lock=None)
        self.account(state=opened, failed_attempts=0)
        self.tell(_K.SUSPENSION_LIFTED, by_staff=True)

    def _close(self) -> None:
        self.change(lock=None)
        self.account(state=_S.CLOSED, closed_at=self.now)
        self.tell(_K.CLOSED, by_staff=True)


_EFFECTS: Mapping[PortalAct, Callable[[Life], None]] = {
    _A.UNLOCK: Life._unlock,
    _A.RELEASE_REGISTRATION: Life._release,
    _A.REPLACE_CONTACT: Life._replace_contact,
    _A.END_SESSIONS: Life._end_sessions,
    _A.SUSPEND: Life._suspend,
    _A.LIFT: Life._lift,
    _A.CLOSE: Life._close,
}
