"""What a landlord's rules for passwords are worth, as information, and what may be read aloud (R4.1–R4.7).

No password comes in here, not even to be checked: only the rules of the screens (R4.5).
"""

import math
from dataclasses import dataclass, replace

from backoffice.rules.parameters.passwords import ALL_CLASSES, OURS, PasswordClass, PasswordPolicy
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.profile_values import ActivationKind
from backoffice.rules.vocabulary.labelled import Labelled

SIZES = {
    PasswordClass.UPPER: 26,
    PasswordClass.LOWER: 26,
    PasswordClass.DIGIT: 10,
    PasswordClass.SPECIAL: 37,
}
"""Characters of each class, as the calculator of the CNIL counts them (R4.7)."""
ALONE, RESTRICTED, DEVICE = 80, 50, 13
"""Bits advised for a password alone, with a restriction after failures, for the code of a device (R4.1)."""
MOST_TRIES_A_DAY, MOST_IN_A_ROW = 25, 10
"""What a restriction lets through at most (R4.10)."""
CAVEAT = (
    "Information pour le bailleur, d’après la recommandation 2022-100 de la CNIL : "
    "ce n’est pas un avis juridique."
)
ADVICE = (
    f"La CNIL conseille {ALONE} bits pour un mot de passe seul : 12 caractères des quatre classes, "
    f"14 sans caractère spécial, ou 7 mots. Avec un blocage après des échecs, {RESTRICTED} bits : "
    f"8 caractères de trois classes sur quatre. {DEVICE} bits ne valent que pour le code d’un objet que l’on "
    "tient en main."
)
_CODE_DIGITS = 6
_NOT_TO_TELL = "Vous seul le choisissez : ne me le dites pas."


class Answer(Labelled):
    """Whether a rule reaches a threshold; the label is what is shown."""

    YES = "YES", "oui"
    BORDERLINE = "BORDERLINE", "à la limite"
    DEPENDS = "DEPENDS", "selon les caractères choisis"
    NO = "NO", "non"
    UNKNOWN = "UNKNOWN", "inconnu"


@dataclass(frozen=True)
class PolicyReading:
    """One rule with its bits; ``bits`` is ``None`` when the landlord is silent (R4.7)."""

    screen: str
    words: str
    source: str
    bits: tuple[float, float] | None
    alone: Answer
    """Against 80 bits."""
    with_lock: Answer
    """Against 50 bits, which count only with a restriction after failures."""


@dataclass(frozen=True)
class LockReading:
    """The restriction after failures as far as the landlord states it; ``tries_a_day`` at most."""

    words: str
    is_stated: bool
    tries_a_day: int | None


@dataclass(frozen=True)
class PasswordReading:
    """All that is known of a landlord's passwords."""

    policies: tuple[PolicyReading, ...]
    is_stated: bool
    lock: LockReading
    remarks: tuple[str, ...]
    aloud: str
    """For the agent to read to the tenant."""


def bits(policy: PasswordPolicy) -> tuple[float, float]:
    """The least and the most bits of a password of the shortest length, to the tenth: N·log2(alphabet).

    The least is that of who takes only the classes asked, the most of who draws in all those taken.
    """
    whole = sum(SIZES[one] for one in policy.alphabet) + len(policy.also)
    if policy.classes:
        least = sum(SIZES[one] for one in policy.classes)
    else:
        least = min((SIZES[one] for one in policy.alone), default=whole)
    return _bits(policy.minimum, least), _bits(policy.minimum, whole)


def policies_of(profile: LandlordProfile) -> tuple[PasswordPolicy, ...]:
    """The rules that the landlord states, screen by screen; ours when it is silent (R4.2)."""
    if profile.is_stated("password_policies"):
        return profile.password_policies
    # A landlord may have stated the two single figures alone.
    for key in ("password_min", "password_classes"):
        if profile.is_stated(key):
            single = replace(OURS, minimum=profile.password_min, classes=profile.password_classes)
            return (replace(single, screen="toute page", source=profile.origins[key].source),)
    return (OURS,)


def is_stated(profile: LandlordProfile) -> bool:
    """Whether the landlord says anything of its passwords."""
    return any(map(profile.is_stated, ("password_policies", "password_min", "password_classes")))


def strictest(policies: tuple[PasswordPolicy, ...]) -> PasswordPolicy:
    """One rule that every screen takes; the longest one when they exclude each other."""
    longest = max(policies, key=lambda one: one.minimum)
    shared = [one for one in ALL_CLASSES if all(one in policy.alphabet for policy in policies)]
    classes = {
        one: max(policy.classes.get(one, 0) for policy in policies)
        for one in ALL_CLASSES
        if any(one in policy.classes for policy in policies)
    }
    if not shared or not set(classes) <= set(shared):
        return longest
    also = "".join(one for one in longest.also if all(one in policy.also for policy in policies))
    return replace(longest, alphabet=tuple(shared), classes=classes, also=also, alone=())


def aloud(policy: PasswordPolicy) -> str:
    """The rule as one part of a sentence: never an example of a whole password."""
    return policy.label


def spoken(profile: LandlordProfile) -> str:
    """What an agent reads to the tenant; of two rules that contradict each other, the stricter one."""
    rule = aloud(strictest(policies_of(profile)))
    if is_stated(profile):
        return f"Votre mot de passe doit avoir {rule}. {_NOT_TO_TELL}"
    return (
        "Je n’ai pas la règle exacte de ce portail : suivez ce que l’écran demande. "
        f"À défaut, prenez {rule}. {_NOT_TO_TELL}"
    )


