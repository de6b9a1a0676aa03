"""One time line of what happened: portal, calls, acts of staff, messages, payments, documents, requests."""

from collections.abc import Callable, Iterable
from datetime import date, datetime
from functools import partial
from typing import Any

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.models.landlord import Staff
from backoffice.models.lease import Customer, Lease
from backoffice.models.ledger import OnlinePayment
from backoffice.models.person import Person
from backoffice.models.portal import PortalEvent
from backoffice.models.receipt import Receipt
from backoffice.models.service import ServiceRequest
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import french_month
from backoffice.rules.money import euros
from backoffice.rules.phones import mask_email, mask_phone
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.ledger import OnlinePaymentState
from backoffice.rules.vocabulary.portal import ActReason, PortalAct, PortalEventKind
from backoffice.rules.vocabulary.receipts import ReceiptKind
from backoffice.rules.vocabulary.service import MessageChannel, MessageState, ServiceRequestKind
from backoffice.services.tenant.results import HistoryLine

LINES_PER_FAMILY = 60


def history_of(session: Session, customer_id: int) -> tuple[HistoryLine, ...]:
    """The last lines of every family, newest first, for who looks at the history of a file opened before.

    After violence the address of a letter is kept back (R3.17).
    """
    confidential = session.scalars(
        select(Person.confidential_address)
        .join(Customer, Customer.main_person_id == Person.id)
        .where(Customer.id == customer_id)
    ).one_or_none()
    lines: list[HistoryLine] = []
    for query, line in _families(customer_id, partial(_message_line, confidential=confidential is not False)):
        lines.extend(line(*row) for row in session.execute(query.limit(LINES_PER_FAMILY)))
    lines.sort(key=lambda one: one.at, reverse=True)
    return tuple(lines)


def _families(
    customer_id: int, message_line: Callable[..., HistoryLine]
) -> Iterable[tuple[Select[*tuple[Any, ...]], Callable[..., HistoryLine]]]:
    yield (
        select(ServiceRequest)
        .where(ServiceRequest.customer_id == customer_id)
        .order_by(ServiceRequest.opened_at.desc(), ServiceRequest.id.desc()),
        _request_line,
    )
    yield (
        select(Receipt.issued_at, Receipt.kind, Receipt.number, Receipt.period_from, Staff.full_name)
        .join(Lease, Lease.id == Receipt.lease_id)
        .join(Staff, Staff.id == Receipt.staff_id, isouter=True)
        .where(Lease.customer_id == customer_id)
        .order_by(Receipt.issued_at.desc(), Receipt.id.desc()),
        _receipt_line,
    )
    yield (
        select(PortalEvent, Staff.full_name)
        .join(Staff, Staff.id == PortalEvent.staff_id, isouter=True)
        .where(PortalEvent.customer_id == customer_id)
        .order_by(PortalEvent.occurred_at.desc()),
        _portal_line,
    )
    yield from _calls_and_messages(customer_id, message_line)


def _calls_and_messages(
    customer_id: int, message_line: Callable[..., HistoryLine]
) -> Iterable[tuple[Select[*tuple[Any, ...]], Callable[..., HistoryLine]]]:
    yield (
        select(PhoneCall, Staff.full_name)
        .join(Staff, Staff.id == PhoneCall.staff_id)
        .where(PhoneCall.customer_id == customer_id)
        .order_by(PhoneCall.started_at.desc()),
        _call_line,
    )
    yield (
        select(OutboxMessage)
        .where(OutboxMessage.customer_id == customer_id)
        .order_by(OutboxMessage.recorded_at.desc()),
        message_line,
    )
    yield (
        select(OnlinePayment)
        .where(OnlinePayment.customer_id == customer_id)
        .order_by(OnlinePayment.requested_at.desc()),
        _payment_line,
    )


def _portal_line(event: PortalEvent, who: str | None) -> HistoryLine:
    sentence = PortalEventKind(event.kind).label
    reason = event.detail.get("reason")
    if event.staff_id is not None and reason:
        where = ", au guichet" if event.detail.get("at_counter") else ""
        sentence = f"{sentence} : {ActReason(reason).label.lower()}{where}"
    elif event.kind == PortalEventKind.ACT_UNDONE and "act" in event.detail:
        sentence = f"{sentence} : {PortalAct(event.detail['act']).label.lower()}"
    family = "Acte" if event.staff_id is not None else "Portail"
    return HistoryLine(event.occurred_at, family, sentence, who or "Portail")


def _call_line(call: PhoneCall, who: str) -> HistoryLine:
    place = "Appel" if call.place == ContactPlace.PHONE else "Visite au guichet"
    level = CallerLevel(call.level)
    told = call.summary or ("en cours" if call.ended_at is None else f"niveau {level.value[1]}")
    return HistoryLine(call.started_at, "Appel", f"{place} : {told}", who)


def _message_line(message: OutboxMessage, *, confidential: bool) -> HistoryLine:
    channel = MessageChannel(message.channel)
    masked = mask_email if channel is MessageChannel.EMAIL else mask_phone
    if channel is not MessageChannel.LETTER:
        address = masked(message.address)
    else:
        address = "adresse confidentielle" if confidential else ", ".join(message.address.splitlines())
    state = MessageState(message.state).label.lower()
    sentence = f"{channel.label} à {address} : {message.subject} ({state})"
    return HistoryLine(message.sent_at or message.recorded_at, "Message", sentence, "Guichet")


def _payment_line(payment: OnlinePayment) -> HistoryLine:
    state = OnlinePaymentState(payment.state).label.lower()
    why = f" : {payment.failure}" if payment.failure else ""
    sentence = (
        f"Paiement en ligne de {euros(payment.amount)}, commande {payment.order_reference}, {state}{why}"
    )
    return HistoryLine(payment.requested_at, "Paiement", sentence, "Locataire")


def _receipt_line(at: datetime, kind: str, number: str, month: date, who: str | None) -> HistoryLine:
    sentence = f"{ReceiptKind(kind).label} {number}, {french_month(month)}"
    return HistoryLine(at, "Document", sentence, who or "Guichet")


def _request_line(request: ServiceRequest) -> HistoryLine:
    sentence = f"{ServiceRequestKind(request.kind).label} : {request.summary}"
    return HistoryLine(request.opened_at, "Demande", sentence, "Locataire")
