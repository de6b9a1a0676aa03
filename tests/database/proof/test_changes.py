"""Contacts, bank details, titles: level 3, a second person, a cooling-off, a way to object (R3.54, R4.25)."""

import json
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest

from tests.psql import Psql

pytestmark = pytest.mark.database
NUMBER = "1344"
OTHER = "00012345"
GONE = ("CONTACT_COOLING_OFF", "NO_SECURITY_CONTACT")
MOBILE = {"channel": "MOBILE", "value": "06 98 76 54 32", "value_key": "+33698765432"}
BANK = {"holder_name": "Dupont", "iban": "FR76 3000 6000 0112 3456 7890 189"}
PROPOSE = "SELECT propose_change(%s, %s, %s, %s)"
LETTER = "SELECT propose_change(%s, %s, %s, NULL, current_date)"


@pytest.fixture
def visit(agent: Psql) -> int:
    """A visit at the counter, paper seen: level 3."""
    made = agent.call(NUMBER, "COUNTER")
    agent.do("SELECT paper_seen(%s, true)", made)
    return made


@pytest.fixture
def manager(psql: Callable[..., Psql]) -> Psql:
    """The manager of all agencies."""
    return psql("responsable.demo")


@pytest.fixture
def accounting(psql: Callable[..., Psql]) -> Psql:
    """Accounting of the landlord."""
    return psql("quittancement.logirem")


def propose(who: Psql, kind: str, proposed: dict[str, Any], call: int) -> int:
    """The number of the change."""
    return int(who.ask(PROPOSE, kind, who.customer(NUMBER), json.dumps(proposed), call))


def refused(who: Psql, kind: str, proposed: dict[str, Any], call: int | None) -> str:
    """The code of the refusal."""
    return who.refused(PROPOSE, kind, who.customer(NUMBER), json.dumps(proposed), call)


def title(who: Psql, wanted: str, number: str = NUMBER) -> dict[str, Any]:
    """A title for the last member of the household who holds nothing, from tomorrow on."""
    row = who.connection.execute(
        "SELECT m.lease_id, m.person_id, (current_date + 1)::text FROM household_member m"
        " JOIN lease l ON l.id = m.lease_id JOIN customer c ON c.id = l.customer_id"
        " WHERE c.client_ref = %s AND l.valid_to IS NULL AND NOT EXISTS (SELECT FROM lease_holder h"
        " WHERE h.lease_id = l.id AND h.person_id = m.person_id) ORDER BY m.id DESC LIMIT 1",
        [number],
    ).fetchone()
    assert row is not None, "the household has a member without a title"
    return {"lease_id": row[0], "person_id": row[1], "title": wanted, "from": row[2]}


def test_vector_14_a_new_mobile_serves_a_day_later_and_the_old_one_until_then(
    agent: Psql, owner: Psql, visit: int
) -> None:
    old = agent.contact(NUMBER)
    before = {
        row[0]
        for row in agent.connection.execute(
            "SELECT k.value_key FROM contact k JOIN customer c ON c.main_person_id = k.person_id"
            " WHERE c.client_ref = %s AND k.valid_to IS NULL AND k.channel IN ('EMAIL', 'MOBILE')",
            [NUMBER],
        )
    }
    change = propose(agent, "SECURITY_CONTACT", {**MOBILE, "replaces": old}, visit)
    new = agent.ask("SELECT contact_id FROM change_request WHERE id = %s", change)
    usable = agent.ask("SELECT usable_for_security_from - now() FROM contact WHERE id = %s", new)
    assert timedelta(hours=23, minutes=59) < usable <= timedelta(hours=24)
    send = "SELECT send_caller_code(%s, %s)"
    call = agent.call(NUMBER)
    assert agent.refused(send, call, new) == "CONTACT_COOLING_OFF"
    assert agent.refused("SELECT call_back_done(%s, %s, true)", call, new) == "CONTACT_COOLING_OFF"
    assert agent.ask(send, call, old)
    told = agent.connection.execute(
        "SELECT address, body FROM outbox_message WHERE template = 'CHANGE_NOTICE' ORDER BY id"
    ).fetchall()
    assert {address for address, _ in told} == before
    assert all(f"dossier n° {change}" in body and "suspendu" in body for _, body in told)
    assert all("06 98 76 54 32" not in body and "+33698765432" not in body for _, body in told)
    # The next day at the same hour.
    owner.do(
        "UPDATE contact SET usable_for_security_from = usable_for_security_from - interval '24 hours',"
        " version = version + 1 WHERE id = %s",
        new,
    )
    assert agent.ask(send, call, new)


