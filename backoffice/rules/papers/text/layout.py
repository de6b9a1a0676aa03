"""Lines, cells and columns of a page."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from statistics import median

from backoffice.rules.papers.text.passage import Passage, Piece, passage_of
from backoffice.rules.papers.text.straight import pieces_of
from backoffice.rules.papers.words import PageText, PaperText, TextSource

_CELL_GAP = 1.2
_EVEN_GAP = 1.75
_BLOCK_GAP = 1.15
_SPACED = 4
MOST_WORDS = 1_500
"""Words of a page that is read."""
MOST_PAGES = 8
"""Pages that are read: a certificate is one of the first."""


@dataclass(frozen=True)
class Page:
    """A page: its rows, each of cells, and its blocks (lines under each other in one column)."""

    number: int
    rows: tuple[tuple[Passage, ...], ...]
    size: float
    """The usual height of a word."""
    recognised: bool = False
    """Whether its words were read in an image."""

    @cached_property
    def cells(self) -> tuple[Passage, ...]:
        """Every cell, from the top of the page to its foot."""
        return tuple(cell for row in self.rows for cell in row)

    @cached_property
    def lines(self) -> tuple[Passage, ...]:
        """Every row as one text, across its cells."""
        return tuple(passage_of([[piece for cell in row for piece in cell.pieces]]) for row in self.rows)

    @cached_property
    def blocks(self) -> tuple[Passage, ...]:
        """Paragraphs and columns as one text each."""
        return tuple(passage_of([cell.pieces for cell in stack]) for stack in _stacks(self.cells))

    @cached_property
    def whole(self) -> Passage:
        """The page as one text."""
        return passage_of([line.pieces for line in self.lines])

    @property
    def bottom(self) -> float:
        """The foot of the lowest word."""
        return max((cell.bottom for cell in self.cells), default=0.0)

    def row_of(self, cell: Passage) -> tuple[Passage, ...]:
        """The row that holds ``cell``."""
        return next(row for row in self.rows if any(one is cell for one in row))

    def right_of(self, cell: Passage) -> Passage | None:
        """The next cell of the row."""
        row = self.row_of(cell)
        rank = next(rank for rank, one in enumerate(row) if one is cell)
        # A colon set apart is no value.
        return next((one for one in row[rank + 1 :] if any(char.isalnum() for char in one.text)), None)

    def below(self, cell: Passage, most: int = 1, reach: float = 2.2) -> tuple[Passage, ...]:
        """The next cells under ``cell`` in its column, at most ``reach`` heights from one to the next."""
        found: list[Passage] = []
        current = cell
        while len(found) < most:
            under = [one for one in self.cells if _is_under(one, current, reach) and _overlap(one, cell) > 0]
            if not under:
                break
            current = min(
                under, key=lambda one: (round(one.top - current.bottom, 3), abs(one.left - cell.left))
            )
            found.append(current)
        return tuple(found)

    def above(self, cell: Passage, reach: float = 2.2) -> Passage | None:
        """The cell over ``cell`` in its column."""
        over = [one for one in self.cells if _is_under(cell, one, reach) and _overlap(one, cell) > 0]
        return max(over, key=lambda one: one.bottom, default=None)


def pages_of(text: PaperText) -> tuple[Page, ...]:
    """The pages of a paper, laid out."""
    return tuple(page_of(page, rank) for rank, page in enumerate(text.pages[:MOST_PAGES]))


def page_of(page: PageText, number: int) -> Page:
    """One page, laid out."""
    # A certificate holds a few hundred words: a page made to tire the reader is not read.
    pieces = pieces_of(page, number) if len(page.words) <= MOST_WORDS else ()
    if not pieces:
        return Page(number, (), 0.0)
    size = median(piece.height for piece in pieces)
    found = _rows(pieces, size)
    typed = _is_typed(found)
    rows = [_cells(row, median(_advance(row, 2) or [0.0]) if typed else 0.0) for row in found]
    rows = [row for row in rows if row]
    return Page(number, tuple(rows), size, page.source is TextSource.OCR)


def _rows(pieces: Sequence[Piece], size: float) -> list[list[Piece]]:
    """Words on one line, left to right; lines from the top."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda one: one.middle):
        row = next((one for one in reversed(rows[-4:]) if _same_line(one, piece, size)), None)
        if row is None:
            rows.append([piece])
        else:
            row.append(piece)
    rows.sort(key=lambda row: median(piece.middle for piece in row))
    return [sorted(row, key=lambda piece: piece.left) for row in rows]


