"""The portal beside the staff: errands answered, a quiet life in a thread that stops with the window."""

import threading
from collections.abc import Callable, Iterator
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.demo.activity import Activity, Street
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.services.portal.acts import do_act
from backoffice.services.portal.orders import ActOrder
from tests.training import account_of, client


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator."""
    return engine_of(training)


@pytest.fixture
def street(training: str, engine_of: Callable[..., Engine]) -> Iterator[Street]:
    """All portals, opened."""
    with engine_of(training, user="portail.demo").connect() as connection:
        made = Street(connection, Random(1))
        made.open()
        yield made


def _act(desk: Engine, customer_id: int, act: PortalAct, reason: ActReason) -> int:
    with transaction(desk) as session:
        order = ActOrder(customer_id, act, reason, str(uuid4()), at_counter=True)
        return do_act(session, order).act_id


def _ripen(owner: Engine) -> None:
    """Ten minutes pass for what waits to be undone."""
    with owner.begin() as connection:
        connection.execute(
            text("UPDATE portal_errand SET not_before = now() - interval '1 second' WHERE state = 'WAITING'")
        )


def _errand(owner: Engine, act_id: int) -> Any:
    with owner.connect() as connection:
        query = "SELECT state, result, version, settled_at, contact_id FROM portal_errand WHERE act_id = :id"
        return connection.execute(text(query), {"id": act_id}).one()


def _last(owner: Engine, customer_id: int) -> Any:
    with owner.connect() as connection:
        query = "SELECT * FROM portal_event WHERE customer_id = :id ORDER BY id DESC LIMIT 1"
        return connection.execute(text(query), {"id": customer_id}).one()


def test_the_portal_answers_what_staff_asked(desk: Engine, owner: Engine, street: Street) -> None:
    with owner.connect() as connection:
        locked, pending = client(connection, "1344"), client(connection, "00012345")
        active, account_id = client(connection, "300042"), account_of(connection, "300042")
    # The training landlord has an errand that its portal had not answered.
    assert street.answer() == 1
    reset = _act(desk, locked, PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD)
    resent = _act(desk, pending, PortalAct.SEND_ACTIVATION, ActReason.NOT_RECEIVED)
    assert street.answer() == 0
    _ripen(owner)
    assert street.answer() == 2
    for act_id in (reset, resent):
        row = _errand(owner, act_id)
        assert (row.state, row.result) == ("DONE", "SENT")
        assert row.settled_at is not None
    sent = _last(owner, locked)
    assert (sent.kind, sent.contact_id) == ("RESET_SENT", _errand(owner, reset).contact_id)
    assert sent.detail.keys() == {"message", "channel", "errand"}
    assert sent.detail["channel"] == "SMS"
    assert _last(owner, pending).kind == "ACTIVATION_SENT"
    ended = _act(desk, active, PortalAct.END_SESSIONS, ActReason.DEVICE_SHARED)
    assert street.answer() == 1
    assert (_errand(owner, ended).state, _errand(owner, ended).result) == ("DONE", "ENDED")
    gone = _act(desk, active, PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD)
    _ripen(owner)
    with owner.begin() as connection:
        spoil = """UPDATE contact AS k SET usable_for_security_from = now() + interval '1 hour',
            version = k.version + 1 FROM customer c WHERE c.id = :id AND k.person_id = c.main_person_id"""
        connection.execute(text(spoil), {"id": active})
    assert street.answer() == 1
    assert (_errand(owner, gone).state, _errand(owner, gone).result) == ("FAILED", "NO_USABLE_CONTACT")
    with owner.begin() as connection:
        closed = "UPDATE portal_account SET state = 'CLOSED', closed_at = now(), version = version + 1"
        connection.execute(text(f"{closed} WHERE id = :id"), {"id": account_id})
        again = "UPDATE portal_errand SET state = 'WAITING', result = NULL, settled_at = NULL,"
        connection.execute(text(f"{again} version = version + 1 WHERE act_id = :id"), {"id": gone})
    assert street.answer() == 1
    assert _errand(owner, gone).result == "NOT_IN_THIS_STATE"


def test_a_quiet_life_goes_on_beside_and_leaves_the_stories_alone(owner: Engine, street: Street) -> None:
    query = text("SELECT count(*) AS events, min(customer_id) AS first FROM portal_event WHERE id > :last")
    with owner.connect() as connection:
        last = connection.execute(text("SELECT max(id) FROM portal_event")).scalar_one()
    for _ in range(60):
        street.deed()
    with owner.connect() as connection:
        done = connection.execute(query, {"last": last}).one()
    assert done.events > 15
    assert done.first > street.told
    assert len(street.people) <= 8


def test_the_thread_turns_and_stops(training: str, engine_of: Callable[..., Engine], owner: Engine) -> None:
    turned = threading.Event()
    engine = engine_of(training, user="portail.demo")
    activity = Activity(engine, "seed", 0.01, turned.set)
    activity.start()
    assert turned.wait(30)
    with owner.begin() as connection:
        cut = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'portail.demo'"
        cut += " AND datname = current_database()"
        connection.execute(text(cut))
    turned.clear()
    assert turned.wait(30)
    activity.stop()
    activity.stop()
    assert not activity.is_alive
    assert engine.pool.status().count("Connections in pool: 0") == 1
