"""The call: questions on facts that no paper prints, levels recorded, one conclusion (R4.20–R4.28)."""

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.trace import AuditEntry
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
from tests.factories import House, make_landlord, make_tenant

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
        columns = {name: getattr(check, name) for name in CallerCheck.__table__.columns.keys()}  # noqa: SIM118
        entry = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(1)).one()
    assert set(check.questions) == {one.question.value for one in drawn}
    answers = {one.expected for one in drawn}
    # Keys and instants cannot hold an answer: they are the database's own.
    assert columns.keys() == {
        "id", "landlord_id", "call_id", "method", "outcome", "questions", "staff_id", "recorded_at",
    }  # fmt: skip
    kept = {str(value) for value in (check.method, check.outcome, *check.questions)}
    kept |= {str(value) for value in (entry.act, entry.reason, *entry.detail.values())}
    assert not kept & answers
    assert entry.detail.keys() == {"outcome", "level"}


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


@pytest.mark.parametrize("method", [CheckMethod.COUNTER_ID, CheckMethod.SIGNED_LETTER])
def test_what_must_be_seen_is_not_seen_by_telephone(desk: Engine, method: CheckMethod) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        with pytest.raises(Refused) as caught:
            record_check(session, call.id, method, CheckOutcome.PASSED)
    assert caught.value.code == "WRONG_PLACE"


@pytest.mark.parametrize(
    ("change", "method", "allowed"),
    [
        ("usable_for_security_from = now() + interval '1 hour'", CheckMethod.CODE, False),
        ("usable_for_security_from = now() + interval '1 hour'", CheckMethod.CALL_BACK, False),
        ("valid_to = current_date - 1", CheckMethod.CODE, False),
        ("channel = 'PHONE'", CheckMethod.CODE, False),
        ("channel = 'EMAIL'", CheckMethod.CALL_BACK, False),
        ("channel = 'EMAIL'", CheckMethod.CODE, True),
        ("channel = 'PHONE'", CheckMethod.CALL_BACK, True),
        ("channel = 'MOBILE'", CheckMethod.CODE, True),
    ],
)
def test_vector_14_a_contact_must_fit_be_in_use_and_have_cooled_off(
    session: Session, house: House, change: str, method: CheckMethod, allowed: bool
) -> None:
    customer = make_tenant(session, house)
    session.execute(
        text(
            "INSERT INTO contact (landlord_id, person_id, channel, role, value, value_key, source,"
            " usable_for_security_from, valid_from) VALUES (:landlord, :person, 'MOBILE', 'NOTICE', 'x', 'x',"
            " 'AGENT', now() - interval '2 days', current_date - 30)"
        ),
        {"landlord": house.landlord.id, "person": customer.main_person_id},
    )
    session.execute(text(f"UPDATE contact SET {change} WHERE value = 'x'"))
    call = start_call(session, customer.id, ContactPlace.PHONE)
    if allowed:
        record_check(session, call.id, method, CheckOutcome.PASSED)
        return
    with pytest.raises(Refused) as caught:
        record_check(session, call.id, method, CheckOutcome.PASSED)
    assert caught.value.code == "NO_SECURITY_CONTACT"


def test_a_customer_of_another_landlord_does_not_exist(session: Session, house: House) -> None:
    stranger = make_tenant(session, make_landlord(session))
    with pytest.raises(NotFound):
        start_call(session, stranger.id, ContactPlace.PHONE)
    with pytest.raises(NotFound):
        open_call(session, stranger.id)
    assert session.scalars(select(PhoneCall).where(PhoneCall.customer_id == stranger.id)).all() == []
