"""What a quittance or a reçu says, as frozen values: services fill it, reports print it (R1.10)."""

from dataclasses import asdict, dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from typing import Any

from backoffice.rules.dates import french_day, french_month
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import NoticeLineKind
from backoffice.rules.vocabulary.receipts import ReceiptKind

RENT_LINES = frozenset(
    {
        NoticeLineKind.RENT,
        NoticeLineKind.RLS,
        NoticeLineKind.SLS,
        NoticeLineKind.ANNEX_RENT,
        NoticeLineKind.REMISSION,
    }
)
CHARGE_LINES = frozenset({NoticeLineKind.CHARGES, NoticeLineKind.CHARGES_REGUL})


@dataclass(frozen=True)
class Letterhead:
    """The landlord as its papers name it."""

    name: str
    legal_form: str
    street: str
    postal_code: str
    town: str
    siren: str | None
    phone: str
    email: str | None


@dataclass(frozen=True)
class SheetLine:
    """One line called, in euros; negative lowers what the tenant owes (R1.11)."""

    kind: NoticeLineKind
    label: str
    amount: Decimal


@dataclass(frozen=True)
class SheetPayment:
    """A payment, or its part for this period, in euros; ``posting_id`` finds it again (R1.22)."""

    posting_id: int
    on: date
    means: str
    amount: Decimal
    cleared: bool


@dataclass(frozen=True)
class Party:
    """Who pays for what: names as on the lease, the address of the envelope, what is let."""

    holders: tuple[str, ...]
    addressees: tuple[str, ...]
    recipient: tuple[str, ...]
    contract_number: str
    client_ref_label: str
    client_ref: str
    premises_label: str
    premises: tuple[str, ...]


@dataclass(frozen=True)
class ReceiptSheet:
    """Every field of the document (R1.10); ``period_to`` is the first day after the period."""

    number: str
    kind: ReceiptKind
    landlord: Letterhead
    party: Party
    period_from: date
    period_to: date
    issued_on: date
    lines: tuple[SheetLine, ...]
    called: Decimal
    housing_aid: Decimal
    paid: Decimal
    refund_due: Decimal
    payments: tuple[SheetPayment, ...]
    subject_to_clearing: bool = False
    aid_awaited: bool = False
    replaces: tuple[str, ...] = ()
    earlier_balance: Decimal = ZERO
    preview: bool = False

    @property
    def remaining(self) -> Decimal:
        """Euros still owed for this period alone; none on a quittance."""
        return max(self.called - self.housing_aid - self.paid, ZERO)

    @property
    def due_by_tenant(self) -> Decimal:
        """Euros called less the aid, never below zero (R1.12, R1.16)."""
        return max(self.called - self.housing_aid, ZERO)

    @property
    def month(self) -> date:
        """The first day of the month receipted."""
        return self.period_from.replace(day=1)

    @property
    def title(self) -> str:
        """``Quittance de loyer, avril 2026``: the name of the file and of its window."""
        return f"{self.kind.label}, {french_month(self.month)}"

    @property
    def period_words(self) -> str:
        """``du 01/04/2026 au 30/04/2026``."""
        last = self.period_to - timedelta(days=1)
        return f"du {french_day(self.period_from)} au {french_day(last)}"

    def subtotal(self, kinds: frozenset[NoticeLineKind]) -> Decimal:
        """The sum, in euros, of the lines of these kinds."""
        return sum((line.amount for line in self.lines if line.kind in kinds), ZERO)


def sheet_values(sheet: ReceiptSheet) -> dict[str, Any]:
    """The sheet as JSON keeps it: amounts and days as text, nothing rounded."""
    values: dict[str, Any] = _plain(asdict(sheet))
    return values


def _plain(value: Any) -> Any:
    """``value`` with texts in place of the types that JSON lacks."""
    if isinstance(value, dict):
        return {key: _plain(one) for key, one in value.items()}
    if isinstance(value, tuple | list):
        return [_plain(one) for one in value]
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, StrEnum):
        return value.value
    return str(value) if isinstance(value, Decimal) else value
