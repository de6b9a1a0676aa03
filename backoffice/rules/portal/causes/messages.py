"""Codes and links that do not arrive, arrive too late, or cannot leave (R4.17–R4.19, R4.24)."""

from collections.abc import Iterator
from datetime import timedelta

from backoffice.rules.dates import french_instant
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import OPEN_STATES, Case, Silence, Told
from backoffice.rules.portal.causes.passwords import refused
from backoffice.rules.portal.causes.sendings import Sending, life, life_words, sending_of, silence_on_life
from backoffice.rules.portal.causes.wording import inbox, masked, of_file, yours
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import EventFact
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import FailedCheck, PortalAct, PortalEventKind, PortalMessage

_K, _C, _A, _S, _F = PortalEventKind, FindingCode, PortalAct, AccessState, FailedCheck
_SEND_AGAIN = (_A.SEND_ACTIVATION, _A.SEND_RESET)


def messages(case: Case) -> Iterator[Finding]:
    """What became of the message that the tenant needs."""
    sending = sending_of(case)
    yield from _no_way(case, sending)
    if sending is None:
        return
    if sending.to_old or (sending.to_new and case.usable):
        yield _to_old(case, sending)
    elif sending.lost:
        yield _lost(case, sending)
    if sending.expired:
        yield _expired(case, sending)
    elif sending.is_pending and sending.was_received and sending.last_try:
        yield from used(case, sending.last_try)
    elif sending.is_pending:
        yield _waited(case, sending)


def used(case: Case, event: EventFact) -> Iterator[Finding]:
    """The message arrived and its code or link did not serve."""
    if event.failed is _F.CODE:
        yield _code_wrong(case, event)
    elif event.failed is _F.LINK_USED:
        yield _link_used(case, event)
    elif event.failed in (_F.PASSWORD_RULE, _F.PASSWORD_DIFFERS):
        yield from refused(case, event)


def _code_wrong(case: Case, event: EventFact) -> Finding:
    told = Told(
        f"Le code reçu a été mal tapé le {french_instant(event.at)}. Faites-le retaper depuis le dernier "
        "message ; sinon renvoyez-en un. Ne lui demandez jamais le code.",
        "Le code tapé n’est pas celui du dernier message.",
        "Tapez vous-même le code du dernier message reçu, sans me le dire.",
    )
    return case.finding(
        _C.CODE_WRONG, "R4.18", told, evidence=(event,), acts=_SEND_AGAIN,
        silence=Silence("code_minutes", "Durée du code"),
    )  # fmt: skip


def _link_used(case: Case, event: EventFact) -> Finding:
    activated = case.state is not _S.PENDING_ACTIVATION and event.kind is _K.ACTIVATION_FAILED
    press = (
        "Le compte est déjà activé : faites-le se connecter."
        if activated
        else "Faites prendre le dernier message reçu, ou renvoyez-en un."
    )
    told = Told(
        f"Le lien ouvert le {french_instant(event.at)} avait déjà servi. {press}",
        "Ce lien a déjà servi, il ne marche qu’une fois.",
        "Allez à l’écran de connexion et tapez votre mot de passe."
        if activated
        else "Servez-vous du dernier message reçu.",
    )
    return case.finding(_C.LINK_USED, "R4.19", told, evidence=(event,), acts=() if activated else _SEND_AGAIN)


def _no_way(case: Case, sending: Sending | None) -> Iterator[Finding]:
    """A message must leave, and there is nowhere to send it, or not yet (R4.24)."""
    if not _must_send(case, sending):
        return
    if not case.contacts:
        # Who registers by SMS without a mobile on file is told so by the check itself.
        if case.state is not _S.NONE:
            yield _no_contact(case)
    elif not case.usable:
        yield _too_new(case)


def _must_send(case: Case, sending: Sending | None) -> bool:
    if case.state is _S.NONE:
        return case.channel is ContactChannel.MOBILE
    if sending is not None:
        return not sending.is_pending or (sending.sent is None and sending.until is None)
    last = case.last_failure
    wanted = (_F.PASSWORD, _F.ACCOUNT_EXISTS)
    return case.state in OPEN_STATES and last is not None and case.check_of(last) in wanted


def _no_contact(case: Case) -> Finding:
    told = Told(
        f"Rien ne peut partir : {of_file(case.channel)} manque. Entrez-en un, l’appelant étant certain ; "
        f"les envois y partent après {case.profile.security_cooldown_hours} h.",
        f"Nous n’avons pas {yours(case.channel)}, rien ne peut vous être envoyé.",
        "Venez à l’accueil avec une pièce d’identité, ou restez en ligne pour les vérifications.",
    )
    return case.finding(_C.NO_CONTACT, "R4.24", told, acts=(_A.REPLACE_CONTACT,))


def _too_new(case: Case) -> Finding:
    first = min(case.contacts, key=lambda one: (one.usable_from, one.id))
    hour = french_instant(first.usable_from)
    told = Told(
        f"Contact trop récent ({masked((first,))}) : aucun code ni lien n’y part avant le {hour}. "
        "Au guichet, pièce d’identité vue, un responsable peut abréger.",
        f"Vous avez changé {yours(case.channel)} il y a peu : par sécurité, rien n’y part avant le {hour}.",
        "Réessayez à partir de cette heure.",
    )
    return case.finding(
        _C.CONTACT_TOO_NEW, "R4.24", told, minutes_left=case.minutes_to(first.usable_from),
        silence=Silence("contact_retry_hours", "Délai avant un nouvel essai"),
    )  # fmt: skip