def test_without_any_old_contact_a_letter_leaves(agent: Psql, owner: Psql, visit: int) -> None:
    owner.do(
        "UPDATE contact SET valid_to = current_date, version = version + 1 WHERE valid_from < current_date"
    )
    propose(agent, "SECURITY_CONTACT", MOBILE, visit)
    row = agent.connection.execute(
        "SELECT channel, address FROM outbox_message WHERE template = 'CHANGE_NOTICE'"
    ).fetchone()
    assert row is not None
    assert row[0] == "LETTER"
    assert len(row[1]) > 8


def test_level_two_changes_nothing(agent: Psql) -> None:
    call = agent.call(NUMBER)
    agent.do("SELECT identifiers_given(%s, true)", call)
    agent.answer(call)
    for kind, proposed in (("SECURITY_CONTACT", MOBILE), ("BANK_DETAILS", BANK), ("HOUSEHOLD_TITLE", {})):
        assert refused(agent, kind, proposed, call) == "CALLER_NOT_VERIFIED"
        assert refused(agent, kind, proposed, None) == "CALLER_NOT_VERIFIED"


def test_a_signed_letter_is_a_proof_while_it_is_fresh(agent: Psql) -> None:
    customer = agent.customer(NUMBER)
    assert agent.ask(LETTER, "SECURITY_CONTACT", customer, json.dumps(MOBILE))
    for days in ("+ 1", "- 91"):
        day = f"(now() AT TIME ZONE 'Europe/Paris')::date {days}"
        stale = f"SELECT propose_change('BANK_DETAILS', %s, %s, NULL, {day})"
        assert agent.refused(stale, customer, json.dumps(BANK)) == "CALLER_NOT_VERIFIED"


@pytest.mark.parametrize(
    ("kind", "proposed", "code"),
    [
        ("SECURITY_CONTACT", {}, "WRONG_PROPOSAL"),
        ("SECURITY_CONTACT", {**MOBILE, "value": "06 00 00 00 00"}, "WRONG_CONTACT"),
        ("SECURITY_CONTACT", {**MOBILE, "channel": "PHONE"}, "WRONG_CONTACT"),
        ("SECURITY_CONTACT", {"channel": "EMAIL", "value": "a@b.fr", "value_key": "c@b.fr"}, "WRONG_CONTACT"),
        ("SECURITY_CONTACT", {**MOBILE, "replaces": 999_999}, "WRONG_CONTACT"),
        ("BANK_DETAILS", {**BANK, "iban": "FR76 3000 6000 0112 3456 7890 188"}, "WRONG_IBAN"),
        ("BANK_DETAILS", {**BANK, "iban": "FR7630006000011234567890"}, "WRONG_IBAN"),
        ("BANK_DETAILS", {**BANK, "iban": "XX7630006000011234567890189"}, "WRONG_IBAN"),
        ("BANK_DETAILS", {"iban": BANK["iban"]}, "WRONG_PROPOSAL"),
        ("HOUSEHOLD_TITLE", {}, "WRONG_PROPOSAL"),
        ("ELSE", {}, "WRONG_PROPOSAL"),
    ],
)
def test_what_is_not_right_is_told(
    agent: Psql, visit: int, kind: str, proposed: dict[str, Any], code: str
) -> None:
    assert refused(agent, kind, proposed, visit) == code


