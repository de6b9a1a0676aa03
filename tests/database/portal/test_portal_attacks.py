"""What was tried at psql against accesses to the portal, and is refused since."""

import json
from enum import StrEnum
from uuid import uuid4

import pytest

from backoffice.rules.portal.acts import AccessState
from backoffice.rules.portal.forms import FormRefusal
from backoffice.rules.vocabulary.portal import (
    ActReason,
    FailedCheck,
    LockCause,
    PortalAct,
    PortalMessage,
    TypedForm,
)
from tests.portal_desk import NEW_MOBILE, PortalDesk

pytestmark = pytest.mark.database
AGENT, MANAGER, PORTAL = "agent.demo", "responsable.demo", "portail.demo"
DO = "SELECT do_portal_act(%s, %s, %s, NULL, true, %s, %s, %s)"
_FORM = (
    "INSERT INTO assistance_form (landlord_id, customer_id, received_at, given_number,"
    " given_last_name, given_phone)"
    " SELECT landlord_id, id, %s, %s, %s, %s FROM customer WHERE id = %s"
)
_EVENT = (
    "INSERT INTO portal_event (landlord_id, customer_id, kind, occurred_at, detail)"
    " SELECT landlord_id, id, 'SIGN_IN_FAILED', %s, %s FROM customer WHERE id = %s RETURNING detail"
)


def told(stage: PortalDesk, command: str) -> set[str]:
    """Addresses that the messages of a command go to."""
    rows = stage.connection.execute("SELECT address FROM outbox_message WHERE command_id = %s", (command,))
    return {address for (address,) in rows}


def on_file(stage: PortalDesk) -> set[str]:
    rows = stage.connection.execute(
        "SELECT k.value_key FROM contact k JOIN customer c ON c.main_person_id = k.person_id"
        " WHERE c.id = %s AND k.channel IN ('EMAIL', 'MOBILE') AND k.valid_to IS NULL",
        (stage.id,),
    )
    return {key for (key,) in rows}


def test_no_notice_is_kept_from_a_contact_and_no_command_is_another(stage: PortalDesk) -> None:
    """A contact proposed beside an unlock hid it from the tenant; a replay told another contact as done."""
    stage.put(AccessState.LOCKED_TEMPORARY)
    contacts = on_file(stage)
    command = str(uuid4())
    stage.become(AGENT)
    hidden = json.dumps({"value_key": max(contacts)})
    stage.ask(DO, stage.id, "UNLOCK", "TYPING_ERROR", command, None, hidden)
    stage.become(None)
    assert told(stage, command) == contacts
    command = str(uuid4())
    stage.become(AGENT)
    act = stage.ask(DO, stage.id, "REPLACE_CONTACT", "CONTACT_LOST", command, None, NEW_MOBILE)
    again = (DO, stage.id, "REPLACE_CONTACT", "CONTACT_LOST", command, None)
    assert stage.ask(*again, NEW_MOBILE) == act
    other = NEW_MOBILE.replace("54 32", "54 33").replace("5432", "5433")
    assert stage.refused(*again, other) == "GU002"
    assert stage.refused(*again, None) == "GU002"
    sent = str(uuid4())
    reset = ("SEND_RESET", "FORGOTTEN_PASSWORD", sent)
    mobile = stage.contact("1344")
    stage.ask(DO, stage.id, *reset, mobile, None)
    assert stage.refused(DO, stage.id, *reset, mobile + 1, None) == "GU002"


