"""The account of a lease: notices with their lines, calls, aid and payments, in the order of the days."""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal

from backoffice.demo.population.leases import Let
from backoffice.demo.population.rent import Line, Rent
from backoffice.demo.world import World, moment
from backoffice.models.ledger import OnlinePayment, Posting, RentNotice, RentNoticeLine
from backoffice.rules.dates import add_months, month_of, months_between
from backoffice.rules.identifiers import normalise
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import NoticeLineKind, OnlinePaymentState, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.stock import TermMode

_CHEQUE_DAYS = timedelta(days=6)
_CARDS_KEPT = timedelta(days=365)


@dataclass(frozen=True)
class Month:
    """One month called: ``[start, end)``, its lines, the day of the call and the day it is due."""

    start: date
    end: date
    called_on: date
    due_on: date
    lines: tuple[Line, ...]

    @property
    def called(self) -> Decimal:
        """Euros called, aid not deducted (R1.16)."""
        return sum((line.amount for line in self.lines if line.kind is not NoticeLineKind.HOUSING_AID), ZERO)

    @property
    def aid(self) -> Decimal:
        """Euros of housing aid announced, a positive sum."""
        return -sum((line.amount for line in self.lines if line.kind is NoticeLineKind.HOUSING_AID), ZERO)


@dataclass(slots=True)
class Move:
    """One posting to come."""

    day: date
    kind: PostingKind
    label: str
    debit: Decimal = ZERO
    credit: Decimal = ZERO
    means: PaymentMeans | None = None
    month: Month | None = None
    cleared_on: date | None = None
    named: tuple[date, str] | None = None
    rejects: "Move | None" = None
    order: str | None = None
    posting_id: int = 0


def called_months(let: Let, rent: Rent, first: date, day: date) -> tuple[Month, ...]:
    """The months of the lease called from month ``first`` to ``day``, never outside the lease."""
    found = []
    for month in months_between(max(month_of(let.start), first), day):
        start = max(month, let.start)
        end = add_months(month, 1)
        end = min(end, let.end) if let.end else end
        if end <= start:
            break
        called_on, due_on = _days(let, start, end)
        if called_on > day:
            break
        found.append(Month(start, end, called_on, due_on, rent.lines(start, end)))
    return tuple(found)


def _days(let: Let, start: date, end: date) -> tuple[date, date]:
    """When a month is called and due: after it at terme échu, at its beginning at terme à échoir (R1.35)."""
    due_day = let.house.profile.due_day
    if let.term_mode is TermMode.START:
        return start, max(start, start.replace(day=due_day))
    # Logirem's call bears the last day of the month, the others' (Ekidom: 26/06) a few days before.
    last = end - timedelta(days=1)
    called_on = last if let.house.code == "logirem" else max(start, end - timedelta(days=5))
    return called_on, add_months(month_of(start), 1).replace(day=due_day)


