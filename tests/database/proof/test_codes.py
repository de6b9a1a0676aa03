"""The one-time code of a caller: where its clear text is, where it is not, how often it may be guessed."""

import re
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest

from tests.psql import Psql

pytestmark = pytest.mark.database
SEND = "SELECT send_caller_code(%s, %s)"
TYPE = "SELECT type_caller_code(%s, %s)"
CHECK = "SELECT check_caller_code(%s)"
NUMBER = "00012345"


@pytest.fixture
def call(agent: Psql) -> int:
    """A call at level 1."""
    made = agent.call(NUMBER)
    agent.do("SELECT identifiers_given(%s, true)", made)
    return made


@pytest.fixture
def courier(psql: Callable[..., Psql], owner: Psql) -> Psql:
    """The program that sends messages."""
    owner.do("DO $$ BEGIN CREATE ROLE proof_courier LOGIN; EXCEPTION WHEN duplicate_object THEN NULL; END $$")
    owner.do("GRANT guichet_courier TO proof_courier")
    owner.do(
        "INSERT INTO staff (login, full_name, role, valid_from)"
        " VALUES ('proof_courier', 'Envoi', 'COURIER', current_date)"
    )
    owner.do(
        "INSERT INTO staff_landlord (staff_id, landlord_id)"
        " SELECT s.id, l.id FROM staff s, landlord l WHERE s.login = 'proof_courier'"
    )
    return psql("proof_courier")


def secret(reader: Psql) -> tuple[int, str]:
    """The last message with a code: its key and the six digits."""
    row = reader.connection.execute(
        "SELECT id, secret_body FROM outbox_message WHERE secret_body IS NOT NULL ORDER BY id DESC LIMIT 1"
    ).fetchone()
    assert row is not None
    found = re.search(r"est ([0-9]{6})\.", row[1])
    assert found is not None
    return row[0], found[1]


def guess(agent: Psql, call: int, code: str) -> bool:
    """What the agent types, kept, then judged."""
    return bool(agent.ask(CHECK, agent.ask(TYPE, call, code)))


def wrong(code: str) -> str:
    """Another code."""
    return f"{(int(code) + 1) % 1_000_000:06d}"


def test_the_code_that_is_heard_raises_the_level_once(agent: Psql, courier: Psql, call: int) -> None:
    agent.do(SEND, call, agent.contact(NUMBER))
    _, code = secret(courier)
    attempt = agent.ask(TYPE, call, code)
    assert agent.level(call) == "L1", "nothing is told before the try is kept"
    assert agent.ask(CHECK, attempt) is True
    assert agent.level(call) == "L2"
    assert agent.ask(CHECK, attempt) is True, "asked again, the same answer"
    assert agent.refused(TYPE, call, code) == "NO_CODE"
    agent.do("SELECT call_back_done(%s, %s, true)", call, agent.contact(NUMBER))
    assert agent.level(call) == "L3"


def test_the_clear_text_is_the_courier_s_until_it_leaves(
    agent: Psql, courier: Psql, owner: Psql, call: int
) -> None:
    agent.do(SEND, call, agent.contact(NUMBER))
    message, code = secret(courier)
    body = agent.ask("SELECT subject || body FROM outbox_message WHERE id = %s", message)
    assert "code à usage unique" in body
    assert code not in body
    for table in ("audit_entry", "caller_code", "caller_check", "phone_call", "command_done"):
        texts = owner.connection.execute(f"SELECT t::text FROM {table} t").fetchall()
        assert not [row for (row,) in texts if code in re.findall(r"[0-9]+", row)], table
    assert owner.ask("SELECT query FROM pg_stat_activity WHERE usename = 'agent.demo'").count(code) == 0
    assert courier.ask("SELECT message_sent(%s)", message) is True
    row = owner.connection.execute(
        "SELECT state, secret_body, sent_at IS NOT NULL FROM outbox_message WHERE id = %s", [message]
    ).fetchone()
    assert row == ("SENT", None, True)
    assert guess(agent, call, code), "sent is not over"


