"""One statement reads a file: the same answers as the other paths give, few turns, indexes only."""

import re
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from itertools import pairwise

import psycopg
import pytest
from sqlalchemy import Engine, select, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.errors import Denied
from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.rules.dates import add_months, month_of, paris_day
from backoffice.rules.unlocking import portal_standing
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.rules.vocabulary.people import ContactChannel, ContactRole
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.calls import running_call, start_call
from backoffice.services.clock import server_day, server_instant
from backoffice.services.landlords import landlord_parameters
from backoffice.services.receipts.account import account_balance
from backoffice.services.receipts.months import receipt_months
from backoffice.services.staff import current_staff
from backoffice.services.tenant.account import CARRIED, all_postings
from backoffice.services.tenant.file import open_tenant
from backoffice.services.tenant.leases import WITHHELD, lease_views
from backoffice.services.tenant.lookup import customer_of_number
from backoffice.services.tenant.people import household_on
from backoffice.services.tenant.portal_card import portal_facts
from backoffice.services.tenant.portal_rules import portal_rules
from backoffice.services.tenant.reading.read import read_file
from backoffice.services.tenant.reading.statement import MONTHS_LOOKED_AT, STATEMENT
from backoffice.services.tenant.receipt_card import receipt_card, why_owed
from backoffice.services.tenant.results import TenantFile
from backoffice.services.tenant.stamp import file_stamp
from tests.conftest import Server
from tests.factories import House, make_lease, make_posting, make_tenant

pytestmark = pytest.mark.database

MOST_TURNS = 4
"""BEGIN, which is also the trial of the line, the opening, the statement, COMMIT; a call adds one."""
BIG = {
    "person", "contact", "customer", "lease", "lease_holder", "household_member", "posting", "rent_notice",
    "rent_notice_line", "receipt", "receipt_request", "insurance_submission", "portal_account",
    "account_lock", "registration_block", "portal_event", "service_request", "phone_call",
    "caller_check", "premises", "building", "person_agency",
}  # fmt: skip


def test_every_file_says_what_the_other_paths_say(engine_of: Callable[..., Engine], training: str) -> None:
    """Row by row through the mapped classes, for every tenant of the training landlord."""
    with transaction(engine_of(training)) as session:
        session.execute(text("UPDATE access_quota SET per_hour = 9999, per_day = 9999"))
    manager = engine_of(training, "responsable.demo")
    with transaction(manager) as session:
        ids = session.scalars(select(Customer.id).order_by(Customer.id)).all()
        assert len(ids) > 100
        for customer_id in ids:
            check(session, open_tenant(session, customer_id, None))
        for customer_id in ids[::10]:
            check(session, open_tenant(session, customer_id, date(2020, 3, 15)))


def check(session: Session, file: TenantFile) -> None:
    """The file against the services that ask one thing each."""
    day, customer_id = file.as_of, file.customer_id
    for lease in file.leases:
        assert lease.balance_due == account_balance(session, lease.id, day), lease.number
    assert file.balance.balance_due == sum(lease.balance_due for lease in file.leases)
    assert file.balance.dwelling_due + file.balance.annex_due == file.balance.balance_due
    check_receipts(session, file)
    whole = all_postings(session, customer_id, day)
    shown = [line for line in file.postings if line.kind != CARRIED]
    assert shown == list(whole[: len(shown)])
    assert (file.postings_since is None) == (len(shown) == len(whole))
    standing = portal_standing(portal_facts(session, customer_id), file.read_at)
    card = file.portal
    assert (card.state, card.action, card.minutes_left) == (
        standing.state, standing.action, standing.minutes_left,
    )  # fmt: skip
    assert file.household == household_on(session, customer_id, day)
    assert file.stamp == file_stamp(session, customer_id)
    customer = session.get_one(Customer, customer_id)
    profile = landlord_parameters(session, customer.landlord_id, day)
    assert file.portal_rules == portal_rules(profile, file.balance.balance_due)


