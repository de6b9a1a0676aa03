"""Who may be given a receipt, how it travels, and the same command twice."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from threading import Barrier
from uuid import uuid4

import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from backoffice.database.rights.apply import ensure_login, ensure_roles
from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.lease import EDeliveryConsent, Lease
from backoffice.models.receipt import Receipt
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.rules.vocabulary.receipts import DeliveryMode, ReceiptRefusal
from backoffice.services.receipts.account import account_balance
from backoffice.services.receipts.documents import frozen_receipt
from backoffice.services.receipts.duplicate import duplicate_receipt
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.preview import preview_receipt
from backoffice.services.receipts.results import IssuedReceipt, IssueOrder
from backoffice.services.receipts.voiding import void_rejected
from tests.factories import (
    House,
    make_call,
    make_landlord,
    make_lease,
    make_month,
    make_person,
    make_posting,
    make_staff,
    make_tenant,
)
from tests.receipts import APRIL, MAY, TODAY, acts_of, issued, order, refused

pytestmark = pytest.mark.database


def test_the_same_command_changes_nothing_and_another_use_of_it_is_refused(
    session: Session, lease: Lease
) -> None:
    make_month(session, lease, month=APRIL, paid="650.00")
    asked = order(lease)
    first = issued(session, asked)
    assert issued(session, asked) == first
    assert len(acts_of(session, asked.command_id)) == 1
    with pytest.raises(Conflict):
        issue_receipt(session, replace(asked, month=MAY))
    no = order(lease, MAY)
    assert refused(session, no) == refused(session, no)


def test_a_caller_must_be_verified_and_the_counter_needs_no_call(
    session: Session, lease: Lease, house: House
) -> None:
    """R4.20: level 2, open, this agent's, this customer's."""
    make_month(session, lease, month=APRIL, paid="650.00")
    staff = make_staff(session, make_landlord(session))
    other = make_lease(session, house)
    calls = [
        make_call(session, lease, staff, level=CallerLevel.L1),
        make_call(session, lease, staff, ended=True),
        make_call(session, other, staff),
        make_call(session, lease, make_staff(session, house, login=f"c{uuid4().hex[:8]}")),
    ]
    for call in calls:
        no = refused(session, order(lease, call_id=call.id, place=ContactPlace.PHONE))
        assert no.code == ReceiptRefusal.CALLER_NOT_VERIFIED
    assert refused(session, order(lease, place=ContactPlace.PHONE)).code == ReceiptRefusal.CALLER_NOT_VERIFIED
    assert refused(session, order(lease, call_id=10**9)).code == ReceiptRefusal.CALLER_NOT_VERIFIED
    calls[0].ended_at = calls[0].started_at
    session.flush()
    good = make_call(session, lease, staff)
    asked = order(lease, call_id=good.id, place=ContactPlace.PHONE)
    assert issued(session, asked).created
    (logged,) = acts_of(session, asked.command_id)
    assert (logged.call_id, logged.detail["place"]) == (good.id, "PHONE")
    assert not issued(session, order(lease, place=ContactPlace.COUNTER)).created


def test_nobody_serves_himself(session: Session, house: House) -> None:
    person = make_person(session, house)
    lease = make_lease(session, house, customer=make_tenant(session, house, person=person))
    make_staff(session, make_landlord(session), person_id=person.id)
    with pytest.raises(Refused) as caught:
        issue_receipt(session, order(lease))
    assert caught.value.code == "OWN_HOUSEHOLD"


def test_electronic_delivery_wants_an_agreement_still_alive(session: Session, lease: Lease) -> None:
    """R1.18."""
    make_month(session, lease, month=APRIL, paid="650.00")
    with pytest.raises(Refused) as caught:
        issue_receipt(session, order(lease, delivery=DeliveryMode.EMAIL))
    assert caught.value.code == "NO_E_DELIVERY_CONSENT"
    given = datetime(2025, 1, 1, tzinfo=UTC)
    consent = EDeliveryConsent(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        channel="PORTAL",
        given_at=given,
        given_by="Mme Nguyễn",
        evidence="lettre",
    )
    session.add(consent)
    session.flush()
    with pytest.raises(Refused):
        issue_receipt(session, order(lease, delivery=DeliveryMode.EMAIL))
    consent.channel = "EMAIL"
    session.flush()
    assert issued(session, order(lease, delivery=DeliveryMode.EMAIL)).created
    consent.revoked_at = datetime(2025, 2, 1, tzinfo=UTC)
    session.flush()
    with pytest.raises(Refused):
        issue_receipt(session, order(lease, delivery=DeliveryMode.EMAIL))


def test_another_landlords_lease_does_not_exist(session: Session, house: House) -> None:
    """Every door that takes a lease by its key."""
    elsewhere = make_lease(session, make_landlord(session))
    make_month(session, elsewhere, month=APRIL, paid="650.00")
    doors: tuple[Callable[[], object], ...] = (
        lambda: issue_receipt(session, order(elsewhere)),
        lambda: duplicate_receipt(session, elsewhere.id, APRIL),
        lambda: preview_receipt(session, elsewhere.id, APRIL, TODAY),
        lambda: receipt_months(session, elsewhere.id, TODAY),
        lambda: frozen_receipt(session, elsewhere.id, APRIL),
        lambda: void_rejected(session, elsewhere.id, TODAY),
        lambda: account_balance(session, elsewhere.id, TODAY),
    )
    for door in doors:
        with pytest.raises(NotFound):
            door()


def test_agents_at_once_get_one_document_and_numbers_without_gap(fresh_engine: Engine) -> None:
    """R1.19: eight connections ask the same two months together."""
    with Session(fresh_engine) as session, session.begin():
        house = make_landlord(session)
        make_staff(session, house)
        lease = make_lease(session, house, number="994/0")
        make_month(session, lease, month=APRIL, paid="650.00")
        make_month(session, lease, month=MAY, paid="100.00")
        lease_id = lease.id
    start = Barrier(8)

    def ask(index: int) -> IssuedReceipt:
        month = (APRIL, MAY)[index % 2]
        start.wait()
        with Session(fresh_engine) as session, session.begin():
            outcome = issue_receipt(session, IssueOrder(lease_id, month, str(uuid4()), TODAY))
        assert isinstance(outcome, IssuedReceipt)
        return outcome

    with ThreadPoolExecutor(8) as pool:
        given = list(pool.map(ask, range(8)))
    assert sorted({one.number for one in given}) == ["994/0-202404-Q1", "994/0-202405-R1"]
    assert sum(one.created for one in given) == 2
    assert len({one.sha256 for one in given}) == 2


def test_the_rights_of_an_agent_are_enough(
    fresh_database: str, fresh_engine: Engine, engine_of: Callable[..., Engine]
) -> None:
    """Issue, void, issue anew, duplicate, as a login that owns nothing."""
    with Session(fresh_engine) as session, session.begin():
        ensure_roles(session.connection())
        ensure_login(session.connection(), "c.moreau")
        house = make_landlord(session)
        make_staff(session, house, login="c.moreau")
        lease = make_lease(session, house, number="994/0")
        payment = make_month(session, lease, month=APRIL, paid="650.00")
        assert payment is not None
        lease_id, payment_id = lease.id, payment.id
    agent = engine_of(fresh_database, user="c.moreau")
    with Session(agent) as session, session.begin():
        assert isinstance(
            issue_receipt(session, IssueOrder(lease_id, APRIL, str(uuid4()), TODAY)), IssuedReceipt
        )
    with Session(fresh_engine) as session, session.begin():
        lease = session.get_one(Lease, lease_id)
        kind = PostingKind.PAYMENT_REJECTED
        make_posting(session, lease, kind=kind, on=TODAY, debit="650.00", rejects_id=payment_id)
        make_posting(session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="100.00", cleared_on=TODAY)
    with Session(agent) as session, session.begin():
        outcome = issue_receipt(session, IssueOrder(lease_id, APRIL, str(uuid4()), TODAY))
        assert isinstance(outcome, IssuedReceipt)
        assert outcome.number == "994/0-202404-R1"
        assert duplicate_receipt(session, lease_id, APRIL, TODAY).ordinal == 1
    with Session(agent) as session:
        rows = session.scalars(select(Receipt).order_by(Receipt.id)).all()
        assert [one.state for one in rows] == ["VOIDED", "ISSUED"]
