"""DataMatrix symbols on the picture of a page, by zxing-cpp, inside the reading process."""

from collections.abc import Callable, Iterator
from typing import Final

import zxingcpp
from PIL import Image, ImageFilter

from backoffice.rules.stamps.container import LARGEST, MOST_SYMBOLS, looks_like_stamp
from backoffice.rules.stamps.envelopes import is_part

_PAGE: Final = ((200, False), (300, False), (300, True), (400, False), (600, False))
"""Dots an inch tried in turn on a page, and whether it is sharpened; the codes of tax notices are small."""
_ENLARGED: Final = 3_600
"""Pixels across a photo once enlarged: what is faint at 150 dots an inch is seen at 300."""
_SHARPENED = ImageFilter.UnsharpMask(4, 250, 0)
_POINTS = 72
_Drawing = Callable[[int], Image.Image]


def symbols_of(across: float, draw: _Drawing, *, is_photo: bool, is_first: bool = True) -> list[bytes]:
    """The signed codes of one page, as their bytes, and the parts of such codes.

    ``across``: the width of the page, in points, or in pixels for a photo, which is looked at as it was
    taken; ``draw``: the page so many pixels wide; ``is_first``: the page where a code is expected, looked at
    more closely than the others.
    """
    if is_photo:
        return next(filter(None, map(_found, _photos(round(across), draw))), [])
    tried = _PAGE if is_first else _PAGE[:2]
    for dots, is_sharpened in tried:
        page = draw(round(across * dots / _POINTS)).convert("L")
        if found := _found(page.filter(_SHARPENED) if is_sharpened else page):
            return found
    return []


def _photos(across: int, draw: _Drawing) -> Iterator[Image.Image]:
    """The photo as it is, then larger and sharper, then smaller: the noise of a large one hides its code."""
    taken = draw(across).convert("L")
    yield taken
    larger = min(2.0, _ENLARGED / taken.width)
    size = (round(taken.width * larger), round(taken.height * larger))
    yield (taken.resize(size, Image.Resampling.BICUBIC) if larger > 1 else taken).filter(_SHARPENED)
    yield taken.reduce(2)


def _found(image: Image.Image) -> list[bytes]:
    # Without numpy the library is given Pillow's own picture, which its stubs leave out.
    results = zxingcpp.read_barcodes(
        image, formats=zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.DataMatrix)
    )
    # The text of a result shows separators as words: its bytes alone are the code.
    read = (bytes(one.bytes) for one in results)
    kept = [one for one in read if len(one) <= LARGEST and (looks_like_stamp(one) or is_part(one))]
    return kept[:MOST_SYMBOLS]
