"""A page drawn block by block with real fonts; the same blocks give the same bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import as_file, files
from io import BytesIO
from pathlib import Path
from threading import Lock

from reportlab.lib.pagesizes import A4
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.pdfgen.canvas import Canvas

_WIDTH, _HEIGHT = A4
_EMBEDDED = {"OpenSans": "OpenSans-Regular.ttf", "OpenSans-Bold": "OpenSans-SemiBold.ttf"}
_SYSTEM = Path("/usr/share/fonts/truetype/dejavu")
_FOUND = {
    "DejaVuSerif": "DejaVuSerif.ttf",
    "DejaVuSans": "DejaVuSans.ttf",
    "DejaVuSansMono": "DejaVuSansMono.ttf",
}
_BOLD = {
    "Helvetica": "Helvetica-Bold",
    "Times-Roman": "Times-Bold",
    "Courier": "Courier-Bold",
    "OpenSans": "OpenSans-Bold",
}
_STANDARD_INSTEAD = {"DejaVuSerif": "Times-Roman", "DejaVuSans": "OpenSans", "DejaVuSansMono": "Courier"}
_LOCK = Lock()


@dataclass(frozen=True)
class Look:
    """The hand of an insurer: font, size (points), colour, margins (points)."""

    font: str = "OpenSans"
    size: float = 10.0
    colour: str = "#1f3a5f"
    margin: float = 56.0
    label_wide: float = 170.0


def font_of(name: str) -> str:
    """A font ready to draw with; one of the system that is not there is replaced by a near one."""
    with _LOCK:
        known = _load()
    return name if name in known else _STANDARD_INSTEAD.get(name, name)


@cache
def _load() -> frozenset[str]:
    folder = files("ttf_opensans") / "ttf"
    for name, file in _EMBEDDED.items():
        with as_file(folder / file) as path:
            pdfmetrics.registerFont(TTFont(name, str(path), asciiReadable=False))
    for name, file in _FOUND.items():
        if (_SYSTEM / file).exists():
            pdfmetrics.registerFont(TTFont(name, str(_SYSTEM / file), asciiReadable=False))
    return frozenset(pdfmetrics.getRegisteredFontNames()) | _BOLD.keys()


class Sheet:
    """A PDF being drawn from the top of the page to its foot."""

    def __init__(self, look: Look, turn: int = 0) -> None:
        self.look = look
        self.font = font_of(look.font)
        self.bold = _BOLD.get(self.font, self.font)
        self._file = BytesIO()
        self.canvas = Canvas(self._file, pagesize=A4, invariant=1, pageCompression=1)
        self.turn = turn
        self.left, self.right = look.margin, _WIDTH - look.margin
        self.y = 0.0
        self.new_page(is_first=True)

    def new_page(self, *, is_first: bool = False) -> None:
        """Go to the top of the next page."""
        if not is_first:
            self.canvas.showPage()
        if self.turn:
            self.canvas.setPageRotation(self.turn)
        self.y = _HEIGHT - self.look.margin

    def write(
        self, text: str, x: float, size: float = 0, *, bold: bool = False, colour: str = "#111111"
    ) -> None:
        """One line at the current height."""
        self.canvas.setFillColor(colour)
        self.canvas.setFont(self.bold if bold else self.font, size or self.look.size)
        self.canvas.drawString(x, self.y, text)

    def down(self, lines: float = 1.0, size: float = 0) -> None:
        """Go down by ``lines`` of the size."""
        self.y -= lines * (size or self.look.size) * 1.35

    def lines(self, text: str, width: float, size: float = 0, *, bold: bool = False) -> list[str]:
        """``text`` cut between words to ``width`` points; its own line breaks are kept."""
        font, points = self.bold if bold else self.font, size or self.look.size
        found: list[str] = []
        for line in text.split("\n"):
            found.append("")
            for word in line.split(" "):
                longer = f"{found[-1]} {word}" if found[-1] else word
                if pdfmetrics.stringWidth(longer, font, points) <= width or not found[-1]:
                    found[-1] = longer
                else:
                    found.append(word)
        return found

    def paragraph(
        self,
        text: str,
        x: float,
        width: float,
        size: float = 0,
        *,
        bold: bool = False,
        colour: str = "#111111",
    ) -> None:
        """``text`` on as many lines as it takes."""
        for line in self.lines(text, width, size, bold=bold):
            self.write(line, x, size, bold=bold, colour=colour)
            self.down(1, size)

    def band(self, tall: float) -> None:
        """A band of the insurer's colour behind what comes next."""
        self.canvas.setFillColor(self.look.colour)
        self.canvas.rect(0, self.y - 8, _WIDTH, tall, stroke=0, fill=1)

    def rule(self) -> None:
        """A thin line across."""
        self.canvas.setStrokeColor(self.look.colour)
        self.canvas.line(self.left, self.y + 4, self.right, self.y + 4)

    def grid(self, rows: Sequence[Sequence[str]], wides: Iterable[float]) -> None:
        """A table with its lines; the first row in bold."""
        edges = [self.left]
        for wide in wides:
            edges.append(edges[-1] + wide * (self.right - self.left))
        for rank, row in enumerate(rows):
            cells = [
                self.lines(cell, edges[at + 1] - edges[at] - 8, bold=rank == 0) for at, cell in enumerate(row)
            ]
            top, tall = self.y + self.look.size, max(len(cell) for cell in cells)
            for at, cell in enumerate(cells):
                held = self.y
                for line in cell:
                    self.write(line, edges[at] + 4, bold=rank == 0)
                    self.down()
                self.y = held
            self.down(tall + 0.3)
            for at in range(len(row)):
                self.canvas.rect(
                    edges[at],
                    self.y + self.look.size,
                    edges[at + 1] - edges[at],
                    top - self.y - self.look.size,
                )

    def spaced(self, text: str, x: float, size: float, gap: float) -> None:
        """Letters set apart one by one."""
        for letter in text:
            if letter != " ":
                self.write(letter, x, size, bold=True, colour=self.look.colour)
            x += pdfmetrics.stringWidth(letter, self.bold, size) + gap
        self.down(1.4, size)

    def content(self) -> bytes:
        """The PDF."""
        self.canvas.showPage()
        self.canvas.save()
        return self._file.getvalue()
