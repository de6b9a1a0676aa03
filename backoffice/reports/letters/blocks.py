"""A letter's words cut into lines of the page, and the lines shared between pages."""

from dataclasses import dataclass

from backoffice.reports.fonts import BOLD, REGULAR
from backoffice.reports.paper import LEFT, RIGHT, SOFT, fit, line_height
from backoffice.rules.letters.sheet import LetterSheet, Paragraph, ParagraphKind

TEXT, SMALL = 10.0, 8.5
GAP = 2.6
INDENT = 5.0
WIDTH = RIGHT - LEFT
_SUM_WIDTH, _SUM_RIGHT = 92.0, 40.0
_KEPT = 2
"""Lines of a paragraph that stay together at the foot or head of a page."""


@dataclass(frozen=True)
class Run:
    """Words at a place of the line, in millimetres from the left margin; ``right`` ends there."""

    text: str
    x: float = 0.0
    font: str = REGULAR
    right: bool = False


@dataclass(frozen=True)
class Line:
    """One line of the page: its height in millimetres, its words, what is drawn with them."""

    height: float
    runs: tuple[Run, ...] = ()
    size: float = TEXT
    ink: str = ""
    """Colour of its own; empty for the ink of the text."""
    barred: bool = False
    """A bar in the margin, as a text of law has."""
    ruled: bool = False
    """A thin rule under it."""
    glued: bool = False
    """Never parted from the next line."""


def body_lines(sheet: LetterSheet) -> tuple[Line, ...]:
    """Everything under the address: subject, greeting, paragraphs, closing, signature, enclosures."""
    lines = [*_glued(_text(f"Objet : {sheet.subject}", font=BOLD)), _gap(glued=True)]
    lines += [*_glued(_text(sheet.greeting)), _gap(glued=True)]
    for rank, one in enumerate(sheet.paragraphs):
        lines += _paragraph(one)
        after = sheet.paragraphs[rank + 1].kind if rank + 1 < len(sheet.paragraphs) else None
        lines.append(_gap(0.8 if one.kind == after and one.kind != ParagraphKind.TEXT else GAP))
    return (*lines, *_end(sheet))


def paged(lines: tuple[Line, ...], first: float, others: float) -> tuple[tuple[Line, ...], ...]:
    """``lines`` shared between a first page of ``first`` millimetres and others; glued ones stay together."""
    pages: list[list[Line]] = [[]]
    room = first
    for group in _groups(lines):
        height = sum(line.height for line in group)
        if height > room and pages[-1]:
            pages.append([])
            room = others
        for line in group:
            # A blank has nothing to say at the head of a page.
            if line.runs or pages[-1]:
                pages[-1].append(line)
                room -= line.height
    return tuple(tuple(page) for page in pages)


def _groups(lines: tuple[Line, ...]) -> list[list[Line]]:
    groups: list[list[Line]] = [[]]
    for line in lines:
        groups[-1].append(line)
        if not line.glued:
            groups.append([])
    return [group for group in groups if group]


def _paragraph(one: Paragraph) -> list[Line]:
    if one.kind is ParagraphKind.BULLET:
        return _bullet(one.cells[0])
    if one.kind is ParagraphKind.LAW:
        return _law(one.cells[0])
    if one.kind is ParagraphKind.SUM:
        return [_sum(one.cells)]
    if one.kind is ParagraphKind.TABLE:
        return [_row(one.cells)]
    return _text(one.cells[0])


def _text(text: str, font: str = REGULAR) -> list[Line]:
    return _together(
        [Line(line_height(TEXT), (Run(words, font=font),)) for words in fit(text, WIDTH, TEXT, font)]
    )


def _bullet(text: str) -> list[Line]:
    lines = [Line(line_height(TEXT), (Run(words, INDENT),)) for words in fit(text, WIDTH - INDENT, TEXT)]
    first = lines[0]
    dash = Run("–", INDENT - 3.2)
    return _together([Line(first.height, (dash, *first.runs)), *lines[1:]])


def _law(text: str) -> list[Line]:
    words = fit(text, WIDTH - INDENT, SMALL)
    return _glued(
        [Line(line_height(SMALL), (Run(one, INDENT),), SMALL, SOFT, barred=True) for one in words], last=False
    )


def _sum(cells: tuple[str, ...]) -> Line:
    label, amount = cells[0], cells[1]
    strong = BOLD if label.casefold().startswith("total") else REGULAR
    runs = (Run(label, INDENT, strong), Run(amount, INDENT + _SUM_WIDTH + _SUM_RIGHT, strong, right=True))
    return Line(line_height(TEXT) + 1.2, runs, ruled=True)


def _row(cells: tuple[str, ...]) -> Line:
    wide = (WIDTH - INDENT) / len(cells)
    cut = [fit(cell, wide - 2, TEXT)[0] for cell in cells]
    runs = tuple(Run(cell, INDENT + rank * wide) for rank, cell in enumerate(cut))
    return Line(line_height(TEXT) + 1.2, runs, ruled=True)


def _end(sheet: LetterSheet) -> list[Line]:
    """Closing and signature stay on one page, then what is enclosed and the small words."""
    lines = [*_glued(_text(sheet.closing)), _gap(6, glued=True)]
    for rank, words in enumerate(sheet.signatory):
        font = BOLD if not rank else REGULAR
        lines += [
            Line(line_height(TEXT), (Run(one, WIDTH / 2, font),), glued=True)
            for one in fit(words, WIDTH / 2, TEXT, font)
        ]
    lines.append(_gap(4, glued=bool(sheet.enclosures)))
    if sheet.enclosures:
        plural = "s" if len(sheet.enclosures) > 1 else ""
        told = f"Pièce{plural} jointe{plural} : {', '.join(sheet.enclosures)}"
        lines += [Line(line_height(SMALL), (Run(one),), SMALL) for one in fit(told, WIDTH, SMALL)]
        lines.append(_gap(1.2))
    for mention in sheet.mentions:
        lines += [Line(line_height(SMALL), (Run(one),), SMALL, SOFT) for one in fit(mention, WIDTH, SMALL)]
    return lines


def _gap(height: float = GAP, *, glued: bool = False) -> Line:
    return Line(height, glued=glued)


def _glued(lines: list[Line], *, last: bool = True) -> list[Line]:
    """``lines`` that nothing parts; with ``last``, nor from what follows."""
    return [
        Line(one.height, one.runs, one.size, one.ink, one.barred, one.ruled, last or rank < len(lines) - 1)
        for rank, one in enumerate(lines)
    ]


def _together(lines: list[Line]) -> list[Line]:
    """No line of a paragraph alone at the foot of a page, nor at the head of the next."""
    last = len(lines) - 1
    glued = {*range(_KEPT - 1), *range(max(0, last - _KEPT + 1), last)}
    return [
        Line(one.height, one.runs, one.size, one.ink, one.barred, one.ruled, rank in glued and rank < last)
        for rank, one in enumerate(lines)
    ]
