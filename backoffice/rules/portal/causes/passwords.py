"""Passwords, attacks on them, accounts to make again, applications of before (R4.6, R4.10, R4.19)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from backoffice.rules.dates import add_months, french_day, french_instant, paris_day
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import LIVE_STATES, OPEN_STATES, Case, Silence, Told
from backoffice.rules.portal.causes.wording import counted
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import EventFact
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.portal import FailedCheck, PortalAct, PortalEventKind

_K, _C, _A, _S, _F = PortalEventKind, FindingCode, PortalAct, AccessState, FailedCheck
MOST_IN_A_ROW = 10
MOST_IN_A_DAY = 25
_DAY = timedelta(days=1)
_JUDGED = frozenset({_K.SUSPENSION_LIFTED, _K.CLOSED})
_TRIES_OF_AN_ACCOUNT = (_K.SIGN_IN_FAILED, _K.RECREATION_FAILED)


def _in_a_row(case: Case) -> tuple[EventFact, ...]:
    """Tries since the last success, against the account or against a registration where there is none."""
    live = case.state in LIVE_STATES
    return tuple(one for one in case.failures if not live or one.kind in _TRIES_OF_AN_ACCOUNT)


def _in_a_day(case: Case) -> tuple[EventFact, ...]:
    """Tries of the last 24 hours, successes between them or not, unless staff judged them since."""
    return tuple(
        one
        for one in case.since(_JUDGED)
        if one.at > case.now - _DAY and one.kind in _TRIES_OF_AN_ACCOUNT and one.failed is not _F.REFUSED_NOW
    )


def is_attacked(case: Case) -> bool:
    """Ten failures in a row or 25 in a day: more than one who forgot makes (R4.10, R4.11)."""
    account = case.history.account
    counted_by_portal = account.failed_attempts if account and case.state in OPEN_STATES else 0
    in_a_row = max(len(_in_a_row(case)), counted_by_portal)
    return in_a_row >= MOST_IN_A_ROW or len(_in_a_day(case)) >= MOST_IN_A_DAY


def many_failures(case: Case) -> Iterator[Finding]:
    """Warn, and offer what protects (R4.10, R4.11)."""
    if not is_attacked(case) or case.state is _S.CLOSED:
        return
    tries = {*_in_a_row(case), *_in_a_day(case)}
    press = (
        "Si ce n’est pas lui, suspendez le compte ; s’il est vérifié, envoyez une réinitialisation."
        if case.state in LIVE_STATES
        else "Prévenez un responsable avant toute libération."
    )
    told = Told(
        f"{counted(len(tries), 'essai manqué', 'essais manqués')}, dont {len(_in_a_day(case))} en 24 h : "
        f"trop pour un oubli, quelqu’un cherche peut-être à entrer. {press}",
        "Beaucoup d’essais ont échoué sur votre accès.",
        "Dites-moi si ces essais viennent tous de vous.",
    )
    yield case.finding(_C.MANY_FAILURES, "R4.10", told, evidence=tries, acts=(_A.SUSPEND, _A.SEND_RESET))


def forgotten(case: Case) -> Iterator[Finding]:
    """Wrong passwords: a reset to the contact on file and nothing else (R4.5, R4.19)."""
    signing = next((one for one in case.failures if one.kind is _K.SIGN_IN_FAILED), None)
    if case.state not in OPEN_STATES or signing is None or case.check_of(signing) is not _F.PASSWORD:
        return
    wrong = [one for one in case.failures if case.check_of(one) is _F.PASSWORD]
    press = (
        "Ne lui demandez pas son mot de passe."
        if is_attacked(case)
        else "S’il l’a oublié, envoyez une réinitialisation au contact du dossier : rien d’autre."
    )
    tried = counted(len(wrong), "mot de passe faux", "mots de passe faux")
    told = Told(
        f"{tried} depuis la dernière connexion. {press}",
        "Le mot de passe tapé n’est pas le bon, nous ne le connaissons pas et ne vous le demanderons jamais.",
        "Choisissez « Mot de passe oublié » sur l’écran de connexion.",
    )
    acts = () if is_attacked(case) else (_A.SEND_RESET,)
    silence = Silence("lock.threshold", "Nombre d’essais avant blocage")
    yield case.finding(_C.PASSWORD_FORGOTTEN, "R4.19", told, evidence=wrong, acts=acts, silence=silence)


def refused(case: Case, event: EventFact) -> Iterator[Finding]:
    """A new password against the rules, or typed twice differently (R4.2)."""
    if case.check_of(event) is _F.PASSWORD_DIFFERS:
        cause = "Le nouveau mot de passe a été tapé deux fois différemment"
        spoken = "Les deux mots de passe tapés ne sont pas les mêmes."
    else:
        cause = "Le nouveau mot de passe est contraire aux règles du portail"
        spoken = "Le mot de passe choisi n’a pas la forme demandée."
    rule = password_words(case.profile)
    told = Told(
        f"{cause}. Lisez-lui la règle : {rule}. Ne lui demandez jamais ce qu’il a choisi.",
        spoken,
        f"Choisissez-en un de {rule}, et tapez-le deux fois de la même façon.",
    )
    silence = Silence("password_min", "Règle du mot de passe")
    yield case.finding(_C.PASSWORD_REFUSED, "R4.2", told, evidence=(event,), silence=silence)


def password_words(profile: LandlordProfile) -> str:
    """The landlord's rule, to be read aloud."""
    classes = [
        f"{count} {word.label if count == 1 else word.label.replace(' ', 's ') + 's'}"
        for word, count in profile.password_classes.items()
    ]
    needed = f", dont {', '.join(classes)}" if classes else ""
    return f"{profile.password_min} caractères au moins{needed}"


