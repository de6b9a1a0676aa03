"""The scales of one year: each figure with its ground; what is not there blocks, and is never guessed."""

from collections.abc import Mapping
from decimal import Decimal

from backoffice.errors import Refused
from backoffice.rules.surveys.scales.bareme import Bareme, bareme_of
from backoffice.rules.surveys.steps import Figure, Origin, Step, StepCode, least_sure
from backoffice.rules.vocabulary.surveys.scales import (
    CEILING_TABLE,
    AmountCode,
    CeilingZone,
    PerM2Zone,
    ScaleKind,
    ScaleStatus,
    SlrZone,
    SlsFinancing,
)

STATUTORY_BAREME = "statutory"
_ADD_ROW = "demandez au responsable d’ajouter la ligne datée avec sa source, puis recommencez"


class YearScales:
    """What rules in ``year``; ``bareme_name`` is ``statutory`` or a landlord's own table.

    Figures are looked up once and kept: a campaign asks for the same ones a hundred thousand times.
    """

    def __init__(
        self,
        year: int,
        bareme_name: str,
        figures: Mapping[tuple[ScaleKind, str], Mapping[str, Figure]],
        rivals: Mapping[tuple[ScaleKind, str, str], tuple[Decimal, str]],
    ) -> None:
        self.year = year
        self.bareme_name = bareme_name
        self._figures = figures
        self._rivals = rivals
        self._bareme: Bareme | None = None
        self._amounts: dict[AmountCode, Figure] = {}
        self._ceilings: dict[tuple[SlsFinancing, CeilingZone, int, int], Step] = {}
        self._coefficients: dict[int, Step] = {}
        self._slr: dict[SlrZone, Step] = {}

    def amount(self, code: AmountCode) -> Figure:
        """A rate, a sum or a delay. Raises ``Refused`` (``SCALE_MISSING``)."""
        known = self._amounts.get(code)
        if known is None:
            known = self._amounts[code] = self._figure(
                ScaleKind.AMOUNT, code, "value", f"chiffre « {code.label} »"
            )
        return known

    def count(self, code: AmountCode) -> int:
        """The same, when the law counts in whole years, months or days."""
        return int(self.amount(code).value)

    @property
    def bareme(self) -> Bareme:
        """The table of coefficients. Raises ``Refused`` (``SCALE_MISSING``)."""
        if self._bareme is None:
            figures = self._table(
                ScaleKind.BAREME, self.bareme_name, f"barème du coefficient « {self.bareme_name} »"
            )
            self._bareme = bareme_of({name: figure.value for name, figure in figures.items()})
        return self._bareme

    def coefficient(self, overrun: int) -> Step:
        """CDPR of a whole per cent of overrun, as a step; its facts are that per cent and the table."""
        known = self._coefficients.get(overrun)
        if known is None:
            value = self.bareme.coefficient(overrun)
            known = self._coefficients[overrun] = Step(
                StepCode.COEFFICIENT, value, (overrun, self.bareme), self._bareme_origin()
            )
        return known

    def ceiling(self, financing: SlsFinancing, zone: CeilingZone, number: int, extra: int) -> Step:
        """The yearly ceiling (€) for SLS of category ``number`` plus ``extra`` persons (5.4, 6).

        It is not rounded. Facts: ceiling of the category, of each person more, how many, factor of the
        financing. Raises ``Refused`` (``SCALE_MISSING``).
        """
        asked = (financing, zone, number, extra)
        known = self._ceilings.get(asked)
        if known is None:
            known = self._ceilings[asked] = self._ceiling_step(*asked)
        return known

    def slr(self, zone: SlrZone) -> Step:
        """The reference supplement (€ per m² and month). Raises ``Refused`` (``SCALE_MISSING``)."""
        known = self._slr.get(zone)
        if known is None:
            found = self._figure(ScaleKind.SLR, "", zone, f"supplément de loyer de référence en {zone.label}")
            known = self._slr[zone] = Step(StepCode.SLR, found.value, (zone,), found.origin)
        return known

    def per_m2_cap(self, zone: PerM2Zone) -> Figure:
        """The most that rent and SLS may be (€ per m² and month, 4.2). Raises ``Refused``."""
        return self._figure(ScaleKind.PER_M2_CAP, "", zone, f"plafond de loyer au m² en {zone.label}")

    def _bareme_origin(self) -> Origin:
        return self._table(ScaleKind.BAREME, self.bareme_name, "barème")["first"].origin

    def _ceiling_step(self, financing: SlsFinancing, zone: CeilingZone, number: int, extra: int) -> Step:
        factor = self._figure(ScaleKind.FACTOR, financing, "factor", f"plafond d’un logement {financing}")
        table = CEILING_TABLE.get(financing, "PLUS")
        row = self._table(
            ScaleKind.CEILING, f"{table}/{zone}", f"plafond de ressources {table}, {zone.label}"
        )
        first, more = row[str(number)], row["extra"].value
        value = (first.value + extra * more) * factor.value
        ground, basis = first.origin, factor.origin
        origin = Origin(
            f"{basis.article} ; {ground.article}",
            f"{ground.source} ; {basis.source}",
            # A published order is the law's own figure: the less sure of the two marks is the step's.
            least_sure((ground.status, basis.status)),
            " ; ".join(one for one in (ground.note, basis.note) if one),
        )
        return Step(StepCode.CEILING, value, (first.value, more, extra, factor.value), origin)

    def _figure(self, kind: ScaleKind, key: str, name: str, wanted: str) -> Figure:
        found = self._table(kind, key, wanted).get(name)
        if found is None:
            raise self._missing(wanted)
        rival = self._rivals.get((kind, key, name))
        if rival is None:
            return found
        other = f"autre valeur publiée : {str(rival[0]).replace('.', ',')} ({rival[1]})"
        return Figure(found.value, found.origin.marked(ScaleStatus.PUBLISHED_CONFLICT, other))

    def _table(self, kind: ScaleKind, key: str, wanted: str) -> Mapping[str, Figure]:
        found = self._figures.get((kind, key))
        if found is None:
            raise self._missing(wanted)
        return found

    def _missing(self, wanted: str) -> Refused:
        return Refused(
            f"Calcul impossible pour {self.year} : aucun chiffre enregistré pour le {wanted} ; {_ADD_ROW}.",
            code="SCALE_MISSING",
        )
