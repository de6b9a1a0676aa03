"""The header of a stamp: who signed it, when, and what kind of document it is on."""

import re
from dataclasses import dataclass
from datetime import date, timedelta

KNOWN_VERSIONS = (1, 2, 3, 4)
HEADER_LENGTHS = {1: 22, 2: 22, 3: 24, 4: 26}
"""Characters of the header of each version of the format."""
TEST_CERTIFICATE = "0000"
"""Reserved for the tests of each authority."""
_FIRST_DAY = date(2000, 1, 1)
_NO_DATE = "FFFF"
_HEX_DAYS = re.compile(r"[0-9A-F]{4}")
_AUTHORITY = re.compile(r"[A-Z]{2}[A-Z0-9]{2}")
_CERTIFICATE = re.compile(r"[A-Z0-9]{4}")
_TWO = re.compile(r"[A-Z0-9]{2}")
_COUNTRY = re.compile(r"[A-Z]{2}")


@dataclass(frozen=True)
class StampHeader:
    """What the header says; ``None`` where it says nothing or nothing that can be read.

    ``emission_date`` is the day the document was issued; tax notices never have one. ``perimeter`` exists
    since version 3, ``country`` since version 4.
    """

    version: int
    ca_id: str
    cert_id: str
    emission_date: date | None
    signature_date: date | None
    doc_type: str
    perimeter: str | None
    country: str | None
    unreadable: tuple[str, ...] = ()
    """The names of the fields whose text is not what the format wants."""


def read_header(text: str) -> StampHeader | None:
    """The header that begins ``text``; ``None`` when its authority or certificate cannot be read.

    A version that is not known yet is read as far as its first two dates and its type.
    """
    version = int(text[2:4]) if re.fullmatch(r"[0-9]{2}", text[2:4]) else 0
    length = HEADER_LENGTHS.get(version, HEADER_LENGTHS[1])
    if len(text) < length or not _AUTHORITY.fullmatch(text[4:8]) or not _CERTIFICATE.fullmatch(text[8:12]):
        return None
    kind = text[20:22]
    perimeter = text[22:24] if version in (3, 4) else None
    country = text[24:26] if version == 4 else None
    wrong = {
        "emission_date": not _is_day(text[12:16]),
        "signature_date": not _is_day(text[16:20]),
        "doc_type": not _TWO.fullmatch(kind),
        "perimeter": perimeter is not None and not _TWO.fullmatch(perimeter),
        "country": country is not None and not _COUNTRY.fullmatch(country),
    }
    return StampHeader(
        version=version,
        ca_id=text[4:8],
        cert_id=text[8:12],
        emission_date=hex_day(text[12:16]),
        signature_date=hex_day(text[16:20]),
        doc_type=kind,
        perimeter=perimeter,
        country=country,
        unreadable=tuple(name for name, is_wrong in wrong.items() if is_wrong),
    )


def is_test_authority(ca_id: str) -> bool:
    """Whether the authority is that of a country's tests, whose key everybody has."""
    return ca_id.endswith("00")


def hex_day(text: str) -> date | None:
    """The day that four hexadecimal digits count from 2000-01-01; ``None`` for ``FFFF`` or other text."""
    if text == _NO_DATE or not _HEX_DAYS.fullmatch(text):
        return None
    return _FIRST_DAY + timedelta(days=int(text, 16))


def _is_day(text: str) -> bool:
    return bool(_HEX_DAYS.fullmatch(text))
