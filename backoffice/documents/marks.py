"""Copies that leave Guichet: drawn again as pixels, the name of who takes them written across each page."""

from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

DOTS = 150
"""Dots an inch of a copy."""
_A3 = (1754, 2480)
_ACROSS, _FOOT = (70, 70, 70, 90), (40, 40, 40, 230)
_EDGE = (255, 255, 255)
_LONGEST = 160
_SLOPE = 30


@cache
def _font_file() -> bytes:
    package = find_spec("ttf_opensans")
    assert package is not None, "ttf-opensans is a dependency"
    assert package.origin is not None, "ttf-opensans is a folder with an __init__"
    return (Path(package.origin).parent / "ttf" / "OpenSans-Regular.ttf").read_bytes()


def load_font() -> None:
    """Read the font now: a confined process opens no file."""
    _font_file()


def copy_width(across: float, down: float, *, is_photo: bool) -> int:
    """The pixels across a copy of a page of ``across`` by ``down`` points or pixels, never more than A3."""
    most = _A3 if across <= down else _A3[::-1]
    true_size = across if is_photo else across * DOTS / 72
    return max(1, int(min(true_size, most[0], most[1] * across / down)))


def marked(page: Image.Image, words: str) -> Image.Image:
    """``page`` with ``words`` slantwise all over it and once along its foot; what it says stays legible."""
    text = words[:_LONGEST]
    veil = Image.new("RGBA", page.size, (0, 0, 0, 0))
    band = _band(text, max(12, round(page.width * 1.1 / max(len(text), 12) * 1.7)), _ACROSS)
    leaning = band.rotate(_SLOPE, expand=True, resample=Image.Resampling.BICUBIC)
    step = max(leaning.height, page.height // 3)
    for top in range((page.height % step) // 2 - step // 4, page.height, step):
        veil.alpha_composite(leaning, *_placed((page.width - leaning.width) // 2, top))
    foot = _band(text, max(10, page.width // 70), _FOOT)
    veil.alpha_composite(foot, *_placed(page.width // 60, page.height - foot.height - page.width // 120))
    copy = page.convert("RGBA")
    copy.alpha_composite(veil)
    return copy.convert("RGB")


def bound(pages: Iterator[Image.Image]) -> bytes:
    """A PDF of ``pages`` (at least one), each at ``DOTS`` an inch; pixels alone, whatever the papers held."""
    made = BytesIO()
    first = next(pages)
    first.save(made, "PDF", save_all=True, append_images=pages, resolution=DOTS, quality=85)
    return made.getvalue()


def _placed(left: int, top: int) -> tuple[tuple[int, int], tuple[int, int]]:
    """Where a band goes and from where it is taken: what would stand before the edge is cut."""
    return (max(left, 0), max(top, 0)), (max(-left, 0), max(-top, 0))


def _band(text: str, size: int, colour: tuple[int, int, int, int]) -> Image.Image:
    """``text`` with a light edge, so that it is seen on a dark photo too."""
    font = ImageFont.truetype(BytesIO(_font_file()), size)
    edge = max(1, size // 24)
    left, top, right, bottom = (round(side) for side in font.getbbox(text, stroke_width=edge))
    band = Image.new("RGBA", (max(1, right - left), max(1, bottom - top)), (0, 0, 0, 0))
    light = (*_EDGE, colour[3])
    ImageDraw.Draw(band).text(
        (-left, -top), text, font=font, fill=colour, stroke_width=edge, stroke_fill=light
    )
    return band
