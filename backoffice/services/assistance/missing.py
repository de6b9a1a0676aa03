"""What is missing before a registration is released on a form, in one sentence."""

from dataclasses import dataclass

_DIFFERS = (
    "Le numéro, le nom ou la date de naissance ne correspond pas au dossier : refusez (R), "
    "ou laissez à un conseiller (D)."
)
_DOUBT = "Ce formulaire a été laissé à un conseiller : prenez le suivant."
_NO_BLOCK = "L’inscription n’est pas bloquée : refusez avec ce motif (R)."
_NO_CALL = (
    "Il manque un code ou un rappel au contact du dossier : ouvrez le dossier (O), faites-le, "
    "puis revenez ici."
)
_NOT_PROVED = (
    "L’appel en cours ne prouve pas assez : envoyez un code ou rappelez le numéro du dossier, "
    "puis revenez ici."
)


@dataclass(frozen=True)
class Proof:
    """What speaks for a release."""

    agrees: bool
    for_others: bool
    """Left to an adviser, and who looks is none."""
    blocked: bool
    call_proved: bool | None
    """Whether the call under way is enough; ``None`` without one."""


def counter_missing(proof: Proof) -> str:
    """What is missing at the counter, an identity paper being seen; empty when nothing is (R4.20)."""
    if not proof.blocked:
        return _NO_BLOCK
    if proof.for_others:
        return _DOUBT
    return "" if proof.agrees else _DIFFERS


def release_missing(proof: Proof) -> str:
    """The same in a call: the form's answers and a code, a call-back, or a caller at level 2."""
    missing = counter_missing(proof)
    if missing:
        return missing
    if proof.call_proved is None:
        return _NO_CALL
    return "" if proof.call_proved else _NOT_PROVED
