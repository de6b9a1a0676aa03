"""What a file is by its content, and whether it is two things at once (R6.2–R6.4)."""

import re
import struct

from backoffice.documents import refusals
from backoffice.rules.vocabulary.validation.papers import DocumentMedia

_PDF, _JPEG, _PNG = b"%PDF-", b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n"
_BLANK = b" \t\r\n\x0c\x00\x1a"
# Readers of PDF look for its header that far, readers of archives for their directory that near the end.
_HEAD, _TAIL = 1_024, 66_000
_HEIC = (b"heic", b"heix", b"hevc", b"hevx", b"heim", b"heis", b"hevm", b"hevs", b"mif1", b"msf1")
_ARCHIVES = (b"Rar!\x1a\x07", b"7z\xbc\xaf\x27\x1c", b"\xfd7zXZ\x00", b"MSCF\x00\x00\x00\x00")
_BEGINNINGS = (b"PK\x03\x04", b"PK\x05\x06", b"\x1f\x8b\x08", b"BZh", b"MZ", b"\x7fELF", b"#!/")
_MARKUP = re.compile(rb"<(?:!doctype\s+html|html|script|svg|iframe|body|hta:|\?php)[\s>/:]", re.IGNORECASE)


def media_of(content: bytes) -> DocumentMedia:
    """The kind of ``content``.

    Raises ``Refused``: ``EMPTY_FILE``, ``NOT_A_PAPER``, ``HEIC``, ``TWO_IN_ONE``.
    """
    if not content:
        raise refusals.refused(refusals.EMPTY_FILE)
    media = _by_signature(content)
    if media is None:
        if content[4:8] == b"ftyp" and content[8:12] in _HEIC:
            raise refusals.refused(refusals.HEIC)
        raise refusals.refused(refusals.TWO_IN_ONE if _PDF in content[:_HEAD] else refusals.NOT_A_PAPER)
    if _is_also_another(content, media):
        raise refusals.refused(refusals.TWO_IN_ONE)
    return media


def _by_signature(content: bytes) -> DocumentMedia | None:
    # A line end or the mark of UTF-8 before the header is how some programs write a PDF.
    if content[:16].removeprefix(b"\xef\xbb\xbf").lstrip(_BLANK).startswith(_PDF):
        return DocumentMedia.PDF
    if content.startswith(_JPEG):
        return DocumentMedia.JPEG
    return DocumentMedia.PNG if content.startswith(_PNG) else None


def _is_also_another(content: bytes, media: DocumentMedia) -> bool:
    head, rest = content[:_HEAD], content[_end(content, media) :]
    if media is not DocumentMedia.PDF and _PDF in head:
        return True
    if _MARKUP.search(head) or _MARKUP.search(rest) or _ends_as_archive(content):
        return True
    # The short signatures occur by chance in the film that telephones write after a photo.
    return rest.lstrip(_BLANK).startswith(_BEGINNINGS) or any(mark in rest for mark in (*_ARCHIVES, _PDF))


def _end(content: bytes, media: DocumentMedia) -> int:
    """Where the paper is over: what comes after is not its."""
    if media is DocumentMedia.PDF:
        last = content.rfind(b"%%EOF")
        return last + 5 if last >= 0 else len(content)
    if media is DocumentMedia.JPEG:
        return _end_of_jpeg(content)
    last = content.rfind(b"IEND")
    return last + 8 if last >= 0 else len(content)


def _end_of_jpeg(content: bytes) -> int:
    """After the end mark of the picture; that of its thumbnail is within a segment that is leapt over."""
    at = 2
    while at + 4 <= len(content) and content[at] == 0xFF and content[at + 1] not in (0xDA, 0xD9):
        (size,) = struct.unpack_from(">H", content, at + 2)
        at += 2 + size
    last = content.find(b"\xff\xd9", at)
    return last + 2 if last >= 0 else len(content)


def _ends_as_archive(content: bytes) -> bool:
    """Whether a directory of a ZIP stands at the end, wherever the archive begins."""
    tail = content[-_TAIL:]
    at = tail.rfind(b"PK\x05\x06")
    while at >= 0:
        if at + 22 <= len(tail):
            (size,) = struct.unpack_from("<I", tail, at + 12)
            start = len(content) - len(tail) + at - size
            if size and start >= 0 and content[start : start + 4] == b"PK\x01\x02":
                return True
        at = tail.rfind(b"PK\x05\x06", 0, at)
    return False
