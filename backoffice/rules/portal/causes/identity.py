"""Checks of the portal that failed: name, birth date, e-mail, screen, telephone, login (R4.30–R4.32)."""

from collections.abc import Callable, Iterator, Mapping

from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import LIVE_STATES, OPEN_STATES, Case, Silence, Told
from backoffice.rules.portal.causes.messages import used
from backoffice.rules.portal.causes.numbers import number, party_number, typed_number
from backoffice.rules.portal.causes.passwords import refused
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import EventFact
from backoffice.rules.profile_values import LoginKind
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import FailedCheck, PortalAct, PortalEventKind, TypedForm

_K, _C, _A, _S, _F = PortalEventKind, FindingCode, PortalAct, AccessState, FailedCheck
_Cause = Callable[[Case, EventFact], Iterator[Finding]]
_SECOND = Silence("second_identifier", "Ce que le portail demande en plus du numéro")


def checks(case: Case) -> Iterator[Finding]:
    """What the last failed check was: older ones were passed or given up since."""
    yield from _existing(case)
    yield from _no_mobile(case)
    last = case.last_failure
    check = case.check_of(last) if last else None
    if last is not None and check is not None and check in _CHECKS:
        yield from _CHECKS[check](case, last)


def _existing(case: Case) -> Iterator[Finding]:
    """He registers again though his account is there."""
    last, account = case.last_failure, case.history.account
    if last is None or last.kind is not _K.REGISTRATION_FAILED or account is None:
        return
    if account.recreate_since or case.state not in OPEN_STATES | {_S.PENDING_ACTIVATION}:
        return
    pending = case.state is _S.PENDING_ACTIVATION
    told = Told(
        "Il s’inscrit alors que son compte existe. "
        + ("Renvoyez-lui l’activation." if pending else "S’il a oublié son mot de passe, réinitialisez-le."),
        "Un compte existe déjà, il ne faut pas en créer un autre.",
        "Ouvrez le message d’activation reçu."
        if pending
        else "Connectez-vous, ou choisissez « Mot de passe oublié ».",
    )
    acts = (_A.SEND_ACTIVATION, _A.SEND_RESET)
    yield case.finding(_C.ACCOUNT_EXISTS, "R4.13", told, evidence=(last,), acts=acts)


def _no_mobile(case: Case) -> Iterator[Finding]:
    """The code goes by SMS to the mobile on file, and there is none (R4.17)."""
    if case.channel is not ContactChannel.MOBILE or case.contacts or case.state is not _S.NONE:
        return
    told = Told(
        "Le code d’inscription part au portable du dossier, et il n’y en a pas. Entrez-le, l’appelant étant "
        f"certain ; il réessaiera {case.profile.contact_retry_hours} h plus tard.",
        "Nous n’avons pas votre portable, le code ne peut pas vous être envoyé.",
        f"Donnez-nous-le après vérification, puis réessayez dans {case.profile.contact_retry_hours} heures.",
    )
    evidence = [one for one in case.failures if one.failed is _F.NO_MOBILE]
    silence = Silence("contact_retry_hours", "Délai avant un nouvel essai")
    yield case.finding(
        _C.NO_MOBILE, "R4.17", told, evidence=evidence, acts=(_A.REPLACE_CONTACT,), silence=silence
    )


def _other_mobile(case: Case, event: EventFact) -> Iterator[Finding]:
    if any(one.usable_from > event.at for one in case.contacts):
        return
    told = Told(
        "L’inscription vient d’un autre téléphone que celui du dossier. Faites-la depuis le portable connu ; "
        "s’il a changé, remplacez-le (identité certaine), et il réessaiera "
        f"{case.profile.contact_retry_hours} h plus tard.",
        "L’inscription se fait depuis le portable que nous connaissons.",
        "Recommencez avec ce portable, ou dites-moi s’il a changé.",
    )
    silence = Silence("contact_retry_hours", "Délai avant un nouvel essai")
    acts = (_A.REPLACE_CONTACT,) if case.channel is ContactChannel.MOBILE else ()
    yield case.finding(_C.OTHER_MOBILE, "R4.17", told, evidence=(event,), acts=acts, silence=silence)


def _not_holder(case: Case, event: EventFact) -> Iterator[Finding]:
    told = Told(
        "Le nom tapé est celui d’une personne du foyer qui n’est pas titulaire : seul le titulaire du bail "
        "s’inscrit. Si le bail doit changer de nom, ouvrez une demande."
        if event.failed is _F.NOT_HOLDER
        else "Le nom tapé n’est pas celui du bail, et quelqu’un du foyer n’est pas titulaire : "
        "demandez qui a signé le bail, sans le lui dire.",
        "L’inscription se fait au nom de la personne qui a signé le bail.",
        "Regardez le nom imprimé sur votre avis d’échéance et tapez celui-là.",
    )
    yield case.finding(_C.NOT_THE_HOLDER, "R4.31", told, evidence=(event,))


