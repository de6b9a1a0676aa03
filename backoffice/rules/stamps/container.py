"""A stamp taken apart: header, signed bytes, signature, annex; nothing of it is ever repaired."""

import base64
import binascii
import re
from dataclasses import dataclass
from typing import Final

from backoffice.errors import Refused
from backoffice.rules.stamps.envelopes import is_part
from backoffice.rules.stamps.header import HEADER_LENGTHS, KNOWN_VERSIONS, StampHeader, read_header

GS, RS, US = "\x1d", "\x1e", "\x1f"
"""End of a field, end of a field cut short, end of what is signed."""
MOST_SYMBOLS: Final = 16
"""Symbols kept of one page: a code in several parts has as many."""
LARGEST: Final = 3_200
"""Bytes: the largest DataMatrix holds 3,116 digits."""
_RAW = 64
_SIZES = {103: 64, 154: 96, 212: 132}
"""Bytes of a signature for the characters of its Base32: P-256, P-384, P-521."""
_BASE32 = re.compile(rb"[A-Z2-7]+")
# What a text code is made of; a mutation or a raw signature has other bytes.
_NOT_TEXT = re.compile(rb"[^\x1d-\x1f\x20-\x7e]")
_ANNEX = re.compile(rb"[A-Z0-9]{2}[\x1d\x1e\x20-\x7e]*")
_BINARY = b"\xdc\x04"

NOT_A_STAMP, BINARY_STAMP, PART_OF_STAMP = "NOT_A_STAMP", "BINARY_STAMP", "PART_OF_STAMP"
_SENTENCES = {
    NOT_A_STAMP: "Ce code n’est pas un 2D-Doc lisible : vérifiez qu’il vient d’un document français qui "
    "porte la mention 2D-DOC, et reprenez-le en entier.",
    BINARY_STAMP: "Ce 2D-Doc est écrit en mode binaire, qui ne sert pas aux avis d’impôt et n’est pas lu "
    "ici : lisez le document à l’écran.",
    PART_OF_STAMP: "Ce code n’est qu’une partie d’un 2D-Doc en plusieurs symboles : donnez la page entière.",
}


@dataclass(frozen=True)
class Stamp:
    """The parts of one code.

    ``signature`` holds the bytes r then s, ``None`` when they cannot be read; ``is_signed`` tells whether
    there is anything where a signature should be. ``annex`` was signed by nobody: it fills no record.
    """

    header: StampHeader
    signed: bytes
    message: str
    is_signed: bool
    signature: bytes | None
    annex: str
    is_known: bool = True
    """Whether its start and version are those of the format as it is known."""


def looks_like_stamp(content: bytes) -> bool:
    """Whether a symbol found on a page is one of these, so that postal codes are left alone."""
    return bool(re.match(rb"DC0[1-4][A-Z]{2}[A-Z0-9]{6}", content)) or content.startswith(_BINARY)


def open_stamp(content: bytes) -> Stamp:
    """The parts of the code ``content``, separators as they are in the symbol.

    Raises ``Refused``: ``NOT_A_STAMP``, ``BINARY_STAMP``, ``PART_OF_STAMP``.
    """
    if content.startswith(_BINARY) or _ends_in_binary(content):
        raise _refused(BINARY_STAMP)
    if is_part(content):
        raise _refused(PART_OF_STAMP)
    if not content or len(content) > LARGEST:
        raise _refused(NOT_A_STAMP)
    text = content.decode("latin-1")
    header = read_header(text)
    if header is None:
        raise _refused(NOT_A_STAMP)
    is_known = text.startswith("DC") and header.version in KNOWN_VERSIONS
    stamp = _parted(header, content, is_known=is_known)
    # A foreign code that happens to begin so has no signature either.
    if not is_known and not stamp.is_signed:
        raise _refused(NOT_A_STAMP)
    if len(stamp.signed) < HEADER_LENGTHS.get(header.version, HEADER_LENGTHS[1]):
        raise _refused(NOT_A_STAMP)
    return stamp


def _parted(header: StampHeader, content: bytes, *, is_known: bool) -> Stamp:
    separator = content.find(US.encode())
    if header.version == 1 or (separator < 0 and _NOT_TEXT.search(content[-_RAW:])):
        signed, raw = content[:-_RAW], content[-_RAW:]
        if header.version != 1:
            # Bytes that no text code holds, in a version whose signature is text: nothing to read.
            return Stamp(header, signed, "", is_signed=True, signature=None, annex="", is_known=is_known)
        return _stamp(header, signed, raw, "", is_known=is_known)
    if separator < 0:
        return _stamp(header, content, b"", "", is_known=is_known)
    signed, rest = content[:separator], content[separator + 1 :]
    written, gap, annex = rest.partition(GS.encode())
    is_sound = US.encode() not in rest and (not gap or bool(_ANNEX.fullmatch(annex)))
    raw = _decoded(written) if is_sound else b""
    return Stamp(
        header=header,
        signed=signed,
        message=_message(header, signed, is_known=is_known),
        is_signed=bool(rest),
        signature=raw or None,
        annex=annex.decode("latin-1"),
        is_known=is_known,
    )


def _stamp(header: StampHeader, signed: bytes, raw: bytes, annex: str, *, is_known: bool) -> Stamp:
    message = _message(header, signed, is_known=is_known)
    return Stamp(header, signed, message, bool(raw), raw if len(raw) == _RAW else None, annex, is_known)


def _message(header: StampHeader, signed: bytes, *, is_known: bool) -> str:
    """The blocks after the header; nothing is said of a format that is not known."""
    return signed[HEADER_LENGTHS[header.version] :].decode("latin-1") if is_known else ""


def _decoded(written: bytes) -> bytes:
    """The bytes of a signature in Base32; none when it could not have been written so.

    The bits that are left over must be zero, or two texts would stand for one signature.
    """
    size = _SIZES.get(len(written))
    if size is None or not _BASE32.fullmatch(written):
        return b""
    try:
        raw = base64.b32decode(written + b"=" * (-len(written) % 8))
    except binascii.Error:
        return b""
    return raw if len(raw) == size and base64.b32encode(raw).rstrip(b"=") == written else b""


def _ends_in_binary(content: bytes) -> bool:
    """Whether a text header is followed by binary blocks: the end is ``FF``, a length, a signature."""
    return content.startswith(b"DC04") and any(
        len(content) > size + 28 and content[-size - 2 : -size] == bytes((0xFF, size))
        for size in _SIZES.values()
    )


def _refused(code: str) -> Refused:
    return Refused(_SENTENCES[code], code=code)