def read_passwords(profile: LandlordProfile) -> PasswordReading:
    """The landlord's rules with their bits, its lock, and the remarks for the administrator."""
    stated = is_stated(profile)
    policies = policies_of(profile)
    lock = _lock(profile)
    readings = tuple(_reading(one, stated=stated) for one in policies)
    remarks = (*_remarks_on_rules(policies, stated=stated), *_remarks_on_lock(profile, lock))
    return PasswordReading(readings, stated, lock, (*remarks, *_remarks_on_life(profile)), spoken(profile))


def against(figures: tuple[float, float], threshold: int, policy: PasswordPolicy) -> Answer:
    """Whether ``figures`` reach ``threshold``; the CNIL's own example is never a plain no."""
    least, most = figures
    if least >= threshold or (threshold == ALONE and _is_example(policy, 12, 4)):
        return Answer.YES
    if most < threshold:
        return Answer.NO
    return Answer.BORDERLINE if _is_example(policy, 8, 3) else Answer.DEPENDS


def _is_example(policy: PasswordPolicy, length: int, classes: int) -> bool:
    return policy.minimum >= length and len(policy.classes) >= classes


def _bits(length: int, alphabet: int) -> float:
    return round(length * math.log2(alphabet), 1)


def _reading(policy: PasswordPolicy, *, stated: bool) -> PolicyReading:
    if not stated:
        words = f"{NOT_STATED} (par défaut : {policy.label})"
        return PolicyReading(
            NOT_STATED, words, policy.source, bits=None, alone=Answer.UNKNOWN, with_lock=Answer.UNKNOWN
        )
    figures = bits(policy)
    return PolicyReading(
        screen=policy.screen,
        words=policy.label,
        source=policy.source,
        bits=figures,
        alone=against(figures, ALONE, policy),
        with_lock=against(figures, RESTRICTED, policy),
    )


def _lock(profile: LandlordProfile) -> LockReading:
    threshold, minutes = profile.lock_threshold, profile.lock_minutes
    stated = profile.is_stated("lock.threshold") and threshold is not None
    if not stated or threshold is None:
        return LockReading(f"Blocage après des échecs : {NOT_STATED}.", is_stated=False, tries_a_day=None)
    recreations = profile.lock_recreations
    then = f", puis {recreations} recréations manquées" if recreations else ""
    lasting = f"{minutes} minutes" if minutes else f"durée {NOT_STATED}e"
    a_day = threshold * 1440 // minutes if minutes else None
    return LockReading(f"Blocage après {threshold} mots de passe faux{then} : {lasting}.", True, a_day)  # noqa: FBT003 -- is_stated


def _remarks_on_rules(policies: tuple[PasswordPolicy, ...], *, stated: bool) -> tuple[str, ...]:
    if not stated:
        return (f"Règle des mots de passe : {NOT_STATED}. Les bits ne se calculent pas (R4.7).",)
    found = []
    if len({one.minimum for one in policies}) > 1:
        figures = " et ".join(f"{one.minimum} ({one.screen})" for one in policies)
        found.append(
            f"Les écrans se contredisent : {figures}. La règle la plus stricte est lue au locataire."
        )
    for one in policies:
        if not one.classes and PasswordClass.DIGIT in one.alphabet and not one.alone:
            only = _shown(_bits(one.minimum, SIZES[PasswordClass.DIGIT]))
            found.append(f"{one.screen} : aucune classe n’est exigée ; en chiffres seuls, {only} bits.")
    return tuple(found)


def _remarks_on_lock(profile: LandlordProfile, lock: LockReading) -> tuple[str, ...]:
    if not lock.is_stated:
        return (
            f"Sans blocage renseigné, le repère est {ALONE} bits : celui de {RESTRICTED} bits suppose une "
            "restriction après des échecs (R4.1).",
        )
    threshold, minutes = profile.lock_threshold or 0, profile.lock_minutes
    found = []
    if lock.tries_a_day is not None and lock.tries_a_day > MOST_TRIES_A_DAY:
        found.append(
            f"{threshold} essais par {minutes} minutes permettent jusqu’à {lock.tries_a_day} essais par "
            f"jour, au-dessus des {MOST_TRIES_A_DAY} en 24 heures conseillés (R4.10, R4.13)."
        )
    in_a_row = threshold + (profile.lock_recreations or 0)
    if in_a_row > MOST_IN_A_ROW:
        found.append(f"{in_a_row} échecs avant le blocage : {MOST_IN_A_ROW} au plus sont conseillés (R4.10).")
    return tuple(found)


def _remarks_on_life(profile: LandlordProfile) -> tuple[str, ...]:
    found = []
    if profile.renewal_months:
        found.append(
            f"Mot de passe à refaire tous les {profile.renewal_months} mois : la CNIL ne le conseille plus "
            "pour les locataires (R4.3). Guichet ne l’impose pas ; il aide à l’expliquer."
        )
    if profile.activation is ActivationKind.SMS_CODE:
        code = _shown(_bits(_CODE_DIGITS, 10))
        found.append(
            f"Code d’activation à six chiffres : {code} bits, au-dessus des {DEVICE} du code d’un objet tenu "
            "en main ; il ne remplace pas le mot de passe (R4.1, R4.18)."
        )
    return tuple(found)


def _shown(figure: float) -> str:
    return f"{figure:.1f}".replace(".", ",")


def shown_bits(figures: tuple[float, float] | None) -> str:
    """``49,5 à 53,0 bits``; ``–`` when the landlord is silent."""
    if figures is None:
        return "–"
    least, most = map(_shown, figures)
    return f"{least} bits" if least == most else f"{least} à {most} bits"