@dataclass
class Account:
    """The ledger of one lease while it is made; ``write`` gathers its rows."""

    world: World
    let: Let
    payer_email: str | None = None
    moves: list[Move] = field(default_factory=list)
    serials: dict[date, int] = field(default_factory=dict)

    def call(self, month: Month, label: str | None = None) -> None:
        """Call a month: its notice and its debit."""
        move = Move(month.called_on, PostingKind.CALL, label or self._call_label(month), month=month)
        move.debit = month.called
        self._keep(move)

    def aid(self, month: Month, amount: Decimal | None = None, day: date | None = None) -> None:
        """Credit the housing aid of a month, on the day of the call unless told."""
        label = f"APL {month.start:%m/%y}"
        sum_paid = month.aid if amount is None else amount
        if sum_paid > 0:
            when = day or month.called_on
            self._keep(Move(when, PostingKind.HOUSING_AID, label, ZERO, sum_paid, None, month, when))

    def pay(self, day: date, amount: Decimal, means: PaymentMeans, label: str | None = None) -> Move | None:
        """Credit a payment, unless its day has not come yet; a cheque clears six days later."""
        if amount <= 0 or day > self.world.day:
            return None
        cleared: date | None = day + _CHEQUE_DAYS if means is PaymentMeans.CHEQUE else day
        cleared = None if cleared and cleared > self.world.day else cleared
        move = Move(day, PostingKind.PAYMENT, label or payment_label(means, day), ZERO, amount, means)
        move.cleared_on = cleared
        self._keep(move)
        return move

    def reject(self, payment: Move, day: date) -> None:
        """Take back a payment that the bank refused (R1.22)."""
        payment.cleared_on = None
        label = f"Rejet du prélèvement du {payment.day:%d/%m/%Y}"
        move = Move(day, PostingKind.PAYMENT_REJECTED, label, payment.credit, means=payment.means)
        move.rejects = payment
        self._keep(move)

    def post(self, move: Move) -> None:
        """Add any other posting."""
        self._keep(move)

    @property
    def balance(self) -> Decimal:
        """Debits less credits so far, in euros; positive when the tenant owes (R1.29)."""
        return sum((move.debit - move.credit for move in self.moves), ZERO)

    def write(self) -> None:
        """Gather notices, lines, card payments and postings, in the order of the days."""
        self.moves.sort(key=lambda move: (move.day, move.kind is PostingKind.PAYMENT_REJECTED))
        balance = ZERO
        for move in self.moves:
            is_call = move.kind is PostingKind.CALL and move.month is not None and bool(move.month.lines)
            notice_id = self._notice(move.month, balance) if is_call and move.month else None
            self._posting(move, notice_id)
            balance += move.debit - move.credit

    def _keep(self, move: Move) -> None:
        if move.day <= self.world.day and (move.debit or move.credit):
            self.moves.append(move)

    def _call_label(self, month: Month) -> str:
        if self.let.house.code == "ekidom":
            return f"LOG {self.let.reference} {month.start:%m/%y}"
        return f"Facture {month.start:%d/%m/%Y}-{month.end - timedelta(days=1):%d/%m/%Y}"

    def _notice(self, month: Month, balance: Decimal) -> int:
        house = self.let.house
        serial = self.serials.get(month.start) or house.numbers.next_serial()
        # Logirem prints « 2019 00000001 05225497 »; the others are given a plain number.
        shown = f"{month.start.year} 00000001 {serial:08d}" if house.code == "logirem" else f"{serial}"
        notice_id = self.world.rows.add(
            RentNotice,
            landlord_id=house.id,
            lease_id=self.let.id,
            number=shown,
            number_key=normalise(shown),
            barcode=f"{month.start:%Y%m}01{serial:08d}",
            period_from=month.start,
            period_to=month.end,
            issued_on=month.called_on,
            due_on=month.due_on,
            previous_balance=balance,
        )
        for position, line in enumerate(month.lines, start=1):
            self.world.rows.add(
                RentNoticeLine,
                landlord_id=house.id,
                rent_notice_id=notice_id,
                position=position,
                kind=line.kind,
                label=line.label,
                amount=line.amount,
            )
        return notice_id

    def _posting(self, move: Move, notice_id: int | None) -> None:
        rare: dict[str, object] = {}
        if move.named:
            rare = {"designated_period": move.named[0], "designation": move.named[1]}
        if move.rejects:
            rare = {"rejects_id": move.rejects.posting_id}
        move.posting_id = self.world.rows.add(
            Posting,
            landlord_id=self.let.house.id,
            lease_id=self.let.id,
            posted_on=move.day,
            label=move.label,
            kind=move.kind,
            means=move.means,
            debit=move.debit,
            credit=move.credit,
            period_from=move.month.start if move.month else None,
            period_to=move.month.end if move.month else None,
            rent_notice_id=notice_id,
            online_payment_id=self._card(move),
            cleared_on=move.cleared_on,
            recorded_at=moment(move.day, 6),
            **rare,
        )

    def _card(self, move: Move) -> int | None:
        """The card payment behind a posting of the last twelve months (R1.49)."""
        if move.means is not PaymentMeans.CARD or move.day < self.world.day - _CARDS_KEPT:
            return None
        order = move.order or self.let.house.numbers.next_order()
        return self.world.rows.add(
            OnlinePayment,
            landlord_id=self.let.house.id,
            customer_id=self.let.client.id,
            lease_id=self.let.id,
            order_reference=order,
            order_key=normalise(order),
            transaction_number=f"{600_000 + int(order) % 400_000}",
            buyer_reference=f"{70_000 + self.let.client.id}",
            amount=move.credit,
            requested_at=moment(move.day, 8 + int(order) % 12, int(order) % 60),
            state=OnlinePaymentState.POSTED,
            card_last4=f"{int(order) * 37 % 10_000:04d}",
            authorisation=f"{int(order) * 7919 % 0xFFFFFF:06x}",
            payer_email=self.payer_email,
        )


def payment_label(means: PaymentMeans, day: date) -> str:
    """The words of a payment on the account, as the guides print them (R1.33)."""
    return {
        PaymentMeans.CARD: "REGLEMENT PAR CARTE BANCAIRE",
        PaymentMeans.DIRECT_DEBIT: f"Prel. auto du {day:%d/%m/%Y}",
        PaymentMeans.CHEQUE: "Chèque bancaire",
        PaymentMeans.TIP_SEPA: "TIP SEPA",
        PaymentMeans.EFFICASH: "EFFICASH LA POSTE",
        PaymentMeans.TRANSFER: "VIREMENT",
    }[means]
