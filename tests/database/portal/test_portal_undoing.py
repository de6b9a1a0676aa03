"""An act is undone until its messages leave: by its author, never against the courier or what came after."""

import threading
from collections.abc import Callable

import psycopg
import pytest
from phonenumbers import COUNTRY_CODE_TO_REGION_CODE
from sqlalchemy import Engine

from backoffice.database.session import transaction
from backoffice.rules.phones import mask_phone
from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.findings import FindingCode
from backoffice.rules.vocabulary.calls import CallerKind, CallerLevel
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.rules.vocabulary.service import AlertKind
from backoffice.services.calls import ACT_WORDS
from backoffice.services.contacts.supervision import acknowledge, told_to_me
from backoffice.services.portal.access import access_report
from backoffice.services.tenant.file import open_tenant
from tests.conftest import Server
from tests.portal_desk import NEW_MOBILE, PortalDesk
from tests.psql import Psql

pytestmark = pytest.mark.database
UNDO = "SELECT undo_portal_act(%s)"
AGENT, MANAGER = "agent.demo", "responsable.demo"
Other = Callable[[str], Psql]


@pytest.fixture
def other(server: Server, training: str) -> Other:  # type: ignore[misc]
    """Open a second connection, as anybody."""
    opened: list[psycopg.Connection] = []

    def connect(login: str) -> Psql:
        opened.append(psycopg.connect(server.dsn(training, login), autocommit=True))
        return Psql(opened[-1])

    yield connect
    for connection in opened:
        connection.close()


def unlocked(stage: PortalDesk) -> int:
    """An unlock by the agent, at the counter; the superuser is back."""
    stage.put(AccessState.LOCKED_TEMPORARY)
    stage.become(AGENT)
    done = stage.act("UNLOCK", "TYPING_ERROR", at_counter=True)
    stage.become(None)
    return done


def ripen(stage: PortalDesk, act: int) -> None:
    """Ten minutes pass for the messages of an act, and for nothing else."""
    stage.do(
        "UPDATE outbox_message SET not_before = clock_timestamp() WHERE command_id ="
        " (SELECT command_id FROM portal_act WHERE id = %s)",
        act,
    )


def undone(stage: PortalDesk, act: int, login: str = AGENT) -> str:
    stage.become(login)
    told = stage.refused(UNDO, act)
    stage.become(None)
    return told


def test_the_courier_or_the_undoing_has_the_message_never_both(stage: PortalDesk, other: Other) -> None:
    """Two sessions. The courier keeps what he sends; what is undone is not given to him."""
    courier = other("facteur.demo")
    act = unlocked(stage)
    mine = "SELECT count(*) FROM take_messages(1000) WHERE template = 'ACCESS_NOTICE'"
    assert courier.ask(mine) == 0, "nothing is ripe"
    ripen(stage, act)
    with courier.connection.transaction():
        assert courier.ask(mine) == 2
        assert undone(stage, act) == "TOO_LATE_TO_UNDO", "he has them in his hands"
        (message,) = courier.connection.execute("SELECT min(id) FROM take_messages(1000)").fetchone() or ()
        courier.do("SELECT message_sent(%s)", message)
    assert undone(stage, act) == "TOO_LATE_TO_UNDO", "one has left"
    act = unlocked(stage)
    ripen(stage, act)
    stage.become(AGENT)
    with stage.connection.transaction():
        stage.ask(UNDO, act)
        assert courier.ask(mine) == 1, "what is being undone is passed over; the other of before is his"
        sent: list[bool] = []
        say = "SELECT message_sent(max(id)) FROM outbox_message WHERE template = 'ACCESS_NOTICE'"
        waiting = _in_background(lambda: sent.append(courier.ask(say)))
    waiting.join(timeout=30)
    assert sent == [False], "a courier who asks for no leave is told that it is cancelled"
    assert stage.ask("SELECT undone_at IS NOT NULL FROM portal_act WHERE id = %s", act)


def _in_background(work: Callable[[], object]) -> threading.Thread:
    thread = threading.Thread(target=work)
    thread.start()
    return thread


