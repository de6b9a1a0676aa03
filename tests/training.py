"""Questions that tests ask of the training landlord."""

import hashlib
from datetime import date
from decimal import Decimal

from sqlalchemy import Connection, func, select, text

from backoffice.models.lease import Customer, Lease
from backoffice.models.ledger import Posting
from backoffice.models.portal import PortalAccount
from backoffice.models.registry import metadata

DAY = date(2026, 11, 21)


def fingerprint(connection: Connection) -> dict[str, str]:
    """A hash of each table; what files bring says when they were loaded, which is no part of the set.

    Nor is the trace, which says when and in which batch.
    """
    found = {}
    for table in metadata.sorted_tables:
        if table.name.startswith("audit_"):
            continue
        loaded = table.name in ("landlord_parameter", "note_term", "retention_rule", "database_property")
        columns = [one for one in table.columns if not (loaded and one.name in ("id", "recorded_at"))]
        rows = connection.execute(select(*columns).order_by(*columns[: 2 if len(columns) > 1 else 1])).all()
        found[table.name] = hashlib.sha256(repr(sorted(map(repr, rows))).encode()).hexdigest()
    return found


def client(connection: Connection, ref: str) -> int:
    """The id of the customer with this printed reference."""
    return connection.execute(select(Customer.id).where(Customer.client_ref == ref)).scalar_one()


def leases(connection: Connection, ref: str) -> dict[str, int]:
    """The leases of a customer: number → id."""
    query = select(Lease.number, Lease.id).where(Lease.customer_id == client(connection, ref))
    return {row.number: row.id for row in connection.execute(query)}


def balance(connection: Connection, lease_id: int) -> Decimal:
    """Debits less credits of a lease, in euros."""
    query = select(func.sum(Posting.debit - Posting.credit)).where(Posting.lease_id == lease_id)
    return connection.execute(query).scalar_one()


def count(connection: Connection, sql: str) -> int:
    """The number that a query counts."""
    return int(connection.execute(text(sql)).scalar_one())


def account_of(connection: Connection, ref: str) -> int:
    """The portal account of a customer."""
    query = select(PortalAccount.id).where(PortalAccount.customer_id == client(connection, ref))
    return connection.execute(query).scalar_one()


def state_of(connection: Connection, account_id: int) -> str:
    """The state of a portal account."""
    return connection.execute(select(PortalAccount.state).where(PortalAccount.id == account_id)).scalar_one()