def check_receipts(session: Session, file: TenantFile) -> None:
    """The months of the main lease, which make the receipt's card and the reason of the balance."""
    main = file.leases[0]
    until = min(file.as_of, main.ends_on) if main.ends_on else file.as_of
    months = receipt_months(session, main.id, until, MONTHS_LOOKED_AT)
    assert file.receipt == receipt_card(file.leases, months)
    why = why_owed(months)
    owing = [lease for lease in file.leases if lease.balance_due]
    if why and file.balance.balance_due > 0 and len(owing) == 1:
        assert file.balance.detail == f"Reste {why}"


@contextmanager
def traced_turns(engine: Engine) -> Iterator[list[int]]:
    """How often the one line of the engine went from asking to answering, as libpq saw it."""
    with engine.connect() as connection:
        driver = connection.connection.driver_connection
        assert isinstance(driver, psycopg.Connection)
    found: list[int] = []
    with tempfile.TemporaryFile() as trace:
        driver.pgconn.trace(trace.fileno())
        try:
            yield found
        finally:
            driver.pgconn.untrace()
        trace.seek(0)
        lines = trace.read().decode(errors="replace").splitlines()
    sides = [words[1] for words in (line.split("\t") for line in lines) if len(words) > 1]
    found.append(sum(1 for one, other in pairwise(sides) if (one, other) == ("F", "B")))


@pytest.mark.parametrize("login", ["agent.demo", "conseil.logirem", "responsable.logirem"])
@pytest.mark.parametrize("number", ["1344", "1008", "1009"])
def test_a_file_is_opened_in_two_turns_and_those_of_the_transaction(
    engine_of: Callable[..., Engine], training: str, login: str, number: str
) -> None:
    desk = engine_of(training, login)
    with transaction(desk) as session:
        customer_id = customer_of_number(session, number, "logirem")

    def opened() -> TenantFile:
        with transaction(desk) as session:
            return open_tenant(session, customer_id, None)

    with traced_turns(desk) as turns:
        file = opened()
    wanted = MOST_TURNS + (file.call is not None)
    assert turns == [wanted]
    for _ in range(6):
        opened()
    with traced_turns(desk) as turns:
        assert opened().client_ref == file.client_ref
    assert turns == [wanted], "once the line has planned the statement as well"


@pytest.mark.parametrize(
    "login", ["agent.demo", "conseil.logirem", "quittancement.logirem", "responsable.logirem", "dpo.demo"]
)
def test_every_role_finds_each_row_by_an_index(server: Server, training: str, login: str) -> None:
    """At a million persons a table that is walked is a second lost: none may be, whoever asks."""
    dsn = server.dsn(training, login)
    asked = re.sub(r"(?<!:):(customer|day|staff)\b", lambda one: _PLACES[one[1]], STATEMENT)
    with psycopg.connect(dsn, options="-c search_path=public -c plan_cache_mode=force_generic_plan") as line:
        # At the size of the training landlord walking is cheaper: only where no index serves is it left.
        line.execute("SET enable_seqscan = off")
        line.execute(f"PREPARE file (bigint, date, bigint) AS {asked}")
        row = line.execute("EXPLAIN (FORMAT JSON) EXECUTE file (1, NULL, 1)").fetchone()
    assert row is not None
    walked = {name for name, kind in _scans(row[0][0]["Plan"]) if kind == "Seq Scan"}
    assert walked & BIG == set()


_PLACES = {"customer": "$1", "day": "$2", "staff": "$3"}


def _scans(plan: dict[str, object]) -> Iterator[tuple[str, str]]:
    if "Relation Name" in plan:
        yield str(plan["Relation Name"]), str(plan["Node Type"])
    below = plan.get("Plans", [])
    assert isinstance(below, Sequence)
    for one in below:
        yield from _scans(one)


def test_a_caretaker_is_stopped_before_anything_is_read(
    engine_of: Callable[..., Engine], training: str
) -> None:
    """His grants would refuse the statement; the trace keeps that he opened the file."""
    caretaker, owner = engine_of(training, "gardien.logirem"), engine_of(training)
    with transaction(caretaker) as session:
        customer_id = session.scalars(text("SELECT id FROM customer ORDER BY id LIMIT 1")).one()
    with pytest.raises(Denied) as caught, transaction(caretaker) as session:
        open_tenant(session, customer_id, None)
    assert caught.value.code == "CARETAKER"
    told = text("SELECT act FROM audit_entry WHERE login = 'gardien.logirem' AND customer_id = :customer")
    with transaction(owner) as session:
        assert session.scalars(told, {"customer": customer_id}).all() == ["TENANT_OPENED"]