def test_what_came_after_is_not_undone_with_it(stage: PortalDesk) -> None:
    """The tenant signed in; he objected; somebody else suspended; the time is over; it is not my act."""
    late = {
        "signed in": "UPDATE portal_account SET last_sign_in_at = now(), version = version + 1"
        " WHERE id = {a}",
        "suspended": "INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at)"
        " SELECT landlord_id, customer_id, id, 'SUSPENDED', clock_timestamp() FROM portal_account"
        " WHERE id = {a}",
        "over": "UPDATE portal_act SET done_at = done_at - interval '1 hour',"
        " leaves_at = leaves_at - interval '10 minutes'",
        "left": "UPDATE outbox_message SET state = 'SENT', sent_at = now() WHERE template = 'ACCESS_NOTICE'",
    }
    for name, statement in late.items():
        with stage.connection.transaction(force_rollback=True):
            act = unlocked(stage)
            stage.do(statement.format(a=stage.account))
            assert undone(stage, act) == "TOO_LATE_TO_UNDO", name
            assert stage.state() == "ACTIVE"
    with stage.connection.transaction(force_rollback=True):
        stage.put(AccessState.ACTIVE)
        stage.become(AGENT)
        act = stage.act("CLOSE", "DEPARTURE", at_counter=True)
        stage.become(None)
        stage.do(
            "UPDATE portal_account o SET login = p.login, login_key = p.login_key FROM portal_account p"
            " WHERE p.id = %s AND o.id = (SELECT min(id) FROM portal_account WHERE closed_at IS NULL"
            " AND landlord_id = p.landlord_id AND id <> p.id)",
            stage.account,
        )
        assert undone(stage, act) == "TOO_LATE_TO_UNDO", "his identifier is taken"
    act = unlocked(stage)
    assert undone(stage, act, MANAGER) == "NOT_MY_ACT"
    assert undone(stage, act) == "allowed"
    assert undone(stage, act) == "ALREADY_UNDONE"
    assert undone(stage, 999_999_999) == "NO_ACT"
    assert undone(stage, act, "accueil.vivest") == "NO_ACT"


def test_an_objection_is_stronger_than_undoing_a_suspension(stage: PortalDesk) -> None:
    """Else an agent would suspend, hear the objection, and open the account by undoing his own act."""
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    change = stage.ask(
        "SELECT (before ->> 'change')::bigint FROM portal_act WHERE id = %s",
        stage.act("REPLACE_CONTACT", "CONTACT_LOST", at_counter=True),
    )
    act = stage.act("SUSPEND", "TAKEOVER_SUSPECTED")
    stage.do("SELECT object_to_change(%s)", change)
    stage.become(None)
    assert undone(stage, act) == "TOO_LATE_TO_UNDO"
    assert stage.state() == "SUSPENDED_FRAUD"


def test_undoing_gives_back_locks_errands_and_contacts(stage: PortalDesk) -> None:
    old = stage.contact("1344")
    locked = "SELECT count(*) FROM account_lock WHERE account_id = %s AND ended_at IS NULL"
    act = unlocked(stage)
    assert stage.ask(locked, stage.account) == 0
    assert undone(stage, act) == "allowed"
    assert (stage.ask(locked, stage.account), stage.state()) == (1, "LOCKED_TEMPORARY")
    stage.become(AGENT)
    stage.act("SEND_RESET", "FORGOTTEN_PASSWORD", at_counter=True)
    suspension = stage.act("SUSPEND", "TAKEOVER_SUSPECTED")
    errand = "SELECT state FROM portal_errand WHERE kind = 'RESET' ORDER BY id DESC LIMIT 1"
    assert stage.ask(errand) == "CANCELLED", "no token reaches an account that was just suspended"
    stage.do(UNDO, suspension)
    assert stage.ask(errand) == "WAITING"
    change = NEW_MOBILE.replace("{", f'{{"replaces": {old}, ', 1)
    done = stage.ask(
        "SELECT do_portal_act(%s, 'REPLACE_CONTACT', 'CONTACT_LOST', NULL, true, NULL, NULL, %s)",
        *(stage.id, change),
    )
    in_use = "SELECT valid_to IS NULL FROM contact WHERE id = %s"
    assert not stage.ask(in_use, old)
    stage.do(UNDO, done)
    assert stage.ask(in_use, old)
    told = "SELECT count(*) FROM portal_notices(%s, 'CLOSE', 'TENANT_ASKS') WHERE address = '+33698765432'"
    assert stage.ask(told, stage.id) == 0, "a number noted by mistake is a stranger's"
    unused = "SELECT count(*) FROM contact WHERE value_key = '+33698765432' AND valid_to IS NULL"
    assert stage.ask(unused) == 0


def test_two_acts_are_undone_one_after_the_other(stage: PortalDesk) -> None:
    first = unlocked(stage)
    stage.become(AGENT)
    second = stage.act("SUSPEND", "TAKEOVER_SUSPECTED")
    assert stage.refused(UNDO, first) == "TOO_LATE_TO_UNDO"
    assert [stage.refused(UNDO, one) for one in (second, first)] == ["allowed", "allowed"]
    assert stage.state() == "LOCKED_TEMPORARY"


