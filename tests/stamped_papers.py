"""Papers that carry a signed code: a tax notice as PDF or photo, straight or not, at any resolution."""

from io import BytesIO

import zxingcpp
from PIL import Image, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

_MODULE_POINTS = 0.4 / 25.4 * 72
"""The module that the specification recommends: 0.4 mm."""
A4 = (595.28, 841.89)
LINES = (
    "Revenu fiscal de référence : 24 310 €",
    "Revenus de l’année 2025",
    "Nombre de parts 1,5",
    "Référence de l’avis : 26 690A1234567",
    "Numéro fiscal : 30 11 234 567 890",
    "Mme CLAIRE MOREAU",
)


def symbol(content: bytes, scale: int = 4) -> Image.Image:
    """The DataMatrix of a code, ``scale`` pixels a module."""
    # Text makes a smaller symbol; a raw signature is no text.
    given = content.decode() if content.isascii() else content
    barcode = zxingcpp.create_barcode(given, zxingcpp.BarcodeFormat.DataMatrix)
    made = zxingcpp.write_barcode_to_image(barcode, scale=scale)
    height, width = made.shape
    pixels = bytes(made)  # type: ignore[call-overload]  # a buffer, which its stubs leave out
    return Image.frombytes("L", (width, height), pixels).convert("RGB")


def notice_pdf(content: bytes, lines: tuple[str, ...] = LINES, *, pages: int = 1) -> bytes:
    """A page with the code at its upper right and ``lines`` as text; empty pages after it."""
    made = BytesIO()
    canvas = Canvas(made, pagesize=A4)
    image = symbol(content, 1)
    side = image.width * _MODULE_POINTS
    canvas.drawImage(ImageReader(symbol(content, 8)), A4[0] - side - 40, A4[1] - side - 60, side, side)
    for rank, line in enumerate(lines):
        canvas.drawString(60, 700 - 20 * rank, line)
    for _ in range(pages - 1):
        canvas.showPage()
        canvas.drawString(60, 700, "Suite")
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def photo(
    content: bytes,
    dots: int = 150,
    turn: float = 0.0,
    keystone: float = 0.0,
    blur: float = 0.0,
    quality: int = 70,
) -> bytes:
    """A JPEG of a page with the code: ``dots`` an inch, turned, seen from aside, out of focus."""
    width, height = (round(side * dots / 72) for side in A4)
    page = Image.new("RGB", (width, height), (236, 233, 226))
    modules = symbol(content, 1).width
    side = round(modules * 0.4 / 25.4 * dots)
    page.paste(symbol(content, 12).resize((side, side), Image.Resampling.BOX), (width - side - 60, 90))
    if keystone:
        aside = width * keystone
        corners = (-aside, 0, 0, height, width, height, width + aside, 0)
        page = page.transform(
            (width, height), Image.Transform.QUAD, corners, Image.Resampling.BICUBIC, fillcolor=(90,) * 3
        )
    if turn:
        page = page.rotate(turn, Image.Resampling.BICUBIC, expand=True, fillcolor=(90, 85, 80))
    if blur:
        page = page.filter(ImageFilter.GaussianBlur(blur))
    made = BytesIO()
    page.save(made, "JPEG", quality=quality)
    return made.getvalue()
