"""The trust list of France Titres: which authorities are accepted, under a signature that is checked here."""

import base64
import binascii
import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from xml.etree import ElementTree

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa

from backoffice.documents.stamps.certificates import StampCertificate, certificate_of

LIST_SIGNERS = frozenset({"c290cb9e0ac1be84ecc514a2d657a493e05bff7a5372bab7dd12dccc8cf6e09d"})
"""SHA-256 of the certificate that signs the lists from 2024-03-26 to 2027-03-26; the next is added."""
_TSL = "{http://uri.etsi.org/02231/v2#}"
_ACCEPTED = "http://uri.etsi.org/TrstSvc/Svcstatus/inaccord"
_EXCLUSIVE = "http://www.w3.org/2001/10/xml-exc-c14n#"
_SHA256 = "http://www.w3.org/2001/04/xmlenc#sha256"
_RSA_SHA256 = "http://www.w3.org/2001/04/xmldsig-more#rsa-sha256"
_PREFIX = re.compile(r"\sxmlns:([\w-]+)=\"([^\"]*)\"")
_MOST = 5_000_000


@dataclass(frozen=True)
class Listed:
    """One authority of a list."""

    ca_id: str
    is_accepted: bool
    certificate: StampCertificate


@dataclass(frozen=True)
class TrustList:
    """A list whose signature holds; ``signer`` is the SHA-256 of the certificate that signed it."""

    sequence: int
    issued: date
    ends: date | None
    signer: str
    authorities: tuple[Listed, ...]
    content: bytes

    def authority(self, ca_id: str) -> Listed | None:
        """The entry of ``ca_id``; one that is accepted before one that is not."""
        found = [one for one in self.authorities if one.ca_id == ca_id]
        return next((one for one in found if one.is_accepted), found[0] if found else None)


class NotTrusted(Exception):
    """The list is not signed as it must be, or is no such list."""


def trust_list_of(content: bytes, signers: frozenset[str] = LIST_SIGNERS) -> TrustList:
    """The list in ``content``, signed by one of ``signers`` (SHA-256). Raises ``NotTrusted``."""
    if len(content) > _MOST or b"<!DOCTYPE" in content or b"<!ENTITY" in content:
        raise NotTrusted
    try:
        # Expat reads « \r\n » as « \n », as the canonical form wants it.
        text = content.decode("utf-8-sig").replace("\r\n", "\n").replace("\r", "\n")
        signer, signed = _checked(text)
        if signer.fingerprint not in signers:
            raise NotTrusted
        # Only what was signed is read: the element of the signature itself may hold anything.
        return _read(signed, signer.fingerprint, content)
    except (ElementTree.ParseError, UnicodeDecodeError, binascii.Error, LookupError, ValueError) as error:
        raise NotTrusted from error


def _checked(text: str) -> tuple[StampCertificate, str]:
    """The certificate under whose key the signature holds, and the text signed. Raises ``NotTrusted``."""
    start, end = _span(text, "ds:Signature")
    signature = text[start:end]
    scope = dict(_PREFIX.findall(text[: text.index(">", text.index("<tsl:"))]))
    info = _cut(signature, "ds:SignedInfo")
    signed_info = _canonical(info, scope)
    references = [_slice(info, *span) for span in _spans(info, "ds:Reference")]
    signed = text[:start] + text[end:]
    whole = _canonical(signed, {})
    properties = _canonical(_cut(signature, "xades:SignedProperties"), scope)
    if (
        len(references) != 2
        or _attribute(references[0], "URI") != ""
        or _attribute(references[1], "URI")
        != f"#{_attribute(_cut(signature, 'xades:SignedProperties'), 'Id')}"
        or _RSA_SHA256 not in info
        or f'<ds:CanonicalizationMethod Algorithm="{_EXCLUSIVE}"' not in info
        or any(_SHA256 not in one for one in references)
    ):
        raise NotTrusted
    for reference, hashed in zip(references, (whole, properties), strict=True):
        if base64.b64decode(_inner(reference, "ds:DigestValue")) != hashlib.sha256(hashed).digest():
            raise NotTrusted
    certificate = certificate_of(base64.b64decode(_inner(signature, "ds:X509Certificate")))
    key = certificate.loaded.public_key() if certificate else None
    if certificate is None or not isinstance(key, rsa.RSAPublicKey):
        raise NotTrusted
    value = base64.b64decode(_inner(signature, "ds:SignatureValue"))
    try:
        key.verify(value, signed_info, padding.PKCS1v15(), hashes.SHA256())
    except InvalidSignature:
        raise NotTrusted from None
    return certificate, signed


