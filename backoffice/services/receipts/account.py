"""The account of a lease as the rules read it: calls with their notices, credits, other debits."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.ledger import Posting, RentNotice, RentNoticeLine
from backoffice.rules.dates import add_months, month_of, months_between
from backoffice.rules.money import ZERO
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.receipts.account_lines import Allocation, Call, Credit, Debit
from backoffice.rules.receipts.allocation import allocate
from backoffice.rules.receipts.eligibility import Eligibility, MonthFacts, decide
from backoffice.rules.receipts.sheet import SheetLine
from backoffice.rules.vocabulary.ledger import NoticeLineKind, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.stock import TermMode
from backoffice.services.mine import my_lease
from backoffice.services.receipts.facts import LeaseFacts, NoticeFacts, PostingFacts

Lines = tuple[SheetLine, ...]


@dataclass(frozen=True)
class CalledPeriod:
    """A period called: ``[period_from, period_to)``, and the lines of its notice, if there is one."""

    period_from: date
    period_to: date
    lines: tuple[SheetLine, ...] = ()


@dataclass(frozen=True)
class LeaseAccount:
    """The account as of ``today``; periods and rejected postings by month and identifier."""

    lease: LeaseFacts
    today: date
    allocation: Allocation
    periods: Mapping[date, CalledPeriod]
    rejected: frozenset[int]

    def period(self, month: date) -> CalledPeriod:
        """The period called in ``month``, or the whole month."""
        return self.periods.get(month, CalledPeriod(month, add_months(month, 1)))

    def decide(self, month: date, profile: LandlordProfile) -> Eligibility:
        """The document that ``month`` deserves under the landlord's parameters."""
        facts = MonthFacts(
            month=month,
            lease_from=self.lease.valid_from,
            lease_to=self.lease.valid_to,
            lines=self.period(month).lines,
            account=self.allocation.of(month),
            pending_aid_policy=profile.pending_aid_policy,
        )
        return decide(facts, self.today)


def account_balance(session: Session, lease_id: int, on: date) -> Decimal:
    """What the tenant owes on the lease at the end of day ``on``, in euros; positive = he owes (R1.29).

    Raises ``NotFound`` for another landlord's lease.
    """
    my_lease(session, lease_id)
    total = func.coalesce(func.sum(Posting.debit - Posting.credit), ZERO)
    query = select(total).where(Posting.lease_id == lease_id, Posting.posted_on <= on)
    return session.execute(query).scalar_one()


def read_account(session: Session, lease: Lease, today: date) -> LeaseAccount:
    """Every posting of the lease up to ``today``, allocated, with the notices that called its months."""
    query = select(Posting).where(Posting.lease_id == lease.id, Posting.posted_on <= today)
    postings = session.scalars(query.order_by(Posting.posted_on, Posting.id)).all()
    return account_of(lease, today, postings, *_notices(session, lease))


def account_of(
    lease: LeaseFacts,
    today: date,
    postings: Sequence[PostingFacts],
    notices: Mapping[int, NoticeFacts],
    lines: Mapping[int, Lines],
) -> LeaseAccount:
    """The same from what was already read: postings in order, notices and their lines by identifier."""
    calls = [one for one in postings if _is_call(one)]
    return LeaseAccount(
        lease=lease,
        today=today,
        allocation=allocate(
            [_call(one, lease, notices) for one in calls],
            [_credit(one, notices) for one in postings if one.credit],
            [_debit(one) for one in postings if one.debit and not _is_call(one)],
        ),
        periods=_periods(calls, lines),
        rejected=frozenset(one.rejects_id for one in postings if one.rejects_id is not None),
    )


def _is_call(posting: PostingFacts) -> bool:
    return bool(posting.kind == PostingKind.CALL and posting.debit and posting.period_from)


def _call(posting: PostingFacts, lease: LeaseFacts, notices: Mapping[int, NoticeFacts]) -> Call:
    assert posting.period_from is not None
    month = month_of(posting.period_from)
    notice = notices.get(posting.rent_notice_id or 0)
    return Call(
        posting.id,
        posting.posted_on,
        month,
        notice.due_on if notice else _due_on(lease, month),
        posting.debit,
    )


def _due_on(lease: LeaseFacts, month: date) -> date:
    """When a month called without a notice is due (R1.35)."""
    due_month = add_months(month, 1) if lease.term_mode == TermMode.END else month
    return due_month.replace(day=lease.due_day)


def _credit(posting: PostingFacts, notices: Mapping[int, NoticeFacts]) -> Credit:
    notice = notices.get(posting.rent_notice_id or 0)
    return Credit(
        id=posting.id,
        on=posting.posted_on,
        amount=posting.credit,
        kind=PostingKind(posting.kind),
        months=_months(posting),
        designated=posting.designated_period,
        answers=month_of(notice.period_from) if notice else None,
        means=PaymentMeans(posting.means) if posting.means else None,
        cleared_on=posting.cleared_on,
        label=posting.label,
    )


def _debit(posting: PostingFacts) -> Debit:
    kind = PostingKind(posting.kind)
    return Debit(posting.id, posting.posted_on, posting.debit, kind, _months(posting), posting.rejects_id)


def _months(posting: PostingFacts) -> tuple[date, ...]:
    """The months that a posting names."""
    if posting.period_from is None:
        return ()
    last = posting.period_to - timedelta(days=1) if posting.period_to else posting.period_from
    return months_between(posting.period_from, last)


def _periods(calls: Sequence[PostingFacts], lines: Mapping[int, Lines]) -> dict[date, CalledPeriod]:
    """The period of each month called, with the lines of all its notices."""
    found: dict[date, CalledPeriod] = {}
    for posting in calls:
        assert posting.period_from is not None
        month = month_of(posting.period_from)
        end = posting.period_to or add_months(month, 1)
        before = found.get(month, CalledPeriod(posting.period_from, end))
        own = lines.get(posting.rent_notice_id or 0, ())
        found[month] = CalledPeriod(
            min(before.period_from, posting.period_from), max(before.period_to, end), before.lines + own
        )
    return found


def _notices(session: Session, lease: Lease) -> tuple[dict[int, RentNotice], dict[int, Lines]]:
    """The notices of the lease and their lines, by the notice's identifier."""
    rows = session.execute(
        select(RentNotice, RentNoticeLine)
        .join(RentNoticeLine, RentNoticeLine.rent_notice_id == RentNotice.id, isouter=True)
        .where(RentNotice.lease_id == lease.id)
        .order_by(RentNotice.id, RentNoticeLine.position)
    )
    notices: dict[int, RentNotice] = {}
    lines: dict[int, Lines] = {}
    for notice, row in rows:
        notices[notice.id] = notice
        if row is not None:
            line = SheetLine(NoticeLineKind(row.kind), row.label, row.amount)
            lines[notice.id] = (*lines.get(notice.id, ()), line)
    return notices, lines
