"""Receipts with their pages drawn: asked of the services in one go, off the UI thread."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from PySide6.QtGui import QImage

from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.receipts.duplicate import duplicate_receipt
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.preview import page_pictures, preview_receipt
from backoffice.services.receipts.results import (
    DuplicateReceipt,
    IssuedReceipt,
    IssueOrder,
    IssueOutcome,
    ReceiptPreview,
)

Pages = tuple[QImage, ...]


@dataclass(frozen=True)
class PreviewPaper:
    """What would be given for a month, and its pages; none when nothing can be."""

    month: date
    preview: ReceiptPreview
    pages: Pages


@dataclass(frozen=True)
class IssuedPaper:
    """What was given, or the refusal, and its pages."""

    outcome: IssueOutcome
    pages: Pages


@dataclass(frozen=True)
class DuplicatePaper:
    """A counted copy and its pages."""

    copy: DuplicateReceipt
    pages: Pages


@dataclass(frozen=True)
class CopyOrder:
    """A duplicate asked for in a call or at the counter; a retry counts it once."""

    lease_id: int
    month: date
    today: date
    call_id: int
    place: ContactPlace
    command_id: str


def preview_paper(session: Any, lease_id: int, month: date, today: date, width: int) -> PreviewPaper:
    """The preview of a month, pages ``width`` pixels wide."""
    preview = preview_receipt(session, lease_id, month, today)
    return PreviewPaper(month, preview, _draw(preview.content, width))


def issue_paper(session: Any, order: IssueOrder, width: int) -> IssuedPaper:
    """Issue, and draw what was issued."""
    outcome = issue_receipt(session, order)
    content = outcome.content if isinstance(outcome, IssuedReceipt) else None
    return IssuedPaper(outcome, _draw(content, width))


def duplicate_paper(session: Any, order: CopyOrder, width: int) -> DuplicatePaper:
    """Make a counted duplicate, and draw it."""
    copy = duplicate_receipt(
        session,
        order.lease_id,
        order.month,
        order.today,
        call_id=order.call_id,
        place=order.place,
        command_id=order.command_id,
    )
    return DuplicatePaper(copy, _draw(copy.content, width))


def draw(_session: Any, content: bytes, width: int) -> Pages:
    """The pages of a document, for the printer."""
    return _draw(content, width)


def _draw(content: bytes | None, width: int) -> Pages:
    if content is None:
        return ()
    return tuple(
        QImage(one.pixels, one.width, one.height, one.stride, QImage.Format.Format_RGB32).copy()
        for one in page_pictures(content, width)
    )
