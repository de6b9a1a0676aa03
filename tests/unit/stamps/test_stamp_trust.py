"""Each step of the chain: what fails makes a code unverifiable, and never accuses anybody."""

from dataclasses import replace
from datetime import date

import pytest
from cryptography.hazmat.primitives.serialization import Encoding

from backoffice.documents.stamps.certificates import certificate_of
from backoffice.documents.stamps.checking import TrustStore, check
from backoffice.documents.stamps.files import trust_file
from backoffice.documents.stamps.revocations import revocations_of
from backoffice.documents.stamps.trust_list import NotTrusted, TrustList, trust_list_of
from backoffice.rules.stamps.container import open_stamp
from backoffice.rules.stamps.verdict import Doubt, StampState, Verdict
from tests.stamp_lists import signer_sha256, trust_list
from tests.stamps import END, NOTICE, START, Issuer, header, new_key, sign

TODAY = date(2026, 11, 22)
ISSUER, KEY = Issuer(), new_key()
LEAF = ISSUER.leaf(KEY)
CODE = sign(KEY, header() + NOTICE)


def listed(*statuses: str, ends: str = "2028-01-01", issuer: Issuer = ISSUER) -> TrustList:
    """A list with the issuer under each status."""
    made = trust_list([(issuer.authority(), status) for status in statuses], ends=ends)
    return trust_list_of(made, frozenset({signer_sha256()}))


def clean(*revoked: object, until: date = END) -> TrustStore:
    """A store where nothing is missing."""
    crl = revocations_of(ISSUER.revocations(until=until))
    assert crl is not None
    return TrustStore((LEAF,), revocations=(crl,), trust_list=listed("inaccord"))


STORE = clean()


def judged(store: TrustStore = STORE, code: bytes = CODE, *, takes_tests: bool = False) -> Verdict:
    """The code under the whole chain."""
    return check(open_stamp(code), store, TODAY, is_strict=True, takes_tests=takes_tests)


def test_a_whole_chain_leaves_nothing_to_say() -> None:
    """Listed, issued, in its days, of its type, not revoked, signed."""
    found = judged()
    assert (found.state, found.doubts, found.reason) == (StampState.VERIFIED, (), None)
    assert "comparez" in found.advice


@pytest.mark.parametrize(
    ("change", "doubt"),
    [
        ({"trust_list": None}, Doubt.NO_LIST),
        ({"trust_list": listed()}, Doubt.NOT_LISTED),
        ({"trust_list": listed("revoked")}, Doubt.WITHDRAWN),
        ({"certificates": ()}, Doubt.NO_CERTIFICATE),
        ({"trust_list": listed("inaccord", issuer=Issuer())}, Doubt.NOT_ISSUED),
        ({"certificates": (ISSUER.leaf(KEY, kind="06"),)}, Doubt.OTHER_TYPE),
        ({"certificates": (ISSUER.leaf(KEY, kind=None),)}, Doubt.UNTYPED),
        ({"certificates": (ISSUER.leaf(KEY, unit="0002 55200155400019"),)}, Doubt.OTHER_ISSUER),
        ({"certificates": (ISSUER.leaf(KEY, end=date(2026, 8, 4)),)}, Doubt.OUT_OF_VALIDITY),
        ({"certificates": (ISSUER.leaf(KEY, start=date(2026, 8, 6)),)}, Doubt.OUT_OF_VALIDITY),
    ],
)
def test_a_step_that_fails_is_named(change: dict[str, object], doubt: Doubt) -> None:
    """The code reads, nobody vouches for it: that is no forgery."""
    found = judged(replace(STORE, **change))  # type: ignore[arg-type]
    assert found.state is StampState.UNVERIFIABLE
    assert doubt in found.doubts
    assert found.reason is not None
    assert "pas un faux" in found.advice


