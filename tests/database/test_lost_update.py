"""Two people save the same record: the second is told what, who and when, whoever the first was."""

from collections.abc import Callable
from datetime import datetime

import psycopg
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError

from backoffice.database.failures import translated
from backoffice.database.rights.matrix import grants
from backoffice.database.session import transaction
from backoffice.errors import Conflict, NotFound
from backoffice.models.portal import PortalAccount
from backoffice.models.registry import metadata
from backoffice.rules.dates import PARIS, french_time
from backoffice.rules.vocabulary.portal import AccountState
from backoffice.services.conflicts import Edit, FieldEdit, save_edit

pytestmark = pytest.mark.database

ACCOUNT = select(PortalAccount).order_by(PortalAccount.id).limit(1)
COUNTED = """
    SELECT c.relname FROM pg_class c JOIN pg_trigger t ON t.tgrelid = c.oid
    WHERE c.relnamespace = 'public'::regnamespace AND t.tgname = 'keep_version'
"""


@pytest.fixture(autouse=True)
def form_on_accounts(training: str, engine_of: Callable[..., Engine]) -> None:
    """Let the desk change portal accounts by hand in this copy: a form of two fields."""
    with engine_of(training).begin() as connection:
        connection.exec_driver_sql(
            "GRANT UPDATE (state, failed_attempts, version) ON portal_account TO guichet_agent, guichet_manager"
        )


@pytest.fixture
def farah(training: str, engine_of: Callable[..., Engine]) -> Engine:
    """A colleague."""
    return engine_of(training, "responsable.demo")


def account(desk: Engine) -> PortalAccount:
    """A portal account as a form shows it."""
    with transaction(desk) as session:
        return session.scalars(ACCOUNT).one()


def form(seen: PortalAccount, state: AccountState, failures: int) -> Edit:
    """The form with two fields, filled in."""
    return Edit(
        seen.version,
        (
            FieldEdit("state", "État", AccountState(seen.state), state),
            FieldEdit("failed_attempts", "Essais ratés", seen.failed_attempts, failures),
        ),
    )


def test_the_second_to_save_is_told_the_three_values_who_and_when(desk: Engine, farah: Engine) -> None:
    seen = account(desk)
    with transaction(farah) as session:
        save_edit(
            session, PortalAccount, seen.id, form(seen, AccountState.SUSPENDED_FRAUD, seen.failed_attempts)
        )
        saved: datetime = session.execute(text("SELECT now()")).scalar_one()
    with pytest.raises(Conflict) as caught, transaction(desk) as session:
        save_edit(session, PortalAccount, seen.id, form(seen, AccountState.CLOSED, 2))
    told = caught.value.edit
    assert told is not None
    state, failures = told.fields
    assert (state.original, state.mine, state.theirs) == (seen.state, "CLOSED", "SUSPENDED_FRAUD")
    assert (state.clashes, failures.clashes, failures.is_mine_alone) == (True, False, True)
    assert told.who == "Dominique Perrin"
    assert told.at == saved
    assert told.version == seen.version + 1
    minute = french_time(saved.astimezone(PARIS))
    start = f"Dominique Perrin a enregistré ce dossier à {minute} : État « "
    assert caught.value.sentence.startswith(start)


def test_built_on_the_other_s_version_it_is_saved(desk: Engine, farah: Engine) -> None:
    """The dialog hands back an edit of the version that the other left."""
    seen = account(desk)
    with transaction(farah) as session:
        save_edit(session, PortalAccount, seen.id, form(seen, AccountState.SUSPENDED_FRAUD, 0))
    after = account(desk)
    with transaction(desk) as session:
        save_edit(session, PortalAccount, seen.id, form(after, AccountState.ACTIVE, 1))
    last = account(desk)
    assert (last.state, last.failed_attempts, last.version) == ("ACTIVE", 1, seen.version + 2)


def test_what_was_saved_beside_the_form_does_not_stand_in_the_way(desk: Engine, farah: Engine) -> None:
    seen = account(desk)
    with transaction(farah) as session:
        statement = "UPDATE portal_account SET failed_attempts = 3, version = version + 1 WHERE id = :id"
        session.execute(text(statement), {"id": seen.id})
    edit = Edit(seen.version, (FieldEdit("state", "État", seen.state, "SUSPENDED_FRAUD"),))
    with transaction(desk) as session:
        save_edit(session, PortalAccount, seen.id, edit)
    last = account(desk)
    assert (last.state, last.failed_attempts) == ("SUSPENDED_FRAUD", 3)


def test_a_record_that_is_gone(desk: Engine) -> None:
    seen = account(desk)
    with pytest.raises(NotFound), transaction(desk) as session:
        save_edit(session, PortalAccount, -1, form(seen, AccountState.CLOSED, 0))


def test_plain_sql_cannot_lose_an_update(
    training: str, desk: Engine, engine_of: Callable[..., Engine]
) -> None:
    """A client that does not say which version it saw is refused; one that saw an old one finds no row."""
    seen = account(desk)
    for wrong in ("failed_attempts = 1", "version = version + 2", "version = version - 1"):
        with pytest.raises(Conflict) as caught, translated(), desk.begin() as connection:
            connection.exec_driver_sql(f"UPDATE portal_account SET {wrong} WHERE id = {seen.id}")
        assert caught.value.code == "VERSION"
    statement = f"UPDATE portal_account SET failed_attempts = 1, version = {seen.version} + 1"
    with desk.begin() as connection:
        where = f"WHERE id = {seen.id} AND version = {seen.version}"
        assert connection.exec_driver_sql(f"{statement} {where}").rowcount == 1
    with desk.begin() as connection:
        assert connection.exec_driver_sql(f"{statement} {where}").rowcount == 0
    owner = engine_of(training)
    with owner.begin() as connection:
        connection.exec_driver_sql(f"UPDATE portal_account SET failed_attempts = 0 WHERE id = {seen.id}")
    assert account(desk).version == seen.version + 2


def test_every_row_that_may_change_has_a_version(engine: Engine) -> None:
    """Whatever a client may change is counted by the trigger, and so is whatever has a version."""
    given = grants()
    changed = {name for name, by_role in given.items() if any(grant.update for grant in by_role.values())}
    versioned = {table.name for table in metadata.sorted_tables if "version" in table.columns}
    with engine.connect() as connection:
        counted = set(connection.execute(text(COUNTED)).scalars())
    # The state of a run only goes forward, and nobody fills in a form about it.
    assert sorted(changed - counted - {"retention_run"}) == []
    assert counted == versioned


@pytest.mark.parametrize("name", ["last_save('staff', '1')", "last_save('audit_entry', '1')"])
def test_who_saved_last_says_a_name_and_an_instant_alone(desk: Engine, name: str) -> None:
    with desk.connect() as connection:
        columns = connection.exec_driver_sql(f"SELECT * FROM {name}").keys()
    assert list(columns) == ["full_name", "saved_at"]


def test_it_is_for_staff(training: str, engine_of: Callable[..., Engine]) -> None:
    with pytest.raises(DBAPIError) as caught, engine_of(training, "gardien.logirem").begin() as connection:
        connection.exec_driver_sql("SELECT * FROM last_save('lease', '1')")
    assert isinstance(caught.value.orig, psycopg.errors.InsufficientPrivilege)
