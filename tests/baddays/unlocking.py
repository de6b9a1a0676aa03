"""An act that any login may try on a bad day: unlocking accounts that the portal has just locked."""

from dataclasses import dataclass
from uuid import uuid4

from sqlalchemy import Engine

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.rules.vocabulary.portal import PortalAction, UnlockReason
from backoffice.services.portal.unlock import UnlockOrder, preview_unlock
from tests.cluster import Node

DATABASE = "guichet"
AGENT = "agent.demo"

_LOCK = """
WITH locked AS (
    UPDATE portal_account SET state = 'LOCKED_TEMPORARY', failed_attempts = 3
    WHERE state = 'ACTIVE' RETURNING id, landlord_id
)
INSERT INTO account_lock (account_id, landlord_id, cause, failures, locked_at, until)
SELECT id, landlord_id, 'WRONG_PASSWORDS', 3, now(), now() + interval '1 day' FROM locked
"""


@dataclass(frozen=True)
class Count:
    """What the database remembers of one command."""

    acts: int
    events: int
    done: int


def lock_accounts(node: Node) -> list[int]:
    """Lock every active account of the training landlord; the customers whose account may be unlocked."""
    node.execute(_LOCK, DATABASE)
    customers = node.ask(
        "SELECT array_agg(a.customer_id ORDER BY a.id) FROM portal_account a "
        "JOIN account_lock l ON l.account_id = a.id AND l.ended_at IS NULL",
        DATABASE,
    )
    engine = make_engine(node.dsn(DATABASE, AGENT))
    try:
        return [customer for customer in customers if _may_be_unlocked(engine, customer)]
    finally:
        engine.dispose()


def _may_be_unlocked(engine: Engine, customer_id: int) -> bool:
    with transaction(engine) as session:
        return preview_unlock(session, customer_id, PortalAction.UNLOCK).refusal is None


def order_for(customer_id: int, command_id: str | None = None) -> UnlockOrder:
    """Unlock at the counter, the paper seen; a new command unless told."""
    return UnlockOrder(
        customer_id=customer_id,
        action=PortalAction.UNLOCK,
        reason=UnlockReason.FORGOTTEN_PASSWORD,
        command_id=command_id or str(uuid4()),
        call_id=None,
        at_counter=True,
    )


def count(node: Node, order: UnlockOrder) -> Count:
    """Acts in the trace, events of the portal and commands kept, for one order."""
    with node.connect(DATABASE) as connection:
        row = connection.execute(
            "SELECT (SELECT count(*) FROM audit_entry WHERE command_id = %(c)s AND act = 'UNLOCK'), "
            "(SELECT count(*) FROM portal_event WHERE command_id = %(c)s AND kind = 'UNLOCKED'), "
            "(SELECT count(*) FROM command_done WHERE command_id = %(c)s)",
            {"c": order.command_id},
        ).fetchone()
    assert row is not None
    return Count(*row)


ONCE = Count(1, 1, 1)
NEVER = Count(0, 0, 0)
