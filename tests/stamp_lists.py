"""Trust lists made by the tests, signed as France Titres signs its own."""

import base64
import hashlib
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from xml.etree import ElementTree

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding
from cryptography.x509.oid import NameOID

from backoffice.documents.stamps.certificates import StampCertificate

_SCOPE = {
    "ds": "http://www.w3.org/2000/09/xmldsig#",
    "tsl": "http://uri.etsi.org/02231/v2#",
    "xades": "http://uri.etsi.org/01903/v1.3.2#",
}
_NAMES = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in _SCOPE.items())
_C14N = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_ENTRY = """
    <tsl:TrustServiceProvider><tsl:TSPInformation><tsl:TSPTradeName><tsl:Name>{name}</tsl:Name></tsl:TSPTradeName>
    </tsl:TSPInformation><tsl:TSPServices><tsl:TSPService><tsl:ServiceInformation><tsl:ServiceDigitalIdentity>
    <tsl:DigitalId><tsl:X509Certificate>{certificate}</tsl:X509Certificate></tsl:DigitalId>
    </tsl:ServiceDigitalIdentity><tsl:ServiceStatus>http://uri.etsi.org/TrstSvc/Svcstatus/{status}</tsl:ServiceStatus>
    </tsl:ServiceInformation></tsl:TSPService></tsl:TSPServices></tsl:TrustServiceProvider>"""
Entry = tuple[StampCertificate, str]
"""The certificate of an authority, and its status: ``inaccord``, ``revoked``."""


@cache
def signer() -> tuple[rsa.RSAPrivateKey, x509.Certificate]:
    """Who signs the lists of the tests."""
    key = rsa.generate_private_key(65537, 2048)
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "LISTES D’ESSAI")])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(datetime(2025, 1, 1, tzinfo=UTC))
        .not_valid_after(datetime(2030, 1, 1, tzinfo=UTC))
    )
    return key, made.sign(key, hashes.SHA256())


def signer_sha256() -> str:
    """What an administrator is given to know him by."""
    return signer()[1].fingerprint(hashes.SHA256()).hex()


def trust_list(entries: Sequence[Entry], sequence: int = 1, ends: str = "2028-01-01") -> bytes:
    """A list of these authorities, signed."""
    listed = "".join(
        _ENTRY.format(name=one.name, certificate=base64.b64encode(one.der).decode(), status=status)
        for one, status in entries
    )
    start = (
        f'<?xml version="1.0" encoding="UTF-8"?><tsl:TrustServiceStatusList{_NAMES}>\n<tsl:SchemeInformation>'
        f"<tsl:TSLSequenceNumber>{sequence}</tsl:TSLSequenceNumber>"
        "<tsl:ListIssueDateTime>2026-05-11T14:00:00Z</tsl:ListIssueDateTime>"
        f"<tsl:NextUpdate><tsl:dateTime>{ends}T14:00:00Z</tsl:dateTime></tsl:NextUpdate></tsl:SchemeInformation>"
        f"<tsl:TrustServiceProviderList>{listed}</tsl:TrustServiceProviderList>\n"
    )
    end = "</tsl:TrustServiceStatusList>"
    return (start + _signature(start + end) + end).encode()


def _signature(text: str) -> str:
    key, certificate = signer()
    when = "<xades:SigningTime>2026-05-12</xades:SigningTime>"
    properties = f'<xades:SignedProperties Id="p">{when}</xades:SignedProperties>'
    hashed = _digest(ElementTree.canonicalize(text)), _digest(_canonical(properties))
    references = "".join(
        f'<ds:Reference URI="{uri}"><ds:Transforms><ds:Transform Algorithm="{_C14N}"/></ds:Transforms>'
        f'<ds:DigestMethod Algorithm="{_SHA256}"/><ds:DigestValue>{digest}</ds:DigestValue></ds:Reference>'
        for uri, digest in zip(("", "#p"), hashed, strict=True)
    )
    info = (
        f'<ds:SignedInfo><ds:CanonicalizationMethod Algorithm="{_C14N}"/>'
        '<ds:SignatureMethod Algorithm="http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"/>'
        f"{references}</ds:SignedInfo>"
    )
    value = key.sign(_canonical(info).encode(), padding.PKCS1v15(), hashes.SHA256())
    held = base64.b64encode(certificate.public_bytes(Encoding.DER)).decode()
    return (
        f"<ds:Signature>{info}<ds:SignatureValue>{base64.b64encode(value).decode()}</ds:SignatureValue><ds:KeyInfo>"
        f"<ds:X509Data><ds:X509Certificate>{held}</ds:X509Certificate></ds:X509Data></ds:KeyInfo><ds:Object>"
        f"{properties}</ds:Object></ds:Signature>"
    )


def _canonical(element: str) -> str:
    """An element alone, with the prefixes that it sees in its document."""
    at = min(place for place in (element.find(" "), element.find(">")) if place > 0)
    return ElementTree.canonicalize(element[:at] + _NAMES + element[at:])


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()
