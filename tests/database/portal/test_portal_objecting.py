"""The tenant objects to a change: the portal is asked, he is told, what was taken away stays away (R4.25)."""

import json

import pytest

from backoffice.rules.portal.acts import AccessState
from tests.portal_desk import PortalDesk

pytestmark = pytest.mark.database
AGENT, COLLEAGUE = "agent.demo", "accueil.logirem"
OBJECT = "SELECT object_to_change(%s)"
UNDO = "SELECT undo_portal_act(%s)"
REPLACE = "SELECT do_portal_act(%s, 'REPLACE_CONTACT', 'CONTACT_LOST', NULL, true, NULL, NULL, %s)"


def replaced(stage: PortalDesk, old: int, last: int) -> tuple[int, int, int]:
    """Act, change and new contact of a mobile entered in place of ``old``, as whoever the stage is."""
    number = f"698765{last:03}"
    proposed = {"channel": "MOBILE", "value": f"0{number}", "value_key": f"+33{number}", "replaces": old}
    act = stage.ask(REPLACE, stage.id, json.dumps(proposed))
    change = stage.ask("SELECT (before ->> 'change')::bigint FROM portal_act WHERE id = %s", act)
    new = stage.ask("SELECT contact_id FROM change_request WHERE id = %s", change)
    return act, change, new


def in_use(stage: PortalDesk, contact: int) -> bool:
    """Whether nothing ends it and it serves, or will, as a proof."""
    return bool(
        stage.ask(
            "SELECT valid_to IS NULL AND usable_for_security_from < now() + interval '50 years'"
            " FROM contact WHERE id = %s",
            contact,
        )
    )


def test_an_objection_asks_the_portal_and_tells_the_tenant(stage: PortalDesk) -> None:
    """It is an act that nobody takes back: sessions end now, no token leaves, old contacts are told."""
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    stage.act("SEND_RESET", "FORGOTTEN_PASSWORD", at_counter=True)
    _, change, new = replaced(stage, stage.contact("1344"), 1)
    stage.become(COLLEAGUE)
    stage.do(OBJECT, change)
    act = stage.ask("SELECT max(id) FROM portal_act WHERE customer_id = %s", stage.id)
    assert stage.refused(UNDO, act) == "TOO_LATE_TO_UNDO"
    stage.become(None)
    assert stage.state() == "SUSPENDED_FRAUD"
    row = "SELECT act || ' ' || reason || ' ' || level FROM portal_act WHERE id = %s"
    assert stage.ask(row, act) == "SUSPEND TENANT_OBJECTS L0"
    asked = (
        "SELECT array_agg(kind || ' ' || state ORDER BY id DESC) FROM portal_errand WHERE customer_id = %s"
    )
    assert stage.ask(asked, stage.id)[:2] == ["SESSIONS_END WAITING", "RESET CANCELLED"]
    notices = stage.connection.execute(
        "SELECT address, template, not_before <= clock_timestamp() FROM outbox_message"
        " WHERE command_id = (SELECT command_id FROM portal_act WHERE id = %s)",
        (act,),
    ).fetchall()
    disputed = stage.ask("SELECT value_key FROM contact WHERE id = %s", new)
    assert {(template, ripe) for _, template, ripe in notices} == {("ACCESS_NOTICE", True)}
    assert disputed not in {address for address, _, _ in notices}
    events = (
        "SELECT array_agg(kind ORDER BY id) FROM portal_event WHERE detail -> 'change' = to_jsonb(%s::bigint)"
    )
    assert stage.ask(events, change) == ["SUSPENDED", "SESSIONS_ENDED"]
    stage.become("portail.demo")
    ended = (
        "UPDATE portal_errand SET state = 'DONE', result = 'ENDED', settled_at = now(), version = version + 1"
        " WHERE act_id = %s AND kind = 'SESSIONS_END'"
    )
    assert stage.do(ended, act) == 1, "the portal may answer at once"


def test_nobody_objects_in_his_own_household(stage: PortalDesk) -> None:
    stage.put(AccessState.ACTIVE)
    stage.become(AGENT)
    _, change, new = replaced(stage, stage.contact("1344"), 1)
    stage.become(None)
    stage.do(
        "UPDATE staff SET person_id = (SELECT main_person_id FROM customer WHERE id = %s) WHERE login = %s",
        *(stage.id, COLLEAGUE),
    )
    stage.become(COLLEAGUE)
    assert stage.refused(OBJECT, change) == "OWN_HOUSEHOLD"
    stage.become(None)
    assert (stage.state(), in_use(stage, new)) == ("ACTIVE", True)
    stage.become("accueil.vivest")
    assert stage.refused(OBJECT, change) == "NOT_MY_CUSTOMER"


def test_a_contact_replaced_since_is_not_revived(stage: PortalDesk) -> None:
    """A change taken back, the contact replaced by another: an objection to the first brings nothing back."""
    stage.put(AccessState.ACTIVE)
    old = stage.contact("1344")
    stage.become(AGENT)
    act, change, _ = replaced(stage, old, 1)
    stage.do(UNDO, act)
    _, _, last = replaced(stage, old, 2)
    stage.do(OBJECT, change)
    assert [in_use(stage, one) for one in (old, last)] == [False, True]


def test_contacts_disputed_one_after_the_other_give_way_to_the_first(stage: PortalDesk) -> None:
    """In whatever order they are disputed, or the last one taken back by who entered it."""
    old = stage.contact("1344")
    for way in ("first, then second", "second, then first", "first, then the second is undone"):
        with stage.connection.transaction(force_rollback=True):
            stage.put(AccessState.ACTIVE)
            stage.become(AGENT)
            _, first, one = replaced(stage, old, 1)
            act, second, two = replaced(stage, one, 2)
            if way.startswith("second"):
                stage.do(OBJECT, second)
                assert [in_use(stage, each) for each in (old, one, two)] == [False, True, False], way
                stage.do(OBJECT, first)
            else:
                stage.do(OBJECT, first)
                # What took its place stands: a contact that may be lost does not come back beside it.
                assert [in_use(stage, each) for each in (old, one, two)] == [False, False, True], way
                stage.do(*(UNDO, act) if way.endswith("undone") else (OBJECT, second))
            assert [in_use(stage, each) for each in (old, one, two)] == [True, False, False], way
            stage.become(None)
