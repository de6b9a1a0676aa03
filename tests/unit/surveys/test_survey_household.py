"""The category of a household and its resources (5.1, 5.3)."""

from datetime import date
from decimal import Decimal

import pytest

from backoffice.errors import Refused
from backoffice.rules.surveys.household.category import (
    Category,
    Member,
    completed_age,
    given_category,
    household_category,
)
from backoffice.rules.surveys.household.resources import LAST_KNOWN, TaxNotice, appraised, summed_notices
from backoffice.rules.vocabulary.surveys.scales import AmountCode, ScaleStatus
from backoffice.services.surveys.scales import shipped_scales

SCALES = shipped_scales().year(2026)
YOUNG = SCALES.amount(AmountCode.YOUNG_COUPLE_AGES)
DROP = SCALES.amount(AmountCode.RECENT_DROP_PERCENT)
CARE_HOME = SCALES.amount(AmountCode.CARE_HOME_DEDUCTION)
ADULT, CHILD = Member(date(1970, 6, 1)), Member(date(2015, 6, 1), dependant=True)
CARD = Member(date(1970, 6, 1), card=True)


def category(*members: Member, couple: bool = False) -> Category:
    return household_category(members, couple=couple, year=2026, young_ages=YOUNG)


def reached(*members: Member, couple: bool = False) -> tuple[int, int]:
    found = category(*members, couple=couple)
    return found.number, found.extra


@pytest.mark.parametrize(
    ("members", "expected"),
    [
        ((ADULT,), (1, 0)),
        ((CARD,), (2, 0)),
        ((ADULT, ADULT), (2, 0)),
        ((ADULT, CHILD), (3, 0)),
        ((ADULT, ADULT, CHILD), (3, 0)),
        ((ADULT, CARD), (3, 0)),
        ((CARD, CHILD), (4, 0)),
        ((ADULT, CHILD, CHILD), (4, 0)),
        ((ADULT, ADULT, CHILD, CHILD), (4, 0)),
        ((ADULT, ADULT, CARD), (4, 0)),
        ((ADULT, CHILD, CHILD, CHILD), (5, 0)),
        ((ADULT, CHILD, CHILD, CHILD, CHILD), (6, 0)),
        ((ADULT, CHILD, CHILD, CHILD, CHILD, CHILD), (6, 1)),
        ((ADULT, ADULT, *(CHILD,) * 4), (6, 0)),
        ((ADULT, ADULT, *(CHILD,) * 6), (6, 2)),
        ((CARD, ADULT, *(CHILD,) * 4), (6, 1)),
        ((CARD, CARD), (3, 0)),
        ((CHILD, CHILD), (2, 0)),
    ],
)
def test_the_category_of_a_household(members: tuple[Member, ...], expected: tuple[int, int]) -> None:
    assert reached(*members) == expected


def born(first: date, second: date) -> tuple[Member, Member]:
    return Member(first), Member(second)


@pytest.mark.parametrize(
    ("pair", "number"),
    [
        (born(date(1998, 1, 1), date(1999, 1, 1)), 3),
        (born(date(1998, 1, 1), date(1998, 1, 2)), 3),
        (born(date(1998, 1, 1), date(1998, 1, 1)), 2),
    ],
    ids=["28 and 27: 55", "28 and 27, a day before a birthday", "28 and 28: 56"],
)
def test_a_young_couple_has_fifty_five_completed_years_at_most(
    pair: tuple[Member, Member], number: int
) -> None:
    assert reached(*pair, couple=True) == (number, 0)
    assert reached(*pair) == (2, 0)


def test_a_dependant_makes_no_young_couple() -> None:
    assert reached(Member(date(2000, 1, 1)), Member(date(2005, 1, 1), dependant=True), couple=True) == (3, 0)


@pytest.mark.parametrize(
    ("members", "couple", "word"),
    [
        ((CARD, CARD), False, "plusieurs cartes"),
        ((CARD, ADULT, *(CHILD,) * 4), False, "au-delà de la catégorie 6"),
        ((ADULT, *(CHILD,) * 5), False, "cinq personnes à charge"),
        (born(date(2000, 1, 1), date(2000, 1, 1)), True, None),
        (
            (Member(date(2000, 1, 1), card=True), Member(date(2000, 1, 1))),
            True,
            "jeune ménage avec carte",
        ),
        (born(date(1998, 1, 1), date(1998, 6, 1)), True, "un autre jour"),
        ((ADULT, CHILD), False, None),
        ((ADULT, ADULT), True, None),
    ],
)
def test_what_no_text_settles_is_marked(members: tuple[Member, ...], couple: bool, word: str | None) -> None:
    origin = category(*members, couple=couple).step.origin
    if word is None:
        assert origin.status is ScaleStatus.STATUTORY
    else:
        assert origin.status is ScaleStatus.UNVERIFIED
        assert word in origin.note


