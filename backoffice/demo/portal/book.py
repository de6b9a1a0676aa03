"""What the portal writes, gathered, then written in the order that keys ask."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Table, bindparam, insert, text, update
from sqlalchemy.exc import DatabaseError

from backoffice.demo.portal.files import Account, Block, File, Lock
from backoffice.demo.portal.screens import HelpForm
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.rules.vocabulary.portal import LockEnd, PortalEventKind

_ACCOUNTS, _LOCKS = PortalAccount.__table__, AccountLock.__table__
_BLOCKS, _EVENTS = RegistrationBlock.__table__, PortalEvent.__table__


_REFUSED = "GU001"


class Stale(Exception):
    """Somebody else wrote the account since it was read: read it again, and decide again."""


@dataclass
class Told:
    """An event to be written; its account may still be without a key."""

    file: File
    account: Account | None
    kind: PortalEventKind
    at: datetime
    contact_id: int | None
    detail: dict[str, Any]


@dataclass
class Book:
    """Rows on their way; nothing is written before ``write``."""

    accounts: list[tuple[File, Account]] = field(default_factory=list)
    locks: list[tuple[File, Account, Lock]] = field(default_factory=list)
    ended: list[Lock] = field(default_factory=list)
    blocks: list[tuple[File, Block]] = field(default_factory=list)
    events: list[Told] = field(default_factory=list)

    def tell(
        self,
        file: File,
        kind: PortalEventKind,
        at: datetime,
        detail: Mapping[str, object] | None = None,
        *,
        contact_id: int | None = None,
        of_account: bool = True,
    ) -> None:
        """Add an event, of the open account if there is one; coded facts that are ``None`` are left out."""
        facts = {name: fact for name, fact in (detail or {}).items() if fact is not None}
        account = file.account if of_account else None
        self.events.append(Told(file, account, kind, at, contact_id, facts))

    def save(self, file: File) -> None:
        """Write the account of ``file`` again, or for the first time."""
        account = file.account
        assert account is not None, "there is an account to save"
        if account.changed:
            return
        account.changed = True
        self.accounts.append((file, account))

    def write(self, connection: Connection) -> None:
        """Write everything and start an empty page. Raises ``Stale``, with nothing more written."""
        self._write_accounts(connection)
        self._write_locks(connection)
        if self.blocks:
            connection.execute(insert(_table(_BLOCKS)), [_block(*one) for one in self.blocks])
        if self.events:
            connection.execute(insert(_table(_EVENTS)), [_event(one) for one in self.events])
        self.forget()

    def forget(self) -> None:
        """Throw the page away."""
        for _, account in self.accounts:
            account.changed = False
        for page in (self.accounts, self.locks, self.ended, self.blocks, self.events):
            page.clear()

    def _write_accounts(self, connection: Connection) -> None:
        known = [one for one in self.accounts if one[1].id is not None]
        made = [one for one in self.accounts if one[1].id is None]
        if known:
            _update_all(connection, _table(_ACCOUNTS), [_again(account) for _, account in known])
            for _, account in known:
                account.version += 1
        if made:
            query = insert(_table(_ACCOUNTS)).returning(_ACCOUNTS.c.id, sort_by_parameter_order=True)
            keys = connection.scalars(query, [_account(*one) for one in made]).all()
            for (_, account), key in zip(made, keys, strict=True):
                account.id, account.version = key, 1

    def _write_locks(self, connection: Connection) -> None:
        ended = [_end(lock) for lock in self.ended if lock.id is not None]
        if ended:
            _update_all(connection, _table(_LOCKS), ended)
        if self.locks:
            query = insert(_table(_LOCKS)).returning(_LOCKS.c.id, sort_by_parameter_order=True)
            keys = connection.scalars(query, [_lock(*one) for one in self.locks]).all()
            for (_, _, lock), key in zip(self.locks, keys, strict=True):
                lock.id = key


_FORM = text(
    "INSERT INTO assistance_form (landlord_id, customer_id, received_at, given_number, given_last_name,"
    " given_first_names, given_birth_date, given_email, given_phone) VALUES (:landlord_id, :customer_id,"
    " :received_at, :number, :surname, :first_names, :birth_date, :email, :phone)"
)


def write_form(connection: Connection, file: File, form: HelpForm, at: datetime) -> bool:
    """Add an assistance form; false when the database refuses what is in it (a secret, a form of no use)."""
    keys = {"landlord_id": file.landlord_id, "customer_id": file.customer_id, "received_at": at}
    try:
        with connection.begin_nested():
            connection.execute(_FORM, keys | asdict(form))
    except DatabaseError as error:
        if getattr(error.orig, "sqlstate", None) == _REFUSED:
            return False
        raise
    return True


def _table(table: object) -> Table:
    assert isinstance(table, Table), "a mapped class has a table"
    return table


def _update_all(connection: Connection, table: Table, rows: list[dict[str, Any]]) -> None:
    """Save rows by key and version. Raises ``Stale`` unless each was still as it had been read."""
    columns = [name for name in rows[0] if not name.startswith("the_")]
    query = (
        update(table)
        .where(table.c.id == bindparam("the_id"), table.c.version == bindparam("the_version"))
        .values({name: bindparam(name) for name in columns})
    )
    if connection.execute(query, rows).rowcount != len(rows):
        raise Stale(table.name)


def _account(file: File, account: Account) -> dict[str, Any]:
    return {
        "landlord_id": file.landlord_id,
        "customer_id": file.customer_id,
        "person_id": account.person_id,
        "created_at": account.created_at,
        "version": 1,
        **_columns(account),
    }


def _again(account: Account) -> dict[str, Any]:
    keys = {"the_id": account.id, "the_version": account.version, "version": account.version + 1}
    return keys | {"created_at": account.created_at} | _columns(account)


def _columns(account: Account) -> dict[str, Any]:
    return {
        "login": account.login,
        "login_key": account.login_key,
        "state": account.state.value,
        "failed_attempts": account.failed,
        "activation_expires_at": account.activation_expires_at,
        "activated_at": account.activated_at,
        "last_sign_in_at": account.last_sign_in_at,
        "recreate_since": account.recreate_since,
    }


def _lock(file: File, account: Account, lock: Lock) -> dict[str, Any]:
    return {
        "landlord_id": file.landlord_id,
        "account_id": account.id,
        "cause": lock.cause.value,
        "failures": lock.failures,
        "locked_at": lock.locked_at,
        "until": lock.until,
        "ended_at": lock.ended_at,
        "ended_how": LockEnd.BY_PORTAL.value if lock.ended_at else None,
    }


def _end(lock: Lock) -> dict[str, Any]:
    keys = {"the_id": lock.id, "the_version": lock.version, "version": lock.version + 1}
    return keys | {"ended_at": lock.ended_at, "ended_how": LockEnd.BY_PORTAL.value}


def _block(file: File, block: Block) -> dict[str, Any]:
    return {
        "landlord_id": file.landlord_id,
        "customer_id": file.customer_id,
        "failures": block.failures,
        "blocked_at": block.blocked_at,
    }


def _event(told: Told) -> dict[str, Any]:
    return {
        "landlord_id": told.file.landlord_id,
        "customer_id": told.file.customer_id,
        "account_id": told.account.id if told.account else None,
        "contact_id": told.contact_id,
        "kind": told.kind.value,
        "occurred_at": told.at,
        "detail": told.detail,
    }
