"""The history of an access, as rules need it: never a value that the caller should know (R4.20, R4.31)."""

from dataclasses import dataclass
from datetime import date, datetime

from backoffice.rules.vocabulary.people import ContactChannel, HolderTitle
from backoffice.rules.vocabulary.portal import (
    AccountState,
    ErrandKind,
    ErrandResult,
    ErrandState,
    FailedCheck,
    LockCause,
    PortalEventKind,
    PortalMessage,
    PortalPlace,
    TypedForm,
)
from backoffice.rules.vocabulary.service import MessageChannel


@dataclass(frozen=True)
class EventFact:
    """An event of the portal or of staff, with its coded facts."""

    id: int
    kind: PortalEventKind
    at: datetime
    account_id: int | None = None
    by_staff: bool = False
    contact_id: int | None = None
    failed: FailedCheck | None = None
    typed: TypedForm | None = None
    message: PortalMessage | None = None
    place: PortalPlace | None = None
    outdated: bool = False
    """Done from a version of the application that is no longer the last."""
    reason: str | None = None
    channel: MessageChannel | None = None
    """By what a message of the portal went."""
    undone: bool = False
    """Of an act taken back before its message left: it changed nothing (R4.14)."""


@dataclass(frozen=True)
class AccountFact:
    """The account that counts: the open one, or the last closed one."""

    id: int
    state: AccountState
    failed_attempts: int
    created_at: datetime
    activation_expires_at: datetime | None = None
    activated_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    closed_at: datetime | None = None
    recreate_since: datetime | None = None


@dataclass(frozen=True)
class LockFact:
    """A lock that nobody has ended; ``until`` is ``None`` for one that lasts until staff lift it."""

    cause: LockCause
    failures: int
    locked_at: datetime
    until: datetime | None


@dataclass(frozen=True)
class BlockFact:
    """A registration blocked before any account existed, not released."""

    failures: int
    blocked_at: datetime


@dataclass(frozen=True)
class ContactFact:
    """A mobile or an e-mail of the main person that is in use; only its masked form is known here."""

    id: int
    channel: ContactChannel
    masked: str
    usable_from: datetime
    since: date
    leaving: bool = False
    """Replaced: it serves until the one that follows it may."""


@dataclass(frozen=True)
class LeaseFact:
    """A lease of the customer, ``[starts, ends)``."""

    id: int
    starts: date
    ends: date | None


@dataclass(frozen=True)
class PartyFact:
    """Somebody of the household: holder by what title, or none; never his name."""

    person_id: int
    title: HolderTitle | None
    is_main: bool
    owns_account: bool
    deceased: bool


@dataclass(frozen=True)
class ErrandFact:
    """What staff asked of the portal."""

    id: int
    kind: ErrandKind
    state: ErrandState
    asked_at: datetime
    not_before: datetime
    contact_id: int | None = None
    settled_at: datetime | None = None
    result: ErrandResult | None = None


@dataclass(frozen=True)
class FormFact:
    """An assistance form that waits for a decision."""

    received_at: datetime


@dataclass(frozen=True)
class TermsFact:
    """The terms that the owner of the account accepted last; ``version`` is the day they are of, if told."""

    accepted_at: datetime
    version: date | None


@dataclass(frozen=True)
class AccessHistory:
    """All that explains an access; events newest first, those of the last 90 days at least."""

    account: AccountFact | None = None
    lock: LockFact | None = None
    block: BlockFact | None = None
    events: tuple[EventFact, ...] = ()
    contacts: tuple[ContactFact, ...] = ()
    leases: tuple[LeaseFact, ...] = ()
    parties: tuple[PartyFact, ...] = ()
    errands: tuple[ErrandFact, ...] = ()
    forms: tuple[FormFact, ...] = ()
    terms: TermsFact | None = None
    cooling_until: datetime | None = None
    """Until when some contact of the main person or of the owner, whatever it serves for, is too recent."""
