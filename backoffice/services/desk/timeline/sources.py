"""The tables of the time line. Their order is their rank: it settles what happened at the same instant."""

from typing import Any

from sqlalchemy import BigInteger, Select, Text, cast, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, aliased

from backoffice.models.call import PhoneCall
from backoffice.models.desk.alert import FileAlert
from backoffice.models.desk.proof import ChangeRequest
from backoffice.models.desk.work import WorkDecisionRow, WorkItem
from backoffice.models.landlord import Staff
from backoffice.models.lease import EDeliveryConsent
from backoffice.models.ledger import OnlinePayment, Posting, RentNotice
from backoffice.models.portal import PortalEvent
from backoffice.models.receipt import Receipt, ReceiptDuplicate, ReceiptRequest
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.models.trace import OutboxMessage
from backoffice.services.desk.timeline import words
from backoffice.services.desk.timeline.contacts import CONTACTS
from backoffice.services.desk.timeline.merges import MERGES
from backoffice.services.desk.timeline.results import Family
from backoffice.services.desk.timeline.source import CUSTOMER, LEASES, Source
from backoffice.services.letters.reasons import own_label, own_rejection_label

# A duplicate has no key of its own: the receipt's, and its rank.
_RANKS = literal_column("1000", BigInteger)
_OWNER = aliased(Staff)


def _of_customer(model: Any, staff: InstrumentedAttribute[Any] | None = None) -> Select[Any]:
    """The rows of the customer, with who signed them if the table says so."""
    return _signed(select(model.id).where(model.customer_id == CUSTOMER), staff)


def _of_leases(model: Any, staff: InstrumentedAttribute[Any] | None = None) -> Select[Any]:
    """The rows of the customer's leases."""
    return _signed(select(model.id).where(model.lease_id == func.any(LEASES)), staff)


def _signed(query: Select[Any], staff: InstrumentedAttribute[Any] | None) -> Select[Any]:
    return query if staff is None else query.join(Staff, Staff.id == staff, isouter=True)


_DUPLICATED = (
    select(ReceiptDuplicate.receipt_id)
    .join(Receipt, Receipt.id == ReceiptDuplicate.receipt_id)
    .join(Staff, Staff.id == ReceiptDuplicate.staff_id, isouter=True)
    .where(Receipt.lease_id == func.any(LEASES))
)
_DECIDED = (
    select(WorkDecisionRow.id)
    .join(WorkItem, WorkItem.id == WorkDecisionRow.work_item_id)
    .join(Staff, Staff.id == WorkDecisionRow.staff_id, isouter=True)
    .where(WorkItem.customer_id == CUSTOMER)
)
_ALERTED = (
    select(FileAlert.id)
    .join(Staff, Staff.id == FileAlert.made_by)
    .join(_OWNER, _OWNER.id == FileAlert.owner_id)
    .where(FileAlert.customer_id == CUSTOMER)
)


def _text(value: Any) -> Any:
    # A number of JSON would come back as a float.
    return cast(value, Text)


