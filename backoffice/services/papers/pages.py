"""Pages of a paper that was opened, as pictures and words; no session: called off the window's thread."""

from collections.abc import Iterator
from dataclasses import replace

from backoffice.documents import pages
from backoffice.documents.reader import answers
from backoffice.documents.reader.process import reader
from backoffice.rules.names import words as folded
from backoffice.rules.papers.words import Box, PageText, PaperText, Word, Zone
from backoffice.rules.vocabulary.validation.papers import PaperFlag
from backoffice.services.papers.opening import Paper

PagePicture = pages.PagePicture
Examined = answers.Examined
THUMBNAIL = 120
"""Pixels across a thumbnail."""


def warm_reader() -> None:
    """Start the reading process before the first paper is opened. Raises ``Unavailable``."""
    reader().warm()


def examined(paper: Paper) -> Examined:
    """What the paper is by its content, within the landlord's limits.

    Raises ``Refused`` with a code of ``documents/refusals.py`` and a sentence to show, ``Unavailable``.
    """
    return reader().examine(paper.content, paper.given_name, paper.limits)


def examined_and_cleared(paper: Paper) -> tuple[Examined, Paper]:
    """``examined``, and the paper as it is worked with: a photo that tells where it was taken no longer does.

    What is kept stays as it came, with its digest (R6.4, R6.5). Raises ``Refused``, ``Unavailable``.
    """
    found = examined(paper)
    if PaperFlag.LOCATION_REMOVED not in found.flags:
        return found, paper
    return found, replace(paper, content=reader().cleaned(paper.content))


def page_picture(paper: Paper, page: int, width: int, turn: int = 0) -> PagePicture:
    """Page ``page``, from 1, ``width`` pixels wide, turned ``turn`` degrees clockwise (0, 90, 180, 270).

    Raises ``Refused``, ``Unavailable``.
    """
    return reader().picture(paper.content, page, width, turn)


def thumbnails(paper: Paper, width: int = THUMBNAIL) -> tuple[PagePicture, ...]:
    """Every page, small. Raises ``Refused``, ``Unavailable``."""
    count = reader().pages(paper.content)
    return tuple(page_picture(paper, page, width) for page in range(1, count + 1))


def paper_text(paper: Paper) -> PaperText:
    """The words of the text layer of each page. Raises ``Refused``, ``Unavailable``."""
    return reader().text(paper.content)


def found(text: PaperText, words: str) -> tuple[Zone, ...]:
    """Where ``words`` stand, whatever their accents and capitals; a hit over two lines is two zones."""
    sought = " ".join(folded(words))
    return tuple(zone for page in text.pages for zone in _on_page(page, sought)) if sought else ()


def _on_page(page: PageText, sought: str) -> Iterator[Zone]:
    line, ends = "", []
    for word in page.words:
        plain = " ".join(folded(word.text))
        line += f"{plain} " if plain else ""
        ends.append(len(line))
    at = line.find(sought)
    while at >= 0:
        last = at + len(sought)
        starts = [0, *ends[:-1]]
        hit = [
            word
            for word, start, end in zip(page.words, starts, ends, strict=True)
            if start < last and end - 1 > at and end > start
        ]
        yield from (Zone(page.number, box) for box in _by_line(hit))
        at = line.find(sought, last)


def _by_line(words: list[Word]) -> list[Box]:
    """One box around the words of each line."""
    boxes: list[Box] = []
    for word in words:
        box = word.box
        before = boxes[-1] if boxes else None
        if before and min(before.bottom, box.bottom) > max(before.top, box.top) and box.left >= before.left:
            boxes[-1] = Box(
                before.left,
                min(before.top, box.top),
                max(before.right, box.right),
                max(before.bottom, box.bottom),
            )
        else:
            boxes.append(box)
    return boxes
