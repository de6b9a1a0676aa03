"""Codes that nobody should have written, and the rules that hold for any."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backoffice.documents.stamps.checking import TrustStore
from backoffice.documents.stamps.table import stamp_table
from backoffice.errors import Refused
from backoffice.rules.stamps.container import LARGEST, open_stamp
from backoffice.rules.stamps.envelopes import joined
from backoffice.rules.stamps.message import Identifier, read_message
from backoffice.rules.stamps.notice import NoticeField, TaxNotice
from backoffice.rules.stamps.verdict import StampState
from backoffice.services.stamps.reading import ReadStamp, read_stamp
from tests.stamps import GS, NOTICE, RS, US, Issuer, header, new_key, sign

KEY = new_key()
STORE = TrustStore((Issuer().leaf(KEY),))
TABLE = stamp_table().identifiers
VALUES = st.text(st.characters(min_codepoint=0x20, max_codepoint=0x7E), max_size=60)


def read(content: bytes) -> ReadStamp:
    """The code under the signature alone."""
    return read_stamp(content, STORE, date(2026, 11, 22), is_strict=False)


def notice(message: str, kind: str = "28") -> TaxNotice:
    """What a genuine code of ``message`` proposes."""
    found = read(sign(KEY, header(kind=kind) + message))
    assert found.verdict.state is StampState.VERIFIED
    assert found.notice is not None
    return found.notice


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "NOT_A_STAMP"),
        (b"bonjour", "NOT_A_STAMP"),
        (b"DC04", "NOT_A_STAMP"),
        (header().encode()[:25], "NOT_A_STAMP"),
        (b"DC04" + b"\0" * 40, "NOT_A_STAMP"),
        (b"DC05" + header().encode()[4:] + NOTICE.encode(), "NOT_A_STAMP"),
        (header().encode() + b"43" + b"1" * LARGEST, "NOT_A_STAMP"),
        (b"\xdc\x04" + bytes(60), "BINARY_STAMP"),
        (header().encode() + b"431\x1d" + b"\x07\x01\xff\xff\x40" + bytes(64), "BINARY_STAMP"),
        (b"EABC01DC04ZZ01", "PART_OF_STAMP"),
        (b"EABC11suite", "PART_OF_STAMP"),
    ],
)
def test_what_is_no_readable_code_is_refused_with_a_sentence(content: bytes, code: str) -> None:
    """Truncated, huge, binary, mixed, a part alone."""
    with pytest.raises(Refused) as caught:
        read(content)
    assert caught.value.code == code
    assert caught.value.sentence.endswith(".")


def test_a_version_of_tomorrow_is_refused_only_if_it_is_signed() -> None:
    """Nobody is accused of a forgery because this program is old."""
    content = "DC05" + header()[4:] + NOTICE
    with pytest.raises(Refused) as caught:
        read(sign(KEY, content))
    assert caught.value.code == "OTHER_VERSION"
    assert read(sign(new_key(), content)).verdict.state is StampState.WRONG


def test_parts_are_put_together_in_their_order() -> None:
    """An incomplete set stays in pieces."""
    code = sign(KEY, header() + NOTICE)
    parts = [b"EXYZ" + f"{index:X}2".encode() + code[at : at + 90] for index, at in enumerate((0, 90, 180))]
    assert joined([parts[2], b"autre", parts[0], parts[1]]) == (b"autre", code)
    assert set(joined(parts[:2])) == set(parts[:2])


@given(st.binary(max_size=400))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_read_or_refused(content: bytes) -> None:
    """Nothing else is raised, and nothing is verified by chance."""
    for start in (b"", b"DC04", header().encode(), header(1).encode(), b"E0A001DC"):
        try:
            found = read(start + content)
        except Refused:
            continue
        assert found.verdict.state is not StampState.VERIFIED


@given(st.lists(st.tuples(st.sampled_from(sorted(TABLE)), VALUES, st.booleans()), max_size=12))
@settings(max_examples=300, deadline=None)
def test_fields_written_by_the_table_are_read_back(wanted: list[tuple[str, str, bool]]) -> None:
    """Fixed, shorter than their longest, exactly as long, cut short."""
    written, text = [], ""
    for code, value, is_cut in wanted:
        field, raw, end = encoded(TABLE[code], value, is_cut=is_cut)
        written.append(field)
        text += code + raw + end
    found = read_message(text, TABLE)
    assert [(one.code, one.raw, one.is_cut) for one in found.fields] == written


def encoded(line: Identifier, value: str, *, is_cut: bool) -> tuple[tuple[str, str, bool], str, str]:
    """The field that is to be read, its text, its separator."""
    if line.is_fixed:
        assert line.longest is not None
        raw = value.ljust(line.longest, "0")[: line.longest]
        return (line.code, raw, False), raw, ""
    raw = value if line.longest is None else value[: line.longest]
    is_full = line.longest == len(raw)
    # A value shorter than its longest has an end; these three are read as seventeen where none stands near.
    end = RS if is_cut else "" if is_full and line.code not in ("DH", "DP", "DW") else GS
    return (line.code, raw, is_cut), raw, end


def test_nothing_is_proposed_of_what_is_not_said() -> None:
    """No income is not an income of nothing, and a share is no person."""
    found = notice(f"432,5{GS}44266900123456745202546MOREAU CLAIRE{GS}")
    assert found.value(NoticeField.REFERENCE_INCOME) is None
    assert any("revenu fiscal" in remark for remark in found.remarks)
    assert any("personnes à charge" in remark for remark in found.remarks)
    assert notice(f"410{GS}").value(NoticeField.REFERENCE_INCOME) == "0"
    for blank in (f"41{GS}", f"41 {GS}", f"41-5{GS}", f"4112,5{GS}", f"411234{RS}", f"41100{GS}41200{GS}"):
        assert notice(blank).value(NoticeField.REFERENCE_INCOME) is None


def test_a_name_may_be_cut_a_number_may_not() -> None:
    """The tax number keeps its first zero and is shown masked."""
    found = notice(f"46DE LA TOUR DU P{RS}490701987765432")
    (name, number) = found.proposals
    assert (name.value, name.is_cut) == ("DE LA TOUR DU P", True)
    assert (number.value, number.shown) == ("0701987765432", "••••••••••432")
    assert any("coupée" in remark for remark in found.remarks)


def test_the_address_is_taken_line_by_line_or_whole() -> None:
    """Either layout of types 27 and 28."""
    lines = f"6U18 RUE DU FAUBOURG{GS}6W693036XLYON{GS}6YFR"
    assert notice(lines).value(NoticeField.ADDRESS) == "18 RUE DU FAUBOURG\n69303 LYON"
    whole = f"4YAVENUE DE LA REPUBLIQUE/75003 PARIS{GS}"
    assert notice(whole).value(NoticeField.ADDRESS) == "AVENUE DE LA REPUBLIQUE\n75003 PARIS"


def test_the_layout_before_2022_is_read_too() -> None:
    """The taxpayer as a postal line."""
    found = notice(f"10M/IMPOSABLE/FRANCOIS{GS}4012345678901234110428{GS}", "04")
    assert found.value(NoticeField.DECLARANT_1) == "M IMPOSABLE FRANCOIS"
    assert found.value(NoticeField.REFERENCE_INCOME) == "10428"


def test_another_document_proposes_nothing_for_a_survey() -> None:
    """A pay slip signed by anyone is no tax notice, nor is an altered one."""
    assert read(sign(KEY, header(kind="06") + f"41100{GS}")).notice is None
    assert read(sign(new_key(), header() + NOTICE)).notice is None
    unsigned = open_stamp((header() + NOTICE + US).encode())
    assert not unsigned.is_signed
