"""Worked examples and control cases of SLS, to the cent, with their steps."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from backoffice.errors import Refused
from backoffice.rules.money import ZERO
from backoffice.rules.surveys.household.category import Member
from backoffice.rules.surveys.sls.wording import explained, printed
from backoffice.rules.surveys.steps import StepCode
from backoffice.rules.vocabulary.surveys.outcome import Exemption, SlsResult
from backoffice.rules.vocabulary.surveys.scales import (
    CeilingZone,
    PerM2Zone,
    ScaleStatus,
    SlrZone,
    SlsFinancing,
)
from backoffice.services.surveys.scales import shipped_scales
from tests.surveys import IDF, PARIS, REGIONS, assessed, step

R = SlsResult
PLS, PLAI, ILM, PLI = SlsFinancing.PLS, SlsFinancing.PLAI, SlsFinancing.ILM, SlsFinancing.PLI
Z1, Z2, Z3 = SlrZone.ZONE_1, SlrZone.ZONE_2, SlrZone.ZONE_3
NO_ANSWER = {"no_answer": True}
SIGNED_OVER = {"over_at_signing": True}


def in_regions(surface: str, rent: str, zone: SlrZone) -> dict[str, Any]:
    return {"ceiling_zone": REGIONS, "surface": surface, "rent": rent, "slr_zone": zone}


def in_idf(surface: str, rent: str) -> dict[str, Any]:
    return {"ceiling_zone": IDF, "surface": surface, "rent": rent, "slr_zone": Z1}


@pytest.mark.parametrize(
    ("resources", "category", "extra", "place", "expected"),
    [
        ("52400", 2, 0, {}, ("40233", "30.2413", 30, "0.87", "175.87", "790.00", "175.87", R.ASSUJETTI)),
        ("48279", 2, 0, {}, ("40233", "19.9985", 19, "0", "0", "686.97", "0", R.DEPASSEMENT_SANS_SLS)),
        (
            "72700", 4, 0, in_regions("82.50", "430", Z2),
            ("45374", "60.2239", 60, "2.69", "277.41", "1387.50", "277.41", R.ASSUJETTI),
        ),
        (
            "95000", 1, 0, in_idf("70.00", "450"),
            ("26920", "252.8975", 252, "20.11", "3505.17", "1925.00", "1925.00", R.ASSUJETTI_PLAFONNE),
        ),
        (
            "69000", 1, 0, {"financing": PLS, "surface": "58.00", "rent": "600"},
            ("34996", "97.1654", 97, "5.65", "1019.15", "1125.00", "1019.15", R.ASSUJETTI),
        ),
        (
            "110000", 6, 2, in_regions("120.00", "610", Z3),
            ("73576", "49.5053", 49, "2.01", "74.77", "2140.00", "74.77", R.ASSUJETTI),
        ),
        (
            "57878", 1, 0, in_idf("64.00", "480"),
            ("26920", "115.0000", 115, "7.09", "1129.86", "966.95", "966.95", R.ASSUJETTI_PLAFONNE),
        ),
    ],
    ids=["D1", "D2", "D3", "D4", "D5", "D6", "D7"],
)  # fmt: skip
def test_the_control_cases_of_the_law(
    resources: str, category: int, extra: int, place: dict[str, Any], expected: tuple[Any, ...]
) -> None:
    found = assessed(resources, category, extra=extra, **place)
    *figures, result = expected
    sums = (found.coefficient, found.before_cap, found.cap, found.sls)
    assert [found.ceiling, found.overrun_exact, found.overrun, *sums] == [
        figure if isinstance(figure, int) else Decimal(figure) for figure in figures
    ]
    assert found.result is result


@pytest.mark.parametrize(
    ("overrun", "coefficient"),
    [
        (19, "0"), (20, "0.27"), (21, "0.33"), (22, "0.39"), (30, "0.87"), (50, "2.07"), (59, "2.61"),
        (60, "2.69"), (61, "2.77"), (100, "5.89"), (149, "9.81"), (150, "9.91"), (151, "10.01"),
        (200, "14.91"), (1000, "94.91"),
    ],
)  # fmt: skip
def test_the_coefficient_of_each_point(overrun: int, coefficient: str) -> None:
    """The control points, G01 and G03 among them; no upper bound."""
    scales = shipped_scales().year(2026)
    assert scales.coefficient(overrun).value == scales.bareme.coefficient(overrun) == Decimal(coefficient)


def threshold(year: int, zone: CeilingZone, category: int, financing: SlsFinancing) -> int:
    """The ceiling x 1.20, truncated to the euro as the sheets of 2024 and 2025 print it."""
    ceiling = shipped_scales().year(year).ceiling(financing, zone, category, 0).value
    assert isinstance(ceiling, Decimal)
    return int(ceiling * Decimal("1.20"))


@pytest.mark.parametrize(
    ("year", "zone", "category", "plus", "pls"),
    [
        (2024, PARIS, 1, 31252, 40628),
        (2024, PARIS, 2, 46710, 60723),
        (2024, PARIS, 3, 61230, 79599),
        (2025, IDF, 4, None, 89589),
        (2025, IDF, 5, 81580, 106055),
        (2025, IDF, 6, 91804, 119346),
    ],
)
def test_the_thresholds_that_were_published(
    year: int, zone: CeilingZone, category: int, plus: int | None, pls: int
) -> None:
    """G06 and G08."""
    if plus:
        assert threshold(year, zone, category, SlsFinancing.PLUS) == plus
    assert threshold(year, zone, category, PLS) == pls


def test_pls_ceilings_are_published_rounded_and_counted_unrounded() -> None:
    """G14a: 35 135 x 1.30 is 45 675.50, printed 45 676."""
    scales = shipped_scales().year(2023)
    found = [scales.ceiling(PLS, REGIONS, category, 0).value for category in range(1, 6)]
    assert found[2] == Decimal("45675.50")
    printed_values = [int(value + Decimal("0.5")) for value in found if isinstance(value, Decimal)]
    assert printed_values == [28441, 37982, 45676, 55142, 64867]


def test_a_plai_dwelling_is_held_to_the_plus_ceiling() -> None:
    assert assessed("52400", financing=PLAI).ceiling == Decimal(40233)


def test_an_ilm_ceiling_is_half_as_much_again_and_marked() -> None:
    found = assessed("52400", financing=ILM)
    assert found.ceiling == Decimal("60349.5")
    assert step(found, StepCode.CEILING).origin.status is ScaleStatus.UNVERIFIED


def test_pli_is_out_of_sls() -> None:
    found = assessed("900000", financing=PLI)
    assert (found.result, found.exemption, found.sls) == (R.EXONERE, Exemption.EXO_PLI, ZERO)


@pytest.mark.parametrize("code", [code for code in Exemption if code.exempts])
def test_an_exempt_household_owes_nothing(code: Exemption) -> None:
    found = assessed("900000", more={"exemption": code})
    assert (found.result, found.sls, found.before_cap) == (R.EXONERE, ZERO, ZERO)
    assert found.steps[0].value == code.value
    assert found.ceiling == Decimal(40233)


@pytest.mark.parametrize("code", [Exemption.HORS_ENQUETE_APL, Exemption.BAREME_CUS])
def test_what_section_seven_names_without_exempting(code: Exemption) -> None:
    """A housing aid spares the survey alone; a CUS has its own table, marked while it is not recorded."""
    found = assessed("52400", more={"exemption": code})
    assert (found.result, found.sls) == (R.ASSUJETTI, Decimal("175.87"))
    marked = found.steps[0].origin.status is ScaleStatus.UNVERIFIED
    assert marked == (code is Exemption.BAREME_CUS)


def test_an_exempt_household_needs_no_scale() -> None:
    found = assessed("900000", year=2030, more={"exemption": Exemption.EXO_QPV})
    assert (found.result, found.ceiling, found.sls) == (R.EXONERE, None, ZERO)


@pytest.mark.parametrize(
    ("year", "place", "word"),
    [
        (2027, {}, "plafond de ressources PLUS, Paris et communes limitrophes"),
        (2024, {}, "supplément de loyer de référence en zone 1 bis"),
        (2025, {"slr_zone": SlrZone.ZONE_3_CORSE}, "zone 3, Corse"),
        (2026, {"financing": SlsFinancing.LLS}, "LLS_DOM"),
    ],
)
def test_a_missing_year_blocks_with_a_sentence(year: int, place: dict[str, Any], word: str) -> None:
    """Whatever the resources: under the ceiling too."""
    for resources in ("1000", "90000"):
        with pytest.raises(Refused) as refusal:
            assessed(resources, year=year, **place)
        assert refusal.value.code == "SCALE_MISSING"
        assert f"pour {year}" in refusal.value.sentence
        assert word in refusal.value.sentence


def test_a_typed_reference_supplement_stands_for_a_missing_year() -> None:
    found = assessed("60000", year=2024, slr_zone=None, slr="1.20", rent="400")
    assert (found.overrun, found.coefficient) == (54, Decimal("2.31"))
    assert found.sls == Decimal("180.18")
    assert step(found, StepCode.SLR).origin.status is ScaleStatus.GIVEN


def test_two_published_series_are_told_and_the_official_one_used() -> None:
    found = assessed("60000", year=2025)
    slr = step(found, StepCode.SLR)
    assert slr.value == Decimal("3.07")
    assert slr.origin.status is ScaleStatus.PUBLISHED_CONFLICT
    assert "3,09 (https://www.folhomee.fr/?p=526)" in slr.origin.note


@pytest.mark.parametrize(
    ("resources", "result"),
    [("40233", R.SOUS_PLAFOND), ("40233.01", R.DEPASSEMENT_SANS_SLS), ("48279.59", R.DEPASSEMENT_SANS_SLS),
     ("48279.60", R.ASSUJETTI)],
)  # fmt: skip
def test_the_edges_of_the_ceiling_and_of_twenty_per_cent(resources: str, result: SlsResult) -> None:
    assert assessed(resources).result is result


def test_a_rent_above_the_cap_leaves_nothing() -> None:
    found = assessed("52400", rent="1310")
    assert (found.result, found.cap, found.sls) == (R.ASSUJETTI_NUL, ZERO, ZERO)
    assert found.before_cap == Decimal("175.87")


def test_the_income_cap_is_cut_to_the_cent_below_and_marked_when_it_binds() -> None:
    """30 % of 60 000.10 / 12 is 1 500.0025."""
    found = assessed("60000.10", 1, surface="100", rent="480")
    assert found.sls == found.cap == Decimal("1020.00")
    assert step(found, StepCode.CAP_INCOME).origin.status is ScaleStatus.UNVERIFIED
    spared = assessed("52400.10")
    assert step(spared, StepCode.CAP_INCOME).origin.status is ScaleStatus.STATUTORY


def test_the_cap_per_m2_of_a_household_over_the_ceilings_when_it_signed() -> None:
    """27.59 x 65 = 1 793.35, less 1 700 of rent; without the case of L353-7 it does not count."""
    place: dict[str, Any] = {"rent": "1700", "per_m2_zone": PerM2Zone.ZONE_1BIS_PREMIUM}
    found = assessed("90000", more=SIGNED_OVER, **place)
    assert (found.cap, found.sls, found.result) == (Decimal("93.35"), Decimal("93.35"), R.ASSUJETTI_PLAFONNE)
    assert assessed("90000", **place).cap == Decimal("550.00")
    with pytest.raises(Refused) as refusal:
        assessed("90000", year=2025, more=SIGNED_OVER, **place)
    assert refusal.value.code == "SCALE_MISSING"


def test_no_answer_takes_the_highest_coefficient_under_the_cap_of_the_last_known_resources() -> None:
    """14.90, not the 14.91 of the table at 200 % (G04)."""
    found = assessed("30000", more=NO_ANSWER, surface="60", rent="400")
    assert found.coefficient == Decimal("14.90")
    assert found.before_cap == Decimal("2780.34")
    assert (found.cap, found.sls, found.result) == (
        Decimal("350.00"),
        Decimal("350.00"),
        R.ASSUJETTI_PLAFONNE,
    )
    assert step(found, StepCode.COEFFICIENT).origin.status is ScaleStatus.UNVERIFIED
    assert step(found, StepCode.CAP_INCOME).origin.status is ScaleStatus.UNVERIFIED


def test_no_answer_and_unknown_resources_leave_no_income_cap() -> None:
    found = assessed(None, more=NO_ANSWER, surface="60", rent="400")
    assert (found.cap, found.overrun, found.sls) == (None, None, Decimal("2780.34"))
    assert found.status is ScaleStatus.UNVERIFIED


def test_an_answer_without_resources_is_refused() -> None:
    with pytest.raises(Refused) as refusal:
        assessed(None)
    assert refusal.value.code == "RESOURCES"


def test_every_step_is_told_with_its_figures_its_article_and_its_source() -> None:
    found = assessed("110000", 6, extra=2, **in_regions("120.00", "610", Z3))
    told = {one.label: one for one in explained(found)}
    assert [one.label for one in explained(found)] == [
        "Catégorie de ménage",
        "Plafond de ressources",
        "Ressources retenues",
        "Dépassement du plafond",
        "Dépassement en points entiers",
        "Coefficient de dépassement (CDPR)",
        "Supplément de loyer de référence (SLR)",
        "SLS avant plafonnement",
        "Plafond selon les ressources du foyer",
        "SLS mensuel",
    ]
    plain = {label: one.formula.replace("\N{NARROW NO-BREAK SPACE}", " ") for label, one in told.items()}
    assert plain["Plafond de ressources"] == "60 156 + 2 × 6 710"
    assert plain["Coefficient de dépassement (CDPR)"] == "0,27 + 29 × 0,06"
    assert plain["SLS avant plafonnement"] == "120,00 m² × 2,01 × 0,31 €"
    assert plain["Plafond selon les ressources du foyer"] == "30 % × 110 000 / 12 − loyer 610,00"
    assert told["Plafond de ressources"].value == "73576.00"
    assert all(one.article and one.source for one in told.values())


@pytest.mark.parametrize(
    ("resources", "year", "place", "status"),
    [
        ("60000", 2025, {"surface": "100"}, ScaleStatus.PUBLISHED_CONFLICT),
        ("60000", 2026, {"surface": "100"}, ScaleStatus.PUBLISHED),
        ("60000", 2026, {}, ScaleStatus.UNVERIFIED),
        ("60000", 2026, {"rent": "1495"}, ScaleStatus.PUBLISHED),
        ("60000.10", 2026, {"rent": "1495"}, ScaleStatus.UNVERIFIED),
        ("30000", 2025, {}, ScaleStatus.PUBLISHED),
        ("30000", 2026, {"financing": PLS}, ScaleStatus.UNVERIFIED),
    ],
)
def test_the_sum_carries_the_mark_of_what_it_rests_on(
    resources: str, year: int, place: dict[str, Any], status: ScaleStatus
) -> None:
    """A conflict of figures, a rounding that counts; not a figure that was not needed."""
    found = assessed(resources, year=year, **place)
    assert found.status is found.steps[-1].origin.status is status


def test_the_explanation_prints_its_doubts() -> None:
    lines = printed(assessed("60000", year=2025))
    assert lines[0].startswith("Résultat : assujetti ; SLS mensuel : ")
    assert lines[-1] == "   Attention, non vérifié : repose sur : SLS avant plafonnement."
    exempt = printed(assessed("60000", more={"exemption": Exemption.EXO_QPV}))
    assert exempt[0].startswith("Résultat : exonéré (quartier prioritaire")
    assert "(" not in printed(assessed("60000", more={"exemption": Exemption.HORS_ENQUETE_APL}))[0]
    assert any("sources en conflit" in line and "3,09" in line for line in lines)


def test_a_young_couple_is_told_as_one() -> None:
    members = (Member(date(1997, 3, 1)), Member(date(1998, 5, 2)))
    found = assessed("80000", members=members, couple=True)
    told = explained(found)[0]
    assert (told.value, "jeune ménage" in told.formula) == ("3", True)
