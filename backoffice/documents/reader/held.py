"""The papers that the reading process holds open, and what it answers of them."""

import struct
import zlib
from collections.abc import Iterator
from io import BytesIO

from PIL import Image
from pypdfium2 import PdfiumError

from backoffice.documents import refusals
from backoffice.documents.kinds import media_of
from backoffice.documents.limits import WIDEST, Limits
from backoffice.documents.marks import bound, copy_width, marked
from backoffice.documents.pages import PagePicture
from backoffice.documents.pdf.papers import PdfPaper
from backoffice.documents.pictures import PhotoPaper, picture_of
from backoffice.documents.reader.protocol import Note
from backoffice.documents.symbols import symbols_of
from backoffice.errors import Refused
from backoffice.rules.vocabulary.validation.papers import DocumentMedia

Answer = tuple[Note, bytes]
_Paper = PdfPaper | PhotoPaper

# What the libraries raise of files that somebody broke: none of it is a bug of ours to be reported.
_BROKEN = (
    ArithmeticError, AssertionError, AttributeError, EOFError, LookupError, OSError, PdfiumError,
    RuntimeError, SyntaxError, TypeError, ValueError, struct.error, zlib.error,
)  # fmt: skip


_REHEARSED: tuple[Note, ...] = (
    {"do": "examine"},
    {"do": "draw", "page": 0, "width": 40, "turn": 90},
    {"do": "words", "page": 0},
    {"do": "symbols", "page": 0},
    {"do": "mark", "page": 0, "width": 40, "words": "Copie – été"},
    {"do": "copy", "words": "Copie"},
    {"do": "clean"},
)


class HeldPapers:
    """Papers by the number that the window gave them."""

    def __init__(self) -> None:
        self._papers: dict[int, _Paper] = {}

    def answer(self, note: Note, content: bytes) -> Answer:
        """What ``note`` asks; a paper that cannot be read answers by the code of its refusal."""
        for number in note.get("close", ()):
            self._forget(number)
        try:
            return self._done(note, content)
        except Refused as refusal:
            # Nothing of it is kept open.
            self._forget(note["paper"])
            return {"refused": refusal.code}, b""
        except MemoryError:
            self._forget(note["paper"])
            return {"refused": refusals.TOO_LARGE_PICTURE}, b""
        except _BROKEN as error:
            self._forget(note["paper"])
            return {"refused": refusals.DAMAGED, "why": f"{type(error).__name__}: {error}"[:200]}, b""

    def _done(self, note: Note, content: bytes) -> Answer:
        paper = self._paper(note, content)
        match note["do"]:
            case "examine":
                return _examined(paper, _limits(note)), b""
            case "draw":
                return _pixels(paper.draw(note["page"], note["width"], note["turn"]))
            case "count":
                return {"count": len(paper.sizes)}, b""
            case "words":
                return _words(paper, note["page"]), b""
            case "symbols":
                return _symbols(paper, note["page"]), b""
            case "mark":
                across = note["width"] or _copy_width(paper, note["page"])
                return _pixels(picture_of(marked(paper.raster(note["page"], across, 0), note["words"])))
            case "copy":
                return {}, bound(_copies(paper, note["words"]))
            case "clean" if isinstance(paper, PhotoPaper):
                return {}, paper.cleaned()
            case _:
                return {}, b""

    def _paper(self, note: Note, content: bytes) -> _Paper:
        number = note["paper"]
        for other, paper in self._papers.items():
            if other != number:
                paper.rest()
        if number not in self._papers:
            self._papers[number] = _opened(content, _limits(note))
        return self._papers[number]

    def _forget(self, number: int) -> None:
        paper = self._papers.pop(number, None)
        if paper is not None:
            paper.close()


def _limits(note: Note) -> Limits:
    return Limits(
        WIDEST.max_bytes, note.get("pages", WIDEST.max_pages), note.get("pixels", WIDEST.max_megapixels)
    )


def _opened(content: bytes, limits: Limits) -> _Paper:
    media = media_of(content)
    return PdfPaper(content, limits) if media is DocumentMedia.PDF else PhotoPaper(content, media, limits)


def _examined(paper: _Paper, limits: Limits) -> Note:
    # It may have been opened before, for a landlord who takes more.
    paper.check(limits)
    paper.try_out(limits)
    return {"media": paper.media, "sizes": paper.sizes, "flags": sorted(paper.flags)}


def _words(paper: _Paper, page: int) -> Note:
    return {"words": paper.words(page), "page": page, "size": paper.sizes[page]}


def _symbols(paper: _Paper, page: int) -> Note:
    across, _ = paper.sizes[page]
    found = symbols_of(
        across,
        lambda width: paper.raster(page, width, 0),
        is_photo=isinstance(paper, PhotoPaper),
        is_first=page == 0,
    )
    return {"symbols": [one.hex() for one in found]}


def _pixels(picture: PagePicture) -> Answer:
    return {"width": picture.width, "height": picture.height, "stride": picture.stride}, picture.pixels


def _copy_width(paper: _Paper, page: int) -> int:
    across, down = paper.sizes[page]
    return copy_width(across, down, is_photo=isinstance(paper, PhotoPaper))


def _copies(paper: _Paper, words: str) -> Iterator[Image.Image]:
    for page in range(len(paper.sizes)):
        yield marked(paper.raster(page, _copy_width(paper, page), 0), words)


def rehearse() -> None:
    """Do once all that is asked of papers, on a page made here: what libraries load late is then there."""
    page = Image.new("RGB", (32, 32), "white")
    held = HeldPapers()
    for number, kind in enumerate(("PNG", "JPEG", "PDF"), 1):
        made = BytesIO()
        page.save(made, kind)
        for asked in _REHEARSED:
            answer, _ = held.answer({**asked, "paper": number}, made.getvalue())
            assert "refused" not in answer, answer
    held.answer({"do": "examine", "paper": 9}, b"%PDF-1.4")
