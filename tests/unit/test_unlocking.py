"""Two different blocked objects, and what is left of a lock (R4.12, R4.13, vectors 16 and 17)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backoffice.rules.unlocking import LockFacts, PortalFacts, portal_standing
from backoffice.rules.vocabulary.portal import AccountState, PortalAction

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
LOCK = LockFacts("WRONG_PASSWORDS", 3, NOW - timedelta(minutes=4), NOW + timedelta(minutes=6))
LOCKED = PortalFacts(AccountState.LOCKED_TEMPORARY, 3, LOCK, registration_blocked=False)
NEVER_CREATED = PortalFacts(None, 0, None, registration_blocked=True)


def test_vector_17_without_account_only_the_registration_can_be_released() -> None:
    assert portal_standing(NEVER_CREATED, NOW).action is PortalAction.RELEASE_REGISTRATION
    assert portal_standing(LOCKED, NOW).action is PortalAction.UNLOCK


def test_the_minutes_left_are_rounded_up() -> None:
    assert portal_standing(LOCKED, NOW).minutes_left == 6
    assert portal_standing(LOCKED, NOW + timedelta(seconds=1)).minutes_left == 6
    assert portal_standing(LOCKED, NOW + timedelta(minutes=5, seconds=59)).minutes_left == 1


def test_a_lock_that_has_run_out_is_no_lock() -> None:
    standing = portal_standing(LOCKED, NOW + timedelta(minutes=6))
    assert standing.state is AccountState.ACTIVE
    assert standing.action is None


def test_a_closed_account_is_none_when_a_new_registration_is_blocked() -> None:
    closed = PortalFacts(AccountState.CLOSED, 0, None, registration_blocked=True)
    assert portal_standing(closed, NOW).action is PortalAction.RELEASE_REGISTRATION
    quiet = portal_standing(replace(closed, registration_blocked=False), NOW)
    assert (quiet.state, quiet.action) == (AccountState.CLOSED, None)
