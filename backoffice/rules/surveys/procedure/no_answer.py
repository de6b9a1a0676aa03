"""No answer to the SLS survey: the delays, the formal notice to be proven, the fee (L441-9, 8.1 and 8.3)."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from backoffice.errors import Refused
from backoffice.rules.dates import add_months, french_day
from backoffice.rules.money import euros
from backoffice.rules.surveys.scales.year import YearScales
from backoffice.rules.surveys.steps import Figure
from backoffice.rules.vocabulary.surveys.outcome import SurveyState
from backoffice.rules.vocabulary.surveys.scales import AmountCode

_S = SurveyState
_NEXT = {
    _S.A_ENQUETER: {_S.ENVOYEE},
    _S.ENVOYEE: {_S.REPONSE_COMPLETE, _S.REPONSE_INCOMPLETE, _S.SANS_REPONSE},
    _S.REPONSE_INCOMPLETE: {_S.REPONSE_COMPLETE, _S.MISE_EN_DEMEURE},
    _S.SANS_REPONSE: {_S.REPONSE_COMPLETE, _S.REPONSE_INCOMPLETE, _S.MISE_EN_DEMEURE},
    _S.MISE_EN_DEMEURE: {_S.REPONSE_COMPLETE, _S.LIQUIDATION_PROVISOIRE},
    _S.LIQUIDATION_PROVISOIRE: {_S.REGULARISEE},
    _S.REPONSE_COMPLETE: set(),
    _S.REGULARISEE: set(),
}


@dataclass(frozen=True)
class FormalNotice:
    """What proves a mise en demeure: a court refused a claim that lacked one of them.

    ``reproduces_article``: its text carries L441-9 in full.
    """

    sent_on: date | None
    registered_number: str
    copy_stored: bool
    reproduces_article: bool = True


def next_states(state: SurveyState) -> frozenset[SurveyState]:
    """Where a file may go from ``state`` (8.2)."""
    return frozenset(_NEXT[state])


def refuse_step(state: SurveyState, wanted: SurveyState) -> None:
    """Nothing. Raises ``Refused`` (``SURVEY_STATE``) when a file may not go from one to the other."""
    if wanted not in _NEXT[state]:
        raise Refused(
            f"Ce dossier est « {state.label} » : il ne peut pas devenir « {wanted.label} ».",
            code="SURVEY_STATE",
        )


def answer_by(sent_on: date, scales: YearScales) -> date:
    """The last day for the tenant to answer the survey: one month."""
    return add_months(sent_on, scales.count(AmountCode.ANSWER_MONTHS))


def refuse_notice(sent_on: date, day: date, scales: YearScales) -> None:
    """Nothing. Raises ``Refused`` (``ANSWER_DELAY``): the notice comes after the month to answer."""
    last = answer_by(sent_on, scales)
    if day <= last:
        raise Refused(
            f"Le locataire peut répondre jusqu’au {french_day(last)} : la mise en demeure part ensuite.",
            code="ANSWER_DELAY",
        )


def notice_missing(notice: FormalNotice | None) -> tuple[str, ...]:
    """What is still to be recorded before a formal notice proves anything, as French nouns."""
    if notice is None:
        return ("la mise en demeure",)
    wanted = (
        (notice.sent_on is not None, "la date d’envoi"),
        (bool(notice.registered_number.strip()), "le numéro de recommandé"),
        (notice.copy_stored, "la copie de la lettre"),
        (notice.reproduces_article, "la reproduction de l’article L441-9"),
    )
    return tuple(word for held, word in wanted if not held)


def provisional_from(notice: FormalNotice | None, scales: YearScales) -> date:
    """The first day of a provisional liquidation: the notice is proven and its fifteen days have passed.

    Raises ``Refused`` (``NOTICE_NOT_PROVEN``) with what is missing.
    """
    missing = notice_missing(notice)
    if missing or notice is None or notice.sent_on is None:
        raise Refused(
            f"Liquidation provisoire bloquée : enregistrez d’abord {', '.join(missing)}.",
            code="NOTICE_NOT_PROVEN",
        )
    return notice.sent_on + timedelta(days=scales.count(AmountCode.NOTICE_DAYS))


def refuse_provisional(notice: FormalNotice | None, day: date, scales: YearScales) -> None:
    """Nothing. Raises ``Refused``: ``NOTICE_NOT_PROVEN``, or ``NOTICE_TOO_YOUNG`` before the day above."""
    first = provisional_from(notice, scales)
    if day < first:
        raise Refused(
            f"Liquidation provisoire bloquée jusqu’au {french_day(first)} : la mise en demeure laisse "
            f"{scales.count(AmountCode.NOTICE_DAYS)} jours pour répondre.",
            code="NOTICE_TOO_YOUNG",
        )


def file_fee(wanted: Decimal, scales: YearScales) -> Figure:
    """The indemnité pour frais de dossier (€): its own line, once for a survey, kept after a late answer.

    Raises ``Refused`` (``FILE_FEE``) over the maximum or for no sum at all.
    """
    most = scales.amount(AmountCode.FILE_FEE)
    if not wanted.is_finite() or not 0 < wanted <= most.value:
        raise Refused(
            f"L’indemnité pour frais de dossier est de {euros(most.value)} au plus : baissez-la.",
            code="FILE_FEE",
        )
    return Figure(wanted, most.origin)


def refund_by(answered_on: date, scales: YearScales) -> date:
    """The last day to give back what was called too much: two months."""
    return add_months(answered_on, scales.count(AmountCode.REFUND_MONTHS))
