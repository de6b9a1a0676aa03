"""Stamps made by the tests: an authority, its certificates, trust lists, revocations, signed codes."""

import base64
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import decode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from backoffice.documents.stamps.certificates import StampCertificate, certificate_of

GS, RS, US = "\x1d", "\x1e", "\x1f"
TAX_OFFICE = "0002 13000495500014"
START, END = date(2025, 1, 1), date(2028, 12, 31)
NOTICE = (
    f"431,5{GS}44"
    "26690A1234567"
    f"45202546MOREAU CLAIRE{GS}4A31072026"
    f"4Y3 ALLEE DES TILLEULS/33000/BORDEAUX{GS}4124310{GS}473011234567890"
)
"""A notice of a single person, as its code would say it."""
_SIZES = {
    "secp256r1": (32, hashes.SHA256()),
    "secp384r1": (48, hashes.SHA384()),
    "secp521r1": (66, hashes.SHA512()),
}
Name = Sequence[tuple[x509.ObjectIdentifier, str]]


def hex_days(day: date | None) -> str:
    """Days since 2000 as the header writes them."""
    return "FFFF" if day is None else f"{(day - date(2000, 1, 1)).days:04X}"


def header(
    version: int = 4,
    ca: str = "ZZ01",
    cert: str = "TST1",
    kind: str = "28",
    signed: date | None = date(2026, 8, 5),
) -> str:
    """The header of a code."""
    start = f"DC{version:02d}{ca}{cert}FFFF{hex_days(signed)}{kind}"
    return start + {1: "", 2: "", 3: "01", 4: "01FR"}[version]


def sign(key: ec.EllipticCurvePrivateKey, content: str) -> bytes:
    """The code: ``content`` and its signature, as its version writes it."""
    size, method = _SIZES[key.curve.name]
    data = content.encode("latin-1")
    r, s = decode_dss_signature(key.sign(data, ec.ECDSA(method)))
    raw = r.to_bytes(size) + s.to_bytes(size)
    return data + (raw if content.startswith("DC01") else US.encode() + base64.b32encode(raw).rstrip(b"="))


@dataclass
class Issuer:
    """An authority of tests and the keys of its certificates."""

    ca_id: str = "ZZ01"
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def authority(self) -> StampCertificate:
        """Its own certificate."""
        return _made(self._signed(self._subject(), self.key, START, END, None, is_authority=True))

    def leaf(
        self,
        key: ec.EllipticCurvePrivateKey,
        cert_id: str = "TST1",
        *,
        kind: str | None = "28",
        unit: str = TAX_OFFICE,
        start: date = START,
        end: date = END,
    ) -> StampCertificate:
        """A signing certificate for documents of type ``kind``."""
        names = [(NameOID.ORGANIZATION_NAME, "ESSAI"), (NameOID.ORGANIZATIONAL_UNIT_NAME, unit)]
        subject = _name([*names, (NameOID.COMMON_NAME, cert_id)])
        said = _name([(NameOID.COMMON_NAME, f"{kind}-Avis d’essai")]) if kind else None
        return _made(self._signed(subject, key, start, end, said, is_authority=False))

    def revocations(self, *certificates: StampCertificate, until: date = END) -> bytes:
        """A list of revoked certificates, in DER."""
        made = (
            x509.CertificateRevocationListBuilder()
            .issuer_name(self._subject())
            .last_update(_instant(START))
            .next_update(_instant(until))
        )
        for one in certificates:
            revoked = x509.RevokedCertificateBuilder().serial_number(one.loaded.serial_number)
            made = made.add_revoked_certificate(revoked.revocation_date(_instant(START)).build())
        return made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)

    def _subject(self) -> x509.Name:
        return _name([(NameOID.ORGANIZATION_NAME, "AUTORITE D’ESSAI"), (NameOID.COMMON_NAME, self.ca_id)])

    def _signed(
        self,
        subject: x509.Name,
        key: ec.EllipticCurvePrivateKey,
        start: date,
        end: date,
        said: x509.Name | None,
        *,
        is_authority: bool,
    ) -> bytes:
        made = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(self._subject())
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(_instant(start))
            .not_valid_after(_instant(end))
            .add_extension(x509.BasicConstraints(ca=is_authority, path_length=None), critical=True)
        )
        if said is not None:
            made = made.add_extension(x509.SubjectAlternativeName([x509.DirectoryName(said)]), critical=False)
        return made.sign(self.key, hashes.SHA256()).public_bytes(Encoding.DER)


def new_key(curve: ec.EllipticCurve | None = None) -> ec.EllipticCurvePrivateKey:
    """A key of a signer."""
    return ec.generate_private_key(curve or ec.SECP256R1())


def _made(der: bytes) -> StampCertificate:
    found = certificate_of(der)
    assert found is not None
    return found


def _name(parts: Name) -> x509.Name:
    return x509.Name([x509.NameAttribute(oid, value) for oid, value in parts])


def _instant(day: date) -> datetime:
    return datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
