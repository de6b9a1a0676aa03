"""What must hold of SLS whatever the household: caps, thresholds, order, and the law written in fractions."""

from datetime import date
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.rules.surveys.household.category import Member, household_category
from backoffice.rules.surveys.sls.arithmetic import income_cap, overrun
from backoffice.rules.surveys.steps import StepCode
from backoffice.rules.vocabulary.surveys.outcome import SlsResult
from backoffice.rules.vocabulary.surveys.scales import (
    AmountCode,
    CeilingZone,
    PerM2Zone,
    SlrZone,
    SlsFinancing,
)
from backoffice.services.surveys.scales import shipped_scales
from tests.surveys import assessed, sls_by_fractions, step

euros = st.decimals(0, 400_000, places=2)
surfaces = st.decimals("8", "300", places=2)
rents = st.decimals(0, 3000, places=2)
zones = st.sampled_from(CeilingZone)
slr_zones = st.sampled_from(SlrZone)
financings = st.sampled_from([SlsFinancing.PLUS, SlsFinancing.PLAI, SlsFinancing.PLS, SlsFinancing.ILM])
members = st.lists(
    st.builds(Member, st.dates(date(1930, 1, 1), date(2025, 12, 31)), st.booleans(), st.booleans()),
    min_size=1,
    max_size=12,
)
patient = settings(deadline=None)
YOUNG = shipped_scales().year(2026).amount(AmountCode.YOUNG_COUPLE_AGES)


@patient
@given(euros, st.integers(1, 6), zones, slr_zones, financings, surfaces, rents)
def test_the_sum_is_that_of_the_law_in_fractions(
    resources: Decimal,
    category: int,
    zone: CeilingZone,
    slr_zone: SlrZone,
    financing: SlsFinancing,
    surface: Decimal,
    rent: Decimal,
) -> None:
    place: dict[str, Any] = {"ceiling_zone": zone, "financing": financing, "slr_zone": slr_zone}
    found = assessed(resources, category, surface=surface, rent=rent, **place)
    assert found.ceiling is not None
    assert found.slr is not None
    wanted = sls_by_fractions(resources, found.ceiling, surface, found.slr, rent)
    assert (found.overrun, found.before_cap, found.sls) == wanted


@patient
@given(euros, surfaces, rents, slr_zones, st.booleans())
def test_never_negative_and_never_over_a_cap(
    resources: Decimal, surface: Decimal, rent: Decimal, zone: SlrZone, signed_over: bool
) -> None:
    per_m2 = PerM2Zone.ZONE_1
    place: dict[str, Any] = {"surface": surface, "rent": rent, "slr_zone": zone, "per_m2_zone": per_m2}
    found = assessed(resources, more={"over_at_signing": signed_over}, **place)
    assert 0 <= found.sls <= found.before_cap
    assert found.sls == found.sls.quantize(Decimal("0.01"))
    if found.sls:
        assert (found.sls + rent) * 12 <= resources * Decimal("0.30")
        assert not signed_over or found.sls + rent <= Decimal("17.26") * surface


@patient
@given(euros, st.decimals(0, 50_000, places=2), surfaces, rents)
def test_never_less_for_more_resources(
    resources: Decimal, more: Decimal, surface: Decimal, rent: Decimal
) -> None:
    less, most = (assessed(sum_, surface=surface, rent=rent).sls for sum_ in (resources, resources + more))
    assert less <= most


@patient
@given(euros, surfaces, st.decimals(0, 100, places=2), rents, st.booleans())
def test_never_less_for_a_larger_surface(
    resources: Decimal, surface: Decimal, more: Decimal, rent: Decimal, signed_over: bool
) -> None:
    zone = PerM2Zone.ZONE_2
    less, most = (
        assessed(
            resources, surface=size, rent=rent, per_m2_zone=zone, more={"over_at_signing": signed_over}
        ).sls
        for size in (surface, surface + more)
    )
    assert less <= most


@patient
@given(euros, financings)
def test_nothing_under_twenty_per_cent_and_something_counted_from_there_on(
    resources: Decimal, financing: SlsFinancing
) -> None:
    found = assessed(resources, financing=financing, rent="0")
    assert found.ceiling is not None
    reached = resources >= found.ceiling * Decimal("1.20")
    assert (found.before_cap > 0) == reached
    assert reached == (found.result in (SlsResult.ASSUJETTI, SlsResult.ASSUJETTI_PLAFONNE))


@patient
@given(members, st.booleans(), st.randoms())
def test_the_same_category_for_any_order_of_persons(
    persons: list[Member], couple: bool, chance: object
) -> None:
    """And one more person never lowers it, nor does a card."""
    shuffled = list(persons)
    chance.shuffle(shuffled)  # type: ignore[attr-defined]  # the strategy gives a random.Random
    first, second = (
        household_category(one, couple=couple, year=2026, young_ages=YOUNG) for one in (persons, shuffled)
    )
    assert first == second
    assert 1 <= first.number <= 6
    assert first.extra == 0 or first.number == 6
    with_card = [one._replace(card=True) for one in persons]
    carded = household_category(with_card, couple=couple, year=2026, young_ages=YOUNG)
    assert carded.number + carded.extra >= first.number + first.extra


@patient
@given(st.integers(0, 900), st.integers(100, 20_000_000))
def test_a_whole_per_cent_stays_whole(percent: int, ceiling_in_cents: int) -> None:
    """115 % stays 115 %, whatever the ceiling: no binary figure anywhere."""
    ceiling = Decimal(ceiling_in_cents) / 100
    exact, whole = overrun(ceiling * (100 + percent) / 100, ceiling)
    assert (whole, exact) == (percent, Decimal(percent))


@patient
@given(euros, st.decimals("0.01", "0.99", places=2), rents)
def test_the_cap_is_the_highest_whole_cent_that_keeps_the_year_within_it(
    resources: Decimal, rate: Decimal, rent: Decimal
) -> None:
    cap, _ = income_cap(resources, rate, rent)
    cent = Decimal("0.01")
    assert (cap + cent + rent) * 12 > resources * rate
    assert cap == 0 or (cap + rent) * 12 <= resources * rate


@patient
@given(euros, surfaces, rents)
def test_the_steps_end_on_the_sum(resources: Decimal, surface: Decimal, rent: Decimal) -> None:
    found = assessed(resources, surface=surface, rent=rent)
    assert step(found, StepCode.SLS).value == found.sls
    assert step(found, StepCode.OVERRUN).value == found.overrun_exact
    assert step(found, StepCode.CAP_INCOME).value == found.cap
