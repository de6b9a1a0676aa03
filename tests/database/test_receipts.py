"""Quittances and reçus issued on a real database: numbers, frozen bytes, refusals, duplicates."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from threading import Barrier
from uuid import uuid4

import pypdfium2
import pytest
from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from backoffice.database.roles import ensure_login, ensure_roles
from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.lease import EDeliveryConsent, Lease
from backoffice.models.receipt import Receipt, ReceiptDuplicate, ReceiptRequest
from backoffice.models.trace import AuditEntry, OutboxMessage
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.ledger import NoticeLineKind, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.receipts import DeliveryMode, ReceiptKind, ReceiptRefusal
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.receipts.account import account_balance
from backoffice.services.receipts.documents import frozen_receipt
from backoffice.services.receipts.duplicate import duplicate_receipt
from backoffice.services.receipts.issue import issue_receipt
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.preview import page_pictures, preview_receipt
from backoffice.services.receipts.results import IssuedReceipt, IssueOrder, RefusedReceipt
from backoffice.services.receipts.voiding import void_rejected
from tests.factories import (
    House,
    make_call,
    make_holder,
    make_landlord,
    make_lease,
    make_month,
    make_person,
    make_posting,
    make_staff,
    make_tenant,
)

pytestmark = pytest.mark.database

APRIL, MAY, JUNE = date(2026, 4, 1), date(2026, 5, 1), date(2026, 6, 1)
TODAY = date(2026, 6, 12)


@pytest.fixture
def house(session: Session) -> House:
    house = make_landlord(session)
    make_staff(session, house)
    return house


@pytest.fixture
def lease(session: Session, house: House) -> Lease:
    return make_lease(session, house, number=f"{uuid4().int % 10**8}/0")


def order(lease: Lease, month: date = APRIL, **more: object) -> IssueOrder:
    asked = IssueOrder(lease_id=lease.id, month=month, command_id=str(uuid4()), today=TODAY)
    return replace(asked, **more)  # type: ignore[arg-type]  # the fields of the order


def issued(session: Session, asked: IssueOrder) -> IssuedReceipt:
    outcome = issue_receipt(session, asked)
    assert isinstance(outcome, IssuedReceipt), outcome
    return outcome


def refused(session: Session, asked: IssueOrder) -> RefusedReceipt:
    outcome = issue_receipt(session, asked)
    assert isinstance(outcome, RefusedReceipt), outcome
    return outcome


def text_of(content: bytes) -> str:
    with pypdfium2.PdfDocument(content) as document:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)


def row(session: Session, receipt: IssuedReceipt) -> Receipt:
    return session.get_one(Receipt, receipt.receipt_id)


def test_a_settled_month_gives_a_frozen_numbered_quittance(session: Session, lease: Lease) -> None:
    """Vector 3, first line; R1.10, R1.19."""
    make_month(session, lease, month=APRIL, aid="210.00", paid="440.00")
    receipt = issued(session, order(lease))
    assert (receipt.kind, receipt.created) == (ReceiptKind.QUITTANCE, True)
    assert receipt.number == f"{lease.number}-202604-Q1"
    stored = row(session, receipt)
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
    assert receipt.number.endswith("-202604-R1")
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
    assert refused(session, order(lease, MAY)).code == ReceiptRefusal.NOTHING_PAID
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
    assert refused(session, order(lease, APRIL)).code == ReceiptRefusal.NOTHING_PAID


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
    assert (months[APRIL].number, months[APRIL].refusal) == (None, ReceiptRefusal.NOTHING_PAID)
    assert void_rejected(session, lease.id, TODAY) == (first.number,)
    assert void_rejected(session, lease.id, TODAY) == ()
    assert row(session, first).state == "VOIDED"
    told = session.scalars(select(OutboxMessage).where(OutboxMessage.customer_id == lease.customer_id)).one()
    assert (told.channel, told.template) == ("LETTER", "RECEIPT_VOIDED")
    assert first.number in told.body
    assert refused(session, order(lease)).code == ReceiptRefusal.NOTHING_PAID
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=TODAY, credit="650.00", cleared_on=TODAY)
    assert issued(session, order(lease)).number.endswith("-202604-Q2")


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
    lease = make_lease(session, house, valid_to=date(2026, 5, 1))
    make_month(session, lease, month=APRIL, paid="650.00")
    assert issued(session, order(lease)).kind == ReceiptKind.QUITTANCE
    outside = refused(session, order(lease, MAY))
    assert outside.code == ReceiptRefusal.PERIOD_OUTSIDE_CONTRACT
    assert receipt_months(session, lease.id, TODAY)[0].month == APRIL


def test_a_parking_place_never_passes_for_the_dwelling(session: Session, house: House) -> None:
    """The envelope goes to the dwelling, the paper names the place (R2.4)."""
    tenant = make_tenant(session, house)
    make_lease(session, house, customer=tenant)
    parking = make_lease(session, house, customer=tenant, kind=PremisesKind.PARKING)
    rent = ((NoticeLineKind.ANNEX_RENT, "Loyer du stationnement", "45.00"),)
    make_month(session, parking, month=APRIL, lines=rent, paid="45.00")
    words = text_of(issued(session, order(parking)).content)
    assert "Stationnement" in words
    assert "Place 12" in words
    assert "Escalier B, 3e étage, porte 12" in words
    assert "Logement" not in words


def test_the_billing_address_is_on_the_envelope_and_the_dwelling_on_the_paper(
    session: Session, house: House
) -> None:
    """R3.45; every holder is named (R1.10)."""
    tenant = make_tenant(session, house, billing_address="Chez M. Şahin, 3 place d’Armes, 57000 Metz")
    lease = make_lease(session, house, customer=tenant)
    make_holder(
        session, lease, make_person(session, house, birth_name="Łukasz", first_names="Jan", civility="M")
    )
    make_month(session, lease, month=APRIL, paid="650.00")
    receipt = issued(session, order(lease))
    sheet = row(session, receipt).sheet
    assert sheet["party"]["recipient"] == ["Chez M. Şahin", "3 place d’Armes", "57000 Metz"]
    assert sheet["party"]["premises"][0] == "12 rue des Lices"
    assert sheet["party"]["holders"] == ["Madame Thị Hồng Nguyễn", "Monsieur Jan Łukasz"]


def test_without_the_detail_of_rent_and_charges_there_is_no_quittance(session: Session, lease: Lease) -> None:
    """R1.4."""
    make_posting(session, lease, kind=PostingKind.CALL, on=APRIL, debit="650.00", month=APRIL)
    make_posting(session, lease, kind=PostingKind.PAYMENT, on=MAY, credit="650.00", cleared_on=MAY)
    assert refused(session, order(lease)).code == ReceiptRefusal.DETAIL_MISSING


def test_the_same_command_changes_nothing_and_another_use_of_it_is_refused(
    session: Session, lease: Lease
) -> None:
    make_month(session, lease, month=APRIL, paid="650.00")
    asked = order(lease)
    first = issued(session, asked)
    assert issued(session, asked) == first
    assert (
        len(session.scalars(select(AuditEntry).where(AuditEntry.command_id == asked.command_id)).all()) == 1
    )
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
    good = make_call(session, lease, staff)
    asked = order(lease, call_id=good.id, place=ContactPlace.PHONE)
    assert issued(session, asked).created
    logged = session.scalars(select(AuditEntry).where(AuditEntry.command_id == asked.command_id)).one()
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
        given_at=given,
        given_by="Mme Nguyễn",
        evidence="lettre",
    )
    session.add(consent)
    session.flush()
    assert issued(session, order(lease, delivery=DeliveryMode.EMAIL)).created
    consent.revoked_at = datetime(2025, 2, 1, tzinfo=UTC)
    session.flush()
    with pytest.raises(Refused):
        issue_receipt(session, order(lease, delivery=DeliveryMode.EMAIL))


def test_duplicates_are_counted_and_keep_number_and_content(session: Session, lease: Lease) -> None:
    """R1.20."""
    with pytest.raises(NotFound):
        duplicate_receipt(session, lease.id, APRIL, TODAY)
    make_month(session, lease, month=APRIL, paid="650.00")
    original = issued(session, order(lease))
    command = str(uuid4())
    one = duplicate_receipt(session, lease.id, APRIL, TODAY, command_id=command)
    assert duplicate_receipt(session, lease.id, APRIL, TODAY, command_id=command).ordinal == 1
    two = duplicate_receipt(session, lease.id, APRIL, TODAY)
    assert (one.ordinal, two.ordinal, two.number) == (1, 2, original.number)
    words = text_of(two.content)
    assert "DUPLICATA n° 2 délivré le 12/06/2026" in words
    assert set(text_of(original.content).split()) <= set(words.split())
    made = session.scalars(
        select(ReceiptDuplicate.ordinal).where(ReceiptDuplicate.receipt_id == original.receipt_id)
    ).all()
    assert sorted(made) == [1, 2]


def test_a_preview_writes_nothing_and_cannot_pass_for_the_paper(session: Session, lease: Lease) -> None:
    make_month(session, lease, month=APRIL, paid="650.00")
    shown = preview_receipt(session, lease.id, APRIL, TODAY)
    assert shown.content is not None
    assert (shown.kind, shown.issued) == (ReceiptKind.QUITTANCE, False)
    assert "APERÇU" in text_of(shown.content)
    assert [picture.width for picture in page_pictures(shown.content, 600)] == [600]
    assert f"Aperçu sans valeur du n° {shown.number}" in text_of(shown.content)
    assert session.scalars(select(Receipt).where(Receipt.lease_id == lease.id)).all() == []
    real = issued(session, order(lease))
    assert real.number == shown.number
    again = preview_receipt(session, lease.id, APRIL, TODAY)
    assert again.issued
    assert again.content is not None
    assert "APERÇU" in text_of(again.content)
    assert preview_receipt(session, lease.id, MAY, TODAY).content is None


def test_months_are_told_newest_first(session: Session, lease: Lease) -> None:
    make_month(session, lease, month=APRIL, aid="210.00", paid="440.00")
    make_month(session, lease, month=MAY, paid="300.00")
    issued(session, order(lease))
    june, may, april, march = receipt_months(session, lease.id, TODAY, count=4)
    assert [one.label for one in (june, may, april, march)] == [
        "juin 2026",
        "mai 2026",
        "avril 2026",
        "mars 2026",
    ]
    assert (june.kind, june.refusal) == (None, ReceiptRefusal.NOTHING_PAID)
    assert (may.kind, may.refusal) == (ReceiptKind.RECU, ReceiptRefusal.PERIOD_NOT_SETTLED)
    assert may.remaining == Decimal("350.00")
    assert april.number == f"{lease.number}-202604-Q1"
    assert march.kind is None


def test_the_tenants_request_has_its_answer(session: Session, lease: Lease) -> None:
    """R1.25."""
    make_month(session, lease, month=APRIL, paid="100.00")
    asked = ReceiptRequest(
        landlord_id=lease.landlord_id,
        lease_id=lease.id,
        period=APRIL,
        channel="PORTAL",
        state="REQUESTED",
        requested_at=datetime(2026, 6, 1, tzinfo=UTC),
    )
    session.add(asked)
    session.flush()
    receipt = issued(session, order(lease))
    assert (asked.state, asked.receipt_id) == ("REPLACED_BY_RECU", receipt.receipt_id)


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
    assert sorted({one.number for one in given}) == ["994/0-202604-Q1", "994/0-202605-R1"]
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
        assert outcome.number == "994/0-202604-R1"
        assert duplicate_receipt(session, lease_id, APRIL, TODAY).ordinal == 1
    with Session(agent) as session:
        rows = session.scalars(select(Receipt).order_by(Receipt.id)).all()
        assert [one.state for one in rows] == ["VOIDED", "ISSUED"]
