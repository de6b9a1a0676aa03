"""The lines of a tenant's account as values, and what became of each (R1.29)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind


class Use(StrEnum):
    """What a share of a credit is to the month it settles."""

    REDUCTION = "REDUCTION"
    AID = "AID"
    PAYMENT = "PAYMENT"


@dataclass(frozen=True)
class Call:
    """A month called: ``amount`` euros before aid, entered ``on``, due by ``due_on``."""

    id: int
    on: date
    month: date
    due_on: date
    amount: Decimal


@dataclass(frozen=True)
class Credit:
    """Money or a reduction, ``amount`` euros; ``months`` are those that its line names."""

    id: int
    on: date
    amount: Decimal
    kind: PostingKind
    months: tuple[date, ...] = ()
    designated: date | None = None
    answers: date | None = None
    means: PaymentMeans | None = None
    cleared_on: date | None = None
    label: str = ""

    def certain_on(self, day: date) -> bool:
        """Whether the money is certain on ``day`` (R1.23); aid and reductions always are."""
        return self.kind != PostingKind.PAYMENT or (self.cleared_on is not None and self.cleared_on <= day)


@dataclass(frozen=True)
class Debit:
    """A debit that is no call, ``amount`` euros; ``rejects`` is the credit that it takes back."""

    id: int
    on: date
    amount: Decimal
    kind: PostingKind
    months: tuple[date, ...] = ()
    rejects: int | None = None


@dataclass(frozen=True)
class Share:
    """``amount`` euros of ``credit`` that settle posting ``debt_id``, the call of ``month`` if it is one."""

    credit: Credit
    debt_id: int
    month: date | None
    amount: Decimal
    use: Use


@dataclass(frozen=True)
class MonthAccount:
    """What became of the call of one month, in euros."""

    month: date
    due_on: date
    called: Decimal
    shares: tuple[Share, ...]
    aid_surplus: Decimal

    def sum_of(self, use: Use) -> Decimal:
        """The euros of this month settled as ``use``."""
        return sum((share.amount for share in self.shares if share.use == use), ZERO)

    @property
    def remaining(self) -> Decimal:
        """Euros still owed for the month."""
        return self.called - sum((share.amount for share in self.shares), ZERO)


@dataclass(frozen=True)
class Allocation:
    """The whole account once every line has entered; nothing is lost, nothing is made."""

    months: tuple[MonthAccount, ...]
    other_debts: tuple[tuple[Debit, Decimal], ...]
    shares: tuple[Share, ...]
    unallocated: tuple[tuple[Credit, Decimal], ...]
    balance_due: Decimal

    def of(self, month: date) -> MonthAccount | None:
        """The account of ``month``, if it was called."""
        return next((one for one in self.months if one.month == month), None)

    def owed_before(self, month: date, today: date) -> Decimal:
        """Euros that earlier months, already due on ``today``, still owe (R1.39)."""
        late = (one.remaining for one in self.months if one.month < month and one.due_on <= today)
        return sum(late, ZERO)
