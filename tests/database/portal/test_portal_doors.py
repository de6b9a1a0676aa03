"""Doors of acts, forms and anomalies, tried by roles that should not pass, and by two at once (R4.14)."""

import json
import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from functools import partial
from hashlib import sha256
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from backoffice.rules.portal.acts import AccessState
from tests.conftest import Server
from tests.portal_desk import PortalDesk
from tests.psql import Psql

pytestmark = pytest.mark.database
AGENT, ADVISER, MANAGER, PORTAL = "agent.demo", "conseil.logirem", "responsable.demo", "portail.demo"
NO_RIGHT = "42501"
DO = "SELECT do_portal_act(%s, %s, %s, NULL, true)"
EVENT = (
    "INSERT INTO portal_event (landlord_id, customer_id, account_id, kind, occurred_at, detail)"
    " SELECT landlord_id, id, %s, 'SIGNED_IN', clock_timestamp(), %s FROM customer WHERE id = %s"
    " RETURNING detail"
)
Other = Callable[[str], Psql]


@pytest.fixture
def other(server: Server, training: str) -> Iterator[Other]:
    """Open a connection of his own for anybody."""
    opened: list[psycopg.Connection] = []

    def connect(login: str) -> Psql:
        opened.append(psycopg.connect(server.dsn(training, login), autocommit=True))
        return Psql(opened[-1])

    yield connect
    for connection in opened:
        connection.close()


def sent_form(stage: PortalDesk) -> int:
    """The item of a form that agrees with the file of the stage; the superuser's again."""
    stage.do(
        "INSERT INTO assistance_form (landlord_id, customer_id, received_at, given_number, given_last_name,"
        " given_first_names, given_birth_date) SELECT c.landlord_id, c.id, now(), c.client_ref, p.birth_name,"
        " p.first_names, p.birth_date FROM customer c JOIN person p ON p.id = c.main_person_id"
        " WHERE c.id = %s",
        stage.id,
    )
    return int(
        stage.ask("SELECT max(id) FROM work_item WHERE customer_id = %s AND kind = 'ASSISTANCE'", stage.id)
    )


def every_door(stage: PortalDesk, item: int, act: int, change: int) -> dict[str, tuple[object, ...]]:
    """Each door with what it is asked of the file of the stage."""
    return {
        DO: (stage.id, "SUSPEND", "TAKEOVER_SUSPECTED"),
        "SELECT do_portal_act(%s, 'CLOSE', 'DEATH', NULL, true)": (stage.id,),
        "SELECT undo_portal_act(%s)": (act,),
        "SELECT count(*) FROM portal_notices(%s, 'CLOSE', 'DEATH')": (stage.id,),
        "SELECT object_to_change(%s)": (change,),
        "SELECT claim_item(%s::bigint, 60)": (item,),
        "SELECT decide_form(%s, 1, 'REJECTED', 'DUPLICATE', NULL, true, gen_random_uuid())": (item,),
        "SELECT undo_form(%s, 1, gen_random_uuid())": (item,),
        "SELECT doubt_form(%s, 1)": (item,),
        "SELECT propose_change('SECURITY_CONTACT', %s, '{}')": (stage.id,),
    }


def test_a_file_that_is_not_mine_is_behind_every_door(stage: PortalDesk) -> None:
    """Reserved for an agent and for his adviser, of another landlord, of my own household."""
    stage.put(AccessState.ACTIVE)
    item = sent_form(stage)
    stage.become(AGENT)
    act = stage.act("REPLACE_CONTACT", "CONTACT_LOST", at_counter=True)
    stage.become(None)
    change = stage.ask("SELECT (before ->> 'change')::bigint FROM portal_act WHERE id = %s", act)
    doors = every_door(stage, item, act, change)
    unseen = {"NOT_MY_CUSTOMER", "NO_ACT", "ITEM_UNKNOWN"}
    for login in ("accueil.vivest", "conseil.vivest", "responsable.vivest"):
        stage.become(login)
        assert {stage.refused(door, *asked) for door, asked in doors.items()} <= unseen, login
    stage.become(None)
    with stage.connection.transaction(force_rollback=True):
        stage.do("UPDATE customer SET reserved = true WHERE id = %s", stage.id)
        for login in (AGENT, ADVISER, "quittancement.logirem"):
            stage.become(login)
            assert {stage.refused(door, *asked) for door, asked in doors.items()} <= unseen, login
        stage.become(MANAGER)
        assert stage.refused(DO, stage.id, "SUSPEND", "TAKEOVER_SUSPECTED") == "allowed"
        stage.become(None)
    person = "(SELECT main_person_id FROM customer WHERE id = %s)"
    stage.do(f"UPDATE staff SET person_id = {person} WHERE login = %s", stage.id, MANAGER)
    stage.become(MANAGER)
    told = {door: stage.refused(door, *asked) for door, asked in doors.items() if "notices" not in door}
    assert set(told.values()) == {"OWN_HOUSEHOLD"}, told


