"""Pages of a PDF drawn as pictures, for the screens that show a document."""

from dataclasses import dataclass
from typing import Any

from pypdfium2 import raw

from backoffice.documents.pdfium import opened_pdf

_MOST = 50


@dataclass(frozen=True)
class PagePicture:
    """A page as rows of four-byte pixels: blue, green, red, unused (QImage's ``Format_RGB32``)."""

    pixels: bytes
    width: int
    height: int
    stride: int


def page_pictures(content: bytes, width: int, most: int = _MOST) -> tuple[PagePicture, ...]:
    """The first ``most`` pages of a PDF, each ``width`` pixels wide.

    Raises ``Refused`` (``UNREADABLE_FILE``) when ``content`` is no readable PDF.
    """
    with opened_pdf(content) as document:
        return tuple(_picture(document[index], width) for index in range(min(len(document), most)))


def _picture(page: Any, width: int) -> PagePicture:
    bitmap = page.render(scale=width / page.get_width(), force_bitmap_format=raw.FPDFBitmap_BGRx)
    found = PagePicture(bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride)
    bitmap.close()
    page.close()
    return found
