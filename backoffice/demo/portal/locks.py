"""The counters of a portal: wrong passwords, locks that end by themselves, registrations blocked (R4.12)."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from backoffice.demo.portal.book import Book
from backoffice.demo.portal.files import LOCKED_OUT, Account, Block, File, Lock
from backoffice.rules.profile import LandlordProfile
from backoffice.rules.vocabulary.portal import AccountState, LockCause, PortalEventKind


@dataclass(frozen=True)
class Idea:
    """Where the portal itself thinks that a client stands."""

    state: AccountState | None
    """A lock that has run out is none."""
    blocked: bool
    """A registration that staff alone release."""
    lets_in: bool
    """Whether the right password opens now."""
    failures: int
    tries_left: int | None = None
    """Before the lock; ``None`` for a landlord without one, or when nothing can be tried."""
    until: datetime | None = None
    link_works_until: datetime | None = None
    """For an account that is not yet activated."""


@dataclass(frozen=True)
class Counters:
    """What a landlord's portal counts; nothing for one whose guide says nothing of a lock."""

    threshold: int | None
    recreations: int
    length: timedelta

    @property
    def limit(self) -> int | None:
        """Failures in all before the lock."""
        return None if self.threshold is None else self.threshold + self.recreations


def counters_of(profile: LandlordProfile) -> Counters:
    """The counters of ``profile``; without threshold or length, the portal never locks."""
    if profile.lock_threshold is None or profile.lock_minutes is None:
        return Counters(None, 0, timedelta())
    return Counters(
        profile.lock_threshold, profile.lock_recreations or 0, timedelta(minutes=profile.lock_minutes)
    )


def end_past_lock(book: Book, file: File, now: datetime) -> bool:
    """Open again an account whose lock has run out; tells whether it was so."""
    account, lock = file.account, file.lock
    if account is None or lock is None or account.state is not AccountState.LOCKED_TEMPORARY:
        return False
    if lock.until is None or lock.until > now:
        return False
    lock.ended_at = lock.until
    book.ended.append(lock)
    file.lock = None
    account.state, account.failed = AccountState.ACTIVE, 0
    book.save(file)
    book.tell(file, PortalEventKind.UNLOCKED, lock.ended_at)
    return True


def is_refused_now(file: File) -> bool:
    """Whether nothing is tried for the moment: locked, frozen by staff, or blocked without account."""
    if file.account is None:
        return file.block is not None
    return file.account.state in LOCKED_OUT or file.account.state is AccountState.LOCKED_TEMPORARY


def count_failure(book: Book, file: File, counters: Counters, now: datetime) -> None:
    """One more failure of an account that is open; the last one allowed locks it."""
    account = file.account
    assert account is not None, "an account fails"
    account.failed += 1
    book.save(file)
    if counters.limit is None or account.failed < counters.limit:
        return
    cause = LockCause.FAILED_RECREATIONS if counters.recreations else LockCause.WRONG_PASSWORDS
    file.lock = Lock(cause, account.failed, now, now + counters.length)
    account.state = AccountState.LOCKED_TEMPORARY
    book.locks.append((file, account, file.lock))
    book.tell(file, PortalEventKind.LOCKED, now, {"cause": cause.value})


def count_try(book: Book, file: File, counters: Counters, now: datetime) -> None:
    """One more try without any account; the last one allowed blocks the registration (R4.13)."""
    file.tries += 1
    if counters.limit is None or file.tries < counters.limit:
        return
    file.block = Block(file.tries, now)
    file.tries = 0
    book.blocks.append((file, file.block))
    book.tell(file, PortalEventKind.REGISTRATION_BLOCKED, now)


def must_recreate(account: Account, counters: Counters) -> bool:
    """Whether the screen asks to make the account again instead of the password."""
    return counters.threshold is not None and account.failed >= counters.threshold


def idea_of(file: File, counters: Counters, now: datetime) -> Idea:
    """Where the portal thinks that the client stands at ``now``, without touching anything."""
    account, lock = file.account, file.lock
    if account is None:
        block = file.block
        failures = block.failures if block else file.tries
        return Idea(state=None, blocked=block is not None, lets_in=False, failures=failures)
    state, failures = account.state, account.failed
    until = None
    if state is AccountState.LOCKED_TEMPORARY:
        if lock is None or (lock.until is not None and lock.until <= now):
            state, failures = AccountState.ACTIVE, 0
        else:
            until, failures = lock.until, lock.failures
    lets_in = state is AccountState.ACTIVE and account.recreate_since is None
    left = max(0, counters.limit - failures) if lets_in and counters.limit is not None else None
    works = account.activation_expires_at if state is AccountState.PENDING_ACTIVATION else None
    return Idea(
        state,
        blocked=False,
        lets_in=lets_in,
        failures=failures,
        tries_left=left,
        until=until,
        link_works_until=works,
    )
