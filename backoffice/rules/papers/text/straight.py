"""Words turned upright and straightened: a page scanned askew is read as if it lay flat."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import atan2, cos, sin
from statistics import median

from backoffice.rules.papers.text.folding import cleaned, folded
from backoffice.rules.papers.text.passage import Piece
from backoffice.rules.papers.words import PageText, Word

_LEADERS = re.compile(r"[.…_]{3,}|(?:\. ){3,}")
_LONGEST_WORD = 60
_USUAL_SHAPE = 2**0.5


@dataclass(frozen=True)
class _Spot:
    """A word and its place in units of the page's width, whatever way up."""

    rank: int
    word: Word
    left: float
    top: float
    right: float
    bottom: float

    @property
    def centre(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2


def pieces_of(page: PageText, number: int) -> tuple[Piece, ...]:
    """The words of a page upright and straight, in the order of the file."""
    spots = _upright(_spots(page))
    angle = _angle(spots)
    return tuple(piece for spot in spots if (piece := _piece(spot, angle, number)) is not None)


def _spots(page: PageText) -> list[_Spot]:
    tall = page.height / page.width if page.width and page.height else _USUAL_SHAPE
    return [
        _Spot(rank, word, word.box.left, word.box.top * tall, word.box.right, word.box.bottom * tall)
        for rank, word in enumerate(page.words)
        if word.box.right > word.box.left
        and word.box.bottom > word.box.top
        and len(word.text) <= _LONGEST_WORD
    ]


def _piece(spot: _Spot, angle: float, number: int) -> Piece | None:
    # The dots that lead the eye from a label to its value are no text.
    drawn = _LEADERS.sub("", spot.word.text)
    text = folded(drawn)
    if not text:
        return None
    x, y = spot.centre
    x, y = x * cos(angle) + y * sin(angle), y * cos(angle) - x * sin(angle)
    half_wide, half_tall = (spot.right - spot.left) / 2, (spot.bottom - spot.top) / 2
    # The box of a slanted word is taller than the word: what the slant adds is taken away.
    half_tall = max(half_tall - abs(sin(angle)) * half_wide, half_tall * 0.3)
    return Piece(
        text, cleaned(drawn), x - half_wide, y - half_tall, x + half_wide, y + half_tall,
        (spot.rank,), number, spot.word.sure,
    )  # fmt: skip


def _upright(spots: list[_Spot]) -> list[_Spot]:
    """The page turned so that its lines run to the right: the order of the words tells which way."""
    long = [spot for spot in spots if len(spot.word.text) >= 4]
    tall = sum(1 for spot in long if spot.bottom - spot.top > 1.2 * (spot.right - spot.left))
    if len(long) >= 5 and tall > 0.6 * len(long):
        down = _steps(spots, lambda spot: spot.centre[1], lambda spot: spot.centre[0])
        return [_turned(spot, down >= 0) for spot in spots]
    if len(long) >= 5 and _steps(spots, lambda spot: spot.centre[0], lambda spot: spot.centre[1]) < 0:
        return [_Spot(one.rank, one.word, -one.right, -one.bottom, -one.left, -one.top) for one in spots]
    return spots


def _steps(spots: Sequence[_Spot], along: Callable[[_Spot], float], across: Callable[[_Spot], float]) -> int:
    """How many neighbours of one line follow each other forwards, less those that go backwards."""
    size = median(min(one.right - one.left, one.bottom - one.top) for one in spots)
    return sum(
        1 if along(after) > along(before) else -1
        for before, after in pairwise(spots)
        if abs(across(after) - across(before)) < size / 2
    )


def _turned(spot: _Spot, downwards: bool) -> _Spot:
    if downwards:
        return _Spot(spot.rank, spot.word, spot.top, -spot.right, spot.bottom, -spot.left)
    return _Spot(spot.rank, spot.word, -spot.bottom, spot.left, -spot.top, spot.right)


def _angle(spots: Sequence[_Spot]) -> float:
    """The slant of the lines in radians, from neighbours in the order of the file."""
    slants = []
    for before, after in pairwise(spots):
        size = max(before.bottom - before.top, after.bottom - after.top)
        gap = after.left - before.right
        wide = after.centre[0] - before.centre[0]
        # Two words of one line, alike in height: their boxes' middles tell the slant.
        alike = abs((before.bottom - before.top) - (after.bottom - after.top)) < 0.35 * size
        if -0.2 * size < gap < 2 * size and wide > 2 * size and alike:
            rise = after.centre[1] - before.centre[1]
            if abs(rise) < 0.5 * size:
                slants.append(atan2(rise, wide))
    return median(slants) if len(slants) >= 8 else 0.0
