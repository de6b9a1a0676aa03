"""What the desk and the portal keep of a subject: documents, requests, notes, messages, accesses."""

from collections import Counter
from dataclasses import replace
from datetime import date

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.models.call import PhoneCall
from backoffice.models.desk.alert import FileAlert
from backoffice.models.desk.online import PortalActRow, PortalErrand
from backoffice.models.desk.retention import SubjectRequest
from backoffice.models.lease import Lease
from backoffice.models.ledger import RentNotice
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import french_day, french_month, paris_day
from backoffice.rules.retention.subject import (
    CATEGORIES,
    OTHER_ACT,
    AccessCopy,
    AlertCopy,
    DocumentCopy,
    MessageCopy,
    NoteCopy,
    PortalCopy,
    RequestCopy,
)
from backoffice.rules.retention.words import SubjectRequestKind, SubjectRequestState
from backoffice.rules.vocabulary.alerts import FileAlertReason
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.portal import (
    ActReason,
    ErrandKind,
    ErrandState,
    LockCause,
    PortalAct,
    PortalEventKind,
)
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState, RequestChannel, RequestState
from backoffice.rules.vocabulary.service import (
    MessageChannel,
    MessageState,
    ServiceRequestKind,
    ServiceRequestState,
    SubmissionState,
)
from backoffice.services.subjects.changes import changes_asked, situations
from backoffice.services.subjects.contacts import contact_lines
from backoffice.services.subjects.file import Subject
from backoffice.services.subjects.insurance import insurance_lines
from backoffice.services.subjects.letters import files_sent, letters_written

_LOG = text("SELECT month, act, times FROM subject_access_log(:customer)")


def documents(session: Session, subject: Subject) -> tuple[DocumentCopy, ...]:
    """Receipts, rent notices, insurance papers, letters, files sent: the list, the oldest first."""
    found = [*_receipts(session, subject), *_notices(session, subject), *_papers(session, subject)]
    found += [*letters_written(session, subject), *files_sent(session, subject)]
    found += [*situations(session, subject), *changes_asked(session, subject)]
    found += insurance_lines(session, subject.customer.id)
    return tuple(sorted(found, key=lambda one: (one.dated, one.kind, one.number or "")))


def _receipts(session: Session, subject: Subject) -> list[DocumentCopy]:
    columns = (Receipt.kind, Receipt.number, Receipt.period_from, Receipt.issued_on, Receipt.state)
    query = select(*columns).join(Lease, Lease.id == Receipt.lease_id)
    return [
        DocumentCopy(
            ReceiptKind(row.kind).label,
            row.number,
            french_month(row.period_from),
            row.issued_on,
            ReceiptState(row.state).label,
        )
        for row in session.execute(query.where(Lease.customer_id == subject.customer.id))
    ]


def _notices(session: Session, subject: Subject) -> list[DocumentCopy]:
    query = select(RentNotice).join(Lease, Lease.id == RentNotice.lease_id)
    return [
        DocumentCopy("Avis d’échéance", row.number, french_month(row.period_from), row.issued_on, "Émis")
        for row in session.scalars(query.where(Lease.customer_id == subject.customer.id))
    ]


def _papers(session: Session, subject: Subject) -> list[DocumentCopy]:
    query = select(InsuranceSubmission).join(Lease, Lease.id == InsuranceSubmission.lease_id)
    return [
        DocumentCopy(
            "Attestation d’assurance",
            None,
            ", ".join(
                part
                for part in (
                    row.insurer or "",
                    f"jusqu’au {french_day(row.covered_until)}" if row.covered_until else "",
                )
                if part
            ),
            paris_day(row.submitted_at),
            SubmissionState(row.state).label,
        )
        for row in session.scalars(query.where(Lease.customer_id == subject.customer.id))
    ]


def requests(session: Session, subject: Subject) -> tuple[RequestCopy, ...]:
    """Service requests, requests for receipts, requests about his rights, the oldest first."""
    mine = subject.customer.id
    found = [
        RequestCopy(
            row.opened_at,
            ServiceRequestKind(row.kind).label,
            subject.masked(row.summary),
            RequestChannel(row.channel).label,
            ServiceRequestState(row.state).label,
        )
        for row in session.scalars(select(ServiceRequest).where(ServiceRequest.customer_id == mine))
    ]
    asked = select(ReceiptRequest).join(Lease, Lease.id == ReceiptRequest.lease_id)
    found += [
        RequestCopy(
            row.requested_at,
            "Demande de quittance",
            french_month(row.period),
            RequestChannel(row.channel).label,
            RequestState(row.state).label,
        )
        for row in session.scalars(asked.where(Lease.customer_id == mine))
    ]
    found += [
        RequestCopy(
            row.recorded_at,
            f"Exercice d’un droit : {SubjectRequestKind(row.kind).label.lower()}",
            f"reçue le {french_day(row.received_on)}, réponse due le {french_day(row.due_on)}",
            RequestChannel(row.channel).label,
            SubjectRequestState(row.state).label,
        )
        for row in session.scalars(select(SubjectRequest).where(SubjectRequest.customer_id == mine))
    ]
    found += [replace(one, about=subject.masked(one.about)) for one in contact_lines(session, mine)]
    return tuple(sorted(found, key=lambda one: (one.asked_at, one.kind)))


