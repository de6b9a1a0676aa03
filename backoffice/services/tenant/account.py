"""The ledger of a customer as a screen shows it: one line per posting, with a running balance."""

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.ledger import Posting
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind
from backoffice.services.tenant.results import PostingView

Ledger = Sequence[tuple[Posting, str]]


def read_ledger(session: Session, customer_id: int, as_of: date) -> Ledger:
    """Every posting of the customer up to ``as_of``, oldest first, with the number of its lease."""
    rows = session.execute(
        select(Posting, Lease.number)
        .join(Lease, Lease.id == Posting.lease_id)
        .where(Lease.customer_id == customer_id, Posting.posted_on <= as_of)
        .order_by(Posting.posted_on, Posting.id)
    )
    return [(posting, number) for posting, number in rows]


def owed_by_lease(ledger: Ledger) -> dict[int, Decimal]:
    """What the tenant owes on each lease, in euros; positive = he owes (R1.29)."""
    owed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for posting, _ in ledger:
        owed[posting.lease_id] += posting.debit - posting.credit
    return owed


def postings(ledger: Ledger) -> tuple[PostingView, ...]:
    """The postings as a screen shows them, newest first; the balance runs lease by lease (R1.29)."""
    running: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = []
    for posting, number in ledger:
        running[posting.lease_id] += posting.debit - posting.credit
        lines.append(_view(posting, number, running[posting.lease_id]))
    return tuple(reversed(lines))


def _view(posting: Posting, number: str, balance: Decimal) -> PostingView:
    kind = PostingKind(posting.kind).label
    if posting.means:
        kind = f"{kind}, {PaymentMeans(posting.means).label.lower()}"
    return PostingView(
        posted_on=posting.posted_on,
        label=posting.label,
        kind=kind,
        debit=posting.debit or None,
        credit=posting.credit or None,
        balance=balance,
        lease_number=number,
        pending=posting.kind == PostingKind.PAYMENT and posting.cleared_on is None,
    )