def test_a_contact_taken_back_serves_no_more(stage: PortalDesk) -> None:
    """Neither another change nor a form refused is told to it, and no manager ends its cooling-off."""
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    act = stage.act("REPLACE_CONTACT", "CONTACT_LOST", at_counter=True)
    stage.ask("SELECT undo_portal_act(%s)", act)
    stage.become(None)
    change, version = stage.connection.execute(
        "SELECT r.id, r.version FROM change_request r JOIN portal_act a"
        " ON (a.before ->> 'change')::bigint = r.id"
        " WHERE a.id = %s",
        (act,),
    ).fetchone() or (0, 0)
    stage.become("responsable.logirem")
    assert stage.refused("SELECT shorten_cooldown(%s, %s)", change, version) == "COOLING_OFF"
    stage.become(None)
    call = stage.call_at(AGENT, "L3")
    stage.become(AGENT)
    proposed = {"channel": "EMAIL", "value": "autre@mail.fr", "value_key": "autre@mail.fr"}
    last = stage.ask("SELECT max(id) FROM outbox_message")
    stage.ask("SELECT propose_change('SECURITY_CONTACT', %s, %s, %s)", stage.id, json.dumps(proposed), call)
    gone = "SELECT count(*) FROM outbox_message WHERE id > %s AND address = '+33698765432'"
    assert stage.ask(gone, last) == 0
    stage.become(PORTAL)
    stage.do(_FORM, "now", "1344", "Martin", None, stage.id)
    stage.become(AGENT)
    item = stage.ask("SELECT max(id) FROM work_item WHERE customer_id = %s AND kind = 'ASSISTANCE'", stage.id)
    assert stage.ask("SELECT count(*) FROM form_notices(%s)", item) > 0
    assert stage.ask("SELECT count(*) FROM form_notices(%s) WHERE address = '+33698765432'", item) == 0


def test_no_text_passes_for_a_contact(stage: PortalDesk) -> None:
    """Through the new door and through the one of before."""
    stage.put(AccessState.ACTIVE)
    call = stage.call_at(AGENT, "L3")
    stage.become(AGENT)
    for channel, value, key in (
        ("EMAIL", "motdepasse:hunter2@mail.fr", None),
        ("EMAIL", "a\x07\x1b@mail.fr", None),
        ("EMAIL", "a@mail.fr,b.fr", None),
        ("MOBILE", "mon mot de passe 98765432", "+33698765432"),
    ):
        proposed = json.dumps({"channel": channel, "value": value, "value_key": key or value})
        replace = (DO, stage.id, "REPLACE_CONTACT", "CONTACT_LOST", None, None, proposed)
        assert stage.refused(*replace) == "WRONG_CONTACT", value
        change = "SELECT propose_change('SECURITY_CONTACT', %s, %s, %s)"
        assert stage.refused(change, stage.id, proposed, call) == "WRONG_CONTACT", value


def test_events_and_forms_hold_nothing_but_what_they_should(stage: PortalDesk) -> None:
    """Words that are none, times that are none, codes instead of numbers, what no screen can show."""
    words: dict[str, set[str]] = {key: {word.value for word in kind} for key, kind in _closed().items()} | {
        "channel": {"EMAIL", "SMS", "LETTER"},
        "place": {"WEB", "APP"},
    }
    words["reason"] |= {word.value for word in FormRefusal}
    stage.become(PORTAL)
    for key, known in words.items():
        for word in known:
            detail = {key: word}
            assert stage.ask(_EVENT, "now", json.dumps(detail), stage.id) == detail, "the word is known"
        planted = json.dumps({key: "SOLEIL"})
        assert stage.ask(_EVENT, "now", planted, stage.id) == {}, "a password in capitals is no word"
    for moment in ("infinity", "-infinity", "9999-12-31"):
        assert stage.refused(_EVENT, moment, "{}", stage.id) == "EVENT_TIME"
    good = ("now", "1344", "Martin", "06 12 34 56 78")
    assert stage.refused(_FORM, *good, stage.id) == "allowed"
    for place, value in (
        (1, "0" * 10_000 + "1344"),
        (1, "13\n44"),
        (2, "Mar\u202etin"),
        (2, "Mar\x85tin"),
        (3, "482913"),
        (3, "(((((("),
        (3, "1" * 100),
    ):
        given = [*good]
        given[place] = value
        assert stage.refused(_FORM, *given, stage.id) in ("FORM_VALUE", "LOOKS_SECRET"), value[:20]
    assert stage.refused(_FORM, "-infinity", *good[1:], stage.id) == "allowed"
    assert stage.ask("SELECT bool_and(isfinite(received_at)) FROM assistance_form"), "the queue can be read"


