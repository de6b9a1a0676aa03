"""Who speaks caps what a call may reach, whatever program asks (R4.27); an agent at psql goes no further."""

from collections.abc import Callable
from itertools import product

import pytest
from sqlalchemy import Engine, text

from backoffice.rules.calls.who import Speaker, counter_level, highest_level
from backoffice.rules.vocabulary.calls import CallerKind, RepresentativeScope
from tests.psql import Psql

pytestmark = pytest.mark.database
CLIENT, OTHER = "1344", "00012345"
SAY = "SELECT say_caller(%s, %s)"
SAY_PAPER = "SELECT say_caller(%s, 'REPRESENTATIVE', %s)"
UNLOCK = "SELECT unlock_account(%s, 'TYPING_ERROR', %s, %s)"
ADD = (
    "SELECT add_representative(%s, %s, 'Maître Odile TESSIER', %s, 'JUDGMENT', current_date, current_date,"
    " NULL, %s)"
)


def checked(agent: Psql, call: int) -> str:
    """Whether every check is refused in this call, and by which word."""
    contact = agent.contact(CLIENT)
    told = {
        agent.refused(statement, *values)
        for statement, values in (
            ("SELECT identifiers_given(%s, true)", (call,)),
            ("SELECT draw_questions(%s)", (call,)),
            ("SELECT call_back_done(%s, %s, true)", (call, contact)),
            ("SELECT send_caller_code(%s, %s)", (call, contact)),
            ("SELECT type_caller_code(%s, '123456')", (call,)),
            ("SELECT paper_seen(%s, true)", (call,)),
        )
    }
    assert len(told) == 1, told
    return told.pop()


def test_the_database_caps_as_the_rules_do(engine: Engine) -> None:
    """Every speaker, every scope, living there or not."""
    query = text("SELECT highest_level(:caller, :scope, :there)")
    with engine.connect() as connection:
        for kind, scope, there in product((None, *CallerKind), (None, *RepresentativeScope), (False, True)):
            told = connection.execute(
                query,
                {"caller": kind and kind.value, "scope": scope and scope.value, "there": there},
            ).scalar_one()
            assert told == highest_level(Speaker(kind, scope, there)).value, (kind, scope, there)


@pytest.mark.parametrize("kind", ["THIRD_PARTY", "AUTHORITY"])
def test_nothing_raises_the_level_of_a_third_party(agent: Psql, owner: Psql, kind: str) -> None:
    customer = agent.customer(CLIENT)
    call = agent.call(CLIENT)
    assert agent.ask(SAY, call, kind) == "L0"
    assert checked(agent, call) == "THIRD_PARTY"
    for other in {"HOLDER", "CO_HOLDER", "REPRESENTATIVE", "THIRD_PARTY", "AUTHORITY"} - {kind}:
        assert agent.refused(SAY, call, other) == "CALLER_FIXED"
    # Taken up again by the call of before, it is still the same person.
    assert agent.call(CLIENT) == call
    assert checked(agent, call) == "THIRD_PARTY"
    assert agent.refused(UNLOCK, customer, call, "f") == "THIRD_PARTY"
    assert agent.refused(UNLOCK, customer, None, "t") == "THIRD_PARTY"
    change = "SELECT propose_change('TITLE', %s, '{}', %s)"
    assert agent.refused(change, customer, call) == "THIRD_PARTY"
    # The tables themselves are no one's to write.
    for statement in (
        "UPDATE phone_call SET level = 'L2' WHERE id = %s",
        "UPDATE phone_call SET caller = 'HOLDER' WHERE id = %s",
        "DELETE FROM phone_call WHERE id = %s",
    ):
        assert agent.refused(statement, call) == "42501"
    assert agent.level(call) == "L0"
    assert owner.ask("SELECT level_of_call(%s)", call) == "L0"


def test_checks_made_before_are_worth_nothing_to_a_third_party(agent: Psql) -> None:
    call = agent.call(CLIENT)
    agent.do("SELECT identifiers_given(%s, true)", call)
    assert agent.answer(call) == "L2"
    assert agent.refused(SAY, call, "CO_HOLDER") == "CALLER_FIXED"
    assert agent.ask(SAY, call, "THIRD_PARTY") == "L0"
    assert agent.level(call) == "L0"
    assert agent.refused(UNLOCK, agent.customer(CLIENT), call, "f") == "THIRD_PARTY"


