"""What a receipt shows: names and addresses, previews, duplicates, the list of months."""

from decimal import Decimal
from uuid import uuid4

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.lease import Lease
from backoffice.models.receipt import Receipt, ReceiptDuplicate
from backoffice.rules.vocabulary.ledger import NoticeLineKind
from backoffice.rules.vocabulary.receipts import ReceiptKind, ReceiptRefusal
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.clock import server_day
from backoffice.services.receipts.duplicate import duplicate_receipt
from backoffice.services.receipts.months import receipt_months
from backoffice.services.receipts.preview import page_pictures, preview_receipt
from tests.factories import (
    House,
    make_holder,
    make_lease,
    make_month,
    make_person,
    make_tenant,
)
from tests.receipts import APRIL, MAY, TODAY, issued, order, row, text_of

pytestmark = pytest.mark.database


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
    assert f"DUPLICATA n° 2 délivré le {server_day(session):%d/%m/%Y}" in words
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
        "juin 2024",
        "mai 2024",
        "avril 2024",
        "mars 2024",
    ]
    assert (june.kind, june.refusal) == (None, ReceiptRefusal.NOTHING_PAID)
    assert (may.kind, may.refusal) == (ReceiptKind.RECU, ReceiptRefusal.PERIOD_NOT_SETTLED)
    assert may.remaining == Decimal("350.00")
    assert april.number == f"{lease.number}-202404-Q1"
    assert march.kind is None


def test_the_bytes_of_a_receipt_are_read_when_asked(session: Session, lease: Lease) -> None:
    make_month(session, lease, month=APRIL, paid="650.00")
    receipt = issued(session, order(lease))
    session.expire_all()
    found = session.scalars(select(Receipt).where(Receipt.lease_id == lease.id)).one()
    assert "content" not in vars(found)
    assert found.content == receipt.content
