"""Households and dwellings for the trials of SLS and OPS, and the law written a second time in fractions."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from fractions import Fraction
from typing import Any

from backoffice.rules.surveys.household.category import Member, given_category, household_category
from backoffice.rules.surveys.household.resources import appraised
from backoffice.rules.surveys.scales.book import ScaleBook
from backoffice.rules.surveys.scales.rows import ScaleRow
from backoffice.rules.surveys.sls.assessment import assess
from backoffice.rules.surveys.sls.case import Assessment, Dwelling, SlsCase
from backoffice.rules.surveys.steps import Step, StepCode
from backoffice.rules.vocabulary.surveys.scales import (
    AmountCode,
    CeilingZone,
    ScaleKind,
    ScaleStatus,
    SlrZone,
    SlsFinancing,
)
from backoffice.services.surveys.scales import shipped_rows, shipped_scales

PARIS, IDF, REGIONS = CeilingZone.PARIS_LIMITROPHES, CeilingZone.IDF, CeilingZone.OTHER_REGIONS


def dwelling(**named: Any) -> Dwelling:
    """A PLUS dwelling of 65 m² in Paris, but for what is ``named``; sums may be written as text."""
    values: dict[str, Any] = {
        "ceiling_zone": PARIS,
        "financing": SlsFinancing.PLUS,
        "surface": "65.00",
        "rent": "520",
        "slr_zone": SlrZone.ZONE_1BIS,
    } | named
    for name in ("surface", "rent", "slr"):
        if isinstance(values.get(name), str):
            values[name] = Decimal(values[name])
    return Dwelling(**values)


def case(
    resources: str | Decimal | None,
    category: int = 2,
    *,
    extra: int = 0,
    recent: str | None = None,
    members: Sequence[Member] | None = None,
    couple: bool = False,
    year: int = 2026,
    more: dict[str, Any] | None = None,
    **of_dwelling: Any,
) -> SlsCase:
    """A household with ``resources`` (€), by its category or by its members; ``more`` goes to the case."""
    scales = shipped_scales().year(year)
    drop = scales.amount(AmountCode.RECENT_DROP_PERCENT)
    recently = None if recent is None else Decimal(recent)
    if members is None:
        found = given_category(category, extra)
    else:
        young = scales.amount(AmountCode.YOUNG_COUPLE_AGES)
        found = household_category(members, couple=couple, year=year, young_ages=young)
    known = None if resources is None else appraised(Decimal(resources), recently, drop)
    return SlsCase(found, known, dwelling(**of_dwelling), **(more or {}))


def assessed(*args: Any, year: int = 2026, **named: Any) -> Assessment:
    """The same, assessed with the shipped scales of ``year``."""
    return assess(case(*args, year=year, **named), shipped_scales().year(year))


def step(found: Assessment, code: StepCode) -> Step:
    """The step of ``found`` that works out ``code``."""
    return next(one for one in found.steps if one.code is code)


def book_with(*rows: ScaleRow) -> ScaleBook:
    """The shipped scales and what a manager added."""
    return ScaleBook((*shipped_rows(), *rows))


def added(
    kind: ScaleKind, key: str, start: date, figures: dict[str, str], end: date | None = None
) -> ScaleRow:
    """A dated row as a manager writes one."""
    exact = {name: Decimal(value) for name, value in figures.items()}
    return ScaleRow(
        kind, key, start, end, exact, ScaleStatus.PUBLISHED, "CCH, article *R441-21", ("circulaire USH",)
    )


def sls_by_fractions(
    resources: Decimal, ceiling: Decimal, surface: Decimal, slr: Decimal, rent: Decimal
) -> tuple[int, Decimal, Decimal]:
    """Whole overrun, SLS before its cap and SLS of section 1, with no decimal arithmetic at all."""
    r, p = Fraction(resources), Fraction(ceiling)
    over = (r - p) * 100 / p
    whole = int(over) if over > 0 else 0
    if whole < 20:
        return whole, Decimal(0), Decimal(0)
    points = [min(max(whole - 20, 0), 39) * 6, min(max(whole - 59, 0), 90) * 8, max(whole - 149, 0) * 10]
    coefficient = Fraction(27 + sum(points), 100)
    raw = int(Fraction(surface) * coefficient * Fraction(slr) * 100 + Fraction(1, 2))
    left = (r * Fraction(30, 100) / 12 - Fraction(rent)) * 100
    cap = max(int(left) if left > 0 else 0, 0)
    return whole, Decimal(raw) / 100, Decimal(min(raw, cap)) / 100
