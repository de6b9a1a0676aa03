"""An agent with psql: every way round the proof is closed, and the straight way is open (R4.14, R4.15)."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.psql import Psql

pytestmark = pytest.mark.database
NO_RIGHT = "42501"
UNLOCK = "SELECT unlock_account(%s, 'TYPING_ERROR', %s)"

# Every statement is refused for want of a right, before any row is looked at.
FORBIDDEN = (
    "UPDATE phone_call SET level = 'L3'",
    "UPDATE phone_call SET ended_at = NULL",
    "UPDATE phone_call SET summary = 'x'",
    "UPDATE phone_call SET started_at = now() - interval '1 day'",
    "INSERT INTO phone_call (landlord_id, staff_id, customer_id, place, started_at, level)"
    " SELECT landlord_id, 1, id, 'COUNTER', now(), 'L3' FROM customer LIMIT 1",
    "INSERT INTO caller_check (landlord_id, call_id, method, outcome, staff_id)"
    " SELECT landlord_id, id, 'COUNTER_ID', 'PASSED', staff_id FROM phone_call LIMIT 1",
    "UPDATE caller_check SET wrong_answers = 0",
    "DELETE FROM caller_check",
    "UPDATE control_draw SET answered_at = NULL",
    "INSERT INTO control_draw (landlord_id, call_id, customer_id, staff_id, questions, drawn_at)"
    " SELECT landlord_id, id, customer_id, staff_id, '{A,B}', now() FROM phone_call LIMIT 1",
    "UPDATE account_lock SET ended_at = now(), ended_how = 'BY_STAFF'",
    "UPDATE portal_account SET state = 'ACTIVE'",
    "UPDATE registration_block SET released_at = now()",
    "INSERT INTO portal_event (landlord_id, customer_id, kind, occurred_at)"
    " SELECT landlord_id, id, 'UNLOCKED', now() FROM customer LIMIT 1",
    "INSERT INTO supervisor_alert (landlord_id, kind, customer_id, sentence)"
    " SELECT landlord_id, 'REPEATED_UNLOCK', id, 'x' FROM customer LIMIT 1",
    "UPDATE caller_code SET expires_at = now() + interval '1 day'",
    "SELECT code_hash FROM caller_code",
    "SELECT salt FROM caller_code",
    "SELECT typed_hash FROM caller_code_try",
    "SELECT secret_body FROM outbox_message",
    "SELECT * FROM outbox_message",
    "UPDATE outbox_message SET address = '+33600000000'",
    "INSERT INTO contact (landlord_id, person_id, channel, role, value, value_key, source,"
    " usable_for_security_from, valid_from)"
    " SELECT landlord_id, id, 'MOBILE', 'NOTICE', 'x', 'x', 'AGENT',"
    " now() - interval '9 days', current_date FROM person LIMIT 1",
    "UPDATE contact SET usable_for_security_from = now() - interval '1 day'",
    "UPDATE change_request SET state = 'APPROVED'",
    "SELECT iban FROM bank_detail",
    "UPDATE bank_detail SET iban = 'x'",
    "UPDATE staff SET person_id = NULL",
    "UPDATE staff SET role = 'MANAGER'",
    "SELECT proof_note(c, 'COUNTER_ID', 'PASSED') FROM phone_call c LIMIT 1",
    "SELECT level_of_call(1)",
    "SELECT proof_visit(c, s, 'x') FROM customer c, staff s LIMIT 1",
    "SELECT tell_joined(1, p, p) FROM person p LIMIT 1",
    "SELECT proof_counter_level(c) FROM phone_call c LIMIT 1",
    "SELECT proof_code_hash(gen_random_uuid(), '123456')",
    "SELECT forget_codes()",
    "SELECT message_sent(1)",
    "SELECT approve_change(1, 1)",
    "SELECT shorten_cooldown(1, 1)",
    "SELECT ask_iban(1, 'CONTROL')",
    "SELECT reveal_iban(1)",
)


@pytest.fixture
def verified(agent: Psql) -> int:
    """The call for the locked tenant, at level 2."""
    call = agent.call("1344")
    agent.do("SELECT identifiers_given(%s, true)", call)
    agent.answer(call)
    return call


def test_nothing_is_written_nor_read_beside_the_functions(agent: Psql) -> None:
    told = {statement: agent.refused(statement) for statement in FORBIDDEN}
    assert {statement: code for statement, code in told.items() if code != NO_RIGHT} == {}


def test_the_straight_way_is_open_and_traced(agent: Psql, owner: Psql, verified: int) -> None:
    customer = agent.customer("1344")
    assert agent.ask(UNLOCK, customer, verified) == verified
    assert agent.ask("SELECT state FROM portal_account WHERE customer_id = %s", customer) == "ACTIVE"
    lines = owner.ask(
        "SELECT count(DISTINCT table_name) FROM audit_entry WHERE customer_id = %s AND login = 'agent.demo'"
        " AND table_name IN ('phone_call', 'caller_check', 'control_draw', 'account_lock', 'portal_account',"
        " 'portal_event')",
        customer,
    )
    assert lines >= 5
    assert agent.refused(UNLOCK, customer, verified) == "NOT_LOCKED"


def test_a_call_proves_nothing_of_another_tenant_nor_for_a_colleague(
    agent: Psql, psql: Callable[..., Psql], verified: int
) -> None:
    other = psql("responsable.demo")
    assert other.refused(UNLOCK, other.customer("1344"), verified) == "CALLER_NOT_VERIFIED"
    elsewhere = agent.call("00012345")
    agent.do("SELECT identifiers_given(%s, true)", elsewhere)
    agent.answer(elsewhere)
    assert agent.refused(UNLOCK, agent.customer("1344"), elsewhere) == "CALLER_NOT_VERIFIED"
    for statement in (
        "SELECT identifiers_given(%s, true)",
        "SELECT paper_seen(%s, true)",
        "SELECT draw_questions(%s)",
        "SELECT type_caller_code(%s, '123456')",
    ):
        assert other.refused(statement, verified) == "CALLER_NOT_VERIFIED"
    assert other.refused("SELECT end_call(%s)", verified) == "CALL_ENDED"


def test_a_level_ends_with_its_call_and_with_the_shift(agent: Psql, owner: Psql, verified: int) -> None:
    customer = agent.customer("1344")
    owner.do(
        "UPDATE phone_call SET started_at = now() - interval '13 hours', version = version + 1 WHERE id = %s",
        verified,
    )
    assert agent.refused(UNLOCK, customer, verified) == "CALLER_NOT_VERIFIED"
    agent.do("SELECT end_call(%s, 'fin')", verified)
    assert agent.refused(UNLOCK, customer, verified) == "CALLER_NOT_VERIFIED"
    assert agent.refused("SELECT identifiers_given(%s, true)", verified) == "CALLER_NOT_VERIFIED"


def test_level_one_does_not_unlock(agent: Psql) -> None:
    call = agent.call("00012345")
    agent.do("SELECT identifiers_given(%s, true)", call)
    assert agent.refused(UNLOCK, agent.customer("00012345"), call) == "CALLER_NOT_VERIFIED"
    assert agent.refused(UNLOCK, agent.customer("00012345"), None) == "CALLER_NOT_VERIFIED"


def test_nobody_unlocks_his_own_household(agent: Psql, owner: Psql, verified: int) -> None:
    owner.do(
        "UPDATE staff SET person_id = (SELECT main_person_id FROM customer WHERE client_ref = '1344'),"
        " version = version + 1 WHERE login = 'agent.demo'"
    )
    customer = owner.customer("1344")
    assert agent.refused(UNLOCK, customer, verified) == "OWN_HOUSEHOLD"
    proposal = "SELECT propose_change('SECURITY_CONTACT', %s, '{}', %s)"
    assert agent.refused(proposal, customer, verified) == "OWN_HOUSEHOLD"


def test_a_colleague_s_file_is_a_manager_s(agent: Psql, owner: Psql, verified: int) -> None:
    """A file of a colleague is reserved: the functions show no more of it than the row policies."""
    owner.do(
        "UPDATE staff SET person_id = (SELECT main_person_id FROM customer WHERE client_ref = '1344'),"
        " version = version + 1 WHERE login = 'dpo.demo'"
    )
    assert agent.refused(UNLOCK, owner.customer("1344"), verified) == "NOT_MY_CUSTOMER"
    assert agent.refused("SELECT start_call(%s, 'PHONE')", owner.customer("1344")) == "NOT_MY_CUSTOMER"


def test_another_landlord_s_tenant_does_not_exist(psql: Callable[..., Psql], owner: Psql) -> None:
    agent = psql("accueil.vivest")
    assert agent.refused("SELECT start_call(%s, 'PHONE')", owner.customer("1344")) == "NOT_MY_CUSTOMER"


def test_a_contact_in_cooling_off_waits_for_a_manager(
    agent: Psql, psql: Callable[..., Psql], owner: Psql, verified: int
) -> None:
    owner.do(
        "UPDATE contact SET usable_for_security_from = now() + interval '1 hour', version = version + 1"
        " WHERE id = %s",
        owner.contact("1344", "EMAIL"),
    )
    customer = agent.customer("1344")
    assert agent.refused(UNLOCK, customer, verified) == "COOLING_OFF"
    manager = psql("responsable.demo")
    assert manager.ask("SELECT unlock_account(%s, 'TYPING_ERROR', NULL, true)", customer)


def test_a_fraud_suspension_and_a_closed_contract_hold(agent: Psql, owner: Psql, verified: int) -> None:
    customer = agent.customer("1344")
    owner.do(
        "UPDATE portal_account SET state = 'SUSPENDED_FRAUD', version = version + 1 WHERE customer_id = %s",
        customer,
    )
    assert agent.refused(UNLOCK, customer, verified) == "FRAUD_SUSPENSION"
    closed = "SELECT unlock_account(%s, 'TYPING_ERROR', NULL, true)"
    assert agent.refused(closed, agent.customer("1015")) == "CONTRACT_CLOSED"


def test_a_reason_is_of_the_list(agent: Psql, verified: int) -> None:
    statement = "SELECT unlock_account(%s, 'x', %s)"
    assert agent.refused(statement, agent.customer("1344"), verified) == "NO_REASON"


def test_one_call_at_a_time_with_a_customer(agent: Psql, psql: Callable[..., Psql], verified: int) -> None:
    """Whatever the window; the other place ends the first."""
    assert psql("agent.demo").call("1344") == verified
    visit = agent.call("1344", "COUNTER")
    assert visit != verified
    assert agent.refused(UNLOCK, agent.customer("1344"), verified) == "CALLER_NOT_VERIFIED"


def test_a_time_that_the_client_froze_is_not_the_server_s(agent: Psql) -> None:
    """A transaction left open keeps its now(): a call started in it begins when it begins."""
    with agent.connection.transaction():
        began = agent.ask("SELECT now()")
        agent.do("SELECT pg_sleep(0.2)")
        agent.do("SET LOCAL TimeZone = 'Pacific/Kiritimati'")
        call = agent.call("00012345")
        assert agent.ask("SELECT started_at FROM phone_call WHERE id = %s", call) > began


def test_eight_windows_unlock_once(agent: Psql, psql: Callable[..., Psql], verified: int) -> None:
    customer = agent.customer("1344")
    windows = [psql("agent.demo") for _ in range(8)]
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda one: one.refused(UNLOCK, customer, verified), windows))
    assert sorted(told) == ["NOT_LOCKED"] * 7 + ["allowed"]
    unlocked = "SELECT count(*) FROM portal_event WHERE call_id = %s AND kind = 'UNLOCKED'"
    assert agent.ask(unlocked, verified) == 1
