"""What the reading process answers, judged before it is believed: it has read what a stranger wrote."""

import math
from dataclasses import dataclass
from typing import Any

from backoffice.documents.limits import MAX_DRAWN, MAX_WORDS
from backoffice.documents.pages import PagePicture
from backoffice.documents.reader.protocol import BrokenFrame, Note
from backoffice.rules.papers.words import Box, PageText, TextSource, Word
from backoffice.rules.stamps.container import LARGEST, MOST_SYMBOLS
from backoffice.rules.vocabulary.validation.papers import DocumentMedia, PaperFlag

_MOST_PAGES = 1_000
_MOST_LETTERS = 400


@dataclass(frozen=True)
class Examined:
    """A paper that can be shown: what it is, its pages, what it holds beside them.

    ``sizes`` are those of the upright pages, width and height, in points for a PDF, in pixels for a photo.
    """

    media: DocumentMedia
    pages: int
    sizes: tuple[tuple[float, float], ...]
    flags: frozenset[PaperFlag]


def examined(note: Note, blob: bytes) -> Examined:
    """The examination in ``note``. Raises ``BrokenFrame``."""
    try:
        sizes = tuple((_number(across), _number(down)) for across, down in note["sizes"])
        flags = frozenset(PaperFlag(flag) for flag in note["flags"])
        media = DocumentMedia(note["media"])
    except (KeyError, TypeError, ValueError):
        raise BrokenFrame from None
    if not 1 <= len(sizes) <= _MOST_PAGES or any(across <= 0 or down <= 0 for across, down in sizes):
        raise BrokenFrame
    return Examined(media, len(sizes), sizes, flags)


def picture(note: Note, pixels: bytes) -> PagePicture:
    """The picture of ``note`` and ``pixels``, whose figures must agree. Raises ``BrokenFrame``."""
    figures = [note.get(key) for key in ("width", "height", "stride")]
    if not all(type(figure) is int and figure > 0 for figure in figures):
        raise BrokenFrame
    width, height, stride = (int(figure or 0) for figure in figures)
    if width * height > 2 * MAX_DRAWN or stride < width * 4 or stride * height != len(pixels):
        raise BrokenFrame
    return PagePicture(pixels, width, height, stride)


def page_text(note: Note, blob: bytes) -> PageText:
    """The words of one page. Raises ``BrokenFrame``."""
    found, page, size = note.get("words"), note.get("page"), note.get("size")
    if not isinstance(found, list) or len(found) > MAX_WORDS or type(page) is not int:
        raise BrokenFrame
    if not isinstance(size, list) or len(size) != 2:
        raise BrokenFrame
    words = tuple(_word(one) for one in found)
    try:
        width, height = map(_number, size)
    except ValueError:
        raise BrokenFrame from None
    return PageText(page + 1, width, height, words, TextSource.TEXT_LAYER if words else TextSource.NONE)


def count(note: Note, blob: bytes) -> int:
    """How many pages the paper has. Raises ``BrokenFrame``."""
    pages = note.get("count")
    if type(pages) is not int or not 1 <= pages <= _MOST_PAGES:
        raise BrokenFrame
    return pages


def symbols(note: Note, blob: bytes) -> tuple[bytes, ...]:
    """The signed codes of one page. Raises ``BrokenFrame``."""
    found = note.get("symbols")
    if not isinstance(found, list) or len(found) > MOST_SYMBOLS:
        raise BrokenFrame
    if any(not isinstance(one, str) or len(one) > 2 * LARGEST for one in found):
        raise BrokenFrame
    try:
        return tuple(map(bytes.fromhex, found))
    except ValueError:
        raise BrokenFrame from None


def file(note: Note, blob: bytes) -> bytes:
    """The file made."""
    return blob


def _word(found: Any) -> Word:
    if not isinstance(found, list) or len(found) != 5 or not isinstance(found[0], str):
        raise BrokenFrame
    try:
        box = Box(*(min(1.0, max(0.0, _number(edge))) for edge in found[1:]))
    except (TypeError, ValueError):
        raise BrokenFrame from None
    return Word(found[0][:_MOST_LETTERS], box)


def _number(value: Any) -> float:
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError
    return float(value)
