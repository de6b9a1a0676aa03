"""The resources of a foyer: RFR of the year before last, or more recent income (L441-3, R441-23; 5.1)."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import NamedTuple

from backoffice.errors import Refused
from backoffice.rules.money import ZERO
from backoffice.rules.surveys.steps import Figure, Origin, Step, StepCode
from backoffice.rules.vocabulary.surveys.scales import ScaleStatus

_HUNDRED = Decimal(100)
SUMMED = Origin("CCH, articles L441-3 et R441-23", "CCH, articles L441-3 et R441-23", ScaleStatus.STATUTORY)
_NIL = "revenu nul ou négatif compté pour 0"
LAST_KNOWN = SUMMED.marked(
    ScaleStatus.UNVERIFIED, "dernières ressources connues : le foyer n’a pas répondu à l’enquête"
)


class Resources(NamedTuple):
    """What the foyer is held to have, in euros a year, never negative."""

    amount: Decimal
    step: Step
    reference: Decimal
    """What its tax notices of the reference year say."""
    recent: Decimal | None


@dataclass(frozen=True)
class TaxNotice:
    """One avis d’imposition of a foyer: ``reference`` tells it from the others, ``rfr`` is in euros.

    ``care_home`` is what an EHPAD costs a spouse named on it. ``rfr`` is None for income without a French
    notice, typed with its proof in ``declared`` and why in ``reason``.
    """

    income_year: int
    reference: str
    rfr: Decimal | None
    care_home: Decimal = ZERO
    declared: Decimal | None = None
    reason: str = ""


def appraised(
    reference: Decimal, recent: Decimal | None, drop_percent: Figure, *, ground: Origin = SUMMED
) -> Resources:
    """The resources retained: ``recent`` (€) when it is lower than ``reference`` by ``drop_percent`` or more.

    ``ground`` is what ``summed_notices`` told, or ``LAST_KNOWN`` for a foyer that did not answer (4.1).
    """
    known = max(reference, ZERO)
    lately = None if recent is None else max(recent, ZERO)
    taken = lately is not None and lately * _HUNDRED <= known * (_HUNDRED - drop_percent.value)
    amount = lately if taken and lately is not None else known
    if amount <= 0:
        ground = ground.marked(ScaleStatus.UNVERIFIED, _NIL)
    facts = (reference, recent, taken, drop_percent.value)
    return Resources(amount, Step(StepCode.RESOURCES, amount, facts, ground), reference, recent)


def reference_year(year: int, years_back: int) -> int:
    """The year of the incomes that the SLS of ``year`` rests on (N-2)."""
    return year - years_back


def summed_notices(
    notices: Sequence[TaxNotice], income_year: int, care_home_most: Figure | None
) -> tuple[Decimal, Origin]:
    """The RFR of all persons of the foyer, each notice once, with the mark of what was taken for granted.

    Raises ``Refused``: ``NO_NOTICE`` for none, ``NOTICE_YEAR`` for a notice of other incomes,
    ``NOTICE_TWICE`` for one counted twice, ``NOTICE_PROOF`` for income without a notice and without a reason.
    """
    if not notices:
        raise Refused(
            "Aucun avis d’imposition : l’enquête reste sans réponse tant qu’il n’y en a pas.",
            code="NO_NOTICE",
        )
    seen: set[str] = set()
    origin, total = SUMMED, ZERO
    for one in notices:
        _refuse_notice(one, income_year, seen)
        seen.add(one.reference)
        income, mark = _income(one, care_home_most)
        total += income
        if mark:
            origin = origin.marked(ScaleStatus.UNVERIFIED, mark)
    return total, origin


def _refuse_notice(one: TaxNotice, income_year: int, seen: set[str]) -> None:
    if one.income_year != income_year:
        raise Refused(
            f"L’avis {one.reference} porte sur les revenus de {one.income_year} : demandez celui des revenus "
            f"de {income_year}.",
            code="NOTICE_YEAR",
        )
    if one.reference in seen:
        raise Refused(
            f"L’avis {one.reference} est compté deux fois : gardez-le une seule fois.", code="NOTICE_TWICE"
        )
    if one.rfr is None and (one.declared is None or not one.reason.strip()):
        raise Refused(
            f"La personne {one.reference} n’a pas d’avis français : saisissez ses ressources, la preuve et "
            "la raison.",
            code="NOTICE_PROOF",
        )


def _income(one: TaxNotice, care_home_most: Figure | None) -> tuple[Decimal, str]:
    if one.rfr is None:
        return one.declared or ZERO, f"sans avis français : {one.reason.strip()}"
    if one.care_home <= 0 or care_home_most is None:
        return one.rfr, ""
    deducted = min(one.care_home, care_home_most.value, max(one.rfr, ZERO))
    return one.rfr - deducted, f"frais d’EHPAD déduits : {care_home_most.origin.note}"
