"""Whether the portal and the product agree on every tenant: state, entry, tries left, end of a lock, link."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy import Connection, Row, text

from backoffice.demo.portal.locks import Idea
from backoffice.rules.landlords.sign_in import AccessFacts, sign_in_view
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.unlocking import LockFacts, PortalFacts, portal_standing
from backoffice.rules.vocabulary.portal import AccountState

LATER = tuple(timedelta(minutes=step) for step in (0, 5, 11, 25 * 60))
"""What is compared at the instant is compared again later: locks and links run out by themselves."""


@dataclass(frozen=True)
class Disagreement:
    """One point on which the two differ."""

    customer_id: int
    at: datetime
    point: str
    portal: object
    product: object


_ROWS = text(
    "SELECT c.id AS customer_id, a.state, a.failed_attempts, a.activation_expires_at, a.closed_at,"
    " k.cause, k.failures, k.locked_at, k.until, b.id AS block_id, b.failures AS block_failures"
    " FROM customer c LEFT JOIN LATERAL (SELECT * FROM portal_account p WHERE p.customer_id = c.id"
    "  ORDER BY p.closed_at DESC NULLS FIRST, p.id DESC LIMIT 1) a ON true"
    " LEFT JOIN account_lock k ON k.account_id = a.id AND k.ended_at IS NULL AND a.state <> 'CLOSED'"
    " LEFT JOIN registration_block b ON b.customer_id = c.id AND b.released_at IS NULL"
    "  AND (a.id IS NULL OR a.state = 'CLOSED')"
    " WHERE c.id = ANY(:ids)"
)


def facts_of(connection: Connection, ids: Iterable[int]) -> dict[int, AccessFacts]:
    """What the tables say of clients, as whoever is signed in reads them."""
    return {row.customer_id: _facts(row) for row in connection.execute(_ROWS, {"ids": list(ids)})}


def _facts(row: Row[tuple[object, ...]]) -> AccessFacts:
    lock = LockFacts(row.cause, row.failures, row.locked_at, row.until) if row.cause else None
    facts = PortalFacts(
        account_state=AccountState(row.state) if row.state else None,
        failed_attempts=row.failed_attempts or 0,
        lock=lock,
        registration_blocked=row.block_id is not None,
        registration_failures=row.block_failures or 0,
    )
    return AccessFacts(facts, row.activation_expires_at, row.closed_at)


def disagreements(
    profile: LandlordProfile, customer_id: int, facts: AccessFacts, idea: Idea, now: datetime
) -> Iterator[Disagreement]:
    """Every point on which the product, from the tables, and the portal, from memory, differ at ``now``."""
    standing = portal_standing(facts.portal, now)
    view = sign_in_view(profile, facts, now)
    minutes = ceil((idea.until - now).total_seconds() / 60) if idea.until else None
    works = idea.link_works_until is not None and idea.link_works_until > now
    pending = standing.state is AccountState.PENDING_ACTIVATION
    closed = standing.state is AccountState.CLOSED
    blocks = idea.blocked or idea.state in _BLOCKING
    pairs: tuple[tuple[str, object, object], ...] = (
        ("state", idea.state, None if closed else standing.state),
        ("blocked", blocks, standing.blocked),
        ("minutes left", minutes, standing.minutes_left),
        ("until", idea.until, view.until),
        ("open", idea.state is AccountState.ACTIVE, view.is_open),
        ("tries left", idea.tries_left, view.tries_left if idea.lets_in else idea.tries_left),
        ("link works", works, pending and view.tone == "warn"),
    )
    for point, ours, theirs in pairs:
        if ours != theirs:
            yield Disagreement(customer_id, now, point, ours, theirs)


_BLOCKING = (AccountState.LOCKED_TEMPORARY, AccountState.LOCKED_STAFF, AccountState.SUSPENDED_FRAUD)
