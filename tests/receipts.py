"""What tests of receipts share: orders, outcomes, the words of a PDF."""

from dataclasses import replace
from datetime import date
from uuid import uuid4

import pypdfium2
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt
from backoffice.models.trace import AuditEntry
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.results import IssuedReceipt, IssueOrder, RefusedReceipt

APRIL, MAY, JUNE = date(2024, 4, 1), date(2024, 5, 1), date(2024, 6, 1)
TODAY = date(2024, 6, 12)


def order(lease: Lease, month: date = APRIL, **more: object) -> IssueOrder:
    asked = IssueOrder(lease_id=lease.id, month=month, command_id=str(uuid4()), today=TODAY)
    return replace(asked, **more)  # type: ignore[arg-type]  # the fields of the order


def issued(session: Session, asked: IssueOrder) -> IssuedReceipt:
    outcome = issue_receipt(session, asked)
    assert isinstance(outcome, IssuedReceipt), outcome
    return outcome


def refused(session: Session, asked: IssueOrder) -> RefusedReceipt:
    outcome = issue_receipt(session, asked)
    assert isinstance(outcome, RefusedReceipt), outcome
    return outcome


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def row(session: Session, receipt: IssuedReceipt) -> Receipt:
    return session.get_one(Receipt, receipt.receipt_id)


def acts_of(session: Session, command_id: str) -> list[AuditEntry]:
    """The acts of staff traced for a command, without the lines of the rows written."""
    query = select(AuditEntry).where(AuditEntry.command_id == command_id, AuditEntry.table_name.is_(None))
    return list(session.scalars(query))
