"""No password, no code of a tenant anywhere: there is nowhere to put one (R4.5). The commands, end to end."""

import json
from uuid import uuid4

import pytest
from sqlalchemy import Engine

from backoffice.cli.main import main
from backoffice.database.session import transaction
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import ActReason, PortalAct
from backoffice.services.portal.acts import do_act
from backoffice.services.portal.orders import ActOrder, NewContact
from backoffice.services.portal.undoing import undo_act
from tests.conftest import Server
from tests.portal_desk import PortalDesk

pytestmark = pytest.mark.database
SECRETS = ("Canari-Azur7!", "424242")
# Codes that prove a caller are another thing: hashed, and sent by the courier alone (R4.20).
KNOWN = {"caller_code.code_hash", "caller_code_try.typed_hash", "caller_code_try.code_id",
         "outbox_message.secret_body"}  # fmt: skip


def everything(stage: PortalDesk) -> str:
    """Every row of every table, the trace and the commands included."""
    tables = stage.connection.execute(
        "SELECT format('%I', c.relname) FROM pg_class c WHERE c.relnamespace = 'public'::regnamespace"
        " AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
    ).fetchall()
    rows = (stage.ask(f"SELECT string_agg(t::text, ' ') FROM {table} AS t") for (table,) in tables)
    return " ".join(row for row in rows if row)


def test_no_secret_finds_a_place(stage: PortalDesk, desk: Engine) -> None:
    """Every act, with secrets slipped wherever a text goes; then everything written is searched."""
    first, second = SECRETS
    stage.put(AccessState.ACTIVE)
    stage.become("agent.demo")
    asked = "SELECT do_portal_act(%s, 'REPLACE_CONTACT', 'TENANT_ASKS', NULL, true, NULL, NULL, %s)"
    mobile = {"channel": "MOBILE", "value": "06 98 76 54 32", "value_key": "+33698765432"}
    assert stage.refused(asked, stage.id, json.dumps(mobile | {"value": f"{first} 06 98 76 54 32"})) == (
        "WRONG_CONTACT"
    )
    stage.do(asked, stage.id, json.dumps(mobile | {"password": first, "code": second}))
    assert stage.refused(asked, stage.id, json.dumps({"password": first})) == "WRONG_PROPOSAL"
    for act, reason in (("UNLOCK", first), (first, "TYPING_ERROR")):
        wrong = "SELECT do_portal_act(%s, %s, %s, NULL, true)"
        assert stage.refused(wrong, stage.id, act, reason) == "NO_REASON"
    stage.become(None)
    _all_acts(stage, desk)
    kept = everything(stage)
    assert "ACCESS_NOTICE" in kept
    assert "UNDO_ACT" in kept
    for secret in SECRETS:
        assert secret not in kept


def _all_acts(stage: PortalDesk, desk: Engine) -> None:
    for state, act, reason in (
        (AccessState.LOCKED_TEMPORARY, PortalAct.END_SESSIONS, ActReason.TAKEOVER_SUSPECTED),
        (AccessState.ACTIVE, PortalAct.SEND_RESET, ActReason.FORGOTTEN_PASSWORD),
        (AccessState.PENDING_ACTIVATION, PortalAct.SEND_ACTIVATION, ActReason.NOT_RECEIVED),
        (AccessState.ACTIVE, PortalAct.CLOSE, ActReason.DEPARTURE),
        (AccessState.ACTIVE, PortalAct.SUSPEND, ActReason.TAKEOVER_SUSPECTED),
    ):
        stage.put(state)
        with transaction(desk) as session:
            order = ActOrder(stage.id, act, reason, str(uuid4()), at_counter=True)
            undo_act(session, do_act(session, order).act_id, str(uuid4()))
    new = NewContact(ContactChannel.MOBILE, "06 11 22 33 44 (portable)")
    with transaction(desk) as session:
        asked = (stage.id, PortalAct.REPLACE_CONTACT, ActReason.CONTACT_LOST, str(uuid4()))
        do_act(session, ActOrder(*asked, at_counter=True, new_contact=new))


def test_no_column_and_no_parameter_could_hold_one(stage: PortalDesk) -> None:
    word = "(password|passe|secret|token|jeton|otp|pin|code)($|_)"
    columns = stage.connection.execute(
        "SELECT table_name || '.' || column_name FROM information_schema.columns"
        " WHERE table_schema = 'public' AND data_type IN ('text', 'bytea', 'jsonb', 'character varying')"
        " AND column_name ~ %s AND table_name IN ('portal_account', 'portal_act', 'portal_errand',"
        " 'portal_event', 'account_lock', 'registration_block', 'outbox_message', 'caller_code',"
        " 'caller_code_try', 'contact', 'change_request', 'command_done', 'audit_entry')",
        [word],
    ).fetchall()
    assert {one for (one,) in columns} <= KNOWN
    parameters = stage.ask(
        "SELECT array_agg(p.proname || ':' || name) FROM pg_proc p, unnest(p.proargnames) AS name"
        " WHERE p.pronamespace = 'public'::regnamespace AND name ~ %s"
        " AND p.proname ~ '^(access_|portal_|do_portal|undo_portal)' AND name <> 'landlord_code'",
        word,
    )
    assert parameters is None


def test_the_commands_show_do_and_undo(
    stage: PortalDesk, server: Server, training: str, capsys: pytest.CaptureFixture[str]
) -> None:
    def run(*words: str, code: int = 0) -> str:
        assert main([*words, "--dsn", server.dsn(training, "agent.demo")]) == code
        out, err = capsys.readouterr()
        return out or err

    stage.put(AccessState.ACTIVE)
    before = stage.ask("SELECT count(*) FROM portal_act")
    reset = ("portal", "do", "SEND_RESET", "1344", "--reason", "FORGOTTEN_PASSWORD", "--counter")
    shown = json.loads(run(*reset, "--preview", "--json"))["preview"]
    assert (shown["refusal"], shown["undo_minutes"]) == (None, 10)
    assert shown["sends_to"] == "07 •• •• •• 00"
    assert "S’annule pendant 10 min." in run(*reset, "--preview")
    assert stage.ask("SELECT count(*) FROM portal_act") == before
    answer = json.loads(run(*reset, "--json"))
    again = json.loads(run(*reset, "--json", "--command", answer["command"]))
    assert (answer["result"]["done_now"], again["result"]["done_now"]) == (True, False)
    number = str(answer["result"]["act_id"])
    assert "Acte annulé pour le client 1344" in run("portal", "undo", number)
    assert "déjà annulé" in run("portal", "undo", number, code=1)
    change = ("portal", "do", "REPLACE_CONTACT", "1344", "--reason", "CONTACT_LOST", "--counter")
    assert "--mobile ou --email" in run(*change, code=2)
    assert "ne vont qu’avec REPLACE_CONTACT" in run(*reset, "--mobile", "06 98 76 54 32", code=2)
    told = run(*change, "--mobile", "06 98 76 54 32", "--replaces", str(stage.contact("1344")))
    assert "annulable jusqu’au" in told
    assert "niveau 3" in run(*(one for one in change if one != "--counter"), "--email", "a@b.fr", code=1)
