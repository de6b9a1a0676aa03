"""A sheet of paper to write on: A4, millimetres from the top left, one accent colour."""

from datetime import date
from io import BytesIO
from typing import Any

from reportlab.lib.colors import HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from backoffice.reports.fonts import BOLD, REGULAR, load_fonts, printable, text_width, wrapped

INK = "#1b2330"
SOFT = "#5b6675"
LINE = "#c9d0d8"
GROUND = "#eef0f3"
ACCENT = "#16324f"
WATERMARK = "#e3e7ec"
WIDTH, HEIGHT = A4
LEFT, RIGHT = 20.0, 190.0
_LINE_HEIGHT = 1.36


class Paper:
    """A canvas whose positions are millimetres from the top left corner of the page."""

    def __init__(self, title: str, author: str, subject: str, made_on: date, pages: int = 1) -> None:
        load_fonts()
        self._bytes = BytesIO()
        # Invariant: the same sheet gives the same bytes, whatever the clock says.
        # Starting in our typeface keeps the reader's own Helvetica out of the file.
        self._canvas: Any = Canvas(
            self._bytes, pagesize=A4, invariant=1, pageCompression=1, lang="fr-FR", initialFontName=REGULAR
        )
        self._canvas.setDateFormatter(lambda *_clock: f"D:{made_on:%Y%m%d}")
        self._canvas.setTitle(title)
        self._canvas.setAuthor(author)
        self._canvas.setSubject(subject)
        self._canvas.setCreator("Guichet")
        self.pages = pages
        self.page = 1

    def write(
        self, text: str, x: float, y: float, size: float = 9, font: str = REGULAR, ink: str = INK
    ) -> None:
        """Write ``text`` from ``x`` on the base line ``y``."""
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.setFont(font, size)
        self._canvas.drawString(x * mm, HEIGHT - y * mm, printable(text))

    def write_right(
        self, text: str, x: float, y: float, size: float = 9, font: str = REGULAR, ink: str = INK
    ) -> None:
        """Write ``text`` so that it ends at ``x``."""
        self.write(text, x - text_width(text, font, size) / mm, y, size, font, ink)

    def write_block(
        self, lines: tuple[str, ...], x: float, y: float, size: float = 9, font: str = REGULAR, ink: str = INK
    ) -> float:
        """Write ``lines`` one under the other; return the base line of the next one."""
        for line in lines:
            self.write(line, x, y, size, font, ink)
            y += line_height(size)
        return y

    def rule(self, x: float, y: float, width: float, weight: float = 0.5, ink: str = LINE) -> None:
        """Draw a horizontal line, ``weight`` points thick."""
        self._canvas.setStrokeColor(HexColor(ink))
        self._canvas.setLineWidth(weight)
        self._canvas.line(x * mm, HEIGHT - y * mm, (x + width) * mm, HEIGHT - y * mm)

    def ground(self, x: float, y: float, width: float, height: float, ink: str = GROUND) -> None:
        """Fill a rectangle whose top left corner is given."""
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.rect(x * mm, HEIGHT - (y + height) * mm, width * mm, height * mm, stroke=0, fill=1)

    def across(self, text: str, size: float, ink: str) -> None:
        """Write ``text`` across the page, from corner to corner."""
        self._canvas.saveState()
        self._canvas.translate(WIDTH / 2, HEIGHT / 2)
        self._canvas.rotate(52)
        self._canvas.setFont(BOLD, size)
        self._canvas.setFillColor(HexColor(ink))
        self._canvas.drawCentredString(0, -size / 3, printable(text))
        self._canvas.restoreState()

    def turn(self) -> None:
        """Go to the next page."""
        self._canvas.showPage()
        self.page += 1

    def content(self) -> bytes:
        """The finished PDF."""
        self._canvas.showPage()
        self._canvas.save()
        return self._bytes.getvalue()


def line_height(size: float) -> float:
    """Distance in millimetres between two base lines of ``size`` points."""
    return float(size * _LINE_HEIGHT / mm)


def fit(text: str, width: float, size: float = 9, font: str = REGULAR) -> tuple[str, ...]:
    """``text`` cut into lines of at most ``width`` millimetres."""
    return wrapped(text, font, size, width * mm)


def fit_all(texts: tuple[str, ...], width: float, size: float = 9, font: str = REGULAR) -> tuple[str, ...]:
    """Each of ``texts`` cut into lines of at most ``width`` millimetres."""
    return tuple(line for text in texts for line in fit(text, width, size, font))
