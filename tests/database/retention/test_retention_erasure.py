"""Erasure: nothing of who left remains, nothing of who lives is touched, a kill leaves no half (R5.23)."""

import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date
from functools import partial

import psycopg
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.errors import Refused
from backoffice.models.lease import Customer, HouseholdMember
from backoffice.models.person import Person
from backoffice.rules.dates import add_months
from backoffice.rules.retention.words import ItemState, RunState
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.clock import server_day
from backoffice.services.retention.certificate import certificate
from backoffice.services.retention.dry_run import dry_run
from backoffice.services.retention.erasure import approve, erase_next
from backoffice.services.retention.runs import RunView, run_items, run_view
from tests.conftest import Server
from tests.factories import House, make_landlord, make_lease, make_staff
from tests.former import NAME, load_rules, make_former, names_left
from tests.receipts import text_of

pytestmark = pytest.mark.database

# What legally still bears the name between three and ten years: the frozen accounting document.
ACCOUNTING = {"receipt"}


def approved(session: Session, house: House) -> RunView:
    (run,) = dry_run(session, house.landlord.code)
    return approve(session, run.id)


def erase(session: Session, run: RunView) -> RunView:
    while not erase_next(session, run.id).finished:
        pass
    session.expire_all()
    return run_view(session, run.id)


def rows_of(session: Session, customer_id: int) -> dict[str, int]:
    """How many rows each table that names a customer keeps of him."""
    tables = session.execute(
        text(
            "SELECT c.relname FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid "
            "WHERE a.attname = 'customer_id' AND c.relkind IN ('r', 'p') AND NOT c.relispartition"
        )
    ).scalars()
    found = {}
    for table in tables:
        count = f"SELECT count(*) FROM {table} WHERE customer_id = :c"
        found[table] = session.execute(text(count), {"c": customer_id}).scalar_one()
    return {table: count for table, count in found.items() if count}


def test_after_three_years_the_accounts_alone_remain_unnamed(
    session: Session, house: House, today: date
) -> None:
    former = make_former(session, house, left_on=add_months(today, -60))
    customer, persons = former.customer.id, (former.person.id, former.child.id)
    assert len(names_left(session)) > 10
    run = erase(session, approved(session, house))
    assert run.state is RunState.ERASED
    assert (run.erased, run.kept, run.due) == (1, 0, 0)
    assert set(names_left(session)) <= ACCOUNTING
    assert set(rows_of(session, customer)) == {"lease", "online_payment", "retention_item", "audit_entry"}
    assert session.scalars(select(Person).where(Person.id.in_(persons))).all() == []
    kept = session.get_one(Customer, customer)
    nobody = session.get_one(Person, kept.main_person_id)
    assert (nobody.birth_name, kept.billing_address) == ("Effacé", None)
    owed = text(
        "SELECT sum(debit - credit) FROM posting p JOIN lease l ON l.id = p.lease_id WHERE customer_id = :c"
    )
    assert session.execute(owed, {"c": customer}).scalar_one() == 0


def test_after_ten_years_nothing_remains(session: Session, house: House, today: date) -> None:
    former = make_former(session, house, left_on=add_months(today, -125))
    customer = former.customer.id
    run = erase(session, approved(session, house))
    assert run.erased == 2
    assert names_left(session) == []
    assert set(rows_of(session, customer)) == {"retention_item", "audit_entry"}
    assert dry_run(session, house.landlord.code)[0].due == 0


def test_the_trace_says_which_rows_went_and_not_what_was_in_them(
    session: Session, house: House, today: date
) -> None:
    """Otherwise what is erased would live on in it; and the setting alone hides nothing."""
    make_former(session, house, left_on=add_months(today, -125))
    erase(session, approved(session, house))
    erased = "FROM audit_entry WHERE reason = 'RETENTION'"
    assert session.execute(text(f"SELECT count(*) {erased} AND act = 'DELETE'")).scalar_one() > 25
    values = text(f"SELECT count(*) {erased} AND (old_values IS NOT NULL OR new_values IS NOT NULL)")
    assert session.execute(values).scalar_one() == 0
    session.execute(text("SELECT set_config('guichet.erasing', 'on', true)"))
    person = make_lease(session, house).customer_id
    told = text(
        "SELECT new_values ->> 'client_ref' FROM audit_entry "
        "WHERE table_name = 'customer' AND row_key = :k AND act = 'INSERT'"
    )
    assert session.execute(told, {"k": str(person)}).scalar_one()


def test_a_file_unnamed_before_loses_its_accounts_later(session: Session, house: House, today: date) -> None:
    former = make_former(session, house, left_on=add_months(today, -118))
    customer = former.customer.id
    erase(session, approved(session, house))
    (later,) = dry_run(session, house.landlord.code, add_months(today, 4))
    assert [(one.rule, one.customer_id) for one in run_items(session, later.id)] == [("R5.10b", customer)]


def test_who_lives_elsewhere_stays_himself(session: Session, house: House, today: date) -> None:
    """The child of the file erased now holds a lease of his own; nothing of his is touched."""
    former = make_former(session, house, left_on=add_months(today, -60))
    lease = make_lease(session, house)
    member = HouseholdMember(
        landlord_id=lease.landlord_id, lease_id=lease.id, person_id=former.child.id, relation="CHILD",
        valid_from=lease.valid_from,
    )  # fmt: skip
    session.add(member)
    session.flush()
    child, mother = former.child.id, former.person.id
    erase(session, approved(session, house))
    assert session.get_one(Person, child).birth_name == NAME
    assert session.get(Person, mother) is None
    keys = text("SELECT count(*) FROM person_name_key WHERE person_id = :p")
    assert session.execute(keys, {"p": child}).scalar_one() > 0