STAFF_DOORS = (
    "do_portal_act(1, 'SUSPEND', 'TAKEOVER_SUSPECTED')",
    "undo_portal_act(1)",
    "portal_notices(1, 'CLOSE', 'DEATH')",
    "portal_act_settled(1)",
    "object_to_change(1)",
    "propose_change('SECURITY_CONTACT', 1, '{}')",
    "unlock_account(1, 'TYPING_ERROR', NULL, true)",
    "release_registration(1, 'TYPING_ERROR', NULL, true)",
    "decide_form(1, 1, 'ACCEPTED', NULL, NULL, true, gen_random_uuid())",
    "undo_form(1, 1, gen_random_uuid())",
    "doubt_form(1, 1)",
    "form_notices(1)",
    "portal_watch_figures('{DORMANT}', NULL, '{}')",
    "portal_watch_list('DORMANT', NULL, '{}', 0, 10)",
    "desk_of_number(1000)",
    "mark_to_recreate(1, '2020-01-01', gen_random_uuid())",
    "take_messages(10)",
    "mend_shared_contacts_daily()",
    "proof_suspend(NULL::customer, NULL::staff, 1)",
    "access_unsay(NULL::portal_act, NULL::staff)",
    "access_set_state(NULL::portal_account, 'ACTIVE')",
)


def test_the_portal_and_other_services_pass_no_door_of_staff(stage: PortalDesk) -> None:
    for login, own in (
        (PORTAL, ()),
        ("progiciel.demo", ()),
        ("rapports.demo", ()),
        ("gardien.logirem", ()),
        ("facteur.demo", ("take_messages(10)", "mend_shared_contacts_daily()")),
    ):
        stage.become(login)
        for door in STAFF_DOORS:
            told = stage.refused(f"SELECT {door}")
            assert told == ("allowed" if door in own else NO_RIGHT), (login, door)


_FARAWAY = ("infinity", "-infinity", "1999-12-31", "2100-06-01", "294276-01-01")
_INSTANTS = {
    "portal_account": (
        "created_at", "activation_expires_at", "activated_at", "last_sign_in_at", "closed_at",
        "recreate_since",
    ),
    "account_lock": ("locked_at", "until", "ended_at"),
    "registration_block": ("blocked_at", "released_at"),
}  # fmt: skip
_ADDED = {
    "portal_account": "INSERT INTO portal_account (landlord_id, customer_id, person_id, login, login_key,"
    " state, created_at) SELECT landlord_id, id, main_person_id, 'x@y.fr', 'x@y.fr', 'ACTIVE', %s"
    " FROM customer",
    "account_lock": "INSERT INTO account_lock (landlord_id, account_id, cause, failures, locked_at, until)"
    " SELECT landlord_id, id, 'WRONG_PASSWORDS', 3, now(), %s FROM portal_account",
    "registration_block": "INSERT INTO registration_block (landlord_id, customer_id, failures, blocked_at)"
    " SELECT landlord_id, id, 3, %s FROM customer",
}


def test_the_portal_writes_no_instant_that_a_screen_cannot_read(stage: PortalDesk) -> None:
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    act = stage.act("END_SESSIONS", "DEVICE_SHARED", at_counter=True)
    stage.become(PORTAL)
    for far in _FARAWAY:
        for table, columns in _INSTANTS.items():
            assert stage.refused(f"{_ADDED[table]} LIMIT 1", far) == "EVENT_TIME", (table, far)
            for column in columns:
                changed = f"UPDATE {table} SET {column} = %s, version = version + 1"
                assert stage.refused(changed, far) == "EVENT_TIME", (table, column, far)
        answer = (
            "UPDATE portal_errand SET state = 'DONE', result = 'ENDED', settled_at = %s,"
            " version = version + 1 WHERE act_id = %s"
        )
        assert stage.refused(answer, far, act) == "EVENT_TIME", far
        assert (
            stage.refused(EVENT.replace("clock_timestamp()", f"'{far}'"), None, "{}", stage.id)
            == "EVENT_TIME"
        )
    signed_in = "UPDATE portal_account SET last_sign_in_at = %s, version = version + 1 WHERE id = %s"
    assert stage.refused(signed_in, datetime.now(UTC), stage.account) == "allowed"


