"""A notice as PDF or photo, read by the confined process."""

from datetime import date

import pytest

from backoffice.documents.reader.process import reader
from backoffice.documents.stamps.checking import TrustStore
from backoffice.rules.papers.words import PaperText
from backoffice.rules.stamps.comparing import Agreement
from backoffice.rules.stamps.notice import NoticeField
from backoffice.rules.stamps.verdict import StampState
from backoffice.services.stamps.papers import paper_codes, paper_stamps
from backoffice.services.stamps.reading import ReadStamp, read_stamp
from tests.stamped_papers import LINES, notice_pdf, photo
from tests.stamps import NOTICE, Issuer, header, new_key, sign

ISSUER, KEY = Issuer(), new_key()
STORE = TrustStore((ISSUER.leaf(KEY),))
CODE = sign(KEY, header() + NOTICE)


def read(code: bytes) -> ReadStamp:
    """The code under the signature alone."""
    return read_stamp(code, STORE, date(2026, 11, 22), is_strict=False)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_the_code_of_a_page_is_read_byte_by_byte(version: int) -> None:
    """Separators and raw signatures included."""
    code = sign(KEY, header(version) + NOTICE)
    (found,) = paper_codes(notice_pdf(code))
    assert (found.page, found.content) == (1, code)


@pytest.mark.parametrize(
    ("dots", "turn", "keystone", "blur"),
    [
        (150, 0, 0, 0),
        (150, 7, 0, 0),
        (150, 90, 0, 0),
        (150, 33, 0, 0),
        (150, 20, 0.1, 0.7),
        (150, 40, 0.05, 1),
        (150, -15, 0.1, 0),
        (200, 180, 0, 1),
        (150, 0, 0.05, 0),
        (200, 5, 0.05, 0),
        (300, 0, 0.08, 0),
        (300, 12, 0, 1.5),
    ],
)
def test_a_photo_is_read_turned_and_from_aside(dots: int, turn: float, keystone: float, blur: float) -> None:
    """At 150 dots an inch, in a JPEG."""
    (found,) = paper_codes(photo(CODE, dots, turn, keystone, blur))
    assert found.content == CODE


def test_each_code_is_told_once_with_its_page() -> None:
    """A paper without a code has none, and pages behind the first are looked at."""
    assert [one.page for one in paper_codes(notice_pdf(CODE, pages=3))] == [1]
    assert paper_codes(notice_pdf(b"0123456789")) == ()


def compared(lines: tuple[str, ...]) -> dict[NoticeField, Agreement]:
    """How each value stands to a page that says ``lines``."""
    paper = notice_pdf(CODE, lines)
    (found,) = paper_stamps(paper_codes(paper), reader().text(paper), read)
    assert found.read is not None
    assert found.read.verdict.state is StampState.VERIFIED
    return {one.field: one.agreement for one in found.comparisons}


def test_a_page_that_says_the_same_agrees() -> None:
    """Figures cut by blanks, names in any order."""
    assert set(compared(LINES).values()) == {Agreement.SAME}


@pytest.mark.parametrize(
    ("field", "line"),
    [
        (NoticeField.REFERENCE_INCOME, "Revenu fiscal de référence : 14 310 €"),
        (NoticeField.INCOME_YEAR, "Revenus de l’année 2024"),
        (NoticeField.SHARES, "Nombre de parts 2,5"),
        (NoticeField.REFERENCE, "Référence de l’avis : 26 690A1234568"),
        (NoticeField.TAX_NUMBER_1, ""),
        (NoticeField.DECLARANT_1, "M. CLEMENT MOREAU"),
    ],
)
def test_a_line_changed_on_the_page_is_lit(field: NoticeField, line: str) -> None:
    """A genuine code pasted beside another figure."""
    rank = (
        NoticeField.REFERENCE_INCOME,
        NoticeField.INCOME_YEAR,
        NoticeField.SHARES,
        NoticeField.REFERENCE,
        NoticeField.TAX_NUMBER_1,
        NoticeField.DECLARANT_1,
    ).index(field)
    found = compared((*LINES[:rank], line, *LINES[rank + 1 :]))
    wanted = Agreement.NOT_SEEN if not line else Agreement.DIFFERENT
    assert found.pop(field) is wanted
    assert set(found.values()) == {Agreement.SAME}


def test_what_cannot_be_read_is_said_beside_the_rest() -> None:
    """A binary code on a page is no reason to refuse the paper."""
    (found,) = paper_stamps(paper_codes(notice_pdf(b"\xdc\x04\x7b\xa7" + bytes(40))), PaperText(()), read)
    assert found.read is None
    assert "binaire" in found.remarks[0]
