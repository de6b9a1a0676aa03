"""What ages within a day in the training landlord is made young again at each start."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import Connection, Engine, func, select, text, update

from backoffice.demo.build import build_training
from backoffice.demo.renewal import is_young, renew
from backoffice.models.call import PhoneCall
from backoffice.models.landlord import Staff
from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.models.registry import metadata
from backoffice.rules.vocabulary.portal import AccountState, LockEnd, UnlockReason
from tests.training import DAY, account_of, client, fingerprint, state_of

TENANTS = 60
NOW = datetime(2026, 11, 21, 13, 30, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(engine: Engine) -> Iterator[Connection]:
    """A connection whose open transaction holds a small training set."""
    with engine.connect() as connection:
        outer = connection.begin()
        build_training(connection, DAY, TENANTS)
        yield connection
        outer.rollback()


@pytest.fixture
def training(made: Connection) -> Iterator[Connection]:
    """The same, with what the test changes undone."""
    with made.begin_nested() as savepoint:
        yield made
        savepoint.rollback()


def test_renewing_twice_gives_the_same_as_once(training: Connection) -> None:
    renew(training, NOW)
    once = fingerprint(training)
    renew(training, NOW)
    again = fingerprint(training)
    # A row that is set again counts one save more.
    assert {name for name in once if once[name] != again[name]} <= {
        "phone_call",
        "portal_account",
        "contact",
        "database_property",
    }
    for table in ("account_lock", "portal_event", "phone_call", "caller_check", "registration_block"):
        before = training.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
        renew(training, NOW + timedelta(hours=2))
        after = training.execute(select(func.count()).select_from(metadata.tables[table])).scalar_one()
        assert before == after, table


def _lift(connection: Connection, account_id: int) -> None:
    """What an agent's unlock does to the rows."""
    connection.execute(
        update(AccountLock)
        .where(AccountLock.account_id == account_id, AccountLock.ended_at.is_(None))
        .values(ended_at=NOW, ended_how=LockEnd.BY_STAFF, reason=UnlockReason.TYPING_ERROR)
    )
    connection.execute(
        update(PortalAccount).where(PortalAccount.id == account_id).values(state=AccountState.ACTIVE)
    )


def test_what_was_just_made_young_is_left_so(training: Connection) -> None:
    """Each renewal fills the trace of the tenants of the stories: not at every command."""
    renew(training, NOW)
    assert is_young(training, NOW)
    assert is_young(training, NOW + timedelta(minutes=2, seconds=59))
    assert not is_young(training, NOW + timedelta(minutes=3))
    assert not is_young(training, NOW - timedelta(seconds=1)), "the clock was put back"


def test_a_lock_lifted_stays_in_the_history_and_a_new_one_is_put(training: Connection) -> None:
    account_id = account_of(training, "1344")
    _lift(training, account_id)
    renew(training, NOW + timedelta(hours=1), replay=False)
    assert state_of(training, account_id) == AccountState.ACTIVE
    renew(training, NOW + timedelta(hours=1))
    assert state_of(training, account_id) == AccountState.LOCKED_TEMPORARY
    locks = training.execute(
        select(AccountLock.ended_how, AccountLock.until)
        .where(AccountLock.account_id == account_id)
        .order_by(AccountLock.id)
    ).all()
    assert [lock.ended_how for lock in locks] == [LockEnd.BY_STAFF, None]
    assert locks[1].until == NOW + timedelta(hours=1, minutes=9)


def test_a_lock_that_ran_out_starts_again_even_without_replay(training: Connection) -> None:
    account_id = account_of(training, "1344")
    later = NOW + timedelta(hours=3)
    renew(training, later, replay=False)
    query = select(AccountLock.until).where(AccountLock.account_id == account_id)
    assert training.execute(query).scalar_one() == later + timedelta(minutes=9)
    failures = select(func.max(PortalEvent.occurred_at)).where(PortalEvent.account_id == account_id)
    assert training.execute(failures).scalar_one() == later - timedelta(minutes=1)


def test_an_account_closed_by_a_trainee_is_left_alone(training: Connection) -> None:
    account_id = account_of(training, "1344")
    _lift(training, account_id)
    training.execute(
        update(PortalAccount).where(PortalAccount.id == account_id).values(state=AccountState.SUSPENDED_FRAUD)
    )
    renew(training, NOW)
    assert state_of(training, account_id) == AccountState.SUSPENDED_FRAUD


def test_a_registration_released_is_blocked_again(training: Connection) -> None:
    client_id = client(training, "V100002")
    training.execute(
        update(RegistrationBlock).where(RegistrationBlock.customer_id == client_id).values(released_at=NOW)
    )
    renew(training, NOW, replay=False)
    standing = select(func.count()).where(
        RegistrationBlock.customer_id == client_id, RegistrationBlock.released_at.is_(None)
    )
    assert training.execute(standing).scalar_one() == 0
    renew(training, NOW)
    assert training.execute(standing).scalar_one() == 1


def test_three_calls_of_the_agent_are_open(training: Connection) -> None:
    renew(training, NOW)
    query = (
        select(Customer.client_ref, PhoneCall.level, PhoneCall.started_at)
        .join(Customer, Customer.id == PhoneCall.customer_id)
        .join(Staff, Staff.id == PhoneCall.staff_id)
        .where(PhoneCall.ended_at.is_(None), Staff.login == "agent.demo")
    )
    rows = training.execute(query).all()
    assert {(row.client_ref, row.level) for row in rows} == {
        ("1344", "L2"),
        ("V100001", "L2"),
        ("1012", "L1"),
    }
    assert all(NOW - timedelta(minutes=5) < row.started_at < NOW for row in rows)
    checks = text("SELECT count(*) FROM caller_check WHERE method = 'TWO_ANSWERS' AND call_id IN"
                  " (SELECT id FROM phone_call WHERE ended_at IS NULL)")  # fmt: skip
    assert training.execute(checks).scalar_one() == 2


def test_a_call_hung_up_is_taken_again(training: Connection) -> None:
    training.execute(update(PhoneCall).where(PhoneCall.ended_at.is_(None)).values(ended_at=NOW))
    open_calls = select(func.count()).where(PhoneCall.ended_at.is_(None))
    renew(training, NOW, replay=False)
    assert training.execute(open_calls).scalar_one() == 0
    renew(training, NOW)
    assert training.execute(open_calls).scalar_one() == 3


def test_the_new_mobile_cools_off(training: Connection) -> None:
    renew(training, NOW)
    query = select(Contact.usable_for_security_from).where(Contact.value == "06 39 98 55 10")
    assert training.execute(query).scalar_one() == NOW + timedelta(hours=22)
