"""Contacts without a case and call-backs promised: whose they are, who settles them, what is erased."""

import json
from collections.abc import Callable
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.errors import Conflict, Denied, Refused
from backoffice.rules.calls.hours import is_working_day
from backoffice.rules.dates import PARIS, paris_day
from backoffice.rules.vocabulary.calls import (
    CallBackReason,
    CallBackState,
    CallerKind,
    CallReason,
    ContactPlace,
    ContactTopic,
    EventChannel,
    WarningSign,
)
from backoffice.rules.vocabulary.service import AlertKind
from backoffice.services.caller.line import open_line, say_caller, take_call, waiting_line
from backoffice.services.caller.signs import alert_supervisor, note_signs
from backoffice.services.calls import end_call, wrap_up
from backoffice.services.contacts.counts import contact_counts
from backoffice.services.contacts.events import log_contact
from backoffice.services.contacts.promises import (
    Owner,
    Promise,
    call_backs_of,
    hand_over,
    my_call_backs,
    promise_call_back,
    promise_offer,
    settle,
)
from backoffice.services.contacts.supervision import acknowledge, told_to_me
from backoffice.services.tenant.lookup import customer_of_number
from tests.conftest import Server
from tests.psql import Psql

pytestmark = pytest.mark.database


def tomorrow() -> datetime:
    """A day from now."""
    return datetime.now(UTC) + timedelta(days=1)


def promised(session: Session, number: str, owner: Owner) -> int:
    """A promise to the tenant of that number; its key."""
    customer_id = customer_of_number(session, number, None)
    promise_call_back(session, customer_id, None, Promise(tomorrow(), CallBackReason.ANSWER, owner))
    return max(one.id for one in call_backs_of(session, customer_id))


def test_a_promise_is_proposed_for_the_next_working_half_day_and_for_me(desk: Engine) -> None:
    with transaction(desk) as session:
        offer = promise_offer(session, customer_of_number(session, "1344", None), None)
    local = offer.due_at.astimezone(PARIS)
    assert is_working_day(local.date())
    assert (local.hour, local.minute) in {(8, 30), (13, 30)}
    assert offer.hours.startswith("non renseigné (par défaut : du lundi au vendredi")
    assert offer.owners[0].label == "Moi"
    assert any(one.agency_id for one in offer.owners)
    assert any(one.staff_id for one in offer.owners[1:])


