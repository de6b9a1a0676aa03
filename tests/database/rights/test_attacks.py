"""Ways past the rights that have been found once: each is closed for good."""

import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from sqlalchemy import text

from backoffice.database.engine import make_engine
from backoffice.database.rights.apply import ensure_staff_logins
from backoffice.database.session import transaction
from backoffice.errors import Refused
from tests.conftest import Server
from tests.psql import Psql

pytestmark = pytest.mark.database

PATIENCE, PAUSE = 60.0, 0.1
# Four days before or after the server, whatever a time zone may be elsewhere.
LAST_WEEK = "SET timezone = '<X>+100'"


@pytest.fixture
def psql(server: Server, training: str) -> Iterator[Callable[[str], Psql]]:
    """A connection of anybody's own to the training landlord, with no program in between."""
    opened: list[psycopg.Connection[Any]] = []

    def connect(user: str) -> Psql:
        opened.append(psycopg.connect(server.dsn(training, user), autocommit=True))
        return Psql(opened[-1])

    yield connect
    for connection in opened:
        connection.close()


@pytest.fixture
def boss(server: Server, training: str, psql: Callable[[str], Psql]) -> Iterator[str]:
    """The login of a manager made with the database, as those of the training landlord are."""
    login, owner = f"chef.{uuid4().hex[:8]}", psql("postgres")
    owner.do(
        "INSERT INTO staff (login, full_name, role, valid_from)"
        " VALUES (%s, 'Un Chef', 'MANAGER', '2020-01-01')",
        login,
    )
    owner.do(
        "INSERT INTO staff_landlord (staff_id, landlord_id)"
        " SELECT s.id, l.id FROM staff s, landlord l WHERE s.login = %s AND l.code = 'vivest'", login,
    )  # fmt: skip
    engine = make_engine(server.dsn(training))
    with engine.begin() as connection:
        ensure_staff_logins(connection)
    engine.dispose()
    yield login
    owner.do(f'DROP ROLE "{login}"')


def test_a_closed_account_leaves_its_group_and_comes_back_in_one(
    psql: Callable[[str], Psql], boss: str
) -> None:
    """Since PostgreSQL 16 only who gave a group takes it back: rights of two jobs would add up."""
    admin, owner = psql("admin.demo"), psql("postgres")
    groups = "SELECT count(*) FROM pg_auth_members WHERE member = to_regrole(%s)"
    assert psql(boss).ask("SELECT count(*) FROM posting") > 0
    admin.do("SELECT disable_staff(%s)", boss)
    assert owner.ask(groups, f'"{boss}"') == 0
    admin.do("SELECT add_staff(%s, 'Un Chef', 'ADMINISTRATOR', ARRAY['vivest'], '{}', '{}', NULL)", boss)
    assert owner.ask(groups, f'"{boss}"') == 1
    assert psql(boss).refused("SELECT count(*) FROM posting") == "42501"
    admin.do("SELECT disable_staff(%s)", boss)


def test_a_group_given_by_hand_is_not_added_to(psql: Callable[[str], Psql], boss: str) -> None:
    """What the gatekeeper cannot take back, he does not add a second job to."""
    admin, owner = psql("admin.demo"), psql("postgres")
    admin.do("SELECT disable_staff(%s)", boss)
    owner.do(f'GRANT guichet_manager TO "{boss}"')
    again = "SELECT add_staff(%s, 'Un Chef', 'ADMINISTRATOR', ARRAY['vivest'], '{}', '{}', NULL)"
    assert admin.refused(again, boss) == "GROUP_KEPT"


def test_a_time_zone_brings_nobody_back_into_service(psql: Callable[[str], Psql], boss: str) -> None:
    """Where it is still yesterday, an account closed today would be open."""
    still = psql(boss)
    psql("admin.demo").do("SELECT disable_staff(%s)", boss)
    # A group that stayed must not be enough.
    psql("postgres").do(f'GRANT guichet_manager TO "{boss}"')
    still.do(LAST_WEEK)
    assert still.ask("SELECT my_role()") is None
    assert still.ask("SELECT count(*) FROM customer") == 0


def test_a_login_is_not_given_to_another_person(psql: Callable[[str], Psql], boss: str) -> None:
    """The trace shows the name of the login: old acts would become those of the newcomer."""
    admin = psql("admin.demo")
    admin.do("SELECT disable_staff(%s)", boss)
    other = "SELECT add_staff(%s, 'Une Autre', 'FRONT_DESK', ARRAY['vivest'], '{}', '{}', NULL)"
    assert admin.refused(other, boss) == "LOGIN_USED"


