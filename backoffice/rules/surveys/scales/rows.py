"""One dated row of law: what it must hold to be used at all."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from types import MappingProxyType

from backoffice.errors import Refused
from backoffice.rules.surveys.scales.bareme import bareme_fault, bounds_fault
from backoffice.rules.surveys.steps import Origin
from backoffice.rules.vocabulary.surveys.scales import (
    YEARLY_KINDS,
    AmountCode,
    CeilingZone,
    PerM2Zone,
    ScaleKind,
    ScaleStatus,
    SlrZone,
    SlsFinancing,
)

CEILING_TABLES = ("PLUS", "PLAI", "LLS_DOM")
_CEILING_FIGURES = ("1", "2", "3", "4", "5", "6", "extra")
_LARGEST = Decimal(1_000_000)
_LEAST_SOURCE = 5


@dataclass(frozen=True)
class ScaleRow:
    """Figures of one ``kind`` and ``key``, in force over ``[valid_from, valid_to)``, with their ground.

    A row that is not ``preferred`` contradicts another one: it is shown beside it and never used.
    """

    kind: ScaleKind
    key: str
    valid_from: date
    valid_to: date | None
    figures: Mapping[str, Decimal]
    status: ScaleStatus
    article: str
    source: tuple[str, ...]
    note: str = ""
    preferred: bool = True
    author: str = ""

    @property
    def origin(self) -> Origin:
        """Where its figures come from."""
        return Origin(self.article, " ; ".join(self.source), self.status, self.note)


def checked_row(row: ScaleRow) -> ScaleRow:
    """The row itself. Raises ``Refused`` (``SCALE_ROW``) with what is wrong in one sentence."""
    fault = _period_fault(row) or _ground_fault(row) or _figures_fault(row) or _key_fault(row)
    if fault:
        named = " ".join(part for part in (row.kind.label, row.key) if part)
        raise Refused(
            f"La ligne de barème « {named} » du {row.valid_from:%d/%m/%Y} est refusée : {fault}.",
            code="SCALE_ROW",
        )
    return ScaleRow(**{**vars(row), "figures": MappingProxyType(dict(row.figures))})


def _period_fault(row: ScaleRow) -> str:
    if row.valid_to is not None and row.valid_to <= row.valid_from:
        return "elle finit avant d’avoir commencé"
    start, end = row.valid_from, row.valid_to
    whole_year = (
        end is not None
        and end.year == start.year + 1
        and {(start.month, start.day), (end.month, end.day)} == {(1, 1)}
    )
    if row.kind in YEARLY_KINDS and not whole_year:
        return "elle vaut pour une année civile entière, du 1er janvier au 1er janvier suivant"
    return ""


def _ground_fault(row: ScaleRow) -> str:
    if not row.article.strip():
        return "l’article qui la fonde manque"
    if not row.source or any(len(one.strip()) < _LEAST_SOURCE for one in row.source):
        return "la source manque : écrivez où le chiffre a été lu"
    return ""


def _figures_fault(row: ScaleRow) -> str:
    if not row.figures:
        return "elle ne porte aucun chiffre"
    for name, figure in row.figures.items():
        if not figure.is_finite() or not 0 < figure <= _LARGEST:
            return f"le chiffre « {name} » n’est pas un nombre positif"
    return ""


def _key_fault(row: ScaleRow) -> str:
    match row.kind:
        case ScaleKind.CEILING:
            return _ceiling_fault(row)
        case ScaleKind.SLR:
            return _zones_fault(row, tuple(SlrZone))
        case ScaleKind.PER_M2_CAP:
            return _zones_fault(row, tuple(PerM2Zone))
        case ScaleKind.BAREME:
            return bareme_fault(row.figures)
        case ScaleKind.CUS_BOUNDS:
            return bounds_fault(row.figures)
        case ScaleKind.FACTOR:
            return _single_fault(row, tuple(SlsFinancing), "factor")
        case ScaleKind.AMOUNT:
            return _single_fault(row, tuple(AmountCode), "value")


def _ceiling_fault(row: ScaleRow) -> str:
    table, _, zone = row.key.partition("/")
    if table not in CEILING_TABLES or zone not in tuple(CeilingZone):
        return "elle nomme un plafond et une zone, par exemple « PLUS/autres_regions »"
    if set(row.figures) != set(_CEILING_FIGURES):
        return "elle donne les plafonds des catégories 1 à 6 et celui par personne en plus"
    values = [row.figures[name] for name in _CEILING_FIGURES[:6]]
    return "" if values == sorted(values) else "un plafond y est plus bas que celui d’un ménage plus petit"


def _zones_fault(row: ScaleRow, zones: tuple[str, ...]) -> str:
    if row.key:
        return "elle ne porte que des zones"
    unknown = next((name for name in row.figures if name not in zones), None)
    return f"la zone « {unknown} » est inconnue" if unknown else ""


def _single_fault(row: ScaleRow, keys: tuple[str, ...], name: str) -> str:
    if row.key not in keys:
        return f"« {row.key} » est inconnu"
    return "" if set(row.figures) == {name} else f"elle porte un seul chiffre, « {name} »"
