"""The months of a lease, newest first, with the document that each one deserves (R1.26)."""

from collections.abc import Iterable
from datetime import date, timedelta

from sqlalchemy.orm import Session

from backoffice.rules.dates import add_months, french_month, month_of, months_between
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.receipts.eligibility import Eligibility
from backoffice.rules.vocabulary.receipts import ReceiptKind
from backoffice.services.landlords import landlord_parameters
from backoffice.services.receipts.account import LeaseAccount, read_account
from backoffice.services.receipts.documents import (
    issued_sentence,
    lease_of,
    living,
    receipts_of,
    still_holds,
)
from backoffice.services.receipts.facts import ReceiptFacts
from backoffice.services.receipts.results import MonthChoice


def receipt_months(session: Session, lease_id: int, today: date, count: int = 24) -> tuple[MonthChoice, ...]:
    """The last ``count`` months of the lease, newest first; a closed lease keeps its own (R1.8).

    Older debts never hide a settled month (R1.26). Raises ``NotFound``.
    """
    lease = lease_of(session, lease_id)
    account = read_account(session, lease, today)
    profile = landlord_parameters(session, lease.landlord_id, today)
    return months_of(account, profile, receipts_of(session, lease_id), count)


def months_of(
    account: LeaseAccount, profile: LandlordProfile, receipts: Iterable[ReceiptFacts], count: int
) -> tuple[MonthChoice, ...]:
    """The same from what was already read: the lease's account and its receipts, oldest first."""
    issued: dict[date, list[ReceiptFacts]] = {}
    for receipt in receipts:
        issued.setdefault(month_of(receipt.period_from), []).append(receipt)
    choices = []
    for month in _months(account, count):
        held = living(issued.get(month, []), account.rejected)
        choices.append(_choice(account.decide(month, profile), held))
    return tuple(choices)


def _months(account: LeaseAccount, count: int) -> tuple[date, ...]:
    """From the last month called, or the current one, ``count`` months back or to the first of the lease."""
    lease = account.lease
    called = [one.month for one in account.allocation.months]
    last = max([*called, month_of(account.today)])
    if lease.valid_to is not None:
        last = max([*called, min(last, month_of(lease.valid_to - timedelta(days=1)))])
    first = min([*called, month_of(lease.valid_from)])
    return tuple(reversed(months_between(max(first, add_months(last, 1 - count)), last)))


def _choice(verdict: Eligibility, held: ReceiptFacts | None) -> MonthChoice:
    if held is not None and not still_holds(held, verdict):
        held = None
    return MonthChoice(
        month=verdict.month,
        label=french_month(verdict.month),
        kind=ReceiptKind(held.kind) if held else verdict.kind,
        refusal=None if held and held.kind == ReceiptKind.QUITTANCE else verdict.refusal,
        sentence=issued_sentence(held) if held else verdict.sentence,
        called=verdict.called,
        housing_aid=verdict.housing_aid,
        paid=verdict.paid,
        remaining=verdict.remaining,
        number=held.number if held else None,
        issued_on=held.issued_on if held else None,
    )
