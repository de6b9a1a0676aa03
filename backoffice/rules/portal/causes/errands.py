"""What staff asked of the portal: it waits to leave, or the portal could not (R4.14, R4.18)."""

from collections.abc import Iterator
from datetime import datetime

from backoffice.rules.dates import french_instant, french_time
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.causes.case import OPEN_STATES, SUCCESSES, Case, Told
from backoffice.rules.portal.causes.wording import masked
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import ErrandFact
from backoffice.rules.vocabulary.portal import (
    ErrandKind,
    ErrandResult,
    ErrandState,
    PortalAct,
    PortalEventKind,
)

_C, _A, _K = FindingCode, PortalAct, PortalEventKind
_OF_STATE = {
    AccessState.NONE: ErrandKind.INVITATION,
    AccessState.PENDING_ACTIVATION: ErrandKind.ACTIVATION,
    **dict.fromkeys(OPEN_STATES, ErrandKind.RESET),
}
_ACT = {
    ErrandKind.INVITATION: _A.SEND_INVITATION,
    ErrandKind.ACTIVATION: _A.SEND_ACTIVATION,
    ErrandKind.RESET: _A.SEND_RESET,
}
_SENT = {
    ErrandKind.INVITATION: _K.INVITATION_SENT,
    ErrandKind.ACTIVATION: _K.ACTIVATION_SENT,
    ErrandKind.RESET: _K.RESET_SENT,
}
_ASKED = {
    ErrandKind.INVITATION: "Courrier d’invitation demandé",
    ErrandKind.ACTIVATION: "Activation demandée",
    ErrandKind.RESET: "Réinitialisation demandée",
}


def errands(case: Case) -> Iterator[Finding]:
    """The last errand of the kind that the state calls for."""
    kind = _OF_STATE.get(case.state)
    asked = [
        one for one in case.history.errands if one.kind is kind and one.state is not ErrandState.CANCELLED
    ]
    if kind is None or not asked:
        return
    last = max(asked, key=lambda one: (one.asked_at, one.id))
    waiting = [one for one in asked if one.state is ErrandState.WAITING]
    if waiting:
        yield _waiting(case, max(waiting, key=lambda one: (one.asked_at, one.id)))
    elif last.state is ErrandState.FAILED and last.settled_at and not _is_passed(case, last, last.settled_at):
        yield _failed(case, last)


def _waiting(case: Case, errand: ErrandFact) -> Finding:
    left = case.minutes_to(errand.not_before)
    where = masked(one for one in case.history.contacts if one.id == errand.contact_id)
    to = f" ({where})" if where else ""
    when = (
        f"à {french_time(errand.not_before)}, d’ici là son auteur peut l’annuler"
        if left
        else "d’un instant à l’autre"
    )
    told = Told(
        f"{_ASKED[errand.kind]} le {french_instant(errand.asked_at)}{to} : envoi {when}.",
        f"Votre demande est enregistrée, le message part dans {left} min." if left else "Le message part.",
        "Attendez-le avant de recommencer.",
    )
    asked = (_K.ACTIVATION_ASKED, _K.RESET_ASKED, _K.INVITATION_ASKED)
    return case.finding(_C.ERRAND_WAITING, "R4.18", told, evidence=case.last(*asked), minutes_left=left)


def _is_passed(case: Case, errand: ErrandFact, settled: datetime) -> bool:
    """A success, a message or a new contact came after it."""
    later = case.last(*SUCCESSES, _SENT[errand.kind])
    if later and later[0].at > settled:
        return True
    no_contact = errand.result is ErrandResult.NO_USABLE_CONTACT
    return no_contact and any(one.usable_from > settled for one in case.contacts)


def _failed(case: Case, errand: ErrandFact) -> Finding:
    no_contact = errand.result is ErrandResult.NO_USABLE_CONTACT
    why = (
        "aucun contact du dossier ne peut recevoir de code. Entrez-en un, l’appelant étant certain"
        if no_contact
        else "le compte avait changé d’état entre-temps. Recommencez l’envoi"
    )
    told = Told(
        f"{_ASKED[errand.kind]} le {french_instant(errand.asked_at)}, mais rien n’est parti : {why}.",
        "Notre message n’a pas pu vous être envoyé.",
        "Restez en ligne, nous cherchons comment vous l’envoyer.",
    )
    acts = (_A.REPLACE_CONTACT,) if no_contact else (_ACT[errand.kind],)
    return case.finding(_C.ERRAND_FAILED, "R4.18", told, acts=acts)
