"""Quittances and reçus issued on a real database: kinds, numbers, frozen bytes."""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt, ReceiptRequest
from backoffice.models.trace import AuditEntry, OutboxMessage
from backoffice.rules.vocabulary.ledger import NoticeLineKind, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptRefusal
from backoffice.services.clock import server_day
from backoffice.services.receipts.account import account_balance
from backoffice.services.receipts.documents import frozen_receipt
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.voiding import void_rejected
from tests.factories import (
    House,
    make_lease,
    make_month,
    make_posting,
)
from tests.receipts import APRIL, MAY, TODAY, issued, order, refused, row, text_of

pytestmark = pytest.mark.database


def test_a_settled_month_gives_a_frozen_numbered_quittance(session: Session, lease: Lease) -> None:
    """Vector 3, first line; R1.10, R1.19."""
    make_month(session, lease, month=APRIL, aid="210.00", paid="440.00")
    receipt = issued(session, order(lease))
    assert (receipt.kind, receipt.created) == (ReceiptKind.QUITTANCE, True)
    assert receipt.number == f"{lease.number}-202404-Q1"
    stored = row(session, receipt)
    assert stored.content is not None
    assert stored.sha256 == sha256(stored.content).digest() == bytes.fromhex(receipt.sha256)
    assert [stored.called, stored.housing_aid, stored.paid] == [650, 210, 440]
    words = text_of(receipt.content)
    for expected in (
        "QUITTANCE DE LOYER",
        receipt.number,
        "Nguyễn",
        "520,00",
        "130,00",
        "440,00",
        "12 rue des Lices",
    ):
        assert expected in words


def test_a_cent_missing_gives_a_recu_and_refuses_the_quittance(session: Session, lease: Lease) -> None:
    """Vector 3, second line; R1.3, R1.7."""
    make_month(session, lease, month=APRIL, aid="210.00", paid="439.99")
    no = refused(session, order(lease, wanted=ReceiptKind.QUITTANCE))
    assert (no.code, no.offered) == (ReceiptRefusal.PERIOD_NOT_SETTLED, ReceiptKind.RECU)
    assert "0,01" in no.sentence
    logged = session.scalars(select(AuditEntry).where(AuditEntry.act == "RECEIPT_REFUSED")).one()
    assert (logged.reason, logged.customer_id) == ("PERIOD_NOT_SETTLED", lease.customer_id)
    receipt = issued(session, order(lease))
    assert receipt.number.endswith("-202404-R1")
    assert "il manque 0,01" in receipt.sentence
    assert "Vous pouvez" not in receipt.sentence
    assert "Ce reçu n’est pas une quittance : il reste 0,01 €" in text_of(receipt.content)


def test_aid_above_the_call_is_told_as_owed_to_the_tenant(session: Session, lease: Lease) -> None:
    """Vector 3, third line; R1.12."""
    make_month(session, lease, month=APRIL, aid="700.00")
    receipt = issued(session, order(lease))
    stored = row(session, receipt)
    assert [stored.kind, stored.paid, stored.refund_due] == ["QUITTANCE", 0, 50]
    assert "50,00 € vous sont dus" in text_of(receipt.content)


def test_april_is_given_though_may_is_owed(session: Session, lease: Lease) -> None:
    """Vector 4 (R1.26)."""
    make_month(session, lease, month=APRIL, paid="650.00")
    make_month(session, lease, month=MAY, lines=((NoticeLineKind.RENT, "Loyer", "120.00"),))
    assert issued(session, order(lease)).kind == ReceiptKind.QUITTANCE
    assert refused(session, order(lease, MAY)).code == ReceiptRefusal.PERIOD_NOT_SETTLED
    nothing = refused(session, order(lease, MAY, wanted=ReceiptKind.RECU))
    assert nothing.code == ReceiptRefusal.NOTHING_PAID
    assert account_balance(session, lease.id, TODAY) == Decimal("120.00")
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="20.00", cleared_on=TODAY)
    no = refused(session, order(lease, MAY, wanted=ReceiptKind.QUITTANCE))
    assert no.code == ReceiptRefusal.PERIOD_NOT_SETTLED


def test_a_designated_payment_clears_its_month_and_the_older_debt_is_told_apart(
    session: Session, lease: Lease
) -> None:
    """Vector 5 and R1.39: the older debt is a mention, never a line."""
    make_month(session, lease, month=APRIL)
    make_month(session, lease, month=MAY)
    make_posting(
        session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="650.00", cleared_on=TODAY, designated=MAY
    )
    receipt = issued(session, order(lease, MAY))
    assert receipt.kind == ReceiptKind.QUITTANCE
    assert "650,00 € restent dus" in text_of(receipt.content)
    assert refused(session, order(lease, APRIL)).code == ReceiptRefusal.PERIOD_NOT_SETTLED


def test_asked_again_it_gives_the_same_bytes_whatever_the_ledger_became(
    session: Session, lease: Lease
) -> None:
    """R1.19."""
    make_month(session, lease, month=APRIL, paid="650.00")
    first = issued(session, order(lease))
    make_posting(session, lease, kind=PostingKind.RENT_CORRECTION, on=TODAY, credit="30.00", month=APRIL)
    again = issued(session, order(lease))
    assert (again.content, again.number, again.created) == (first.content, first.number, False)
    found = frozen_receipt(session, lease.id, APRIL)
    assert found is not None
    assert found.content == first.content
    assert session.scalars(select(Receipt).where(Receipt.lease_id == lease.id)).all() == [row(session, first)]


