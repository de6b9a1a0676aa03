"""Issue the receipt of a month: once, numbered, frozen (R1.2 to R1.28)."""

from datetime import date
from hashlib import sha256
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.call import PhoneCall
from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.reports.receipt import receipt_pdf
from backoffice.rules.dates import french_month
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.receipts.eligibility import Eligibility
from backoffice.rules.receipts.sheet import ReceiptSheet, sheet_values
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptRefusal, ReceiptState, RequestState
from backoffice.services.clock import server_day
from backoffice.services.commands import already_done, mark_done
from backoffice.services.landlords import landlord_parameters
from backoffice.services.receipts.account import LeaseAccount, read_account
from backoffice.services.receipts.asking import refuse_caller, refuse_delivery, refuse_own_file
from backoffice.services.receipts.documents import (
    issued_sentence,
    issued_view,
    lease_of,
    living,
    next_sequence,
    number_of,
    receipts_of,
    still_holds,
)
from backoffice.services.receipts.results import IssuedReceipt, IssueOrder, IssueOutcome, RefusedReceipt
from backoffice.services.receipts.sheet import sheet_of
from backoffice.services.receipts.voiding import void_rejected
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.trace import record

ACT = "RECEIPT_ISSUED"


def issue_receipt(session: Session, order: IssueOrder) -> IssueOutcome:
    """Give the document that the month deserves; a living one is given again as it was frozen (R1.19).

    A refusal by the rules is a result, so that its trace can be committed (R1.7). Raises
    ``Refused`` for an e-mail without agreement (R1.18) or the agent's own file, ``NotFound`` for an
    unknown lease, ``Conflict`` when the command's identifier served for something else.
    """
    staff = current_staff(session)
    lease = lease_of(session, order.lease_id, lock=True)
    done = already_done(session, order.command_id, ACT, order.arguments())
    if done is not None:
        return _told_before(session, done)
    refuse_own_file(session, lease)
    refuse_delivery(session, lease, order.delivery)
    outcome = _outcome(session, order, lease, staff)
    mark_done(session, order.command_id, ACT, order.arguments(), _remembered(outcome))
    session.flush()
    return outcome


def _outcome(session: Session, order: IssueOrder, lease: Lease, staff: StaffView) -> IssueOutcome:
    try:
        refuse_caller(session, lease, order.call_id, order.place)
    except Refused as refusal:
        code = refusal.code or ReceiptRefusal.CALLER_NOT_VERIFIED
        return _refuse(session, order, lease, staff, RefusedReceipt(code, refusal.sentence))
    today = server_day(session)
    void_rejected(session, lease.id, today, order.command_id)
    account = read_account(session, lease, today)
    profile = landlord_parameters(session, lease.landlord_id, today)
    verdict = account.decide(order.month, profile)
    before = receipts_of(session, lease.id, order.month)
    held = living(before)
    if held is not None and still_holds(held, verdict):
        return _hand_again(session, order, lease, staff, held)
    unwanted = order.wanted == ReceiptKind.QUITTANCE and verdict.kind == ReceiptKind.RECU
    if verdict.kind is None or unwanted:
        code = _code(verdict, order.wanted)
        return _refuse(session, order, lease, staff, RefusedReceipt(code, verdict.sentence, verdict.kind))
    return _issue(session, order, lease, account, verdict, profile, before, staff)


def _code(verdict: Eligibility, wanted: ReceiptKind | None) -> ReceiptRefusal:
    """Why: a month owed refuses the quittance; a reçu is refused because there is nothing to receipt."""
    code = verdict.refusal or ReceiptRefusal.PERIOD_NOT_SETTLED
    nothing = wanted == ReceiptKind.RECU and code == ReceiptRefusal.PERIOD_NOT_SETTLED
    return ReceiptRefusal.NOTHING_PAID if nothing else code


def _issue(
    session: Session,
    order: IssueOrder,
    lease: Lease,
    account: LeaseAccount,
    verdict: Eligibility,
    profile: LandlordProfile,
    before: list[Receipt],
    staff: StaffView,
) -> IssuedReceipt:
    """Number, draw, freeze; the reçus in force for the month are replaced (R1.19, R1.21)."""
    assert verdict.kind is not None
    replaced = [one for one in before if one.state == ReceiptState.ISSUED]
    sequence = next_sequence(before, verdict.kind)
    sheet = sheet_of(
        session,
        lease,
        account,
        verdict,
        profile,
        number=number_of(lease, order.month, verdict.kind, sequence),
        replaces=tuple(one.number for one in replaced),
        today=account.today,
    )
    receipt = _row(order, lease, sheet, sequence, staff)
    session.add(receipt)
    session.flush()
    for one in replaced:
        one.state = ReceiptState.REPLACED
        one.replaced_by_id = receipt.id
    _answer_requests(session, receipt, order.month, staff)
    _trace(session, ACT, order, lease, staff, f"receipt:{receipt.id}", {"number": receipt.number})
    return issued_view(
        receipt, f"{issued_sentence(receipt)} {verdict.fact or verdict.sentence}", created=True
    )


