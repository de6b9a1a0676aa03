"""Pages typed as lines of text, each letter of one width: words with their places."""

import re

from backoffice.rules.papers.words import Box, PageText, PaperText, TextSource, Word

_WIDE, _TALL, _PITCH = 0.009, 0.0085, 0.014


def page(
    typed: str, number: int = 1, source: TextSource = TextSource.TEXT_LAYER, sure: float = 1.0
) -> PageText:
    """A page of the lines of ``typed``; three blanks or more make a gap between two cells."""
    words = []
    for rank, line in enumerate(typed.strip("\n").split("\n")):
        top = 0.05 + rank * _PITCH
        for match in re.finditer(r"\S+", line):
            left, right = 0.05 + match.start() * _WIDE, 0.05 + match.end() * _WIDE
            words.append(Word(match[0], Box(left, top, right - 0.001, top + _TALL), sure))
    return PageText(number, 595.0, 842.0, tuple(words), source)


def paper(*typed: str, source: TextSource = TextSource.TEXT_LAYER, sure: float = 1.0) -> PaperText:
    """A paper of one page for each text."""
    return PaperText(tuple(page(text, rank, source, sure) for rank, text in enumerate(typed, 1)))
