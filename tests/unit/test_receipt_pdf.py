"""The paper: every field readable by a machine, one page when it can be, fonts embedded (R1.10)."""

import re
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pypdfium2
import pytest

from backoffice.documents.overlay import laid_over
from backoffice.errors import Refused
from backoffice.reports.duplicate import duplicate_mark, preview_mark
from backoffice.reports.fonts import REGULAR, text_width, wrapped
from backoffice.reports.receipt import receipt_pdf
from backoffice.reports.receipt_words import LEGAL
from backoffice.rules.receipts.sheet import (
    Letterhead,
    Party,
    ReceiptSheet,
    SheetLine,
    SheetPayment,
    sheet_values,
)
from backoffice.rules.vocabulary.ledger import NoticeLineKind
from backoffice.rules.vocabulary.receipts import ReceiptKind

NAMES = (
    "NGUYỄN", "LEFÈVRE", "ŞAHİN", "ŁUKASZEWSKI", "ȘTEFĂNESCU", "ŢĂRANU", "DVOŘÁK", "ČERNÝ", "ŽIŽKA",
    "ÐORĐEVIĆ",
    "GÜNEŞ", "ÇELİK", "ÅSTRÖM", "ØSTERGÅRD", "ÆGIR", "ŒUVRARD", "MUÑOZ", "JOÃO", "GONÇALVES", "WIŚNIEWSKI",
    "ZAJĄC", "PĘKALA", "ŻÓŁĆ", "KŐVÁRI", "TŰZES", "ĀBOLIŅŠ", "ĶĒNIŅŠ", "ŠIMKUTĖ", "TRẦN", "PHẠM",
    "d’Almeida", "N’Diaye", "O’Connor", "Weiß",
)  # fmt: skip

SHEET = ReceiptSheet(
    number="994/0-202604-Q1",
    kind=ReceiptKind.QUITTANCE,
    landlord=Letterhead(
        name="Logis du Port",
        legal_form="SA d’HLM",
        street="111 boulevard National",
        postal_code="13003",
        town="Marseille",
        siren="060804770",
        phone="04 91 62 70 00",
        email="contact@logis.example",
    ),
    party=Party(
        holders=("Madame Thị Hồng Lefèvre, née Nguyễn",),
        addressees=("Madame Thị Hồng Lefèvre",),
        recipient=("3 place d’Armes", "57000 METZ"),
        contract_number="994/0",
        client_ref_label="Numéro de compte client",
        client_ref="1344",
        premises_label="Logement",
        premises=("12 rue des Lices", "Escalier B, 3e étage", "13007 Marseille"),
    ),
    period_from=date(2026, 4, 1),
    period_to=date(2026, 5, 1),
    issued_on=date(2026, 5, 12),
    lines=(
        SheetLine(NoticeLineKind.RENT, "Loyer principal", Decimal("1540.00")),
        SheetLine(NoticeLineKind.RLS, "Réduction de loyer de solidarité", Decimal("-40.00")),
        SheetLine(NoticeLineKind.CHARGES, "Provision eau froide", Decimal("150.00")),
    ),
    called=Decimal("1650.00"),
    housing_aid=Decimal("210.00"),
    paid=Decimal("1440.00"),
    refund_due=Decimal(0),
    payments=(
        SheetPayment(7, date(2026, 5, 5), "Prélèvement automatique", Decimal("1000.00"), cleared=True),
        SheetPayment(8, date(2026, 5, 9), "Chèque", Decimal("440.00"), cleared=True),
    ),
)


def pages_of(content: bytes) -> list[str]:
    """The text of each page as a reader copies it, one space between words."""
    with pypdfium2.PdfDocument(content) as document:
        texts = [page.get_textpage().get_text_bounded() for page in document]
    return [re.sub(r"\s+", " ", text) for text in texts]


def fonts_of(content: bytes) -> set[str]:
    return {name.decode() for name in re.findall(rb"/BaseFont /(\S+)", content)}


def many(count: int) -> ReceiptSheet:
    lines = [SheetLine(NoticeLineKind.CHARGES, f"Charge n° {rank}", Decimal(10)) for rank in range(1, count)]
    first = SheetLine(NoticeLineKind.RENT, "Loyer", Decimal(500))
    return replace(SHEET, lines=(first, *lines))