def test_bank_details_take_two_persons_and_a_cooling_off(
    agent: Psql, manager: Psql, accounting: Psql, owner: Psql, visit: int
) -> None:
    change = propose(agent, "BANK_DETAILS", BANK, visit)
    proposed = agent.ask("SELECT proposed::text FROM change_request WHERE id = %s", change)
    assert "FR76 •••• •••• 0189" in proposed
    assert "30006000" not in proposed.replace(" ", "")
    seen = agent.ask("SELECT version FROM change_request WHERE id = %s", change)
    assert agent.refused("SELECT approve_change(%s, %s)", change, seen) == "42501"
    assert manager.refused("SELECT approve_change(%s, %s)", change, seen + 1) == "CHANGE_STALE"
    accounting.do("SELECT approve_change(%s, %s)", change, seen)
    row = agent.connection.execute(
        "SELECT state, effective_at > now() + interval '23 hours' FROM bank_detail WHERE change_id = %s",
        [change],
    ).fetchone()
    assert row == ("ACTIVE", True)
    assert manager.refused("SELECT approve_change(%s, %s)", change, seen + 1) == "CHANGE_DECIDED"
    assert agent.ask("SELECT count(*) FROM outbox_message WHERE template = 'CHANGE_NOTICE'") > 0
    kept = owner.ask("SELECT iban FROM bank_detail WHERE change_id = %s", change)
    assert kept == "FR7630006000011234567890189"
    traced = owner.ask(
        "SELECT string_agg(new_values::text, ' ') FROM audit_entry WHERE new_values IS NOT NULL"
    )
    assert kept not in traced


def test_who_proposed_does_not_decide(manager: Psql, accounting: Psql, agent: Psql) -> None:
    visit = manager.call(NUMBER, "COUNTER")
    manager.do("SELECT paper_seen(%s, true)", visit)
    change = propose(manager, "BANK_DETAILS", BANK, visit)
    assert manager.refused("SELECT approve_change(%s, 1)", change) == "SECOND_PERSON"
    assert manager.refused("SELECT refuse_change(%s, 1, 'NOT_JUSTIFIED')", change) == "SECOND_PERSON"
    assert accounting.refused("SELECT refuse_change(%s, 1, 'x')", change) == "NO_REASON"
    assert agent.refused("SELECT withdraw_change(%s, 1)", change) == "NOT_MY_CHANGE"
    accounting.do("SELECT refuse_change(%s, 1, 'DOCUMENT_MISSING')", change)
    assert agent.ask("SELECT state FROM bank_detail WHERE change_id = %s", change) == "REFUSED"


def test_a_title_is_a_manager_s_and_never_of_his_own_household(
    agent: Psql, manager: Psql, accounting: Psql, owner: Psql, visit: int
) -> None:
    wanted = title(agent, "CO_HOLDER")
    change = propose(agent, "HOUSEHOLD_TITLE", wanted, visit)
    assert refused(agent, "HOUSEHOLD_TITLE", wanted, visit) == "ALREADY_PROPOSED"
    assert accounting.refused("SELECT approve_change(%s, 1)", change) == "NOT_A_DECIDER"
    household = "UPDATE staff SET person_id = %s, version = version + 1 WHERE login = 'responsable.demo'"
    owner.do(household, wanted["person_id"])
    assert manager.refused("SELECT approve_change(%s, 1)", change) == "OWN_HOUSEHOLD"
    owner.do(household, None)
    manager.do("SELECT approve_change(%s, 1)", change)
    held = agent.ask(
        "SELECT title FROM lease_holder WHERE lease_id = %s AND person_id = %s"
        " AND valid_from = current_date + 1",
        wanted["lease_id"], wanted["person_id"],
    )  # fmt: skip
    assert held == "CO_HOLDER"


