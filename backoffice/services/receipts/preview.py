"""The receipt of a month as it would be: nothing is written, nothing can be used."""

from datetime import date

from sqlalchemy.orm import Session

from backoffice.documents import pages
from backoffice.documents.overlay import laid_over
from backoffice.reports.duplicate import preview_mark
from backoffice.reports.receipt import receipt_pdf
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState
from backoffice.services.landlords import landlord_parameters
from backoffice.services.receipts.account import read_account
from backoffice.services.receipts.documents import (
    frozen_bytes,
    issued_sentence,
    lease_of,
    living,
    next_sequence,
    number_of,
    receipts_of,
    still_holds,
)
from backoffice.services.receipts.results import ReceiptPreview
from backoffice.services.receipts.sheet import sheet_of

# Screens name this type, and may not know the room it comes from.
PagePicture = pages.PagePicture


def page_pictures(content: bytes, width: int) -> tuple[PagePicture, ...]:
    """The pages of a document as pictures ``width`` pixels wide, for the screen or the printer.

    Raises ``Refused`` (``UNREADABLE_FILE``).
    """
    return pages.page_pictures(content, width)


def preview_receipt(session: Session, lease_id: int, month: date, today: date) -> ReceiptPreview:
    """The page that an issue on ``today`` would give, marked « APERÇU », with the number to come.

    A document already in force is shown as it was frozen, under the same mark. Raises ``NotFound``.
    """
    lease = lease_of(session, lease_id)
    account = read_account(session, lease, today)
    profile = landlord_parameters(session, lease.landlord_id, today)
    verdict = account.decide(month, profile)
    before = receipts_of(session, lease_id, month)
    held = living(before, account.rejected)
    if held is not None and still_holds(held, verdict):
        content = laid_over(frozen_bytes(held), preview_mark(today))
        kind, sentence = ReceiptKind(held.kind), issued_sentence(held)
        return ReceiptPreview(kind, None, sentence, held.number, issued=True, content=content)
    if verdict.kind is None:
        return ReceiptPreview(None, verdict.refusal, verdict.sentence, None, issued=False, content=None)
    number = number_of(lease, month, verdict.kind, next_sequence(before, verdict.kind))
    replaced = tuple(one.number for one in before if one.state == ReceiptState.ISSUED)
    sheet = sheet_of(
        session, lease, account, verdict, profile, number=number, replaces=replaced, today=today, preview=True
    )
    return ReceiptPreview(
        verdict.kind, verdict.refusal, verdict.sentence, number, issued=False, content=receipt_pdf(sheet)
    )
