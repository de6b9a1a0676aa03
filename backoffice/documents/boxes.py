"""Boxes to tick found in the pixels of a drawn page: frames of four straight sides, and what is inside."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image

from backoffice.documents.pages import PagePicture
from backoffice.rules.papers.words import Box

_LEAST, _MOST = 5.2, 22.0
"""Points of the side of a box, on a page 595 points wide."""
_WIDTH = 595.0
_MOST_RUNS = 60_000
_PAPER = 0.14
"""How much darker than the paper a line is drawn at least."""
_SIDE, _LONGER = 0.9, 1.4
_EMPTY, _TICKED, _FULL = 0.03, 0.09, 0.9
"""Parts of the inside that are dark."""

_Span = tuple[int, int]
"""The first pixel of a run, and the one after its last."""


@dataclass(frozen=True)
class TickBox:
    """A box, in fractions of the page; ``is_ticked`` is ``None`` when its inside leaves a doubt."""

    box: Box
    is_ticked: bool | None


def tick_boxes(picture: PagePicture, points: float = _WIDTH) -> tuple[TickBox, ...]:
    """The boxes of a page ``points`` wide; bullets that are wholly dark count only beside hollow ones."""
    size = (picture.width, picture.height)
    grey = Image.frombuffer("RGB", size, picture.pixels, "raw", "BGRX", picture.stride).convert("L")
    ink = _Ink(grey)
    scale = picture.width / max(points, 1.0)
    frames = _frames(ink, int(_LEAST * scale), int(_MOST * scale) + 1)
    dark = [(frame, ink.part_inside(frame)) for frame in frames]
    if not any(part < _FULL for _, part in dark):
        return ()
    return tuple(TickBox(_placed(frame, size), _is_ticked(part)) for frame, part in dark)


def _is_ticked(part: float) -> bool | None:
    return False if part <= _EMPTY else True if part >= _TICKED else None


@dataclass(frozen=True)
class _Frame:
    left: int
    top: int
    right: int
    bottom: int

    def holds(self, other: "_Frame") -> bool:
        """Whether the middle of ``other`` is inside."""
        across, down = (other.left + other.right) // 2, (other.top + other.bottom) // 2
        return self.left <= across <= self.right and self.top <= down <= self.bottom


class _Ink:
    """Which pixels of a page are darker than its paper."""

    def __init__(self, grey: Image.Image) -> None:
        lights = grey.histogram()
        paper = max(range(128, 256), key=lambda light: lights[light])
        limit = paper - int(_PAPER * 255)
        self.width, self.height = grey.size
        self.rows = grey.point(lambda light: 1 if light < limit else 0).tobytes()

    def runs(self, least: int, most: int) -> list[list[_Span]]:
        """The dark runs of each row, none where the page is too dark to hold boxes."""
        found: list[list[_Span]] = []
        pattern, count = re.compile(rb"\x01{%d,}" % least), 0
        for row in range(self.height):
            line = self.rows[row * self.width : (row + 1) * self.width]
            spans = [one.span() for one in pattern.finditer(line)]
            kept = [span for span in spans if span[1] - span[0] <= most]
            count += len(kept)
            found.append(kept if count < _MOST_RUNS else [])
        return found

    def is_upright(self, across: int, top: int, bottom: int) -> bool:
        """Whether a line stands at ``across``, give or take two pixels, from ``top`` to ``bottom``."""
        first, last = max(0, across - 2), min(self.width, across + 3)
        spared = int((1 - _SIDE) * (bottom - top))
        for row in range(top, bottom):
            if self.rows.find(1, row * self.width + first, row * self.width + last) < 0:
                spared -= 1
                if spared < 0:
                    return False
        return True

    def part_inside(self, frame: _Frame) -> float:
        """The dark part of the inside, clear of the frame's own lines."""
        inset = max(2, round(0.2 * (frame.right - frame.left)))
        first, last = frame.left + inset, frame.right - inset
        rows = range(frame.top + inset, frame.bottom - inset)
        dark = sum(self.rows.count(1, row * self.width + first, row * self.width + last) for row in rows)
        return dark / max(1, len(rows) * (last - first))


def _frames(ink: _Ink, least: int, most: int) -> list[_Frame]:
    """The outermost frame of each box, from the top of the page."""
    runs = ink.runs(max(3, least), most)
    found: list[_Frame] = []
    for top, spans in enumerate(runs):
        for span in spans:
            near = _Frame(span[0], top, span[1], top + (span[1] - span[0]))
            if any(one.holds(near) for one in found[-40:]):
                continue
            frame = next(_closed(ink, runs, top, span), None)
            if frame is not None:
                found.append(frame)
    return found


def _closed(ink: _Ink, runs: list[list[_Span]], top: int, span: _Span) -> Iterator[_Frame]:
    """The frames that begin with ``span``: the lowest bottom line first, its two sides drawn."""
    long = span[1] - span[0]
    for bottom in range(min(len(runs) - 1, top + int(_LONGER * long)), top + int(long / _LONGER) - 1, -1):
        for other in runs[bottom]:
            left, right = max(span[0], other[0]), min(span[1], other[1])
            shared, longest = right - left, max(long, other[1] - other[0])
            if shared < 0.85 * min(long, other[1] - other[0]) or longest > _LONGER * shared:
                continue
            if ink.is_upright(left, top, bottom) and ink.is_upright(right - 1, top, bottom):
                yield _Frame(left, top, right, bottom + 1)


def _placed(frame: _Frame, size: tuple[int, int]) -> Box:
    wide, tall = size
    return Box(frame.left / wide, frame.top / tall, frame.right / wide, frame.bottom / tall)