def test_a_confidential_address_is_withheld_from_whoever_is_no_manager(
    session: Session, house: House
) -> None:
    lease = make_lease(session, house)
    read = read_file(session, lease.customer_id, None, 0)
    assert read is not None
    shown = lease_views(read.leases, read.holders, read.who.day, {})
    hidden = lease_views(read.leases, read.holders, read.who.day, {}, withheld=True)
    assert shown[0].address.startswith("12 rue des Lices")
    assert [replace(one, address=WITHHELD, residence=WITHHELD) for one in shown] == list(hidden)


def test_what_is_older_than_two_years_is_carried_forward(session: Session, house: House) -> None:
    today = server_day(session)
    since = month_of(add_months(today, -24))
    lease = make_lease(session, house, valid_from=date(2019, 1, 1))
    for on, debit, credit in (
        (since - timedelta(days=400), "650.00", "0"),
        (since - timedelta(days=1), "0", "600.00"),
        (since, "650.00", "0"),
        (today, "0", "100.00"),
    ):
        kind = PostingKind.PAYMENT if credit != "0" else PostingKind.UNCLASSIFIED
        make_posting(session, lease, kind=kind, on=on, debit=debit, credit=credit)
    file = open_tenant(session, lease.customer_id, None)
    assert file.postings_since == since
    told = [(line.posted_on, line.debit, line.credit, line.balance) for line in file.postings]
    assert told == [
        (today, None, Decimal("100.00"), Decimal("600.00")),
        (since, Decimal("650.00"), None, Decimal("700.00")),
        (since, Decimal("50.00"), None, Decimal("50.00")),
    ]
    assert file.postings[-1].label == f"Solde reporté au {since:%d/%m/%Y}"
    assert file.balance.balance_due == Decimal("600.00")
    whole = all_postings(session, lease.customer_id)
    assert [line.balance for line in whole] == [Decimal(one) for one in ("600", "700", "50", "650")]


def test_an_account_silent_for_years_keeps_its_balance_and_last_line(session: Session, house: House) -> None:
    lease = make_lease(session, house, valid_from=date(2015, 1, 1), valid_to=date(2020, 1, 1))
    make_posting(session, lease, kind=PostingKind.UNCLASSIFIED, on=date(2019, 12, 1), debit="80.00")
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=date(2020, 2, 3), credit="90.00")
    file = open_tenant(session, lease.customer_id, None)
    assert [(line.kind, line.credit) for line in file.postings] == [(CARRIED, Decimal("10.00"))]
    assert file.balance.headline.endswith("d’avance")
    assert file.balance.detail.endswith("le 03/02/2020")
    assert file.title == "Ancien locataire"


def test_dwelling_and_parking_that_both_owe_are_told_apart(session: Session, house: House) -> None:
    customer, today = make_tenant(session, house), server_day(session)
    parking = make_lease(session, house, customer=customer, kind=PremisesKind.PARKING, number="100/1")
    dwelling = make_lease(session, house, customer=customer, number="900/0")
    make_posting(session, parking, kind=PostingKind.UNCLASSIFIED, on=today, debit="40.00")
    make_posting(session, dwelling, kind=PostingKind.UNCLASSIFIED, on=today, debit="600.00")
    file = open_tenant(session, customer.id, None)
    assert [lease.number for lease in file.leases] == ["900/0", "100/1"], "the dwelling is the main lease"
    card = file.balance
    assert (card.dwelling_due, card.annex_due) == (Decimal("600.00"), Decimal("40.00"))
    assert re.fullmatch(r"Logement 900/0 : 600,00\s€ ; Stationnement 100/1 : 40,00\s€", card.detail)
    assert {line.lease_number: line.premises for line in file.postings} == {
        "900/0": PremisesKind.DWELLING,
        "100/1": PremisesKind.PARKING,
    }
    assert file.receipt.premises is PremisesKind.DWELLING


