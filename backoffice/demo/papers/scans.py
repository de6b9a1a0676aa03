"""A certificate as a tenant photographs or scans it: grey, askew, noisy, in perspective, in shadow."""

from io import BytesIO
from random import Random

import pypdfium2
from PIL import Image, ImageFilter, ImageOps
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_POINTS = 72


def page_image(content: bytes, dots: int = 150, page: int = 0) -> Image.Image:
    """A page of a PDF as pixels, ``dots`` an inch."""
    document = pypdfium2.PdfDocument(content)
    try:
        found: Image.Image = document[page].render(scale=dots / _POINTS).to_pil().convert("RGB")
        return found
    finally:
        document.close()


def scanned(content: bytes, seed: int, dots: int = 200, quality: int = 40) -> bytes:
    """A PDF of pictures alone, as an office scanner makes: grey, noise, a degree askew, JPEG."""
    rng = Random(seed)  # noqa: S311 -- a game of chance, not a secret
    file = BytesIO()
    canvas = Canvas(file, pagesize=A4, invariant=1)
    document = pypdfium2.PdfDocument(content)
    count = len(document)
    document.close()
    for page in range(count):
        grey = ImageOps.grayscale(page_image(content, dots, page))
        askew = grey.rotate(rng.uniform(-1.4, 1.4), Image.Resampling.BICUBIC, fillcolor=250)
        noisy = _noisy(askew, rng, rng.uniform(0.04, 0.10)).filter(
            ImageFilter.GaussianBlur(rng.uniform(0.2, 0.6))
        )
        width, height = noisy.size
        canvas.setPageSize((width * _POINTS / dots, height * _POINTS / dots))
        canvas.drawImage(
            ImageReader(_jpeg_image(noisy, quality)), 0, 0, width * _POINTS / dots, height * _POINTS / dots
        )
        canvas.showPage()
    canvas.save()
    return file.getvalue()


def photographed(content: bytes, seed: int, dots: int = 150, quality: int = 55) -> bytes:
    """A JPEG as a telephone makes: perspective, a shadow, a table around the page."""
    rng = Random(seed)  # noqa: S311 -- a game of chance, not a secret
    page = page_image(content, dots, _last_page(content))
    width, height = page.size
    table = Image.new("RGB", (int(width * 1.08), int(height * 1.06)), (96, 84, 74))
    table.paste(page, (int(width * 0.04), int(height * 0.03)))
    wide, tall = table.size
    shift = [rng.uniform(0, 0.018) for _ in range(8)]
    corners = (
        wide * shift[0],
        tall * shift[1],
        wide * shift[2],
        tall * (1 - shift[3]),
        wide * (1 - shift[4]),
        tall * (1 - shift[5]),
        wide * (1 - shift[6]),
        tall * shift[7],
    )
    seen = table.transform((wide, tall), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC)
    light = Image.linear_gradient("L").rotate(rng.choice((0, 90, 180))).resize((wide, tall))
    dark = Image.blend(Image.new("L", (wide, tall), 255), light, rng.uniform(0.1, 0.3))
    shaded = Image.composite(seen, Image.new("RGB", (wide, tall), (20, 20, 24)), dark)
    file = BytesIO()
    _noisy(shaded, rng, 0.04).save(file, "JPEG", quality=quality)
    return file.getvalue()


def _last_page(content: bytes) -> int:
    document = pypdfium2.PdfDocument(content)
    try:
        return len(document) - 1
    finally:
        document.close()


def _noisy(picture: Image.Image, rng: Random, strength: float) -> Image.Image:
    """Grain: drawn small and enlarged, so that a page costs little."""
    wide, tall = picture.size
    small = (wide // 2, tall // 2)
    grain = Image.frombytes("L", small, rng.randbytes(small[0] * small[1])).resize((wide, tall))
    return Image.blend(picture, grain.convert(picture.mode), strength)


def _jpeg_image(picture: Image.Image, quality: int) -> BytesIO:
    file = BytesIO()
    picture.save(file, "JPEG", quality=quality)
    file.seek(0)
    return file
