"""Households whose SLS is worked out in a second on one core, steps kept as values; no database.

``python3 dev.py bench sls [--households N]``: persons, resources and dwellings differ; a second figure makes
every sentence. The exit code is 1 under 20,000 households a second.
"""

import argparse
import random
import sys
import time
from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from backoffice.rules.surveys.household.category import Member, household_category
from backoffice.rules.surveys.household.resources import appraised
from backoffice.rules.surveys.scales.year import YearScales
from backoffice.rules.surveys.sls.assessment import assess
from backoffice.rules.surveys.sls.case import Assessment, Dwelling, SlsCase
from backoffice.rules.surveys.sls.wording import explained
from backoffice.rules.vocabulary.surveys.scales import AmountCode, CeilingZone, SlrZone, SlsFinancing
from backoffice.services.surveys.scales import shipped_scales

LEAST = 20_000
_YEAR = 2026


class Household(NamedTuple):
    """What a survey brings of one lease."""

    members: tuple[Member, ...]
    couple: bool
    resources: Decimal
    recent: Decimal | None
    dwelling: Dwelling


def households(count: int, seed: int = 2026) -> list[Household]:
    """As many, of every size, a third of them over the ceiling."""
    chance = random.Random(seed)
    return [_household(chance) for _ in range(count)]


def _household(chance: random.Random) -> Household:
    members = tuple(
        Member(
            date(chance.randint(1935, 2024), chance.randint(1, 12), chance.randint(1, 28)),
            dependant=rank > 1,
            card=chance.random() < 0.03,
        )
        for rank in range(chance.randint(1, 7))
    )
    resources = Decimal(chance.randint(5_000, 110_000))
    recent = resources * Decimal("0.85") if chance.random() < 0.05 else None
    dwelling = Dwelling(
        chance.choice(list(CeilingZone)),
        chance.choice([SlsFinancing.PLUS, SlsFinancing.PLAI, SlsFinancing.PLS]),
        Decimal(chance.randint(2_000, 12_000)) / 100,
        Decimal(chance.randint(20_000, 90_000)) / 100,
        chance.choice(list(SlrZone)),
    )
    return Household(members, chance.random() < 0.5, resources, recent, dwelling)


def assess_all(given: Sequence[Household], scales: YearScales) -> list[Assessment]:
    """What a campaign does for each: its category, its resources, its supplement."""
    young = scales.amount(AmountCode.YOUNG_COUPLE_AGES)
    drop = scales.amount(AmountCode.RECENT_DROP_PERCENT)
    return [
        assess(
            SlsCase(
                household_category(one.members, couple=one.couple, year=_YEAR, young_ages=young),
                appraised(one.resources, one.recent, drop),
                one.dwelling,
            ),
            scales,
        )
        for one in given
    ]


def _rate(count: int, act: Callable[[], object]) -> float:
    # The processor's own seconds: what others do on the machine meanwhile is not the product's time.
    begun = time.process_time()
    act()
    return count / (time.process_time() - begun)


def main() -> int:
    """Assess, tell, print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--households", type=int, default=100_000)
    count = parser.parse_args().households
    given, scales = households(count), shipped_scales().year(_YEAR)
    found = assess_all(given, scales)
    rate = _rate(count, lambda: assess_all(given, scales))
    told = found[: count // 10]
    sentences = _rate(len(told), lambda: [explained(one) for one in told])
    due = sum(1 for one in found if one.sls)
    print(
        f"{count} households, {due} with SLS: {rate:,.0f} assessed a second (at least {LEAST:,}), "
        f"{sentences:,.0f} explained in sentences"
    )
    return int(rate < LEAST)


if __name__ == "__main__":
    sys.exit(main())
