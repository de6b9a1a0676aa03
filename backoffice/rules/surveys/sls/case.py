"""What an assessment is given, and what it gives back."""

from decimal import Decimal
from typing import NamedTuple

from backoffice.rules.surveys.household.category import Category
from backoffice.rules.surveys.household.resources import Resources
from backoffice.rules.surveys.steps import Step
from backoffice.rules.vocabulary.surveys.outcome import Exemption, SlsResult
from backoffice.rules.vocabulary.surveys.scales import (
    CeilingZone,
    PerM2Zone,
    ScaleStatus,
    SlrZone,
    SlsFinancing,
)


class Dwelling(NamedTuple):
    """A dwelling as the law sees it; ``rent`` is the monthly loyer principal in euros, without charges.

    ``slr`` is a reference supplement typed for this case, in place of that of ``slr_zone``.
    """

    ceiling_zone: CeilingZone
    financing: SlsFinancing
    surface: Decimal
    rent: Decimal
    slr_zone: SlrZone | None
    slr: Decimal | None = None
    per_m2_zone: PerM2Zone | None = None


class SlsCase(NamedTuple):
    """A household in a dwelling.

    ``over_at_signing``: it was over the ceilings when it signed a lease under a convention of L353-7 (4.2).
    ``no_answer``: provisional liquidation; ``resources`` are then the last known, or None.
    """

    category: Category
    resources: Resources | None
    dwelling: Dwelling
    exemption: Exemption | None = None
    no_answer: bool = False
    over_at_signing: bool = False


class Assessment(NamedTuple):
    """Monthly sums in euros. A figure that the case did not need is None.

    ``overrun`` is the whole per cent that counts, ``overrun_exact`` the same to four decimals.
    """

    result: SlsResult
    exemption: Exemption | None
    ceiling: Decimal | None
    overrun_exact: Decimal | None
    overrun: int | None
    coefficient: Decimal
    slr: Decimal | None
    before_cap: Decimal
    cap: Decimal | None
    sls: Decimal
    steps: tuple[Step, ...]

    @property
    def status(self) -> ScaleStatus:
        """The mark of the whole: that of the least sure step which the sum rests on."""
        return self.steps[-1].origin.status
