"""The supplément de loyer de solidarité of one household (L441-3, L441-4, R441-20, *R441-21)."""

from contextlib import suppress
from decimal import Decimal
from functools import cache

from backoffice.errors import Refused
from backoffice.rules.money import ZERO
from backoffice.rules.surveys.scales.year import YearScales
from backoffice.rules.surveys.sls.arithmetic import before_cap, income_cap, overrun, per_m2_cap
from backoffice.rules.surveys.sls.case import Assessment, Dwelling, SlsCase
from backoffice.rules.surveys.sls.exemptions import exemption_step
from backoffice.rules.surveys.steps import SURE, Origin, Step, StepCode, least_sure
from backoffice.rules.vocabulary.surveys.outcome import Exemption, SlsResult
from backoffice.rules.vocabulary.surveys.scales import AmountCode, ScaleStatus, SlsFinancing

_SP = "https://www.service-public.gouv.fr/particuliers/vosdroits/F21051"
_OVERRUN = Origin("CCH, articles L441-3 et R441-20", "CCH, article R441-20", ScaleStatus.STATUTORY)
_TRUNCATED = Origin("CCH, article *R441-21", f"CCH, article *R441-21 ; {_SP}", ScaleStatus.STATUTORY)
_FORMULA = Origin("CCH, article R441-20", "CCH, article R441-20", ScaleStatus.STATUTORY)
_ROUNDED = _FORMULA.marked(
    ScaleStatus.UNVERIFIED, "arrondi au centime le plus proche, non fixé par un texte lu"
)
_CAPPED = Origin("CCH, articles L441-4 et R441-20", "CCH, articles L441-4 et R441-20", ScaleStatus.STATUTORY)
_NOT_DUE = (StepCode.CAP_INCOME, StepCode.CAP_PER_M2)
_CAPPED_AWAY = (StepCode.BEFORE_CAP,)
_CUT = "arrondi au centime inférieur, non fixé par un texte lu"
_UNKNOWN = "ressources inconnues : le plafond de 30 % ne peut pas être calculé, il n’est pas appliqué"
_LAST_KNOWN = "calculé sur les dernières ressources connues"
_TYPED = Origin("CCH, article *R441-21", "valeur saisie pour ce calcul", ScaleStatus.GIVEN)


def assess(case: SlsCase, scales: YearScales) -> Assessment:
    """The SLS of ``case`` in the year of ``scales``, with every step.

    The scales of the year are needed whether SLS is due or not, unless an exemption decides. Raises
    ``Refused``: ``SCALE_MISSING`` for a figure that the year lacks, ``RESOURCES``, ``SLR_ZONE`` or
    ``PER_M2_ZONE`` for a case that lacks its own.
    """
    exemption = Exemption.EXO_PLI if case.dwelling.financing is SlsFinancing.PLI else case.exemption
    if exemption is not None and exemption.exempts:
        return _exempt(case, exemption, scales)
    if case.resources is None and not case.no_answer:
        raise Refused("Les ressources du foyer manquent : saisissez-les.", code="RESOURCES")
    dwelling, category = case.dwelling, case.category
    steps = [] if exemption is None else [exemption_step(exemption, scales)]
    ceiling = scales.ceiling(dwelling.financing, dwelling.ceiling_zone, category.number, category.extra)
    slr = _slr(dwelling, scales)
    assert isinstance(ceiling.value, Decimal)
    steps += (category.step, ceiling)
    exact, whole = _overrun(case, ceiling.value, scales, steps)
    coefficient, raw = _uncapped(case, whole, slr, scales, steps)
    cap = _caps(case, raw, scales, steps)
    due = case.no_answer or _reached(whole, scales)
    sls = raw if cap is None or raw <= cap else cap
    steps.append(_final(steps, due=due, raw=raw, sls=sls, facts=(raw, cap, whole)))
    result = _due_result(raw, sls) if due else _free_result(case, ceiling.value)
    return Assessment(
        result, exemption, ceiling.value, exact, whole, coefficient, _number(slr), raw, cap, sls, tuple(steps)
    )


def _overrun(
    case: SlsCase, ceiling: Decimal, scales: YearScales, steps: list[Step]
) -> tuple[Decimal | None, int | None]:
    if case.resources is None:
        return None, None
    amount = case.resources.amount
    exact, whole = overrun(amount, ceiling)
    steps += (
        case.resources.step,
        Step(StepCode.OVERRUN, exact, (amount, ceiling), _OVERRUN),
        Step(
            StepCode.WHOLE_OVERRUN,
            Decimal(whole),
            (exact, amount > ceiling, scales.bareme.threshold),
            _TRUNCATED,
        ),
    )
    return exact, whole


def _uncapped(
    case: SlsCase, whole: int | None, slr: Step, scales: YearScales, steps: list[Step]
) -> tuple[Decimal, Decimal]:
    """The coefficient, and ``SH x CDPR x SLR``."""
    if case.no_answer:
        figure = scales.amount(AmountCode.NON_RESPONSE_COEFFICIENT)
        step = Step(StepCode.COEFFICIENT, figure.value, (None, None), figure.origin)
    elif whole is not None and _reached(whole, scales):
        step = scales.coefficient(whole)
    else:
        return ZERO, ZERO
    value, reference = _number(step), _number(slr)
    surface = case.dwelling.surface
    raw, rounded = before_cap(surface, value, reference)
    formula = Step(StepCode.BEFORE_CAP, raw, (surface, value, reference), _ROUNDED if rounded else _FORMULA)
    steps += (step, slr, formula)
    return value, raw


