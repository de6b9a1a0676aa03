"""Duplicates: the frozen bytes with a mark, free, counted (R1.20)."""

from datetime import date
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.documents.overlay import laid_over
from backoffice.errors import NotFound
from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt, ReceiptDuplicate
from backoffice.reports.duplicate import duplicate_mark
from backoffice.rules.dates import french_month
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.clock import server_day
from backoffice.services.commands import already_done, mark_done
from backoffice.services.receipts.asking import refuse_caller, refuse_own_file
from backoffice.services.receipts.documents import frozen_bytes, lease_of, living, receipts_of
from backoffice.services.receipts.results import DuplicateReceipt
from backoffice.services.receipts.voiding import void_rejected
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.trace import record

ACT = "RECEIPT_DUPLICATE"


def duplicate_receipt(
    session: Session,
    lease_id: int,
    month: date,
    today: date | None = None,
    *,
    call_id: int | None = None,
    place: ContactPlace | None = None,
    command_id: str | None = None,
) -> DuplicateReceipt:
    """A copy of the document in force for ``month``: same number, same content, marked, counted.

    The copy carries the server's day, whatever day ``today`` the agent saw. With a ``command_id`` a
    retry gives the same copy and counts it once. Raises ``NotFound`` when nothing was issued or the
    lease is another landlord's, ``Refused`` when the caller is not verified or the file is the agent's own.
    """
    staff = current_staff(session)
    lease = lease_of(session, lease_id, lock=True)
    arguments = {"lease_id": lease_id, "month": month.isoformat(), "call_id": call_id, "place": place}
    if command_id is not None:
        done = already_done(session, command_id, ACT, arguments)
        if done is not None:
            return _copy_again(session, done)
    today = server_day(session)
    refuse_own_file(session, lease)
    refuse_caller(session, lease, call_id, place)
    receipt = _in_force(session, lease, month, today, command_id)
    ordinal = _count(session, receipt, staff)
    _trace(session, receipt, lease, staff, ordinal, call_id, command_id)
    if command_id is not None:
        result = {"receipt_id": receipt.id, "ordinal": ordinal, "made_on": today.isoformat()}
        mark_done(session, command_id, ACT, arguments, result)
    session.flush()
    return _copy(receipt, ordinal, today)


def _in_force(session: Session, lease: Lease, month: date, today: date, command_id: str | None) -> Receipt:
    void_rejected(session, lease.id, today, command_id)
    receipt = living(receipts_of(session, lease.id, month))
    if receipt is None:
        raise NotFound(f"Aucun document n’est en vigueur pour {french_month(month)} : émettez-le d’abord.")
    return receipt


def _count(session: Session, receipt: Receipt, staff: StaffView) -> int:
    """Write that one more duplicate was handed out; return its rank."""
    last = select(func.max(ReceiptDuplicate.ordinal)).where(ReceiptDuplicate.receipt_id == receipt.id)
    ordinal = (session.execute(last).scalar_one() or 0) + 1
    session.add(
        ReceiptDuplicate(
            landlord_id=receipt.landlord_id, receipt_id=receipt.id, ordinal=ordinal, staff_id=staff.id
        )
    )
    return ordinal


def _trace(
    session: Session,
    receipt: Receipt,
    lease: Lease,
    staff: StaffView,
    ordinal: int,
    call_id: int | None,
    command_id: str | None,
) -> None:
    record(
        session,
        act=ACT,
        subject=f"receipt:{receipt.id}",
        landlord_id=lease.landlord_id,
        staff_id=staff.id,
        customer_id=lease.customer_id,
        call_id=call_id,
        command_id=command_id,
        detail={"number": receipt.number, "ordinal": ordinal},
    )


def _copy(receipt: Receipt, ordinal: int, made_on: date) -> DuplicateReceipt:
    content = laid_over(frozen_bytes(receipt), duplicate_mark(ordinal, made_on))
    return DuplicateReceipt(content, receipt.number, ordinal)


def _copy_again(session: Session, done: dict[str, Any]) -> DuplicateReceipt:
    receipt = session.get_one(Receipt, done["receipt_id"])
    return _copy(receipt, done["ordinal"], date.fromisoformat(done["made_on"]))