def test_what_the_portal_keeps_of_a_customer_never_becomes_another_s(stage: PortalDesk) -> None:
    """Neither an event of another's account, nor an account, a lock or a block given away."""
    stage.put(AccessState.LOCKED_TEMPORARY)
    stranger = stage.ask(
        "SELECT max(a.id) FROM portal_account a JOIN customer c ON c.landlord_id = a.landlord_id"
        " WHERE c.id = %s AND a.customer_id <> c.id",
        stage.id,
    )
    stage.become(PORTAL)
    assert stage.refused(EVENT, stranger, "{}", stage.id) == "WRONG_ACCOUNT"
    assert stage.refused(EVENT, stage.account, "{}", stage.id) == "allowed"
    for table, column in (
        ("portal_account", "customer_id"),
        ("portal_account", "landlord_id"),
        ("account_lock", "account_id"),
        ("registration_block", "customer_id"),
    ):
        moved = f"UPDATE {table} SET {column} = {column} + 1, version = version + 1"
        assert stage.refused(moved) == NO_RIGHT, (table, column)


def test_a_lost_device_is_a_digest_that_nothing_is_read_back_from(stage: PortalDesk) -> None:
    """R4.26: the same device is known again in its file alone; what is sent is kept nowhere."""
    stage.put(AccessState.LOCKED_TEMPORARY)
    mine, theirs = sha256(b"telephone 1").hexdigest(), sha256(b"telephone 2").hexdigest()
    # Sixty-four figures that are no digest: a password of 32 letters, written in hexadecimal.
    planted = b"Canari-Azur7!Canari-Azur7!Canari".hex()

    def signed_in(device: object, who: int = stage.id) -> str | None:
        kept: dict[str, str] = stage.ask(EVENT, None, json.dumps({"device": device}), who)
        return kept.get("device")

    stage.become(PORTAL)
    kept = signed_in(mine)
    assert kept is not None
    assert len(kept) == len(bytes.fromhex(kept)) * 2 == 64
    assert kept not in (mine, signed_in(theirs))
    assert signed_in(mine) == kept
    stranger = stage.ask("SELECT min(id) FROM customer WHERE id <> %s", stage.id)
    assert signed_in(mine, stranger) != kept, "nobody is followed from one file to another"
    for value in ("iPhone de Marie", "356938035643809", mine.upper(), mine[:-1], {"id": mine}, 12, None):
        assert signed_in(value) is None, value
    assert signed_in(planted) != planted
    stage.become(AGENT)
    stage.act("UNLOCK", "NEW_DEVICE", at_counter=True)
    stage.become(None)
    call = stage.call_at(AGENT, "L1")
    signs = []
    for device in (sha256(b"telephone 3").hexdigest(), mine):
        stage.become(PORTAL)
        signed_in(device)
        stage.become(AGENT)
        signs.append("LOST_DEVICE" in stage.ask("SELECT call_signs(%s)", call))
    assert signs == [False, True]
    stage.become(None)
    told = stage.ask("SELECT string_agg(e::text, ' ') FROM portal_event e WHERE e.customer_id = %s", stage.id)
    told += stage.ask("SELECT string_agg(e::text, ' ') FROM audit_entry e WHERE e.customer_id = %s", stage.id)
    assert [one for one in (planted, mine, theirs, "Canari") if one in told] == []