def _caps(case: SlsCase, raw: Decimal, scales: YearScales, steps: list[Step]) -> Decimal | None:
    """The lower of the two caps that bind this case; None when neither can be worked out."""
    found = [_income_cap(case, raw, scales)]
    if case.over_at_signing:
        found.append(_per_m2_cap(case.dwelling, raw, scales))
    steps += found
    return min((step.value for step in found if isinstance(step.value, Decimal)), default=None)


def _income_cap(case: SlsCase, raw: Decimal, scales: YearScales) -> Step:
    rate, rent = scales.amount(AmountCode.INCOME_CAP_RATE), case.dwelling.rent
    if case.resources is None:
        unknown = rate.origin.marked(ScaleStatus.UNVERIFIED, _UNKNOWN)
        return Step(StepCode.CAP_INCOME, "inconnu", (rate.value, None, rent), unknown)
    amount = case.resources.amount
    value, cut = income_cap(amount, rate.value, rent)
    ground = _cut_ground(rate.origin, cut=cut and value < raw)
    if case.no_answer:
        ground = ground.marked(ScaleStatus.UNVERIFIED, _LAST_KNOWN)
    return Step(StepCode.CAP_INCOME, value, (rate.value, amount, rent), ground)


def _per_m2_cap(dwelling: Dwelling, raw: Decimal, scales: YearScales) -> Step:
    if dwelling.per_m2_zone is None:
        raise Refused("La zone du plafond de loyer au m² manque : choisissez-la.", code="PER_M2_ZONE")
    figure = scales.per_m2_cap(dwelling.per_m2_zone)
    value, cut = per_m2_cap(figure.value, dwelling.surface, dwelling.rent)
    facts = (figure.value, dwelling.surface, dwelling.rent)
    return Step(StepCode.CAP_PER_M2, value, facts, _cut_ground(figure.origin, cut=cut and value < raw))


def _cut_ground(origin: Origin, *, cut: bool) -> Origin:
    """The cut to the cent below is a choice of ours: it is told when the sum rests on it."""
    return origin.marked(ScaleStatus.UNVERIFIED, _CUT) if cut else origin


def _reached(whole: int | None, scales: YearScales) -> bool:
    return whole is not None and whole >= scales.bareme.threshold


def _final(steps: list[Step], *, due: bool, raw: Decimal, sls: Decimal, facts: tuple[object, ...]) -> Step:
    """The sum, with the mark of the least sure of the steps that it rests on."""
    unused = _NOT_DUE if not due else _CAPPED_AWAY if sls < raw else ()
    marks = tuple([(step.code, step.origin.status) for step in steps if step.code not in unused])
    return Step(StepCode.SLS, sls, facts, _final_ground(marks, _CAPPED if due else _OVERRUN))


@cache
def _final_ground(marks: tuple[tuple[StepCode, ScaleStatus], ...], basis: Origin) -> Origin:
    """The few that there are are kept: a campaign asks for them a hundred thousand times."""
    status = least_sure([mark for _, mark in marks])
    doubted = ", ".join(code.label for code, mark in marks if mark is status)
    note = "" if status in SURE else f"repose sur : {doubted}"
    return basis._replace(status=status, note=note)


def _due_result(raw: Decimal, sls: Decimal) -> SlsResult:
    if sls <= 0:
        return SlsResult.ASSUJETTI_NUL
    return SlsResult.ASSUJETTI if sls == raw else SlsResult.ASSUJETTI_PLAFONNE


def _free_result(case: SlsCase, ceiling: Decimal) -> SlsResult:
    assert case.resources is not None
    under = case.resources.amount <= ceiling
    return SlsResult.SOUS_PLAFOND if under else SlsResult.DEPASSEMENT_SANS_SLS


def _exempt(case: SlsCase, exemption: Exemption, scales: YearScales) -> Assessment:
    """No SLS; the ceiling is told when the year has one, since the household may ask about it."""
    steps, dwelling, category = [exemption_step(exemption, scales)], case.dwelling, case.category
    ceiling = exact = whole = slr = cap = None
    # What an exempt household's year lacks changes nothing for it: it is not shown, and blocks nothing.
    if dwelling.financing is not SlsFinancing.PLI:
        with suppress(Refused):
            step = scales.ceiling(dwelling.financing, dwelling.ceiling_zone, category.number, category.extra)
            ceiling = _number(step)
            steps += (category.step, step)
            exact, whole = _overrun(case, ceiling, scales, steps)
    with suppress(Refused):
        slr = _number(_slr(dwelling, scales))
    if case.resources is not None:
        with suppress(Refused):
            cap = _caps(case, ZERO, scales, steps)
    steps.append(Step(StepCode.SLS, ZERO, (ZERO, cap, None), steps[0].origin))
    return Assessment(
        SlsResult.EXONERE, exemption, ceiling, exact, whole, ZERO, slr, ZERO, cap, ZERO, tuple(steps)
    )


def _slr(dwelling: Dwelling, scales: YearScales) -> Step:
    if dwelling.slr is not None:
        return Step(StepCode.SLR, dwelling.slr, (None,), _TYPED)
    if dwelling.slr_zone is None:
        raise Refused("La zone du supplément de loyer de référence manque : choisissez-la.", code="SLR_ZONE")
    return scales.slr(dwelling.slr_zone)


def _number(step: Step) -> Decimal:
    assert isinstance(step.value, Decimal)
    return step.value
