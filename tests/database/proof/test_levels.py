"""The level of a call: the database's rule is the program's, and functions alone write it (R4.20, R4.23)."""

from collections.abc import Callable
from itertools import chain, combinations

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.models.lease import Customer
from backoffice.rules.caller import Check, level_reached
from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome
from backoffice.services.control_facts import control_answers
from tests.psql import Psql

pytestmark = pytest.mark.database
PASSED, FAILED = CheckOutcome.PASSED, CheckOutcome.FAILED
METHODS = list(CheckMethod)
SUBSETS = list(chain.from_iterable(combinations(METHODS, size) for size in range(len(METHODS) + 1)))


def test_the_database_reaches_the_levels_of_the_rules(engine: Engine) -> None:
    """Every set of methods, with none to three wrong answers: 256 combinations."""
    query = text("SELECT level_reached(CAST(:passed AS text[]), :wrong)")
    with engine.connect() as connection:
        for methods in SUBSETS:
            for wrong in range(4):
                checks = [Check(method, PASSED) for method in methods]
                told = connection.execute(
                    query, {"passed": [one.value for one in methods], "wrong": wrong}
                ).scalar_one()
                assert told == level_reached(checks, wrong).value, (methods, wrong)


def test_the_level_of_a_call_is_that_of_its_rows(owner: Psql) -> None:
    """Rows of the table, failures included: every pair of checks, each passed or failed."""
    customer = owner.customer("00012345")
    landlord = owner.ask("SELECT landlord_id FROM customer WHERE id = %s", customer)
    staff = owner.ask("SELECT id FROM staff WHERE login = 'agent.demo'")
    each = [Check(method, outcome) for method in METHODS for outcome in CheckOutcome]
    for checks in combinations(each, 2):
        call = owner.ask(
            "INSERT INTO phone_call (landlord_id, staff_id, customer_id, place, started_at, ended_at, level,"
            " caller) VALUES (%s, %s, %s, 'PHONE', now(), now(), 'L0', 'HOLDER') RETURNING id",
            landlord, staff, customer,
        )  # fmt: skip
        for check in checks:
            wrong = check.method is CheckMethod.TWO_ANSWERS and check.outcome is FAILED
            owner.do(
                "INSERT INTO caller_check (landlord_id, call_id, method, outcome, wrong_answers, staff_id)"
                " VALUES (%s, %s, %s, %s, %s, %s)",
                landlord, call, check.method.value, check.outcome.value, int(wrong), staff,
            )  # fmt: skip
        told = owner.ask("SELECT level_of_call(%s)", call)
        owner.do("DELETE FROM caller_check WHERE call_id = %s", call)
        assert told == level_reached(checks).value, checks


def test_the_database_draws_what_the_file_can_answer(training: str, engine_of: Callable[..., Engine]) -> None:
    """Otherwise an agent would be shown a question without its answer."""
    with Session(engine_of(training)) as session:
        for customer_id in session.scalars(select(Customer.id)).all():
            known = session.execute(
                text("SELECT answerable_questions(:id)"), {"id": customer_id}
            ).scalar_one()
            assert set(known) == {one.value for one in control_answers(session, customer_id)}


def test_two_answers_in_one_draw_may_both_be_wrong(agent: Psql) -> None:
    call = agent.call("00012345")
    agent.do("SELECT identifiers_given(%s, true)", call)
    assert agent.answer(call, wrong=2) == "L0"
    assert agent.refused("SELECT draw_questions(%s)", call) == "CALLER_NOT_VERIFIED"


def test_vector_15_wrong_answers_close_the_day_on_every_channel(
    agent: Psql, psql: Callable[..., Psql], owner: Psql
) -> None:
    """Also the call that a colleague has open, a later call, the counter; and the failures are kept."""
    colleague = psql("responsable.demo")
    theirs = colleague.call("1344")
    colleague.do("SELECT identifiers_given(%s, true)", theirs)
    assert colleague.answer(theirs) == "L2"
    mine = agent.call("1344")
    agent.do("SELECT identifiers_given(%s, true)", mine)
    assert agent.answer(mine, wrong=1) == "L2"
    assert agent.answer(mine, wrong=1) == "L0"
    assert colleague.level(theirs) == "L0"
    unlock = "SELECT unlock_account(%s, 'TYPING_ERROR', %s, %s)"
    customer = agent.customer("1344")
    assert colleague.refused(unlock, customer, theirs, "f") == "CALLER_NOT_VERIFIED"
    assert agent.refused(unlock, customer, None, "t") == "CALLER_NOT_VERIFIED"
    agent.do("SELECT end_call(%s)", mine)
    later = agent.call("1344", "COUNTER")
    assert agent.ask("SELECT paper_seen(%s, true)", later) == "L0"
    assert agent.refused(unlock, customer, later, "t") == "CALLER_NOT_VERIFIED"
    kept = owner.ask(
        "SELECT count(*) FROM audit_entry WHERE table_name = 'caller_check' AND customer_id = %s"
        " AND new_values ->> 'outcome' = 'FAILED' AND login = 'agent.demo'",
        customer,
    )
    assert kept == 2
    # The next day, everything may begin again.
    owner.do("UPDATE caller_check SET recorded_at = recorded_at - interval '1 day'")
    assert agent.ask("SELECT paper_seen(%s, true)", later) == "L3"


def test_a_draw_is_kept_judged_once_and_given_again_until_then(agent: Psql, owner: Psql) -> None:
    call = agent.call("00012345")
    first = agent.ask("SELECT draw FROM draw_questions(%s)", call)
    assert agent.ask("SELECT draw FROM draw_questions(%s)", call) == first
    answer = "SELECT answer_questions(%s, true, true)"
    agent.do(answer, first)
    assert agent.refused(answer, first) == "DRAW_USED"
    pair = "SELECT questions FROM control_draw WHERE id = %s"
    second = agent.ask("SELECT draw FROM draw_questions(%s)", call)
    assert set(agent.ask(pair, second)) != set(agent.ask(pair, first))
    traced = owner.ask(
        "SELECT login FROM audit_entry WHERE table_name = 'control_draw' AND row_key = %s AND act = 'UPDATE'",
        str(first),
    )
    assert traced == "agent.demo"


def test_chance_does_not_obey_the_client(agent: Psql) -> None:
    """A seed would make random() draw the same pair for everybody."""
    seen = set()
    for _ in range(12):
        agent.do("SELECT setseed(0.5)")
        call = agent.call("00012345")
        draw = agent.ask("SELECT draw FROM draw_questions(%s)", call)
        seen.add(frozenset(agent.ask("SELECT questions FROM control_draw WHERE id = %s", draw)))
        agent.do("SELECT end_call(%s)", call)
    assert len(seen) > 2
