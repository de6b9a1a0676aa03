"""Asking for an insurance certificate: once, to a contact on file, with its trace, or refused."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.calls import end_call, open_call, start_call
from backoffice.services.insurance.asking import AskOrder, AskResult, ask_certificate, preview_ask
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.tenant.results import InsuranceCard

pytestmark = pytest.mark.database


def asked(desk: Engine, number: str, command: str, *, in_call: bool = True) -> AskResult:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, number, None)
        call = open_call(session, customer_id) if in_call else None
        return ask_certificate(session, AskOrder(customer_id, command, call.id if call else None))


def messages(desk: Engine) -> int:
    with desk.connect() as connection:
        query = text("SELECT count(*) FROM outbox_message WHERE template = 'INSURANCE_REQUESTED'")
        return int(connection.execute(query).scalar_one())


def test_one_message_leaves_to_a_contact_on_file_and_a_retry_sends_none(desk: Engine) -> None:
    with transaction(desk) as session:
        preview = preview_ask(session, customer_of_number(session, "1344", None))
    assert preview.message is not None
    assert (preview.message.channel, preview.lately) == ("Courriel", None)
    assert "994/0" in preview.message.body
    assert "mot de passe" not in preview.message.body
    command = str(uuid4())
    first, again = asked(desk, "1344", command), asked(desk, "1344", command)
    assert (first.done_now, again.done_now) == (True, False)
    assert first.sentence == again.sentence
    assert "mon.adresse" not in first.sentence, "the address is masked"
    assert messages(desk) == 1
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        lately = preview_ask(session, customer_id).lately
    assert lately is not None
    assert lately.startswith("Déjà demandée le")


def test_the_card_says_that_it_was_asked_for_until_it_is_answered(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    def card() -> InsuranceCard:
        with transaction(desk) as session:
            return open_tenant(session, customer_of_number(session, "1344", None), None).insurance

    before = card()
    assert before.badge == "Bientôt"
    asked(desk, "1344", str(uuid4()))
    after, today = card(), paris_day(datetime.now(UTC))
    assert (after.badge, after.tone, after.state) == ("Demandée", "warn", before.state)
    assert after.headline == before.headline
    due = french_day(today + timedelta(days=14))
    assert after.detail == f"Demandée le {french_day(today)}, attendue le {due}."
    with engine_of(training).begin() as owner:
        owner.execute(text("SET LOCAL session_replication_role = replica"))
        owner.execute(
            text(
                "UPDATE outbox_message SET state = 'FAILED', version = version + 1"
                " WHERE template = 'INSURANCE_REQUESTED'"
            )
        )
    assert card() == before, "what never left was not asked"


def test_nothing_is_asked_where_nothing_is_wanted(desk: Engine) -> None:
    with desk.connect() as connection:
        covered = connection.execute(
            text(
                "SELECT c.client_ref FROM customer c WHERE NOT EXISTS ("
                " SELECT FROM lease l WHERE l.customer_id = c.id"
                " AND (l.valid_to IS NULL OR l.valid_to > now())"
                " AND NOT EXISTS (SELECT FROM insurance_submission s WHERE s.lease_id = l.id"
                "   AND s.covered_until > now() + interval '60 days')) ORDER BY c.id LIMIT 1"
            )
        ).scalar_one()
    with pytest.raises(Refused) as refusal:
        asked(desk, covered, str(uuid4()), in_call=False)
    assert refusal.value.code == "NOTHING_TO_ASK"
    assert messages(desk) == 0


def test_in_a_call_the_caller_has_said_his_number_and_name(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        call = open_call(session, customer_id)
        assert call is not None
        end_call(session, call.id, "")
        start_call(session, customer_id, ContactPlace.PHONE)
    with pytest.raises(Refused) as refusal:
        asked(desk, "1344", str(uuid4()))
    assert refusal.value.code == "CALLER_NOT_VERIFIED"
    assert messages(desk) == 0