def test_every_field_is_printed() -> None:
    """R1.10, R1.12, R1.14: aid and RLS on lines of their own, rent and charges apart."""
    (words,) = pages_of(receipt_pdf(SHEET))
    for expected in (
        "QUITTANCE DE LOYER", "N° 994/0-202604-Q1", "Logis du Port", "SA d’HLM", "111 boulevard National",
        "SIREN 060 804 770", "Madame Thị Hồng Lefèvre, née Nguyễn", "Contrat 994/0",
        "Numéro de compte client", "1344",
        "Logement 12 rue des Lices", "3 place d’Armes", "du 01/04/2026 au 30/04/2026", "Émise le 12/05/2026",
        "Loyer principal 1 540,00 €", "Réduction de loyer de solidarité −40,00 €",
        "Sous-total loyer 1 500,00 €",
        "Provision eau froide 150,00 €", "Sous-total charges 150,00 €", "Total appelé 1 650,00 €",
        "Aide au logement −210,00 €", "À la charge du locataire 1 440,00 €",
        "Payé par le locataire 1 440,00 €",
        "05/05/2026 Prélèvement automatique 1 000,00 €", "09/05/2026 Chèque 440,00 €", LEGAL,
        "en donnons quittance",
    ):  # fmt: skip
        assert expected in words, expected
    assert "sous réserve" not in words
    assert "Page" not in words


def test_a_recu_says_that_it_is_no_quittance() -> None:
    """R1.1, R1.3, R1.21, R1.23, R1.39."""
    sheet = replace(
        SHEET,
        kind=ReceiptKind.RECU,
        paid=Decimal("440.00"),
        payments=(SheetPayment(8, date(2026, 5, 9), "Chèque", Decimal("440.00"), cleared=False),),
        subject_to_clearing=True,
        replaces=("994/0-202604-R1", "994/0-202604-R2"),
        earlier_balance=Decimal("120.00"),
    )
    (words,) = pages_of(receipt_pdf(sheet))
    for expected in (
        "REÇU DE PAIEMENT",
        "Émis le",
        "à valoir sur le loyer et les charges",
        "Ce reçu n’est pas une quittance : il reste 1 000,00 €",
        "Reste à payer pour cette période 1 000,00 €",
        "Chèque * 440,00 €",
        "sous réserve d’encaissement",
        "Annule et remplace les reçus n° 994/0-202604-R1 et 994/0-202604-R2.",
        "120,00 € restent dus au 12/05/2026",
    ):
        assert expected in words, expected
    assert "donnons quittance" not in words


def test_aid_alone_and_aid_awaited_have_their_words() -> None:
    """R1.12, R1.13."""
    alone = replace(
        SHEET, housing_aid=Decimal("1700.00"), paid=Decimal(0), payments=(), refund_due=Decimal("50.00")
    )
    (words,) = pages_of(receipt_pdf(alone))
    assert "l’aide au logement a réglé la somme due" in words
    assert "50,00 € vous sont dus" in words
    assert "Règlements reçus" not in words
    awaited = replace(SHEET, aid_awaited=True, subject_to_clearing=True)
    (words,) = pages_of(receipt_pdf(awaited))
    assert "Aide au logement (sous réserve d’encaissement)" in words
    assert "établi sous réserve d’encaissement de l’aide au logement." in words
    both = replace(awaited, payments=tuple(replace(one, cleared=False) for one in SHEET.payments))
    (words,) = pages_of(receipt_pdf(both))
    assert "de l’aide au logement et des règlements marqués d’un *." in words


@pytest.mark.parametrize("name", NAMES)
def test_names_are_copied_as_they_are_written(name: str) -> None:
    party = replace(SHEET.party, holders=(f"Madame Anne {name}",), addressees=(f"Madame Anne {name}",))
    assert f"Madame Anne {name}" in pages_of(receipt_pdf(replace(SHEET, party=party)))[0]


def test_the_file_says_what_it_is_and_carries_its_letters() -> None:
    content = receipt_pdf(SHEET)
    with pypdfium2.PdfDocument(content) as document:
        told = document.get_metadata_dict()
    assert told["Title"] == "Quittance de loyer, avril 2026 – 994/0-202604-Q1"
    assert told["Author"] == "Logis du Port"
    assert told["Subject"].startswith("Quittance de loyer 994/0-202604-Q1")
    assert told["CreationDate"] == "D:20260512"
    assert b"/Lang (fr-FR)" in content
    assert all("+OpenSans" in font for font in fonts_of(content))
    assert content.count(b"/FontFile2") == len(fonts_of(content)) == 2
    assert len(content) < 40_000


def test_the_same_sheet_gives_the_same_bytes() -> None:
    assert receipt_pdf(SHEET) == receipt_pdf(SHEET)


