"""When nothing stands in the way: no account yet, a closed one, an open one (R4.14, R4.17)."""

from collections.abc import Iterator

from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import Case, Silence, Told
from backoffice.rules.portal.causes.numbers import where_to_read
from backoffice.rules.portal.causes.standing import DOCUMENTS, has_ended, owner_is_dead
from backoffice.rules.portal.causes.wording import counted
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.vocabulary.portal import PortalAct, PortalEventKind

_K, _C, _A, _S = PortalEventKind, FindingCode, PortalAct, AccessState


def no_account(case: Case) -> Iterator[Finding]:
    """Nobody has registered: invited by letter, closed, or never."""
    if case.state is _S.CLOSED:
        yield _closed(case)
    if case.state is _S.NONE:
        yield from _invited(case)
        yield _never(case)


def _invited(case: Case) -> Iterator[Finding]:
    sent = case.last(_K.INVITATION_SENT)
    if not sent:
        return
    told = Told(
        f"Un courrier d’invitation est parti le {french_day(paris_day(sent[0].at))} à l’adresse du logement "
        ": son bouton est « Inscription suite à courrier ». S’il l’a perdu, renvoyez-le.",
        "Un courrier d’invitation vous a été envoyé.",
        "Prenez ce courrier et choisissez le bouton « Inscription suite à courrier ».",
    )
    silence = Silence("invitation_by_letter", "Inscription par courrier")
    acts = (_A.SEND_INVITATION,) if case.profile.invitation_by_letter else ()
    yield case.finding(_C.INVITED, "portails 4.1", told, evidence=sent, acts=acts, silence=silence)


def _closed(case: Case) -> Finding:
    account = case.history.account
    day = account.closed_at if account else None
    when = f" depuis le {french_day(paris_day(day))}" if day else ""
    if owner_is_dead(case):
        why, then = "Le titulaire est décédé d’après le dossier : rien ne se rouvre.", DOCUMENTS
    elif has_ended(case):
        why, then = "Le contrat est terminé : proposez d’envoyer les documents demandés.", DOCUMENTS
    else:
        why = "Il ne se rouvre pas ; le titulaire peut en créer un autre."
        then = "Choisissez l’inscription et créez un nouveau compte, avec votre dernier avis d’échéance."
    told = Told(f"Compte fermé{when}. {why}", "Ce compte en ligne est fermé, il ne se rouvre pas.", then)
    return case.finding(_C.ACCOUNT_CLOSED, "R4.14", told, evidence=case.last(_K.CLOSED))


def _never(case: Case) -> Finding:
    profile = case.profile
    tried = len(case.failures)
    failed = f" ({counted(tried, 'essai manqué', 'essais manqués')})" if tried else ""
    released = case.last(_K.REGISTRATION_RELEASED)
    free = " L’inscription a été libérée." if released else ""
    told = Told(
        f"Aucun compte n’a été créé{failed}.{free} Faites-le s’inscrire avec {_asked(case)}. "
        f"{where_to_read(profile)}.",
        f"Vous n’avez pas encore de compte en ligne. {where_to_read(profile)}.",
        "Prenez votre dernier avis d’échéance et choisissez l’inscription.",
    )
    acts = (_A.SEND_INVITATION,) if profile.invitation_by_letter else ()
    return case.finding(
        _C.NEVER_REGISTERED, "R4.12", told, evidence=(*released, *case.failures), acts=acts,
        silence=Silence("second_identifier", "Ce que le portail demande en plus du numéro"),
    )  # fmt: skip


def _asked(case: Case) -> str:
    profile = case.profile
    return f"son numéro ({profile.client_ref_label}) et : {profile.second_identifier.label}"


def nothing_stands(case: Case) -> Iterator[Finding]:
    """The account is open: signed out everywhere, or nothing at all."""
    if case.state is not _S.ACTIVE:
        return
    ended = [one for one in case.since(frozenset({_K.SIGNED_IN})) if one.kind is _K.SESSIONS_ENDED]
    if ended:
        told = Told(
            f"Toutes ses connexions ont été fermées le {french_day(paris_day(ended[0].at))} : il doit taper "
            "de nouveau son mot de passe. S’il l’a oublié, envoyez une réinitialisation.",
            "Vous avez été déconnecté de tous vos appareils, votre compte reste ouvert.",
            "Connectez-vous de nouveau avec votre mot de passe.",
        )
        acts = (_A.SEND_RESET,)
        yield case.finding(_C.SESSIONS_ENDED, "R4.19", told, evidence=ended[:1], acts=acts)
        return
    told = Told(
        "Rien n’empêche la connexion. Regardez comme lui (F11) ; s’il a oublié son mot de passe, envoyez une "
        "réinitialisation ; s’il s’est connecté sur un appareil partagé, fermez ses connexions.",
        "Votre compte est ouvert et rien ne l’empêche de servir.",
        f"Connectez-vous avec : {case.profile.login.label}, puis votre mot de passe.",
    )
    yield case.finding(
        _C.CAN_SIGN_IN, "R4.14", told, evidence=case.last(_K.SIGNED_IN),
        acts=(_A.SEND_RESET, _A.END_SESSIONS) if case.can_send else (),
        silence=Silence("login", "Identifiant de connexion"),
    )  # fmt: skip
