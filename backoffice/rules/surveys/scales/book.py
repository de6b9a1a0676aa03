"""The rows of law together, and those that rule on the first day of a year."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

from backoffice.rules.dates import holds_on
from backoffice.rules.surveys.scales.bareme import refuse_outside_cus
from backoffice.rules.surveys.scales.rows import ScaleRow
from backoffice.rules.surveys.scales.year import STATUTORY_BAREME, YearScales
from backoffice.rules.surveys.steps import Figure
from backoffice.rules.vocabulary.surveys.scales import ScaleKind


class ScaleBook:
    """Every dated row, in the order of their recording: between two that rule alike, the later one wins."""

    def __init__(self, rows: Iterable[ScaleRow]) -> None:
        self.rows = tuple(rows)
        self._years: dict[tuple[int, str], YearScales] = {}

    def year(self, year: int, bareme: str = STATUTORY_BAREME) -> YearScales:
        """The scales in force on 1 January of ``year``, with the table of coefficients named ``bareme``.

        A year without figures is given all the same: what it lacks blocks when it is asked for. Raises
        ``Refused`` (``CUS_BAREME``) for a landlord's own table outside the bounds of the law.
        """
        known = self._years.get((year, bareme))
        if known is None:
            known = self._years[(year, bareme)] = self._made(year, bareme)
        return known

    def _made(self, year: int, bareme: str) -> YearScales:
        kept, rivals = self._in_force(date(year, 1, 1)), self._rivals(date(year, 1, 1))
        scales = YearScales(year, bareme, kept, rivals)
        bounds = kept.get((ScaleKind.CUS_BOUNDS, "cus"))
        if bareme != STATUTORY_BAREME and bounds is not None:
            refuse_outside_cus(scales.bareme, {name: figure.value for name, figure in bounds.items()})
        return scales

    def _in_force(self, day: date) -> dict[tuple[ScaleKind, str], dict[str, Figure]]:
        kept: dict[tuple[ScaleKind, str], dict[str, Figure]] = {}
        # A stable sort: of two rows that start together, the one recorded last comes last and wins.
        for row in sorted(self.rows, key=lambda one: one.valid_from):
            if not row.preferred or not holds_on(row.valid_from, row.valid_to, day):
                continue
            figures = {name: Figure(figure, row.origin) for name, figure in row.figures.items()}
            place = (row.kind, row.key)
            # A row of zones may correct one zone; a table of coefficients is replaced whole.
            kept[place] = kept.get(place, {}) | figures if row.kind in _BY_ZONE else figures
        return kept

    def _rivals(self, day: date) -> dict[tuple[ScaleKind, str, str], tuple[Decimal, str]]:
        return {
            (row.kind, row.key, name): (figure, row.origin.source)
            for row in self.rows
            if not row.preferred and holds_on(row.valid_from, row.valid_to, day)
            for name, figure in row.figures.items()
        }


_BY_ZONE = frozenset({ScaleKind.SLR, ScaleKind.PER_M2_CAP})