def test_recus_follow_one_another_and_the_quittance_replaces_them(session: Session, lease: Lease) -> None:
    """R1.21: sums are cumulative, so one document alone is in force."""
    make_month(session, lease, month=APRIL, paid="100.00")
    one = issued(session, order(lease))
    assert issued(session, order(lease)).number == one.number
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="50.00", cleared_on=TODAY)
    two = issued(session, order(lease))
    assert two.number.endswith("-R2")
    assert row(session, two).paid == 150
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="500.00", cleared_on=TODAY)
    whole = issued(session, order(lease))
    assert whole.number.endswith("-Q1")
    assert f"Annule et remplace le reçu n° {two.number}" in text_of(whole.content).replace("\r\n", " ")
    session.flush()
    assert [row(session, receipt).state for receipt in (one, two, whole)] == [
        "REPLACED",
        "REPLACED",
        "ISSUED",
    ]


def test_a_rejected_payment_voids_the_quittance_and_the_tenant_is_told(
    session: Session, lease: Lease
) -> None:
    """R1.22: the number is not used again."""
    payment = make_month(session, lease, month=APRIL, paid="650.00", means=PaymentMeans.DIRECT_DEBIT)
    assert payment is not None
    first = issued(session, order(lease))
    make_posting(
        session, lease, kind=PostingKind.PAYMENT_REJECTED, on=TODAY, debit="650.00", rejects_id=payment.id
    )
    months = {one.month: one for one in receipt_months(session, lease.id, TODAY)}
    assert (months[APRIL].number, months[APRIL].refusal) == (None, ReceiptRefusal.PERIOD_NOT_SETTLED)
    assert void_rejected(session, lease.id, TODAY) == (first.number,)
    assert void_rejected(session, lease.id, TODAY) == ()
    assert row(session, first).state == "VOIDED"
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.customer_id == lease.customer_id)).one()
    assert (told.channel, told.template) == ("LETTER", "RECEIPT_VOIDED")
    assert first.number in told.body
    assert refused(session, order(lease)).code == ReceiptRefusal.PERIOD_NOT_SETTLED
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="650.00", cleared_on=TODAY)
    assert issued(session, order(lease)).number.endswith("-202404-Q2")


def test_an_uncleared_cheque_is_receipted_under_reserve(session: Session, lease: Lease) -> None:
    """R1.23."""
    make_month(session, lease, month=APRIL, paid="650.00", means=PaymentMeans.CHEQUE, cleared=False)
    receipt = issued(session, order(lease))
    assert row(session, receipt).subject_to_clearing
    assert "sous réserve d’encaissement" in text_of(receipt.content)


def test_awaited_aid_holds_the_quittance_back(session: Session, lease: Lease) -> None:
    """R1.13, ``WAIT`` by default."""
    make_month(session, lease, month=APRIL, aid_expected="210.00", paid="440.00")
    no = refused(session, order(lease, wanted=ReceiptKind.QUITTANCE))
    assert (no.code, no.offered) == (ReceiptRefusal.AID_PENDING, ReceiptKind.RECU)


def test_a_closed_lease_keeps_its_quittances(session: Session, house: House) -> None:
    """R1.8; and nothing is given outside of it."""
    lease = make_lease(session, house, valid_to=date(2024, 5, 1))
    make_month(session, lease, month=APRIL, paid="650.00")
    assert issued(session, order(lease)).kind == ReceiptKind.QUITTANCE
    outside = refused(session, order(lease, MAY))
    assert outside.code == ReceiptRefusal.PERIOD_OUTSIDE_CONTRACT
    assert receipt_months(session, lease.id, TODAY)[0].month == APRIL


def test_without_the_detail_of_rent_and_charges_there_is_no_quittance(session: Session, lease: Lease) -> None:
    """R1.4."""
    make_posting(session, lease, kind=PostingKind.CALL, on=APRIL, debit="650.00", month=APRIL)
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=MAY, credit="650.00", cleared_on=MAY)
    assert refused(session, order(lease)).code == ReceiptRefusal.DETAIL_MISSING


def test_the_tenants_request_has_its_answer(session: Session, lease: Lease) -> None:
    """R1.25."""
    make_month(session, lease, month=APRIL, paid="100.00")
    asked = ReceiptRequest(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        period=APRIL,
        channel="PORTAL",
        state="REQUESTED",
        requested_at=datetime(2024, 6, 1, tzinfo=UTC),
    )
    session.add(asked)
    session.flush()
    receipt = issued(session, order(lease))
    assert (asked.state, asked.receipt_id) == ("REPLACED_BY_RECU", receipt.receipt_id)


def test_a_frozen_document_carries_the_servers_day(session: Session, lease: Lease) -> None:
    """R1.19: whatever day the agent's machine believes."""
    make_month(session, lease, month=APRIL, paid="650.00")
    receipt = issued(session, order(lease, today=date(2031, 1, 1)))
    assert row(session, receipt).issued_on == server_day(session)
    assert f"{server_day(session):%d/%m/%Y}" in text_of(receipt.content)
