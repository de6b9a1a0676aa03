"""Delays, formal notice, loss of the right to stay, OPS penalty (8, 9, 11)."""

from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.errors import Refused
from backoffice.rules.money import ZERO
from backoffice.rules.surveys.procedure.no_answer import (
    FormalNotice,
    answer_by,
    file_fee,
    next_states,
    notice_missing,
    provisional_from,
    refund_by,
    refuse_notice,
    refuse_provisional,
    refuse_step,
)
from backoffice.rules.surveys.procedure.occupation import (
    full_months,
    is_ops_year,
    is_recent_arrival,
    ops_answer_by,
    ops_income_year,
    ops_penalty,
)
from backoffice.rules.surveys.procedure.staying import (
    Staying,
    YearFinding,
    explained_loss,
    over_limit,
    pls_limit,
    title_losses,
    way_back,
    year_marks,
)
from backoffice.rules.surveys.sls.exemptions import LeaseFacts, convention_end, exemption_of
from backoffice.rules.vocabulary.surveys.outcome import (
    Exemption,
    LossGround,
    LossShield,
    SurveyState,
    YearMark,
)
from backoffice.rules.vocabulary.surveys.scales import CeilingZone, ScaleStatus, SlsFinancing, TenseZone
from backoffice.services.surveys.scales import shipped_scales

SCALES = shipped_scales().year(2026)
S, E = SurveyState, Exemption
SENT = date(2025, 11, 20)
ARTICLE = "la reproduction de l’article L441-9"
ALL_THREE = ("la date d’envoi", "le numéro de recommandé", "la copie de la lettre")
PROVEN = FormalNotice(SENT, "2C 123 456 7890 1", copy_stored=True)


def code_of(act: object, *args: object) -> str | None:
    with pytest.raises(Refused) as refusal:
        act(*args)  # type: ignore[operator]  # a rule and what it is given
    return refusal.value.code


def test_the_tenant_has_a_month_and_the_notice_comes_after_it() -> None:
    assert answer_by(date(2025, 10, 12), SCALES) == date(2025, 11, 12)
    assert answer_by(date(2025, 1, 31), SCALES) == date(2025, 2, 28)
    assert code_of(refuse_notice, date(2025, 10, 12), date(2025, 11, 12), SCALES) == "ANSWER_DELAY"
    refuse_notice(date(2025, 10, 12), date(2025, 11, 13), SCALES)


@pytest.mark.parametrize(
    ("notice", "missing"),
    [
        (None, ("la mise en demeure",)),
        (FormalNotice(None, "", copy_stored=False), ALL_THREE),
        (FormalNotice(SENT, " ", copy_stored=True), ("le numéro de recommandé",)),
        (FormalNotice(SENT, "1A", copy_stored=False), ("la copie de la lettre",)),
        (FormalNotice(SENT, "1A", copy_stored=True, reproduces_article=False), (ARTICLE,)),
        (PROVEN, ()),
    ],
)  # fmt: skip
def test_a_notice_is_proven_by_its_date_its_number_and_its_copy(
    notice: FormalNotice | None, missing: tuple[str, ...]
) -> None:
    assert notice_missing(notice) == missing
    if missing:
        assert code_of(provisional_from, notice, SCALES) == "NOTICE_NOT_PROVEN"
        assert code_of(refuse_provisional, notice, date(2030, 1, 1), SCALES) == "NOTICE_NOT_PROVEN"


def test_a_proven_notice_leaves_fifteen_days() -> None:
    assert provisional_from(PROVEN, SCALES) == date(2025, 12, 5)
    assert code_of(refuse_provisional, PROVEN, date(2025, 12, 4), SCALES) == "NOTICE_TOO_YOUNG"
    refuse_provisional(PROVEN, date(2025, 12, 5), SCALES)


def test_the_fee_is_twenty_five_euros_at_most() -> None:
    assert file_fee(Decimal("25.00"), SCALES).value == Decimal(25)
    assert file_fee(Decimal("12.50"), SCALES).origin.status is ScaleStatus.UNVERIFIED
    for wrong in ("25.01", "0", "-1", "NaN"):
        assert code_of(file_fee, Decimal(wrong), SCALES) == "FILE_FEE"


def test_a_refund_has_two_months() -> None:
    assert refund_by(date(2026, 6, 30), SCALES) == date(2026, 8, 30)
    assert refund_by(date(2025, 12, 31), SCALES) == date(2026, 2, 28)


