"""What the database itself refuses, whoever writes: overlapping periods, doubled numbers, wrong signs."""

from datetime import date

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from backoffice.models.registry import metadata
from backoffice.rules.vocabulary.ledger import PostingKind
from tests.factories import make_landlord, make_lease, make_posting, make_tenant

pytestmark = pytest.mark.database


@pytest.fixture
def facts(session: Session) -> dict[str, int]:
    """A tenant with one lease, one posting: the keys that statements below need."""
    house = make_landlord(session)
    customer = make_tenant(session, house)
    lease = make_lease(session, house, customer=customer)
    posting = make_posting(session, lease, kind=PostingKind.PAYMENT, on=date(2026, 1, 5), credit="10.00")
    session.flush()
    return {
        "landlord": house.landlord.id,
        "agency": house.agency.id,
        "customer": customer.id,
        "person": customer.main_person_id,
        "lease": lease.id,
        "premises": lease.premises_id,
        "posting": posting.id,
    }


COPY_LEASE = (
    "INSERT INTO lease (landlord_id, agency_id, customer_id, premises_id, number, number_key,"
    " term_mode, due_day, insurance_required, valid_from)"
    " SELECT landlord_id, agency_id, customer_id, premises_id, {number}, {key},"
    " term_mode, due_day, insurance_required, {start} FROM lease WHERE id = :lease"
)
COPY_POSTING = (
    "INSERT INTO posting (landlord_id, lease_id, posted_on, label, kind, debit, credit, designated_period)"
    " VALUES (:landlord, :lease, '2026-01-01', {label}, {kind}, {debit}, {credit}, {designated})"
)


def posting(
    label: str = "'x'",
    kind: str = "'PAYMENT'",
    debit: str = "0",
    credit: str = "5",
    designated: str = "NULL",
) -> str:
    return COPY_POSTING.format(label=label, kind=kind, debit=debit, credit=credit, designated=designated)


@pytest.mark.parametrize(
    ("statement", "constraint"),
    [
        (COPY_LEASE.format(number="'n'", key="'n'", start="valid_from + 30"), "ex_lease_premises_once"),
        (
            "INSERT INTO customer (landlord_id, client_ref, client_ref_key, main_person_id)"
            " SELECT landlord_id, client_ref, client_ref_key, main_person_id FROM customer"
            " WHERE id = :customer",
            "uq_customer_landlord_id_client_ref_key",
        ),
        (
            "INSERT INTO lease_holder (landlord_id, lease_id, person_id, title, valid_from)"
            " SELECT landlord_id, lease_id, person_id, title, valid_from + 1 FROM lease_holder"
            " WHERE lease_id = :lease",
            "ex_lease_holder_once",
        ),
        ("UPDATE lease SET valid_to = valid_from WHERE id = :lease", "ck_lease_period_in_order"),
        (posting(debit="5"), "ck_posting_one_side"),
        (posting(credit="0"), "ck_posting_one_side"),
        (posting(credit="-5"), "ck_posting_one_side"),
        (posting(kind="'FEE'"), "ck_posting_kind_known"),
        (posting(label="'Frais de quittance'", debit="5", credit="0"), "ck_posting_no_fee"),
        (posting(label="'FRAIS DE RELANCE'", debit="5", credit="0"), "ck_posting_no_fee"),
        (posting(designated="'2026-05-02'"), "ck_posting_design"),
        (posting(designated="'2026-05-01'"), "ck_posting_designation_is_told"),
        (
            "INSERT INTO posting (landlord_id, lease_id, posted_on, label, kind, debit, credit, rejects_id)"
            " SELECT landlord_id, lease_id, posted_on, label, 'PAYMENT_REJECTED', 10, 0, id"
            " FROM posting, generate_series(1, 2) WHERE id = :posting",
            "uq_posting_rejects_once",
        ),
        (
            "INSERT INTO e_delivery_consent (landlord_id, lease_id, channel, given_at, given_by, evidence)"
            " VALUES (:landlord, :lease, 'SMS', now(), 'a', 'b')",
            "ck_e_delivery_consent_channel_known",
        ),
        (
            "INSERT INTO person_name_key (landlord_id, person_id, key, part)"
            " VALUES (:landlord, :person, 'A', 'PIECE')",
            "ck_person_name_key_part_known",
        ),
        ("UPDATE person SET civility = 'DR' WHERE id = :person", "ck_person_civility_known"),
        (
            "INSERT INTO portal_account (landlord_id, customer_id, person_id, login, login_key,"
            " state, created_at) VALUES (:landlord, :customer, :person, 'a', 'a', 'CLOSED', now())",
            "ck_portal_account_closed_has_date",
        ),
        (
            "INSERT INTO online_payment (landlord_id, customer_id, lease_id, order_reference,"
            " order_key, amount, requested_at, state, card_last4) VALUES (:landlord, :customer, :lease,"
            " 'a', 'a', 1, now(), 'PENDING', '4970100000000014')",
            "ck_online_payment_card_masked",
        ),
    ],
)
def test_the_database_refuses(
    session: Session, facts: dict[str, int], statement: str, constraint: str
) -> None:
    with pytest.raises(IntegrityError) as caught:
        session.execute(text(statement), facts)
    assert constraint in str(caught.value.orig)


def test_a_lease_may_start_the_day_the_other_ends(session: Session, facts: dict[str, int]) -> None:
    session.execute(text("UPDATE lease SET valid_to = valid_from + 30 WHERE id = :lease"), facts)
    session.execute(text(COPY_LEASE.format(number="'n'", key="'n'", start="valid_from + 30")), facts)


def test_two_landlords_may_use_the_same_numbers(session: Session) -> None:
    for _ in range(2):
        house = make_landlord(session)
        customer = make_tenant(session, house, client_ref="1344")
        make_lease(session, house, customer=customer, number="994/0")
    session.flush()


def test_a_person_holds_a_lease_again_after_an_interruption(session: Session, facts: dict[str, int]) -> None:
    session.execute(text("UPDATE lease_holder SET valid_to = valid_from + 10 WHERE lease_id = :lease"), facts)
    session.execute(
        text(
            "INSERT INTO lease_holder (landlord_id, lease_id, person_id, title, valid_from)"
            " SELECT landlord_id, lease_id, person_id, title, valid_to FROM lease_holder"
            " WHERE lease_id = :lease"
        ),
        facts,
    )


def test_every_table_and_column_says_what_it_is() -> None:
    for table in metadata.sorted_tables:
        assert table.comment, table.name
        assert [column.name for column in table.columns if not column.comment] == []


def test_no_table_has_a_place_for_a_password_or_a_fee() -> None:
    names = {f"{table.name}.{column.name}" for table in metadata.sorted_tables for column in table.columns}
    named = {name for name in names if any(word in name for word in ("password", "secret", "fee", "nir"))}
    # A caller's code, until the courier has sent it; nobody else may read it.
    assert named == {"outbox_message.secret_body"}
