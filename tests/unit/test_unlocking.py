"""Two different blocked objects, and every reason to refuse (R4.13–R4.16, vectors 16 and 17)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from backoffice.errors import Refused
from backoffice.rules.unlocking import (
    LockFacts,
    PortalFacts,
    UnlockFacts,
    portal_standing,
    refuse_unlock,
)
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import AccountState, PortalAction

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
LOCK = LockFacts("WRONG_PASSWORDS", 3, NOW - timedelta(minutes=4), NOW + timedelta(minutes=6))
LOCKED = PortalFacts(AccountState.LOCKED_TEMPORARY, 3, LOCK, registration_blocked=False)
NEVER_CREATED = PortalFacts(None, 0, None, registration_blocked=True)
VERIFIED = UnlockFacts(
    portal=LOCKED,
    level=CallerLevel.L2,
    lease_open=True,
    cooling_until=None,
    is_manager=False,
    own_household=False,
)


def refusal(facts: UnlockFacts, action: PortalAction = PortalAction.UNLOCK) -> str | None:
    try:
        refuse_unlock(facts, action, NOW)
    except Refused as error:
        return error.code
    return None


def test_vector_16_locked_ten_minutes_level_one_refused_level_two_unlocked() -> None:
    assert refusal(replace(VERIFIED, level=CallerLevel.L1)) == "CALLER_NOT_VERIFIED"
    assert refusal(VERIFIED) is None


def test_vector_17_without_account_only_the_registration_can_be_released() -> None:
    facts = replace(VERIFIED, portal=NEVER_CREATED)
    assert portal_standing(NEVER_CREATED, NOW).action is PortalAction.RELEASE_REGISTRATION
    assert refusal(facts, PortalAction.UNLOCK) == "NO_ACCOUNT"
    assert refusal(facts, PortalAction.RELEASE_REGISTRATION) is None


def test_an_account_is_not_released_as_if_it_did_not_exist() -> None:
    assert refusal(VERIFIED, PortalAction.RELEASE_REGISTRATION) == "ACCOUNT_EXISTS"


def test_the_minutes_left_are_rounded_up() -> None:
    assert portal_standing(LOCKED, NOW).minutes_left == 6
    assert portal_standing(LOCKED, NOW + timedelta(seconds=1)).minutes_left == 6
    assert portal_standing(LOCKED, NOW + timedelta(minutes=5, seconds=59)).minutes_left == 1


def test_a_lock_that_has_run_out_is_no_lock() -> None:
    standing = portal_standing(LOCKED, NOW + timedelta(minutes=6))
    assert standing.state is AccountState.ACTIVE
    assert standing.action is None


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": None}, "CALLER_NOT_VERIFIED"),
        ({"lease_open": False}, "CONTRACT_CLOSED"),
        ({"own_household": True}, "OWN_HOUSEHOLD"),
        ({"cooling_until": NOW + timedelta(hours=3)}, "COOLING_OFF"),
        (
            {"portal": PortalFacts(AccountState.SUSPENDED_FRAUD, 0, None, registration_blocked=False)},
            "FRAUD_SUSPENSION",
        ),
        (
            {"portal": PortalFacts(AccountState.LOCKED_STAFF, 0, None, registration_blocked=False)},
            "STAFF_LOCK",
        ),
        ({"portal": PortalFacts(AccountState.ACTIVE, 0, None, registration_blocked=False)}, "NOT_LOCKED"),
        (
            {"portal": PortalFacts(AccountState.PENDING_ACTIVATION, 0, None, registration_blocked=False)},
            "NOT_LOCKED",
        ),
        ({"portal": PortalFacts(AccountState.CLOSED, 0, None, registration_blocked=False)}, "NOT_LOCKED"),
        ({"portal": PortalFacts(None, 0, None, registration_blocked=False)}, "NOT_LOCKED"),
    ],
)
def test_each_reason_to_refuse_has_its_code(change: dict[str, object], code: str) -> None:
    assert refusal(replace(VERIFIED, **change)) == code  # type: ignore[arg-type]


@pytest.mark.parametrize("state", [*AccountState, None])
def test_a_closed_contract_and_the_agents_own_file_are_told_before_the_account(
    state: AccountState | None,
) -> None:
    gone = replace(VERIFIED, portal=replace(LOCKED, account_state=state), level=None, lease_open=False)
    assert refusal(gone) == "CONTRACT_CLOSED"
    assert refusal(replace(gone, own_household=True)) == "OWN_HOUSEHOLD"


@pytest.mark.parametrize("state", [AccountState.LOCKED_STAFF, AccountState.SUSPENDED_FRAUD])
def test_what_no_screen_offers_is_not_promised(state: AccountState) -> None:
    facts = replace(VERIFIED, portal=PortalFacts(state, 0, None, registration_blocked=False))
    with pytest.raises(Refused) as caught:
        refuse_unlock(facts, PortalAction.UNLOCK, NOW)
    assert "prenez un message pour un responsable et promettez un rappel" in caught.value.sentence


def test_a_closed_account_is_none_when_a_new_registration_is_blocked() -> None:
    closed = PortalFacts(AccountState.CLOSED, 0, None, registration_blocked=True)
    assert portal_standing(closed, NOW).action is PortalAction.RELEASE_REGISTRATION
    assert refusal(replace(VERIFIED, portal=closed)) == "NO_ACCOUNT"
    assert refusal(replace(VERIFIED, portal=closed), PortalAction.RELEASE_REGISTRATION) is None
    quiet = portal_standing(replace(closed, registration_blocked=False), NOW)
    assert (quiet.state, quiet.action) == (AccountState.CLOSED, None)


def test_cooling_off_ends_by_itself_or_by_a_manager() -> None:
    cooling = replace(VERIFIED, cooling_until=NOW + timedelta(hours=3))
    assert refusal(replace(cooling, is_manager=True)) is None
    assert refusal(replace(cooling, cooling_until=NOW)) is None
