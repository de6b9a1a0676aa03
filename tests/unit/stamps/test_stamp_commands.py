"""``read-2ddoc`` and ``read-document`` without a database, as another program calls them."""

import io
import json
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from backoffice.cli.main import main
from tests.stamped_papers import notice_pdf
from tests.stamps import GS, NOTICE, Issuer, header, new_key, sign

ISSUER, KEY = Issuer(), new_key()
CODE = sign(KEY, header() + NOTICE)
HEADER = {
    "version": 4,
    "ca_id": "ZZ01",
    "cert_id": "TST1",
    "emission_date": None,
    "signature_date": "2026-08-05",
    "doc_type": "28",
    "perimeter": "01",
    "country": "FR",
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder of certificates, with something else in it."""
    made = tmp_path / "certificats"
    made.mkdir()
    for one in (ISSUER.leaf(KEY), ISSUER.authority()):
        (made / f"{one.name}.pem").write_bytes(one.loaded.public_bytes(Encoding.PEM))
    (made / "LISEZMOI.txt").write_text("rien")
    return made


def given(monkeypatch: pytest.MonkeyPatch, content: bytes) -> None:
    """Put ``content`` on the standard input."""
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(content)))


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_a_code_on_standard_input_is_told_by_the_contract(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path, end: bytes
) -> None:
    """Four keys, the fields in order; the line end of a text file is not the code's."""
    given(monkeypatch, CODE + end)
    assert main(["read-2ddoc", "--json", "--certificates", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert set(told) == {"header", "fields", "signature", "reason"}
    assert told["header"] == HEADER
    assert told["fields"][:3] == [["43", "1,5"], ["44", "26690A1234567"], ["45", "2025"]]
    assert (told["signature"], told["reason"]) == ("verified", None)


@pytest.mark.parametrize(
    ("content", "state"),
    [
        (CODE.replace(b"4124310", b"4114310"), "wrong"),
        (CODE.replace(b"ZZ01TST1", b"ZZ01TST2"), "unverifiable"),
        (CODE.partition(b"\x1f")[0], "absent"),
        (sign(KEY, header(1) + NOTICE), "verified"),
    ],
)
def test_each_state_is_told_from_a_file(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path, content: bytes, state: str
) -> None:
    """With its reason where there is something to say."""
    file = tmp_path / "code.bin"
    file.write_bytes(content)
    assert main(["read-2ddoc", str(file), "--json", "--certificates", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told["signature"] == state
    assert (told["reason"] is None) == (state == "verified")
    assert main(["read-2ddoc", str(file), "--certificates", str(folder)]) == 0
    assert "Revenu fiscal de référence" in capsys.readouterr().out


def test_what_is_no_code_is_refused_and_a_missing_place_is_wrong_usage(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """One sentence each, nothing on standard output."""
    given(monkeypatch, b"\xdc\x04" + bytes(40))
    assert main(["read-2ddoc", "--json", "--certificates", str(tmp_path)]) == 1
    given(monkeypatch, b"bonjour")
    assert main(["read-2ddoc", "--json"]) == 1
    assert main(["read-2ddoc", str(tmp_path / "absent")]) == 2
    given(monkeypatch, CODE)
    assert main(["read-2ddoc", "--certificates", str(tmp_path / "absent")]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert len(said.err.splitlines()) == 4


def test_a_notice_is_read_with_its_code_compared_to_its_page(
    capsys: pytest.CaptureFixture[str], folder: Path, tmp_path: Path
) -> None:
    """Type, text, code, state; the tax number is masked in each place but the text of the file."""
    file = tmp_path / "avis.pdf"
    file.write_bytes(notice_pdf(CODE, ("Revenu fiscal de référence 14 310", "MOREAU CLAIRE")))
    assert main(["read-document", str(file), "--json", "--certificates", str(folder)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert (told["media"], told["signature"]) == ("PDF", "verified")
    assert told["type"].startswith("28 ")
    assert "14 310" in told["text"][0]
    (code,) = told["2ddoc"]
    assert code["page"] == 1
    assert code["header"] == HEADER
    assert ["47", "••••••••••890"] in code["fields"]
    assert "3011234567890" not in json.dumps(told)
    agreements = {one["field"]: one["agreement"] for one in code["comparisons"]}
    assert agreements["REFERENCE_INCOME"] == "DIFFERENT"
    assert agreements["DECLARANT_1"] == "SAME"
    assert "revenu fiscal de référence" in code["remarks"][0]
    assert main(["read-document", str(file), "--certificates", str(folder)]) == 0
    assert "Signature vérifiée" in capsys.readouterr().out


def test_the_annex_is_told_as_signed_by_nobody(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], folder: Path
) -> None:
    """And is not shown."""
    given(monkeypatch, CODE + f"{GS}4199999{GS}".encode())
    assert main(["read-2ddoc", "--certificates", str(folder)]) == 0
    told = capsys.readouterr().out
    assert "annexe" in told
    assert "99999" not in told
