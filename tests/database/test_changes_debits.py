"""Debits ended, paused, moved; an account disputed after its approval; each contract apart (R3.52–R3.57)."""

from collections.abc import Iterator
from datetime import timedelta
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated
from backoffice.errors import Refused
from backoffice.models.lease import Customer
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.changes import BankEvent
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.changes.deciding import approve_change, object_to_change
from backoffice.services.changes.requests.receiving import MandateAsked, receive_debit
from backoffice.services.queues.kinds import acts_of
from backoffice.services.subjects.file import subject_of
from backoffice.services.subjects.traces import documents
from tests.changes_desk import ACCOUNTING, CANARY, ChangesDesk
from tests.conftest import Server, copy_of
from tests.household_desk import ADVISER, MANAGER, PORTAL

pytestmark = pytest.mark.database
_OLD = text(
    "INSERT INTO mandate (landlord_id, lease_id, reference, reference_key, signed_on, state, debit_day)"
    " SELECT landlord_id, id, 'EKIDOM-OLD-01', 'EKIDOMOLD01', current_date - 400, 'ACTIVE', 5 FROM lease"
    " WHERE id = :lease"
)
_STANDING = "SELECT state, debit_day, ends_on, revoked_on FROM mandate WHERE reference_key = 'EKIDOMOLD01'"


@pytest.fixture(scope="module")
def trained(server: Server) -> Iterator[Engine]:
    """One copy of the training landlord for all these tests, each undone."""
    for name in copy_of(server, server.ensure_training()):
        engine = make_engine(server.dsn(name))
        yield engine
        engine.dispose()


@pytest.fixture
def desk(trained: Engine) -> Iterator[ChangesDesk]:
    with trained.connect() as connection:
        outer = connection.begin()
        with Session(connection, join_transaction_mode="create_savepoint", expire_on_commit=False) as session:
            made = ChangesDesk(session)
            session.execute(_OLD, {"lease": made.lease.id})
            yield made
        outer.rollback()


def asked(desk: ChangesDesk, event: BankEvent, debit_day: int | None = None) -> int:
    with desk.being(PORTAL) as session, translated(), session.begin_nested():
        return receive_debit(
            session, desk.customer.id, desk.lease.id, event, RequestChannel.PORTAL, debit_day=debit_day
        )


def account(desk: ChangesDesk) -> tuple[int, int]:
    """An account approved; the item of each of the two persons."""
    mandate = MandateAsked(5, desk.today - timedelta(days=1))
    item = desk.account("BANK_DETAILS", "MANDATE", mandate=mandate)
    desk.settle(item)
    second = desk.approval(item)
    desk.settle(second, login=ACCOUNTING)
    return item, second


def test_debits_are_paused_resumed_and_ended_at_once(desk: ChangesDesk) -> None:
    pause = asked(desk, BankEvent.SUSPEND_DEBIT)
    done = desk.settle(pause)
    assert desk.rows(_STANDING) == [("SUSPENDED", 5, None, None)]
    assert desk.tasks() == {"STOP_DEBIT"}
    desk.take_back(pause, done.version)
    assert desk.rows(_STANDING) == [("ACTIVE", 5, None, None)]
    assert desk.tasks() == set()
    desk.settle(pause)
    desk.settle(asked(desk, BankEvent.RESUME_DEBIT))
    assert desk.rows(_STANDING)[0][0] == "ACTIVE"
    with pytest.raises(Refused) as refused:
        desk.settle(asked(desk, BankEvent.RESUME_DEBIT))
    assert refused.value.code == "ALREADY_RECORDED"
    desk.settle(asked(desk, BankEvent.REVOKE_MANDATE))
    assert desk.rows(_STANDING) == [("REVOKED", 5, None, desk.today)]
    with pytest.raises(Refused) as refused:
        desk.settle(asked(desk, BankEvent.REVOKE_MANDATE))
    assert refused.value.code == "NO_MANDATE"


def test_a_day_that_is_not_offered_is_refused(desk: ChangesDesk) -> None:
    with pytest.raises(Refused) as refused:
        asked(desk, BankEvent.DEBIT_DAY, 27)
    assert refused.value.code == "DEBIT_DAY"


def test_a_landlord_debits_on_the_last_day_of_the_month(desk: ChangesDesk) -> None:
    desk.session.execute(
        text(
            "INSERT INTO landlord_parameter (landlord_id, key, value, stated, valid_from, source, author)"
            " SELECT landlord_id, 'debit_days', '\"8 31\"', true, current_date, 'page', 'admin.demo'"
            " FROM lease WHERE id = :lease"
        ),
        {"lease": desk.lease.id},
    )
    mandate = MandateAsked(31, desk.today - timedelta(days=1))
    item = desk.account("BANK_DETAILS", "MANDATE", mandate=mandate)
    desk.settle(item)
    desk.settle(desk.approval(item), login=ACCOUNTING)
    ((day, starts),) = desk.rows(
        "SELECT m.debit_day, m.starts_on FROM bank_submission b JOIN mandate m ON m.id = b.mandate_id"
        " WHERE b.customer_id = :customer"
    )
    assert day == 31
    assert (starts + timedelta(days=1)).day == 1
    desk.settle(asked(desk, BankEvent.DEBIT_DAY, 8))
    moved = desk.settle(asked(desk, BankEvent.DEBIT_DAY, 31))
    assert moved.status is WorkStatus.DONE


