"""The ledger of a customer as a screen shows it: one line per posting, with a running balance."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.ledger import Posting
from backoffice.rules.dates import add_months, french_day, month_of
from backoffice.rules.money import ZERO
from backoffice.rules.vocabulary.ledger import PaymentMeans, PostingKind
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.clock import server_day
from backoffice.services.receipts.facts import PostingFacts
from backoffice.services.tenant.leases import read_leases
from backoffice.services.tenant.results import PostingView

FIRST_SCREEN_MONTHS = 24
"""Older postings are summed up in one line per lease, until they are asked for."""

CARRIED = "Solde reporté"
_Let = tuple[str, PremisesKind]


@dataclass(frozen=True)
class Ledger:
    """Lines as a screen shows them, newest first; ``since`` is the day before which they are summed up."""

    lines: tuple[PostingView, ...]
    since: date | None
    latest: PostingView | None
    """The last posting, however old."""


def owed_by_lease(ledger: Sequence[PostingFacts]) -> dict[int, Decimal]:
    """What the tenant owes on each lease, in euros; positive = he owes (R1.29)."""
    owed: dict[int, Decimal] = defaultdict(lambda: ZERO)
    for posting in ledger:
        owed[posting.lease_id] += posting.debit - posting.credit
    return owed


def read_ledger(session: Session, customer_id: int, as_of: date) -> Sequence[tuple[Posting, str]]:
    """Every posting of the customer up to ``as_of``, oldest first, with the number of its lease."""
    rows = session.execute(
        select(Posting, Lease.number)
        .join(Lease, Lease.id == Posting.lease_id)
        .where(Lease.customer_id == customer_id, Posting.posted_on <= as_of)
        .order_by(Posting.posted_on, Posting.id)
    )
    return [(posting, number) for posting, number in rows]


def all_postings(session: Session, customer_id: int, as_of: date | None = None) -> tuple[PostingView, ...]:
    """Every posting of the customer up to ``as_of`` (today if ``None``), newest first.

    For a screen that has shown the last two years and is asked for the rest. The file must have been opened.
    """
    ledger = read_ledger(session, customer_id, as_of or server_day(session))
    let = {
        lease.id: (lease.number, PremisesKind(premises.kind))
        for lease, premises, *_ in read_leases(session, customer_id)
    }
    return postings([posting for posting, _ in ledger], let, None).lines


def last_postings(ledger: Sequence[PostingFacts], let: Mapping[int, _Let], day: date) -> Ledger:
    """The postings of the last two years before ``day``; ``let`` names each lease and what is let."""
    return postings(ledger, let, month_of(add_months(day, -FIRST_SCREEN_MONTHS)))


def postings(ledger: Sequence[PostingFacts], let: Mapping[int, _Let], since: date | None) -> Ledger:
    """The postings, given oldest first; the balance runs lease by lease (R1.29).

    Those before ``since`` become « Solde reporté », one line per lease, at the end.
    """
    running: dict[int, Decimal] = defaultdict(lambda: ZERO)
    lines: list[PostingView] = []
    carried: list[PostingView] = []
    for posting in ledger:
        if since is not None and not lines and posting.posted_on >= since:
            carried = [_carried(since, running[lease_id], let[lease_id]) for lease_id in running]
        running[posting.lease_id] += posting.debit - posting.credit
        if since is None or posting.posted_on >= since:
            lines.append(_view(posting, let[posting.lease_id], running[posting.lease_id]))
    if since is not None and not lines:
        carried = [_carried(since, owed, let[lease_id]) for lease_id, owed in running.items()]
    latest = _view(ledger[-1], let[ledger[-1].lease_id], running[ledger[-1].lease_id]) if ledger else None
    return Ledger((*reversed(lines), *carried), since if carried else None, latest)


def _carried(since: date, owed: Decimal, let: _Let) -> PostingView:
    return PostingView(
        posted_on=since,
        label=f"Solde reporté au {french_day(since)}",
        kind=CARRIED,
        debit=owed if owed > 0 else None,
        credit=-owed if owed < 0 else None,
        balance=owed,
        lease_number=let[0],
        pending=False,
        premises=let[1],
    )


def _view(posting: PostingFacts, let: _Let, balance: Decimal) -> PostingView:
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
        lease_number=let[0],
        pending=posting.kind == PostingKind.PAYMENT and posting.cleared_on is None,
        premises=let[1],
    )