def add_contact(
    session: Session, customer: Customer, channel: ContactChannel, value: str, role: ContactRole, since: date
) -> Contact:
    contact = Contact(
        landlord_id=customer.landlord_id, person_id=customer.main_person_id, channel=channel, role=role,
        value=value, value_key=value, source="AGENT", valid_from=since,
        usable_for_security_from=server_instant(session),
    )  # fmt: skip
    session.add(contact)
    session.flush()
    return contact


def test_the_number_to_dial_is_the_newest_mobile_in_use(session: Session, house: House) -> None:
    customer = make_tenant(session, house)
    make_lease(session, house, customer=customer)
    assert open_tenant(session, customer.id, None).number_to_dial is None
    mobile, phone = ContactChannel.MOBILE, ContactChannel.PHONE
    add_contact(session, customer, mobile, "+33600000009", ContactRole.EMERGENCY, date(2026, 1, 1))
    add_contact(session, customer, phone, "+33491000000", ContactRole.NOTICE, date(2026, 2, 1))
    add_contact(session, customer, ContactChannel.EMAIL, "a@b.fr", ContactRole.LOGIN, date(2026, 3, 1))
    dial = open_tenant(session, customer.id, None).number_to_dial
    assert dial is not None
    assert dial.dial == "+33491000000", "an emergency number is somebody else’s"
    add_contact(session, customer, mobile, "+33600000001", ContactRole.LOGIN, date(2024, 1, 1))
    newest = add_contact(session, customer, mobile, "+33600000002", ContactRole.LOGIN, date(2025, 1, 1))
    dial = open_tenant(session, customer.id, None).number_to_dial
    assert dial is not None
    assert (dial.dial, dial.value) == ("+33600000002", "06 00 00 00 02")
    newest.valid_to = server_day(session)
    dial = open_tenant(session, customer.id, None).number_to_dial
    assert dial is not None
    assert dial.dial == "+33600000001"


def test_the_call_under_way_is_that_of_who_asks(
    desk: Engine, engine_of: Callable[..., Engine], training: str
) -> None:
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        start_call(session, customer_id, ContactPlace.PHONE, "06 12 34 56 78")
        wanted = running_call(session, customer_id, current_staff(session).id)
        assert wanted is not None
    with traced_turns(desk) as turns, transaction(desk) as session:
        told = open_tenant(session, customer_id, None).call
    assert turns == [MOST_TURNS + 1]
    assert told is not None
    assert (told.id, told.level, told.caller_number) == (wanted.id, wanted.level, wanted.caller_number)
    with transaction(engine_of(training, "accueil.logirem")) as session:
        assert open_tenant(session, customer_id, None).call is None


def test_amounts_days_and_instants_come_as_the_driver_would_give_them(desk: Engine) -> None:
    """JSON has neither: amounts keep their cents, instants are of Paris."""
    with transaction(desk) as session:
        customer_id = customer_of_number(session, "1344", None)
        read = read_file(session, customer_id, None, 0)
        assert read is not None
        now = server_instant(session)
        rows = session.execute(
            text(
                "SELECT p.id, p.posted_on, p.debit, p.credit, p.cleared_on FROM posting p "
                "JOIN lease l ON l.id = p.lease_id WHERE l.customer_id = :customer ORDER BY p.posted_on, p.id"
            ),
            {"customer": customer_id},
        ).all()
    assert (read.who.now, read.who.now.tzinfo, read.who.day) == (now, now.tzinfo, paris_day(now))
    shown = [(one.id, one.posted_on, one.debit, one.credit, one.cleared_on) for one in read.postings]
    assert shown == [tuple(row) for row in rows]
    assert {str(one.debit) for one in read.postings} == {str(row.debit) for row in rows}


def test_the_statement_never_reads_a_pdf() -> None:
    assert "content" not in STATEMENT
    assert "SELECT *" not in STATEMENT
