"""Lists of revoked certificates, checked against the authority that signed them."""

from dataclasses import dataclass
from datetime import date

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from backoffice.documents.stamps.certificates import BROKEN, StampCertificate
from backoffice.rules.stamps.header import is_test_authority


@dataclass(frozen=True)
class Revocations:
    """One list; ``ca_id`` is the authority that it names as its author."""

    loaded: x509.CertificateRevocationList
    ca_id: str
    issued: date
    ends: date | None

    @property
    def der(self) -> bytes:
        """Its bytes."""
        return self.loaded.public_bytes(Encoding.DER)

    @property
    def is_test(self) -> bool:
        """Whether the tests' authority made it."""
        return is_test_authority(self.ca_id)

    def is_issued_by(self, authority: StampCertificate) -> bool:
        """Whether the authority signed the list."""
        key = authority.loaded.public_key()
        if not isinstance(key, rsa.RSAPublicKey | ec.EllipticCurvePublicKey):
            return False
        try:
            return self.loaded.is_signature_valid(key)
        except BROKEN:
            return False

    def names(self, certificate: StampCertificate) -> bool:
        """Whether the certificate is revoked."""
        number = certificate.loaded.serial_number
        return self.loaded.get_revoked_certificate_by_serial_number(number) is not None


def revocations_of(content: bytes) -> Revocations | None:
    """The list in DER, or ``None`` when the bytes are none."""
    try:
        loaded = x509.load_der_x509_crl(content)
        authors = loaded.issuer.get_attributes_for_oid(NameOID.COMMON_NAME)
        until = loaded.next_update_utc
        author = authors[0].value if authors else ""
        return Revocations(
            loaded, str(author), loaded.last_update_utc.date(), until.date() if until else None
        )
    except BROKEN:
        return None
