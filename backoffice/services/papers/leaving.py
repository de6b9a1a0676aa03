"""Copies of a paper that leave Guichet, printed or saved: pixels alone, marked with who took them (R6.6)."""

from collections.abc import Iterator
from datetime import datetime

from backoffice.documents.names import name_to_save
from backoffice.documents.pages import PagePicture
from backoffice.documents.reader.process import reader
from backoffice.rules.dates import PARIS
from backoffice.rules.vocabulary.validation.papers import DocumentMedia
from backoffice.services.papers.opening import Paper


def mark_words(who: str, at: datetime) -> str:
    """« Copie – Camille Durand – 22/11/2026 14:05 », in the time of Paris."""
    return f"Copie – {' '.join(who.split())} – {at.astimezone(PARIS):%d/%m/%Y %H:%M}"


def marked_pdf(paper: Paper, who: str, at: datetime) -> bytes:
    """A PDF to be saved: each page drawn again, marked; nothing else of the file is in it.

    The opening must have been asked for as ``SAVED``. Raises ``Refused``, ``Unavailable``.
    """
    return reader().marked_copy(paper.content, mark_words(who, at))


def marked_pages(paper: Paper, who: str, at: datetime, width: int = 0) -> Iterator[PagePicture]:
    """The same, page after page, to be printed: ``width`` pixels wide, or 150 dots an inch for 0.

    The opening must have been asked for as ``PRINTED``. Raises ``Refused``, ``Unavailable``.
    """
    for page in range(1, reader().pages(paper.content) + 1):
        yield reader().marked_page(paper.content, page, mark_words(who, at), width)


def saved_name(paper: Paper) -> str:
    """The name proposed for the copy: what the paper is and its number, never the name that came with it."""
    return name_to_save(f"{paper.kind.label} {paper.document_id} copie", DocumentMedia.PDF)
