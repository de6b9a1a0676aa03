"""The lines of the time line in French, each from the facts of its row."""

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, TypeVar

from backoffice.rules.dates import french_day, french_month, of_month
from backoffice.rules.money import euros
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.portal.forms import FormRefusal
from backoffice.rules.vocabulary.alerts import FileAlertReason
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.changes import ChangeKind, ChangeRefusal, ChangeState
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.ledger import OnlinePaymentState, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.portal import ActReason, LockCause, PortalAct, PortalEventKind
from backoffice.rules.vocabulary.receipts import (
    ConsentChannel,
    ReceiptKind,
    ReceiptRefusal,
    ReceiptState,
    RequestState,
)
from backoffice.rules.vocabulary.service import (
    MessageChannel,
    MessageState,
    ServiceRequestKind,
    ServiceRequestState,
    SubmissionState,
    rejection_words,
)
from backoffice.rules.vocabulary.validation.work import ReopenReason
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.rules.work.reasons import REASONS

Facts = Mapping[str, Any]
_L = TypeVar("_L", bound=Labelled)
TENANT, PROGRAM, PORTAL = "Locataire", "Guichet", "Portail"


def _label(words: type[_L], code: str) -> str:
    return words(code).label


def _amount(facts: Facts, name: str) -> str:
    return euros(Decimal(facts[name]))


def _day(text: str) -> str:
    return french_day(date.fromisoformat(text))


def _coded(code: str | None, words: type[_L]) -> str:
    """``: motif`` when there is a code of the list."""
    known = {one.value: one.label for one in words}
    return f" : {known.get(code, code).lower()}" if code else ""


def posting(facts: Facts) -> str:
    """``Paiement de 313,77 €, carte bancaire : REGLEMENT PAR CARTE BANCAIRE``."""
    kind = _label(PostingKind, facts["kind"])
    amount = _amount(facts, "debit") if Decimal(facts["debit"]) else _amount(facts, "credit")
    means = f", {_label(PaymentMeans, facts['means']).lower()}" if facts["means"] else ""
    pending = facts["kind"] == PostingKind.PAYMENT and facts["cleared"] is None
    return f"{kind} de {amount}{means} : {facts['label']}{' (pas encore certain)' if pending else ''}"


def payment(facts: Facts) -> str:
    """A payment on the bank's page."""
    state = _label(OnlinePaymentState, facts["state"]).lower()
    why = f" : {facts['failure']}" if facts["failure"] else ""
    return f"Paiement en ligne de {_amount(facts, 'amount')}, commande {facts['order']}, {state}{why}"


def receipt(facts: Facts) -> str:
    """An issued receipt, and what became of it."""
    state = ReceiptState(facts["state"])
    after = "" if state is ReceiptState.ISSUED else f" ({state.label.lower()})"
    month = french_month(date.fromisoformat(facts["month"]))
    return f"{_label(ReceiptKind, facts['kind'])} {facts['number']}, {month}{after}"


def duplicate(facts: Facts) -> str:
    """A duplicate handed out."""
    return f"Duplicata n° {facts['ordinal']} de {facts['number']}"


def notice(facts: Facts) -> str:
    """A rent notice, whose number and bar code are those of the paper."""
    month = of_month(date.fromisoformat(facts["month"]))
    return f"Avis d’échéance {facts['number']} {month}, à régler pour le {_day(facts['due'])}"


def consent_given(facts: Facts) -> str:
    """An agreement to electronic delivery."""
    return f"Accord pour l’envoi électronique ({_label(ConsentChannel, facts['channel']).lower()})"


def consent_revoked(facts: Facts) -> str:
    """The end of that agreement."""
    return f"Accord pour l’envoi électronique retiré ({_label(ConsentChannel, facts['channel']).lower()})"


def portal(facts: Facts) -> str:
    """An event of the portal, with the cause of a lock or the reason of an unlocking."""
    detail = facts["detail"] or {}
    told = _label(PortalEventKind, facts["kind"])
    if facts["who"] and detail.get("reason"):
        where = ", au guichet" if detail.get("at_counter") else ""
        return f"{told}{_coded(detail['reason'], ActReason)}{where}"
    if facts["kind"] == PortalEventKind.ACT_UNDONE:
        return f"{told}{_coded(detail.get('act'), PortalAct)}"
    return f"{told}{_coded(detail.get('cause'), LockCause)}"


