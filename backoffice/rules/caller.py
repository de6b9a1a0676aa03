"""Who is calling: what each proof is worth and what each act needs (R4.20, R4.14)."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome

WRONG_ANSWERS_ALLOWED = 2


class Act(StrEnum):
    """An act that asks for a level of verification."""

    READ_ACCOUNT = "READ_ACCOUNT"
    ISSUE_RECEIPT = "ISSUE_RECEIPT"
    UNLOCK = "UNLOCK"
    RELEASE_REGISTRATION = "RELEASE_REGISTRATION"
    RESEND_ACTIVATION = "RESEND_ACTIVATION"
    CHANGE_CONTACT = "CHANGE_CONTACT"


REQUIRED = {
    Act.READ_ACCOUNT: CallerLevel.L2,
    Act.ISSUE_RECEIPT: CallerLevel.L2,
    Act.UNLOCK: CallerLevel.L2,
    Act.RELEASE_REGISTRATION: CallerLevel.L2,
    Act.RESEND_ACTIVATION: CallerLevel.L1,
    Act.CHANGE_CONTACT: CallerLevel.L3,
}

_CONTROLS = frozenset({CheckMethod.TWO_ANSWERS, CheckMethod.CALL_BACK, CheckMethod.CODE})
_CERTAIN = frozenset({CheckMethod.COUNTER_ID, CheckMethod.SIGNED_LETTER})


@dataclass(frozen=True)
class Check:
    """One attempt to verify the caller and what the agent recorded."""

    method: CheckMethod
    outcome: CheckOutcome


def level_reached(checks: Sequence[Check], failed_today: int = 0) -> CallerLevel:
    """The level that ``checks`` of one call reach (R4.20).

    Two wrong answers in the day bring back to ``L0`` on all channels (R4.23); ``failed_today``
    counts those of other calls. An identity paper seen, or a signed letter, stands above them.
    """
    passed = {check.method for check in checks if check.outcome is CheckOutcome.PASSED}
    if passed & _CERTAIN:
        return CallerLevel.L3
    failed = failed_today + sum(check.outcome is CheckOutcome.FAILED for check in checks)
    if failed >= WRONG_ANSWERS_ALLOWED:
        return CallerLevel.L0
    if CheckMethod.IDENTIFIERS not in passed:
        return CallerLevel.L0
    if {CheckMethod.CODE, CheckMethod.CALL_BACK} <= passed:
        return CallerLevel.L3
    return CallerLevel.L2 if passed & _CONTROLS else CallerLevel.L1


def allows(level: CallerLevel, act: Act) -> bool:
    """Whether a caller verified to ``level`` may obtain ``act``."""
    return level >= REQUIRED[act]


def missing_sentence(level: CallerLevel, act: Act) -> str:
    """What the agent must still do before ``act``, in one sentence."""
    if REQUIRED[act] is CallerLevel.L1:
        return "Demandez d’abord à l’appelant son numéro et le nom du titulaire (niveau 1)."
    if REQUIRED[act] is CallerLevel.L3:
        return (
            "Il faut le niveau 3 : une pièce d’identité au guichet, une lettre signée, "
            "ou un code et un rappel au numéro du dossier."
        )
    if level is CallerLevel.L0:
        return (
            "Vérifiez d’abord l’appelant : numéro et nom, puis deux réponses, "
            "un code ou un rappel au numéro du dossier (niveau 2)."
        )
    return (
        "Il manque un contrôle pour le niveau 2 : deux réponses, un code ou un rappel au numéro du dossier."
    )
