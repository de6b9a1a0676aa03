"""The ledger of a customer as a screen shows it: one line per posting, with a running balance."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.ledger import Posting
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind
from backoffice.services.tenant.results import PostingView


def postings(session: Session, customer_id: int, as_of: date) -> tuple[PostingView, ...]:
    """Every posting up to ``as_of``, newest first; the balance runs lease by lease (R1.29)."""
    rows = session.execute(
        select(Posting, Lease.number)
        .join(Lease, Lease.id == Posting.lease_id)
        .where(Lease.customer_id == customer_id, Posting.posted_on <= as_of)
        .order_by(Posting.posted_on, Posting.id)
    )
    running: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lines = []
    for posting, number in rows:
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
