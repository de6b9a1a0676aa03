"""The coefficient of an overrun: a table by landlord and period, of the law or of a CUS (*R441-21)."""

from collections.abc import Mapping
from decimal import Decimal
from typing import NamedTuple

from backoffice.errors import Refused

_BOUNDED = (21, 60, 150)
"""Where the three bands of the law begin: a CUS stays within the bounds of the band that holds its own."""
THRESHOLD = 20
"""The overrun (whole %) from which SLS is due today (L441-3): a CUS may not change it."""
_LARGEST_PERCENT = 1000


class Band(NamedTuple):
    """From ``start`` per cent on, ``per_point`` more for each whole point."""

    start: int
    per_point: Decimal


class Bareme(NamedTuple):
    """``first`` at ``threshold`` whole per cent of overrun, then band by band, without upper bound."""

    threshold: int
    first: Decimal
    bands: tuple[Band, ...]

    def coefficient(self, overrun: int) -> Decimal:
        """CDPR of a whole per cent of overrun; 0 under the threshold."""
        if overrun < self.threshold:
            return Decimal("0.00")
        return self.first + sum((points * step for points, step in self.parts(overrun)), Decimal(0))

    def parts(self, overrun: int) -> tuple[tuple[int, Decimal], ...]:
        """The points counted in each band reached, with what each point adds."""
        ends = [band.start - 1 for band in self.bands[1:]] + [overrun]
        return tuple(
            (min(overrun, end) - band.start + 1, band.per_point)
            for band, end in zip(self.bands, ends, strict=True)
            if overrun >= band.start
        )


def bareme_of(figures: Mapping[str, Decimal]) -> Bareme:
    """The table that the figures of a row write. Raises ``Refused`` (``BAREME``) when they make none."""
    if fault := bareme_fault(figures):
        raise Refused(f"Le barème est refusé : {fault}.", code="BAREME")
    bands = tuple(Band(start, figures[str(start)]) for start in _starts(figures))
    return Bareme(int(figures["threshold"]), figures["first"], bands)


def bareme_fault(figures: Mapping[str, Decimal]) -> str:
    """What keeps ``figures`` from being a table of coefficients, as the end of a sentence; nothing if fit."""
    if not {"threshold", "first"} <= set(figures):
        return "le seuil ou le coefficient au seuil manque"
    threshold = figures["threshold"]
    if threshold != threshold.to_integral_value() or threshold > _LARGEST_PERCENT:
        return "le seuil est un pourcentage entier"
    others = [name for name in figures if name not in ("threshold", "first")]
    if not all(name.isascii() and name.isdigit() for name in others):
        return "une tranche se nomme par le pourcentage où elle commence"
    starts = _starts(figures)
    if not starts or starts[0] != threshold + 1:
        return "la première tranche commence au point qui suit le seuil"
    return ""


def bounds_fault(figures: Mapping[str, Decimal]) -> str:
    """What keeps ``figures`` from being the bounds of a CUS, as the end of a sentence; nothing if fit."""
    wanted = {f"{name}_{end}" for name in ("first", *_BOUNDED) for end in ("min", "max")}
    if set(figures) != wanted:
        return "les bornes du coefficient au seuil et des trois tranches sont attendues"
    crossed = any(figures[f"{name}_min"] > figures[f"{name}_max"] for name in ("first", *map(str, _BOUNDED)))
    return "une borne basse dépasse la haute" if crossed else ""


def refuse_outside_cus(bareme: Bareme, bounds: Mapping[str, Decimal]) -> None:
    """Nothing. Raises ``Refused`` (``CUS_BAREME``) for a table that a CUS may not set (*R441-21-1)."""
    if bareme.threshold != THRESHOLD:
        raise Refused(
            f"Le SLS est dû dès {THRESHOLD} % de dépassement (L441-3) : une convention n’y change rien.",
            code="CUS_BAREME",
        )
    if not bounds["first_min"] <= bareme.first <= bounds["first_max"]:
        raise _outside("coefficient au seuil", bounds, "first")
    for band, end in zip(bareme.bands, [*(one.start - 1 for one in bareme.bands[1:]), None], strict=True):
        for start, last in zip(_BOUNDED, (*(one - 1 for one in _BOUNDED[1:]), None), strict=True):
            reached = (last is None or band.start <= last) and (end is None or end >= start)
            if reached and not bounds[f"{start}_min"] <= band.per_point <= bounds[f"{start}_max"]:
                raise _outside(f"hausse par point dès {band.start} %", bounds, str(start))


def _outside(what: str, bounds: Mapping[str, Decimal], name: str) -> Refused:
    low, high = (str(bounds[f"{name}_{end}"]).replace(".", ",") for end in ("min", "max"))
    return Refused(
        f"Le barème de la convention est refusé : {what} hors des bornes {low} à {high} (*R441-21-1).",
        code="CUS_BAREME",
    )


def _starts(figures: Mapping[str, Decimal]) -> list[int]:
    return sorted(int(name) for name in figures if name not in ("threshold", "first"))