def test_new_life_since_the_dry_run_is_kept_and_said(session: Session, house: House, today: date) -> None:
    """A lease signed after the approval: the database judges again, whatever the program thinks."""
    back = make_former(session, house, left_on=add_months(today, -60))
    make_former(session, house, left_on=add_months(today, -61), name="Autre")
    run = approved(session, house)
    make_lease(session, house, customer=back.customer, valid_from=today)
    done = erase(session, run)
    assert (done.erased, done.kept) == (1, 1)
    (kept,) = run_items(session, run.id, ItemState.SKIPPED)
    assert (kept.customer_id, kept.reason) == (back.customer.id, "LIVES_HERE")
    assert session.get_one(Person, back.person.id).birth_name == NAME


def test_a_longer_rule_since_the_approval_keeps_the_file(session: Session, house: House, today: date) -> None:
    from backoffice.rules.retention.words import RuleStatus
    from backoffice.services.retention.rules import change_rule

    make_former(session, house, left_on=add_months(today, -40))
    run = approved(session, house)
    change_rule(session, "R5.10a", 60, RuleStatus.UNVERIFIED, "Code civil, art. 2224", "décision du DPO")
    done = erase(session, run)
    assert next(one.kept for one in done.tallies if one.code == "R5.10a") == 1
    assert session.scalars(select(Person).where(Person.birth_name == NAME)).first() is not None


def test_nothing_is_erased_without_approval(session: Session, house: House, today: date) -> None:
    make_former(session, house, left_on=add_months(today, -60))
    (run,) = dry_run(session, house.landlord.code)
    with pytest.raises(DBAPIError, match="RUN_NOT_APPROVED"), session.begin_nested():
        erase_next(session, run.id)
    with pytest.raises(Refused, match="tout est effacé"):
        certificate(session, run.id)


def test_the_certificate_counts_and_names_nobody(session: Session, house: House, today: date) -> None:
    former = make_former(session, house, left_on=add_months(today, -125))
    reference = former.customer.client_ref
    run = erase(session, approved(session, house))
    paper = certificate(session, run.id)
    words = " ".join(text_of(paper.content).split())
    assert paper.number == f"EFF-{today.year}-0001"
    for part in ("R5.10a", "R5.10b", "NON VÉRIFIÉ", "Appels 1", "Composition du ménage 2"):
        assert part in words, words
    assert NAME not in words
    assert reference not in words
    again = certificate(session, run.id)
    assert (again.content, again.number, again.created) == (paper.content, paper.number, False)


def test_a_kill_leaves_whole_customers_and_the_run_goes_on(
    server: Server, fresh_database: str, fresh_engine: Engine, engine_of: Callable[..., Engine]
) -> None:
    """Killed in the middle of a run of 60: each customer is whole or gone, then all are gone."""
    with transaction(fresh_engine) as session:
        load_rules(session)
        house = make_landlord(session, code="tuer")
        make_staff(session, house).role = StaffRole.DPO
        session.flush()
        left = add_months(server_day(session), -125)
        for rank in range(60):
            make_former(session, house, left_on=left, name=f"{NAME}{rank}")
        run = approved(session, house)
    program = (
        "import sys;from functools import partial;from backoffice.database.engine import make_engine;"
        "from backoffice.database.session import transaction;"
        "from backoffice.services.retention.erasure import erase_run\n"
        "begin = partial(transaction, make_engine(sys.argv[1]))\n"
        "for step in erase_run(begin, int(sys.argv[2])): print(step, flush=True)"
    )
    arguments = [sys.executable, "-c", program, server.dsn(fresh_database), str(run.id)]
    with subprocess.Popen(arguments, stdout=subprocess.PIPE, text=True) as child:
        assert child.stdout is not None
        for _ in range(7):
            assert "erased=2" in child.stdout.readline()
        child.send_signal(signal.SIGKILL)
    wait_for_backends(server, fresh_database)
    with transaction(fresh_engine) as session:
        done = run_view(session, run.id)
        halves = session.execute(text("SELECT count(*) FROM customer c WHERE NOT EXISTS "
            "(SELECT 1 FROM phone_call p WHERE p.customer_id = c.id)")).scalar_one()  # fmt: skip
        customers = session.execute(text("SELECT count(*) FROM customer")).scalar_one()
    assert done.state is RunState.APPROVED
    assert 14 <= done.erased < 120
    assert (halves, 2 * customers) == (0, done.due)
    from backoffice.services.retention.erasure import erase_run

    assert [step.finished for step in erase_run(partial(transaction, fresh_engine), run.id)].count(True) == 1
    with transaction(fresh_engine) as session:
        assert run_view(session, run.id).erased == 120
        assert names_left(session) == []


def wait_for_backends(server: Server, database: str) -> None:
    """Until the server has noticed that the killed program is gone."""
    with psycopg.connect(server.dsn()) as connection:
        query = "SELECT count(*) FROM pg_stat_activity WHERE datname = %s AND state <> 'idle'"
        until = time.monotonic() + 20
        while connection.execute(query, [database]).fetchone() != (0,) and time.monotonic() < until:
            connection.rollback()
