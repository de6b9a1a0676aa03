"""Where an access stands: two different blocked objects, and the minutes left (R4.12, R4.13)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from backoffice.rules.vocabulary.portal import AccountState, PortalAction

ALERT_WINDOW = timedelta(days=7)
"""Unlocks by staff are counted over it; the database tells a supervisor of the third (R4.16)."""


@dataclass(frozen=True)
class LockFacts:
    """A lock not yet ended: why, since when, until when (``None``: until staff lift it)."""

    cause: str
    failures: int
    locked_at: datetime
    until: datetime | None


@dataclass(frozen=True)
class PortalFacts:
    """What the database says of a customer's access to the portal."""

    account_state: AccountState | None
    failed_attempts: int
    lock: LockFacts | None
    registration_blocked: bool
    registration_failures: int = 0


@dataclass(frozen=True)
class PortalStanding:
    """The state that matters now, the minutes left, and the one act offered."""

    state: AccountState | None
    blocked: bool
    minutes_left: int | None
    action: PortalAction | None


def portal_standing(facts: PortalFacts, now: datetime) -> PortalStanding:
    """Where the customer's access stands at ``now``: a temporary lock ends by itself (R4.12).

    A customer without account can only be released, never unlocked (R4.13); a closed account is
    none when a new registration is blocked.
    """
    if facts.account_state in (None, AccountState.CLOSED):
        if facts.registration_blocked:
            action = PortalAction.RELEASE_REGISTRATION
            return PortalStanding(None, blocked=True, minutes_left=None, action=action)
        return PortalStanding(facts.account_state, blocked=False, minutes_left=None, action=None)
    if facts.account_state is AccountState.LOCKED_TEMPORARY:
        lock = facts.lock
        if lock is None or (lock.until is not None and lock.until <= now):
            return PortalStanding(AccountState.ACTIVE, blocked=False, minutes_left=None, action=None)
        minutes = None if lock.until is None else ceil((lock.until - now).total_seconds() / 60)
        return PortalStanding(
            facts.account_state, blocked=True, minutes_left=minutes, action=PortalAction.UNLOCK
        )
    blocked = facts.account_state in (AccountState.LOCKED_STAFF, AccountState.SUSPENDED_FRAUD)
    return PortalStanding(facts.account_state, blocked=blocked, minutes_left=None, action=None)