def _name(case: Case, event: EventFact) -> Iterator[Finding]:
    if any(one.title is None and not one.deceased for one in case.history.parties):
        yield from _not_holder(case, event)
    told = Told(
        "Le nom tapé n’est pas celui du bail. Faites taper le nom et le prénom exactement comme sur l’avis "
        "d’échéance, nom de naissance compris, sans les lui donner.",
        "Le nom tapé n’est pas exactement celui du bail.",
        "Recopiez le nom et le prénom tels qu’ils sont imprimés sur votre avis d’échéance.",
    )
    yield case.finding(_C.NAME_WRONG, "R4.31", told, evidence=(event,), silence=_SECOND)


def _birth_date(case: Case, event: EventFact) -> Iterator[Finding]:
    told = Told(
        "La date de naissance tapée n’est pas celle du dossier. Faites-la retaper (jour, mois, année) ; si "
        "elle est fausse au dossier, ouvrez une demande de correction. Ne la donnez pas.",
        "La date de naissance tapée ne correspond pas.",
        "Retapez celle du titulaire du bail : jour, mois, puis année sur quatre chiffres.",
    )
    yield case.finding(_C.BIRTH_DATE_WRONG, "R4.31", told, evidence=(event,), silence=_SECOND)


def _email_used(case: Case, event: EventFact) -> Iterator[Finding]:
    told = Told(
        "Le courriel tapé sert déjà à un autre compte : il en faut un par compte. N’en dites pas plus.",
        "L’adresse électronique tapée sert déjà à un autre compte.",
        "Inscrivez-vous avec une autre adresse, qui ne soit qu’à vous.",
    )
    yield case.finding(_C.EMAIL_USED, "R4.32", told, evidence=(event,))


def _email_differs(case: Case, event: EventFact) -> Iterator[Finding]:
    told = Told(
        "Le courriel a été tapé deux fois différemment : faites-le retaper lentement.",
        "Les deux adresses électroniques tapées ne sont pas les mêmes.",
        "Retapez deux fois la même adresse, sans espace.",
    )
    yield case.finding(_C.EMAIL_DIFFERS, "portails 4.1", told, evidence=(event,))


def _screen(case: Case, event: EventFact) -> Iterator[Finding]:
    terms = event.failed is _F.TERMS
    told = Told(
        "Les conditions générales n’ont pas été acceptées : faites cocher la case."
        if terms
        else "Les caractères de l’image ont été mal recopiés : faites-en demander une autre.",
        "La case des conditions générales n’est pas cochée."
        if terms
        else "Les caractères de l’image ne sont pas les bons.",
        "Cochez-la, puis validez." if terms else "Recopiez ceux de la nouvelle image, puis validez.",
    )
    yield case.finding(_C.SCREEN_INCOMPLETE, "portails 4.1", told, evidence=(event,))


def _login(case: Case, event: EventFact) -> Iterator[Finding]:
    account, profile = case.history.account, case.profile
    if case.state not in LIVE_STATES or account is None or account.recreate_since:
        return
    if profile.login is not LoginKind.EMAIL and typed_number(event):
        yield from number(case, event)
        return
    if event.typed is TypedForm.EMAIL:
        cause = "Il a tapé un courriel"
    elif event.typed in (None, TypedForm.AS_EXPECTED):
        cause = "L’identifiant tapé n’est pas le sien"
    else:
        cause = "L’identifiant tapé n’a pas la forme attendue"
    told = Told(
        f"{cause}. Ce portail attend : {profile.login.label}. Faites-le lui dire, ne le donnez pas ; "
        "le changer est une demande (identité certaine).",
        "L’identifiant tapé n’est pas le bon.",
        f"Connectez-vous avec : {profile.login.label}.",
    )
    silence = Silence("login", "Identifiant de connexion")
    yield case.finding(_C.WRONG_LOGIN, "R4.32", told, evidence=(event,), silence=silence)


_CHECKS: Mapping[FailedCheck, _Cause] = {
    _F.NUMBER: number,
    _F.PARTY_NUMBER: party_number,
    _F.NAME: _name,
    _F.NOT_HOLDER: _not_holder,
    _F.BIRTH_DATE: _birth_date,
    _F.EMAIL_USED: _email_used,
    _F.EMAIL_DIFFERS: _email_differs,
    _F.PASSWORD_RULE: refused,
    _F.PASSWORD_DIFFERS: refused,
    _F.TERMS: _screen,
    _F.CAPTCHA: _screen,
    _F.OTHER_MOBILE: _other_mobile,
    _F.LOGIN: _login,
    _F.CODE: used,
    _F.LINK_USED: used,
}
"""What each failed check means; wrong passwords, late links and existing accounts are found by themselves."""
