"""What the state alone decides: frozen, deceased, ended, locked, blocked while registering (R4.12–R4.15)."""

from collections.abc import Iterator

from backoffice.rules.dates import french_day, french_instant, french_time, last_day, paris_day
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import LIVE_STATES, Case, Silence, Told
from backoffice.rules.portal.causes.passwords import is_attacked
from backoffice.rules.portal.causes.wording import counted
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import BlockFact, LockFact
from backoffice.rules.vocabulary.portal import PortalAct, PortalEventKind

_K, _C, _A, _S = PortalEventKind, FindingCode, PortalAct, AccessState
DOCUMENTS = "Dites-moi quel document il vous faut : nous l’enverrons à l’adresse du dossier."
_CALL_BACK = "Laissez-moi un message : un responsable vous rappellera au numéro du dossier."


def frozen(case: Case) -> Iterator[Finding]:
    """What staff froze, that a manager alone opens; after the contract it is only closed (R4.14, R4.15)."""
    acts = (_A.CLOSE,) if owner_is_dead(case) or has_ended(case) else (_A.LIFT,)
    if case.state is _S.SUSPENDED_FRAUD:
        done = case.last(_K.SUSPENDED)
        when = f" depuis le {french_instant(done[0].at)}" if done else ""
        told = Told(
            f"Compte suspendu pour suspicion de fraude{when}. N’essayez rien d’autre : prenez un message, "
            "un responsable lève la suspension devant une identité certaine.",
            "Par sécurité, votre accès en ligne est suspendu.",
            _CALL_BACK,
        )
        yield case.finding(_C.SUSPENDED_FRAUD, "R4.14", told, evidence=done, acts=acts)
    if case.state is _S.LOCKED_STAFF:
        told = Told(
            "Compte bloqué par le bailleur : l’attente n’y change rien. Prenez un message, "
            "un responsable lève le blocage devant une identité certaine.",
            "Votre accès en ligne est bloqué par nos services.",
            _CALL_BACK,
        )
        yield case.finding(_C.LOCKED_BY_STAFF, "R4.14", told, evidence=case.last(_K.LOCKED), acts=acts)


def owner_is_dead(case: Case) -> bool:
    """Whether the owner of the account, or the main person where there is none, has died (R3.18)."""
    parties = case.history.parties
    owners = [one for one in parties if one.owns_account] if case.history.account else []
    return any(one.deceased for one in owners or [one for one in parties if one.is_main])


def has_ended(case: Case) -> bool:
    """Whether every lease of the customer is over."""
    today, leases = paris_day(case.now), case.history.leases
    return bool(leases) and all(one.ends is not None and one.ends <= today for one in leases)


def over(case: Case) -> Iterator[Finding]:
    """Nobody is left to sign in: a holder who died, a contract that ended; documents stay within reach."""
    if case.state is _S.CLOSED:
        return
    live = case.state in LIVE_STATES
    if owner_is_dead(case):
        press = (
            "Fermez le compte ; les documents demandés s’envoient à l’adresse du dossier."
            if live
            else "Aucun compte ne se crée à son nom : mettez d’abord le dossier au nom du cotitulaire."
        )
        told = Told(
            f"Le titulaire est décédé d’après le dossier. {press}",
            "Ce compte en ligne était personnel, il ne sert à personne d’autre.",
            DOCUMENTS,
        )
        yield case.finding(_C.HOLDER_DECEASED, "portails 4.1", told, acts=(_A.CLOSE,))
    if has_ended(case):
        day = last_day(max(one.ends for one in case.history.leases if one.ends))
        when = f" le {french_day(day)}" if day else ""
        press = "Fermez le compte s’il ne sert plus." if live else "Aucun compte ne se crée plus."
        told = Told(
            f"Le dernier contrat a pris fin{when} : l’accès ne se débloque plus. Proposez d’envoyer "
            f"les documents demandés. {press}",
            "Votre contrat est terminé, l’espace en ligne ne se rouvre plus.",
            DOCUMENTS,
        )
        yield case.finding(_C.CONTRACT_ENDED, "R4.15", told, acts=(_A.CLOSE,))


