"""Papers that are read without a word: what tenants really send, made in memory."""

from functools import cache
from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

LINE = (
    "Attestation d’assurance habitation n° 4501-{} du 01/09/2026 au 31/08/2027, Logement : 12 rue des Étangs"
)


@cache
def text_pdf(pages: int = 1, lines: int = 20, encrypt: str | None = None) -> bytes:
    """Pages of A4 full of text."""
    made = BytesIO()
    canvas = Canvas(made, invariant=1, encrypt=encrypt)
    for page in range(pages):
        for line in range(lines):
            canvas.drawString(40, 800 - line * 17, LINE.format(page * 100 + line))
        canvas.showPage()
    canvas.save()
    return made.getvalue()


@cache
def picture(width: int = 640, height: int = 480, mode: str = "RGB") -> Image.Image:
    """A picture with edges and shades, red in its upper left corner."""
    image = Image.linear_gradient("L").resize((width, height)).convert("RGB")
    draw = ImageDraw.Draw(image)
    draw.rectangle((0, 0, width // 4, height // 4), fill=(255, 0, 0))
    draw.text((width // 3, height // 2), "Attestation d'assurance", fill=(0, 0, 0))
    return image.filter(ImageFilter.SMOOTH).convert(mode)


@cache
def jpeg(width: int = 640, height: int = 480, *, progressive: bool = False) -> bytes:
    """A photo."""
    made = BytesIO()
    picture(width, height).save(made, "JPEG", quality=80, progressive=progressive)
    return made.getvalue()


@cache
def png(width: int = 320, height: int = 240, mode: str = "RGB") -> bytes:
    """A picture of a screen."""
    made = BytesIO()
    picture(width, height, mode).save(made, "PNG")
    return made.getvalue()


@cache
def scanned_pdf(pages: int = 1) -> bytes:
    """Pages that are one picture each."""
    made = BytesIO()
    canvas = Canvas(made, invariant=1)
    for page in range(pages):
        canvas.drawImage(ImageReader(picture(900 + page, 1200)), 0, 0, 595, 842)
        canvas.showPage()
    canvas.save()
    return made.getvalue()


@cache
def form_pdf() -> bytes:
    """A form that can be filled."""
    made = BytesIO()
    canvas = Canvas(made, invariant=1)
    canvas.acroForm.textfield(name="nom", x=100, y=700, value="Durand")
    canvas.showPage()
    canvas.save()
    return made.getvalue()


def padded(content: bytes, size: int) -> bytes:
    """The PDF ``content`` grown to ``size`` bytes by a comment before its end, as a paper of that weight."""
    body, mark, end = content.rpartition(b"startxref")
    filling = size - len(content) - 2
    assert filling >= 0
    return body + b"%" + b"x" * filling + b"\n" + mark + end
