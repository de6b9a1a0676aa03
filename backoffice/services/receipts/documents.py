"""Documents already issued for a month: living, replaced, voided."""

from collections.abc import Sequence
from datetime import date
from typing import TypeVar

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt
from backoffice.rules.dates import add_months, of_month
from backoffice.rules.receipts.eligibility import Eligibility
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptState
from backoffice.services.mine import my_lease
from backoffice.services.receipts.facts import ReceiptFacts
from backoffice.services.receipts.results import IssuedReceipt

AnyReceipt = TypeVar("AnyReceipt", bound=ReceiptFacts)


def lease_of(session: Session, lease_id: int, *, lock: bool = False) -> Lease:
    """The lease; ``lock`` keeps it until the end of the transaction, so that numbers follow one another.

    Raises ``NotFound``, also for another landlord's lease.
    """
    return my_lease(session, lease_id, lock=lock)


def receipts_of(session: Session, lease_id: int, month: date | None = None) -> list[Receipt]:
    """The receipts of the lease, or of one month, oldest first; their bytes are read when asked."""
    query = select(Receipt).where(Receipt.lease_id == lease_id).order_by(Receipt.period_from, Receipt.id)
    if month is not None:
        query = query.where(Receipt.period_from >= month, Receipt.period_from < add_months(month, 1))
    return list(session.scalars(query))


def rests_on(receipt: ReceiptFacts, posting_ids: frozenset[int]) -> bool:
    """Whether one of these payments is printed on the receipt."""
    return any(one["posting_id"] in posting_ids for one in receipt.sheet["payments"])


def living(receipts: Sequence[AnyReceipt], rejected: frozenset[int] = frozenset()) -> AnyReceipt | None:
    """The quittance in force, else the latest reçu; never one whose payment was rejected (R1.22)."""
    alive = [one for one in receipts if one.state == ReceiptState.ISSUED and not rests_on(one, rejected)]
    alive.sort(key=lambda one: (one.kind == ReceiptKind.QUITTANCE, one.id))
    return alive[-1] if alive else None


def still_holds(held: ReceiptFacts, verdict: Eligibility) -> bool:
    """A quittance is never recomputed (R1.19); a reçu lives until its sums change."""
    if held.kind == ReceiptKind.QUITTANCE:
        return True
    sums = (verdict.called, verdict.housing_aid, verdict.paid)
    return verdict.kind == ReceiptKind.RECU and (held.called, held.housing_aid, held.paid) == sums


def next_sequence(receipts: Sequence[Receipt], kind: ReceiptKind) -> int:
    """The rank of the next document of this kind for the month; a number is never used again (R1.22)."""
    return max((one.sequence for one in receipts if one.kind == kind), default=0) + 1


def number_of(lease: Lease, month: date, kind: ReceiptKind, sequence: int) -> str:
    """``994/0-202604-Q1`` (R1.19)."""
    return f"{lease.number}-{month:%Y%m}-{'Q' if kind == ReceiptKind.QUITTANCE else 'R'}{sequence}"


def frozen_bytes(receipt: Receipt) -> bytes:
    """The page as it was frozen. Raises ``Refused`` (``SEAL_AWAITED``) in the moment before it is."""
    if receipt.content is None:
        raise Refused(
            f"Le document n° {receipt.number} attend son sceau : recommencez dans un instant.",
            code="SEAL_AWAITED",
        )
    return receipt.content


def issued_view(receipt: Receipt, sentence: str, *, created: bool) -> IssuedReceipt:
    """The frozen document as an answer."""
    return IssuedReceipt(
        receipt_id=receipt.id,
        number=receipt.number,
        kind=ReceiptKind(receipt.kind),
        month=receipt.period_from.replace(day=1),
        content=frozen_bytes(receipt),
        sha256=(receipt.sha256 or b"").hex(),
        created=created,
        sentence=sentence,
    )


def frozen_receipt(session: Session, lease_id: int, month: date) -> IssuedReceipt | None:
    """The document in force for ``month``, as it was frozen, or ``None``."""
    found = living(receipts_of(session, lease_of(session, lease_id).id, month))
    return issued_view(found, issued_sentence(found), created=False) if found else None


def issued_sentence(receipt: ReceiptFacts) -> str:
    """``Quittance de loyer d’avril 2026, n° 994/0-202604-Q1, émise le 05/05/2026.``"""
    kind = ReceiptKind(receipt.kind)
    ending = "émise" if kind == ReceiptKind.QUITTANCE else "émis"
    month = of_month(receipt.period_from.replace(day=1))
    return f"{kind.label} {month}, n° {receipt.number}, {ending} le {receipt.issued_on:%d/%m/%Y}."
