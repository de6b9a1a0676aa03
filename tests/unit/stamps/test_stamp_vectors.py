"""The published codes, where their file is beside the repository: third-party data is not kept here."""

import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from backoffice.cli.stamps.reading import plain_stamp
from backoffice.documents.stamps.checking import TrustStore
from backoffice.documents.stamps.table import stamp_table
from backoffice.documents.stamps.trust_list import NotTrusted, trust_list_of
from backoffice.rules.stamps.header import hex_day
from backoffice.rules.stamps.message import read_message
from backoffice.rules.stamps.verdict import Doubt, StampState
from backoffice.services.stamps.reading import folder_store, read_stamp

_PLACES = [folder / "shared" / "domain" for folder in Path(__file__).resolve().parents]
DOMAIN = next((place for place in _PLACES if place.is_dir()), _PLACES[0])
VECTORS, CERTIFICATES = DOMAIN / "2d-doc-vectors.json", DOMAIN / "2d-doc-certs"
pytestmark = pytest.mark.skipif(not VECTORS.exists(), reason="les codes publiés ne sont pas sur ce poste")
TODAY = date(2026, 11, 22)
STATES = {True: StampState.VERIFIED, False: StampState.WRONG, None: StampState.UNVERIFIABLE}


def vectors() -> list[dict[str, Any]]:
    """The codes; none where the file is not."""
    return json.loads(VECTORS.read_text(encoding="utf-8"))["vectors"] if VECTORS.exists() else []


def payload(vector: dict[str, Any]) -> bytes:
    """The bytes of a code."""
    raw = vector.get("payload_hex")
    return bytes.fromhex(raw) if raw else vector["payload"].encode("latin-1")


WHOLE = [one for one in vectors() if "payload" in one]
MESSAGES = [one for one in vectors() if "message_only" in one]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> TrustStore:
    """The published certificates, and the public keys that come with the codes themselves."""
    folder = tmp_path_factory.mktemp("keys")
    for one in WHOLE:
        if "public_key_pem" in one:
            name = one["key"].replace("/", "_")
            (folder / f"{name}.pem").write_text(one["public_key_pem"])
    published, own = folder_store(CERTIFICATES), folder_store(folder)
    return TrustStore(published.certificates, published.authorities, published.revocations, keys=own.keys)


@pytest.mark.parametrize("vector", WHOLE, ids=[one["id"] for one in WHOLE])
def test_a_published_code_is_read_and_judged(vector: dict[str, Any], store: TrustStore) -> None:
    """Header, fields in order, state of the signature, how much is signed."""
    content = payload(vector)
    found = read_stamp(content, store, TODAY, is_strict=False)
    plain = json.loads(json.dumps(plain_stamp(found), default=str))
    assert plain["header"] == vector["header"]
    if vector["fields"] is not None:
        assert plain["fields"] == vector["fields"]
    assert plain["signature"] == STATES[vector["signature_valid"]].value
    cut = [one.code for one in found.message.fields if one.is_cut]
    assert cut == vector.get("truncated_fields", [])


@pytest.mark.parametrize("vector", MESSAGES, ids=[one["id"] for one in MESSAGES])
def test_a_published_message_is_cut_as_printed(vector: dict[str, Any]) -> None:
    """Without header nor signature."""
    found = read_message(vector["message_only"], stamp_table().identifiers)
    assert [[one.code, one.raw] for one in found.fields] == vector["fields"]
    assert [one.code for one in found.fields if one.is_cut] == vector["truncated_fields"]


def test_days_are_counted_as_printed() -> None:
    """Hexadecimal days since 2000."""
    examples = json.loads(VECTORS.read_text(encoding="utf-8"))["codec_examples"]["hex_days"]
    for one in examples:
        assert hex_day(one["hex"]) == (date.fromisoformat(one["date"]) if one["date"] else None)


@pytest.mark.parametrize("name", ["tsl_signed_seq22_2025-08-25.xml", "tsl_signed_seq23_2026-05-11.xml"])
def test_the_published_lists_are_signed(name: str) -> None:
    """And one letter changed in what they say makes them worth nothing."""
    content = (CERTIFICATES / name).read_bytes()
    found = trust_list_of(content)
    assert {one.ca_id for one in found.authorities if one.is_accepted} >= {"FR01", "FR03", "FR04", "FR06"}
    for old, new in ((b"inaccord", b"inaccorD"), (b"<tsl:TSLSequenceNumber>2", b"<tsl:TSLSequenceNumber>3")):
        with pytest.raises(NotTrusted):
            trust_list_of(content.replace(old, new, 1))
    with pytest.raises(NotTrusted):
        trust_list_of(content, frozenset({"0" * 64}))


def test_the_published_certificates_name_their_type() -> None:
    """As the index beside them says; each is signed by its authority."""
    index = json.loads((CERTIFICATES / "INDEX.json").read_text(encoding="utf-8"))
    published = folder_store(CERTIFICATES)
    authorities = {one.name: one for one in published.authorities}
    named = {(one.signer.ca_id, one.signer.cert_id): one for one in published.certificates}
    leaves = [one for one in index if one["role"] == "leaf"]
    assert len(leaves) > 200
    for one in leaves:
        certificate = named[one["ca_id"], one["cert_id"]]
        assert certificate.is_issued_by(authorities[one["ca_id"]]), one["file"]
        # Two say 03 for pay slips, which the index corrects.
        if one["cert_id"] not in ("AGR0", "CRC0"):
            assert certificate.signer.doc_type == one["doc_type"], one["file"]


def test_a_real_code_passes_the_whole_chain_but_for_revocation() -> None:
    """Specimens signed by a real key: within its days, of its type, under the list."""
    published = folder_store(CERTIFICATES)
    listed = trust_list_of((CERTIFICATES / "tsl_signed_seq23_2026-05-11.xml").read_bytes())
    store = TrustStore(published.certificates, trust_list=listed)
    (vector,) = (one for one in WHOLE if one["id"] == "gov-vaccine-valid")
    found = read_stamp(payload(vector), store, TODAY, is_strict=True).verdict
    assert (found.state, found.doubts) == (StampState.VERIFIED, (Doubt.REVOCATION_UNCHECKED,))
