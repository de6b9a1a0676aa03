"""The call: questions on facts that no paper prints, levels recorded, one conclusion (R4.20–R4.28)."""

import pytest
from sqlalchemy import Engine, select

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome, ContactPlace
from backoffice.services.calls import (
    call_summary,
    control_questions,
    end_call,
    open_call,
    record_check,
    start_call,
)
from backoffice.services.tenant.lookup import customer_of_number
from tests.conftest import Server

pytestmark = pytest.mark.database


def test_two_different_questions_are_drawn_with_their_answers(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        first, second = control_questions(session, call.id)
    assert first.question != second.question
    assert first.expected
    assert second.expected


def test_the_same_pair_is_never_drawn_twice_in_a_row(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        last: frozenset[str] = frozenset()
        for _ in range(40):
            drawn = tuple(one.question for one in control_questions(session, call.id))
            assert frozenset(drawn) != last
            record_check(session, call.id, CheckMethod.TWO_ANSWERS, CheckOutcome.PASSED, drawn)
            last = frozenset(drawn)


def test_questions_are_kept_and_answers_never(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        drawn = control_questions(session, call.id)
        record_check(
            session,
            call.id,
            CheckMethod.TWO_ANSWERS,
            CheckOutcome.PASSED,
            tuple(one.question for one in drawn),
        )
    with transaction(desk) as session:
        check = session.scalars(select(CallerCheck).order_by(CallerCheck.id.desc()).limit(1)).one()
    kept = " ".join(str(value) for value in vars(check).values())
    assert set(check.questions) == {one.question.value for one in drawn}
    assert all(one.expected not in kept for one in drawn if len(one.expected) > 4)


def test_the_call_already_open_is_taken_up_again(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "00012345", None)
        first = start_call(session, customer_id, ContactPlace.PHONE, "06/12/34/56/78")
        again = start_call(session, customer_id, ContactPlace.PHONE)
    assert again.id == first.id
    assert first.caller_number == "06 12 34 56 78"


def test_a_paper_is_seen_at_the_counter_and_a_call_back_made_by_telephone(desk: Engine) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "00012345", None)
        visit = start_call(session, customer_id, ContactPlace.COUNTER)
        with pytest.raises(Refused):
            record_check(session, visit.id, CheckMethod.CALL_BACK, CheckOutcome.PASSED)
        level = record_check(session, visit.id, CheckMethod.COUNTER_ID, CheckOutcome.PASSED).level
    assert level is CallerLevel.L3


def test_a_call_is_concluded_once_with_what_was_done(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        summary = call_summary(session, call.id)
        end_call(session, call.id, summary)
    assert summary == "Niveau 2, identité vérifiée ; renseignement donné."
    with transaction(desk) as session:
        row = session.get_one(PhoneCall, call.id)
        assert row.ended_at is not None
        assert row.summary == summary
        with pytest.raises(Conflict):
            end_call(session, call.id, "encore")


def test_a_colleague_s_call_is_not_mine(desk: Engine, server: Server, training: str) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
    colleague = make_engine(server.dsn(training, "responsable.demo"))
    try:
        with pytest.raises(NotFound), transaction(colleague) as session:
            record_check(session, call.id, CheckMethod.CODE, CheckOutcome.PASSED)
    finally:
        colleague.dispose()