def test_one_main_holder_and_never_none(agent: Psql, manager: Psql, visit: int) -> None:
    change = propose(agent, "HOUSEHOLD_TITLE", title(agent, "MAIN_HOLDER"), visit)
    assert manager.refused("SELECT approve_change(%s, 1)", change) == "MAIN_HOLDER_EXISTS"
    agent.do("SELECT withdraw_change(%s, 1)", change)
    row = agent.connection.execute(
        "SELECT h.lease_id, h.person_id, (current_date + 1)::text FROM lease_holder h"
        " JOIN lease l ON l.id = h.lease_id WHERE l.customer_id = %s AND l.valid_to IS NULL"
        " AND h.title = 'MAIN_HOLDER'",
        [agent.customer(NUMBER)],
    ).fetchone()
    assert row is not None
    ended = {"lease_id": row[0], "person_id": row[1], "title": "NONE", "from": row[2]}
    others = agent.ask(
        "SELECT count(*) FROM lease_holder WHERE lease_id = %s AND person_id <> %s AND valid_to IS NULL",
        row[0], row[1],
    )  # fmt: skip
    change = propose(agent, "HOUSEHOLD_TITLE", ended, visit)
    told = manager.refused("SELECT approve_change(%s, 1)", change)
    assert told == ("allowed" if others else "LAST_HOLDER")


def test_a_contact_and_an_account_do_not_change_on_one_word(
    agent: Psql, psql: Callable[..., Psql], visit: int
) -> None:
    propose(agent, "SECURITY_CONTACT", MOBILE, visit)
    assert refused(agent, "BANK_DETAILS", BANK, visit) == "CHANGED_IN_SAME_CALL"
    agent.do("SELECT end_call(%s)", visit)
    again = agent.call(NUMBER, "COUNTER")
    agent.do("SELECT paper_seen(%s, true)", again)
    assert refused(agent, "BANK_DETAILS", BANK, again) == "COOLING_OFF"
    other = psql("accueil.monlogement27")
    visit = other.call(OTHER, "COUNTER")
    other.do("SELECT paper_seen(%s, true)", visit)
    customer = other.customer(OTHER)
    other.do(PROPOSE, "BANK_DETAILS", customer, json.dumps(BANK), visit)
    contact = json.dumps(MOBILE)
    assert other.refused(PROPOSE, "SECURITY_CONTACT", customer, contact, visit) == "CHANGED_IN_SAME_CALL"


def test_an_objection_freezes_everything(agent: Psql, owner: Psql, psql: Callable[..., Psql]) -> None:
    """R4.25: by the case number, at any level, whoever takes the call."""
    visit = agent.call("1344", "COUNTER")
    agent.do("SELECT paper_seen(%s, true)", visit)
    old = agent.contact("1344")
    change = agent.ask(
        PROPOSE, "SECURITY_CONTACT", agent.customer("1344"), json.dumps({**MOBILE, "replaces": old}), visit
    )
    colleague = psql("accueil.logirem")
    colleague.do("SELECT object_to_change(%s)", change)
    colleague.do("SELECT object_to_change(%s)", change)
    customer = agent.customer("1344")
    state = "SELECT state FROM portal_account WHERE customer_id = %s"
    assert agent.ask(state, customer) == "SUSPENDED_FRAUD"
    assert agent.contact("1344") == old
    new = agent.ask("SELECT contact_id FROM change_request WHERE id = %s", change)
    call = agent.call("1344")
    assert agent.refused("SELECT send_caller_code(%s, %s)", call, new) in GONE
    assert agent.ask("SELECT send_caller_code(%s, %s)", call, old)
    assert (
        agent.refused("SELECT unlock_account(%s, 'TYPING_ERROR', NULL, true)", customer) == "FRAUD_SUSPENSION"
    )
    events = "SELECT count(*) FROM portal_event WHERE customer_id = %s AND kind = 'SUSPENDED'"
    assert agent.ask(events, customer) == 1
    visit = agent.call("1344", "COUNTER")
    agent.do("SELECT paper_seen(%s, true)", visit)
    asked = (PROPOSE, "BANK_DETAILS", customer, json.dumps(BANK), visit)
    assert agent.refused(*asked) == "FRAUD_SUSPENSION"