def test_a_time_zone_gives_no_second_quota(psql: Callable[[str], Psql]) -> None:
    """An hour begins at the quarter in Nepal: what was taken would be forgotten."""
    agent = psql("agent.demo")
    left = "SELECT remaining FROM my_allowances() WHERE kind = 'SEARCH'"
    before = agent.ask(left)
    for zone in ("UTC", "Asia/Kathmandu", "<X>00:20"):
        agent.do(f"SET timezone = '{zone}'")
        agent.do("SELECT record_search(ARRAY['NAME'], 1, NULL)")
    assert agent.ask(left) == before - 3


def test_no_login_stops_the_sealing(psql: Callable[[str], Psql]) -> None:
    """Advisory locks are everybody's; the lock of the trace is its own."""
    agent, officer = psql("agent.demo"), psql("dpo.demo")
    for key in (7166401513, 7166401514):
        agent.do("SELECT pg_advisory_lock(%s::bigint)", key)
    officer.do("SET statement_timeout = '5s'")
    agent.do("SELECT record_search(ARRAY['NAME'], 1, NULL)")
    assert officer.ask("SELECT open_next_batch()") > 1
    # Another test's transaction on the same server is waited for, the locks are not.
    deadline = time.monotonic() + PATIENCE
    while not officer.ask("SELECT close_ready_batches()"):
        assert time.monotonic() < deadline
        time.sleep(PAUSE)
    assert officer.ask("SELECT ensure_audit_partitions(1)") == 0
    for mode in ("ROW SHARE", "SHARE ROW EXCLUSIVE", "ACCESS EXCLUSIVE"):
        assert agent.refused(f"LOCK TABLE audit_batch IN {mode} MODE") == "42501"
        assert officer.refused(f"LOCK TABLE audit_batch IN {mode} MODE") == "42501"


def test_the_trace_is_not_filled_in_a_colleagues_name(psql: Callable[[str], Psql]) -> None:
    """Nor about a reserved file, nor at a landlord where he does not work."""
    agent, owner = psql("accueil.logirem"), psql("postgres")
    line = (
        "INSERT INTO audit_entry (act, subject, staff_id, landlord_id, customer_id)"
        " VALUES ('NOTED', 'x', %s, %s, %s)"
    )
    me = agent.ask("SELECT my_staff_id()")
    mine, house = owner.connection.execute(
        "SELECT c.id, c.landlord_id FROM customer c JOIN landlord l ON l.id = c.landlord_id"
        " WHERE l.code = 'logirem' AND NOT c.reserved LIMIT 1"
    ).fetchone() or (0, 0)
    reserved = owner.ask("SELECT id FROM customer WHERE reserved LIMIT 1")
    elsewhere = owner.ask("SELECT id FROM landlord WHERE code = 'vivest'")
    assert agent.do(line, me, house, mine) == 1
    assert agent.refused(line, me + 1, house, mine) == "42501"
    assert agent.refused(line, me, elsewhere, None) == "42501"
    assert agent.refused(line, me, house, reserved) == "42501"


def test_nobody_signs_for_a_colleague(psql: Callable[[str], Psql]) -> None:
    """What is changed carries the name of who changes it, or none."""
    manager, agent, owner = psql("responsable.logirem"), psql("accueil.logirem"), psql("postgres")
    other = owner.ask("SELECT id FROM staff WHERE login = 'conseil.logirem'")
    house = owner.ask("SELECT id FROM landlord WHERE code = 'logirem'")
    alert = owner.ask(
        "INSERT INTO supervisor_alert (landlord_id, kind, sentence)"
        " VALUES (%s, 'BREAK_GLASS', 'x') RETURNING id",
        house,
    )
    seen = (
        "UPDATE supervisor_alert SET acknowledged_at = now(), acknowledged_by = %s, version = version + 1"
        " WHERE id = %s"
    )
    assert manager.refused(seen, other, alert) == "42501"
    assert manager.do(seen, manager.ask("SELECT my_staff_id()"), alert) == 1
    customer = agent.ask("SELECT id FROM customer LIMIT 1")
    hold = manager.ask(
        "INSERT INTO retention_hold (landlord_id, customer_id, kind)"
        " VALUES (%s, %s, 'COURT_CASE') RETURNING id",
        house, customer,
    )  # fmt: skip
    lift = "UPDATE retention_hold SET lifted_at = now(), lifted_by = %s, version = version + 1 WHERE id = %s"
    assert manager.refused(lift, "dpo.demo", hold) == "42501"
    assert manager.do(lift, "responsable.logirem", hold) == 1