def notes(session: Session, subject: Subject) -> tuple[NoteCopy, ...]:
    """Calls and visits with what was noted; never the control questions (R4.28)."""
    rows = session.scalars(
        select(PhoneCall)
        .where(PhoneCall.customer_id == subject.customer.id)
        .order_by(PhoneCall.started_at, PhoneCall.id)
    )
    return tuple(
        NoteCopy(
            at=row.started_at,
            place=ContactPlace(row.place).label,
            level=CallerLevel(row.level).label,
            caller_number=row.caller_number,
            note=subject.masked(row.summary) if row.summary else None,
        )
        for row in rows
    )


def alerts(session: Session, subject: Subject) -> tuple[AlertCopy, ...]:
    """Alerts put on his file, the oldest first, those that are over included."""
    rows = session.scalars(
        select(FileAlert)
        .where(FileAlert.customer_id == subject.customer.id)
        .order_by(FileAlert.made_at, FileAlert.id)
    )
    return tuple(
        AlertCopy(
            FileAlertReason(row.reason).label,
            subject.masked(row.note) if row.note else None,
            row.starts_on,
            row.ends_on,
            row.ended_at,
        )
        for row in rows
    )


def portal(session: Session, subject: Subject) -> tuple[PortalCopy, ...]:
    """His account on the portal: opening, locks and events, the oldest first."""
    mine = subject.customer.id
    accounts = session.scalars(select(PortalAccount).where(PortalAccount.customer_id == mine)).all()
    found = [PortalCopy(row.created_at, f"Inscription, identifiant {row.login}") for row in accounts]
    found += [
        PortalCopy(row.last_sign_in_at, "Dernière connexion") for row in accounts if row.last_sign_in_at
    ]
    locks = select(AccountLock).where(AccountLock.account_id.in_([row.id for row in accounts]))
    found += [
        PortalCopy(row.locked_at, f"Compte bloqué : {LockCause(row.cause).label}")
        for row in session.scalars(locks)
    ]
    events = select(PortalEvent).where(PortalEvent.customer_id == mine)
    found += [
        PortalCopy(row.occurred_at, PortalEventKind(row.kind).label)
        for row in session.scalars(events)
        if row.kind not in (PortalEventKind.REGISTERED, PortalEventKind.LOCKED)
    ]
    found += _acts(session, mine) + _errands(session, mine)
    return tuple(sorted(found, key=lambda one: (one.at, one.what)))


def _acts(session: Session, customer_id: int) -> list[PortalCopy]:
    """What staff did to his access and why; nobody of the staff is named (R5.22)."""
    rows = session.scalars(select(PortalActRow).where(PortalActRow.customer_id == customer_id)).all()
    return [
        PortalCopy(
            row.done_at,
            f"Acte de nos services : {PortalAct(row.act).label.lower()}, "
            f"{ActReason(row.reason).label.lower()}{', annulé' if row.undone_at else ''}",
        )
        for row in rows
    ]


def _errands(session: Session, customer_id: int) -> list[PortalCopy]:
    rows = session.scalars(select(PortalErrand).where(PortalErrand.customer_id == customer_id)).all()
    return [
        PortalCopy(
            row.asked_at,
            f"Demande faite au portail : {ErrandKind(row.kind).label.lower()} "
            f"({ErrandState(row.state).label.lower()})",
        )
        for row in rows
    ]


def messages(session: Session, subject: Subject) -> tuple[MessageCopy, ...]:
    """Messages sent to him, the oldest first; not their text, which may hold a code."""
    rows = session.execute(
        select(
            OutboxMessage.recorded_at, OutboxMessage.channel, OutboxMessage.address, OutboxMessage.subject,
            OutboxMessage.state,
        )
        .where(OutboxMessage.customer_id == subject.customer.id, OutboxMessage.person_id == subject.person.id)
        .order_by(OutboxMessage.recorded_at, OutboxMessage.id)
    )  # fmt: skip
    return tuple(
        MessageCopy(at, MessageChannel(channel).label, address, title, MessageState(state).label)
        for at, channel, address, title, state in rows
    )


def access_log(session: Session, subject: Subject) -> tuple[AccessCopy, ...]:
    """How often each sort of act was done on his file, by month; nobody of the staff is named (R5.22)."""
    counts: Counter[tuple[date, str]] = Counter()
    for month, act, times in session.execute(_LOG, {"customer": subject.customer.id}):
        counts[month, CATEGORIES.get(act, OTHER_ACT)] += times
    return tuple(AccessCopy(month, category, times) for (month, category), times in sorted(counts.items()))
