"""DataMatrix symbols on the picture of a page, by zxing-cpp, inside the reading process."""

from collections.abc import Callable, Iterator
from typing import Final

import zxingcpp
from PIL import Image

from backoffice.rules.stamps.container import LARGEST, looks_like_stamp
from backoffice.rules.stamps.envelopes import is_part

MOST_SYMBOLS: Final = 16
"""Symbols kept of one page: a code in several parts has as many."""
_RESOLUTIONS: Final = (200, 300, 400, 600)
"""Dots an inch tried in turn on a page; the codes of tax notices are small."""
_POINTS = 72
_FORMATS = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
_Drawing = Callable[[int], Image.Image]


def symbols_of(across: float, draw: _Drawing, *, is_photo: bool, is_first: bool = True) -> list[bytes]:
    """The signed codes of one page, as their bytes, and the parts of such codes.

    ``across``: the width of the page, in points, or in pixels for a photo, which is looked at as it was
    taken; ``draw``: the page so many pixels wide; ``is_first``: the page where a code is expected, looked at
    more closely than the others.
    """
    for width in _widths(across, is_photo=is_photo, is_first=is_first):
        found = _found(draw(width))
        if any(map(looks_like_stamp, found)) or any(map(is_part, found)):
            return found
    return []


def _widths(across: float, *, is_photo: bool, is_first: bool) -> Iterator[int]:
    if is_photo:
        # As it is, then smaller: the noise of a large photo hides what is seen from further away.
        yield from (round(across), max(1, round(across / 2)))
    else:
        tried = _RESOLUTIONS if is_first else _RESOLUTIONS[:2]
        yield from (round(across * dots / _POINTS) for dots in tried)


def _found(image: Image.Image) -> list[bytes]:
    # Without numpy the library is given Pillow's own picture, which its stubs leave out.
    results = zxingcpp.read_barcodes(image.convert("L"), formats=_FORMATS)
    # The text of a result shows separators as words: its bytes alone are the code.
    read = (bytes(one.bytes) for one in results)
    kept = [one for one in read if len(one) <= LARGEST and (looks_like_stamp(one) or is_part(one))]
    return kept[:MOST_SYMBOLS]
