"""Unlocking a portal account and releasing a registration: what stands and what is refused (R4.13–R4.16)."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from backoffice.errors import Refused
from backoffice.rules.caller import Act, allows, missing_sentence
from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.portal import AccountState, PortalAction

ACT_OF = {
    PortalAction.UNLOCK: Act.UNLOCK,
    PortalAction.RELEASE_REGISTRATION: Act.RELEASE_REGISTRATION,
}
"""What the caller must be verified for."""

ALERT_WINDOW = timedelta(days=7)
"""Unlocks by staff are counted over it; the database tells a supervisor of the third (R4.16)."""


@dataclass(frozen=True)
class LockFacts:
    """A lock not yet ended: why, since when, until when (``None``: until staff lift it)."""

    cause: str
    failures: int
    locked_at: datetime
    until: datetime | None


@dataclass(frozen=True)
class PortalFacts:
    """What the database says of a customer's access to the portal."""

    account_state: AccountState | None
    failed_attempts: int
    lock: LockFacts | None
    registration_blocked: bool
    registration_failures: int = 0


@dataclass(frozen=True)
class PortalStanding:
    """The state that matters now, the minutes left, and the one act offered."""

    state: AccountState | None
    blocked: bool
    minutes_left: int | None
    action: PortalAction | None


def portal_standing(facts: PortalFacts, now: datetime) -> PortalStanding:
    """Where the customer's access stands at ``now``: a temporary lock ends by itself (R4.12).

    A customer without account can only be released, never unlocked (R4.13); a closed account is
    none when a new registration is blocked.
    """
    if facts.account_state in (None, AccountState.CLOSED):
        if facts.registration_blocked:
            action = PortalAction.RELEASE_REGISTRATION
            return PortalStanding(None, blocked=True, minutes_left=None, action=action)
        return PortalStanding(facts.account_state, blocked=False, minutes_left=None, action=None)
    if facts.account_state is AccountState.LOCKED_TEMPORARY:
        lock = facts.lock
        if lock is None or (lock.until is not None and lock.until <= now):
            return PortalStanding(AccountState.ACTIVE, blocked=False, minutes_left=None, action=None)
        minutes = None if lock.until is None else ceil((lock.until - now).total_seconds() / 60)
        return PortalStanding(
            facts.account_state, blocked=True, minutes_left=minutes, action=PortalAction.UNLOCK
        )
    blocked = facts.account_state in (AccountState.LOCKED_STAFF, AccountState.SUSPENDED_FRAUD)
    return PortalStanding(facts.account_state, blocked=blocked, minutes_left=None, action=None)


@dataclass(frozen=True)
class UnlockFacts:
    """Everything that decides whether an agent may unlock or release now."""

    portal: PortalFacts
    level: CallerLevel | None
    lease_open: bool
    cooling_until: datetime | None
    is_manager: bool
    own_household: bool


def refuse_unlock(facts: UnlockFacts, action: PortalAction, now: datetime) -> None:
    """Raise ``Refused``, with its code and what to do, unless ``action`` is allowed now (R4.14, R4.15).

    Whose file it is and a closed contract are told before the state of the account.
    """
    if facts.own_household:
        raise Refused(
            "Vous ne pouvez pas agir sur votre propre dossier : demandez à un collègue.", code="OWN_HOUSEHOLD"
        )
    if not facts.lease_open:
        raise Refused(
            "Le contrat est clos : le compte d’un ancien locataire ne se débloque pas. "
            "Proposez d’envoyer les documents demandés.",
            code="CONTRACT_CLOSED",
        )
    _refuse_state(portal_standing(facts.portal, now), action)
    act = ACT_OF[action]
    level = facts.level or CallerLevel.L0
    if not allows(level, act):
        raise Refused(missing_sentence(level, act), code="CALLER_NOT_VERIFIED")
    if facts.cooling_until is not None and facts.cooling_until > now and not facts.is_manager:
        raise Refused(
            "Un contact de ce locataire vient de changer : déblocage possible à partir du "
            f"{french_instant(facts.cooling_until)}, ou tout de suite par un responsable.",
            code="COOLING_OFF",
        )


def _refuse_state(standing: PortalStanding, action: PortalAction) -> None:
    if standing.state is AccountState.SUSPENDED_FRAUD:
        raise Refused(
            "Ce compte est suspendu pour suspicion de fraude : prenez un message pour un responsable "
            "et promettez un rappel.",
            code="FRAUD_SUSPENSION",
        )
    if standing.state is AccountState.LOCKED_STAFF:
        raise Refused(
            "Ce compte a été bloqué par le bailleur : prenez un message pour un responsable "
            "et promettez un rappel.",
            code="STAFF_LOCK",
        )
    if standing.action is action:
        return
    if standing.action is PortalAction.RELEASE_REGISTRATION:
        raise Refused(
            "Ce client n’a pas encore de compte : c’est son inscription qui est bloquée. "
            "Libérez l’inscription au lieu de débloquer un compte.",
            code="NO_ACCOUNT",
        )
    if standing.action is PortalAction.UNLOCK:
        raise Refused("Ce client a un compte, et il est bloqué : débloquez-le.", code="ACCOUNT_EXISTS")
    raise Refused(_nothing_to_do(standing), code="NOT_LOCKED")


def _nothing_to_do(standing: PortalStanding) -> str:
    if standing.state is None:
        return "Ce client n’a pas de compte et son inscription n’est pas bloquée : invitez-le à s’inscrire."
    if standing.state is AccountState.PENDING_ACTIVATION:
        return (
            "Ce compte n’est pas bloqué : il attend son activation, par le message que le portail a envoyé."
        )
    if standing.state is AccountState.CLOSED:
        return "Ce compte est fermé : il ne se débloque pas."
    return "Ce compte n’est pas bloqué : le locataire peut se connecter, ou demander un nouveau mot de passe."
