"""The training landlord: always the same rows, sound accounts, the guides' cases to the letter."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from sqlalchemy import Connection, Engine, func, select, text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backoffice.demo.build import STAFF_LOGINS, build_training
from backoffice.demo.loading import Rows, loading
from backoffice.demo.renewal import SEED_VERSION, is_current, renew, training_facts
from backoffice.demo.stories.doubles import DOUBLES
from backoffice.demo.stories.practice import CASES
from backoffice.demo.world import RESERVED
from backoffice.errors import NotFound, Refused
from backoffice.models.landlord import Staff, StaffAgency, StaffLandlord
from backoffice.models.lease import Customer, HouseholdMember, Lease
from backoffice.models.ledger import OnlinePayment, Posting, RentNotice, RentNoticeLine
from backoffice.models.person import Contact, Person
from backoffice.models.portal import AccountLock, PortalAccount, PortalEvent, RegistrationBlock
from backoffice.rules.dates import french_month
from backoffice.rules.persons.duplicates import LIKELY, likeness
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.rules.vocabulary.portal import AccountState, LockEnd, PortalEventKind
from backoffice.services.duplicates.known import compared
from tests.training import DAY, account_of, balance, client, count, fingerprint, leases, state_of

pytestmark = pytest.mark.database

TENANTS = 90
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


def test_the_same_day_gives_the_same_rows_and_another_day_does_not(fresh_engine: Engine) -> None:
    prints = []
    for day in (DAY, DAY, DAY + timedelta(days=1)):
        with fresh_engine.connect() as connection, connection.begin() as outer:
            connection.execute(text("SELECT setval(pg_get_serial_sequence('landlord', 'id'), 100)"))
            build_training(connection, day, 40)
            prints.append(fingerprint(connection))
            outer.rollback()
    assert prints[0] == prints[1]
    assert prints[0]["posting"] != prints[2]["posting"]


SOUND = {
    "a call is the sum of its notice's lines, aid apart": """
        SELECT count(*) FROM posting p WHERE kind = 'CALL' AND rent_notice_id IS NOT NULL AND debit <> (
            SELECT sum(amount) FILTER (WHERE l.kind <> 'HOUSING_AID') FROM rent_notice_line l
            WHERE l.rent_notice_id = p.rent_notice_id)""",
    "every notice is called once": """
        SELECT count(*) FROM rent_notice n WHERE 1 <> (
            SELECT count(*) FROM posting p WHERE p.rent_notice_id = n.id AND p.kind = 'CALL')""",
    "no lease is called before it starts or after it ends": """
        SELECT count(*) FROM rent_notice n JOIN lease l ON l.id = n.lease_id
        WHERE n.period_from < l.valid_from OR n.period_to > l.valid_to""",
    "the previous balance printed is the account's": """
        SELECT count(*) FROM rent_notice n JOIN posting c ON c.rent_notice_id = n.id
        WHERE n.previous_balance <> coalesce((SELECT sum(debit - credit) FROM posting p
            WHERE p.lease_id = n.lease_id AND (p.posted_on, p.id) < (c.posted_on, c.id)), 0)""",
    "a rejection takes back a payment of the same lease and sum": """
        SELECT count(*) FROM posting r JOIN posting p ON p.id = r.rejects_id
        WHERE p.lease_id <> r.lease_id OR p.credit <> r.debit OR p.posted_on > r.posted_on""",
    "no member outlives the lease": """
        SELECT count(*) FROM household_member m JOIN lease l ON l.id = m.lease_id
        WHERE m.valid_from < l.valid_from
            OR (l.valid_to IS NOT NULL AND coalesce(m.valid_to, 'infinity') > l.valid_to)""",
    "an account locked for a time has a lock, another has none": """
        SELECT count(*) FROM portal_account a
        WHERE (state IN ('LOCKED_TEMPORARY', 'LOCKED_STAFF')) <> EXISTS (
            SELECT FROM account_lock k WHERE k.account_id = a.id AND k.ended_at IS NULL)""",
    "nothing happens to an account before it exists": """
        SELECT count(*) FROM portal_event e JOIN portal_account a ON a.id = e.account_id
        WHERE e.occurred_at < a.created_at""",
    "a last sign-in is an event too": """
        SELECT count(*) FROM portal_account a WHERE last_sign_in_at IS NOT NULL AND NOT EXISTS (
            SELECT FROM portal_event e WHERE e.account_id = a.id AND e.kind = 'SIGNED_IN'
            AND e.occurred_at = a.last_sign_in_at)""",
    "no registration is blocked for a client with an account": """
        SELECT count(*) FROM registration_block b JOIN portal_account a USING (customer_id)""",
    "no one else has the first guide's mobile": """
        SELECT count(*) - 1 FROM contact WHERE value_key = '+33756894100'""",
    "two mobiles are never the same": """
        SELECT count(*) - count(DISTINCT value_key) FROM contact WHERE channel = 'MOBILE'""",
}


@pytest.mark.parametrize("rule", SOUND)
def test_the_set_is_sound(made: Connection, rule: str) -> None:
    assert count(made, SOUND[rule]) == 0


@pytest.mark.parametrize(
    "day",
    [date(2026, 1, 1), date(2026, 3, 1), date(2028, 2, 29), date(2026, 8, 31), date(2026, 12, 10)],
    ids=str,
)
def test_any_day_makes_a_sound_set(fresh_engine: Engine, day: date) -> None:
    with fresh_engine.connect() as connection, connection.begin() as outer:
        build_training(connection, day, 50)
        for rule, sql in SOUND.items():
            assert count(connection, sql) == 0, rule
        latest = connection.execute(select(func.max(Posting.posted_on))).scalar_one()
        assert latest <= day
        assert balance(connection, leases(connection, "1344")["994/0"]) == Decimal("110.27")
        assert balance(connection, leases(connection, "1001")["1001/0"]) == Decimal("120.00")
        outer.rollback()


def test_facts_tell_whether_the_set_is_current(training: Connection) -> None:
    facts = training_facts(training)
    assert facts is not None
    assert (facts["reference_day"], facts["tenants"], facts["seed_version"]) == (
        "2026-11-21",
        TENANTS,
        SEED_VERSION,
    )
    with Session(training, join_transaction_mode="create_savepoint") as session:
        assert is_current(session, DAY)
        assert is_current(session, DAY, TENANTS)
        assert not is_current(session, DAY, TENANTS + 1)
        assert not is_current(session, DAY + timedelta(days=1))


def test_a_base_with_customers_is_refused(training: Connection) -> None:
    with pytest.raises(Refused, match="base vide"):
        build_training(training, DAY, 40)


def test_a_base_without_a_set_is_neither_current_nor_renewed(session: Session) -> None:
    assert not is_current(session, DAY)
    with pytest.raises(NotFound):
        renew(session.connection(), NOW)


def test_counters_go_on_after_the_last_row(training: Connection) -> None:
    last = training.execute(select(func.max(Person.id))).scalar_one()
    following = training.execute(text("SELECT nextval(pg_get_serial_sequence('person', 'id'))")).scalar_one()
    assert following == last + 1


_KEYS = """SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint
    WHERE contype = 'f' AND convalidated ORDER BY conrelid::regclass::text, conname"""


def test_foreign_keys_put_off_are_all_back_and_checked(fresh_engine: Engine) -> None:
    with fresh_engine.connect() as connection, connection.begin() as outer:
        before = connection.execute(text(_KEYS)).all()
        with loading(connection, Rows(), keys_last=True):
            assert connection.execute(text(_KEYS)).all() != before
        assert connection.execute(text(_KEYS)).all() == before
        outer.rollback()


def test_a_row_without_its_parent_is_refused_even_when_keys_come_last(fresh_engine: Engine) -> None:
    rows = Rows()
    orphan = {"landlord_id": 1, "rent_notice_id": 1, "position": 1, "kind": "RENT", "label": "L", "amount": 1}
    with (
        fresh_engine.connect() as connection,
        pytest.raises(IntegrityError, match="fk_rent_notice_line"),
        loading(connection, rows, keys_last=True),
    ):
        rows.add(RentNoticeLine, **orphan)


def test_awkward_texts_reach_the_database_unharmed(fresh_engine: Engine) -> None:
    rows = Rows()
    awkward = "C:\\n\tLigne 1\nLigne 2 « Nguyễn »"
    with fresh_engine.connect() as connection, connection.begin() as outer:
        with loading(connection, rows, keys_last=False):
            for value in (awkward, None):
                rows.add(Staff, login=f"l{value}", full_name="N", role="DPO", valid_from=DAY, person_id=None)
        logins = connection.execute(select(Staff.login).order_by(Staff.id)).scalars().all()
        assert logins == [f"l{awkward}", "lNone"]
        outer.rollback()


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("customer", "client_ref_key"),
        ("person", "party_key"),
        ("lease", "number_key"),
        ("online_payment", "order_key"),
    ],
)
def test_the_guides_numbers_belong_to_one_row_each(made: Connection, table: str, column: str) -> None:
    keys = made.execute(text(f"SELECT {column} FROM {table}")).scalars().all()
    taken = [key for key in keys if key in RESERVED]
    assert len(taken) == len(set(taken))


def test_staff_of_the_demonstration(made: Connection) -> None:
    row = made.execute(select(Staff.id, Staff.full_name, Staff.role).where(Staff.login == "agent.demo")).one()
    assert (row.full_name, row.role) == ("Camille Moreau", "FRONT_DESK")
    landlords = select(func.count()).select_from(StaffLandlord).where(StaffLandlord.staff_id == row.id)
    agencies = select(func.count()).select_from(StaffAgency).where(StaffAgency.staff_id == row.id)
    assert made.execute(landlords).scalar_one() == 5
    assert made.execute(agencies).scalar_one() == count(made, "SELECT count(*) FROM agency")
    assert set(made.execute(select(Staff.login)).scalars()) == set(STAFF_LOGINS)
    assert "Farah Bouhenna" in made.execute(select(Staff.full_name)).scalars().all()


def _lines(connection: Connection, lease_id: int) -> list[tuple[date, str, Decimal]]:
    query = select(Posting.posted_on, Posting.label, (Posting.debit - Posting.credit).label("due"))
    rows = connection.execute(
        query.where(Posting.lease_id == lease_id).order_by(Posting.posted_on, Posting.id)
    )
    return [(row.posted_on, row.label, row.due) for row in rows]


def test_logirem_case(made: Connection) -> None:
    lease_id = leases(made, "1344")["994/0"]
    lines = _lines(made, lease_id)
    printed = [
        (date(2020, 2, 29), "Facture 01/02/2020-29/02/2020", Decimal("799.55")),
        (date(2020, 3, 10), "Prel. auto du 10/03/2020", Decimal("-913.12")),
        (date(2020, 5, 29), "REGLEMENT PAR CARTE BANCAIRE", Decimal("-10.10")),
    ]
    assert [line for line in lines if line in printed] == printed
    assert sum(line[2] for line in printed) == Decimal("-123.67")
    assert sum(due for day, _, due in lines if day <= date(2020, 5, 29)) == 0
    assert sum(due for _, _, due in lines) == Decimal("110.27")
    notice = made.execute(
        select(RentNotice.number, RentNotice.barcode).where(
            RentNotice.lease_id == lease_id, RentNotice.period_from == date(2019, 6, 1)
        )
    ).one()
    assert tuple(notice) == ("2019 00000001 05225497", "2019060105225497")


def test_logirem_card_payments(made: Connection) -> None:
    rows = made.execute(
        select(OnlinePayment.__table__).where(OnlinePayment.customer_id == client(made, "1344"))
    ).all()
    recorded = next(row for row in rows if row.state == "RECORDED")
    assert (recorded.order_reference, recorded.transaction_number) == ("05441712", "317131")
    assert (recorded.buyer_reference, recorded.card_last4) == ("51709", "0014")
    assert (recorded.authorisation, recorded.amount) == ("3fe5cb", Decimal("400.00"))
    assert recorded.requested_at == datetime(2020, 8, 13, 15, 13, 15, tzinfo=UTC)
    refused = next(row for row in rows if row.state == "FAILED")
    assert refused.amount == Decimal("10.00")


def test_logirem_holder(made: Connection) -> None:
    query = (
        select(Person.birth_name, Person.usage_name, Person.first_names, Person.party_number, Contact.value)
        .join(Customer, Customer.main_person_id == Person.id)
        .join(Contact, Contact.person_id == Person.id)
        .where(Customer.client_ref == "1344", Contact.channel == "MOBILE")
    )
    assert tuple(made.execute(query).one()) == ("Nguyễn", "Lefèvre", "Thị Hồng", "1970223", "0756894100")


def test_ekidom_case_is_its_seven_lines_and_nothing_else(made: Connection) -> None:
    lease_id = made.execute(
        text("SELECT l.id FROM lease l JOIN premises p ON p.id = l.premises_id WHERE p.reference = '004473'")
    ).scalar_one()
    day = date(2018, 6, 26)
    assert sorted(_lines(made, lease_id)) == [
        (day, "APL 02/18 05/18", Decimal("108.20")),
        (day, "APL 06/18", Decimal("-191.95")),
        (day, "LOG 004473 03/18", Decimal("-27.74")),
        (day, "LOG 004473 04/18", Decimal("-27.74")),
        (day, "LOG 004473 05/18", Decimal("-27.74")),
        (day, "LOG 004473 06/18", Decimal("238.57")),
        (date(2018, 7, 10), "Chèque bancaire", Decimal("-43.86")),
    ]
    assert balance(made, lease_id) == Decimal("27.74")


def test_la_rochelle_case(made: Connection) -> None:
    both = leases(made, "L/2013936")
    assert both.keys() == {"L/2013936", "L/2013937"}
    assert [balance(made, lease_id) for lease_id in both.values()] == [0, 0]


def test_mon_logement_27_case(training: Connection) -> None:
    renew(training, NOW)
    row = training.execute(
        select(PortalAccount.__table__).where(PortalAccount.customer_id == client(training, "00012345"))
    ).one()
    assert (row.state, row.login) == (AccountState.PENDING_ACTIVATION, "jeandupond@exemple.com")
    assert NOW < row.activation_expires_at < NOW + timedelta(hours=24)


def test_vivest_cases(training: Connection) -> None:
    renew(training, NOW)
    account_id = account_of(training, "V100001")
    assert state_of(training, account_id) == AccountState.LOCKED_TEMPORARY
    lock = training.execute(select(AccountLock.__table__).where(AccountLock.account_id == account_id)).one()
    assert (lock.failures, lock.until - NOW) == (6, timedelta(minutes=9))
    tried = select(PortalEvent.kind, func.count()).where(
        PortalEvent.account_id == account_id, PortalEvent.occurred_at > NOW - timedelta(hours=1)
    )
    counts = {row[0]: row[1] for row in training.execute(tried.group_by(PortalEvent.kind))}
    assert counts == {
        PortalEventKind.SIGN_IN_FAILED: 3,
        PortalEventKind.RECREATION_FAILED: 3,
        PortalEventKind.LOCKED: 1,
    }
    blocked, free = client(training, "V100002"), client(training, "V100003")
    open_blocks = select(RegistrationBlock.customer_id).where(RegistrationBlock.released_at.is_(None))
    found = set(training.execute(open_blocks).scalars())
    assert blocked in found
    assert free not in found


BALANCES = {
    "1001": "120.00", "1002": "0", "1003": "0.01", "1004": "-50.00", "1005": "210.00", "1006": "0",
    "1007": "400.00", "1008": "0", "1014": "520.00",
}  # fmt: skip


@pytest.mark.parametrize("ref", BALANCES)
def test_balances_of_the_cases_to_practise_on(made: Connection, ref: str) -> None:
    assert balance(made, leases(made, ref)[f"{ref}/0"]) == Decimal(BALANCES[ref])


def test_other_facts_of_the_cases_to_practise_on(made: Connection) -> None:
    assert {case.client_ref for case in CASES} == {str(number) for number in range(1001, 1016)}
    cheque = select(Posting.cleared_on).where(
        Posting.lease_id == leases(made, "1006")["1006/0"], Posting.means == "CHEQUE"
    )
    assert made.execute(cheque).scalars().all() == [None]
    named = select(Posting.designated_period, Posting.designation).where(
        Posting.lease_id == leases(made, "1007")["1007/0"], Posting.designated_period.is_not(None)
    )
    row = made.execute(named).one()
    assert f"« loyer de {french_month(row.designated_period)} »" in row.designation
    hidden = select(Person.confidential_address).join(Customer, Customer.main_person_id == Person.id)
    assert made.execute(hidden.where(Customer.client_ref == "1013")).scalar_one()
    assert state_of(made, account_of(made, "1009")) == AccountState.SUSPENDED_FRAUD
    lifted = select(func.count()).where(
        AccountLock.account_id == account_of(made, "1011"),
        AccountLock.ended_how == LockEnd.BY_STAFF,
        AccountLock.ended_at > NOW - timedelta(days=7),
    )
    assert made.execute(lifted).scalar_one() == 2


def test_three_persons_are_on_file_twice_and_likely_so(made: Connection) -> None:
    with Session(made, join_transaction_mode="create_savepoint") as session:
        for double in DOUBLES:
            holder = client(made, double.client_ref)
            whose = session.scalars(select(Customer.main_person_id).where(Customer.id == holder)).one()
            second = session.scalars(
                select(HouseholdMember.person_id)
                .join(Lease, Lease.id == HouseholdMember.lease_id)
                .join(Person, Person.id == HouseholdMember.person_id)
                .where(Lease.number == f"{double.household}/0", Person.birth_name == double.who.birth_name)
            ).one()
            pair = compared(session, {whose, second})
            found = likeness(pair[whose].known, pair[second].known)
            assert found.score >= LIKELY, (double.client_ref, found)
            assert len(found.reasons) >= 3


def test_every_ledger_kind_of_the_guides_is_there(made: Connection) -> None:
    kinds = set(made.execute(select(Posting.kind).distinct()).scalars())
    assert kinds >= {
        PostingKind.CALL, PostingKind.PAYMENT, PostingKind.HOUSING_AID, PostingKind.AID_CORRECTION,
        PostingKind.RENT_CORRECTION, PostingKind.PAYMENT_REJECTED,
    }  # fmt: skip
