"""What the portal knows of one client: the landlord's file, and the account as its row stands."""

from dataclasses import dataclass
from datetime import date, datetime

from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, LockCause

LOCKED_OUT = frozenset({AccountState.LOCKED_STAFF, AccountState.SUSPENDED_FRAUD})


@dataclass(frozen=True)
class Individual:
    """A person of the file, and whether he holds a lease."""

    id: int
    birth_name: str
    usage_name: str | None
    first_names: str
    birth_date: date | None
    party_number: str
    party_key: str
    is_holder: bool = True


@dataclass(frozen=True)
class Address:
    """A mobile or an e-mail of the main person, in use."""

    id: int
    channel: ContactChannel
    value: str
    key: str
    usable_from: datetime


@dataclass
class Account:
    """A row of ``portal_account``, that the portal writes back; ``id`` comes with the first writing."""

    person_id: int
    login: str
    login_key: str
    state: AccountState
    created_at: datetime
    failed: int = 0
    activation_expires_at: datetime | None = None
    activated_at: datetime | None = None
    last_sign_in_at: datetime | None = None
    recreate_since: datetime | None = None
    id: int | None = None
    version: int = 1
    changed: bool = False


@dataclass
class Lock:
    """A row of ``account_lock``, put by the portal."""

    cause: LockCause
    failures: int
    locked_at: datetime
    until: datetime | None
    id: int | None = None
    version: int = 1
    ended_at: datetime | None = None


@dataclass
class Block:
    """A registration blocked, not released."""

    failures: int
    blocked_at: datetime
    id: int | None = None


@dataclass
class File:
    """A client: identifiers that are checked, contacts that are written to, his access as it stands."""

    customer_id: int
    landlord_id: int
    number: str
    number_key: str
    main: Individual
    household: tuple[Individual, ...] = ()
    lease_keys: frozenset[str] = frozenset()
    is_tenant: bool = True
    """Whether a lease runs: a former tenant is no longer in the portal's list."""
    contacts: tuple[Address, ...] = ()
    account: Account | None = None
    """The open one: a closed account is none for the portal."""
    lock: Lock | None = None
    block: Block | None = None
    tries: int = 0
    """Tries without account since the last success, release or block."""

    @property
    def other_numbers(self) -> frozenset[str]:
        """What the same papers print beside the client number."""
        return (self.lease_keys | {self.main.party_key}) - {self.number_key}

    def address(self, channel: ContactChannel, now: datetime) -> Address | None:
        """The contact of this channel that may receive a link or a code now; the newest (R4.24)."""
        usable = [one for one in self.contacts if one.channel is channel and one.usable_from <= now]
        return usable[-1] if usable else None