def test_a_file_goes_through_the_states_of_the_survey() -> None:
    for before, after in (
        (S.A_ENQUETER, S.ENVOYEE),
        (S.ENVOYEE, S.SANS_REPONSE),
        (S.SANS_REPONSE, S.MISE_EN_DEMEURE),
        (S.MISE_EN_DEMEURE, S.LIQUIDATION_PROVISOIRE),
        (S.LIQUIDATION_PROVISOIRE, S.REGULARISEE),
    ):
        refuse_step(before, after)
    assert code_of(refuse_step, S.SANS_REPONSE, S.LIQUIDATION_PROVISOIRE) == "SURVEY_STATE"
    assert code_of(refuse_step, S.REPONSE_COMPLETE, S.ENVOYEE) == "SURVEY_STATE"
    assert next_states(S.REGULARISEE) == frozenset()


LIMIT = pls_limit(CeilingZone.PARIS_LIMITROPHES, 1, 0, SCALES)


def test_the_limit_is_half_as_much_again_as_the_pls_ceiling_whatever_the_financing() -> None:
    assert LIMIT.value == Decimal("52494.00")
    assert LIMIT.origin.status is ScaleStatus.UNVERIFIED
    assert not over_limit(Decimal("52494.00"), LIMIT)
    assert over_limit(Decimal("52494.01"), LIMIT)


def over(*years: int) -> list[YearFinding]:
    return [YearFinding(year, over_income=True, no_answer=False) for year in years]


def silent(*years: int) -> list[YearFinding]:
    return [YearFinding(year, over_income=False, no_answer=True) for year in years]


IN_PARIS = Staying(TenseZone.A_BIS)


def test_two_years_in_a_row_open_eighteen_months_with_a_notice_six_months_before() -> None:
    (loss,) = title_losses(over(2025, 2026), 2026, IN_PARIS, SCALES)
    assert (loss.starts_on, loss.ends_on, loss.notice_by) == (
        date(2027, 1, 1),
        date(2028, 7, 1),
        date(2028, 1, 1),
    )
    assert (loss.ground, loss.holds, loss.status) == (LossGround.OVER_INCOME, True, ScaleStatus.UNVERIFIED)
    assert explained_loss(loss) == (
        "Ressources au-dessus de 150 % du plafond PLS deux années de suite (2025 et 2026) : "
        "CCH, article L442-3-3.",
        "Le délai court du 01/01/2027 au 30/06/2028 ; l’avertissement est donné au plus tard le 01/01/2028.",
        "À vérifier : l’article en vigueur n’a pas été lu en entier.",
    )


@pytest.mark.parametrize(
    "findings", [over(2026), over(2024, 2026), over(2025) + silent(2026), over(2024, 2025)]
)
def test_years_that_are_not_two_in_a_row_on_one_ground_open_nothing(findings: list[YearFinding]) -> None:
    assert title_losses(findings, 2026, IN_PARIS, SCALES) == ()


def test_no_answer_twice_loses_it_too_and_a_sem_has_its_own_article() -> None:
    (loss,) = title_losses(silent(2025, 2026), 2026, Staying(TenseZone.B1, sem_dwelling=True), SCALES)
    assert (loss.ground, loss.article) == (LossGround.NO_ANSWER, "CCH, article L482-3-1")


@pytest.mark.parametrize(
    ("staying", "shields"),
    [
        (Staying(TenseZone.B2), (LossShield.NOT_TENSE,)),
        (Staying(TenseZone.A, in_qpv=True), (LossShield.QPV,)),
        (Staying(TenseZone.A, disabled_person=True), (LossShield.DISABILITY,)),
        (Staying(TenseZone.A, (date(1962, 12, 31),)), (LossShield.AGE,)),
        (Staying(TenseZone.A, (date(1963, 1, 1),)), ()),
        (Staying(TenseZone.A, (date(1990, 1, 1), date(1940, 1, 1))), (LossShield.AGE,)),
    ],
)
def test_what_keeps_the_right_to_stay(staying: Staying, shields: tuple[LossShield, ...]) -> None:
    """65 in the year after the second one: born in 1962 for a second year 2026."""
    (loss,) = title_losses(over(2025, 2026), 2026, staying, SCALES)
    assert (loss.shields, loss.holds) == (shields, not shields)
    kept = [sentence for sentence in explained_loss(loss) if "conservé" in sentence]
    assert kept == [f"Le droit est conservé : {shield.label}." for shield in shields]


def test_the_marks_kept_from_year_to_year() -> None:
    assert year_marks(over(2026), 2026) == {YearMark.DEPASSE_150_PLS_AN1}
    assert year_marks(over(2025, 2026), 2026) == {YearMark.DEPASSE_150_PLS_AN2}
    assert year_marks(silent(2025, 2026), 2026) == {YearMark.NON_REPONSE_AN2}
    assert year_marks(silent(2025) + over(2026), 2026) == {YearMark.DEPASSE_150_PLS_AN1}
    assert year_marks(over(2025), 2026) == frozenset()