_WHO = {"who": Staff.full_name}
_ACCOUNT = (
    Source(
        Family.MONEY,
        select(Posting.id),
        Posting.posted_on,
        Posting.id,
        {
            "kind": Posting.kind,
            "means": Posting.means,
            "label": Posting.label,
            "debit": _text(Posting.debit),
            "credit": _text(Posting.credit),
            "cleared": Posting.cleared_on,
        },
        words.posting,
        words.by_landlord,
        lease=Posting.lease_id,
        scan=Posting.lease_id,
    ),
    Source(
        Family.MONEY,
        _of_customer(OnlinePayment),
        OnlinePayment.requested_at,
        OnlinePayment.id,
        {
            "state": OnlinePayment.state,
            "failure": OnlinePayment.failure,
            "order": OnlinePayment.order_reference,
            "amount": _text(OnlinePayment.amount),
        },
        words.payment,
        words.by_tenant,
        lease=OnlinePayment.lease_id,
    ),
)
_RECEIPT = {"kind": Receipt.kind, "number": Receipt.number, "month": Receipt.period_from}
_PAPERS = (
    Source(
        Family.DOCUMENT,
        _of_leases(Receipt, Receipt.staff_id),
        Receipt.issued_at,
        Receipt.id,
        {**_RECEIPT, "state": Receipt.state, **_WHO},
        words.receipt,
        words.signed,
        lease=Receipt.lease_id,
    ),
    Source(
        Family.DOCUMENT,
        _DUPLICATED,
        ReceiptDuplicate.made_at,
        ReceiptDuplicate.receipt_id * _RANKS + ReceiptDuplicate.ordinal,
        {"number": Receipt.number, "ordinal": ReceiptDuplicate.ordinal, **_WHO},
        words.duplicate,
        words.signed,
        lease=Receipt.lease_id,
    ),
    Source(
        Family.DOCUMENT,
        _of_leases(RentNotice),
        RentNotice.issued_on,
        RentNotice.id,
        {"number": RentNotice.number, "month": RentNotice.period_from, "due": RentNotice.due_on},
        words.notice,
        words.by_landlord,
        lease=RentNotice.lease_id,
    ),
    Source(
        Family.DOCUMENT,
        _of_leases(EDeliveryConsent),
        EDeliveryConsent.given_at,
        EDeliveryConsent.id,
        {"channel": EDeliveryConsent.channel},
        words.consent_given,
        words.by_tenant,
        lease=EDeliveryConsent.lease_id,
    ),
    Source(
        Family.DOCUMENT,
        _of_leases(EDeliveryConsent).where(EDeliveryConsent.revoked_at.is_not(None)),
        EDeliveryConsent.revoked_at,
        EDeliveryConsent.id,
        {"channel": EDeliveryConsent.channel},
        words.consent_revoked,
        words.by_tenant,
        lease=EDeliveryConsent.lease_id,
    ),
)
_TALKS = (
    Source(
        Family.PORTAL,
        _of_customer(PortalEvent, PortalEvent.staff_id),
        PortalEvent.occurred_at,
        PortalEvent.id,
        {"kind": PortalEvent.kind, "detail": PortalEvent.detail, **_WHO},
        words.portal,
        words.by_portal,
    ),
    Source(
        Family.CALL,
        _of_customer(PhoneCall, PhoneCall.staff_id),
        PhoneCall.started_at,
        PhoneCall.id,
        {
            "place": PhoneCall.place,
            "level": PhoneCall.level,
            "summary": PhoneCall.summary,
            "ended": PhoneCall.ended_at,
            **_WHO,
        },
        words.call,
        words.signed,
    ),
    Source(
        Family.MESSAGE,
        _of_customer(OutboxMessage),
        OutboxMessage.recorded_at,
        OutboxMessage.id,
        {
            "channel": OutboxMessage.channel,
            "address": OutboxMessage.address,
            "subject": OutboxMessage.subject,
            "state": OutboxMessage.state,
        },
        words.message,
        words.by_program,
    ),
)
_REQUEST = {"kind": ServiceRequest.kind, "summary": ServiceRequest.summary, "state": ServiceRequest.state}
_PAPER = {
    "insurer": InsuranceSubmission.insurer,
    "state": InsuranceSubmission.state,
    "until": InsuranceSubmission.covered_until,
    "rejection": InsuranceSubmission.rejection,
    "own": own_rejection_label(),
}
_MONTH = {
    "month": ReceiptRequest.period,
    "state": ReceiptRequest.state,
    "refusal": ReceiptRequest.refusal,
}
_REQUESTS = (
    Source(
        Family.REQUEST,
        _of_customer(ServiceRequest),
        ServiceRequest.opened_at,
        ServiceRequest.id,
        {**_REQUEST, "due": ServiceRequest.due_on},
        words.asked,
        words.by_tenant,
        lease=ServiceRequest.lease_id,
    ),
    Source(
        Family.REQUEST,
        _of_customer(ServiceRequest).where(ServiceRequest.closed_at.is_not(None)),
        ServiceRequest.closed_at,
        ServiceRequest.id,
        _REQUEST,
        words.closed,
        words.by_program,
        lease=ServiceRequest.lease_id,
    ),
    Source(
        Family.REQUEST,
        _of_leases(ReceiptRequest),
        ReceiptRequest.requested_at,
        ReceiptRequest.id,
        _MONTH,
        words.receipt_asked,
        words.by_tenant,
        lease=ReceiptRequest.lease_id,
    ),
    Source(
        Family.REQUEST,
        _of_leases(InsuranceSubmission),
        InsuranceSubmission.submitted_at,
        InsuranceSubmission.id,
        _PAPER,
        words.paper_sent,
        words.by_tenant,
        lease=InsuranceSubmission.lease_id,
    ),
)
_CHANGE = {"kind": ChangeRequest.kind, "state": ChangeRequest.state, "refusal": ChangeRequest.refusal}
_ALERT = {
    "reason": FileAlert.reason,
    "note": FileAlert.note,
    "until": FileAlert.ends_on,
    "owner": _OWNER.full_name,
}
_DECISIONS = (
    Source(
        Family.DECISION,
        _of_leases(ReceiptRequest, ReceiptRequest.staff_id).where(ReceiptRequest.decided_at.is_not(None)),
        ReceiptRequest.decided_at,
        ReceiptRequest.id,
        {**_MONTH, **_WHO},
        words.receipt_answered,
        words.signed,
        lease=ReceiptRequest.lease_id,
    ),
    Source(
        Family.DECISION,
        _of_leases(InsuranceSubmission, InsuranceSubmission.staff_id).where(
            InsuranceSubmission.decided_at.is_not(None)
        ),
        InsuranceSubmission.decided_at,
        InsuranceSubmission.id,
        {**_PAPER, **_WHO},
        words.paper_decided,
        words.signed,
        lease=InsuranceSubmission.lease_id,
    ),
    Source(
        Family.DECISION,
        _DECIDED,
        WorkDecisionRow.decided_at,
        WorkDecisionRow.id,
        {
            "kind": WorkItem.kind,
            "decision": WorkDecisionRow.decision,
            "reason": WorkDecisionRow.reason,
            "own": own_label(WorkItem.landlord_id, WorkItem.kind, WorkDecisionRow.reason),
            **_WHO,
        },
        words.decision,
        words.signed,
        lease=WorkItem.lease_id,
        desk_only=True,
    ),
    Source(
        Family.DECISION,
        _of_customer(ChangeRequest, ChangeRequest.proposed_by),
        ChangeRequest.proposed_at,
        ChangeRequest.id,
        {**_CHANGE, **_WHO},
        words.change_asked,
        words.signed,
        desk_only=True,
    ),
    Source(
        Family.DECISION,
        _of_customer(ChangeRequest, ChangeRequest.decided_by).where(ChangeRequest.decided_at.is_not(None)),
        ChangeRequest.decided_at,
        ChangeRequest.id,
        {**_CHANGE, **_WHO},
        words.change_decided,
        words.signed,
        desk_only=True,
    ),
    Source(
        Family.DECISION,
        _ALERTED,
        FileAlert.made_at,
        FileAlert.id,
        {**_ALERT, **_WHO},
        words.alert_made,
        words.signed,
    ),
    Source(
        Family.DECISION,
        _of_customer(FileAlert, FileAlert.ended_by).where(FileAlert.ended_at.is_not(None)),
        FileAlert.ended_at,
        FileAlert.id,
        {"reason": FileAlert.reason, "until": FileAlert.ends_on, **_WHO},
        words.alert_ended,
        words.signed,
    ),
)
SOURCES = (*_ACCOUNT, *_PAPERS, *_TALKS, *CONTACTS, *_REQUESTS, *_DECISIONS, *MERGES)