def test_a_form_is_decided_through_its_own_door_alone(stage: PortalDesk) -> None:
    """The door of all items left the tenant blocked and untold; a release undone lost the form."""
    stage.put(AccessState.REGISTRATION_BLOCKED)
    stage.do(
        "INSERT INTO assistance_form (landlord_id, customer_id, received_at, given_number, given_last_name,"
        " given_first_names, given_birth_date) SELECT c.landlord_id, c.id, now(), c.client_ref, p.birth_name,"
        " p.first_names, p.birth_date FROM customer c JOIN person p ON p.id = c.main_person_id"
        " WHERE c.id = %s",
        stage.id,
    )
    item = stage.ask("SELECT max(id) FROM work_item WHERE customer_id = %s AND kind = 'ASSISTANCE'", stage.id)
    stage.become(AGENT)
    stage.do("SELECT claim_item(%s::bigint, 600)", item)
    version = stage.ask("SELECT version FROM work_item WHERE id = %s", item)
    bare = "SELECT decide_item(%s, %s, %s, %s, %s)"
    for decision, reason in (
        ("ACCEPTED", "FORM_CHECKED"),
        ("REJECTED", "NO_BLOCK"),
        ("CANCELLED", "DUPLICATE"),
    ):
        assert stage.refused(bare, item, version, decision, reason, str(uuid4())) != "allowed", decision
    command = str(uuid4())
    release = "SELECT decide_form(%s, %s, 'ACCEPTED', NULL, NULL, true, %s)"
    assert stage.refused(release, item, version, command) == "allowed"
    act = stage.ask("SELECT id FROM portal_act WHERE command_id = %s", command)
    assert stage.refused("SELECT undo_portal_act(%s)", act) == "allowed"
    assert stage.ask("SELECT status FROM work_item WHERE id = %s", item) == "OPEN"


def test_a_decision_on_a_form_is_undone_through_its_own_door_alone(stage: PortalDesk) -> None:
    """The door of all items took the decision back, and left the mail and the release as they were."""
    stage.put(AccessState.REGISTRATION_BLOCKED)
    stage.do(
        "INSERT INTO assistance_form (landlord_id, customer_id, received_at, given_number, given_last_name,"
        " given_first_names, given_birth_date) SELECT c.landlord_id, c.id, now(), c.client_ref, p.birth_name,"
        " p.first_names, p.birth_date FROM customer c JOIN person p ON p.id = c.main_person_id"
        " WHERE c.id = %s",
        stage.id,
    )
    item = stage.ask("SELECT max(id) FROM work_item WHERE customer_id = %s AND kind = 'ASSISTANCE'", stage.id)
    mails = (
        "SELECT array_agg(DISTINCT state) FROM outbox_message WHERE template IN"
        " ('FORM_REFUSED', 'ACCESS_NOTICE') AND command_id = %s"
    )
    stage.become(AGENT)
    for decision, reason in (("REJECTED", "DUPLICATE"), ("ACCEPTED", None)):
        stage.do("SELECT claim_item(%s::bigint, 600)", item)
        version = "SELECT version FROM work_item WHERE id = %s"
        command = str(uuid4())
        decided = "SELECT decide_form(%s, %s, %s, %s, NULL, true, %s)"
        stage.do(decided, item, stage.ask(version, item), decision, reason, command)
        for own in (str(uuid4()), None, command):
            bare = stage.refused("SELECT undo_item(%s, %s, %s)", item, stage.ask(version, item), own)
            # The command of the decision again is that decision, and undoes nothing.
            assert bare == ("allowed" if own == command else "FORM_DECISION"), decision
        assert stage.ask(mails, command) == ["WAITING"]
        assert stage.ask("SELECT status FROM work_item WHERE id = %s", item) == "DONE"
        undo = "SELECT undo_form(%s, %s, %s)"
        assert stage.refused(undo, item, stage.ask(version, item), str(uuid4())) == "allowed", decision
        assert stage.ask(mails, command) == ["CANCELLED"]
        assert stage.ask("SELECT status FROM work_item WHERE id = %s", item) == "OPEN"


def _closed() -> dict[str, type[StrEnum]]:
    return {
        "cause": LockCause,
        "reason": ActReason,
        "failed": FailedCheck,
        "typed": TypedForm,
        "message": PortalMessage,
        "act": PortalAct,
    }
