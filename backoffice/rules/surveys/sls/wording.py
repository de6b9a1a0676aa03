"""The sentences of an assessment, made on demand: what a step is, how it was worked out, on what ground."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any, NamedTuple

from backoffice.rules.money import cents, euros
from backoffice.rules.surveys.scales.bareme import Bareme
from backoffice.rules.surveys.sls.case import Assessment
from backoffice.rules.surveys.steps import SURE, Step, StepCode
from backoffice.rules.vocabulary.surveys.outcome import Exemption
from backoffice.rules.vocabulary.surveys.scales import ScaleStatus, SlrZone

_THIN = "\N{NARROW NO-BREAK SPACE}"
_MINUS = "\N{MINUS SIGN}"


class Explained(NamedTuple):
    """One step in French; ``value`` is for programs, ``shown`` for a reader, with its unit."""

    label: str
    formula: str
    value: str
    shown: str
    article: str
    source: str
    status: ScaleStatus
    note: str


def explained(assessment: Assessment) -> tuple[Explained, ...]:
    """Every step of ``assessment``, in order."""
    return tuple(_explained(step) for step in assessment.steps)


def printed(assessment: Assessment) -> tuple[str, ...]:
    """The same as lines to be printed for the tenant; a figure that is not sure says so."""
    exemption = assessment.exemption
    lines = [
        f"Résultat : {assessment.result.label}"
        + (f" ({exemption.label})" if exemption and exemption.exempts else "")
        + f" ; SLS mensuel : {euros(assessment.sls)}."
    ]
    for rank, step in enumerate(explained(assessment), start=1):
        lines.append(f"{rank}. {step.label} : {step.shown}")
        lines.append(f"   {step.formula}")
        lines.append(f"   {step.article} ; source : {step.source}")
        if step.status not in SURE or step.note:
            lines.append(f"   Attention, {step.status.label}" + (f" : {step.note}." if step.note else "."))
    return tuple(lines)


def _explained(step: Step) -> Explained:
    origin = step.origin
    return Explained(
        label=step.code.label,
        formula=_FORMULAS[step.code](*step.facts),
        value=step.value if isinstance(step.value, str) else f"{step.value:f}",
        shown=_shown(step),
        article=origin.article,
        source=origin.source,
        status=origin.status,
        note=origin.note,
    )


def number(value: Decimal) -> str:
    """A number as French papers write it: ``52 400``, ``30,2413``."""
    figures = f"{abs(value):,f}".replace(",", _THIN).replace(".", ",")
    return f"{_MINUS}{figures}" if value < 0 else figures


def _amount(value: Decimal) -> str:
    """A sum without its cents when it has none."""
    return number(value.quantize(Decimal(1)) if value == value.to_integral_value() else value)


def _shown(step: Step) -> str:
    value = step.value
    if isinstance(value, str):
        return Exemption(value).label if step.code in (StepCode.EXEMPTION, StepCode.REMARK) else value
    if step.code in (StepCode.OVERRUN, StepCode.WHOLE_OVERRUN):
        return f"{number(value)}\N{NO-BREAK SPACE}%"
    if step.code is StepCode.COEFFICIENT:
        return number(value)
    return f"{euros(value)} par m²" if step.code is StepCode.SLR else euros(value)


def _category(*facts: Any) -> str:
    if not facts:
        return "catégorie saisie"
    count, dependants, cards, young, base = facts
    persons = f"{count} personne{'s' if count > 1 else ''}"
    parts = [f"{persons} dont {dependants} à charge" if dependants else persons]
    if young:
        parts.append("jeune ménage (âges révolus au 1er janvier)")
    told = f"{', '.join(parts)} : catégorie {base}"
    return f"{told}, + 1 pour une carte mobilité inclusion mention invalidité" if cards else told


def _resources(reference: Decimal, recent: Decimal | None, taken: bool, drop: Decimal) -> str:
    told = f"revenu fiscal de référence de l’avant-dernière année : {_amount(reference)}"
    if recent is None:
        return told
    limit = f"{_amount(Decimal(100) - drop)} % × {_amount(reference)}"
    if taken:
        return f"revenus plus récents {_amount(recent)} ≤ {limit} : retenus"
    return f"{told} ; revenus plus récents {_amount(recent)} > {limit} : non retenus"


def _ceiling(first: Decimal, more: Decimal, extra: int, factor: Decimal) -> str:
    base = f"{_amount(first)} + {extra} × {_amount(more)}" if extra else _amount(first)
    if factor == 1:
        return base
    return f"({base}) × {number(factor)}" if extra else f"{base} × {number(factor)}"


def _overrun(resources: Decimal, ceiling: Decimal) -> str:
    held = _amount(ceiling)
    return f"({_amount(resources)} {_MINUS} {held}) × 100 / {held}"


def _whole(exact: Decimal, over: bool, threshold: int) -> str:
    if not over:
        return "ressources au plus égales au plafond : pas de dépassement"
    return f"{number(exact)} % tronqué au point entier ; le SLS est dû dès {threshold} %"


def _coefficient(overrun: int | None, bareme: Bareme | None) -> str:
    if overrun is None or bareme is None:
        return "coefficient maximal : le foyer n’a pas répondu à l’enquête"
    parts = [f"{points} × {number(step)}" for points, step in bareme.parts(overrun)]
    return " + ".join([number(bareme.first), *parts])


def _slr(zone: SlrZone | None) -> str:
    return "valeur saisie" if zone is None else zone.label


def _before_cap(surface: Decimal, coefficient: Decimal, slr: Decimal) -> str:
    return f"{number(surface)} m² × {number(coefficient)} × {number(slr)} €"


def _cap_income(rate: Decimal, resources: Decimal | None, rent: Decimal) -> str:
    if resources is None:
        return "ressources inconnues"
    return f"{_amount(rate * 100)} % × {_amount(resources)} / 12 {_MINUS} loyer {number(cents(rent))}"


def _cap_per_m2(cap: Decimal, surface: Decimal, rent: Decimal) -> str:
    return f"{number(cap)} € × {number(surface)} m² {_MINUS} loyer {number(cents(rent))}"


def _sls(raw: Decimal, cap: Decimal | None, whole: int | None) -> str:
    if raw == 0:
        return "aucun SLS" if whole is None else f"dépassement de {whole} % : aucun SLS"
    if cap is None:
        return f"{number(raw)}, sans plafond applicable"
    return f"le plus petit de {number(raw)} et du plafond {number(cap)}"


def _exemption(code: Exemption) -> str:
    return "aucun SLS, quelles que soient les ressources" if code.exempts else "n’exonère pas"


_FORMULAS: dict[StepCode, Callable[..., str]] = {
    StepCode.EXEMPTION: _exemption,
    StepCode.REMARK: _exemption,
    StepCode.CATEGORY: _category,
    StepCode.RESOURCES: _resources,
    StepCode.CEILING: _ceiling,
    StepCode.OVERRUN: _overrun,
    StepCode.WHOLE_OVERRUN: _whole,
    StepCode.COEFFICIENT: _coefficient,
    StepCode.SLR: _slr,
    StepCode.BEFORE_CAP: _before_cap,
    StepCode.CAP_INCOME: _cap_income,
    StepCode.CAP_PER_M2: _cap_per_m2,
    StepCode.SLS: _sls,
}