def _same_line(row: Sequence[Piece], piece: Piece, size: float) -> bool:
    # Against the nearest words of the line: the far end of a line drawn askew says little.
    near = sorted(row, key=lambda one: abs(one.left - piece.left))[:3]
    top, bottom = min(one.top for one in near), max(one.bottom for one in near)
    tall = bottom - top
    shared = min(bottom, piece.bottom) - max(top, piece.top)
    if piece.height > 2.2 * max(tall, size) or tall > 2.2 * max(piece.height, size):
        return False
    return shared >= 0.5 * min(tall, piece.height)


def _advance(row: Sequence[Piece], least: int = 4) -> list[float]:
    return [(one.right - one.left) / (len(one.text) - 0.2) for one in row if len(one.text) >= least]


def _is_typed(rows: Sequence[Sequence[Piece]]) -> bool:
    """Whether all letters of a line have one width, as a typewriter draws them."""
    told = [wides for row in rows if len(wides := _advance(row)) >= 2]
    even = sum(1 for wides in told if max(wides) < 1.09 * min(wides))
    return len(told) >= 4 and even > 0.8 * len(told)


def _cells(row: Sequence[Piece], even: float) -> tuple[Passage, ...]:
    # An upright line of a table that an image was read to hold parts two cells.
    drawn = [piece for piece in row if piece.text != "|"]
    if not drawn:
        return ()
    groups: list[list[Piece]] = [[drawn[0]]]
    for before, after in pairwise(drawn):
        barred = any(before.right <= one.left <= after.left for one in row if one.text == "|")
        gap = after.left - before.right
        if barred or gap > max(_CELL_GAP * max(before.height, after.height), _EVEN_GAP * even):
            groups.append([after])
        else:
            groups[-1].append(after)
    return tuple(passage_of([_unspaced(group)]) for group in _gathered(groups))


def _gathered(groups: list[list[Piece]]) -> list[list[Piece]]:
    """Cells of one letter each, evenly apart, are one text drawn with spaced letters."""
    single = [len(group) == 1 and len(group[0].text) == 1 and group[0].text.isalnum() for group in groups]
    if sum(single) < _SPACED or not all(single):
        return groups
    return [[piece for group in groups for piece in group]]


def _unspaced(pieces: Sequence[Piece]) -> list[Piece]:
    """``A T T E S T A T I O N`` as one word; a wider gap ends a word."""
    found: list[Piece] = []
    run: list[Piece] = []
    for piece in [*pieces, None]:
        if piece is not None and len(piece.text) == 1 and (piece.text.isalnum() or piece.text in "'-/."):
            run.append(piece)
            continue
        found += _joined(run) if len(run) >= _SPACED else run
        run = []
        if piece is not None:
            found.append(piece)
    return found


def _joined(run: Sequence[Piece]) -> list[Piece]:
    gaps = [after.left - before.right for before, after in pairwise(run)]
    usual = median(gaps)
    words: list[list[Piece]] = [[run[0]]]
    for gap, piece in zip(gaps, run[1:], strict=True):
        if gap > 1.7 * usual + 0.1 * piece.height:
            words.append([piece])
        else:
            words[-1].append(piece)
    return [_one(word) for word in words]


def _one(word: Sequence[Piece]) -> Piece:
    return Piece(
        "".join(piece.text for piece in word),
        "".join(piece.shown for piece in word),
        word[0].left,
        min(piece.top for piece in word),
        word[-1].right,
        max(piece.bottom for piece in word),
        tuple(rank for piece in word for rank in piece.words),
        word[0].page,
        min(piece.sure for piece in word),
    )


def _overlap(one: Passage, other: Passage) -> float:
    return min(one.right, other.right) - max(one.left, other.left)


def _is_under(under: Passage, over: Passage, reach: float) -> bool:
    gap = under.top - over.bottom
    tall = max(min(under.height, over.height), 0.001)
    return -0.35 * tall < gap < reach * tall and (under.top + under.bottom) > (over.top + over.bottom)


def _stacks(cells: Sequence[Passage]) -> list[list[Passage]]:
    """Cells under one another, close and in one column; each cell in one stack alone."""
    stacks: list[list[Passage]] = []
    for cell in cells:
        near = [stack for stack in stacks if _continues(stack[-1], cell)]
        if near:
            max(near, key=lambda stack: _overlap(stack[-1], cell)).append(cell)
        else:
            stacks.append([cell])
    return stacks


def _continues(last: Passage, cell: Passage) -> bool:
    if not _is_under(cell, last, _BLOCK_GAP):
        return False
    if max(cell.height, last.height) > 1.6 * min(cell.height, last.height):
        return False
    narrow = min(cell.right - cell.left, last.right - last.left)
    return _overlap(cell, last) > 0.3 * narrow
