"""How tenants pay: on the day, late, in part, by debits that come back, or not at all."""

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum
from random import Random

from backoffice.demo.population.ledger import Account, Month, Move
from backoffice.rules.dates import add_months
from backoffice.rules.money import cents
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind

_MEANS = (
    (PaymentMeans.DIRECT_DEBIT, 55),
    (PaymentMeans.CARD, 15),
    (PaymentMeans.CHEQUE, 10),
    (PaymentMeans.TIP_SEPA, 8),
    (PaymentMeans.TRANSFER, 7),
    (PaymentMeans.EFFICASH, 5),
)


class Habit(StrEnum):
    """How a tenant usually pays."""

    REGULAR = "REGULAR"
    LATE = "LATE"
    BUMPY = "BUMPY"
    ARREARS = "ARREARS"


@dataclass(frozen=True)
class Payer:
    """A tenant's means and habit; ``depth`` is the number of months left unpaid by one in arrears."""

    means: PaymentMeans
    habit: Habit
    depth: int = 0


def draw_payer(rng: Random) -> Payer:
    """A payer drawn at random: some eight in a hundred are in arrears."""
    means = rng.choices([one for one, _ in _MEANS], [weight for _, weight in _MEANS])[0]
    habits = (Habit.REGULAR, Habit.LATE, Habit.BUMPY, Habit.ARREARS)
    habit = rng.choices(habits, (80, 4, 8, 8))[0]
    if habit is Habit.LATE and means is PaymentMeans.DIRECT_DEBIT:
        means = PaymentMeans.CARD
    return Payer(means, habit, rng.randint(1, 5) if habit is Habit.ARREARS else 0)


def settle(account: Account, months: tuple[Month, ...], payer: Payer, rng: Random) -> None:
    """Call every month, credit its aid, and pay it as ``payer`` does."""
    bump = rng.randrange(len(months)) if months and payer.habit is Habit.BUMPY else -1
    for rank, month in enumerate(months):
        account.call(month)
        account.aid(month)
        due = month.called - month.aid
        day = _pay_day(month, payer, rng)
        if rank == bump:
            _pay_badly(account, due, day, payer, rng)
        elif len(months) - rank <= payer.depth:
            if rng.random() < 0.35:
                account.pay(day, cents(due / 2), payer.means)
        else:
            account.pay(day, due, payer.means)


def clear(account: Account, end: date) -> None:
    """Settle what is left on the account of a tenant who has gone."""
    if account.balance > 0:
        account.pay(end + timedelta(days=12), account.balance, PaymentMeans.TRANSFER)
    elif account.balance < 0:
        day = add_months(end, 1)
        account.post(Move(day, PostingKind.REFUND, "Remboursement du trop-perçu", debit=-account.balance))


def _pay_day(month: Month, payer: Payer, rng: Random) -> date:
    if payer.habit is Habit.LATE:
        return month.due_on + timedelta(days=rng.randint(8, 20))
    if payer.means is PaymentMeans.DIRECT_DEBIT:
        return month.due_on
    return month.called_on + timedelta(days=rng.randint(1, 9))


def _pay_badly(account: Account, due: Decimal, day: date, payer: Payer, rng: Random) -> None:
    """A partial payment and its rest, or a debit that the bank returns, made good by card."""
    if payer.means is PaymentMeans.DIRECT_DEBIT:
        payment = account.pay(day, due, payer.means)
        returned = day + timedelta(days=4)
        if payment is not None and returned <= account.world.day:
            account.reject(payment, returned)
            account.pay(returned + timedelta(days=rng.randint(3, 9)), due, PaymentMeans.CARD)
        return
    part = cents(due * Decimal(rng.randint(30, 70)) / 100)
    account.pay(day, part, payer.means)
    account.pay(day + timedelta(days=rng.randint(10, 20)), due - part, payer.means)
