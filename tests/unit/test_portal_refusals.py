"""Every reason to refuse an act on an access, with its code, in its order (R4.14, R4.15)."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backoffice.errors import Refused
from backoffice.rules.portal.acts import RULES, AccessState, needs_manager
from backoffice.rules.portal.refusals import (
    WITHOUT_CONTRACT,
    ActFacts,
    UsableContact,
    channels_of,
    choose_contact,
    refuse_act,
    state_now,
)
from backoffice.rules.profile import read_profile
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct

NOW = datetime(2026, 11, 21, 14, 5, tzinfo=UTC)
LATER = NOW + timedelta(hours=3)
VERIFIED = ActFacts(
    state=AccountState.LOCKED_TEMPORARY,
    blocked=False,
    lock_runs=True,
    level=CallerLevel.L2,
    is_manager=False,
    lease_open=True,
    own_household=False,
    cooling_until=None,
    invitation_by_letter=True,
)
CERTAIN = replace(VERIFIED, level=CallerLevel.L3, is_manager=True)
STATES: dict[AccessState, tuple[AccountState | None, bool]] = {
    AccessState.NONE: (None, False),
    AccessState.REGISTRATION_BLOCKED: (None, True),
    **{AccessState(one.value): (one, False) for one in AccountState},
}


def refusal(
    facts: ActFacts, act: PortalAct = PortalAct.UNLOCK, reason: ActReason | None = None
) -> str | None:
    try:
        refuse_act(facts, act, reason, NOW)
    except Refused as error:
        return error.code if error.sentence.endswith(".") else "no sentence"
    return None


def at(state: AccessState, facts: ActFacts = CERTAIN) -> ActFacts:
    account, blocked = STATES[state]
    return replace(facts, state=account, blocked=blocked)


@pytest.mark.parametrize("act", list(PortalAct))
@pytest.mark.parametrize("state", list(AccessState))
def test_a_certain_caller_and_a_manager_obtain_what_the_state_allows(
    act: PortalAct, state: AccessState
) -> None:
    assert state_now(at(state)) is state
    assert (refusal(at(state), act) is None) is (state in RULES[act].states)


def test_vector_16_level_one_is_refused_level_two_unlocks() -> None:
    assert refusal(replace(VERIFIED, level=CallerLevel.L1)) == "CALLER_NOT_VERIFIED"
    assert refusal(VERIFIED) is None
    assert refusal(replace(VERIFIED, lock_runs=False)) == "NOT_LOCKED"


@pytest.mark.parametrize(
    ("state", "act", "code"),
    [
        (AccessState.REGISTRATION_BLOCKED, PortalAct.UNLOCK, "NO_ACCOUNT"),
        (AccessState.LOCKED_TEMPORARY, PortalAct.RELEASE_REGISTRATION, "ACCOUNT_EXISTS"),
        (AccessState.ACTIVE, PortalAct.UNLOCK, "NOT_LOCKED"),
        (AccessState.NONE, PortalAct.UNLOCK, "NOT_LOCKED"),
        (AccessState.CLOSED, PortalAct.UNLOCK, "NOT_LOCKED"),
        (AccessState.PENDING_ACTIVATION, PortalAct.SEND_RESET, "NOT_IN_THIS_STATE"),
        (AccessState.SUSPENDED_FRAUD, PortalAct.SEND_RESET, "FRAUD_SUSPENSION"),
        (AccessState.SUSPENDED_FRAUD, PortalAct.REPLACE_CONTACT, "FRAUD_SUSPENSION"),
        (AccessState.LOCKED_STAFF, PortalAct.UNLOCK, "STAFF_LOCK"),
        (AccessState.CLOSED, PortalAct.CLOSE, "NOT_IN_THIS_STATE"),
    ],
)
def test_what_stands_in_the_way_is_told(state: AccessState, act: PortalAct, code: str) -> None:
    assert refusal(at(state), act) == code


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"own_household": True, "lease_open": False, "level": CallerLevel.L0}, "OWN_HOUSEHOLD"),
        ({"lease_open": False, "level": CallerLevel.L0}, "CONTRACT_CLOSED"),
        ({"level": CallerLevel.L0}, "CALLER_NOT_VERIFIED"),
        ({"cooling_until": LATER}, "COOLING_OFF"),
        ({"cooling_until": LATER, "is_manager": True}, None),
        ({"cooling_until": NOW}, None),
    ],
)
def test_each_reason_in_its_order(change: dict[str, object], code: str | None) -> None:
    assert refusal(replace(VERIFIED, **change)) == code  # type: ignore[arg-type]


def test_after_the_contract_only_what_shuts_is_done() -> None:
    gone = replace(at(AccessState.ACTIVE), lease_open=False)
    done = {act for act in PortalAct if refusal(gone, act) is None}
    assert done == WITHOUT_CONTRACT


def test_what_staff_froze_is_a_manager_s_with_a_certain_caller() -> None:
    for state in (AccessState.SUSPENDED_FRAUD, AccessState.LOCKED_STAFF):
        for act in (PortalAct.LIFT, PortalAct.CLOSE):
            assert needs_manager(act, state)
            assert refusal(at(state), act) is None
            assert refusal(replace(at(state), is_manager=False), act) == "MANAGER_ONLY"
            assert refusal(replace(at(state), level=CallerLevel.L2), act) == "CALLER_NOT_VERIFIED"


def test_suspending_needs_nobody_s_proof() -> None:
    nobody = replace(at(AccessState.ACTIVE), level=CallerLevel.L0, is_manager=False, cooling_until=LATER)
    assert refusal(nobody, PortalAct.SUSPEND) is None
    assert refusal(nobody, PortalAct.END_SESSIONS) == "CALLER_NOT_VERIFIED"


@pytest.mark.parametrize("act", list(PortalAct))
def test_a_reason_is_one_of_the_act_s(act: PortalAct) -> None:
    facts = at(next(state for state in AccessState if state in RULES[act].states))
    for reason in ActReason:
        expected = None if reason in RULES[act].reasons else "NO_REASON"
        assert refusal(facts, act, reason) == expected


def test_a_landlord_who_does_not_invite_by_letter() -> None:
    facts = at(AccessState.NONE)
    assert refusal(facts, PortalAct.SEND_INVITATION) is None
    silent = replace(facts, invitation_by_letter=False)
    assert refusal(silent, PortalAct.SEND_INVITATION) == "NO_INVITATION"


MAIL, MOBILE = ContactChannel.EMAIL, ContactChannel.MOBILE
OLD = UsableContact(1, MOBILE, NOW - timedelta(days=400))
NEW = UsableContact(2, MOBILE, LATER)
LETTERS = UsableContact(3, MAIL, NOW - timedelta(days=2))


def chosen(
    contacts: tuple[UsableContact, ...], channels: tuple[ContactChannel, ...], wanted: int | None = None
) -> int | str | None:
    try:
        return choose_contact(contacts, channels, wanted, NOW)
    except Refused as error:
        return error.code


def test_the_portal_writes_to_a_contact_old_enough_of_its_own_channel() -> None:
    """R4.24: nothing goes to a contact in cooling-off, not even on purpose."""
    assert chosen((NEW, OLD, LETTERS), (MOBILE,)) == 1
    assert chosen((NEW, OLD, LETTERS), (MAIL, MOBILE)) == 3
    assert chosen((NEW, OLD), (MAIL, MOBILE)) == 1
    assert chosen((NEW, OLD), (MOBILE,), 2) == "CONTACT_COOLING_OFF"
    assert chosen((NEW,), (MOBILE,)) == "CONTACT_COOLING_OFF"
    assert chosen((LETTERS,), (MOBILE,)) == "NO_SECURITY_CONTACT"
    assert chosen((LETTERS,), (MOBILE,), 3) == "WRONG_CONTACT"
    assert chosen((OLD,), (MOBILE,), 999) == "WRONG_CONTACT"


def test_each_seed_s_portal_writes_by_its_channel() -> None:
    folder = Path(__file__).resolve().parents[2] / "resources" / "landlords"
    told = {
        code: channels_of(read_profile((folder / f"{code}.toml").read_text(encoding="utf-8"), code))
        for code in ("logirem", "vivest", "ekidom", "monlogement27", "larochelle")
    }
    assert told == {
        "logirem": (MOBILE,),
        "vivest": (MAIL, MOBILE),
        "ekidom": (MAIL,),
        "monlogement27": (MAIL,),
        "larochelle": (MAIL,),
    }
