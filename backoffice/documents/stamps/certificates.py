"""Certificates of stamps: who they name, for which type of document, what their key verifies."""

import re
import warnings
from dataclasses import dataclass
from datetime import date, datetime
from functools import cached_property
from zoneinfo import ZoneInfo

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from backoffice.rules.stamps.header import is_test_authority
from backoffice.rules.stamps.verdict import Signer

_PARIS = ZoneInfo("Europe/Paris")
_TYPES = "1.2.250.1.177.101."
_NAMED = re.compile(r"([0-9A-Z]{2})\s*[-–—]")
_AUTHORITY = re.compile(r"[A-Z]{2}[A-Z0-9]{2}")
_HASHES: dict[str, tuple[hashes.HashAlgorithm, int]] = {
    "secp256r1": (hashes.SHA256(), 32),
    "secp384r1": (hashes.SHA384(), 48),
    "secp521r1": (hashes.SHA512(), 66),
}
"""The hash of each curve and the bytes of each half of a signature."""
# What the library raises of certificates that somebody broke.
BROKEN = (ValueError, TypeError, UnsupportedAlgorithm, x509.UnsupportedGeneralNameType)


@dataclass(frozen=True)
class StampCertificate:
    """One certificate as it was read."""

    loaded: x509.Certificate

    @cached_property
    def der(self) -> bytes:
        """Its bytes."""
        return self.loaded.public_bytes(Encoding.DER)

    @cached_property
    def fingerprint(self) -> str:
        """SHA-256 in hexadecimal."""
        return self.loaded.fingerprint(hashes.SHA256()).hex()

    @property
    def ca_id(self) -> str:
        """The authority that it says has signed it, or its own when it is an authority's."""
        return self.name if self.is_authority else _text(self.loaded.issuer, NameOID.COMMON_NAME)

    @property
    def name(self) -> str:
        """Its common name: the certificate of a header, or the authority."""
        return _text(self.loaded.subject, NameOID.COMMON_NAME)

    @cached_property
    def is_authority(self) -> bool:
        """Whether it may sign others, or is named as an authority."""
        try:
            found = self.loaded.extensions.get_extension_for_class(x509.BasicConstraints)
        except (x509.ExtensionNotFound, *BROKEN):
            return bool(_AUTHORITY.fullmatch(self.name)) and self.name == _text(
                self.loaded.issuer, NameOID.COMMON_NAME
            )
        return found.value.ca

    @property
    def first(self) -> date:
        """The first day on which it is valid, in France."""
        return _day(self.loaded.not_valid_before_utc)

    @property
    def last(self) -> date:
        """The last day on which it is valid, in France."""
        return _day(self.loaded.not_valid_after_utc)

    @property
    def is_test(self) -> bool:
        """Whether the tests' authority signed it."""
        return is_test_authority(self.ca_id)

    @cached_property
    def signer(self) -> Signer:
        """What the rules need of it."""
        return Signer(
            ca_id=self.ca_id,
            cert_id=self.name,
            organization=_text(self.loaded.subject, NameOID.ORGANIZATION_NAME),
            company=_company(self.loaded.subject),
            doc_type=_doc_type(self.loaded),
            first=self.first,
            last=self.last,
            can_sign=_curve(self.loaded) is not None,
        )

    def is_issued_by(self, authority: "StampCertificate") -> bool:
        """Whether ``authority`` signed it."""
        try:
            self.loaded.verify_directly_issued_by(authority.loaded)
        except (InvalidSignature, *BROKEN):
            return False
        return True

    def verifies(self, signature: bytes, signed: bytes) -> bool:
        """Whether ``signature``, r then s, is that of ``signed`` under its key; the hash is its curve's."""
        return key_verifies(self.loaded.public_key(), signature, signed)


def key_verifies(key: object, signature: bytes, signed: bytes) -> bool:
    """Whether ``signature``, r then s, is that of ``signed`` under the public ``key``."""
    if not isinstance(key, ec.EllipticCurvePublicKey) or key.curve.name not in _HASHES:
        return False
    method, half = _HASHES[key.curve.name]
    if len(signature) != 2 * half:
        return False
    r, s = int.from_bytes(signature[:half]), int.from_bytes(signature[half:])
    try:
        key.verify(encode_dss_signature(r, s), signed, ec.ECDSA(method))
    except (InvalidSignature, ValueError):
        return False
    return True


def certificate_of(content: bytes) -> StampCertificate | None:
    """The certificate in DER, or ``None`` when the bytes are none."""
    try:
        # Some issuers have names longer than the standard allows, and serial numbers below zero.
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            found = StampCertificate(x509.load_der_x509_certificate(content))
            # All that is asked of it later is read now, and kept.
            known = bool(found.signer.cert_id) and found.last >= found.first and bool(found.fingerprint)
    except BROKEN:
        return None
    return found if known else None


def _curve(certificate: x509.Certificate) -> str | None:
    try:
        key = certificate.public_key()
    except BROKEN:
        return None
    name = key.curve.name if isinstance(key, ec.EllipticCurvePublicKey) else ""
    return name if name in _HASHES else None


def _text(name: x509.Name, oid: x509.ObjectIdentifier) -> str:
    try:
        found = [attribute.value for attribute in name.get_attributes_for_oid(oid)]
    except BROKEN:
        return ""
    return found[0] if found and isinstance(found[0], str) else ""


def _company(subject: x509.Name) -> str:
    """Digits of the SIREN or SIRET, after the scheme 0002 or in the identifier of the organisation."""
    for oid, pattern in (
        (NameOID.ORGANIZATIONAL_UNIT_NAME, r"0002\s*([0-9]{9,14})"),
        (NameOID.ORGANIZATION_IDENTIFIER, r"[A-Z]{3}FR-([0-9]{9,14})"),
    ):
        for attribute in subject.get_attributes_for_oid(oid):
            if found := re.fullmatch(pattern, str(attribute.value).strip()):
                return found[1]
    return ""


def _doc_type(certificate: x509.Certificate) -> str | None:
    """The type that the alternative name gives: as the start of a name, or as the last number of an OID."""
    try:
        found = certificate.extensions.get_extension_for_class(x509.SubjectAlternativeName)
        names = list(found.value)
    except (x509.ExtensionNotFound, *BROKEN):
        return None
    for one in names:
        if isinstance(one, x509.DirectoryName) and (
            said := _NAMED.match(_text(one.value, NameOID.COMMON_NAME))
        ):
            return said[1]
        if isinstance(one, x509.OtherName) and one.type_id.dotted_string.startswith(_TYPES):
            return _base_36(one.type_id.dotted_string.removeprefix(_TYPES))
    return None


def _base_36(number: str) -> str | None:
    digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
    if not number.isdecimal() or int(number) >= 36 * 36:
        return None
    return digits[int(number) // 36] + digits[int(number) % 36]


def _day(instant: datetime) -> date:
    return instant.astimezone(_PARIS).date()
