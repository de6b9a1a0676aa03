"""The reader of papers: what the windows ask of them, answered by confined processes kept warm."""

import atexit
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Condition, Event
from time import monotonic
from typing import TypeVar

from backoffice.documents import refusals
from backoffice.documents.limits import MAX_BYTES, Limits
from backoffice.documents.names import check_name
from backoffice.documents.pages import PagePicture
from backoffice.documents.reader import answers
from backoffice.documents.reader.answers import Examined
from backoffice.documents.reader.protocol import BrokenFrame, Note
from backoffice.documents.reader.worker import LEAST_SECONDS, Fallen, Worker
from backoffice.documents.recognition import recognise_page
from backoffice.errors import Refused, Unavailable
from backoffice.rules.papers.words import PageText, PaperText, TextSource

PROCESSES = 2
"""One for the page looked at, one for what is prepared meanwhile; the second starts when it is needed."""
_MARGIN = 0.7
"""The part of the seconds granted after which the process is killed: the answer itself takes some time."""
_SECONDS = 3.5
_LEAST_LEFT = 0.2
_COPY_SECONDS = 60.0
_SYMBOL_SECONDS = 8.0
_TURNS = (0, 90, 180, 270)
_WIDEST = 6_000
_READ_WIDTH = 2_480
"""Pixels across a page to be read from its image: an A4 at 300 dots an inch."""
_CLOSED = "Le lecteur de pièces est fermé : rouvrez la fenêtre."

_Answer = TypeVar("_Answer")


@dataclass
class Allowance:
    """The seconds of the reading process that one paper may take, over all that is asked of it."""

    left: float = 4.0

    @property
    def is_spent(self) -> bool:
        """Whether nothing more is asked of the paper."""
        return self.left < _LEAST_LEFT


