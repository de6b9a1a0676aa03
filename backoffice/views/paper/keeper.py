"""Papers opened for the screen: asked for, read once that is committed, drawn and read off this thread."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

from backoffice.errors import GuichetError, Refused
from backoffice.rules.papers.words import PaperText
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState, DocumentUse
from backoffice.services.papers.examining import note_examined
from backoffice.services.papers.opening import Paper, ask_paper, read_paper
from backoffice.services.papers.pages import Examined, examined_and_cleared, paper_text
from backoffice.tasks.background import Background
from backoffice.tasks.runner import Runner
from backoffice.views.paper.shelf import WIDEST, Shelf, draw_page

_ROUGH = 420
"""Pixels across the first picture of a page, shown until the sharp one comes."""
_THREADS = 2


@dataclass(frozen=True)
class PaperRef:
    """A paper of an item, before it is opened."""

    document_id: int
    kind: DocumentKind
    name: str


@dataclass
class Held:
    """What is known so far of a paper that was asked for."""

    ref: PaperRef
    viewed: bool
    paper: Paper | None = None
    examined: Examined | None = None
    text: PaperText | None = None
    refusal: Refused | None = None
    """Why it cannot be shown, once that is known."""
    bad_pages: dict[int, str] = field(default_factory=dict)
    """Why a page is not drawn although the others are."""


class PaperKeeper(QObject):
    """Opens, draws and reads; nothing is shown before its opening was committed (R6.6)."""

    opened = Signal(int)
    """This document can be drawn."""
    refused = Signal(int)
    """This one cannot: ``held.refusal`` says why."""
    drawn = Signal(int, int)
    """A picture came: document, page."""
    worded = Signal(int)
    """Its text layer was read."""
    failed = Signal(object)

    def __init__(self, runner: Runner, parent: QObject) -> None:
        super().__init__(parent)
        self._runner = runner
        self.background = Background(self, threads=_THREADS)
        self.shelf = Shelf()
        self._held: dict[int, Held] = {}
        self._asked: dict[tuple[int, int, int], int] = {}

    def held(self, document_id: int) -> Held | None:
        """What is known of a document."""
        return self._held.get(document_id)

    def open(self, ref: PaperRef, use: DocumentUse) -> None:
        """Open a paper to be looked at, or prepared; ``opened`` or ``refused`` follows."""
        held, viewed = self._held.get(ref.document_id), use is DocumentUse.VIEWED
        if held is None:
            held = self._held[ref.document_id] = Held(ref, viewed)
            self._write(ask_paper, ref.document_id, use, then=partial(self._on_asked, held), of=held)
            return
        if viewed and not held.viewed:
            # Its bytes are here by the opening of the preparation; that it is looked at is written beside.
            held.viewed = True
            self._write(ask_paper, ref.document_id, use, then=_ignore, of=held)
        if held.refusal is not None:
            self.refused.emit(ref.document_id)
        elif held.examined is not None:
            self.opened.emit(ref.document_id)

    def draw(self, document_id: int, page: int, turn: int, width: int) -> None:
        """Draw a page ``width`` pixels wide; a rough picture comes first when there is none."""
        held, place = self._held.get(document_id), (document_id, page, turn)
        width = min(width, WIDEST)
        if held is None or held.paper is None or held.refusal is not None:
            return
        # Asked for and not there: under way, or it was dropped from the shelf since.
        if self.shelf.width_of(place) == width or self._asked.get(place) == width:
            return
        if not self.shelf.width_of(place) and place not in self._asked and width > 2 * _ROUGH:
            self._draw(held, place, _ROUGH)
        self._asked[place] = width
        self._draw(held, place, width)

    def is_drawing(self) -> bool:
        """Whether a page is being drawn or read."""
        return not self.background.is_idle()

    def read_text(self, document_id: int) -> None:
        """Read the text layer; ``worded`` follows, at once when it is known."""
        held = self._held.get(document_id)
        if held is None or held.paper is None or held.refusal is not None:
            return
        if held.text is not None:
            self.worded.emit(document_id)
            return
        self.background.run(
            partial(paper_text, held.paper),
            owner=self,
            then=partial(self._on_text, held),
            failed=_ignore,
            topic=f"text {document_id}",
        )

    def keep_only(self, documents: Iterable[int]) -> None:
        """Forget the bytes, pictures and words of every other paper."""
        kept = set(documents)
        for document_id in [one for one in self._held if one not in kept]:
            del self._held[document_id]
            self.shelf.forget(document_id)
            self._asked = {one: width for one, width in self._asked.items() if one[0] != document_id}

    def close(self) -> None:
        """End the threads of this keeper."""
        self.keep_only(())
        self.background.close(1)

    def _on_asked(self, held: Held, opening: int) -> None:
        if self._is_held(held):
            self._read(read_paper, opening, then=partial(self._on_read, held), of=held)

    def _on_read(self, held: Held, paper: Paper) -> None:
        if self._is_held(held):
            held.paper = paper
            topic = f"examine {paper.document_id}"
            self._run(partial(examined_and_cleared, paper), partial(self._on_examined, held), held, topic)

    def _on_examined(self, held: Held, answer: tuple[Examined, Paper]) -> None:
        found, cleared = answer
        self._note(held, found)
        if self._is_held(held):
            held.examined, held.paper = found, cleared
            self.opened.emit(held.ref.document_id)

    def _note(self, held: Held, outcome: Examined | Refused) -> None:
        if held.paper is not None and held.paper.state is DocumentState.RECEIVED:
            self._write(note_examined, held.ref.document_id, outcome, then=_ignore, of=held)

    def _draw(self, held: Held, place: tuple[int, int, int], width: int) -> None:
        assert held.paper is not None, "only a paper that was read is drawn"
        document_id, page, turn = place
        self.background.run(
            partial(draw_page, held.paper, page, width, turn),
            owner=self,
            then=partial(self._on_drawn, held, place, width),
            failed=partial(self._on_not_drawn, held, place),
            topic=f"draw {document_id} {page} {turn} {'rough' if width == _ROUGH else 'sharp'}",
        )

    def _on_drawn(self, held: Held, place: tuple[int, int, int], width: int, image: QImage) -> None:
        if self._asked.get(place) == width:
            del self._asked[place]
        is_late = width == _ROUGH and self.shelf.width_of(place) > 0
        if self._is_held(held) and not is_late:
            self.shelf.put(place, image, width)
            self.drawn.emit(place[0], place[1])

    def _on_not_drawn(self, held: Held, place: tuple[int, int, int], error: GuichetError) -> None:
        self._asked.pop(place, None)
        if self._is_held(held):
            held.bad_pages[place[1]] = error.sentence
            self.drawn.emit(place[0], place[1])

    def _on_text(self, held: Held, text: PaperText) -> None:
        if self._is_held(held):
            held.text = text
            self.worded.emit(held.ref.document_id)

    def _on_failed(self, held: Held, error: GuichetError) -> None:
        if not self._is_held(held):
            return
        document_id = held.ref.document_id
        if isinstance(error, Refused):
            self._note(held, error)
            held.refusal = error
            self.refused.emit(document_id)
            return
        # The line or the reader: the next one who opens it tries again.
        del self._held[document_id]
        if held.viewed:
            self.failed.emit(error)

    def _is_held(self, held: Held) -> bool:
        return self._held.get(held.ref.document_id) is held

    def _run(self, work: Callable[[], Any], then: Callable[[Any], object], of: Held, topic: str) -> None:
        self.background.run(work, owner=self, then=then, failed=partial(self._on_failed, of), topic=topic)

    def _write(
        self, act: Callable[..., Any], *given: object, then: Callable[[Any], object], of: Held
    ) -> None:
        failed = partial(self._on_failed, of)
        self._runner.write(act, *given, owner=self, then=then, failed=failed, changes=())

    def _read(self, ask: Callable[..., Any], *given: object, then: Callable[[Any], object], of: Held) -> None:
        topic = f"paper {of.ref.document_id}"
        failed = partial(self._on_failed, of)
        self._runner.read(ask, *given, owner=self, then=then, failed=failed, topic=topic)


def _ignore(_answer: object) -> None:
    """Written, and nothing to show."""
