"""Every reachable state has one first finding, and its main act changes the state as promised (R4.14)."""

from copy import copy

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.rules.portal.acts import AccessState, possible_acts, state_after
from backoffice.rules.portal.diagnosis import diagnose
from backoffice.rules.portal.findings import REMARKS, Finding, FindingCode, in_order
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import (
    ErrandResult,
    FailedCheck,
    PortalAct,
    PortalEventKind,
    TypedForm,
)
from tests.portal_cases import profile
from tests.portal_lives import Life

LANDLORDS = ("logirem", "vivest", "ekidom", "monlogement27", "larochelle")
REGISTRATION = (
    FailedCheck.NUMBER, FailedCheck.NAME, FailedCheck.NOT_HOLDER, FailedCheck.BIRTH_DATE,
    FailedCheck.PARTY_NUMBER, FailedCheck.EMAIL_USED, FailedCheck.EMAIL_DIFFERS, FailedCheck.PASSWORD_RULE,
    FailedCheck.PASSWORD_DIFFERS, FailedCheck.TERMS, FailedCheck.CAPTCHA, FailedCheck.NO_MOBILE,
    FailedCheck.OTHER_MOBILE, FailedCheck.ACCOUNT_EXISTS,
)  # fmt: skip
USES = (
    None, FailedCheck.CODE, FailedCheck.LINK_EXPIRED, FailedCheck.LINK_USED, FailedCheck.PASSWORD_RULE,
)  # fmt: skip
Move = tuple[str, tuple[object, ...]]
MOVES: st.SearchStrategy[Move] = st.one_of(
    st.tuples(
        st.just("try_to_register"),
        st.tuples(st.sampled_from(REGISTRATION), st.sampled_from((None, *TypedForm))),
    ),
    st.tuples(st.sampled_from(["activate", "use_reset"]), st.tuples(st.sampled_from(USES))),
    st.tuples(
        st.just("sign_in"),
        st.tuples(st.sampled_from((None, FailedCheck.PASSWORD, FailedCheck.PASSWORD, FailedCheck.LOGIN))),
    ),
    st.tuples(
        st.just("provider"),
        st.tuples(st.sampled_from((PortalEventKind.DELIVERED, PortalEventKind.NOT_DELIVERED))),
    ),
    st.tuples(st.just("wait"), st.tuples(st.sampled_from((1, 5, 11, 90, 700, 1500, 50_000, 530_000)))),
    st.tuples(
        st.just("take_errands"),
        st.tuples(st.sampled_from((None, None, None, ErrandResult.NOT_IN_THIS_STATE))),
    ),
    st.tuples(st.sampled_from(["register", "register", "activate", "forget", "send_form"]), st.just(())),
    st.tuples(st.sampled_from(["lock_by_staff", "new_portal", "end_lease", "die"]), st.just(())),
    st.tuples(st.just("act"), st.tuples(st.sampled_from(PortalAct))),
)
LIVES = st.tuples(
    st.sampled_from(LANDLORDS),
    st.sampled_from([(), (ContactChannel.EMAIL,), (ContactChannel.MOBILE,), tuple(ContactChannel)[::2]]),
    st.lists(MOVES, max_size=25),
)


def move(life: Life, name: str, facts: tuple[object, ...]) -> None:
    """One move, if the state allows it."""
    if name == "act" and facts[0] not in possible_acts(life.state):
        return
    getattr(life, name)(*facts)


def diagnosed(life: Life) -> tuple[Finding, ...]:
    """The findings, each as it must always be."""
    found = diagnose(life.profile, life.history, life.now)
    codes = [one.code for one in found]
    assert found
    assert codes[0] not in REMARKS
    assert len(set(codes)) == len(codes)
    assert found == in_order(found)
    for one in found:
        assert len(one.aloud) <= 240
        assert one.minutes_left is None or one.minutes_left >= 1
        assert one.by_default == ("non renseigné" in one.aloud)
        assert set(one.acts) <= set(possible_acts(life.state))
        assert set(one.evidence) <= {event.id for event in life.history.events}
    return found


def main_act_keeps_its_promise(life: Life) -> None:
    """The first act of the first finding leads where the machine says, and that finding no longer leads."""
    first = diagnosed(life)[0]
    if not first.acts:
        return
    act, state, after = first.acts[0], life.state, copy(life)
    activated = bool(life.history.account and life.history.account.activated_at)
    after.act(act)
    assert after.state is state_after(act, state, activated=activated)
    then = diagnosed(after)[0]
    assert then.code is not first.code, (act, then)
    if act in (PortalAct.SEND_ACTIVATION, PortalAct.SEND_RESET, PortalAct.SEND_INVITATION):
        assert then.code in (FindingCode.ERRAND_WAITING, FindingCode.FORM_WAITING)


@settings(max_examples=300, deadline=None)
@given(LIVES)
def test_one_first_finding_in_every_reachable_state(
    lives: tuple[str, tuple[ContactChannel, ...], list[Move]],
) -> None:
    landlord, channels, moves = lives
    life = Life(profile(landlord), channels)
    main_act_keeps_its_promise(life)
    for name, facts in moves:
        move(life, name, facts)
        main_act_keeps_its_promise(life)


def _reach(landlord: str, *moves: Move) -> Life:
    life = Life(profile(landlord), (ContactChannel.EMAIL, ContactChannel.MOBILE))
    for name, facts in moves:
        move(life, name, facts)
    return life


WRONG: Move = ("sign_in", (FailedCheck.PASSWORD,))
OPENED: tuple[Move, ...] = (("register", ()), ("activate", ()))
REACHED: dict[AccessState, tuple[Move, ...]] = {
    AccessState.NONE: (),
    AccessState.REGISTRATION_BLOCKED: (("try_to_register", (FailedCheck.NAME,)),) * 6,
    AccessState.PENDING_ACTIVATION: (("register", ()),),
    AccessState.ACTIVE: OPENED,
    AccessState.LOCKED_TEMPORARY: (*OPENED, *(WRONG,) * 6),
    AccessState.LOCKED_STAFF: (*OPENED, ("lock_by_staff", ())),
    AccessState.SUSPENDED_FRAUD: (*OPENED, ("act", (PortalAct.SUSPEND,))),
    AccessState.CLOSED: (*OPENED, ("act", (PortalAct.CLOSE,))),
}


@pytest.mark.parametrize("state", AccessState)
def test_the_machine_reaches_every_state(state: AccessState) -> None:
    """What is tried above is not one corner of it."""
    life = _reach("vivest", *REACHED[state])
    assert life.state is state
    main_act_keeps_its_promise(life)


def test_pressing_the_main_act_again_and_again_ends() -> None:
    """Whoever follows the first finding is led somewhere: no two acts undo each other for ever."""
    for landlord in LANDLORDS:
        for state, moves in REACHED.items():
            life = _reach(landlord, *moves)
            pressed: list[PortalAct] = []
            while (acts := diagnosed(life)[0].acts) and len(pressed) < 6:
                life.act(acts[0])
                pressed.append(acts[0])
            assert len(pressed) < 6, (landlord, state, pressed)