def test_what_is_written_names_the_landlord_of_its_file(psql: Callable[[str], Psql]) -> None:
    """Under another landlord, its line of the trace is hidden from the officer who answers for it."""
    agent, portal = psql("agent.demo"), psql("portail.demo")
    customer, person, house = agent.connection.execute(
        "SELECT id, main_person_id, landlord_id FROM customer LIMIT 1"
    ).fetchone() or (0, 0, 0)
    elsewhere = agent.ask("SELECT id FROM landlord WHERE id <> %s LIMIT 1", house)
    message = (
        "INSERT INTO outbox_message (landlord_id, customer_id, person_id, channel, address, template,"
        " subject, body, not_before) VALUES (%s, %s, %s, 'LETTER', 'x', %s, 'x', 'x', now())"
    )
    assert agent.refused(message, elsewhere, customer, person, "RECEIPT_VOIDED") == "42501"
    assert agent.refused(message, house, customer, person, "RECEIPT_VOIDED") == "allowed"
    request = (
        "INSERT INTO service_request (landlord_id, customer_id, kind, summary, channel, state, opened_at,"
        " version) VALUES (%s, %s, 'TECHNICAL', 'x', 'PORTAL', 'REGISTERED', now(), 1)"
    )
    assert portal.refused(request, elsewhere, customer) == "42501"
    assert portal.refused(request, house, customer) == "allowed"


def test_nobody_imitates_a_code_or_a_notice(psql: Callable[[str], Psql]) -> None:
    """A text message that looks like a code, at an address of the agent's choice."""
    agent = psql("agent.demo")
    for template in ("CALLER_CODE", "CHANGE_NOTICE"):
        message = (
            "INSERT INTO outbox_message (landlord_id, customer_id, person_id, channel, address, template,"
            " subject, body, not_before) SELECT landlord_id, id, main_person_id, 'SMS', '+33600000000', %s,"
            " 'x', 'x', now() FROM customer LIMIT 1"
        )
        assert agent.refused(message, template) == "42501"


def test_the_portal_undoes_no_suspension(psql: Callable[[str], Psql]) -> None:
    """Whoever stole its password does not open what the staff closed."""
    portal, owner = psql("portail.demo"), psql("postgres")
    frozen = "SELECT count(*) FROM portal_account WHERE state IN ('SUSPENDED_FRAUD', 'LOCKED_STAFF')"
    before = owner.ask(frozen)
    assert before > 0
    portal.do(
        "UPDATE portal_account SET state = 'ACTIVE', version = version + 1"
        " WHERE state IN ('SUSPENDED_FRAUD', 'LOCKED_STAFF')"
    )
    assert owner.ask(frozen) == before


def test_an_administrator_reads_no_account_of_whoever_lives_here(psql: Callable[[str], Psql]) -> None:
    """The judge of retention answers numbers: not those of a tenant whom nothing may erase."""
    owner = psql("postgres")
    customer, house = owner.connection.execute(
        "SELECT l.customer_id, l.landlord_id FROM posting p JOIN lease l ON l.id = p.lease_id"
        " WHERE l.valid_to IS NULL GROUP BY 1, 2 HAVING sum(p.debit - p.credit) <> 0 LIMIT 1"
    ).fetchone() or (0, 0)
    facts = (
        psql("admin.demo")
        .connection.execute(
            "SELECT lives_here, balance, last_posting_on, last_entry_on"
            " FROM retention_files(%s, current_date, current_date, %s)",
            (house, customer),
        )
        .fetchall()
    )
    assert facts == [(True, 0, None, None)]


def test_who_saved_last_is_told_of_files_seen_alone(psql: Callable[[str], Psql]) -> None:
    """A key guessed at another landlord's, or a reserved one, answers nothing."""
    owner = psql("postgres")
    saved = "SELECT count(*) FROM last_save('customer', %s::text)"
    reserved = owner.ask("SELECT id FROM customer WHERE reserved ORDER BY id LIMIT 1")
    known = owner.ask("SELECT id FROM customer WHERE NOT reserved ORDER BY id LIMIT 1")
    for customer in (reserved, known):
        owner.do("UPDATE customer SET billing_address = 'x', version = version + 1 WHERE id = %s", customer)
    agent = psql("agent.demo")
    assert agent.ask(saved, known) == 1
    assert agent.ask(saved, reserved) == 0


@pytest.mark.parametrize("pasted", ["13\x0044", "\ud83d", "\udcff1344"])
def test_a_character_that_the_base_cannot_read_is_told(server: Server, training: str, pasted: str) -> None:
    """A paste that went wrong is the reader's to mend, and no bug of the program."""
    engine = make_engine(server.dsn(training, "agent.demo"))
    with pytest.raises(Refused, match="retapez"), transaction(engine) as session:
        session.execute(text("SELECT id FROM customer WHERE client_ref_key = :k"), {"k": pasted})
    engine.dispose()
