"""Pictures of pages kept in memory: the last ones looked at, up to a weight, never on the disk."""

from collections import OrderedDict

from PySide6.QtGui import QImage

from backoffice.services.papers.opening import Paper
from backoffice.services.papers.pages import page_picture

MOST_BYTES = 64 * 1024 * 1024
WIDEST = 2_600
"""Pixels across the sharpest picture: an A4 of 38 megabytes."""

PlaceOfPage = tuple[int, int, int]
"""Document, page from 1, turn in degrees."""


def draw_page(paper: Paper, page: int, width: int, turn: int) -> QImage:
    """A page as a picture of its own, made off the window's thread. Raises ``Refused``, ``Unavailable``."""
    drawn = page_picture(paper, page, width, turn)
    image = QImage(drawn.pixels, drawn.width, drawn.height, drawn.stride, QImage.Format.Format_RGB32)
    return image.copy()


class Shelf:
    """Of each page its last picture; the one that was used longest ago goes first."""

    def __init__(self, most: int = MOST_BYTES) -> None:
        self._most = most
        self._images: OrderedDict[PlaceOfPage, tuple[QImage, int]] = OrderedDict()
        self.weight = 0

    def put(self, place: PlaceOfPage, image: QImage, asked: int) -> None:
        """Keep a picture that was ``asked`` pixels wide in place of the one before."""
        if place in self._images:
            self._take(place)
        self._images[place] = (image, asked)
        self.weight += image.sizeInBytes()
        while self.weight > self._most and len(self._images) > 1:
            self._take(next(iter(self._images)))

    def get(self, place: PlaceOfPage) -> QImage | None:
        """The picture of a page, and it is used again."""
        found = self._images.get(place)
        if found is None:
            return None
        self._images.move_to_end(place)
        return found[0]

    def width_of(self, place: PlaceOfPage) -> int:
        """How wide the picture kept was asked for; 0 for none."""
        found = self._images.get(place)
        return found[1] if found else 0

    def forget(self, document_id: int) -> None:
        """Drop the pages of a document."""
        for place in [one for one in self._images if one[0] == document_id]:
            self._take(place)

    def _take(self, place: PlaceOfPage) -> None:
        image, _ = self._images.pop(place)
        self.weight -= image.sizeInBytes()