def locked(case: Case) -> Iterator[Finding]:
    """A lock that runs out by itself (R4.12); under attack it is not opened but suspended (R4.10)."""
    lock = case.history.lock
    if case.state is not _S.LOCKED_TEMPORARY or lock is None:
        return
    left = case.minutes_to(lock.until)
    spoken = f", encore {left} min au plus" if left else ""
    told = Told(
        _lock_words(case, lock),
        f"Votre compte est bloqué après plusieurs essais{spoken}.",
        "Si vous ne savez plus votre mot de passe, choisissez ensuite « Mot de passe oublié ».",
    )
    acts = (_A.SUSPEND,) if is_attacked(case) else (_A.UNLOCK, _A.SEND_RESET)
    yield case.finding(
        _C.LOCKED_TEMPORARY, "R4.12", told, evidence=(*case.last(_K.LOCKED), *case.failures),
        minutes_left=left, acts=acts, silence=Silence("lock.minutes", "Durée du blocage"),
    )  # fmt: skip


def _lock_words(case: Case, lock: LockFact) -> str:
    tried = counted(lock.failures, "essai manqué", "essais manqués")
    end = f"Il se débloque de lui-même à {french_time(lock.until)}" if lock.until else "Sa fin n’est pas dite"
    press = (
        "mais ces essais sont trop nombreux pour un seul locataire : suspendez le compte."
        if is_attacked(case)
        else f"{_who(case)} le débloque tout de suite si l’appelant est vérifié ; mot de passe inchangé."
    )
    return f"{tried} ({lock.cause.label}), bloqué le {french_instant(lock.locked_at)}. {end} ; {press}"


def blocked(case: Case) -> Iterator[Finding]:
    """A registration blocked before any account: waiting is useless (R4.12, R4.13)."""
    block = case.history.block
    if case.state is not _S.REGISTRATION_BLOCKED or block is None:
        return
    form = case.profile.assistance_form
    told = Told(
        _block_words(case, block),
        "Votre inscription est bloquée, et attendre n’y change rien.",
        "Remplissez le formulaire d’assistance à l’écran, ou restez en ligne pour quelques vérifications."
        if form
        else "Restez en ligne : après quelques vérifications, elle pourra être libérée.",
    )
    yield case.finding(
        _C.REGISTRATION_BLOCKED, "R4.13", told,
        evidence=(*case.last(_K.REGISTRATION_BLOCKED), *case.failures),
        acts=(_A.RELEASE_REGISTRATION,), silence=Silence("lock.threshold", "Nombre d’essais avant blocage"),
    )  # fmt: skip


def _who(case: Case) -> str:
    return "un responsable seul (contact changé depuis peu)" if case.cooling_until else "un agent"


def _block_words(case: Case, block: BlockFact) -> str:
    tried = counted(block.failures, "essai manqué", "essais manqués")
    other = " ; ou le formulaire d’assistance du portail" if case.profile.assistance_form else ""
    return (
        f"{tried}, inscription bloquée le {french_instant(block.blocked_at)}. Aucun compte n’existe : "
        f"l’attente ne débloque rien, {_who(case)} libère l’inscription si l’appelant est vérifié{other}."
    )


def form_waiting(case: Case) -> Iterator[Finding]:
    """An assistance form that nobody has decided on, unless the registration was released since (R4.12)."""
    done = case.last(_K.REGISTRATION_RELEASED, _K.REGISTERED, _K.ACTIVATED)
    waiting = [one for one in case.history.forms if not done or one.received_at > done[0].at]
    if not waiting:
        return
    told = Told(
        f"Son formulaire d’assistance est arrivé le {french_instant(waiting[0].received_at)} : comparez ses "
        "réponses avec le dossier (Ctrl+Maj+S), puis libérez l’inscription ou refusez.",
        "Votre formulaire d’assistance est bien arrivé.",
        "Attendez le courriel de réponse avant de recommencer.",
    )
    evidence = case.last(_K.FORM_RECEIVED)
    yield case.finding(_C.FORM_WAITING, "R4.12", told, evidence=evidence, acts=(_A.RELEASE_REGISTRATION,))
