"""The paper of a letter: a picture, a bar in the margin, an entry in the reader's outline."""

from functools import lru_cache
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.units import mm
from reportlab.lib.utils import ImageReader

from backoffice.reports.paper import HEIGHT, INK, Paper

_READABLE = 4.5


class LetterPaper(Paper):
    """One file for one letter or a thousand."""

    def picture(self, content: bytes, x: float, y: float, width: float, height: float) -> float:
        """Draw a picture within a box whose top left corner is given; return the height that it takes."""
        image = _read(content)
        wide, high = image.getSize()
        scale = min(width / wide, height / high)
        self._canvas.drawImage(
            image, x * mm, HEIGHT - (y + high * scale) * mm, wide * scale * mm, high * scale * mm, mask="auto"
        )
        return float(high * scale)

    def bar(self, x: float, y: float, height: float, ink: str) -> None:
        """Draw an upright bar from ``y`` down."""
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.rect(x * mm, HEIGHT - (y + height) * mm, 0.7 * mm, height * mm, stroke=0, fill=1)

    def mark(self, title: str, key: str) -> None:
        """An entry of the outline that leads to this page."""
        self._canvas.bookmarkPage(key)
        self._canvas.addOutlineEntry(title, key)


@lru_cache(maxsize=4)
def _read(content: bytes) -> Any:
    # Read once for a thousand letters; the file holds it once as well.
    return ImageReader(BytesIO(content))


def readable_ink(colour: str) -> str:
    """``colour`` when words of it can be read on white, else the ink of the text."""
    return colour if _contrast(colour) >= _READABLE else INK


def _contrast(colour: str) -> float:
    """The contrast of ``#rrggbb`` with white, as the web's guidelines count it."""
    parts = [int(colour[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    linear = [one / 12.92 if one <= 0.04045 else ((one + 0.055) / 1.055) ** 2.4 for one in parts]
    light = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    return 1.05 / (light + 0.05)