def test_a_client_that_prints_plans_reads_nothing(agent: Psql, courier: Psql, call: int) -> None:
    """Settings that anybody may turn on show constants of plans, parameters, and the server's log."""
    heard: list[str] = []
    agent.connection.add_notice_handler(
        lambda told: heard.append(f"{told.message_primary}{told.message_detail}{told.context}")
    )
    for setting in (
        "client_min_messages = 'debug5'", "debug_print_parse = on", "debug_print_rewritten = on",
        "debug_print_plan = on", "plpgsql.print_strict_params = on", "plpgsql.extra_warnings = 'all'",
        "log_parameter_max_length_on_error = -1",
    ):  # fmt: skip
        agent.do(f"SET {setting}")
    agent.do(SEND, call, agent.contact(NUMBER))
    _, code = secret(courier)
    attempt = agent.ask(TYPE, call, wrong(code))
    assert agent.ask(CHECK, attempt) is False
    assert heard, "the settings do print something of the client's own statement"
    shown = " ".join(heard)
    # A text constant of a plan is printed byte by byte.
    spelled = " ".join(str(ord(digit)) for digit in code)
    assert code not in shown
    assert spelled not in shown


def test_three_tries_then_nothing_even_the_right_one(agent: Psql, courier: Psql, call: int) -> None:
    agent.do(SEND, call, agent.contact(NUMBER))
    _, code = secret(courier)
    for _ in range(3):
        assert guess(agent, call, wrong(code)) is False
    assert agent.refused(TYPE, call, code) == "NO_CODE"
    assert agent.level(call) == "L1"
    failed = agent.ask("SELECT outcome FROM caller_check WHERE call_id = %s AND method = 'CODE'", call)
    assert failed == "FAILED"


def test_a_try_taken_back_tells_nothing(agent: Psql, courier: Psql, call: int) -> None:
    """A rollback would undo the count: so the answer is given in a later transaction only."""
    agent.do(SEND, call, agent.contact(NUMBER))
    _, code = secret(courier)
    with agent.connection.transaction(force_rollback=True):
        attempt = agent.ask(TYPE, call, code)
        assert agent.refused(CHECK, attempt) == "TRY_NOT_KEPT"
        with agent.connection.transaction():
            inside = agent.ask(TYPE, call, code)
        assert agent.refused(CHECK, inside) == "TRY_NOT_KEPT"
        assert agent.level(call) == "L1"
    assert agent.refused(CHECK, attempt) == "CALLER_NOT_VERIFIED"
    tries = agent.ask("SELECT count(*) FROM caller_code_try")
    assert tries == 0
    with agent.connection.transaction():
        for _ in range(3):
            agent.ask(TYPE, call, wrong(code))
        assert agent.refused(TYPE, call, code) == "CODE_EXHAUSTED"


def test_a_code_is_worth_ten_minutes(agent: Psql, courier: Psql, owner: Psql, call: int) -> None:
    sent = agent.ask(SEND, call, agent.contact(NUMBER))
    message, code = secret(courier)
    owner.do(
        "UPDATE caller_code SET made_at = made_at - interval '11 minutes',"
        " expires_at = expires_at - interval '11 minutes' WHERE id = %s",
        sent,
    )
    assert agent.refused(TYPE, call, code) == "CODE_EXPIRED"
    assert courier.ask("SELECT forget_codes()") == 1
    state = "SELECT state || coalesce(secret_body, '') FROM outbox_message WHERE id = %s"
    assert owner.ask(state, message) == "CANCELLED"
    assert courier.ask("SELECT message_sent(%s)", message) is False


def test_a_transaction_left_open_does_not_stop_the_clock(
    agent: Psql, courier: Psql, owner: Psql, call: int
) -> None:
    """now() is frozen in it; the code is judged by the wall."""
    sent = agent.ask(SEND, call, agent.contact(NUMBER))
    _, code = secret(courier)
    with agent.connection.transaction():
        agent.ask("SELECT now()")
        owner.do("UPDATE caller_code SET expires_at = clock_timestamp() WHERE id = %s", sent)
        assert agent.refused(TYPE, call, code) == "CODE_EXPIRED"