@pytest.mark.parametrize("members", [(), (ADULT,) * 51])
def test_nobody_or_a_crowd_is_refused(members: tuple[Member, ...]) -> None:
    with pytest.raises(Refused, match="1 à 50 personnes"):
        category(*members)


def test_a_couple_without_a_birth_date_is_asked_for_it() -> None:
    with pytest.raises(Refused, match="dates de naissance"):
        category(Member(None), ADULT, couple=True)


@pytest.mark.parametrize(("number", "extra"), [(0, 0), (7, 0), (6, 51), (6, -1), (5, 1)])
def test_a_typed_category_outside_the_tables_is_refused(number: int, extra: int) -> None:
    with pytest.raises(Refused) as refusal:
        given_category(number, extra)
    assert refusal.value.code == "CATEGORY"


def test_an_age_is_completed_on_the_birthday() -> None:
    assert completed_age(date(1960, 2, 29), date(2026, 2, 28)) == 65
    assert completed_age(date(1960, 2, 29), date(2026, 3, 1)) == 66
    assert completed_age(date(1960, 1, 1), date(2026, 1, 1)) == 66


@pytest.mark.parametrize(
    ("reference", "recent", "kept"),
    [
        ("60000", "54000", "54000"),
        ("60000", "54000.01", "60000"),
        ("60000", "70000", "60000"),
        ("60000", None, "60000"),
        ("60000", "0", "0"),
        ("-200", None, "0"),
        ("0", None, "0"),
    ],
)
def test_recent_income_counts_from_ten_per_cent_less(reference: str, recent: str | None, kept: str) -> None:
    """G12: the year before last, or the last one when it is lower by a tenth."""
    found = appraised(Decimal(reference), None if recent is None else Decimal(recent), DROP)
    assert found.amount == Decimal(kept)
    assert (found.step.origin.status is ScaleStatus.UNVERIFIED) == (Decimal(kept) == 0)


def test_last_known_resources_are_marked() -> None:
    assert (
        appraised(Decimal(1000), None, DROP, ground=LAST_KNOWN).step.origin.status is ScaleStatus.UNVERIFIED
    )


def notice(rfr: str | None, reference: str = "A1", year: int = 2024, **named: object) -> TaxNotice:
    return TaxNotice(year, reference, None if rfr is None else Decimal(rfr), **named)  # type: ignore[arg-type]  # the fields named


def test_the_notices_of_a_foyer_add_up_each_once() -> None:
    total, origin = summed_notices((notice("20000"), notice("15000.50", "B2")), 2024, CARE_HOME)
    assert (total, origin.status) == (Decimal("35000.50"), ScaleStatus.STATUTORY)


def test_care_home_costs_are_deducted_up_to_their_most_and_marked() -> None:
    papers = (notice("30000", care_home=Decimal(24000)), notice("4000", "B2", care_home=Decimal(9000)))
    total, origin = summed_notices(papers, 2024, CARE_HOME)
    assert (total, origin.status) == (Decimal(20000), ScaleStatus.UNVERIFIED)
    assert "EHPAD" in origin.note


def test_income_without_a_french_notice_is_typed_with_its_reason() -> None:
    paper = notice(None, declared=Decimal(9000), reason="revenus de Belgique, avertissement-extrait de rôle")
    total, origin = summed_notices((paper,), 2024, CARE_HOME)
    assert (total, origin.status) == (Decimal(9000), ScaleStatus.UNVERIFIED)


@pytest.mark.parametrize(
    ("papers", "code"),
    [
        ((), "NO_NOTICE"),
        ((notice("1", year=2023),), "NOTICE_YEAR"),
        ((notice("1"), notice("1")), "NOTICE_TWICE"),
        ((notice(None, declared=Decimal(1)),), "NOTICE_PROOF"),
        ((notice(None, reason="étranger"),), "NOTICE_PROOF"),
    ],
)
def test_notices_that_do_not_make_a_sum_are_refused(papers: tuple[TaxNotice, ...], code: str) -> None:
    with pytest.raises(Refused) as refusal:
        summed_notices(papers, 2024, CARE_HOME)
    assert refusal.value.code == code
