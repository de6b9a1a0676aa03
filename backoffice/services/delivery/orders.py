"""How a paper may leave, and the order to let it leave."""

from dataclasses import dataclass
from typing import Any

from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.rules.vocabulary.receipts import DeliveryMode


@dataclass(frozen=True)
class ReceiptRef:
    """A receipt, as it was frozen."""

    receipt_id: int


@dataclass(frozen=True)
class LetterRef:
    """A letter, as it was frozen."""

    letter_id: int


PaperRef = ReceiptRef | LetterRef


@dataclass(frozen=True)
class Way:
    """A way out (R1.18, R1.50): where it leads, as the caller's level shows it, or why it is closed."""

    mode: DeliveryMode
    allowed: bool
    sentence: str
    to: str = ""
    code: str | None = None


@dataclass(frozen=True)
class DeliveryOrder:
    """Let a paper leave, once per command; nothing typed is a destination (R1.50)."""

    paper: PaperRef
    mode: DeliveryMode
    command_id: str
    call_id: int | None = None
    place: ContactPlace | None = None

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        kind, key = (
            ("receipt", self.paper.receipt_id)
            if isinstance(self.paper, ReceiptRef)
            else ("letter", self.paper.letter_id)
        )
        return {kind: key, "mode": self.mode, "call_id": self.call_id, "place": self.place}