def test_the_last_code_alone_is_worth_something_and_three_are_enough(
    agent: Psql, courier: Psql, call: int
) -> None:
    contact = agent.contact(NUMBER)
    agent.do(SEND, call, contact)
    _, first = secret(courier)
    typed = agent.ask(TYPE, call, first)
    agent.do(SEND, call, contact)
    _, second = secret(courier)
    assert agent.ask(CHECK, typed) is False, "replaced while it was being judged"
    agent.do(SEND, call, contact)
    assert agent.refused(SEND, call, contact) == "TOO_MANY_CODES"
    _, third = secret(courier)
    if second not in (first, third):
        assert guess(agent, call, second) is False
    assert guess(agent, call, third) is True
    waiting = courier.ask("SELECT count(*) FROM outbox_message WHERE secret_body IS NOT NULL")
    assert waiting == 0, "used or replaced, a code does not leave any more"


def test_a_customer_has_nine_codes_in_a_day(agent: Psql, call: int) -> None:
    contact = agent.contact(NUMBER)
    for _ in range(3):
        for _ in range(3):
            agent.do(SEND, call, contact)
        agent.do("SELECT end_call(%s)", call)
        call = agent.call(NUMBER)
    assert agent.refused(SEND, call, contact) == "TOO_MANY_CODES"


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ("usable_for_security_from = now() + interval '1 minute'", "CONTACT_COOLING_OFF"),
        ("valid_to = current_date", "NO_SECURITY_CONTACT"),
        ("channel = 'PHONE'", "NO_SECURITY_CONTACT"),
    ],
)
def test_a_code_goes_to_a_contact_on_file_out_of_cooling_off(
    agent: Psql, owner: Psql, call: int, change: str, code: str
) -> None:
    contact = agent.contact(NUMBER)
    owner.do(f"UPDATE contact SET {change}, version = version + 1 WHERE id = %s", contact)
    assert agent.refused(SEND, call, contact) == code
    assert agent.refused(SEND, call, owner.contact("1344")) == "NO_SECURITY_CONTACT"
    assert agent.refused(SEND, call, None) == "NO_SECURITY_CONTACT"


@pytest.mark.parametrize("typed", ["", "12345", "1234567", "12345a", "１２３４５６", "123 56", None])
def test_what_is_no_code_is_no_try(agent: Psql, call: int, typed: str | None) -> None:
    agent.do(SEND, call, agent.contact(NUMBER))
    assert agent.refused(TYPE, call, typed) == "CODE_MALFORMED"
    assert agent.ask("SELECT count(*) FROM caller_code_try") == 0


def test_a_colleague_judges_no_try_of_mine(agent: Psql, psql: Callable[..., Psql], call: int) -> None:
    agent.do(SEND, call, agent.contact(NUMBER))
    attempt = agent.ask(TYPE, call, "123456")
    assert psql("responsable.demo").refused(CHECK, attempt) == "CALLER_NOT_VERIFIED"
    assert agent.refused(CHECK, 999_999) == "CALLER_NOT_VERIFIED"


def test_two_windows_have_three_tries_between_them(agent: Psql, psql: Callable[..., Psql], call: int) -> None:
    agent.do(SEND, call, agent.contact(NUMBER))
    windows = [psql("agent.demo") for _ in range(6)]

    def attempt(window: Psql) -> Any:
        try:
            return window.ask(TYPE, call, "123456")
        except psycopg.Error as error:
            return error.diag.message_primary

    with ThreadPoolExecutor(6) as pool:
        told = list(pool.map(attempt, windows))
    assert sorted(str(one) for one in told if isinstance(one, str)) == ["CODE_EXHAUSTED"] * 3
    assert agent.ask("SELECT count(*) FROM caller_code_try") == 3


def test_two_windows_start_one_call(agent: Psql, psql: Callable[..., Psql]) -> None:
    customer = agent.customer("1011")
    windows = [psql("agent.demo") for _ in range(6)]
    with ThreadPoolExecutor(6) as pool:
        calls = list(pool.map(lambda one: one.ask("SELECT start_call(%s, 'PHONE')", customer), windows))
    assert len(set(calls)) == 1


def test_two_windows_judge_a_draw_once(agent: Psql, psql: Callable[..., Psql], call: int) -> None:
    draw = agent.ask("SELECT draw FROM draw_questions(%s)", call)
    windows = [psql("agent.demo") for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        told = list(
            pool.map(lambda one: one.refused("SELECT answer_questions(%s, false, true)", draw), windows)
        )
    assert sorted(told) == ["DRAW_USED"] * 3 + ["allowed"]
    assert agent.ask("SELECT sum(wrong_answers) FROM caller_check WHERE call_id = %s", call) == 1
