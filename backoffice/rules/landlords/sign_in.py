"""The sign-in screen of a portal as it answers one tenant now, its locks played out (R4.12–R4.14)."""

from dataclasses import dataclass
from datetime import datetime

from backoffice.rules.dates import french_day, french_instant, french_time, paris_day
from backoffice.rules.profile import NOT_STATED, LandlordProfile
from backoffice.rules.profile_values import ActivationKind, LoginKind, SecondIdentifier
from backoffice.rules.unlocking import PortalFacts, PortalStanding, portal_standing
from backoffice.rules.vocabulary.portal import AccountState

_SIGNED_IN_STATES = (AccountState.ACTIVE, AccountState.LOCKED_TEMPORARY, AccountState.LOCKED_STAFF)
_ON_SAME_PAPER = (SecondIdentifier.PARTY_NUMBER, SecondIdentifier.SIGNATORY_NAME)


@dataclass(frozen=True)
class AccessFacts:
    """What the database says of a tenant's access, with the instants that decide what he reads."""

    portal: PortalFacts
    activation_expires_at: datetime | None = None
    closed_at: datetime | None = None


@dataclass(frozen=True)
class Asked:
    """One field of the screen, always shown empty, and where the tenant finds what to type."""

    label: str
    where: str


@dataclass(frozen=True)
class SignInView:
    """What the screen answers; ``failures`` and ``tries_left`` count from the last success."""

    tone: str
    """ok, warn, bad or quiet."""
    headline: str
    sentences: tuple[str, ...]
    asked: tuple[Asked, ...]
    is_open: bool
    """Whether a right password lets him in now."""
    has_home: bool
    """Whether there is an account behind the screen."""
    failures: int
    tries_left: int | None
    next_wrong: str
    """What one more wrong try does; empty when no try is possible."""
    minutes_left: int | None
    until: datetime | None


def sign_in_view(profile: LandlordProfile, facts: AccessFacts, now: datetime) -> SignInView:
    """The screen of ``profile``'s landlord at ``now``; a lock that has run out is no lock (R4.12)."""
    standing = portal_standing(facts.portal, now)
    failures = _failures(facts, standing)
    is_open = standing.state is AccountState.ACTIVE
    tone, headline, sentences = _answer(profile, facts, standing, now)
    lock = facts.portal.lock
    locked = standing.state is AccountState.LOCKED_TEMPORARY
    return SignInView(
        tone=tone,
        headline=headline,
        sentences=sentences,
        asked=_asked(profile, registered=standing.state not in (None, AccountState.CLOSED)),
        is_open=is_open,
        has_home=standing.state in _SIGNED_IN_STATES,
        failures=failures,
        tries_left=_tries_left(profile, failures) if is_open else None,
        next_wrong=next_wrong(profile, failures) if is_open else "",
        minutes_left=standing.minutes_left,
        until=lock.until if locked and lock else None,
    )


def next_wrong(profile: LandlordProfile, failures: int) -> str:
    """What one more wrong try does after ``failures`` of them, as far as the landlord says (R4.12)."""
    threshold, more = profile.lock_threshold, profile.lock_recreations or 0
    if threshold is None:
        return (
            f"Blocage après des mots de passe faux : {NOT_STATED}. Ne promettez ni nombre d’essais ni délai."
        )
    rank = failures + 1
    if rank >= threshold + more:
        return f"Au prochain essai manqué, le compte se bloque {_how_long(profile)}."
    if rank < threshold:
        return f"Le prochain mot de passe faux sera le {_nth(rank)} sur {threshold} : rien d’autre ne change."
    if rank == threshold:
        return (
            f"Le prochain mot de passe faux sera le {_nth(rank)} sur {threshold} : le portail lui demandera "
            f"de recréer son compte. Après {more} recréations manquées, il se bloque {_how_long(profile)}."
        )
    return (
        f"La prochaine recréation manquée sera la {_nth(rank - threshold, 'e')} sur {more} : "
        "rien d’autre ne change."
    )


def _failures(facts: AccessFacts, standing: PortalStanding) -> int:
    if standing.state is None:
        return facts.portal.registration_failures
    lock = facts.portal.lock
    if standing.state is AccountState.LOCKED_TEMPORARY and lock is not None:
        return lock.failures
    # A lock that has run out by itself leaves a clean count.
    ran_out = facts.portal.account_state is AccountState.LOCKED_TEMPORARY
    return 0 if ran_out else facts.portal.failed_attempts


def _tries_left(profile: LandlordProfile, failures: int) -> int | None:
    if profile.lock_threshold is None:
        return None
    return max(0, profile.lock_threshold + (profile.lock_recreations or 0) - failures)


def _answer(
    profile: LandlordProfile, facts: AccessFacts, standing: PortalStanding, now: datetime
) -> tuple[str, str, tuple[str, ...]]:
    state = standing.state
    if state is None:
        return _no_account(profile, facts) if not standing.blocked else _blocked(profile, facts)
    if state is AccountState.CLOSED:
        return _closed(facts)
    if state is AccountState.PENDING_ACTIVATION:
        return _pending(profile, facts, now)
    if state is AccountState.LOCKED_TEMPORARY:
        return _locked(facts, standing)
    if state is AccountState.ACTIVE:
        return "ok", "Connexion possible", _after_a_lock(facts)
    return "bad", "Compte bloqué", ("L’écran n’en dit pas la raison et l’attente n’y change rien.",)


