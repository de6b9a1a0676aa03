"""What each proof of identity is worth (R4.20–R4.23)."""

import pytest

from backoffice.rules.caller import Act, Check, allows, level_reached, missing_sentence
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome

PASSED, FAILED = CheckOutcome.PASSED, CheckOutcome.FAILED


def passed(*methods: CheckMethod) -> list[Check]:
    return [Check(method, PASSED) for method in methods]


@pytest.mark.parametrize(
    ("methods", "level"),
    [
        ((), CallerLevel.L0),
        ((CheckMethod.IDENTIFIERS,), CallerLevel.L1),
        ((CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS), CallerLevel.L2),
        ((CheckMethod.IDENTIFIERS, CheckMethod.CALL_BACK), CallerLevel.L2),
        ((CheckMethod.IDENTIFIERS, CheckMethod.CODE), CallerLevel.L2),
        ((CheckMethod.IDENTIFIERS, CheckMethod.CODE, CheckMethod.CALL_BACK), CallerLevel.L3),
        ((CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS, CheckMethod.CODE), CallerLevel.L2),
        ((CheckMethod.COUNTER_ID,), CallerLevel.L3),
        ((CheckMethod.SIGNED_LETTER,), CallerLevel.L3),
        ((CheckMethod.CODE,), CallerLevel.L0),
    ],
)
def test_the_level_follows_the_checks(methods: tuple[CheckMethod, ...], level: CallerLevel) -> None:
    assert level_reached(passed(*methods)) is level


def test_two_wrong_answers_in_the_day_bring_back_to_nothing() -> None:
    checks = [*passed(CheckMethod.IDENTIFIERS, CheckMethod.CODE), Check(CheckMethod.TWO_ANSWERS, FAILED)]
    assert level_reached(checks) is CallerLevel.L2
    assert level_reached([*checks, Check(CheckMethod.TWO_ANSWERS, FAILED)]) is CallerLevel.L0
    assert level_reached(checks, failed_today=1) is CallerLevel.L0


@pytest.mark.parametrize("method", list(CheckMethod))
def test_vector_15_two_wrong_answers_close_every_channel_whatever_is_shown(method: CheckMethod) -> None:
    assert level_reached(passed(CheckMethod.IDENTIFIERS, method), failed_today=2) is CallerLevel.L0


def test_a_code_that_does_not_come_is_no_wrong_answer() -> None:
    missed = [Check(method, FAILED) for method in (CheckMethod.CODE, CheckMethod.CALL_BACK) * 2]
    assert level_reached([*passed(CheckMethod.IDENTIFIERS), *missed]) is CallerLevel.L1


def test_acts_ask_for_the_levels_of_the_rules() -> None:
    assert not allows(CallerLevel.L1, Act.UNLOCK)
    assert allows(CallerLevel.L2, Act.UNLOCK)
    assert allows(CallerLevel.L2, Act.ISSUE_RECEIPT)


@pytest.mark.parametrize("level", list(CallerLevel))
@pytest.mark.parametrize("act", list(Act))
def test_what_is_missing_is_one_sentence(level: CallerLevel, act: Act) -> None:
    sentence = missing_sentence(level, act)
    assert sentence.endswith(".")
    assert sentence.count(".") == 1
