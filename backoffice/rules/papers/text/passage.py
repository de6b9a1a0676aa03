"""Words in a row as one text, where any match can be shown on the page again."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property


@dataclass(frozen=True)
class Piece:
    """A word on a page turned upright and straightened; lengths are fractions of the page's width.

    ``text`` is folded, ``shown`` as drawn; ``words`` are the ranks of the words of the page it is made of.
    """

    text: str
    shown: str
    left: float
    top: float
    right: float
    bottom: float
    words: tuple[int, ...]
    page: int
    sure: float = 1.0

    @property
    def height(self) -> float:
        """How tall it is drawn."""
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        """Its height on the page."""
        return (self.top + self.bottom) / 2


@dataclass(frozen=True)
class Span:
    """Where a word stands in a text; ``skipped``: how many of its letters are cut off in front."""

    start: int
    end: int
    piece: Piece
    skipped: int = 0


@dataclass(frozen=True)
class Passage:
    """A folded text and where each of its words begins and ends in it."""

    text: str
    spans: tuple[Span, ...]

    def __bool__(self) -> bool:
        """Whether it holds a word."""
        return bool(self.spans)

    @cached_property
    def pieces(self) -> tuple[Piece, ...]:
        """The words, in order."""
        return tuple(span.piece for span in self.spans)

    @cached_property
    def left(self) -> float:
        """The left edge."""
        return min(piece.left for piece in self.pieces)

    @cached_property
    def right(self) -> float:
        """The right edge."""
        return max(piece.right for piece in self.pieces)

    @cached_property
    def top(self) -> float:
        """The upper edge."""
        return min(piece.top for piece in self.pieces)

    @cached_property
    def bottom(self) -> float:
        """The lower edge."""
        return max(piece.bottom for piece in self.pieces)

    @cached_property
    def height(self) -> float:
        """How tall its tallest word is drawn."""
        return max(piece.height for piece in self.pieces)

    @property
    def page(self) -> int:
        """The rank of its page."""
        return self.spans[0].piece.page

    def between(self, start: int, end: int) -> tuple[Piece, ...]:
        """The words that have a letter in ``[start, end)``."""
        return tuple(span.piece for span in self.spans if span.start < end and span.end > start)

    def cut(self, start: int, end: int | None = None) -> "Passage":
        """The part ``[start, end)`` as a passage; a word cut through keeps its whole place."""
        stop = len(self.text) if end is None else end
        lead = len(self.text[start:stop]) - len(self.text[start:stop].lstrip(" :.;,-*>\u2022\u00b7|"))
        start += lead
        spans = tuple(
            Span(
                max(span.start - start, 0),
                min(span.end, stop) - start,
                span.piece,
                span.skipped + max(start - span.start, 0),
            )
            for span in self.spans
            if span.start < stop and span.end > start
        )
        return Passage(self.text[start:stop], spans)

    def shown(self, start: int, end: int) -> str:
        """The text ``[start, end)`` as drawn: folding may have changed the number of its letters."""
        found = ""
        before: Span | None = None
        for span in self.spans:
            if span.start < end and span.end > start:
                piece = span.piece
                drawn = piece.shown if len(piece.shown) == len(piece.text) else piece.text
                first = max(start - span.start, 0) + span.skipped
                part = drawn[first : min(end, span.end) - span.start + span.skipped]
                # A word cut at the end of a line is drawn as one.
                apart = " " if found and part and (before is None or before.end < span.start) else ""
                found, before = f"{found}{apart}{part}", span
        return found


def passage_of(lines: Iterable[Sequence[Piece]]) -> Passage:
    """The words of ``lines`` one after the other; a word cut by a hyphen at the end of a line is mended."""
    text = ""
    spans: list[Span] = []
    for line in lines:
        for rank, piece in enumerate(line):
            if text and not (rank == 0 and _goes_on(spans[-1].piece, piece)):
                text += " "
            elif text and piece.shown[:1].islower():
                text, spans[-1] = text[:-1], replace(spans[-1], end=spans[-1].end - 1)
            spans.append(Span(len(text), len(text) + len(piece.text), piece))
            text += piece.text
    return Passage(text, tuple(spans))


def _goes_on(before: Piece, after: Piece) -> bool:
    return (
        len(before.text) > 2
        and before.text[-1] == "-"
        and before.text[-2].isalpha()
        and after.text[0].isalpha()
    )


def searched(
    pattern: re.Pattern[str], passages: Iterable[Passage]
) -> Iterator[tuple[Passage, re.Match[str]]]:
    """Every match of ``pattern`` in ``passages``."""
    for passage in passages:
        for match in pattern.finditer(passage.text):
            yield passage, match