def test_a_new_mandate_ends_the_former_and_an_objection_gives_it_back(desk: ChangesDesk) -> None:
    item, _ = account(desk)
    ((starts, change),) = desk.rows(
        "SELECT m.starts_on, b.change_id FROM bank_submission b JOIN mandate m ON m.id = b.mandate_id"
        " WHERE b.customer_id = :customer"
    )
    assert desk.rows(_STANDING)[0][2] == starts
    with desk.being(MANAGER) as session, translated(), session.begin_nested():
        object_to_change(session, change, str(uuid4()))
    assert desk.rows(_STANDING)[0][2] is None
    assert desk.rows("SELECT state FROM mandate WHERE lease_id = :lease ORDER BY id DESC LIMIT 1") == [
        ("REVOKED",)
    ]
    assert desk.rows("SELECT state FROM bank_detail WHERE customer_id = :customer") == [("REFUSED",)]
    with pytest.raises(Refused) as refused:
        desk.take_back(item, desk.rows("SELECT version FROM work_item WHERE id = :i", i=item)[0][0])
    assert refused.value.code == "TOO_LATE_TO_UNDO"


def test_an_account_of_the_queue_is_not_approved_elsewhere(desk: ChangesDesk) -> None:
    item = desk.account("BANK_DETAILS")
    desk.settle(item)
    ((change, seen),) = desk.rows(
        "SELECT id, version FROM change_request WHERE customer_id = :customer AND kind = 'BANK_DETAILS'"
    )
    with (
        pytest.raises(Refused) as refused,
        desk.being(MANAGER) as session,
        translated(),
        session.begin_nested(),
    ):
        approve_change(session, change, seen, str(uuid4()))
    assert refused.value.code == "DECIDED_IN_QUEUE"


def test_a_second_no_is_taken_back_and_a_doubt_waits(desk: ChangesDesk) -> None:
    item = desk.account("BANK_DETAILS")
    desk.settle(item)
    second = desk.approval(item)
    done = desk.settle(second, WorkDecision.REJECTED, "IBAN_INVALID", login=ACCOUNTING)
    state = (
        "SELECT r.state, b.state, s.state FROM change_request r JOIN bank_detail b ON b.change_id = r.id"
        " JOIN change_submission s ON s.id = r.submission_id WHERE r.customer_id = :customer"
    )
    assert desk.rows(state) == [("REFUSED", "REFUSED", "REJECTED")]
    desk.take_back(second, done.version, login=ACCOUNTING)
    assert desk.rows(state) == [("PROPOSED", "PROPOSED", "ACCEPTED")]
    with pytest.raises(Refused) as refused:
        desk.settle(second, WorkDecision.ASKED, "TO_BE_CONFIRMED", login=ACCOUNTING)
    assert refused.value.code == "ASK_FIRST_PERSON"
    desk.settle(second, login=ACCOUNTING)
    assert desk.rows(state) == [("APPROVED", "ACTIVE", "ACCEPTED")]
    other = desk.account("BANK_DETAILS", iban="FR1420041010050500013M02606")
    asked_of = desk.settle(other, WorkDecision.ASKED, "TO_BE_CONFIRMED")
    assert asked_of.status is WorkStatus.WAITING
    assert desk.tasks() == {"CALL_KNOWN_NUMBER"}


def test_the_next_item_is_never_ones_own_approval(desk: ChangesDesk) -> None:
    item = desk.account("BANK_DETAILS")
    desk.settle(item, login=MANAGER)
    second = desk.approval(item)
    following = text("SELECT id FROM claim_following(ARRAY['BANK'], '{}', 'DUE', NULL, 60)")
    for login in (ADVISER, MANAGER):
        with desk.being(login) as session:
            assert session.execute(following).scalar_one_or_none() != second
    with desk.being(ACCOUNTING) as session:
        assert session.execute(following).scalar_one() == second


def test_the_copy_of_data_tells_what_was_asked_and_no_number(desk: ChangesDesk) -> None:
    account(desk)
    customer = desk.session.get_one(Customer, desk.customer.id)
    lines = documents(desk.session, subject_of(desk.session, customer))
    told = [(one.about, one.number) for one in lines if one.kind == "Changement demandé"]
    assert told == [("Nouveau compte bancaire", "FR76 •••• •••• 0189")]
    assert CANARY not in repr(lines)


def test_the_queues_know_the_three_kinds() -> None:
    for kind in (WorkKind.PROFESSIONAL, WorkKind.CONTACT, WorkKind.BANK):
        acts = acts_of(kind)
        assert acts is not None
        assert acts.kind is kind