@pytest.mark.parametrize("day", [START, date(2026, 8, 5), END])
def test_the_day_of_signature_counts_not_today(day: date) -> None:
    """A certificate ended since, or its last day, changes nothing."""
    store = replace(STORE, certificates=(ISSUER.leaf(KEY, end=day, start=min(day, START)),))
    assert judged(store, sign(KEY, header(signed=day) + NOTICE)).state is StampState.VERIFIED


def test_a_code_without_a_day_of_signature_is_not_verifiable() -> None:
    """Its validity cannot be looked at."""
    found = judged(code=sign(KEY, header(signed=None) + NOTICE))
    assert (found.state, found.doubts) == (StampState.UNVERIFIABLE, (Doubt.NO_DATE,))


def test_a_revoked_certificate_proves_nothing_whatever_the_day() -> None:
    """Only a list that the authority signed counts."""
    true, false = (revocations_of(one.revocations(LEAF)) for one in (ISSUER, Issuer()))
    assert true is not None
    assert false is not None
    found = judged(replace(STORE, revocations=(*STORE.revocations, true)))
    assert (found.state, found.doubts) == (StampState.UNVERIFIABLE, (Doubt.REVOKED,))
    assert judged(replace(STORE, revocations=(false,))).doubts == (Doubt.REVOCATION_UNCHECKED,)


def test_what_was_not_looked_at_is_said_and_refuses_nothing() -> None:
    """No list of revocations, or an old one, or an old trust list."""
    assert judged(replace(STORE, revocations=())).doubts == (Doubt.REVOCATION_UNCHECKED,)
    assert judged(clean(until=date(2026, 1, 2))).doubts == (Doubt.REVOCATION_OLD,)
    old = judged(replace(STORE, trust_list=listed("inaccord", ends="2026-01-01")))
    assert (old.state, old.doubts) == (StampState.VERIFIED, (Doubt.LIST_OLD,))


def test_an_altered_code_is_wrong_before_anything_else() -> None:
    """Even under a certificate that has ended."""
    altered = CODE.replace(b"4124310", b"4114310")
    store = replace(STORE, certificates=(ISSUER.leaf(KEY, end=date(2026, 1, 1)),))
    found = judged(store, altered)
    assert found.state is StampState.WRONG
    assert found.doubts[0] is Doubt.MISMATCH
    assert Doubt.OUT_OF_VALIDITY in found.doubts


def test_a_namesake_that_nobody_signed_accuses_nobody() -> None:
    """Somebody else's certificate of the same names, beside the true one or alone."""
    false = Issuer().leaf(new_key())
    assert judged(replace(STORE, certificates=(false, LEAF))).state is StampState.VERIFIED
    alone = judged(replace(STORE, certificates=(false,)))
    assert alone.state is StampState.UNVERIFIABLE
    assert Doubt.NOT_ISSUED in alone.doubts


@pytest.mark.parametrize("takes_tests", [False, True])
def test_the_authority_of_tests_is_trusted_in_training_alone(*, takes_tests: bool) -> None:
    """Its key is printed in the specification."""
    issuer = Issuer("FR00")
    code = sign(KEY, header(ca="FR00", cert="0001") + NOTICE)
    store = TrustStore((issuer.leaf(KEY, "0001", end=date(2025, 2, 1), kind=None, unit="ESSAI"),))
    found = judged(store, code, takes_tests=takes_tests)
    assert found.state is (StampState.VERIFIED if takes_tests else StampState.UNVERIFIABLE)
    assert Doubt.TEST_AUTHORITY in found.doubts
    assert "FR00" in (found.reason or "")


def test_the_test_certificate_of_an_authority_is_refused() -> None:
    """0000 may not stand on a document."""
    store = replace(STORE, certificates=(ISSUER.leaf(KEY, "0000"),))
    found = judged(store, sign(KEY, header(cert="0000") + NOTICE))
    assert (found.state, found.doubts) == (StampState.UNVERIFIABLE, (Doubt.TEST_CERTIFICATE,))


