"""States, calendars, sums and checklist of insurance: worked cases of R2.4 to R2.20."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.rules.insurance.calendar import InsuranceCalendar, on_behalf_from, working_day_from
from backoffice.rules.insurance.checklist import (
    GivenCheck,
    Verdict,
    all_yes,
    period_warnings,
    read_verdict,
    refuse_acceptance,
    refuse_rejection,
)
from backoffice.rules.insurance.facts import Asked, HandOver, InsuranceFacts, Notice, Policy, Submission
from backoffice.rules.insurance.on_behalf import (
    due_until,
    instalment_months,
    instalments_words,
    on_behalf_cost,
    policy_end,
    settlement,
)
from backoffice.rules.insurance.state import insurance_state
from backoffice.rules.vocabulary.service import InsuranceState as S
from backoffice.rules.vocabulary.service import SubmissionState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest, InsuranceStep, NoticeOutcome
from backoffice.rules.vocabulary.validation.papers import CheckCode, CheckVerdict

DAY = date(2026, 6, 15)


def ago(days: int) -> date:
    return DAY - timedelta(days=days)


def accepted(until: date, sent: date = date(2025, 1, 5)) -> Submission:
    return Submission(sent, SubmissionState.ACCEPTED, until)


def waiting(days: int) -> Submission:
    return Submission(ago(days), SubmissionState.SUBMITTED, None)


def rejected(days: int) -> Submission:
    return Submission(ago(days), SubmissionState.REJECTED, None)


def wanted(sent: Sequence[Submission] = (), asked: Sequence[Asked] = (), **named: Any) -> InsuranceFacts:
    """The facts of a lease that wants a certificate."""
    return InsuranceFacts(required=True, sent=sent, asked=asked, **named)


PRESENTED = Notice(ago(20), ago(15), NoticeOutcome.DELIVERED)
DUE = Notice(ago(60), ago(50), NoticeOutcome.UNCLAIMED)
POLICY = Policy(ago(10), ago(10) + timedelta(days=365), "Mutuelle")
COVER = accepted(DAY + timedelta(days=200))
ENDING = accepted(DAY + timedelta(days=20))
CASES: Sequence[tuple[InsuranceFacts, S, InsuranceStep]] = (
    (InsuranceFacts(required=False), S.NOT_REQUIRED, InsuranceStep.NONE),
    (InsuranceFacts(required=False, policies=[POLICY]), S.NOT_REQUIRED, InsuranceStep.END_POLICY),
    (wanted([COVER]), S.COVERED, InsuranceStep.REQUEST),
    (wanted([COVER], notices=[DUE]), S.COVERED, InsuranceStep.REQUEST),
    (wanted([COVER], policies=[POLICY]), S.COVERED, InsuranceStep.END_POLICY),
    (wanted([ENDING]), S.EXPIRING, InsuranceStep.REQUEST),
    (wanted([ENDING], [Asked(ago(3))]), S.EXPIRING, InsuranceStep.WAIT),
    (wanted([ENDING, waiting(1)]), S.EXPIRING, InsuranceStep.DECIDE),
    (wanted([ENDING], policies=[POLICY]), S.ON_BEHALF_ACTIVE, InsuranceStep.END_POLICY),
    (wanted(policies=[POLICY], notices=[DUE]), S.ON_BEHALF_ACTIVE, InsuranceStep.RENEW_POLICY),
    (wanted([waiting(1)], policies=[POLICY]), S.ON_BEHALF_ACTIVE, InsuranceStep.DECIDE),
    (wanted([waiting(1)], notices=[DUE]), S.SUBMITTED, InsuranceStep.DECIDE),
    (wanted([waiting(1)], handed_over=[HandOver(ago(5))]), S.SUBMITTED, InsuranceStep.DECIDE),
    (
        wanted(handed_over=[HandOver(ago(5))]),
        S.TERMINATION_ROUTE,
        InsuranceStep.FOLLOW_LITIGATION,
    ),
    (wanted(notices=[Notice(ago(2))]), S.FORMAL_NOTICE, InsuranceStep.NOTE_PRESENTED),
    (wanted(notices=[PRESENTED]), S.FORMAL_NOTICE, InsuranceStep.TAKE_POLICY),
    (wanted(notices=[DUE]), S.ON_BEHALF_ALLOWED, InsuranceStep.TAKE_POLICY),
    (wanted(notices=[PRESENTED, DUE]), S.ON_BEHALF_ALLOWED, InsuranceStep.TAKE_POLICY),
    (wanted(notices=[replace(DUE, ended_on=ago(3))]), S.UNINSURED, InsuranceStep.REQUEST),
    (
        wanted(notices=[replace(DUE, outcome=NoticeOutcome.UNKNOWN_ADDRESS)]),
        S.UNINSURED,
        InsuranceStep.REQUEST,
    ),
    (wanted([rejected(3)]), S.REJECTED, InsuranceStep.WAIT),
    (wanted([rejected(30)]), S.REJECTED, InsuranceStep.REQUEST),
    (wanted([rejected(30)], [Asked(ago(2))]), S.REQUESTED, InsuranceStep.WAIT),
    (wanted([], [Asked(ago(2))]), S.REQUESTED, InsuranceStep.WAIT),
    (wanted([], [Asked(ago(15))]), S.UNINSURED, InsuranceStep.FORMAL_NOTICE),
    (wanted(), S.UNINSURED, InsuranceStep.REQUEST),
    (wanted([accepted(ago(1))]), S.UNINSURED, InsuranceStep.REQUEST),
)


@pytest.mark.parametrize(("facts", "state", "step"), CASES)
def test_every_state_and_what_comes_next(facts: InsuranceFacts, state: S, step: InsuranceStep) -> None:
    standing = insurance_state(facts, DAY)
    assert (standing.state, standing.next_step) == (state, step)
    assert standing.sentence.endswith(".")


def test_every_state_has_a_case() -> None:
    assert {state for _, state, _ in CASES} == set(S)


@pytest.mark.parametrize(
    ("presented", "first"),
    [
        (date(2026, 1, 31), date(2026, 3, 1)),
        (date(2028, 1, 31), date(2028, 3, 1)),
        (date(2028, 1, 29), date(2028, 3, 1)),
        (date(2026, 3, 15), date(2026, 4, 16)),
        (date(2026, 12, 31), date(2027, 2, 1)),
    ],
)
def test_a_month_from_the_first_presentation(presented: date, first: date) -> None:
    assert on_behalf_from(presented) == first
    facts = wanted(notices=[Notice(presented, presented, NoticeOutcome.DELIVERED)])
    assert insurance_state(facts, first - timedelta(days=1)).state is S.FORMAL_NOTICE
    assert insurance_state(facts, first).state is S.ON_BEHALF_ALLOWED


def test_the_published_calendars() -> None:
    end = date(2026, 9, 1)
    val_de_berry = InsuranceCalendar(42, 14, 28)
    assert val_de_berry.request_day(end) == date(2026, 7, 21)
    cover = accepted(end)
    asked = wanted([cover], [Asked(date(2026, 7, 21))])
    standing = insurance_state(asked, date(2026, 8, 5), val_de_berry)
    assert (standing.state, standing.next_step) == (S.EXPIRING, InsuranceStep.FORMAL_NOTICE)
    oph31 = InsuranceCalendar(30, 14, 28, reminders=1)
    first = wanted([cover], [Asked(date(2026, 8, 3))])
    assert insurance_state(first, date(2026, 8, 18), oph31).next_step is InsuranceStep.REMIND
    second = replace(first, asked=[*first.asked, Asked(date(2026, 8, 18), CertificateRequest.REMINDER)])
    assert insurance_state(second, date(2026, 8, 25), oph31).next_step is InsuranceStep.WAIT
    late = insurance_state(second, date(2026, 9, 2), oph31)
    assert (late.state, late.next_step) == (S.UNINSURED, InsuranceStep.FORMAL_NOTICE)


def test_people_work_on_working_days_and_the_tenant_has_all_his_days() -> None:
    assert working_day_from(date(2026, 5, 1)) == date(2026, 5, 4)
    assert InsuranceCalendar().answer_day(date(2026, 4, 17)) == date(2026, 5, 1)


def test_sums_by_twelfths() -> None:
    cost = on_behalf_cost(Decimal("72.00"), Decimal(10))
    assert (cost.total, cost.instalments) == (Decimal("79.20"), (Decimal("6.60"),) * 12)
    cost = on_behalf_cost(Decimal("71.00"), Decimal(10))
    assert cost.instalments == (Decimal("6.50"),) * 2 + (Decimal("6.51"),) * 10
    assert instalments_words(cost.instalments).replace("\N{NO-BREAK SPACE}", " ") == (
        "2 mois à 6,50 €, puis 10 mois à 6,51 €"
    )
    assert on_behalf_cost(Decimal("71.05"), Decimal(10)).surcharge == Decimal("7.10"), "never over 10 %"


@given(
    st.decimals(min_value="0.01", max_value="9999.99", places=2),
    st.decimals(min_value=0, max_value=10, places=2),
)
def test_the_year_sums_exactly_and_the_surcharge_never_passes_its_share(
    premium: Decimal, percent: Decimal
) -> None:
    cost = on_behalf_cost(premium, percent)
    assert sum(cost.instalments, Decimal(0)) == cost.total == cost.premium + cost.surcharge
    assert cost.surcharge * 100 <= premium * percent
    assert list(cost.instalments) == sorted(cost.instalments)
    assert cost.instalments[-1] - cost.instalments[0] <= Decimal("0.01")


@pytest.mark.parametrize(
    ("premium", "percent", "code"),
    [
        ("72", "10.01", "SURCHARGE_TOO_HIGH"),
        ("72", "-1", "SURCHARGE_TOO_HIGH"),
        ("72", "NaN", "SURCHARGE_TOO_HIGH"),
        ("0", "10", "PREMIUM"),
        ("72.005", "10", "PREMIUM"),
        ("Infinity", "10", "PREMIUM"),
    ],
)
def test_sums_that_the_law_or_the_paper_does_not_allow(premium: str, percent: str, code: str) -> None:
    with pytest.raises(Refused) as caught:
        on_behalf_cost(Decimal(premium), Decimal(percent))
    assert caught.value.code == code


def test_what_is_due_up_to_the_end_runs_by_days() -> None:
    start, total = date(2026, 12, 15), Decimal("79.20")
    assert due_until(total, start, start) == 0
    assert due_until(total, start, policy_end(start)) == total
    assert due_until(total, start, date(2027, 3, 1)) == Decimal("16.49")
    assert settlement(total, start, date(2027, 3, 1), Decimal("19.80")) == Decimal("-3.31")
    assert instalment_months(start)[0] == date(2027, 1, 1)
    assert instalment_months(date(2026, 12, 1))[0] == date(2026, 12, 1)


def test_a_certificate_over_since_yesterday_is_refused() -> None:
    over = Verdict(all_yes(), date(2025, 9, 1), date(2026, 8, 31))
    with pytest.raises(Refused) as caught:
        refuse_acceptance(over, None, date(2026, 9, 1))
    assert caught.value.code == "EXPIRED"
    refuse_acceptance(over, None, date(2026, 8, 31))


@pytest.mark.parametrize("code", sorted(CheckCode))
@pytest.mark.parametrize("said", [CheckVerdict.NO, CheckVerdict.NOT_SHOWN])
def test_bold_checks_block_and_a_plain_no_wants_a_note(code: CheckCode, said: CheckVerdict) -> None:
    checks = tuple(GivenCheck(code, said) if one.code is code else one for one in all_yes())
    bold = code in {CheckCode.C1, CheckCode.C2, CheckCode.C3, CheckCode.C4, CheckCode.C5, CheckCode.C10}
    expected = "CHECK_BLOCKS" if bold else "NOTE_REQUIRED" if said is CheckVerdict.NO else None
    verdict = Verdict(checks, DAY, DAY + timedelta(days=300))
    if expected is None:
        refuse_acceptance(verdict, None, DAY)
        return
    with pytest.raises(Refused) as caught:
        refuse_acceptance(verdict, None, DAY)
    assert caught.value.code == expected


def test_thirteen_months_are_told_and_stop_nothing() -> None:
    year = Verdict(all_yes(), date(2026, 1, 1), date(2027, 1, 31))
    assert period_warnings(year, None, 13) == ()
    longer = replace(year, covered_until=date(2027, 2, 1))
    assert len(period_warnings(longer, None, 13)) == 1
    refuse_acceptance(longer, None, DAY)


def test_a_verdict_goes_through_an_order_and_back() -> None:
    verdict = Verdict(all_yes(), DAY, DAY, "AB-12", (3, 1))
    assert read_verdict(verdict.details()) == replace(verdict, lease_ids=(1, 3))
    with pytest.raises(Refused):
        read_verdict({"checks": [{"code": "C99", "given": "YES"}]})


@pytest.mark.parametrize("reason", [None, "", "TO_BE_CONFIRMED_WITH_INSURER", "FAUX"])
def test_a_doubt_or_an_unknown_reason_refuses_nothing(reason: str | None) -> None:
    with pytest.raises(Refused):
        refuse_rejection(reason, {"TO_BE_CONFIRMED_WITH_INSURER", "EXPIRED"})


def test_a_reason_of_the_landlord_refuses_like_those_of_the_program() -> None:
    refuse_rejection("PAGE_DES_GARANTIES_ABSENTE", {"EXPIRED", "PAGE_DES_GARANTIES_ABSENTE"})
