"""The landlord's files as the portal sees them: who answers to what is typed, and one client whole."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import Connection, Row, text

from backoffice.demo.portal.files import Account, Address, Block, File, Individual, Lock
from backoffice.demo.portal.screens import HelpForm, Registration
from backoffice.rules.identifiers import normalise
from backoffice.rules.names import fold
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, LockCause

_Key = tuple[str, date]


@dataclass
class Directory:
    """Who answers to a number, an address, or a name with a birth date, at one landlord."""

    numbers: dict[str, int] = field(default_factory=dict)
    papers: dict[str, int] = field(default_factory=dict)
    """Numbers of persons and of leases, which the same papers print."""
    emails: dict[str, set[int]] = field(default_factory=lambda: defaultdict(set))
    names: dict[_Key, set[int]] = field(default_factory=lambda: defaultdict(set))

    def by_number(self, typed: str) -> int | None:
        """The client that a number leads to, whatever its form (R4.30)."""
        key = normalise(typed)
        for way in (key, key.partition("/")[0]):
            found = self.numbers.get(way) or self.papers.get(way)
            if found is not None:
                return found
        return None

    def by_email(self, typed: str) -> int | None:
        """The one client with this address among his contacts."""
        return _single(self.emails.get(typed.strip().lower(), set()))

    def by_name(self, surname: str, born: date | None) -> int | None:
        """The one client of this name and birth date."""
        return _single(self.names.get((fold(surname), born), set())) if born else None

    def who(self, form: Registration | HelpForm) -> int | None:
        """The one client that a form leads to: by number, by address, by name and birth date."""
        by_paper = self.by_number(form.number or "") or self.by_email(form.email or "")
        return by_paper or self.by_name(form.surname or "", form.birth_date)


def _single(found: set[int]) -> int | None:
    return next(iter(found)) if len(found) == 1 else None


_DIRECTORY = text(
    "SELECT c.id, c.client_ref_key, p.party_key, p.birth_name, p.usage_name, p.birth_date"
    " FROM customer c JOIN person p ON p.id = c.main_person_id WHERE c.landlord_id = :landlord"
)
_LEASE_KEYS = text("SELECT customer_id, number_key FROM lease WHERE landlord_id = :landlord")
_EMAILS = text(
    "SELECT c.id, k.value_key FROM customer c JOIN contact k ON k.person_id = c.main_person_id"
    " WHERE c.landlord_id = :landlord AND k.channel = 'EMAIL' AND k.valid_to IS NULL"
)


def read_directory(connection: Connection, landlord_id: int) -> Directory:
    """The whole directory of a landlord: a few thousand clients in a demonstration."""
    found = Directory()
    whose = {"landlord": landlord_id}
    for row in connection.execute(_DIRECTORY, whose):
        found.numbers[row.client_ref_key] = row.id
        found.papers[row.party_key] = row.id
        for surname in filter(None, (row.birth_name, row.usage_name)):
            if row.birth_date is not None:
                found.names[fold(surname), row.birth_date].add(row.id)
    for row in connection.execute(_LEASE_KEYS, whose):
        found.papers.setdefault(row.number_key, row.customer_id)
    for row in connection.execute(_EMAILS, whose):
        found.emails[row.value_key].add(row.id)
    return found


_CLIENTS = text(
    "SELECT c.id, c.landlord_id, c.client_ref, c.client_ref_key, p.id AS person_id, p.birth_name,"
    " p.usage_name, p.first_names, p.birth_date, p.party_number, p.party_key"
    " FROM customer c JOIN person p ON p.id = c.main_person_id WHERE c.id = ANY(:ids)"
)
_LEASES = text(
    "SELECT customer_id, number_key, valid_from <= :day AND (valid_to IS NULL OR valid_to > :day) AS runs"
    " FROM lease WHERE customer_id = ANY(:ids)"
)
_HOUSEHOLD = text(
    "SELECT l.customer_id, p.id, p.birth_name, p.usage_name, p.first_names, p.birth_date, p.party_number,"
    " p.party_key, bool_or(q.holds) AS holds FROM ("
    " SELECT lease_id, person_id, true AS holds, valid_from, valid_to FROM lease_holder"
    " UNION ALL SELECT lease_id, person_id, false, valid_from, valid_to FROM household_member) AS q"
    " JOIN lease l ON l.id = q.lease_id JOIN person p ON p.id = q.person_id"
    " WHERE l.customer_id = ANY(:ids) AND q.valid_from <= :day AND (q.valid_to IS NULL OR q.valid_to > :day)"
    " GROUP BY l.customer_id, p.id ORDER BY p.id"
)
_CONTACTS = text(
    "SELECT c.id AS customer_id, k.id, k.channel, k.value, k.value_key, k.usable_for_security_from"
    " FROM customer c JOIN contact k ON k.person_id = c.main_person_id"
    " WHERE c.id = ANY(:ids) AND k.channel IN ('MOBILE', 'EMAIL')"
    " AND k.valid_from <= :day AND (k.valid_to IS NULL OR k.valid_to > :day) ORDER BY k.id"
)
_ACCOUNTS = text(
    "SELECT id, customer_id, person_id, login, login_key, state, failed_attempts, created_at,"
    " activation_expires_at, activated_at, last_sign_in_at, recreate_since, version"
    " FROM portal_account WHERE customer_id = ANY(:ids) AND closed_at IS NULL ORDER BY id"
)
_LOCKS = text(
    "SELECT a.customer_id, k.id, k.cause, k.failures, k.locked_at, k.until, k.version FROM account_lock k"
    " JOIN portal_account a ON a.id = k.account_id WHERE a.customer_id = ANY(:ids) AND k.ended_at IS NULL"
)
_BLOCKS = text(
    "SELECT customer_id, id, failures, blocked_at FROM registration_block"
    " WHERE customer_id = ANY(:ids) AND released_at IS NULL"
)
_TRIES = text(
    "SELECT e.customer_id, count(*) AS tries FROM portal_event e WHERE e.customer_id = ANY(:ids)"
    " AND e.account_id IS NULL AND e.kind IN ('REGISTRATION_FAILED', 'SIGN_IN_FAILED')"
    " AND e.detail ->> 'failed' IS DISTINCT FROM 'REFUSED_NOW' AND e.occurred_at > coalesce(("
    " SELECT max(s.occurred_at) FROM portal_event s WHERE s.customer_id = e.customer_id AND s.kind IN"
    " ('REGISTERED', 'REGISTRATION_BLOCKED', 'REGISTRATION_RELEASED', 'CLOSED')), '-infinity')"
    " GROUP BY e.customer_id"
)


def read_files(connection: Connection, ids: Iterable[int], day: date) -> dict[int, File]:
    """The files of clients as they stand on ``day``, by client: eight statements however many they are."""
    asked = {"ids": list(ids), "day": day}

    def grouped(query: Any) -> Mapping[int, list[Row[Any]]]:
        found: dict[int, list[Row[Any]]] = defaultdict(list)
        for row in connection.execute(query, asked):
            found[row.customer_id].append(row)
        return found

    leases, household, contacts = grouped(_LEASES), grouped(_HOUSEHOLD), grouped(_CONTACTS)
    files = {}
    for row in connection.execute(_CLIENTS, asked):
        file = File(row.id, row.landlord_id, row.client_ref, row.client_ref_key, _individual(row))
        file.household = tuple(_individual(one) for one in household.get(row.id, ()))
        file.lease_keys = frozenset(one.number_key for one in leases.get(row.id, ()))
        file.is_tenant = any(one.runs for one in leases.get(row.id, ()))
        file.contacts = tuple(_address(one) for one in contacts.get(row.id, ()))
        files[row.id] = file
    _add_access(files, grouped)
    return files


def _add_access(files: dict[int, File], grouped: Any) -> None:
    for customer_id, rows in grouped(_ACCOUNTS).items():
        files[customer_id].account = _account(rows[-1])
    for customer_id, rows in grouped(_LOCKS).items():
        row = rows[-1]
        lock = Lock(LockCause(row.cause), row.failures, row.locked_at, row.until, row.id, row.version)
        files[customer_id].lock = lock
    for customer_id, rows in grouped(_BLOCKS).items():
        files[customer_id].block = Block(rows[0].failures, rows[0].blocked_at, rows[0].id)
    for customer_id, rows in grouped(_TRIES).items():
        files[customer_id].tries = rows[0].tries


def read_file(connection: Connection, customer_id: int, now_day: date) -> File:
    """One of them. Raises ``LookupError`` when the portal does not see this client."""
    found = read_files(connection, (customer_id,), now_day)
    if customer_id not in found:
        raise LookupError(f"the portal sees no customer {customer_id}")
    return found[customer_id]


def _individual(row: Row[Any]) -> Individual:
    is_client = hasattr(row, "person_id")
    return Individual(
        row.person_id if is_client else row.id,
        row.birth_name,
        row.usage_name,
        row.first_names,
        row.birth_date,
        row.party_number,
        row.party_key,
        is_client or row.holds,
    )


def _address(row: Row[Any]) -> Address:
    channel = ContactChannel(row.channel)
    return Address(row.id, channel, row.value, row.value_key, row.usable_for_security_from)


def _account(row: Row[Any]) -> Account:
    return Account(
        row.person_id,
        row.login,
        row.login_key,
        AccountState(row.state),
        row.created_at,
        row.failed_attempts,
        row.activation_expires_at,
        row.activated_at,
        row.last_sign_in_at,
        row.recreate_since,
        row.id,
        row.version,
    )


def landlord_named(connection: Connection, code: str) -> int:
    """The landlord of this code, as the portal sees it."""
    found: int = connection.execute(
        text("SELECT id FROM landlord WHERE code = :code"), {"code": code}
    ).scalar_one()
    return found