def to_recreate(case: Case) -> Iterator[Finding]:
    """A new version of the portal: everybody makes his profile again (R4.14)."""
    account = case.history.account
    if account is None or account.recreate_since is None or case.state not in LIVE_STATES:
        return
    told = Told(
        f"Nouveau portail depuis le {french_day(paris_day(account.recreate_since))} : l’ancien compte n’y "
        "ouvre plus. Faites-le s’inscrire de nouveau, avec son dernier avis d’échéance.",
        "Notre portail a changé, l’ancien compte n’y sert plus.",
        "Choisissez l’inscription et créez votre profil de nouveau, avec votre dernier avis d’échéance.",
    )
    evidence = case.last(_K.RECREATION_DUE)
    yield case.finding(_C.PROFILE_TO_RECREATE, "portails 4.1", told, evidence=evidence)


def renewal(case: Case) -> Iterator[Finding]:
    """The portal has the account made again at its anniversary; we explain it, we do not follow it (R4.6)."""
    account, months = case.history.account, case.profile.renewal_months
    if account is None or months is None or case.state is not _S.ACTIVE or account.recreate_since:
        return
    made, today = paris_day(account.created_at), paris_day(case.now)
    rounds = ((today.year - made.year) * 12 + today.month - made.month) // months
    due = add_months(made, rounds * months)
    if due > today:
        due = add_months(made, (rounds - 1) * months)
    if due <= made or any(paris_day(at) >= due for at in _passed_since(case)):
        return
    told = Told(
        f"Renouvellement depuis le {french_day(due)} : ce portail fait recréer le compte tous les {months} "
        "mois. Expliquez-le ; rien n’est à débloquer.",
        "À la date anniversaire de votre compte, le portail vous demande de le recréer.",
        "Suivez l’écran et choisissez un nouveau mot de passe.",
    )
    yield case.finding(_C.RENEWAL_DUE, "R4.6", told)


def _passed_since(case: Case) -> Iterator[datetime]:
    account = case.history.account
    if account is not None and account.last_sign_in_at is not None:
        yield account.last_sign_in_at
    for event in case.last(_K.PASSWORD_CHANGED) + case.last(_K.SIGNED_IN) + case.last(_K.ACTIVATED):
        yield event.at


def outdated(case: Case) -> Iterator[Finding]:
    """The last try came from an application to update: that comes first (V)."""
    last = case.last_failure
    if last is None or not last.outdated:
        return
    told = Told(
        f"L’essai du {french_instant(last.at)} vient d’une application qui n’est pas à jour : faites-la "
        "mettre à jour avant tout autre essai.",
        "Votre application n’est pas à jour.",
        "Mettez-la à jour depuis le magasin d’applications, puis essayez de nouveau.",
    )
    yield case.finding(_C.APP_OUTDATED, "portails 4.1", told, evidence=(last,))