def _read(text: str, signer: str, content: bytes) -> TrustList:
    root = ElementTree.fromstring(text)  # noqa: S314 -- neither a document type nor an entity, refused above
    if root.tag != f"{_TSL}TrustServiceStatusList":
        raise NotTrusted
    scheme = root.find(f"{_TSL}SchemeInformation")
    if scheme is None:
        raise NotTrusted
    ends = scheme.findtext(f"{_TSL}NextUpdate/{_TSL}dateTime")
    return TrustList(
        sequence=int(scheme.findtext(f"{_TSL}TSLSequenceNumber", "")),
        issued=date.fromisoformat(scheme.findtext(f"{_TSL}ListIssueDateTime", "")[:10]),
        ends=date.fromisoformat(ends[:10]) if ends else None,
        signer=signer,
        authorities=tuple(_authorities(root)),
        content=content,
    )


def _authorities(root: ElementTree.Element) -> Iterator[Listed]:
    for provider in root.iter(f"{_TSL}TrustServiceProvider"):
        name = provider.findtext(f"{_TSL}TSPInformation/{_TSL}TSPTradeName/{_TSL}Name", "").strip()
        for service in provider.iter(f"{_TSL}ServiceInformation"):
            status = service.findtext(f"{_TSL}ServiceStatus", "").strip()
            for one in service.iter(f"{_TSL}X509Certificate"):
                certificate = certificate_of(base64.b64decode("".join((one.text or "").split())))
                if certificate is not None and certificate.name == name:
                    yield Listed(name, status == _ACCEPTED, certificate)


def _canonical(text: str, scope: dict[str, str]) -> bytes:
    """The exclusive canonical form of an element cut out of its document, whose prefixes are ``scope``."""
    name_end = re.search(r"[\s/>]", text[1:])
    if scope and name_end:
        at = name_end.start() + 1
        own = dict(_PREFIX.findall(text[: text.index(">")]))
        said = "".join(f' xmlns:{prefix}="{uri}"' for prefix, uri in scope.items() if prefix not in own)
        text = text[:at] + said + text[at:]
    return ElementTree.canonicalize(text).encode()


def _spans(text: str, name: str) -> Iterator[tuple[int, int]]:
    opened = re.compile(f"<{re.escape(name)}(?=[\\s>])")
    for found in opened.finditer(text):
        yield found.start(), text.index(f"</{name}>", found.start()) + len(name) + 3


def _span(text: str, name: str) -> tuple[int, int]:
    """Where the only element ``name`` stands. Raises ``NotTrusted`` when there is another or none."""
    found = list(_spans(text, name))
    if len(found) != 1:
        raise NotTrusted
    return found[0]


def _slice(text: str, start: int, end: int) -> str:
    return text[start:end]


def _cut(text: str, name: str) -> str:
    return _slice(text, *_span(text, name))


def _inner(text: str, name: str) -> str:
    element = _cut(text, name)
    return element[element.index(">") + 1 : element.rindex("<")]


def _attribute(element: str, name: str) -> str | None:
    found = re.search(f'\\s{name}="([^"]*)"', element[: element.index(">")])
    return found[1] if found else None
