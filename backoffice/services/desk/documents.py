"""The papers of a file: receipts, rent notices with number and bar code, insurance certificates."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff
from backoffice.models.lease import Lease
from backoffice.models.ledger import RentNotice, RentNoticeLine
from backoffice.models.receipt import Receipt, ReceiptDuplicate
from backoffice.models.service import InsuranceSubmission
from backoffice.models.stock import Premises
from backoffice.rules.dates import french_day, french_month, paris_day
from backoffice.rules.money import euros
from backoffice.rules.premises import contract_words
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState
from backoffice.rules.vocabulary.service import SubmissionState, rejection_words
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.letters.reasons import own_rejection_label

_NOTICES = 60


class PaperKind(StrEnum):
    """What a paper is, as its filter says it."""

    RECEIPT = "Quittances"
    NOTICE = "Avis d’échéance"
    INSURANCE = "Assurance"


@dataclass(frozen=True)
class DocumentView:
    """One paper."""

    kind: PaperKind
    title: str
    number: str
    """Number printed; of a notice, its bar code is ``barcode``."""
    barcode: str
    about: str
    """``octobre 2026, à régler 858,14 € pour le 10/11/2026``."""
    contract: str
    state: str
    tone: str
    dated: date
    at: datetime | None
    """Hour, when it is known."""


def documents_of(session: Session, customer_id: int) -> tuple[DocumentView, ...]:
    """The papers of a customer whom row security shows, the newest first; four statements.

    Of the rent notices, those of the last five years.
    """
    rows = session.execute(
        select(Lease.id, Lease.number, Premises.kind)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer_id)
    )
    contracts = {row.id: contract_words(PremisesKind(row.kind), row.number) for row in rows}
    found = [
        *_receipts(session, contracts),
        *_notices(session, contracts),
        *_certificates(session, contracts),
    ]
    return tuple(sorted(found, key=lambda one: (one.dated, one.contract, one.number), reverse=True))


def _receipts(session: Session, contracts: dict[int, str]) -> list[DocumentView]:
    copies = (
        select(func.count())
        .where(ReceiptDuplicate.receipt_id == Receipt.id)
        .correlate(Receipt)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            Receipt.lease_id, Receipt.kind, Receipt.number, Receipt.state, Receipt.period_from,
            Receipt.issued_at, Staff.full_name, copies.label("copies"),
        )
        .join(Staff, Staff.id == Receipt.staff_id, isouter=True)
        .where(Receipt.lease_id.in_(contracts))
    )  # fmt: skip
    found = []
    for row in rows:
        again = f", {row.copies} duplicata{'s' if row.copies > 1 else ''}" if row.copies else ""
        by = f", par {row.full_name}" if row.full_name else ""
        found.append(
            DocumentView(
                kind=PaperKind.RECEIPT,
                title=ReceiptKind(row.kind).label,
                number=row.number,
                barcode="",
                about=f"{french_month(row.period_from)}{again}{by}",
                contract=contracts[row.lease_id],
                state=ReceiptState(row.state).label,
                tone="ok" if row.state == ReceiptState.ISSUED else "soft",
                dated=paris_day(row.issued_at),
                at=row.issued_at,
            )
        )
    return found


def _notices(session: Session, contracts: dict[int, str]) -> list[DocumentView]:
    called = (
        select(func.sum(RentNoticeLine.amount))
        .where(RentNoticeLine.rent_notice_id == RentNotice.id)
        .correlate(RentNotice)
        .scalar_subquery()
    )
    rows = session.execute(
        select(
            RentNotice.lease_id, RentNotice.number, RentNotice.barcode, RentNotice.period_from,
            RentNotice.issued_on, RentNotice.due_on, RentNotice.previous_balance, called.label("called"),
        )
        .where(RentNotice.lease_id.in_(contracts))
        .order_by(RentNotice.period_from.desc())
        .limit(_NOTICES * max(1, len(contracts)))
    )  # fmt: skip
    return [
        DocumentView(
            kind=PaperKind.NOTICE,
            title="Avis d’échéance",
            number=row.number,
            barcode=row.barcode,
            about=_called(row.period_from, row.called or Decimal(0), row.previous_balance, row.due_on),
            contract=contracts[row.lease_id],
            state="Émis",
            tone="soft",
            dated=row.issued_on,
            at=None,
        )
        for row in rows
    ]


def _called(month: date, called: Decimal, before: Decimal, due: date) -> str:
    more = f" (solde antérieur {euros(before)})" if before else ""
    return f"{french_month(month)} : {euros(called)}{more} pour le {french_day(due)}"


def _certificates(session: Session, contracts: dict[int, str]) -> list[DocumentView]:
    rows = session.execute(
        select(InsuranceSubmission, own_rejection_label()).where(InsuranceSubmission.lease_id.in_(contracts))
    )
    tones = {
        SubmissionState.ACCEPTED: "ok",
        SubmissionState.REJECTED: "bad",
        SubmissionState.SUBMITTED: "warn",
    }
    found = []
    for row, own in rows:
        state = SubmissionState(row.state)
        until = f"valable jusqu’au {french_day(row.covered_until)}" if row.covered_until else ""
        answer = until or rejection_words(row.rejection, own)
        about = " : ".join(filter(None, (row.insurer or "", answer)))
        found.append(
            DocumentView(
                kind=PaperKind.INSURANCE,
                title="Attestation d’assurance",
                number="",
                barcode="",
                about=about,
                contract=contracts[row.lease_id],
                state=state.label,
                tone=tones[state],
                dated=paris_day(row.submitted_at),
                at=row.submitted_at,
            )
        )
    return found
