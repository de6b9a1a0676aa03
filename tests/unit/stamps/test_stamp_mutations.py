"""Codes altered on purpose: never taken for genuine, never a crash, the signed zone always wrong."""

import random
from datetime import date

import pytest
from cryptography.hazmat.primitives.asymmetric import ec

from backoffice.documents.stamps.checking import TrustStore
from backoffice.errors import Refused
from backoffice.rules.stamps.verdict import StampState
from backoffice.services.stamps.reading import ReadStamp, read_stamp
from tests.stamps import GS, NOTICE, US, Issuer, header, new_key, sign

TODAY = date(2026, 11, 22)
ISSUER, KEY = Issuer(), new_key()
STORE = TrustStore((ISSUER.leaf(KEY),), (ISSUER.authority(),))
MUTATIONS = 6_000


def read(content: bytes, store: TrustStore = STORE) -> ReadStamp:
    """The code under the signature alone."""
    return read_stamp(content, store, TODAY, is_strict=False)


def state(content: bytes) -> StampState | None:
    """The state of a code, ``None`` when it is refused."""
    try:
        return read(content).verdict.state
    except Refused:
        return None


def made(version: int, message: str = NOTICE) -> bytes:
    """A genuine code."""
    return sign(KEY, header(version) + message)


def signed_length(content: bytes, version: int) -> int:
    """How many bytes are signed."""
    return len(content) - 64 if version == 1 else content.index(US.encode())


def flipped(content: bytes, at: int, bit: int) -> bytes:
    """``content`` with one bit turned."""
    return content[:at] + bytes([content[at] ^ 1 << bit]) + content[at + 1 :]


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_a_genuine_code_is_verified(version: int) -> None:
    """In each version of the format, without a word to add."""
    found = read(made(version))
    assert found.verdict.state is StampState.VERIFIED
    assert found.verdict.reason is None
    assert [one.code for one in found.message.fields] == ["43", "44", "45", "46", "4A", "4Y", "41", "47"]


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_one_bit_of_what_is_signed_makes_it_wrong(version: int) -> None:
    """Header included, the names of authority and certificate apart: these lead to no key at all."""
    content = made(version)
    for at in range(signed_length(content, version)):
        for bit in range(8):
            found = state(flipped(content, at, bit))
            if 4 <= at < 12:
                assert found in (None, StampState.UNVERIFIABLE), (at, bit)
            else:
                assert found is StampState.WRONG, (at, bit)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_one_bit_elsewhere_is_never_verified(version: int) -> None:
    """Separator and signature, the bits that Base32 leaves over among them."""
    content = made(version)
    for at in range(signed_length(content, version), len(content)):
        for bit in range(8):
            assert state(flipped(content, at, bit)) is not StampState.VERIFIED, (at, bit)


@pytest.mark.parametrize("version", [1, 2, 3, 4])
def test_thousands_of_mutations_are_never_verified(version: int) -> None:
    """Bytes changed, put in, taken out, moved, doubled: the header, the message, the signature."""
    content, chance = made(version), random.Random(version)
    for rank in range(MUTATIONS // 4):
        mutant = mutated(content, chance)
        assert mutant == content or state(mutant) is not StampState.VERIFIED, (rank, mutant)


def mutated(content: bytes, chance: random.Random) -> bytes:
    """``content`` altered once to four times."""
    for _ in range(chance.randint(1, 4)):
        at, to = sorted((chance.randrange(len(content) + 1), chance.randrange(len(content) + 1)))
        drawn = bytes(
            chance.choices((*b"\x1d\x1e\x1f\xff\n\r\0=", chance.randrange(256)), k=chance.randint(1, 3))
        )
        content = (
            chance.choice(
                (
                    content[:at] + drawn + content[at:],
                    content[:at] + drawn + content[at + len(drawn) :],
                    content[:at] + content[to:],
                    content[:at] + content[at:to] * 2 + content[to:],
                    content[to:] + content[:to],
                )
            )
            or b"D"
        )
    return content


def test_the_bits_left_over_must_be_zero() -> None:
    """103 characters hold three bits more than 64 bytes: only one text stands for a signature."""
    content = made(4)
    alphabet = b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
    last = alphabet.index(content[-1:])
    assert last % 8 == 0
    for more in range(1, 8):
        found = read(content[:-1] + alphabet[last + more : last + more + 1])
        assert found.verdict.state is StampState.WRONG


@pytest.mark.parametrize("tail", ["=", "A", "a", GS, f"{GS}0", f"{GS}41\x01", f"{GS}é1", US, "\n", " "])
def test_nothing_may_follow_a_signature_but_an_annex(tail: str) -> None:
    """An annex has at least an identifier."""
    assert read(made(4) + tail.encode()).verdict.state is StampState.WRONG


def test_the_annex_is_neither_trusted_nor_read() -> None:
    """What anyone may add says nothing of the document."""
    content = made(4) + f"{GS}4199999{GS}".encode()
    found = read(content)
    assert found.verdict.state is StampState.VERIFIED
    assert found.has_annex
    assert [one.raw for one in found.message.fields if one.code == "41"] == ["24310"]


@pytest.mark.parametrize("raw", [bytes(64), b"\xff" * 64, b"\x01" * 64])
def test_a_made_up_signature_is_wrong(raw: bytes) -> None:
    """Zeros among others, which some libraries have taken for a signature."""
    assert read((header(1) + NOTICE).encode() + raw).verdict.state is StampState.WRONG


@pytest.mark.parametrize("curve", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
@pytest.mark.parametrize("other", [ec.SECP256R1(), ec.SECP384R1(), ec.SECP521R1()])
def test_each_curve_has_its_own_length(curve: ec.EllipticCurve, other: ec.EllipticCurve) -> None:
    """A signature of the length of another curve is wrong, one of another key too."""
    mine, theirs = new_key(curve), new_key(other)
    store = TrustStore((ISSUER.leaf(mine),))
    assert read(sign(mine, header() + NOTICE), store).verdict.state is StampState.VERIFIED
    assert read(sign(theirs, header() + NOTICE), store).verdict.state is StampState.WRONG