def test_a_landlord_has_hours_of_its_own(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    with engine_of(training).begin() as owner:
        owner.execute(
            text(
                "INSERT INTO landlord_parameter (landlord_id, key, valid_from, value, stated, source, author)"
                " SELECT landlord_id, 'desk_hours', '2020-01-01', '\"09:15-11:00\"', true, 'accueil', 'essai'"
                " FROM customer WHERE client_ref = '1344'"
            )
        )
    with transaction(desk) as session:
        offer = promise_offer(session, customer_of_number(session, "1344", None), None)
    assert offer.due_at.astimezone(PARIS).strftime("%H:%M") == "09:15"
    assert offer.hours == "du lundi au vendredi, de 9 h 15 à 11 h 00"


def test_a_promise_is_handed_over_then_settled_by_its_owner_alone(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    adviser = engine_of(training, user="conseil.logirem")
    with transaction(desk) as session:
        offer = promise_offer(session, customer_of_number(session, "1344", None), None)
        key = promised(session, "1344", offer.owners[0])
        [mine] = [one for one in my_call_backs(session) if one.id == key]
        assert (mine.owner, mine.is_mine, mine.number) == ("Camille Moreau", True, "07 56 89 41 00")
    with pytest.raises(Refused, match="pas le vôtre"), transaction(adviser) as session:
        settle(session, key, mine.version, CallBackState.KEPT)
    theirs = next(one for one in offer.owners if one.label == "Marc d’Almeida")
    with transaction(desk) as session:
        hand_over(session, key, mine.version, theirs)
    with pytest.raises(Refused, match="déjà"), transaction(adviser) as session:
        settle(session, key, mine.version, CallBackState.KEPT)
    with transaction(adviser) as session:
        [given] = [one for one in my_call_backs(session) if one.id == key]
        settle(session, key, given.version, CallBackState.MISSED)
        assert key not in {one.id for one in my_call_backs(session)}
        [told] = [one for one in call_backs_of(session, given.customer_id or 0) if one.id == key]
    assert told.state is CallBackState.MISSED


def test_a_manager_sees_what_is_late_at_others(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    manager = engine_of(training, user="responsable.demo")
    with transaction(desk) as session:
        offer = promise_offer(session, customer_of_number(session, "1344", None), None)
        key = promised(session, "1344", offer.owners[0])
    with transaction(manager) as session:
        assert key not in {one.id for one in my_call_backs(session)}
    with engine_of(training).begin() as owner:
        late = text("UPDATE promised_call_back SET due_at = now() - interval '1 hour' WHERE id = :key")
        owner.execute(late, {"key": key})
    with transaction(manager) as session:
        [seen] = [one for one in my_call_backs(session) if one.id == key]
    assert seen.is_late


def test_a_suspect_call_is_looked_at_by_a_manager_alone_and_once(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    manager = engine_of(training, user="responsable.demo")
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        call = take_call(session, customer_id, ContactPlace.PHONE, None, CallerKind.HOLDER)
        note_signs(session, call.id, [WarningSign.URGENCY])
        alert_supervisor(session, call.id)
        assert told_to_me(session) == ()
    with transaction(manager) as session:
        [told] = [one for one in told_to_me(session) if one.kind is AlertKind.WARNING_SIGNS]
        assert (told.customer_id, told.client_ref) == (customer_id, "1344")
        assert f"Appel n° {call.id}" in told.sentence
    with pytest.raises(Denied), transaction(desk) as session:
        acknowledge(session, told.id)
    with transaction(manager) as session:
        acknowledge(session, told.id)
        assert told.id not in {one.id for one in told_to_me(session)}
    with pytest.raises(Conflict), transaction(manager) as session:
        acknowledge(session, told.id)


def test_a_promise_needs_somebody_to_call_a_day_and_an_owner(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        me = promise_offer(session, customer_id, None).owners[0]
    refused = (
        (None, Promise(tomorrow(), CallBackReason.ANSWER, me), "NOBODY_TO_CALL"),
        (customer_id, Promise(tomorrow() - timedelta(days=2), CallBackReason.ANSWER, me), "WRONG_DUE"),
        (customer_id, Promise(tomorrow(), CallBackReason.ANSWER, Owner("Personne")), "NO_OWNER"),
        (customer_id, Promise(tomorrow(), CallBackReason.ANSWER, Owner("?", staff_id=-1)), "NO_OWNER"),
    )
    for whom, promise, code in refused:
        with pytest.raises(Refused) as told, transaction(desk) as session:
            promise_call_back(session, whom, None, promise)
        assert told.value.code == code


def test_the_number_of_somebody_without_a_file_lives_as_long_as_the_promise(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    with transaction(desk) as session:
        line = open_line(session, "06 11 22 33 44")
        waiting = waiting_line(session)
        assert waiting is not None
        assert waiting.id == line.id
        me = promise_offer(session, None, line.id).owners[0]
        promise_call_back(session, None, line.id, Promise(tomorrow(), CallBackReason.ANSWER, me))
        end_call(session, line.id, "")
        [mine] = [one for one in my_call_backs(session) if one.customer_id is None]
        assert (mine.name, mine.number) == ("Sans dossier", "06 11 22 33 44")
    # An adviser of another agency, who promised nothing, knows nothing of it.
    with transaction(engine_of(training, user="conseil.vivest")) as session:
        assert session.execute(text("SELECT count(*) FROM promised_call_back")).scalar_one() == 0
    with transaction(desk) as session:
        settle(session, mine.id, mine.version, CallBackState.KEPT)
    with engine_of(training).connect() as owner:
        kept = owner.execute(text("SELECT number FROM promised_call_back WHERE id = :k"), {"k": mine.id})
        assert kept.scalar_one() is None
        of_call = owner.execute(text("SELECT caller_number FROM phone_call WHERE id = :k"), {"k": line.id})
        assert of_call.scalar_one() is None


def _counts_of_the_week(manager: Engine, owner: Engine) -> None:
    """Two of this week, one of the last one: each in its column, Sunday evening in the week that ends."""
    monday = paris_day(datetime.now(UTC))
    monday -= timedelta(days=monday.weekday())
    sunday = datetime.combine(monday, time(), PARIS) - timedelta(minutes=5)
    with owner.begin() as connection:
        moved = text("UPDATE contact_event SET recorded_at = :sunday WHERE topic = 'CAF'")
        connection.execute(text("SET LOCAL session_replication_role = replica"))
        connection.execute(moved, {"sunday": sunday})
        connection.execute(text("SET LOCAL session_replication_role = origin"))
    with transaction(manager) as session:
        found = contact_counts(session, weeks=3)
        later = contact_counts(session, monday + timedelta(weeks=1), weeks=2)
    assert found.weeks == tuple(monday - timedelta(weeks=ago) for ago in (2, 1, 0))
    counted = {one.topic: one.by_week for one in found.topics}
    assert counted == {ContactTopic.HOURS: (0, 0, 2), ContactTopic.CAF: (0, 1, 0)}
    assert (found.by_week, found.total) == ((0, 1, 2), 3)
    assert found.topics[0].topic is ContactTopic.HOURS, "the most frequent first"
    assert (later.by_week, later.total) == ((2, 0), 2)


def test_contacts_are_counted_and_written_in_nobody_else_s_name(
    desk: Engine, psql: Callable[..., Psql], engine_of: Callable[..., Engine], training: str
) -> None:
    with transaction(desk) as session:
        log_contact(session, ContactTopic.HOURS)
        log_contact(session, ContactTopic.HOURS, EventChannel.COUNTER)
        customer_id = customer_of_number(session, "1344", None)
        assert not log_contact(session, ContactTopic.CAF, EventChannel.MAIL, customer_id)
        with pytest.raises(Denied):
            contact_counts(session)
    _counts_of_the_week(engine_of(training, user="responsable.demo"), engine_of(training))
    agent = psql("agent.demo")
    insert = (
        "INSERT INTO contact_event (landlord_id, channel, topic, customer_id, staff_id) VALUES "
        "((SELECT landlord_id FROM customer WHERE id = %s), 'PHONE', 'HOURS', %s, "
        "(SELECT id FROM staff WHERE login = %s))"
    )
    assert agent.refused(insert, customer_id, customer_id, "responsable.demo") == "42501"
    assert agent.refused(insert, customer_id, customer_id, "agent.demo") == "allowed"
    assert agent.refused("UPDATE contact_event SET topic = 'CAF'") == "42501"
    assert agent.refused("DELETE FROM contact_event") == "42501"
    assert psql("gardien.logirem").refused("SELECT count(*) FROM contact_event") == "42501"
    assert psql("conseil.vivest").ask("SELECT count(*) FROM contact_event WHERE customer_id IS NOT NULL") == 0


def test_a_call_of_level_0_ends_with_its_contact(desk: Engine) -> None:
    with transaction(desk) as session:
        line = open_line(session)
        assert log_contact(session, ContactTopic.WRONG_NUMBER, call_id=line.id)
        assert waiting_line(session) is None


def test_the_wrap_up_tells_who_spoke_and_what_was_done(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "00012345", None)
        call = take_call(session, customer_id, ContactPlace.PHONE, None, CallerKind.HOLDER)
        me = promise_offer(session, customer_id, call.id).owners[0]
        promise_call_back(session, customer_id, call.id, Promise(tomorrow(), CallBackReason.ANSWER, me))
        told = wrap_up(session, call.id)
        assert told.summary == "Le titulaire, niveau 0 (non identifié) ; rappel promis."
        say_caller(session, call.id, CallerKind.THIRD_PARTY)
        told = wrap_up(session, call.id)
        assert told.summary.startswith("Un tiers, niveau 0")
        assert told.reason is CallReason.OTHER
        end_call(session, call.id, told.summary, reason=told.reason)


def test_the_terminal_says_who_speaks_and_lists_what_was_promised(
    server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(login: str, *words: str) -> tuple[int, Any]:
        code = main([*words, "--json", "--dsn", server.dsn(training, login)])
        told = capsys.readouterr()
        return code, json.loads(told.out) if told.out else told.err

    code, call = run("agent.demo", "identify", "1003", "--caller", "third-party", "--caller", "0611223344")
    assert (code, call["level"], call["caller"]) == (0, "L0", "THIRD_PARTY")
    _, call = run("agent.demo", "identify", "1003")
    assert (call["level"], call["caller"]) == ("L0", "THIRD_PARTY")
    code, err = run("agent.demo", "call", "who", str(call["id"]), "holder")
    assert (code, "CALLER_FIXED" in err) == (1, True)
    assert run("agent.demo", "identify", "1003", "--caller", "neighbour")[0] == 2
    code, err = run("agent.demo", "identify", "1004", "--caller", "representative")
    assert (code, "NO_REPRESENTATIVE" in err) == (1, True)
    # The training set holds a guardian, and a call-back that is late.
    _, call = run("agent.demo", "identify", "1002", "--caller", "representative", "--by", "call_back")
    assert (call["level"], call["highest"]) == ("L2", "L2")
    _, told = run("agent.demo", "representative", "list", "1002")
    assert [one["name"] for one in told["representatives"]] == ["Maître Odile Tessier"]
    words = (
        "--kind",
        "mandatary",
        "--scope",
        "requests",
        "--proof",
        "signed_mandate",
        "--seen-on",
        "2026-01-05",
    )
    _, made = run("responsable.demo", "representative", "add", "1002", *words, "--name", "Paul Ray")
    code, _ = run("responsable.demo", "representative", "end", "1002", str(made["representative"]))
    assert code == 0
    assert run("agent.demo", "representative", "add", "1002", *words, "--name", "Paul Ray")[0] != 0
    _, told = run("agent.demo", "callbacks")
    assert [(one["client_ref"], one["is_late"]) for one in told["call_backs"]] == [("1002", True)]
    code, told = run("responsable.demo", "contacts", "--weeks", "4")
    assert (code, len(told["weeks"]), len(told["by_week"])) == (0, 4, 4)
    code, err = run("agent.demo", "contacts")
    assert (code, "responsable" in err) == (1, True)


def test_erasing_a_file_takes_contacts_promises_and_papers(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        log_contact(session, ContactTopic.CAF, EventChannel.MAIL, customer_id)
        promised(session, "1344", promise_offer(session, customer_id, None).owners[0])
    with transaction(engine_of(training, user="responsable.demo")) as session:
        session.execute(
            text(
                "SELECT add_representative(:c, 'GUARDIAN', 'Maître Odile', 'ACCOUNT', 'JUDGMENT',"
                " current_date, current_date)"
            ),
            {"c": customer_id},
        )
    tables = ("contact_event", "promised_call_back", "representative")
    with engine_of(training).begin() as owner:
        count = "SELECT " + ", ".join(
            f"(SELECT count(*) FROM {table} WHERE customer_id = {customer_id})" for table in tables
        )
        assert min(owner.execute(text(count)).one()) == 1
        owner.execute(text("SELECT retention_erase_file(:c)"), {"c": customer_id})
        assert tuple(owner.execute(text(count)).one()) == (0, 0, 0)