def _to_old(case: Case, sending: Sending) -> Finding:
    now_used = masked(case.usable) or "aucun encore"
    why = "qui ne sert plus" if sending.to_old else "trop récent pour en recevoir"
    told = Told(
        f"Le dernier {sending.what} {sending.aim} est parti à un contact {why}. Renvoyez-le au contact "
        f"du dossier ({now_used}).",
        f"Le dernier {sending.what} est parti à un autre contact que celui du dossier.",
        f"Attendez le nouvel envoi. {inbox(sending.channel)}.",
    )
    return case.finding(_C.OLD_CONTACT, "R4.24", told, evidence=sending.evidence, acts=(sending.act,))


def _lost(case: Case, sending: Sending) -> Finding:
    went, since = (sending.sent.contact_id, sending.sent.at) if sending.sent else (None, None)
    other = [
        one
        for one in case.usable
        if (one.id != went if went is not None else since is not None and one.usable_from > since)
    ]
    kind = "ce numéro n’est plus bon" if sending.by_sms else "cette adresse n’est plus bonne"
    where = masked(one for one in case.contacts if one.id == went) or of_file(sending.channel)
    acts = (sending.act, _A.REPLACE_CONTACT) if other else (_A.REPLACE_CONTACT, sending.act)
    press = (
        f"Renvoyez-le à un autre contact du dossier ({masked(other)})."
        if other
        else f"Si {kind}, remplacez-le (identité certaine) ; sinon renvoyez-le."
    )
    told = Told(
        f"Le message {sending.aim} n’a pas été remis ({where}). {press}",
        f"Notre message n’a pas pu être remis à {yours(sending.channel)}.",
        "Dites-moi si ce contact a changé, sans me donner de code.",
    )
    return case.finding(_C.MESSAGE_NOT_DELIVERED, "R4.17", told, evidence=sending.evidence, acts=acts)


def _expired(case: Case, sending: Sending) -> Finding:
    lasts = life_words(case, sending.message, by_sms=sending.by_sms)
    when = f" le {french_instant(sending.until)}" if sending.until else ""
    leaves = case.now + timedelta(minutes=case.profile.undo_minutes)
    next_end = leaves + life(case, sending.message, by_sms=sending.by_sms)
    told = Told(
        f"Le {sending.what} {sending.aim} a expiré{when}. Renvoyez-en un au contact du dossier : "
        f"il marchera {lasts}, jusqu’au {french_instant(next_end)} s’il part maintenant.",
        f"Votre {sending.what} a expiré. Un nouveau peut partir, il marchera {lasts}.",
        f"{inbox(sending.channel)} et servez-vous du dernier message reçu.",
    )
    activates = sending.message is PortalMessage.ACTIVATION
    return case.finding(
        _C.ACTIVATION_EXPIRED if activates else _C.RESET_EXPIRED, "R4.17" if activates else "R4.19", told,
        evidence=(*sending.evidence, *case.last(_K.ACTIVATION_EXPIRED if activates else _K.RESET_EXPIRED)),
        acts=(sending.act,), silence=silence_on_life(sending.message, by_sms=sending.by_sms),
    )  # fmt: skip


def _waited(case: Case, sending: Sending) -> Finding:
    activates = sending.message is PortalMessage.ACTIVATION
    until = f", valable jusqu’au {french_instant(sending.until)}" if sending.until else ""
    # The way of the forgotten password works while locked, and opens nothing by itself (R4.11).
    locked = case.state is _S.LOCKED_TEMPORARY
    beside = " Elle ne lève pas le blocage : débloquez, ou attendez sa fin." if locked else ""
    rule = "R4.17" if activates else "R4.11" if locked else "R4.19"
    told = Told(
        f"{_progress(sending)}{until}. {_look(case, sending)}{beside}",
        f"Un {sending.what} {sending.aim} vous a été envoyé à {yours(sending.channel)}.",
        _then(case, sending),
    )
    return case.finding(
        _C.ACTIVATION_WAITED if activates else _C.RESET_WAITED, rule, told,
        evidence=sending.evidence, minutes_left=case.minutes_to(sending.until),
        acts=(sending.act, _A.REPLACE_CONTACT),
        silence=silence_on_life(sending.message, by_sms=sending.by_sms),
    )  # fmt: skip


def _progress(sending: Sending) -> str:
    what = f"{sending.what.capitalize()} {sending.aim}"
    if sending.sent is None:
        return f"{what} : envoi non vu"
    when = f"{what} envoyé le {french_instant(sending.sent.at)}"
    return f"{when}, remis, pas encore utilisé" if sending.answer else f"{when}, pas encore utilisé"


def _look(case: Case, sending: Sending) -> str:
    went = sending.sent.contact_id if sending.sent else None
    where = masked(one for one in case.contacts if one.id == went) or of_file(sending.channel)
    if sending.by_sms:
        return (
            f"Vérifiez le portable ({where}). S’il a changé, remplacez-le (identité certaine) : "
            f"il réessaiera {case.profile.contact_retry_hours} h plus tard ; sinon renvoyez le code."
        )
    return (
        f"Faites chercher dans les indésirables ({where}) : l’expéditeur ne reçoit pas de réponse. "
        "S’il n’y est pas, renvoyez-le ; si l’adresse est fausse, remplacez-la (identité certaine)."
    )


def _then(case: Case, sending: Sending) -> str:
    if sending.by_sms:
        return "Regardez vos SMS et tapez le code vous-même, sans me le dire."
    links = case.profile.activation.value == "EMAIL_TWO_LINKS" and sending.message is PortalMessage.ACTIVATION
    which = " : un lien pour le site, un pour l’application" if links else ""
    return f"Regardez dans vos courriers indésirables et cliquez dans le message{which}."
