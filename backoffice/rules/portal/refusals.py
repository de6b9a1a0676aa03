"""Every reason to refuse an act on an access, with its code and what to do; the database has the same."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from backoffice.errors import Refused
from backoffice.rules.dates import french_instant
from backoffice.rules.portal.acts import RULES, AccessState, access_state, needed_level, needs_manager
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.profile_values import ActivationKind
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct

WITHOUT_CONTRACT = frozenset({PortalAct.CLOSE, PortalAct.SUSPEND, PortalAct.END_SESSIONS})
"""What is still done once the contract has ended: it opens nothing."""
SENDING = frozenset({PortalAct.SEND_ACTIVATION, PortalAct.SEND_RESET})
"""What the portal sends to a contact on file."""
_S = AccessState


@dataclass(frozen=True)
class ActFacts:
    """Everything that decides whether an act may be done now, but the contact that it names."""

    state: AccountState | None
    blocked: bool
    """A registration is blocked."""
    lock_runs: bool
    """A lock that nobody ended has not run out."""
    level: CallerLevel
    is_manager: bool
    lease_open: bool
    own_household: bool
    cooling_until: datetime | None
    invitation_by_letter: bool


@dataclass(frozen=True)
class UsableContact:
    """A mobile or an e-mail of who owns the account, in use; only its key is known here."""

    id: int
    channel: ContactChannel
    usable_from: datetime


def state_now(facts: ActFacts) -> AccessState:
    """The state of the machine: a temporary lock that has run out is none (R4.12)."""
    state = access_state(facts.state, blocked=facts.blocked)
    if state is AccessState.LOCKED_TEMPORARY and not facts.lock_runs:
        return AccessState.ACTIVE
    return state


def refuse_act(facts: ActFacts, act: PortalAct, reason: ActReason | None, now: datetime) -> None:
    """Raise ``Refused`` unless ``act`` may be done now (R4.14, R4.15).

    Without ``reason`` yet, everything but the reason is looked at. Whose file it is and an ended contract are
    told before the state, the state before the level.
    """
    state = state_now(facts)
    if facts.own_household:
        raise Refused(
            "Vous ne pouvez pas agir sur votre propre dossier : demandez à un collègue.", code="OWN_HOUSEHOLD"
        )
    if reason is not None and reason not in RULES[act].reasons:
        raise Refused("Ce motif ne convient pas à cet acte : choisissez-en un de sa liste.", code="NO_REASON")
    if not facts.lease_open and act not in WITHOUT_CONTRACT:
        raise Refused(
            "Le contrat est clos : le compte d’un ancien locataire ne se rouvre pas. "
            "Proposez d’envoyer les documents demandés.",
            code="CONTRACT_CLOSED",
        )
    _refuse_state(act, state)
    _refuse_level(act, state, facts)
    _refuse_cooling(act, facts, now)
    if act is PortalAct.SEND_INVITATION and not facts.invitation_by_letter:
        raise Refused(
            "Ce bailleur n’invite pas par courrier : expliquez l’inscription au locataire.",
            code="NO_INVITATION",
        )


def _refuse_level(act: PortalAct, state: AccessState, facts: ActFacts) -> None:
    needed = needed_level(act, state)
    if facts.level < needed:
        raise Refused(_missing(facts.level, needed), code="CALLER_NOT_VERIFIED")
    if needs_manager(act, state) and not facts.is_manager:
        raise Refused(
            "Ce que le bailleur a bloqué ne se rouvre que par un responsable : prenez un message pour lui.",
            code="MANAGER_ONLY",
        )


def _missing(level: CallerLevel, needed: CallerLevel) -> str:
    if needed is CallerLevel.L3:
        return (
            "Il faut une identité certaine (niveau 3) : pièce vue au guichet, "
            "ou code et rappel au numéro du dossier."
        )
    if needed is CallerLevel.L1:
        return "Vérifiez d’abord l’appelant : faites donner son numéro et son nom (niveau 1)."
    if level is CallerLevel.L0:
        return (
            "Vérifiez d’abord l’appelant : numéro et nom, puis deux réponses, "
            "un code ou un rappel au numéro du dossier (niveau 2)."
        )
    return (
        "Il manque un contrôle pour le niveau 2 : deux réponses, un code ou un rappel au numéro du dossier."
    )


def _refuse_cooling(act: PortalAct, facts: ActFacts, now: datetime) -> None:
    until = facts.cooling_until
    if not RULES[act].frozen_by_cooling or facts.is_manager or until is None or until <= now:
        return
    raise Refused(
        f"Un contact de ce locataire vient de changer : possible à partir du {french_instant(until)}, "
        "ou tout de suite par un responsable.",
        code="COOLING_OFF",
    )


def _refuse_state(act: PortalAct, state: AccessState) -> None:
    if state in RULES[act].states:
        return
    if state in _FROZEN:
        code, what = _FROZEN[state]
        raise Refused(f"{what} : prenez un message pour un responsable et promettez un rappel.", code=code)
    if act is PortalAct.UNLOCK and state is _S.REGISTRATION_BLOCKED:
        raise Refused(
            "Ce client n’a pas encore de compte : c’est son inscription qui est bloquée. "
            "Libérez l’inscription au lieu de débloquer un compte.",
            code="NO_ACCOUNT",
        )
    if act is PortalAct.RELEASE_REGISTRATION and state is _S.LOCKED_TEMPORARY:
        raise Refused("Ce client a un compte, et il est bloqué : débloquez-le.", code="ACCOUNT_EXISTS")
    unlocking = act in (PortalAct.UNLOCK, PortalAct.RELEASE_REGISTRATION)
    raise Refused(_STANDS[state], code="NOT_LOCKED" if unlocking else "NOT_IN_THIS_STATE")


_FROZEN = {
    _S.SUSPENDED_FRAUD: ("FRAUD_SUSPENSION", "Ce compte est suspendu pour suspicion de fraude"),
    _S.LOCKED_STAFF: ("STAFF_LOCK", "Ce compte a été bloqué par le bailleur"),
}
_STANDS = {
    _S.NONE: "Ce client n’a pas de compte et son inscription n’est pas bloquée : invitez-le à s’inscrire.",
    _S.REGISTRATION_BLOCKED: "Ce client n’a pas de compte et son inscription est bloquée : libérez-la.",
    _S.PENDING_ACTIVATION: "Ce compte attend son activation : renvoyez l’activation au contact du dossier.",
    _S.ACTIVE: "Ce compte n’est pas bloqué : le locataire peut se connecter, ou demander un nouveau "
    "mot de passe.",
    _S.LOCKED_TEMPORARY: "Ce compte est bloqué pour quelques minutes : débloquez-le, ou attendez.",
    _S.CLOSED: "Ce compte est fermé : il ne se rouvre pas ; le locataire peut en créer un autre.",
}


def channels_of(profile: LandlordProfile) -> tuple[ContactChannel, ...]:
    """By what the portal writes, the preferred one first; a silent landlord: by both (R4.17)."""
    if not profile.is_stated("activation"):
        return ContactChannel.EMAIL, ContactChannel.MOBILE
    by_sms = profile.activation is ActivationKind.SMS_CODE
    return (ContactChannel.MOBILE,) if by_sms else (ContactChannel.EMAIL,)


def choose_contact(
    contacts: Sequence[UsableContact],
    channels: Sequence[ContactChannel],
    wanted: int | None,
    now: datetime,
) -> int:
    """The contact on file that the portal writes to: ``wanted``, or the first of ``contacts`` that may be.

    Raises ``Refused``: ``WRONG_CONTACT``, ``NO_SECURITY_CONTACT``, ``CONTACT_COOLING_OFF`` (R4.24).
    """
    known = [one for one in contacts if one.channel in channels and wanted in (None, one.id)]
    known.sort(key=lambda one: (one.usable_from > now, channels.index(one.channel)))
    if not known and wanted is not None:
        raise Refused(
            "Le portail n’écrit pas à ce contact : choisissez-en un autre du dossier.", code="WRONG_CONTACT"
        )
    if not known:
        raise Refused(
            "Le dossier n’a aucun contact où ce portail puisse écrire : remplacez ou ajoutez un contact.",
            code="NO_SECURITY_CONTACT",
        )
    best = known[0]
    if best.usable_from > now:
        raise Refused(
            "Ce contact vient d’être enregistré : le portail ne lui écrira qu’à partir du "
            f"{french_instant(best.usable_from)}.",
            code="CONTACT_COOLING_OFF",
        )
    return best.id
