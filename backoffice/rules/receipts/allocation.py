"""Which credit settles which debt: the account replayed day by day (R1.36 to R1.39).

Money settles the debts that exist when it comes, so a month once settled reopens for two
reasons only: its payment is rejected, or its aid is taken back. Each line enters in order:

* housing aid, rent corrections and remissions go to the month they name; a range is spread
  equally, cents on its last month. They come before payments, which are freed for other debts.
* aid above its month belongs to the tenant (R1.12): it settles no other month.
* a payment settles the month its payer named (R1.36), else the oldest due debt; what is
  left waits for the next call.
* aid recovered is taken from the months it names, which owe it again; what they never
  received is a debt of that day. So are rejections, refunds and any other debit.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import ROUND_DOWN, Decimal

from backoffice.rules.dates import add_months
from backoffice.rules.money import CENT, ZERO
from backoffice.rules.receipts.account_lines import Allocation, Call, Credit, Debit, MonthAccount, Share, Use
from backoffice.rules.vocabulary.ledger import PostingKind

AID = frozenset({PostingKind.HOUSING_AID, PostingKind.AID_CORRECTION})
REDUCTIONS = frozenset({PostingKind.RENT_CORRECTION, PostingKind.REMISSION, PostingKind.CALL})
_LIMITATION_MONTHS = 36  # R1.40: three years for rent and charges


def allocate(calls: Sequence[Call], credits: Sequence[Credit], debits: Sequence[Debit] = ()) -> Allocation:
    """Share ``credits`` between ``calls`` and ``debits`` in the order of their entry (R1.36 to R1.39)."""
    replay = _Replay()
    lines: list[Call | Credit | Debit] = [*calls, *credits, *debits]
    for line in sorted(lines, key=lambda one: (one.on, one.id)):
        replay.enter(line)
    return replay.result()


def spread(amount: Decimal, months: Sequence[date]) -> dict[date, Decimal]:
    """``amount`` euros in equal parts over ``months``, the cents that remain on the last one (R1.33)."""
    part = (amount / len(months)).quantize(CENT, rounding=ROUND_DOWN)
    shares = dict.fromkeys(months, part)
    shares[months[-1]] = amount - part * (len(months) - 1)
    return shares


@dataclass(eq=False)
class _Slice:
    """The part of a credit that goes to one month, or to whatever is due; ``left`` settles nothing yet."""

    credit: Credit
    month: date | None
    left: Decimal
    rank: int
    """Its place among all slices, in the order of entry."""

    def use_for(self, month: date | None) -> Use:
        """A line of another month, once freed, is money like any other."""
        if self.month in (None, month):
            if self.credit.kind in AID:
                return Use.AID
            if self.credit.kind in REDUCTIONS:
                return Use.REDUCTION
        return Use.PAYMENT


@dataclass(eq=False)
class _Part:
    slice: _Slice
    amount: Decimal


@dataclass(eq=False)
class _Debt:
    line: Call | Debit
    rank: int
    parts: list[_Part] = field(default_factory=list)
    settled: Decimal = ZERO

    @property
    def month(self) -> date | None:
        return self.line.month if isinstance(self.line, Call) else None

    @property
    def due_on(self) -> date:
        return self.line.due_on if isinstance(self.line, Call) else self.line.on

    @property
    def room(self) -> Decimal:
        return self.line.amount - self.settled

    def take(self, piece: _Slice, at_most: Decimal) -> Decimal:
        """Settle up to ``at_most`` euros with what ``piece`` has left."""
        amount = min(piece.left, self.room, at_most)
        if amount > 0:
            piece.left -= amount
            self.settled += amount
            self.parts.append(_Part(piece, amount))
        return amount

    def release(self, part: _Part, at_most: Decimal) -> Decimal:
        """Give up to ``at_most`` euros of ``part`` back to its credit."""
        amount = min(part.amount, at_most)
        part.amount -= amount
        part.slice.left += amount
        self.settled -= amount
        self.parts = [one for one in self.parts if one.amount > 0]
        return amount


class _Replay:
    """The account while its lines enter one after the other.

    ``free`` holds the slices that may have something left, ``open`` the debts that may have room, by rank: in
    twenty years of account few have, and each line that enters looks at them all.
    """

    def __init__(self) -> None:
        self.debts: list[_Debt] = []
        self.calls: dict[date | None, list[_Debt]] = {}
        self.pieces: list[_Slice] = []
        self.naming: dict[date | None, list[_Slice]] = {}
        self.free: dict[int, _Slice] = {}
        self.open: dict[int, _Debt] = {}

    def enter(self, line: Call | Credit | Debit) -> None:
        """Let one line act, then let what is free settle what is due."""
        if isinstance(line, Credit):
            self._enter_credit(line)
        else:
            debt = _Debt(line, len(self.debts))
            self.debts.append(debt)
            self.open[debt.rank] = debt
            if isinstance(line, Debit):
                self._take_back(line, debt)
            else:
                self.calls.setdefault(line.month, []).append(debt)
                for piece in self.naming.get(line.month, ()):
                    if piece.left:
                        self._settle_month(piece)
        self._flow()

    def _enter_credit(self, credit: Credit) -> None:
        months = credit.months if credit.kind in AID | REDUCTIONS else ()
        parts = spread(credit.amount, months) if months else {credit.designated: credit.amount}
        first = len(self.pieces)
        new = [_Slice(credit, month, part, first + rank) for rank, (month, part) in enumerate(parts.items())]
        self.pieces += new
        for piece in new:
            self.naming.setdefault(piece.month, []).append(piece)
            self.free[piece.rank] = piece
        for piece in new:
            self._settle_month(piece)

    def _calls_of(self, month: date | None) -> list[_Debt]:
        return self.calls.get(month, [])

    def _settle_month(self, piece: _Slice) -> None:
        """Settle the month that ``piece`` names; aid and reductions push payments out of it."""
        ranks = (Use.PAYMENT, Use.AID, Use.REDUCTION)
        rank = ranks.index(piece.use_for(piece.month))
        for debt in self._calls_of(piece.month):
            debt.take(piece, piece.left)
            for lower in ranks[:rank]:
                for part in reversed(debt.parts):
                    if part.slice.use_for(debt.month) == lower and piece.left:
                        self._release(debt, part, piece.left)
                        debt.take(piece, piece.left)

    def _take_back(self, line: Debit, debt: _Debt) -> None:
        """Let a rejection, a recovery of aid or a refund take the credit that it answers."""
        if line.rejects is not None:
            self._withdraw([one for one in self.pieces if one.credit.id == line.rejects], debt, line.amount)
        elif line.kind in AID and line.months:
            aid = [one for one in self.pieces if one.credit.kind in AID and one.month in line.months]
            for month, part in spread(line.amount, line.months).items():
                self._withdraw([one for one in aid if one.month == month], debt, part)
            self._withdraw(aid, debt, debt.room)
        elif line.kind == PostingKind.REFUND:
            for piece in self.pieces:
                if piece.credit.kind in AID and self._calls_of(piece.month):
                    debt.take(piece, debt.room)

    def _withdraw(self, pieces: Sequence[_Slice], debt: _Debt, amount: Decimal) -> None:
        """Turn ``amount`` euros of ``pieces`` over to ``debt``: the unused first, then the latest month."""
        for piece in pieces:
            amount -= debt.take(piece, amount)
        for source in sorted(self.debts, key=lambda one: one.due_on, reverse=True):
            for part in [one for one in source.parts if one.slice in pieces and source is not debt]:
                released = self._release(source, part, min(amount, debt.room))
                amount -= debt.take(part.slice, released)

    def _release(self, debt: _Debt, part: _Part, at_most: Decimal) -> Decimal:
        self.free[part.slice.rank] = part.slice
        self.open[debt.rank] = debt
        return debt.release(part, at_most)

    def _flow(self) -> None:
        for _, piece in sorted(self.free.items()):
            if piece.left and not self._is_kept(piece):
                due = [debt for debt in self.open.values() if debt.room]
                due.sort(key=lambda one: _order(one, piece.credit))
                for debt in due:
                    if not piece.left:
                        break
                    debt.take(piece, piece.left)
        self.free = {rank: piece for rank, piece in self.free.items() if piece.left}
        self.open = {rank: debt for rank, debt in self.open.items() if debt.room}

    def _is_kept(self, piece: _Slice) -> bool:
        """Whether what is left waits for its month to be called, or is aid owed to the tenant (R1.12)."""
        if piece.month is None:
            return False
        if self._calls_of(piece.month):
            return piece.credit.kind in AID
        return all(month < piece.month for month in self.calls if month is not None)

    def result(self) -> Allocation:
        """What the replay gives."""
        shares = tuple(share for debt in self.debts for share in _shares(debt))
        debits = [debt for debt in self.debts if isinstance(debt.line, Debit)]
        owed = sum((debt.line.amount for debt in self.debts), ZERO)
        received = sum((piece.left for piece in self.pieces), ZERO) + sum(
            (one.amount for one in shares), ZERO
        )
        months = sorted(month for month in self.calls if month is not None)
        return Allocation(
            months=tuple(self._month(month) for month in months),
            other_debts=tuple((debt.line, debt.room) for debt in debits if isinstance(debt.line, Debit)),
            shares=shares,
            unallocated=_left(self.pieces),
            balance_due=owed - received,
        )

    def _month(self, month: date) -> MonthAccount:
        calls = self._calls_of(month)
        surplus = (one.left for one in self.naming.get(month, ()) if one.credit.kind in AID)
        return MonthAccount(
            month=month,
            due_on=min(debt.due_on for debt in calls),
            called=sum((debt.line.amount for debt in calls), ZERO),
            shares=tuple(share for debt in calls for share in _shares(debt)),
            aid_surplus=sum(surplus, ZERO),
        )


def _order(debt: _Debt, credit: Credit) -> tuple[bool, date, int]:
    """Oldest due first; a payment that answers a notice leaves time-barred calls for the end (R1.38)."""
    due_on = debt.due_on
    barred = credit.answers is not None and add_months(due_on, _LIMITATION_MONTHS) <= credit.on
    return (barred, due_on, debt.line.id)


def _shares(debt: _Debt) -> Iterable[Share]:
    """What settled ``debt``, one share for each credit and use."""
    sums: dict[tuple[int, Use], Share] = {}
    for part in debt.parts:
        use = part.slice.use_for(debt.month)
        credit = part.slice.credit
        before = sums.get((credit.id, use))
        amount = part.amount + (before.amount if before else ZERO)
        sums[credit.id, use] = Share(credit, debt.line.id, debt.month, amount, use)
    return sums.values()


def _left(pieces: Sequence[_Slice]) -> tuple[tuple[Credit, Decimal], ...]:
    sums: dict[int, tuple[Credit, Decimal]] = {}
    for piece in pieces:
        if piece.left:
            before = sums.get(piece.credit.id, (piece.credit, ZERO))[1]
            sums[piece.credit.id] = (piece.credit, before + piece.left)
    return tuple(sums.values())