def call(facts: Facts) -> str:
    """A call or a visit, what was noted, or how far the caller was identified."""
    place = "Appel" if facts["place"] == ContactPlace.PHONE else "Visite au guichet"
    level = CallerLevel(facts["level"]).value[1]
    return f"{place} : {facts['summary'] or ('en cours' if facts['ended'] is None else f'niveau {level}')}"


def message(facts: Facts) -> str:
    """A message to the tenant; where it went is masked."""
    channel = MessageChannel(facts["channel"])
    if channel is not MessageChannel.LETTER:
        masked = mask_email if channel is MessageChannel.EMAIL else mask_phone
        address = masked(facts["address"])
    elif facts["withheld"]:
        address = "adresse confidentielle"
    else:
        address = ", ".join(str(facts["address"]).splitlines())
    state = _label(MessageState, facts["state"]).lower()
    return f"{channel.label} à {address} : {facts['subject']} ({state})"


def asked(facts: Facts) -> str:
    """A request or complaint, as it was registered."""
    due = f", pour le {_day(facts['due'])}" if facts["due"] else ""
    return f"{_label(ServiceRequestKind, facts['kind'])} : {facts['summary']}{due}"


def closed(facts: Facts) -> str:
    """The end of a request."""
    state = _label(ServiceRequestState, facts["state"]).lower()
    return f"{_label(ServiceRequestKind, facts['kind'])} {state} : {facts['summary']}"


def receipt_asked(facts: Facts) -> str:
    """A request for the receipt of a month."""
    return f"Quittance demandée : {french_month(date.fromisoformat(facts['month']))}"


def receipt_answered(facts: Facts) -> str:
    """What was answered to it."""
    state = _label(RequestState, facts["state"])
    why = _coded(facts["refusal"], ReceiptRefusal)
    return f"Quittance {of_month(date.fromisoformat(facts['month']))} : {state.lower()}{why}"


def paper_sent(facts: Facts) -> str:
    """An insurance certificate that came."""
    insurer = f" ({facts['insurer']})" if facts["insurer"] else ""
    return f"Attestation d’assurance envoyée{insurer}"


def paper_decided(facts: Facts) -> str:
    """What was decided of it."""
    told = f"Attestation d’assurance {_label(SubmissionState, facts['state']).lower()}"
    if facts["until"]:
        return f"{told}, valable jusqu’au {_day(facts['until'])}"
    return (
        f"{told} : {rejection_words(facts['rejection'], facts['own']).lower()}"
        if facts["rejection"]
        else told
    )


def decision(facts: Facts) -> str:
    """A decision on an item of work; undoing and reopening are decisions too."""
    kind = WorkKind(facts["kind"])
    known = {str(one): one.label for one in (*ChangeRefusal, *ReceiptRefusal, *ReopenReason, *FormRefusal)}
    known |= {one.code: one.label for one in REASONS.get(kind, ())}
    why = facts["reason"]
    words = f" : {str(facts['own'] or known.get(why, why)).lower()}" if why else ""
    return f"{kind.label} : {_label(WorkDecision, facts['decision']).lower()}{words}"


def change_asked(facts: Facts) -> str:
    """A change that needs a second person."""
    return f"Changement demandé : {_label(ChangeKind, facts['kind']).lower()}"


def change_decided(facts: Facts) -> str:
    """What the second person decided."""
    state = _label(ChangeState, facts["state"]).lower()
    why = _coded(facts["refusal"], ChangeRefusal)
    return f"Changement ({_label(ChangeKind, facts['kind']).lower()}) : demande {state}{why}"


def alert_made(facts: Facts) -> str:
    """An alert put on the file."""
    note = f" ({facts['note']})" if facts["note"] else ""
    reason = _label(FileAlertReason, facts["reason"])
    return f"Alerte « {reason} »{note}, jusqu’au {_day(facts['until'])}, suivie par {facts['owner']}"


def alert_ended(facts: Facts) -> str:
    """An alert ended before its day."""
    return f"Alerte « {_label(FileAlertReason, facts['reason'])} » terminée avant le {_day(facts['until'])}"


def signed(facts: Facts) -> str:
    """The member of staff, else the program."""
    return facts["who"] or PROGRAM


def by_tenant(_facts: Facts) -> str:
    """The tenant did it."""
    return TENANT


def by_program(_facts: Facts) -> str:
    """Nobody signs it."""
    return PROGRAM


def by_landlord(_facts: Facts) -> str:
    """The landlord's accounts."""
    return "Bailleur"


def by_portal(facts: Facts) -> str:
    """Who acted on the portal."""
    return facts["who"] or PORTAL