def _after_a_lock(facts: AccessFacts) -> tuple[str, ...]:
    lock = facts.portal.lock
    if facts.portal.account_state is AccountState.LOCKED_TEMPORARY and lock is not None and lock.until:
        return (f"Le blocage a pris fin de lui-même le {french_instant(lock.until)}.",)
    return ()


def _locked(facts: AccessFacts, standing: PortalStanding) -> tuple[str, str, tuple[str, ...]]:
    lock = facts.portal.lock
    assert lock is not None, "a temporary lock is a row"
    tried = f"{lock.failures} essais manqués, blocage le {french_instant(lock.locked_at)}."
    if lock.until is None or standing.minutes_left is None:
        return "bad", "Compte bloqué", (tried, f"Fin du blocage : {NOT_STATED}.")
    left = f"Compte bloqué encore {standing.minutes_left} min"
    again = f"Il se débloque de lui-même à {french_time(lock.until)} ; le mot de passe reste le même."
    return "bad", left, (tried, again)


def _pending(profile: LandlordProfile, facts: AccessFacts, now: datetime) -> tuple[str, str, tuple[str, ...]]:
    what = "Le code" if profile.activation is ActivationKind.SMS_CODE else "Le lien"
    sent = f"Compte créé, pas encore activé : {profile.activation.label}."
    until = facts.activation_expires_at
    if until is None:
        return "warn", "Activation attendue", (sent, f"Fin de validité : {NOT_STATED}.")
    if until <= now:
        expired = f"{what} d’activation a expiré"
        return "bad", expired, (sent, f"Expiré le {french_instant(until)} : il faut en demander un autre.")
    return "warn", "Activation attendue", (sent, f"{what} est valable jusqu’au {french_instant(until)}.")


def _blocked(profile: LandlordProfile, facts: AccessFacts) -> tuple[str, str, tuple[str, ...]]:
    tried = (
        f"{facts.portal.registration_failures} inscriptions manquées : l’écran refuse d’en tenter d’autres."
    )
    way_out = (
        "Aucun compte n’existe : l’attente ne débloque rien, c’est au bailleur de libérer l’inscription."
    )
    form = ("Le portail propose son formulaire d’assistance en ligne.",) if profile.lock_recreations else ()
    return "bad", "Inscription bloquée", (tried, way_out, *form)


def _no_account(profile: LandlordProfile, facts: AccessFacts) -> tuple[str, str, tuple[str, ...]]:
    tried = facts.portal.registration_failures
    failed = (f"{tried} inscriptions manquées depuis.",) if tried else ()
    way = f"Il peut s’inscrire ; activation : {profile.activation.label}."
    return "quiet", "Aucun compte à ce nom", (*failed, way)


def _closed(facts: AccessFacts) -> tuple[str, str, tuple[str, ...]]:
    when = f" depuis le {french_day(paris_day(facts.closed_at))}" if facts.closed_at else ""
    return "quiet", "Compte fermé", (f"Ce compte est fermé{when} : il ne s’ouvre plus.",)


def _asked(profile: LandlordProfile, *, registered: bool) -> tuple[Asked, ...]:
    reference = Asked(profile.client_ref_label, _where(profile))
    if not registered:
        return (reference, _second(profile))
    password = Asked("Mot de passe", "connu de lui seul : ne le demandez jamais")
    if profile.login is LoginKind.CLIENT_REF:
        return (reference, password)
    email = Asked("Adresse électronique", "celle de son inscription")
    if profile.login is LoginKind.EMAIL:
        return (email, password)
    either = f"{email.where} ; la référence est {reference.where}"
    return (
        Asked(f"Adresse électronique ou {reference.label[0].lower()}{reference.label[1:]}", either),
        password,
    )


def _second(profile: LandlordProfile) -> Asked:
    kind = profile.second_identifier
    label = f"{kind.label[0].upper()}{kind.label[1:]}"
    if kind in _ON_SAME_PAPER:
        return Asked(label, profile.client_ref_place or NOT_STATED)
    where = {
        SecondIdentifier.HOLDER_NAMES: "comme au bail",
        SecondIdentifier.NAMES_AND_BIRTH_DATE: "comme au bail",
    }
    stated = profile.is_stated("second_identifier")
    return Asked(label, where.get(kind, NOT_STATED) if stated else f"{NOT_STATED}, par défaut")


def _where(profile: LandlordProfile) -> str:
    place = profile.client_ref_place or f"place sur les papiers : {NOT_STATED}"
    without = [one.label for one in profile.strip if one.value != "OUTER_SPACES"]
    return f"{place}, sans {' ni '.join(without)}" if without else place


def _how_long(profile: LandlordProfile) -> str:
    minutes = profile.lock_minutes
    return f"(durée : {NOT_STATED})" if minutes is None else f"{minutes} minutes"


def _nth(rank: int, first: str = "er") -> str:
    if rank > 1:
        return f"{rank}e"
    return "1re" if first == "e" else f"1{first}"
