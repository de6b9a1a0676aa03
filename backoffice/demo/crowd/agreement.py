"""Whether the portal and the product agree on a tenant: state, entry, tries left, ends of locks and links."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil

from sqlalchemy.orm import Session

from backoffice.demo.portal.locks import Idea
from backoffice.rules.landlords.sign_in import AccessFacts, SignInView, sign_in_view
from backoffice.rules.portal.diagnosis import diagnose
from backoffice.rules.portal.findings import Finding, FindingCode
from backoffice.rules.portal.history import AccessHistory
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.unlocking import PortalFacts, PortalStanding, portal_standing
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.services.portal.history_rows import read_access
from backoffice.services.tenant.portal_card import portal_facts

LATER = tuple(timedelta(minutes=step) for step in (0, 5, 11, 25 * 60))
"""What is compared now is compared again later: locks, links and codes run out by themselves."""
_SHUT = {
    AccountState.LOCKED_TEMPORARY: FindingCode.LOCKED_TEMPORARY,
    AccountState.LOCKED_STAFF: FindingCode.LOCKED_BY_STAFF,
    AccountState.SUSPENDED_FRAUD: FindingCode.SUSPENDED_FRAUD,
}
_NOBODY = {FindingCode.NEVER_REGISTERED, FindingCode.ACCOUNT_CLOSED, FindingCode.INVITED}

Pair = tuple[str, object, object]
"""What is compared, in the eyes of the portal, then of the product."""


@dataclass(frozen=True)
class Disagreement:
    """One point on which the two differ."""

    customer_id: int
    at: datetime
    point: str
    portal: object
    product: object


@dataclass(frozen=True)
class Read:
    """What the product's own services read of one client, as the member of staff signed in."""

    profile: LandlordProfile
    facts: PortalFacts
    history: AccessHistory

    @property
    def access(self) -> AccessFacts:
        """What the sign-in screen is drawn from."""
        account = self.history.account
        expires_at = account.activation_expires_at if account else None
        return AccessFacts(self.facts, expires_at, account.closed_at if account else None)


def read_as_staff(session: Session, customer_id: int) -> Read | None:
    """The facts through the services; ``None`` for a client that this member of staff does not see."""
    rows = read_access(session, customer_id)
    if rows is None:
        return None
    return Read(rows.profile, portal_facts(session, customer_id), rows.history)


def disagreements(customer_id: int, read: Read, idea: Idea, now: datetime) -> Iterator[Disagreement]:
    """Every point on which the product, from the tables, and the portal, from memory, differ at ``now``."""
    standing = portal_standing(read.facts, now)
    view = sign_in_view(read.profile, read.access, now)
    findings = diagnose(read.profile, read.history, now)
    for pairs in (
        _of_standing(idea, standing),
        _of_screen(idea, view, now),
        _of_findings(idea, findings, now),
    ):
        for point, ours, theirs in pairs:
            if ours != theirs:
                yield Disagreement(customer_id, now, point, ours, theirs)


def _of_standing(idea: Idea, standing: PortalStanding) -> tuple[Pair, ...]:
    closed = standing.state is AccountState.CLOSED
    return (
        ("state", idea.state, None if closed else standing.state),
        ("blocked", idea.blocked or idea.state in _SHUT, standing.blocked),
    )


def _of_screen(idea: Idea, view: SignInView, now: datetime) -> tuple[Pair, ...]:
    is_open = idea.state is AccountState.ACTIVE
    pending = idea.state is AccountState.PENDING_ACTIVATION
    works = idea.link_works_until is not None and idea.link_works_until > now
    return (
        ("minutes left", _minutes(idea, now), view.minutes_left),
        ("until", idea.until, view.until),
        ("lets in", is_open, view.is_open),
        # A profile to be made again is open in the tables and lets nobody in: its tries mean nothing.
        ("tries left", idea.tries_left, view.tries_left if idea.lets_in or not is_open else None),
        ("failures", idea.failures if is_open or idea.until else view.failures, view.failures),
        ("link works", pending and works, pending and view.tone == "warn"),
    )


def _of_findings(idea: Idea, findings: tuple[Finding, ...], now: datetime) -> tuple[Pair, ...]:
    """What each finding says of the state must be what the portal does."""
    found = {one.code: one for one in findings}
    codes = found.keys()
    locked = found.get(FindingCode.LOCKED_TEMPORARY)
    works = idea.link_works_until is not None and idea.link_works_until > now
    states = tuple(
        (f"finding {code.value}", idea.state is state, code in codes) for state, code in _SHUT.items()
    )
    return (
        *states,
        ("one finding leads", True, bool(findings)),
        ("finding minutes", _minutes(idea, now), locked.minutes_left if locked else None),
        ("finding of a block", idea.blocked, FindingCode.REGISTRATION_BLOCKED in codes),
        ("finding of nobody", idea.state is None and not idea.blocked, bool(_NOBODY & codes)),
        ("can sign in", True, FindingCode.CAN_SIGN_IN not in codes or idea.lets_in),
        ("activation expired", True, FindingCode.ACTIVATION_EXPIRED not in codes or not works),
        ("activation waited", True, FindingCode.ACTIVATION_WAITED not in codes or works),
    )


def _minutes(idea: Idea, now: datetime) -> int | None:
    return ceil((idea.until - now).total_seconds() / 60) if idea.until else None