def _row(order: IssueOrder, lease: Lease, sheet: ReceiptSheet, sequence: int, staff: StaffView) -> Receipt:
    content = receipt_pdf(sheet)
    return Receipt(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        number=sheet.number,
        kind=sheet.kind,
        sequence=sequence,
        state=ReceiptState.ISSUED,
        period_from=sheet.period_from,
        period_to=sheet.period_to,
        called=sheet.called,
        housing_aid=sheet.housing_aid,
        paid=sheet.paid,
        refund_due=sheet.refund_due,
        subject_to_clearing=sheet.subject_to_clearing,
        issued_on=sheet.issued_on,
        staff_id=staff.id,
        call_id=order.call_id,
        delivery=order.delivery,
        sheet=sheet_values(sheet),
        content=content,
        sha256=sha256(content).digest(),
        command_id=order.command_id,
    )


def _answer_requests(session: Session, receipt: Receipt, month: date, staff: StaffView) -> None:
    """Requests of the tenant for this month, still open, have their answer (R1.25)."""
    open_states = (RequestState.REQUESTED, RequestState.CHECKING)
    whole = receipt.kind == ReceiptKind.QUITTANCE
    for request in session.scalars(
        select(ReceiptRequest).where(
            ReceiptRequest.lease_id == receipt.lease_id,
            ReceiptRequest.period == month,
            ReceiptRequest.state.in_(open_states),
        )
    ):
        request.state = RequestState.ISSUED if whole else RequestState.REPLACED_BY_RECU
        request.receipt_id = receipt.id
        request.staff_id = staff.id
        request.decided_at = receipt.issued_at


def _hand_again(
    session: Session, order: IssueOrder, lease: Lease, staff: StaffView, held: Receipt
) -> IssuedReceipt:
    """The frozen bytes once more: no new number, but a trace, for they leave the house again."""
    _trace(
        session, "RECEIPT_HANDED_AGAIN", order, lease, staff, f"receipt:{held.id}", {"number": held.number}
    )
    return issued_view(held, issued_sentence(held), created=False)


def _refuse(
    session: Session, order: IssueOrder, lease: Lease, staff: StaffView, refusal: RefusedReceipt
) -> RefusedReceipt:
    """Log the coded refusal, with what was offered instead (R1.7)."""
    detail = {"offered": refusal.offered, "sentence": refusal.sentence}
    _trace(session, "RECEIPT_REFUSED", order, lease, staff, f"lease:{lease.id}", detail, refusal.code)
    return refusal


def _trace(
    session: Session,
    act: str,
    order: IssueOrder,
    lease: Lease,
    staff: StaffView,
    subject: str,
    detail: dict[str, Any],
    reason: str | None = None,
) -> None:
    # A call that does not exist is told in the refusal; the trace cannot point at it.
    call = session.get(PhoneCall, order.call_id) if order.call_id is not None else None
    # Neither a call nor the counter: a batch of the command line.
    where = order.place or ("PHONE" if order.call_id else "BATCH")
    record(
        session,
        act=act,
        subject=subject,
        landlord_id=lease.landlord_id,
        staff_id=staff.id,
        customer_id=lease.customer_id,
        reason=reason,
        call_id=call.id if call else None,
        command_id=order.command_id,
        detail={"month": french_month(order.month), "place": where, "delivery": order.delivery, **detail},
    )


def _remembered(outcome: IssueOutcome) -> dict[str, Any]:
    if isinstance(outcome, RefusedReceipt):
        return {"code": outcome.code, "sentence": outcome.sentence, "offered": outcome.offered}
    return {"receipt_id": outcome.receipt_id, "sentence": outcome.sentence, "created": outcome.created}


def _told_before(session: Session, done: dict[str, Any]) -> IssueOutcome:
    """The answer that the same command was given."""
    if "code" in done:
        offered = ReceiptKind(done["offered"]) if done["offered"] else None
        return RefusedReceipt(done["code"], done["sentence"], offered)
    receipt = session.get_one(Receipt, done["receipt_id"])
    return issued_view(receipt, done["sentence"], created=done["created"])