def test_nothing_is_checked_before_somebody_asked_who_speaks(agent: Psql) -> None:
    call = agent.ask("SELECT open_line('PHONE', '+33756894100')")
    assert agent.refused("SELECT draw_questions(%s)", call) == "CALLER_NOT_VERIFIED"
    agent.do("SELECT bind_call(%s, %s)", call, agent.customer(CLIENT))
    assert checked(agent, call) == "CALLER_UNKNOWN"
    assert agent.ask(SAY, call, "HOLDER") == "L0"
    agent.do("SELECT identifiers_given(%s, true)", call)
    assert agent.level(call) == "L1"


def test_a_line_is_bound_again_until_something_is_checked(agent: Psql, psql: Callable[..., Psql]) -> None:
    call = agent.ask("SELECT open_line('PHONE')")
    assert agent.ask("SELECT open_line('PHONE')") == call
    assert psql("responsable.demo").refused("SELECT bind_call(%s, %s)", call, 1) in {
        "CALL_ENDED", "NOT_MY_CUSTOMER",
    }  # fmt: skip
    first, second = agent.customer(CLIENT), agent.customer(OTHER)
    agent.do("SELECT end_call(id) FROM phone_call WHERE ended_at IS NULL AND staff_id = my_staff_id()"
             " AND customer_id IS NOT NULL")  # fmt: skip
    agent.do("SELECT bind_call(%s, %s)", call, first)
    agent.do("SELECT bind_call(%s, %s)", call, second)
    agent.do(SAY, call, "HOLDER")
    agent.do("SELECT identifiers_given(%s, true)", call)
    assert agent.refused("SELECT bind_call(%s, %s)", call, first) == "CALL_BOUND"
    kept = "SELECT count(*) FROM phone_call WHERE id = %s AND customer_id = %s"
    assert agent.ask(kept, call, second) == 1


def test_a_number_without_a_file_is_not_kept(agent: Psql) -> None:
    call = agent.ask("SELECT open_line('PHONE', '+33612345678')")
    agent.do("SELECT end_call(%s, 'Erreur de numéro')", call)
    assert agent.ask("SELECT caller_number FROM phone_call WHERE id = %s", call) is None


def test_a_representative_goes_as_far_as_his_paper(psql: Callable[..., Psql]) -> None:
    manager = psql("responsable.demo")
    customer = manager.customer(CLIENT)
    reached = {}
    for scope, there in (
        ("REQUESTS", False),
        ("ACCOUNT", "f"),
        ("EVERYTHING", True),
        ("EVERYTHING", False),
    ):
        paper = manager.ask(ADD, customer, "GUARDIAN", scope, there)
        visit = manager.call(CLIENT, "COUNTER")
        manager.do(SAY_PAPER, visit, paper)
        reached[scope, there] = manager.ask("SELECT paper_seen(%s, true)", visit)
        manager.do("SELECT end_call(%s)", visit)
    assert reached == {
        ("REQUESTS", False): "L1",
        ("ACCOUNT", "f"): "L2",
        # Living there without title, nobody validates a change.
        ("EVERYTHING", True): "L2",
        ("EVERYTHING", False): "L3",
    }


def test_a_paper_seen_at_the_counter_goes_no_further_than_the_mandate(psql: Callable[..., Psql]) -> None:
    """Without naming the visit, an act at the counter is that of whoever the visit says is there (R4.27)."""
    manager = psql("responsable.demo")
    customer, paper = manager.customer(CLIENT), 0
    for scope, told in (("REQUESTS", "CALLER_NOT_VERIFIED"), ("ACCOUNT", "allowed")):
        paper = manager.ask(ADD, customer, "MANDATARY", scope, "f")
        visit = manager.call(CLIENT, "COUNTER")
        manager.do(SAY_PAPER, visit, paper)
        assert manager.refused(UNLOCK, customer, None, "t") == told, scope
        manager.do("SELECT end_call(%s)", visit)
    made = manager.connection.execute(
        "SELECT level, caller, representative_id FROM phone_call WHERE summary = 'Débloquer'"
    ).fetchall()
    assert made == [("L2", "REPRESENTATIVE", paper)], "the visit made is his, at his level"


def test_at_the_counter_it_is_asked_first_who_is_there(agent: Psql) -> None:
    customer = agent.customer(CLIENT)
    agent.do("SELECT end_call(id) FROM phone_call WHERE ended_at IS NULL AND staff_id = my_staff_id()")
    line = agent.ask("SELECT open_line('COUNTER')")
    agent.do("SELECT bind_call(%s, %s)", line, customer)
    assert agent.refused(UNLOCK, customer, None, "t") == "CALLER_NOT_VERIFIED"
    agent.do(SAY, line, "HOLDER")
    assert agent.refused(UNLOCK, customer, None, "t") == "allowed"