def test_the_way_back_is_resources_under_the_pls_ceiling_in_time() -> None:
    ceiling = pls_limit(CeilingZone.PARIS_LIMITROPHES, 1, 0, SCALES, times=Decimal(1))
    assert ceiling.value == Decimal("34996.00")
    (income,) = title_losses(over(2025, 2026), 2026, IN_PARIS, SCALES)
    (silence,) = title_losses(silent(2025, 2026), 2026, IN_PARIS, SCALES)
    low, day = Decimal(34996), date(2027, 9, 1)
    assert way_back(income, day, low, ceiling, answered=False)
    assert not way_back(income, day, low + 1, ceiling, answered=True)
    assert not way_back(income, date(2028, 7, 1), low, ceiling, answered=True)
    assert not way_back(silence, day, low, ceiling, answered=False)
    assert way_back(silence, day, low, ceiling, answered=True)
    assert not way_back(silence, day, None, ceiling, answered=True)


def test_an_answer_to_the_ops_one_month_and_ten_days_late_costs_twice() -> None:
    """D8."""
    last = ops_answer_by(date(2025, 9, 15), SCALES)
    found = ops_penalty(last, date(2025, 11, 25), SCALES)
    assert (last, found.full_months, found.amount) == (date(2025, 10, 15), 1, Decimal("15.24"))
    plain = found.formula.replace("\N{NO-BREAK SPACE}", " ")
    assert (plain, found.origin.article) == ("7,62 € + 1 mois entier × 7,62 €", "CCH, article L442-5")


@pytest.mark.parametrize(
    ("day", "amount"),
    [
        (date(2025, 10, 15), "0"),
        (date(2025, 10, 16), "7.62"),
        (date(2025, 11, 14), "7.62"),
        (date(2025, 11, 15), "15.24"),
        (date(2026, 10, 15), "99.06"),
    ],
)
def test_the_ops_penalty_grows_by_full_months(day: date, amount: str) -> None:
    assert ops_penalty(date(2025, 10, 15), day, SCALES).amount == Decimal(amount)


def test_particular_difficulties_cost_nothing() -> None:
    found = ops_penalty(date(2025, 10, 15), date(2026, 10, 15), SCALES, difficulties=True)
    assert (found.late, found.full_months, found.amount) == (True, 12, ZERO)


@settings(deadline=None)
@given(st.dates(date(2000, 1, 1), date(2060, 1, 1)), st.integers(0, 900))
def test_full_months_never_go_back(start: date, days: int) -> None:
    day = date.fromordinal(start.toordinal() + days)
    following = date.fromordinal(day.toordinal() + 1)
    assert 0 <= full_months(start, day) <= full_months(start, following) <= full_months(start, day) + 1


def test_the_ops_is_made_every_second_year_on_the_incomes_of_two_years_before() -> None:
    assert [year for year in range(2011, 2028) if is_ops_year(year)] == list(range(2012, 2028, 2))
    assert ops_income_year(2026, SCALES) == 2024


def test_a_recent_arrival_is_of_the_last_two_years() -> None:
    days = (date(2023, 12, 31), date(2024, 1, 1), date(2025, 12, 31), date(2026, 1, 1))
    assert [is_recent_arrival(day, 2026, SCALES) for day in days] == [False, True, True, False]


@pytest.mark.parametrize(
    ("facts", "code"),
    [
        ({}, None),
        ({"in_qpv": True}, E.EXO_QPV),
        ({"in_qpv_at_entry": True}, E.EXO_QPV),
        ({"in_frr_at_entry": True}, E.EXO_FRR),
        ({"former_zus": True, "moved_in_on": date(2014, 12, 31)}, E.EXO_ZUS),
        ({"former_zus": True, "moved_in_on": date(2015, 1, 1)}, None),
        ({"financing": SlsFinancing.PLI, "in_qpv": True}, E.EXO_PLI),
        ({"plh_exempt": True}, E.EXO_PLH),
        ({"convention_signed_on": date(2023, 1, 2)}, E.EXO_CONV_3ANS),
        ({"convention_signed_on": date(2023, 1, 1)}, None),
        ({"convention_signed_on": date(2026, 1, 2)}, None),
        ({"excluded_r441_31": True}, E.EXO_R441_31),
        ({"tied_to_job": True}, E.EXO_FONCTION),
        ({"housing_aid": True}, E.HORS_ENQUETE_APL),
        ({"housing_aid": True, "in_frr": True}, E.EXO_FRR),
    ],
)
def test_what_exempts_a_lease(facts: dict[str, object], code: Exemption | None) -> None:
    given_facts = {"financing": SlsFinancing.PLUS, "moved_in_on": date(2020, 1, 1)} | facts
    assert exemption_of(LeaseFacts(**given_facts), date(2026, 1, 1), 3) is code  # type: ignore[arg-type]  # the fields named


def test_a_convention_exempts_for_three_years() -> None:
    assert convention_end(date(2023, 5, 31), SCALES) == date(2026, 5, 31)
