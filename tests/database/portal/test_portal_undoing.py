"""An act is undone until its messages leave: by its author, never against the courier or what came after."""

import threading
from collections.abc import Callable

import psycopg
import pytest

from backoffice.rules.portal.acts import AccessState
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