def test_twelve_lines_and_every_mention_fit_one_page() -> None:
    full = replace(
        many(12),
        subject_to_clearing=True,
        replaces=("994/0-202604-R1", "994/0-202604-R2"),
        earlier_balance=Decimal("1234.56"),
        payments=SHEET.payments * 2,
    )
    assert len(pages_of(receipt_pdf(full))) == 1


def test_forty_lines_go_on_a_second_page_with_its_own_head() -> None:
    first, second = pages_of(receipt_pdf(many(40)))
    assert "Page 1/2" in first
    assert "Page 2/2" in second
    assert "QUITTANCE DE LOYER (suite) N° 994/0-202604-Q1" in second
    assert "Total appelé" not in first
    assert "Total appelé" in second
    both = first + second
    assert all(f"Charge n° {rank} " in both for rank in range(1, 40))


@pytest.mark.parametrize("count", range(12, 90, 7))
def test_nothing_is_lost_or_written_off_the_page(count: int) -> None:
    content = receipt_pdf(many(count))
    assert sum(page.count("Charge n° ") for page in pages_of(content)) == count - 1
    with pypdfium2.PdfDocument(content) as document:
        for page in document:
            for text in page.get_objects():
                left, bottom, right, top = text.get_bounds()
                assert left >= 50
                assert bottom >= 15
                assert right <= 545
                assert top <= 800


def test_a_paper_with_endless_names_and_payments_stays_on_the_page() -> None:
    long = "Résidence des Jardins de l’Archevêché-Monseigneur-Saint-Exupéry-du-Bois-Joli-sur-Mer"
    party = replace(
        SHEET.party,
        holders=(long, long),
        addressees=(long, long),
        recipient=(long, long, "57000 METZ"),
        premises=(long, long),
    )
    landlord = replace(SHEET.landlord, name=long, legal_form=long)
    lines = (SheetLine(NoticeLineKind.RENT, long * 3, Decimal("1650.00")),)
    sheet = replace(SHEET, party=party, landlord=landlord, lines=lines, payments=SHEET.payments * 20)
    content = receipt_pdf(sheet)
    assert "16 autres règlements" in " ".join(pages_of(content))
    with pypdfium2.PdfDocument(content) as document:
        bounds = [one.get_bounds() for page in document for one in page.get_objects()]
    assert min(bottom for _, bottom, _, _ in bounds) >= 15
    assert max(right for _, _, right, _ in bounds) <= 545


def test_a_preview_bears_no_usable_number() -> None:
    (words,) = pages_of(receipt_pdf(replace(SHEET, preview=True)))
    assert "APERÇU" in words
    assert "Aperçu sans valeur du n° 994/0-202604-Q1" in words
    assert " N° 994/0-202604-Q1" not in words


def test_a_duplicate_is_the_frozen_page_with_a_mark() -> None:
    """R1.20: same number, same content, and a mark that can be selected."""
    frozen = receipt_pdf(many(40))
    stamped = laid_over(frozen, duplicate_mark(2, date(2026, 6, 3)))
    for before, after in zip(pages_of(frozen), pages_of(stamped), strict=True):
        assert "DUPLICATA n° 2 délivré le 03/06/2026" in after
        assert set(before.split()) <= set(after.split())
    with pypdfium2.PdfDocument(stamped) as document:
        assert document.get_metadata_dict()["Title"] == "Quittance de loyer, avril 2026 – 994/0-202604-Q1"
    assert "APERÇU" in pages_of(laid_over(frozen, preview_mark(date(2026, 6, 3))))[1]


def test_a_broken_file_is_refused_by_the_overlay() -> None:
    with pytest.raises(Refused):
        laid_over(b"%PDF-1.4 broken", duplicate_mark(1, date(2026, 6, 3)))


def test_lines_are_cut_between_words_and_long_words_where_the_line_ends() -> None:
    lines = wrapped("Un immeuble de la rue Anticonstitutionnellement-Interminable", REGULAR, 9, 80)
    assert all(text_width(line, REGULAR, 9) <= 80 for line in lines)
    assert "".join(lines).replace(" ", "") == "UnimmeubledelarueAnticonstitutionnellement-Interminable"


def test_the_sheet_is_kept_as_plain_values() -> None:
    values: dict[str, Any] = sheet_values(SHEET)
    assert values["called"] == "1650.00"
    assert values["period_from"] == "2026-04-01"
    assert values["kind"] == "QUITTANCE"
    assert values["payments"][0]["posting_id"] == 7
    assert values["lines"][1] == {
        "kind": "RLS",
        "label": "Réduction de loyer de solidarité",
        "amount": "-40.00",
    }