class PaperReader:
    """Reads papers in processes of its own; any number of threads may ask at once. Pages count from 1."""

    def __init__(self, processes: int = PROCESSES) -> None:
        self._workers = [Worker() for _ in range(processes)]
        self._idle = list(self._workers)
        self._changed = Condition()
        self._closed = Event()

    def warm(self) -> None:
        """Start a process now, so that the first paper does not wait for it. Raises ``Unavailable``."""
        with self._taken(b"") as worker:
            worker.start()

    def examine(self, content: bytes, name: str, limits: Limits) -> Examined:
        """What a paper given under ``name`` is, once opened and tried out within ``limits``.

        Raises ``Refused`` with a code of ``refusals``, ``Unavailable``.
        """
        if not content:
            raise refusals.refused(refusals.EMPTY_FILE)
        check_name(name)
        if limits.is_too_heavy(len(content)):
            raise refusals.refused(refusals.TOO_HEAVY, limits, len(content))
        asked = {"do": "examine", "pages": limits.max_pages, "pixels": limits.max_megapixels}
        return self._ask(asked, content, answers.examined, limits.seconds * _MARGIN, limits)

    def picture(
        self, content: bytes, page: int, width: int, turn: int = 0, allowance: Allowance | None = None
    ) -> PagePicture:
        """Page ``page`` turned ``turn`` degrees clockwise, ``width`` pixels wide, fewer if it were huge.

        The time counts against ``allowance``, if one is given.

        Raises ``Refused``, ``Unavailable``; ``ValueError`` for a turn that is not a quarter.
        """
        if turn not in _TURNS or page < 1:
            raise ValueError((page, turn))
        asked = {"do": "draw", "page": page - 1, "width": min(max(width, 1), _WIDEST), "turn": turn}
        return self._ask(asked, content, answers.picture, allowance=allowance)

    def pages(self, content: bytes, allowance: Allowance | None = None) -> int:
        """How many pages the paper has. Raises ``Refused``, ``Unavailable``."""
        return self._ask({"do": "count"}, content, answers.count, allowance=allowance)

    def text(self, content: bytes, allowance: Allowance | None = None) -> PaperText:
        """The words of the text layer; a photo has none, nor have pages for which no time is left.

        Raises ``Refused``, ``Unavailable``.
        """
        allowance = allowance or Allowance()
        found: list[PageText] = []
        count = self.pages(content, allowance)
        while len(found) < count and not allowance.is_spent:
            asked: Note = {"do": "words", "page": len(found)}
            try:
                found.append(self._ask(asked, content, answers.page_text, allowance=allowance))
            except Refused as refusal:
                if refusal.code != refusals.TOO_SLOW or not found:
                    raise
                allowance.left = 0.0
        if not found:
            raise refusals.refused(refusals.TOO_SLOW)
        across, down = found[-1].width, found[-1].height
        left = range(len(found) + 1, count + 1)
        silent = (PageText(number, across, down, (), TextSource.NONE) for number in left)
        return PaperText((*found, *silent))

    def symbols(self, content: bytes, page: int) -> tuple[bytes, ...]:
        """The signed codes (2D-Doc) of page ``page``, as bytes. Raises ``Refused``, ``Unavailable``."""
        return self._ask({"do": "symbols", "page": page - 1}, content, answers.symbols, _SYMBOL_SECONDS)

    def recognise(self, content: bytes, page: int, allowance: Allowance | None = None) -> PageText | None:
        """The words of page ``page`` read from its pixels; ``None`` where no reader of images is installed.

        Raises ``Refused``, ``Unavailable``.
        """
        drawn = self.picture(content, page, _READ_WIDTH, allowance=allowance)
        words = recognise_page(drawn)
        return None if words is None else PageText(page, drawn.width, drawn.height, words, TextSource.OCR)

    def marked_page(self, content: bytes, page: int, words: str, width: int = 0) -> PagePicture:
        """A page with ``words`` written across it, ``width`` pixels wide, or at 150 dots an inch for 0."""
        asked = {"do": "mark", "page": page - 1, "words": words, "width": min(max(width, 0), _WIDEST)}
        return self._ask(asked, content, answers.picture)

    def marked_copy(self, content: bytes, words: str) -> bytes:
        """A PDF of pixels alone, ``words`` written across each page. Raises ``Refused``, ``Unavailable``."""
        return self._ask({"do": "copy", "words": words}, content, answers.file, _COPY_SECONDS)

    def cleaned(self, content: bytes) -> bytes:
        """A photo encoded again, upright, without place, device nor hidden content; a PDF as it is."""
        return self._ask({"do": "clean"}, content, answers.file, _COPY_SECONDS) or content

    def close(self) -> None:
        """End the processes, those that are at work too: whoever waits for them is told so."""
        with self._changed:
            self._closed.set()
            self._changed.notify_all()
            for worker in self._workers:
                # One that is at work is cleared away by the thread that waits for it.
                (worker.kill if worker in self._idle else worker.end)()

    def _ask(
        self,
        note: Note,
        content: bytes,
        judge: Callable[[Note, bytes], _Answer],
        seconds: float = _SECONDS,
        limits: Limits | None = None,
        allowance: Allowance | None = None,
    ) -> _Answer:
        """What ``judge`` makes of the answer; a refusal names the ``limits`` of the landlord, if any."""
        if allowance is not None and allowance.is_spent:
            raise refusals.refused(refusals.TOO_SLOW)
        if not 0 < len(content) <= MAX_BYTES:
            raise refusals.refused(refusals.TOO_HEAVY if content else refusals.EMPTY_FILE)
        with self._taken(content) as worker:
            if allowance is not None:
                worker.start()
            started = monotonic()
            try:
                if allowance is not None:
                    seconds = min(seconds, allowance.left)
                answer, blob = self._asked_twice(worker, note, content, seconds)
                if (code := answer.get("refused")) is None:
                    return judge(answer, blob)
            except BrokenFrame:
                # Whoever answers that was overcome by what it read.
                worker.kill()
                code = refusals.DAMAGED
            finally:
                # Neither the wait for a free process nor its start is the paper’s doing.
                if allowance is not None:
                    allowance.left -= monotonic() - started
        raise refusals.refused(code if code in refusals.CODES else refusals.DAMAGED, limits)

    def _asked_twice(self, worker: Worker, note: Note, content: bytes, seconds: float) -> tuple[Note, bytes]:
        """The answer of ``worker``; one that fell without being slow is asked again, whoever ended it."""
        ends = monotonic() + seconds
        for _ in range(2):
            try:
                return worker.ask(note, content, ends - monotonic())
            except Fallen as fall:
                if self._closed.is_set():
                    raise Unavailable(_CLOSED) from None
                if fall.is_late:
                    raise refusals.refused(refusals.TOO_SLOW) from None
                if ends - monotonic() < LEAST_SECONDS:
                    break
        raise refusals.refused(refusals.DAMAGED)

    @contextmanager
    def _taken(self, content: bytes) -> Iterator[Worker]:
        """A process for this thread alone: the one that holds ``content``, one that runs, or any."""
        with self._changed:
            self._changed.wait_for(lambda: self._idle or self._closed.is_set())
            if self._closed.is_set():
                raise Unavailable(_CLOSED)
            worker = max(self._idle, key=lambda one: (one.holds(content) is not None, one.is_alive))
            self._idle.remove(worker)
        try:
            yield worker
        finally:
            with self._changed:
                self._idle.append(worker)
                self._changed.notify()
                if self._closed.is_set():
                    worker.kill()


@cache
def _shared(_process: int) -> PaperReader:
    made = PaperReader()
    atexit.register(made.close)
    return made


def reader() -> PaperReader:
    """The warm reader of this program."""
    return _shared(os.getpid())
