"""The machine of R4.14: what each state allows, at what level; findings in their order; forms of numbers."""

from pathlib import Path

import pytest

from backoffice.rules.portal.acts import (
    RULES,
    AccessState,
    access_state,
    needed_level,
    needs_manager,
    possible_acts,
    state_after,
)
from backoffice.rules.portal.findings import REMARKS, Finding, FindingCode, in_order
from backoffice.rules.portal.typed import form_of
from backoffice.rules.profile import LandlordProfile, read_profile
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct, TypedForm, UnlockReason

ROOT = Path(__file__).resolve().parents[2]


def profile(code: str) -> LandlordProfile:
    """A seed's own profile."""
    file = ROOT / "resources" / "landlords" / f"{code}.toml"
    return read_profile(file.read_text(encoding="utf-8"), code)


def test_levels_are_those_of_the_rule() -> None:
    levels = {act: rule.level for act, rule in RULES.items()}
    assert set(levels) == set(PortalAct)
    assert levels[PortalAct.UNLOCK] is levels[PortalAct.RELEASE_REGISTRATION] is CallerLevel.L2
    assert levels[PortalAct.SEND_ACTIVATION] is levels[PortalAct.SEND_RESET] is CallerLevel.L1
    assert levels[PortalAct.REPLACE_CONTACT] is levels[PortalAct.LIFT] is CallerLevel.L3
    assert levels[PortalAct.END_SESSIONS] is CallerLevel.L1
    assert levels[PortalAct.SUSPEND] is CallerLevel.L0
    assert levels[PortalAct.CLOSE] is CallerLevel.L2


@pytest.mark.parametrize("frozen", [AccessState.SUSPENDED_FRAUD, AccessState.LOCKED_STAFF])
def test_what_staff_froze_opens_by_no_side_door(frozen: AccessState) -> None:
    """Neither unlocking, nor a contact, nor closing and registering again goes round the manager."""
    for act in possible_acts(frozen):
        if state_after(act, frozen, activated=True) not in (frozen, AccessState.SUSPENDED_FRAUD):
            assert needed_level(act, frozen) is CallerLevel.L3
            assert needs_manager(act, frozen)
    assert PortalAct.REPLACE_CONTACT not in possible_acts(frozen)


def test_lifting_does_not_activate() -> None:
    after = state_after(PortalAct.LIFT, AccessState.SUSPENDED_FRAUD, activated=False)
    assert after is AccessState.PENDING_ACTIVATION


def test_a_block_counts_without_a_live_account_alone() -> None:
    assert access_state(None, blocked=True) is AccessState.REGISTRATION_BLOCKED
    assert access_state(AccountState.CLOSED, blocked=True) is AccessState.REGISTRATION_BLOCKED
    assert access_state(AccountState.ACTIVE, blocked=True) is AccessState.ACTIVE
    assert access_state(None, blocked=False) is AccessState.NONE


def test_reasons_of_an_unlocking_are_those_known_before() -> None:
    assert {one.value for one in RULES[PortalAct.UNLOCK].reasons} == {one.value for one in UnlockReason}
    assert all(rule.reasons for rule in RULES.values())
    assert {reason for rule in RULES.values() for reason in rule.reasons} == set(ActReason)


def test_findings_are_told_in_order_and_once() -> None:
    def finding(code: FindingCode, rule: str = "R4.14") -> Finding:
        return Finding(code, "a", "b", rule)

    first = finding(FindingCode.LOCKED_TEMPORARY, "R4.12")
    told = in_order((finding(FindingCode.COOLING_OFF), first, finding(FindingCode.LOCKED_TEMPORARY, "R4.13")))
    assert [one.code for one in told] == [FindingCode.LOCKED_TEMPORARY, FindingCode.COOLING_OFF]
    assert told[0] is first
    assert set(list(FindingCode)[-len(REMARKS) :]) == REMARKS


@pytest.mark.parametrize(
    ("code", "typed", "form"),
    [
        ("monlogement27", "00012345", TypedForm.WITH_ZEROS),
        ("monlogement27", "12345", TypedForm.AS_EXPECTED),
        ("larochelle", "L/2013936", TypedForm.WITH_PREFIX),
        ("larochelle", "L2013936", TypedForm.WITH_PREFIX),
        ("larochelle", "2013936", TypedForm.AS_EXPECTED),
        ("larochelle", "213936", TypedForm.OTHER_SHAPE),
        ("logirem", "994/0", TypedForm.WITH_SUFFIX),
        ("logirem", "1970223", TypedForm.OTHER_NUMBER),
        ("logirem", "1344", TypedForm.AS_EXPECTED),
        ("logirem", "13 44", TypedForm.WITH_SPACES),
        ("ekidom", "a@b.fr", TypedForm.EMAIL),
    ],
)
def test_form_of_what_was_typed(code: str, typed: str, form: TypedForm) -> None:
    assert form_of(typed, profile(code), frozenset({"1970223"})) is form
