"""A landlord's profile, a history, an instant, and what every family of causes asks of them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from math import ceil

from backoffice.rules.portal.acts import RULES, AccessState, access_state
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import AccessHistory, ContactFact, EventFact
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.profile_values import ActivationKind
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, FailedCheck, PortalAct, PortalEventKind

_K = PortalEventKind
FAILURES = frozenset(
    {_K.REGISTRATION_FAILED, _K.SIGN_IN_FAILED, _K.RECREATION_FAILED, _K.ACTIVATION_FAILED, _K.RESET_FAILED}
)
SUCCESSES = frozenset({_K.REGISTERED, _K.ACTIVATED, _K.SIGNED_IN, _K.PASSWORD_CHANGED, _K.CLOSED})
_FRESH_START = SUCCESSES | {_K.REGISTRATION_RELEASED, _K.SUSPENSION_LIFTED}
_EVIDENCE_KEPT = 30
_SENDINGS = (PortalAct.SEND_ACTIVATION, PortalAct.SEND_RESET)
OPEN_STATES = frozenset({AccessState.ACTIVE, AccessState.LOCKED_TEMPORARY})
LIVE_STATES = OPEN_STATES | {
    AccessState.PENDING_ACTIVATION,
    AccessState.LOCKED_STAFF,
    AccessState.SUSPENDED_FRAUD,
}


@dataclass(frozen=True)
class Silence:
    """What the landlord may not have said: the key of its profile, and what it is about."""

    key: str
    what: str


@dataclass(frozen=True)
class Told:
    """What a finding says: to the agent, to the tenant, and the one thing that the tenant does then."""

    agent: str
    aloud: str
    then: str


@dataclass(frozen=True)
class Case:
    """All that a cause may ask; nothing here is kept from one call to the next."""

    profile: LandlordProfile
    history: AccessHistory
    now: datetime

    @cached_property
    def state(self) -> AccessState:
        """The state now: a temporary lock whose end is past is none (R4.12)."""
        account, lock = self.history.account, self.history.lock
        state = account.state if account else None
        if state is AccountState.LOCKED_TEMPORARY:
            over = lock is None or (lock.until is not None and lock.until <= self.now)
            state = AccountState.ACTIVE if over else state
        return access_state(state, blocked=self.history.block is not None)

    @cached_property
    def events(self) -> tuple[EventFact, ...]:
        """Every event, newest first."""
        return _newest_first(self.history.events)

    def since(self, kinds: frozenset[PortalEventKind]) -> tuple[EventFact, ...]:
        """The events that came after the last one of ``kinds``."""
        found = []
        for event in self.events:
            if event.kind in kinds:
                break
            found.append(event)
        return tuple(found)

    @cached_property
    def fresh(self) -> tuple[EventFact, ...]:
        """What came since the last success, release or lifting."""
        return self.since(_FRESH_START)

    @cached_property
    def failures(self) -> tuple[EventFact, ...]:
        """The tries that failed since then; one refused because of a lock tells nothing more."""
        return tuple(
            one for one in self.fresh if one.kind in FAILURES and one.failed is not FailedCheck.REFUSED_NOW
        )

    @property
    def last_failure(self) -> EventFact | None:
        """The last of them."""
        return self.failures[0] if self.failures else None

    def check_of(self, event: EventFact) -> FailedCheck | None:
        """Which check failed; a portal of before did not say it."""
        if event.failed is not None:
            return event.failed
        if event.kind is _K.SIGN_IN_FAILED:
            return FailedCheck.PASSWORD if self.state in LIVE_STATES else FailedCheck.LOGIN
        return FailedCheck.PASSWORD_RULE if event.kind is _K.RECREATION_FAILED else None

    @property
    def channel(self) -> ContactChannel:
        """By what the portal sends its codes and links (R4.17)."""
        by_sms = self.profile.activation is ActivationKind.SMS_CODE
        return ContactChannel.MOBILE if by_sms else ContactChannel.EMAIL

    @cached_property
    def reachable(self) -> tuple[ContactFact, ...]:
        """The contacts in use that this portal may write to; by both means if it does not say which."""
        any_channel = not self.profile.is_stated("activation")
        return tuple(one for one in self.history.contacts if any_channel or one.channel is self.channel)

    @cached_property
    def contacts(self) -> tuple[ContactFact, ...]:
        """The same without those already replaced, which the tenant has said lost (R4.24)."""
        return tuple(one for one in self.reachable if not one.leaving) or self.reachable

    @cached_property
    def usable(self) -> tuple[ContactFact, ...]:
        """Those out of cooling-off (R4.24)."""
        return tuple(one for one in self.contacts if one.usable_from <= self.now)

    @cached_property
    def cooling_until(self) -> datetime | None:
        """Until when managers alone unlock, because a contact was changed (R4.15)."""
        known = [self.history.cooling_until, *(one.usable_from for one in self.history.contacts)]
        return max((one for one in known if one is not None and one > self.now), default=None)

    @cached_property
    def can_send(self) -> bool:
        """Whether the portal has somewhere to write to now."""
        return any(one.usable_from <= self.now for one in self.reachable)

    def allowed(self, acts: Iterable[PortalAct]) -> tuple[PortalAct, ...]:
        """Those that the state allows, and that have somewhere to go."""
        possible = tuple(act for act in acts if self.state in RULES[act].states)
        return possible if self.can_send else tuple(act for act in possible if act not in _SENDINGS)

    def minutes_to(self, instant: datetime | None) -> int | None:
        """Whole minutes until ``instant``, at least one; ``None`` when it is past or unknown."""
        if instant is None or instant <= self.now:
            return None
        return max(1, ceil((instant - self.now).total_seconds() / 60))

    def finding(
        self,
        code: FindingCode,
        rule: str,
        told: Told,
        *,
        evidence: Iterable[EventFact] = (),
        minutes_left: int | None = None,
        acts: tuple[PortalAct, ...] = (),
        silence: Silence | None = None,
    ) -> Finding:
        """The finding, with the acts that the state allows and what the landlord does not say."""
        silent = silence if silence and not self.profile.is_stated(silence.key) else None
        note = f"{silent.what} : {NOT_STATED}" if silent else ""
        return Finding(
            code=code,
            sentence=f"{told.agent} {note} par le bailleur, valeur par défaut." if silent else told.agent,
            aloud=" ".join(part for part in (told.aloud, f"{note}." if silent else "", told.then) if part),
            rule=rule,
            evidence=tuple(one.id for one in _newest_first(evidence))[:_EVIDENCE_KEPT],
            minutes_left=minutes_left,
            acts=self.allowed(acts),
            by_default=silent is not None,
        )

    def last(self, *kinds: PortalEventKind) -> tuple[EventFact, ...]:
        """The last event of ``kinds``, or nothing."""
        return tuple(one for one in self.events if one.kind in kinds)[:1]


def _newest_first(events: Iterable[EventFact]) -> tuple[EventFact, ...]:
    return tuple(sorted(set(events), key=lambda one: (one.at, one.id), reverse=True))
