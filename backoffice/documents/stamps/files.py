"""Files of trust as authorities publish them: PEM, DER, a directory, revocations, a trust list."""

import base64
import binascii
import re
from collections.abc import Iterator
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import load_der_public_key

from backoffice.documents.stamps.certificates import BROKEN, StampCertificate, certificate_of
from backoffice.documents.stamps.revocations import Revocations, revocations_of

_PEM = re.compile(rb"-----BEGIN (CERTIFICATE|X509 CRL)-----([A-Za-z0-9+/=\s]+)-----END \1-----")
_KEY = re.compile(rb"-----BEGIN PUBLIC KEY-----([A-Za-z0-9+/=\s]+)-----END PUBLIC KEY-----")
_PART = re.compile(rb"^--End\r?\n(?:[^\r\n]+\r?\n)*\r?\n", re.MULTILINE)
_LIST = b"TrustServiceStatusList"
LARGEST = 20_000_000
"""Bytes of a file of trust; the largest directory holds some hundreds of certificates."""


@dataclass(frozen=True)
class TrustFile:
    """What one file brings; empty when it is none of these."""

    certificates: tuple[StampCertificate, ...] = ()
    revocations: tuple[Revocations, ...] = ()
    is_list: bool = False
    key: ec.EllipticCurvePublicKey | None = None
    """A public key without certificate, which only its file names."""


def trust_file(content: bytes) -> TrustFile:
    """What ``content`` holds; a list is told, and checked apart."""
    if len(content) > LARGEST:
        return TrustFile()
    if content[:200].removeprefix(b"\xef\xbb\xbf").lstrip().startswith(b"<") and _LIST in content:
        return TrustFile(is_list=True)
    certificates: list[StampCertificate] = []
    revocations: list[Revocations] = []
    for der in _ders(content):
        if (certificate := certificate_of(der)) is not None:
            certificates.append(certificate)
        elif (revoked := revocations_of(der)) is not None:
            revocations.append(revoked)
    return TrustFile(tuple(certificates), tuple(revocations), key=_key(content))


def _key(content: bytes) -> ec.EllipticCurvePublicKey | None:
    found = _KEY.search(content)
    try:
        key = load_der_public_key(base64.b64decode(found[1])) if found else None
    except (binascii.Error, *BROKEN):
        return None
    return key if isinstance(key, ec.EllipticCurvePublicKey) else None


def _ders(content: bytes) -> Iterator[bytes]:
    if content.startswith(b"\x30"):
        yield content
    elif parts := list(_PART.finditer(content)):
        for part in parts:
            yield content[part.end() : part.end() + _length(content[part.end() : part.end() + 6])]
    else:
        for found in _PEM.finditer(content):
            try:
                yield base64.b64decode(b"".join(found[2].split()), validate=True)
            except binascii.Error:
                continue


def _length(start: bytes) -> int:
    """Bytes of the DER element that begins so; none when it is not a sequence."""
    if len(start) < 2 or start[0] != 0x30:
        return 0
    if start[1] < 0x80:
        return 2 + start[1]
    many = start[1] & 0x7F
    return 2 + many + int.from_bytes(start[2 : 2 + many]) if many <= 4 else 0
