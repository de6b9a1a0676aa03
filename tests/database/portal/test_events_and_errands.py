"""What the portal may write of an event, and how it answers what staff asked of it."""

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DatabaseError

pytestmark = pytest.mark.database


@pytest.fixture
def portal(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The tenants' portal of the training landlords."""
    return engine_of(training, user="portail.demo")


@pytest.fixture
def owner(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """The database's administrator."""
    return engine_of(training)


def _client(connection: Connection, number: str) -> Any:
    """Landlord, customer and a contact of his main person."""
    found = "SELECT c.landlord_id, c.id, min(k.id) AS contact FROM customer c JOIN contact k"
    found += " ON k.person_id = c.main_person_id WHERE c.client_ref = :ref GROUP BY c.id"
    return connection.execute(text(found), {"ref": number}).one()


def _told(connection: Connection, client: Any, detail: str, contact: int | None = None) -> Any:
    added = "INSERT INTO portal_event (landlord_id, customer_id, kind, occurred_at, detail, contact_id)"
    added += " VALUES (:landlord, :id, 'SIGN_IN_FAILED', now(), CAST(:detail AS jsonb), :contact)"
    values = {"landlord": client.landlord_id, "id": client.id, "detail": detail, "contact": contact}
    connection.execute(text(added), values)
    last = "SELECT detail, contact_id FROM portal_event WHERE customer_id = :id ORDER BY id DESC LIMIT 1"
    return connection.execute(text(last), {"id": client.id}).one()


_SENT_AND_KEPT: tuple[tuple[str, dict[str, Any]], ...] = (
    ('{"failed": "PASSWORD", "typed": "WITH_ZEROS"}', {"failed": "PASSWORD", "typed": "WITH_ZEROS"}),
    ('{"failed": "898606"}', {}),
    ('{"password": "AZERTY"}', {}),
    ('{"failed": "Azerty12!", "outdated": true}', {"outdated": True}),
    ('{"terms": "2021-04-14", "place": "WEB"}', {"terms": "2021-04-14", "place": "WEB"}),
    ('{"terms": "898606", "errand": 898606, "change": 898606}', {}),
    ('{"message": {"code": "898606"}, "channel": ["SMS"]}', {}),
)


def test_an_event_keeps_coded_facts_alone(portal: Engine) -> None:
    """Neither a password nor a code is ever kept, under whatever name it is sent (R4.5)."""
    with portal.connect() as connection:
        client = _client(connection, "1344")
        for sent, kept in _SENT_AND_KEPT:
            assert _told(connection, client, sent).detail == kept, sent


def test_an_event_names_a_contact_of_the_file_alone(portal: Engine) -> None:
    with portal.connect() as connection:
        client, other = _client(connection, "1344"), _client(connection, "300042")
        assert _told(connection, client, "{}", client.contact).contact_id == client.contact
        with pytest.raises(DatabaseError, match="WRONG_CONTACT"):
            _told(connection, client, "{}", other.contact)


def _errand(connection: Connection, client: Any, delay: str) -> int:
    act = "INSERT INTO portal_act"
    act += " (landlord_id, customer_id, act, reason, level, staff_id, command_id, leaves_at)"
    act += " SELECT :landlord, :id, 'SEND_RESET', 'FORGOTTEN_PASSWORD', 'L1', s.id, gen_random_uuid(),"
    act += " now() + interval '1 hour' FROM staff s WHERE s.login = 'agent.demo' RETURNING id"
    values = {"landlord": client.landlord_id, "id": client.id, "contact": client.contact, "delay": delay}
    values["act"] = connection.execute(text(act), values).scalar_one()
    asked = "INSERT INTO portal_errand (landlord_id, customer_id, act_id, kind, contact_id, not_before)"
    asked += (
        " VALUES (:landlord, :id, :act, 'RESET', :contact, now() + CAST(:delay AS interval)) RETURNING id"
    )
    return int(connection.execute(text(asked), values).scalar_one())


_ANSWER = text(
    "UPDATE portal_errand SET state = :state, settled_at = now(), result = :result, version = version + 1"
    " WHERE id = :id"
)


def test_the_portal_answers_a_ripe_errand_once(portal: Engine, owner: Engine) -> None:
    with owner.begin() as connection:
        client = _client(connection, "1344")
        ripe, green = _errand(connection, client, "-1 minute"), _errand(connection, client, "10 minutes")
    sent = {"state": "DONE", "result": "SENT"}
    with portal.begin() as connection:
        assert connection.execute(_ANSWER, {"id": green, **sent}).rowcount == 0
        assert connection.execute(_ANSWER, {"id": ripe, **sent}).rowcount == 1
    with portal.begin() as connection:
        assert connection.execute(_ANSWER, {"id": ripe, **sent}).rowcount == 0


_BY_HAND = (
    "INSERT INTO portal_errand (landlord_id, customer_id, act_id, kind, not_before)"
    " VALUES (1, 1, 1, 'SESSIONS_END', now())",
    "UPDATE portal_errand SET contact_id = 1",
    "UPDATE portal_act SET level = 'L3'",
    "DELETE FROM portal_errand",
)


def test_nobody_writes_acts_or_errands_by_hand(training: str, engine_of: Callable[..., Engine]) -> None:
    for login in ("portail.demo", "agent.demo", "responsable.demo"):
        engine = engine_of(training, user=login)
        for statement in _BY_HAND:
            with engine.connect() as connection, pytest.raises(DatabaseError, match="permission denied"):
                connection.exec_driver_sql(statement)