def test_a_landlord_without_delay_has_no_undoing(stage: PortalDesk) -> None:
    stage.do("DELETE FROM landlord_parameter WHERE key = 'undo_minutes'")
    stage.do(
        "INSERT INTO landlord_parameter (landlord_id, key, value, valid_from, stated, source, author)"
        " SELECT landlord_id, 'undo_minutes', '0'::jsonb, current_date, true, 'guide', 'essai' FROM customer"
        " WHERE id = %s",
        stage.id,
    )
    assert undone(stage, unlocked(stage)) == "TOO_LATE_TO_UNDO"


def test_an_undone_unlock_counts_nowhere(stage: PortalDesk, engine_of: Callable[..., Engine]) -> None:
    """Neither in the remark of the diagnosis nor on the card of the file (R4.16)."""
    engine = engine_of(stage.connection.info.dbname, user=AGENT)

    def told() -> tuple[int, list[FindingCode]]:
        with transaction(engine) as session:
            card = open_tenant(session, stage.id, None).portal
            return card.unlocks_last_week, [one.code for one in access_report(session, stage.id).findings]

    stage.do("DELETE FROM portal_event WHERE customer_id = %s AND kind = 'UNLOCKED'", stage.id)
    kept, last = unlocked(stage), unlocked(stage)
    count, codes = told()
    assert count == 2
    assert FindingCode.REPEATED_UNLOCKS in codes
    assert undone(stage, last) == "allowed"
    count, codes = told()
    assert (count, FindingCode.REPEATED_UNLOCKS in codes) == (1, False)
    assert kept != last


def test_a_number_is_masked_alike_by_the_program_and_by_the_database(stage: PortalDesk) -> None:
    """Country and last two figures, whatever the country; of a key that is none, four signs at most."""
    codes = [code for code in COUNTRY_CODE_TO_REGION_CODE if code != 33]
    for code in codes:
        assert mask_phone(f"+{code}639980047") == f"+{code} •• •• •• 47"
    for key in ("+33756894100", "0756894100", "639980047", *(f"+{code}639980047" for code in codes)):
        assert stage.ask("SELECT proof_masked('MOBILE', %s)", key) == mask_phone(key)


def test_the_alert_of_an_unlock_goes_with_it(stage: PortalDesk, engine_of: Callable[..., Engine]) -> None:
    """R4.16: undone, there is nothing to look at, and the alert says so; one that a manager saw stays his."""
    manager = engine_of(stage.connection.info.dbname, user=MANAGER)
    stage.do("DELETE FROM supervisor_alert WHERE kind = 'REPEATED_UNLOCK'")
    stage.do("DELETE FROM portal_event WHERE customer_id = %s AND kind = 'UNLOCKED'", stage.id)

    def waiting() -> list[int]:
        with transaction(manager) as session:
            told = told_to_me(session)
            return [one.id for one in told if one.kind is AlertKind.REPEATED_UNLOCK]

    acts = [unlocked(stage) for _ in range(3)]
    (first,) = waiting()
    assert undone(stage, acts[-1]) == "allowed"
    assert waiting() == []
    row = (
        "SELECT s.login || ' ' || w.sentence FROM supervisor_alert w JOIN staff s ON s.id = w.acknowledged_by"
    )
    said = stage.ask(f"{row} WHERE w.id = %s", first)
    assert said.startswith(f"{AGENT} Client 1344 : 3 déblocages en sept jours")
    assert "Annulé le " in said
    again = unlocked(stage)
    (second,) = waiting()
    with transaction(manager) as session:
        acknowledge(session, second)
    assert undone(stage, again) == "allowed"
    said = stage.ask(f"{row} WHERE w.id = %s", second)
    assert said.startswith(MANAGER)
    assert "Annulé" not in said


def test_a_visit_says_what_was_done_in_it(stage: PortalDesk) -> None:
    """As a call is concluded, word for word; and that it was taken back."""
    for kind in CallerKind:
        for level in CallerLevel:
            for act in PortalAct:
                words = f"{kind.label}, niveau {level.value[1]} ({level.label.lower()}) ; {ACT_WORDS[act]}."
                assert stage.ask("SELECT access_visit_words(%s, %s, %s)", kind, level, act) == words
    done = unlocked(stage)
    summary = "SELECT c.summary FROM phone_call c JOIN portal_act a ON a.call_id = c.id WHERE a.id = %s"
    assert stage.ask(summary, done) == "Le titulaire, niveau 3 (identité certaine) ; compte débloqué."
    assert undone(stage, done) == "allowed"
    assert (
        stage.ask(summary, done) == "Le titulaire, niveau 3 (identité certaine) ; compte débloqué (annulé)."
    )