def test_the_paper_is_worth_the_same_to_the_rules(engine: Engine) -> None:
    """Whoever is present by a call without a paper in force, as ``counter_level`` has it."""
    query = text(
        "SELECT proof_counter_level(c) FROM (SELECT (jsonb_populate_record(NULL::phone_call,"
        " jsonb_build_object('id', 1, 'caller', CAST(:caller AS text)))).*) c"
    )
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT proof_counter_level(NULL)")) == counter_level(()).value
        for kind in (None, *CallerKind):
            told = connection.scalar(query, {"caller": kind and kind.value})
            assert told == counter_level([Speaker(kind)]).value, kind


def test_nobody_makes_the_paper_and_the_call(psql: Callable[..., Psql], agent: Psql) -> None:
    """The call centre records no paper; an adviser's waits; a manager's serves no call begun before it."""
    customer = agent.customer(CLIENT)
    assert agent.refused(ADD, customer, "GUARDIAN", "EVERYTHING", "f") == "42501"
    accounting = psql("quittancement.logirem")
    early = accounting.ask(ADD, customer, "MANDATARY", "EVERYTHING", "f")
    call = accounting.call(CLIENT)
    assert accounting.refused(SAY_PAPER, call, early) == "NO_REPRESENTATIVE"
    manager = psql("responsable.demo")
    begun = manager.call(CLIENT)
    late = manager.ask(ADD, customer, "MANDATARY", "ACCOUNT", "f")
    assert manager.refused(SAY_PAPER, begun, late) == "NO_REPRESENTATIVE"
    assert manager.refused(ADD, customer, "CURATOR", "EVERYTHING", "f") == "WRONG_PAPER"


def test_a_paper_of_another_file_or_that_is_over_is_none(psql: Callable[..., Psql], owner: Psql) -> None:
    manager = psql("responsable.demo")
    other = manager.ask(ADD, manager.customer(OTHER), "GUARDIAN", "ACCOUNT", "f")
    paper = manager.ask(ADD, manager.customer(CLIENT), "GUARDIAN", "ACCOUNT", "f")
    call = manager.call(CLIENT)
    assert manager.refused(SAY_PAPER, call, other) == "NO_REPRESENTATIVE"
    manager.do(SAY_PAPER, call, paper)
    manager.do("SELECT identifiers_given(%s, true)", call)
    assert manager.answer(call) == "L2"
    over = "UPDATE representative SET valid_from = current_date - 9, valid_to = current_date WHERE id = %s"
    owner.do(over, paper)
    assert manager.refused(UNLOCK, manager.customer(CLIENT), call, "f") == "NO_REPRESENTATIVE"
    owner.do("UPDATE representative SET valid_to = NULL WHERE id = %s", paper)
    version = owner.ask("SELECT version FROM representative WHERE id = %s", paper)
    assert manager.refused("SELECT end_representative(%s, %s)", paper, version - 1) == "REPRESENTATIVE_STALE"
    manager.do("SELECT end_representative(%s, %s)", paper, version)
    assert manager.level(call) == "L0"


def test_signs_are_a_list_and_a_supervisor_is_told_once(agent: Psql, owner: Psql) -> None:
    call = agent.call(CLIENT)
    assert agent.refused("SELECT note_signs(%s, %s)", call, ["RUDE"]) == "WRONG_SIGN"
    assert agent.refused("SELECT note_signs(%s, %s)", call, ["LOST_DEVICE"]) == "WRONG_SIGN"
    kept = agent.ask("SELECT note_signs(%s, %s)", call, ["URGENCY", "NAME_DROPPING"])
    assert {"URGENCY", "NAME_DROPPING"} <= set(kept)
    assert agent.ask("SELECT alert_supervisor(%s)", call) is True
    assert agent.ask("SELECT alert_supervisor(%s)", call) is False
    alerts = "SELECT count(*) FROM supervisor_alert WHERE kind = 'WARNING_SIGNS' AND customer_id = %s"
    assert owner.ask(alerts, agent.customer(CLIENT)) == 1


def test_an_authority_is_handed_to_the_manager_and_the_officer(
    agent: Psql, psql: Callable[..., Psql]
) -> None:
    call = agent.call(CLIENT)
    agent.do(SAY, call, "AUTHORITY")
    agent.do(SAY, call, "AUTHORITY")
    alerts = "SELECT count(*) FROM supervisor_alert WHERE kind = 'AUTHORITY'"
    assert psql("responsable.demo").ask(alerts) == 1
    assert psql("dpo.demo").ask(alerts) == 1
