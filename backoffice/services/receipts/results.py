"""What is asked of the receipt office, and what it answers."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.rules.vocabulary.receipts import DeliveryMode, ReceiptKind, ReceiptRefusal


@dataclass(frozen=True)
class IssueOrder:
    """A receipt asked for ``month``; without call nor place it is a batch, recorded as such.

    ``wanted`` insists on a kind: a quittance is then refused rather than replaced by a reçu.
    ``today`` is what the agent saw; a frozen document carries the server's day, whatever it says.
    """

    lease_id: int
    month: date
    command_id: str
    today: date | None = None
    wanted: ReceiptKind | None = None
    call_id: int | None = None
    place: ContactPlace | None = None
    delivery: DeliveryMode = DeliveryMode.COUNTER

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same; the day is not part of it, a retry may come after midnight."""
        return {
            "lease_id": self.lease_id,
            "month": self.month.isoformat(),
            "wanted": self.wanted,
            "call_id": self.call_id,
            "place": self.place,
            "delivery": self.delivery,
        }


@dataclass(frozen=True)
class IssuedReceipt:
    """A frozen document; ``created`` is false when it had been issued before. ``sha256`` in hexadecimal."""

    receipt_id: int
    number: str
    kind: ReceiptKind
    month: date
    content: bytes
    sha256: str
    created: bool
    sentence: str


@dataclass(frozen=True)
class RefusedReceipt:
    """A coded refusal, already logged (R1.7); ``offered`` is the document that can be given instead.

    It is an answer, not an error: the caller commits, so that the log stays, then shows it.
    """

    code: str
    sentence: str
    offered: ReceiptKind | None = None


IssueOutcome = IssuedReceipt | RefusedReceipt


@dataclass(frozen=True)
class DuplicateReceipt:
    """A stamped copy of a frozen document, counted (R1.20)."""

    content: bytes
    number: str
    ordinal: int


@dataclass(frozen=True)
class ReceiptPreview:
    """The page as it would be, unusable; ``content`` is ``None`` when nothing can be given."""

    kind: ReceiptKind | None
    refusal: ReceiptRefusal | None
    sentence: str
    number: str | None
    issued: bool
    content: bytes | None


@dataclass(frozen=True)
class MonthChoice:
    """What can be given for a month; amounts in euros. ``number`` is that of the living document."""

    month: date
    label: str
    kind: ReceiptKind | None
    refusal: ReceiptRefusal | None
    sentence: str
    called: Decimal
    housing_aid: Decimal
    paid: Decimal
    remaining: Decimal
    number: str | None
    issued_on: date | None
