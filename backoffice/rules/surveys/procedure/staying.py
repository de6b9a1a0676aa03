"""Loss of the droit au maintien dans les lieux (L442-3-3, L442-3-4, L482-3-1; section 9)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from backoffice.rules.dates import add_months, french_day
from backoffice.rules.surveys.scales.year import YearScales
from backoffice.rules.surveys.steps import Figure, least_sure
from backoffice.rules.vocabulary.surveys.outcome import LossGround, LossShield, YearMark
from backoffice.rules.vocabulary.surveys.scales import (
    AmountCode,
    CeilingZone,
    ScaleStatus,
    SlsFinancing,
    TenseZone,
)

_TENSE = frozenset({TenseZone.A_BIS, TenseZone.A, TenseZone.B1})
_GROUND_ARTICLE = {
    LossGround.OVER_INCOME: "CCH, article L442-3-3",
    LossGround.NO_ANSWER: "CCH, article L442-3-4",
}
_SEM_ARTICLE = "CCH, article L482-3-1"


class YearFinding(NamedTuple):
    """What the survey of a year found: over 150 % of the PLS ceiling, or no answer at all."""

    year: int
    over_income: bool
    no_answer: bool


@dataclass(frozen=True)
class Staying:
    """What protects a household: its lease holders’ births, a disabled person (L114 CASF), the place."""

    zone: TenseZone
    holders_born: tuple[date, ...] = ()
    disabled_person: bool = False
    in_qpv: bool = False
    sem_dwelling: bool = False


@dataclass(frozen=True)
class TitleLoss:
    """The right to stay ends on ``ends_on`` (excluded) unless a shield or a way back keeps it.

    ``notice_by`` is the last day of the notice (L9). ``status`` is unverified: the article in force was not
    read whole.
    """

    ground: LossGround
    starts_on: date
    ends_on: date
    notice_by: date
    shields: tuple[LossShield, ...]
    article: str
    status: ScaleStatus

    @property
    def holds(self) -> bool:
        """Whether the loss goes its way."""
        return not self.shields


def pls_limit(
    zone: CeilingZone, number: int, extra: int, scales: YearScales, *, times: Decimal | None = None
) -> Figure:
    """``times`` (150 % by default) the PLS ceiling of a category, whatever the financing of the dwelling.

    Raises ``Refused`` (``SCALE_MISSING``).
    """
    ceiling = scales.ceiling(SlsFinancing.PLS, zone, number, extra)
    ratio = scales.amount(AmountCode.LOSS_RATIO)
    assert isinstance(ceiling.value, Decimal)
    value = ceiling.value * (ratio.value if times is None else times)
    status = least_sure((ceiling.origin.status, ratio.origin.status))
    return Figure(value, ratio.origin.marked(status, ceiling.origin.note))


def over_limit(resources: Decimal, limit: Figure) -> bool:
    """Whether ``resources`` (€) are more than the limit: equal to it, they are not."""
    return resources > limit.value


def year_marks(findings: Sequence[YearFinding], year: int, years: int = 2) -> frozenset[YearMark]:
    """The marks that the survey of ``year`` leaves on a file: first year in a row, or second and later."""
    marks = set()
    if row := _in_a_row(findings, year, LossGround.OVER_INCOME):
        marks.add(YearMark.DEPASSE_150_PLS_AN2 if row >= years else YearMark.DEPASSE_150_PLS_AN1)
    if row := _in_a_row(findings, year, LossGround.NO_ANSWER):
        marks.add(YearMark.NON_REPONSE_AN2 if row >= years else YearMark.NON_REPONSE_AN1)
    return frozenset(marks)


def title_losses(
    findings: Sequence[YearFinding], year: int, staying: Staying, scales: YearScales
) -> tuple[TitleLoss, ...]:
    """The losses that the survey of ``year`` sets off, as the second year in a row, or a later one.

    A loss that runs already is not opened twice: that is the caller's to see.

    ``S`` is 1 January after that year, the end eighteen months later, the notice six months before it.
    """
    needed = scales.count(AmountCode.LOSS_YEARS)
    start = date(year + 1, 1, 1)
    end = add_months(start, scales.count(AmountCode.LOSS_MONTHS))
    shields = loss_shields(staying, year, scales)
    return tuple(
        TitleLoss(
            ground=ground,
            starts_on=start,
            ends_on=end,
            notice_by=add_months(end, -scales.count(AmountCode.LOSS_NOTICE_MONTHS)),
            shields=shields,
            article=_SEM_ARTICLE if staying.sem_dwelling else _GROUND_ARTICLE[ground],
            status=scales.amount(AmountCode.LOSS_YEARS).origin.status,
        )
        for ground in LossGround
        if _in_a_row(findings, year, ground) >= needed
    )


def explained_loss(loss: TitleLoss) -> tuple[str, ...]:
    """The loss as sentences for the tenant: why, from when, until when, on what ground, what keeps him."""
    years = f"{loss.starts_on.year - 2} et {loss.starts_on.year - 1}"
    sentences = [
        f"{loss.ground.label[0].upper()}{loss.ground.label[1:]} ({years}) : {loss.article}.",
        f"Le délai court du {french_day(loss.starts_on)} au {french_day(loss.ends_on - timedelta(days=1))} ; "
        f"l’avertissement est donné au plus tard le {french_day(loss.notice_by)}.",
    ]
    sentences += [f"Le droit est conservé : {shield.label}." for shield in loss.shields]
    if loss.status is ScaleStatus.UNVERIFIED:
        sentences.append("À vérifier : l’article en vigueur n’a pas été lu en entier.")
    return tuple(sentences)


def loss_shields(staying: Staying, year: int, scales: YearScales) -> tuple[LossShield, ...]:
    """What keeps the right to stay after the survey of ``year``.

    The 65th birthday counts in the year after it, or earlier.
    """
    age = scales.count(AmountCode.PROTECTED_AGE)
    held = (
        (staying.zone not in _TENSE, LossShield.NOT_TENSE),
        (staying.in_qpv, LossShield.QPV),
        (any(born.year + age <= year + 1 for born in staying.holders_born), LossShield.AGE),
        (staying.disabled_person, LossShield.DISABILITY),
    )
    return tuple(shield for holds, shield in held if holds)


def way_back(
    loss: TitleLoss, day: date, resources: Decimal | None, pls_ceiling: Figure, *, answered: bool
) -> bool:
    """Whether resources proven on ``day`` keep the right to stay: under the PLS ceiling, before the end.

    After no answer the answer itself is needed as well. What counts as « under the ceiling » for over-income
    was not read in the article: it is the PLS ceiling here.
    """
    if not loss.starts_on <= day < loss.ends_on or resources is None:
        return False
    return (answered or loss.ground is LossGround.OVER_INCOME) and resources <= pls_ceiling.value


def _in_a_row(findings: Sequence[YearFinding], year: int, ground: LossGround) -> int:
    """How many years in a row, ``year`` the last of them, gave the ground."""
    gave = {
        one.year
        for one in findings
        if (one.over_income if ground is LossGround.OVER_INCOME else one.no_answer)
    }
    count = 0
    while year - count in gave:
        count += 1
    return count