def test_two_managers_lift_once_and_an_act_waits_for_an_undoing(stage: PortalDesk, other: Other) -> None:
    stage.put(AccessState.SUSPENDED_FRAUD)
    both = [other(MANAGER), other("responsable.logirem")]
    lift = ("SELECT do_portal_act(%s, 'LIFT', 'DOUBT_CLEARED', NULL, true)", stage.id)
    told = at_once([partial(who.refused, *lift) for who in both])
    assert sorted(told) == ["NOT_IN_THIS_STATE", "allowed"]
    assert stage.ask("SELECT count(*) FROM portal_act WHERE act = 'LIFT' AND customer_id = %s", stage.id) == 1
    stage.put(AccessState.LOCKED_TEMPORARY)
    agent = other(AGENT)
    done = agent.ask(DO, stage.id, "UNLOCK", "TYPING_ERROR")
    with agent.connection.transaction():
        agent.do("SELECT undo_portal_act(%s)", done)
        late: list[str] = []
        unlock = (DO, stage.id, "UNLOCK", "TYPING_ERROR")
        waiting = threading.Thread(target=lambda: late.append(both[0].refused(*unlock)))
        waiting.start()
        asked = (
            "SELECT count(*) FROM pg_stat_activity"
            " WHERE wait_event_type = 'Lock' AND datname = current_database()"
        )
        while stage.ask(asked) == 0 and waiting.is_alive():
            continue
        assert late == [], "it waits for the customer"
    waiting.join(timeout=30)
    assert (late, stage.state()) == (["allowed"], "ACTIVE"), "he unlocks what was locked again"
    assert agent.refused("SELECT undo_portal_act(%s)", done) == "ALREADY_UNDONE"


def at_once(works: list[Callable[[], str]]) -> list[str]:
    """What each answers when all begin together."""
    answers: list[str] = []
    begin = threading.Barrier(len(works))

    def run(work: Callable[[], str]) -> None:
        begin.wait(timeout=30)
        answers.append(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    return answers


def test_nothing_is_undone_across_a_closing(stage: PortalDesk) -> None:
    """What opened the account or was sent before it; the closing itself, once he made another."""
    for act, reason, state in (
        ("UNLOCK", "TYPING_ERROR", AccessState.LOCKED_TEMPORARY),
        ("SEND_RESET", "FORGOTTEN_PASSWORD", AccessState.ACTIVE),
        ("SUSPEND", "TENANT_OBJECTS", AccessState.ACTIVE),
    ):
        with stage.connection.transaction(force_rollback=True):
            stage.put(state)
            stage.become(MANAGER)
            done = stage.act(act, reason, at_counter=True)
            stage.act("CLOSE", "TENANT_ASKS", at_counter=True)
            assert stage.refused("SELECT undo_portal_act(%s)", done) == "TOO_LATE_TO_UNDO", act
            assert stage.state() == "CLOSED"
            stage.become(None)
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    closing = stage.act("CLOSE", "TENANT_ASKS", at_counter=True)
    stage.become(PORTAL)
    made = (
        "INSERT INTO portal_account (landlord_id, customer_id, person_id, login, login_key, state,"
        " created_at) SELECT landlord_id, id, main_person_id, 'neuf@mail.fr', 'neuf@mail.fr', 'ACTIVE', now()"
        " FROM customer WHERE id = %s"
    )
    assert stage.refused(made, stage.id) == "allowed"
    stage.become(AGENT)
    assert stage.refused("SELECT undo_portal_act(%s)", closing) == "TOO_LATE_TO_UNDO"


def test_hostile_proposals_and_keys_are_refused_with_a_sentence(stage: PortalDesk) -> None:
    """Never by an error of the database itself."""
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    replace = "SELECT do_portal_act(%s, 'REPLACE_CONTACT', 'CONTACT_LOST', NULL, true, NULL, NULL, %s)"
    number = {"channel": "MOBILE", "value": "0698765432", "value_key": "+33698765432"}
    keys: tuple[Any, ...] = ("abc", "", 1.5, -1, 10**30, {"id": 1}, [1], True)
    shapes: tuple[Any, ...] = (None, {}, [], 7)
    for proposed in (
        *({**number, "replaces": wrong} for wrong in keys),
        *({**number, key: wrong} for key in number for wrong in shapes),
        "x", 7, [], [number], {}, None,
    ):  # fmt: skip
        told = stage.refused(replace, stage.id, json.dumps(proposed))
        assert told in ("WRONG_CONTACT", "WRONG_PROPOSAL"), (proposed, told)
    for values in ((None, "UNLOCK", "TYPING_ERROR"), (-1, "UNLOCK", "TYPING_ERROR")):
        assert stage.refused(DO, *values) == "NOT_MY_CUSTOMER"
    for act, reason in ((None, None), ("UNLOCK", None), (None, "TYPING_ERROR"), ("DROP", "TABLE")):
        assert stage.refused(DO, stage.id, act, reason) == "NO_REASON"
    assert stage.refused("SELECT undo_portal_act(NULL, %s)", str(uuid4())) == "NO_ACT"
    assert stage.refused("SELECT object_to_change(NULL)") == "NO_CHANGE"
