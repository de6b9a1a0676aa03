"""Who is calling: what each proof is worth and what each act needs (R4.20, R4.14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome

WRONG_ANSWERS_ALLOWED = 2
PUT_OFF = timedelta(days=36_500 // 2)
"""What was disputed, ended or taken back serves in a century: whatever waits longer than this never will."""


class Act(StrEnum):
    """An act that asks for a level of verification."""

    READ_ACCOUNT = "READ_ACCOUNT"
    ISSUE_RECEIPT = "ISSUE_RECEIPT"
    UNLOCK = "UNLOCK"
    RELEASE_REGISTRATION = "RELEASE_REGISTRATION"
    CHANGE = "CHANGE"
    """A security contact, bank details, a title in the household."""


REQUIRED = {
    Act.READ_ACCOUNT: CallerLevel.L2,
    Act.ISSUE_RECEIPT: CallerLevel.L2,
    Act.UNLOCK: CallerLevel.L2,
    Act.RELEASE_REGISTRATION: CallerLevel.L2,
    Act.CHANGE: CallerLevel.L3,
}

_CONTROLS = frozenset({CheckMethod.TWO_ANSWERS, CheckMethod.CALL_BACK, CheckMethod.CODE})
_CERTAIN = frozenset({CheckMethod.COUNTER_ID, CheckMethod.SIGNED_LETTER})


@dataclass(frozen=True)
class Check:
    """One attempt to verify the caller and what the agent recorded."""

    method: CheckMethod
    outcome: CheckOutcome
    wrong_answers: int = 1
    """Answers that were wrong, of the two, when ``TWO_ANSWERS`` failed."""


def level_reached(checks: Sequence[Check], failed_today: int = 0) -> CallerLevel:
    """The level that ``checks`` of one call reach (R4.20).

    Two wrong control answers in the day give ``L0`` on every channel, whatever else was shown
    (R4.23). Only a failed ``TWO_ANSWERS`` has wrong control answers, one or two: a code that does not
    come or a call back that nobody takes has none. ``failed_today`` counts those of the customer's other
    calls. The database computes the same in ``level_reached``.
    """
    passed = {check.method for check in checks if check.outcome is CheckOutcome.PASSED}
    if barred(failed_today + sum(_wrong_answers(check) for check in checks)):
        return CallerLevel.L0
    if passed & _CERTAIN:
        return CallerLevel.L3
    if CheckMethod.IDENTIFIERS not in passed:
        return CallerLevel.L0
    if {CheckMethod.CODE, CheckMethod.CALL_BACK} <= passed:
        return CallerLevel.L3
    return CallerLevel.L2 if passed & _CONTROLS else CallerLevel.L1


def _wrong_answers(check: Check) -> int:
    failed = check.method is CheckMethod.TWO_ANSWERS and check.outcome is CheckOutcome.FAILED
    return check.wrong_answers if failed else 0


def barred(wrong_answers_today: int) -> bool:
    """Whether so many wrong control answers close every channel for the rest of the day (R4.23)."""
    return wrong_answers_today >= WRONG_ANSWERS_ALLOWED


BARRED_SENTENCE = (
    "Deux réponses fausses ont été données aujourd’hui pour ce client : plus rien ne peut être fait avant "
    "demain 0 h, ni au téléphone ni au guichet. Prenez un message pour un responsable."
)


CERTAIN_SENTENCE = (
    "Il faut une identité certaine (niveau 3) : pièce vue au guichet, code et rappel au dossier, "
    "ou lettre signée avec copie de pièce."
)


def allows(level: CallerLevel, act: Act) -> bool:
    """Whether a caller verified to ``level`` may obtain ``act``."""
    return level >= REQUIRED[act]


def missing_sentence(level: CallerLevel, act: Act) -> str:
    """What the agent must still do before ``act``, in one sentence."""
    if REQUIRED[act] is CallerLevel.L3:
        return CERTAIN_SENTENCE
    if level is CallerLevel.L0:
        return (
            "Vérifiez d’abord l’appelant : numéro et nom, puis deux réponses, "
            "un code ou un rappel au numéro du dossier (niveau 2)."
        )
    return (
        "Il manque un contrôle pour le niveau 2 : deux réponses, un code ou un rappel au numéro du dossier."
    )
