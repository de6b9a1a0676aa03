"""The text layer of a PDF page: words and where they stand on the page as it is shown."""

import unicodedata
from collections.abc import Iterator
from ctypes import byref, c_double, c_int
from typing import Any

from pypdfium2 import raw

from backoffice.documents.limits import MAX_WORDS

_MOST_CHARS = 400_000
_MOST_LETTERS = 200
_GRAIN = 1_000_000

Placed = tuple[str, float, float, float, float]
"""A word, then left, top, right, bottom in fractions of the upright page."""
_Ink = tuple[float, float, float, float]


def words_of(page: Any) -> list[Placed]:
    """The words of a PDFium page in the order of the file; those that stand off the page are not seen."""
    layer = raw.FPDFText_LoadPage(page)
    if not layer:
        return []
    try:
        found = []
        for text, ink in _words(layer):
            placed = _on_page(page, ink)
            if placed is not None:
                found.append((text, *placed))
            if len(found) == MAX_WORDS:
                break
        return found
    finally:
        raw.FPDFText_ClosePage(layer)


def _words(layer: Any) -> Iterator[tuple[str, _Ink]]:
    letters: list[str] = []
    inks: list[_Ink] = []
    count = min(raw.FPDFText_CountChars(layer), _MOST_CHARS)
    for index in range(count + 1):
        letter = _letter(layer, index) if index < count else " "
        if (letter.isspace() or len(letters) >= _MOST_LETTERS) and letters:
            if inks:
                yield _composed(letters), _around(inks)
            letters, inks = [], []
        if letter and not letter.isspace():
            letters.append(letter)
            ink = _ink(layer, index)
            if ink is not None:
                inks.append(ink)


def _letter(layer: Any, index: int) -> str:
    code = raw.FPDFText_GetUnicode(layer, index)
    # PDFium's own sign of a word cut at the end of a line.
    if code in (2, 0xFFFE):
        return "-"
    if code < 32 or code == 0x7F:
        return " "
    return "" if code in (0xFFFF, 0xFEFF) or code > 0x10FFFF else chr(code)


def _composed(letters: list[str]) -> str:
    """Letters as one word; the halves of a character that Windows gives apart are put together."""
    text = "".join(letters).encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    return unicodedata.normalize("NFC", text)


def _ink(layer: Any, index: int) -> _Ink | None:
    left, right, bottom, top = c_double(), c_double(), c_double(), c_double()
    if not raw.FPDFText_GetCharBox(layer, index, byref(left), byref(right), byref(bottom), byref(top)):
        return None
    return left.value, bottom.value, right.value, top.value


def _around(inks: list[_Ink]) -> _Ink:
    return (
        min(ink[0] for ink in inks),
        min(ink[1] for ink in inks),
        max(ink[2] for ink in inks),
        max(ink[3] for ink in inks),
    )


def _on_page(page: Any, ink: _Ink) -> _Ink | None:
    """Left, top, right, bottom on the page turned as it is shown; ``None`` off the page."""
    first = _spot(page, ink[0], ink[1])
    second = _spot(page, ink[2], ink[3])
    left, right = sorted((first[0], second[0]))
    top, bottom = sorted((first[1], second[1]))
    if right <= 0 or bottom <= 0 or left >= 1 or top >= 1:
        return None
    return max(left, 0.0), max(top, 0.0), min(right, 1.0), min(bottom, 1.0)


def _spot(page: Any, across: float, up: float) -> tuple[float, float]:
    x, y = c_int(), c_int()
    raw.FPDF_PageToDevice(page, 0, 0, _GRAIN, _GRAIN, 0, across, up, byref(x), byref(y))
    return x.value / _GRAIN, y.value / _GRAIN