def test_a_disputed_account_gives_way_to_the_one_before(
    agent: Psql, manager: Psql, owner: Psql, visit: int
) -> None:
    first = propose(agent, "BANK_DETAILS", BANK, visit)
    manager.do("SELECT approve_change(%s, 1)", first)
    other = {**BANK, "iban": "DE89 3704 0044 0532 0130 00"}
    second = propose(agent, "BANK_DETAILS", other, visit)
    manager.do("SELECT approve_change(%s, 1)", second)
    ended = "SELECT ended_at IS NULL FROM bank_detail WHERE change_id = %s AND state = 'ACTIVE'"
    assert agent.ask(ended, first) is False
    agent.do("SELECT object_to_change(%s)", second)
    assert agent.ask(ended, first) is True
    assert agent.ask("SELECT state FROM bank_detail WHERE change_id = %s", second) == "REFUSED"


def test_the_cooling_off_is_shortened_at_the_counter_by_a_manager(
    agent: Psql, manager: Psql, visit: int
) -> None:
    change = propose(agent, "SECURITY_CONTACT", MOBILE, visit)
    seen = agent.ask("SELECT version FROM change_request WHERE id = %s", change)
    assert agent.refused("SELECT shorten_cooldown(%s, %s)", change, seen) == "42501"
    manager.do("SELECT shorten_cooldown(%s, %s)", change, seen)
    new = agent.ask("SELECT contact_id FROM change_request WHERE id = %s", change)
    assert agent.ask("SELECT send_caller_code(%s, %s)", agent.call(NUMBER), new)
    customer = agent.customer(NUMBER)
    by_post = agent.ask(
        LETTER, "SECURITY_CONTACT", customer,
        json.dumps({"channel": "EMAIL", "value": "n@b.fr", "value_key": "n@b.fr"}),
    )  # fmt: skip
    seen = agent.ask("SELECT version FROM change_request WHERE id = %s", by_post)
    assert manager.refused("SELECT shorten_cooldown(%s, %s)", by_post, seen) == "COOLING_OFF"


def test_a_whole_account_number_is_shown_once_to_accounting_and_never_undone(
    agent: Psql, manager: Psql, accounting: Psql, visit: int
) -> None:
    change = propose(agent, "BANK_DETAILS", BANK, visit)
    detail = agent.ask("SELECT id FROM bank_detail WHERE change_id = %s", change)
    ask, show = "SELECT ask_iban(%s, 'MANDATE')", "SELECT reveal_iban(%s)"
    for other in (agent, manager):
        assert other.refused(ask, detail) == "42501"
    with accounting.connection.transaction(force_rollback=True):
        inside = accounting.ask(ask, detail)
        assert accounting.refused(show, inside) == "NOT_ASKED"
    asked = accounting.ask(ask, detail)
    assert accounting.ask(show, asked) == "FR7630006000011234567890189"
    assert accounting.refused(show, asked) == "NOT_ASKED"
    line = "SELECT reason FROM iban_reveal WHERE id = %s AND shown_at IS NOT NULL"
    assert manager.ask(line, asked) == "MANDATE"


def test_two_persons_decide_once(agent: Psql, psql: Callable[..., Psql], visit: int) -> None:
    change = propose(agent, "BANK_DETAILS", BANK, visit)
    deciders = [psql(login) for login in ("responsable.demo", "quittancement.logirem", "responsable.logirem")]
    with ThreadPoolExecutor(3) as pool:
        told = list(pool.map(lambda one: one.refused("SELECT approve_change(%s, 1)", change), deciders))
    assert sorted(told) == ["CHANGE_STALE", "CHANGE_STALE", "allowed"]