def test_homes_are_one_family() -> None:
    """A certificate for bills signs a proof of address too."""
    store = replace(STORE, certificates=(ISSUER.leaf(KEY, kind="01"),))
    assert judged(store, sign(KEY, header(kind="00") + "26FR")).state is StampState.VERIFIED


def test_the_signature_alone_decides_under_a_folder_and_the_rest_is_named() -> None:
    """Ended, of another type, revoked, not issued by the authority given: verified, with reserves."""
    crl = revocations_of(ISSUER.revocations(LEAF))
    assert crl is not None
    store = TrustStore(
        (ISSUER.leaf(KEY, kind="06", end=date(2025, 2, 1)),), (Issuer().authority(),), revocations=(crl,)
    )
    found = check(open_stamp(CODE), store, TODAY, is_strict=False)
    assert found.state is StampState.VERIFIED
    assert set(found.doubts) == {Doubt.NOT_ISSUED, Doubt.OUT_OF_VALIDITY, Doubt.OTHER_TYPE}
    assert "réserves" in found.advice
    revoked = check(open_stamp(CODE), TrustStore((LEAF,), revocations=(crl,)), TODAY, is_strict=False)
    assert (revoked.state, revoked.doubts) == (StampState.VERIFIED, (Doubt.REVOKED,))


def test_a_list_proves_itself_or_is_worth_nothing() -> None:
    """Another signer, a letter changed, an authority slipped into the signature, a document type."""
    made, mine = trust_list([(ISSUER.authority(), "inaccord")]), frozenset({signer_sha256()})
    assert trust_list_of(made, mine).authority("ZZ01") is not None
    assert trust_list_of(made.replace(b"\n", b"\r\n"), mine).sequence == 1
    slipped = trust_list([(Issuer("ZZ02").authority(), "inaccord")])
    start, end = (
        slipped.index(b"<tsl:TrustServiceProvider>"),
        slipped.index(b"</tsl:TrustServiceProviderList>"),
    )
    inside = made.replace(b"<ds:Object>", b"<ds:Object>" + slipped[start:end])
    assert trust_list_of(inside, mine).authority("ZZ02") is None
    for wrong in (
        made.replace(b"inaccord", b"revoked"),
        made.replace(
            b"<tsl:TrustServiceProviderList>", b"<tsl:TrustServiceProviderList>" + slipped[start:end]
        ),
        made.replace(b"<?xml", b"<!DOCTYPE x []><?xml"),
        made.replace(b"2026-05-12", b"2026-05-13"),
        made + made,
        b"<tsl:TrustServiceStatusList/>",
        b"",
    ):
        with pytest.raises(NotTrusted):
            trust_list_of(wrong, mine)
    with pytest.raises(NotTrusted):
        trust_list_of(made)


def test_files_are_known_by_their_content() -> None:
    """PEM, several in one, DER, the directory that an authority serves, revocations, anything else."""
    other = ISSUER.leaf(new_key(), "TST2")
    pem = b"".join(one.loaded.public_bytes(Encoding.PEM) for one in (LEAF, other))
    parts = b"".join(
        b"--End\r\nContent-type: application/pkix-cert\r\n\r\n" + one.der + b"\r\n" for one in (LEAF, other)
    )
    for content in (pem, b"# note\n" + pem, parts + b"--End--\r\n"):
        assert [one.name for one in trust_file(content).certificates] == ["TST1", "TST2"]
    assert [one.name for one in trust_file(LEAF.der).certificates] == ["TST1"]
    assert trust_file(ISSUER.revocations()).revocations[0].ca_id == "ZZ01"
    assert trust_file(trust_list([])).is_list
    for content in (
        b"",
        b"{}",
        b"\x30",
        b"\x30\x82\xff\xff",
        b"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
    ):
        assert trust_file(content).certificates == ()
    for at in range(0, len(LEAF.der), 7):
        certificate_of(LEAF.der[:at] + bytes([LEAF.der[at] ^ 0x55]) + LEAF.der[at + 1 :])
