"""The call: questions on facts that no paper prints, levels recorded, one conclusion (R4.20–R4.28)."""

from collections.abc import Callable

import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated
from backoffice.database.session import transaction
from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome, ContactPlace
from backoffice.services.caller.checks import call_back, give_identifiers, see_paper
from backoffice.services.caller.codes import send_code
from backoffice.services.caller.contacts import call_back_contacts, code_contacts
from backoffice.services.caller.questions import answer_questions, draw_questions
from backoffice.services.calls import end_call, open_call, start_call, wrap_up
from backoffice.services.tenant.lookup import customer_of_number
from tests.conftest import Server
from tests.factories import House, make_landlord, make_tenant

pytestmark = pytest.mark.database

PASSED = CheckOutcome.PASSED


def test_two_different_questions_are_drawn_with_their_answers(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        first, second = draw_questions(session, call.id).questions
    assert first.question != second.question
    assert first.expected
    assert second.expected


def test_the_same_pair_is_never_drawn_twice_in_a_row(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        last: frozenset[str] = frozenset()
        for _ in range(40):
            draw = draw_questions(session, call.id)
            drawn = frozenset(one.question for one in draw.questions)
            assert drawn != last
            answer_questions(session, draw.id, (True, True))
            last = drawn


def test_questions_are_kept_and_answers_never(
    desk: Engine, training: str, engine_of: Callable[..., Engine]
) -> None:
    owner = engine_of(training)
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        draw = draw_questions(session, call.id)
        answer_questions(session, draw.id, (True, True))
    with transaction(desk) as session:
        check = session.scalars(select(CallerCheck).order_by(CallerCheck.id.desc()).limit(1)).one()
        columns = {name: getattr(check, name) for name in CallerCheck.__table__.columns.keys()}  # noqa: SIM118
    with owner.connect() as connection:
        entry = connection.execute(
            text(
                "SELECT act, reason, detail FROM audit_entry WHERE act = 'CALLER_CHECKED' "
                "ORDER BY id DESC LIMIT 1"
            )
        ).one()
    assert set(check.questions) == {one.question.value for one in draw.questions}
    answers = {one.expected for one in draw.questions}
    # Keys, counts and instants cannot hold an answer: they are the database's own.
    assert columns.keys() == {
        "id", "landlord_id", "call_id", "method", "outcome", "questions", "staff_id", "recorded_at",
        "wrong_answers", "contact_id",
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
        (mobile, *_) = call_back_contacts(session, visit.id)
    with pytest.raises(Refused, match="au guichet"), transaction(desk) as session:
        call_back(session, visit.id, mobile.id, PASSED)
    with transaction(desk) as session:
        assert see_paper(session, visit.id, PASSED).level is CallerLevel.L3


def test_a_call_is_concluded_once_with_what_was_done(desk: Engine) -> None:
    with transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        summary = wrap_up(session, call.id).summary
        end_call(session, call.id, summary)
    assert summary == "Le titulaire, niveau 2 (identité vérifiée) ; renseignement donné."
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
            give_identifiers(session, call.id, PASSED)
    finally:
        colleague.dispose()


@pytest.mark.parametrize("method", [CheckMethod.COUNTER_ID, CheckMethod.SIGNED_LETTER])
def test_what_must_be_seen_is_not_seen_by_telephone(desk: Engine, method: CheckMethod) -> None:
    with pytest.raises(Refused) as caught, transaction(desk) as session:
        call = open_call(session, customer_of_number(session, "1344", None))
        assert call is not None
        see_paper(session, call.id, PASSED, method)
    assert caught.value.code == "WRONG_PLACE"


@pytest.mark.parametrize(
    ("change", "method", "code"),
    [
        ("usable_for_security_from = now() + interval '1 hour'", "CODE", "CONTACT_COOLING_OFF"),
        ("usable_for_security_from = now() + interval '1 hour'", "CALL_BACK", "CONTACT_COOLING_OFF"),
        ("valid_to = current_date - 1", "CODE", "NO_SECURITY_CONTACT"),
        ("channel = 'PHONE'", "CODE", "NO_SECURITY_CONTACT"),
        ("channel = 'EMAIL'", "CALL_BACK", "NO_SECURITY_CONTACT"),
        ("channel = 'EMAIL'", "CODE", None),
        ("channel = 'PHONE'", "CALL_BACK", None),
        ("channel = 'MOBILE'", "CODE", None),
    ],
)
def test_vector_14_a_contact_must_fit_be_in_use_and_have_cooled_off(
    session: Session, house: House, change: str, method: str, code: str | None
) -> None:
    customer = make_tenant(session, house)
    contact_id = session.execute(
        text(
            "INSERT INTO contact (landlord_id, person_id, channel, role, value, value_key, source,"
            " usable_for_security_from, valid_from) VALUES (:landlord, :person, 'MOBILE', 'NOTICE',"
            " '06 12 34 56 78', '+33612345678', 'AGENT', now() - interval '2 days', current_date - 30)"
            " RETURNING id"
        ),
        {"landlord": house.landlord.id, "person": customer.main_person_id},
    ).scalar_one()
    session.execute(text(f"UPDATE contact SET {change} WHERE id = :id"), {"id": contact_id})
    call = start_call(session, customer.id, ContactPlace.PHONE)
    usable = code_contacts if method == "CODE" else call_back_contacts
    assert [one.id for one in usable(session, call.id)] == ([] if code else [contact_id])

    def act() -> None:
        if method == "CODE":
            send_code(session, call.id, contact_id)
        else:
            call_back(session, call.id, contact_id, PASSED)

    if code is None:
        act()
        return
    with pytest.raises(Refused) as caught, translated():
        act()
    assert caught.value.code == code


def test_a_customer_of_another_landlord_does_not_exist(session: Session, house: House) -> None:
    stranger = make_tenant(session, make_landlord(session))
    with pytest.raises(NotFound):
        start_call(session, stranger.id, ContactPlace.PHONE)
    with pytest.raises(NotFound):
        open_call(session, stranger.id)
    assert session.scalars(select(PhoneCall).where(PhoneCall.customer_id == stranger.id)).all() == []
