"""Boxes to tick that a page draws: put among its words as signs, on the lines that name covers."""

import re
from collections.abc import Sequence

from backoffice.rules.papers.text.folding import DOUBTFUL, EMPTY, TICKED, cleaned, folded
from backoffice.rules.papers.words import Box, PageText, TextSource, Word

Drawn = tuple[Box, bool | None]
"""Where a box stands, and whether it is ticked; ``None`` for a doubt."""
_NAMES = re.compile(r"INCEND|EXPLOS|EAUX|DDE\b|LOCATI|LOCATAIRE|VOISIN|OCCUPANT|PROPRIETAIRE|BAILLEUR|\bRC\b")
_MARKS = frozenset("XV×✓✔✗✘☓•●■")
_BESIDE = 2.0
"""Heights of a word, above and below: a page scanned askew."""


def names_covers(page: PageText) -> bool:
    """Whether a page names a cover, so that its boxes are worth being looked for."""
    return any(_NAMES.search(folded(word.text)) for word in page.words)


def with_boxes(page: PageText, drawn: Sequence[Drawn]) -> PageText:
    """``page`` with a sign for each box drawn on a line that names a cover; ranks of words stay."""
    named = [word.box for word in page.words if _NAMES.search(folded(word.text))]
    words = list(page.words)
    for box, is_ticked in drawn:
        if not any(_is_on_line(box, one) for one in named):
            continue
        ranks = [rank for rank, word in enumerate(page.words) if _is_inside(word.box, box)]
        held = [page.words[rank] for rank in ranks]
        if any(_is_within(box, word) for word in page.words if word not in held):
            continue
        sign = _sign(is_ticked)
        if not held:
            words.append(Word(sign, box))
        elif len(held) == 1 and (read := _read(held[0], box, sign, page.source)) is not None:
            words[ranks[0]] = Word(read, box)
    return PageText(page.number, page.width, page.height, tuple(words), page.source)


def _sign(is_ticked: bool | None) -> str:
    return DOUBTFUL if is_ticked is None else TICKED if is_ticked else EMPTY


def _read(word: Word, box: Box, sign: str, source: TextSource) -> str | None:
    """What a box that holds a word says; ``None`` where the word says it itself, or is a cell's text."""
    text = cleaned(word.text)
    if source is TextSource.OCR:
        return sign if len(text) <= 3 else None
    if len(text) != 1 or text in (TICKED, EMPTY) or text.isdigit():
        return None
    if _area(word.box) > 0.6 * _area(box):
        # The sign of a font of symbols, whatever letter it goes by.
        return sign
    return TICKED if text.upper() in _MARKS else DOUBTFUL


def _area(box: Box) -> float:
    return (box.right - box.left) * (box.bottom - box.top)


def _is_inside(word: Box, box: Box) -> bool:
    """Whether the middle of a word stands in a box that is about as large, or larger."""
    across, down = (word.left + word.right) / 2, (word.top + word.bottom) / 2
    is_in = box.left <= across <= box.right and box.top <= down <= box.bottom
    return is_in and (word.right - word.left) <= 1.7 * (box.right - box.left)


def _is_within(box: Box, word: Word) -> bool:
    """Whether what looks like a box is a part of a letter of a word."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    one = word.box
    return one.left <= across <= one.right and one.top <= down <= one.bottom


def _is_on_line(box: Box, word: Box) -> bool:
    """Beside a word, or above or below one that is written from top to bottom."""
    across, down = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    wide, tall = word.right - word.left, word.bottom - word.top
    if wide >= tall:
        return word.top - _BESIDE * tall <= down <= word.bottom + _BESIDE * tall
    return word.left - _BESIDE * wide <= across <= word.right + _BESIDE * wide
