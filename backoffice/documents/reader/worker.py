"""One reading process seen from the window: started, asked, killed at its deadline, started again."""

import logging
import os
import subprocess
import sys
from collections import OrderedDict
from contextlib import suppress
from functools import cache
from importlib.util import find_spec
from itertools import count
from pathlib import Path
from threading import Event, Timer
from time import monotonic
from typing import IO

from backoffice.documents.jail.windows import START_FLAGS, Jail, held_in
from backoffice.documents.limits import HELD, PAPERS_PER_PROCESS
from backoffice.documents.reader.protocol import BrokenFrame, Note, receive, send
from backoffice.errors import Unavailable

_LOG = logging.getLogger(__name__)
_START_SECONDS = 20.0
LEAST_SECONDS = 1.0
"""What a paper is left with however long the start took."""
_PROGRAM = (
    "import sys; sys.path[:0] = sys.argv[1:]; from backoffice.documents.reader.child import main; main()"
)
# Windows finds its own libraries by this one; nothing else of the environment is a reader's business.
_ENVIRONMENT = {name: os.environ[name] for name in ("SYSTEMROOT",) if name in os.environ}
_OUT_OF_TIME = (-24,)
"""The end of a process whose processor time is over (SIGXCPU)."""
_NOT_STARTED = "Le lecteur de pièces ne démarre pas : fermez Guichet, puis ouvrez-le de nouveau."


class Fallen(Exception):
    """The process ended without an answer; ``is_late`` when it was killed for having been too slow."""

    def __init__(self, *, is_late: bool) -> None:
        super().__init__()
        self.is_late = is_late


class Worker:
    """A reading process and the papers that it holds; used by one thread at a time."""

    def __init__(self) -> None:
        self._process: subprocess.Popen[bytes] | None = None
        self._jail: Jail | None = None
        self._held: OrderedDict[int, bytes] = OrderedDict()
        self._numbers = count(1)
        self._opened = 0
        self._ended = Event()
        self.locks: frozenset[str] = frozenset()

    @property
    def is_alive(self) -> bool:
        """Whether a process is there."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """Its number, for those who look at it."""
        return self._process.pid if self._process else None

    def holds(self, content: bytes) -> int | None:
        """The number under which the process holds this very paper."""
        if not self.is_alive:
            return None
        for number, held in self._held.items():
            # The same object nearly always; otherwise comparing costs less than sending.
            if held is content or (len(held) == len(content) and held == content):
                return number
        return None

    def ask(self, note: Note, content: bytes, seconds: float) -> tuple[Note, bytes]:
        """The answer to ``note`` about ``content``, within ``seconds``, in which a start is counted.

        Raises ``Fallen``, and ``Unavailable`` when no process starts.
        """
        ends = monotonic() + seconds
        self.start()
        seconds = max(ends - monotonic(), LEAST_SECONDS)
        number = self.holds(content)
        is_new = number is None
        if number is None:
            number = next(self._numbers)
        asked = {**note, "paper": number, "seconds": seconds, "close": self._too_many() if is_new else []}
        answer, blob = self._exchange(asked, content if is_new else b"", seconds)
        if "refused" in answer:
            self._held.pop(number, None)
        else:
            self._held[number] = content
            self._held.move_to_end(number)
        self._opened += is_new
        return answer, blob

    def start(self) -> None:
        """Start the process if none is there, or if this one has read enough. Raises ``Unavailable``."""
        if self._opened >= PAPERS_PER_PROCESS:
            self.kill()
        if self.is_alive:
            return
        self.kill()
        try:
            self._process = _started()
            self._jail = held_in(self._process)
            ready, _ = self._exchange({}, b"", _START_SECONDS, is_first=True)
        except (OSError, Fallen):
            self.kill()
            raise Unavailable(_NOT_STARTED) from None
        self.locks = frozenset(map(str, ready.get("locks", ())))

    def kill(self) -> None:
        """End the process and forget what it held."""
        process, self._process = self._process, None
        self._held.clear()
        self._opened = 0
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                _close(pipe)
        if self._jail is not None:
            self._jail.close()
            self._jail = None

    def end(self) -> None:
        """End the process for good while another thread may be waiting for it: that one finds it fallen."""
        self._ended.set()
        process = self._process
        if process is not None:
            process.kill()

    def _too_many(self) -> list[int]:
        """The papers that make room for one more."""
        closed = []
        while len(self._held) >= HELD:
            closed.append(self._held.popitem(last=False)[0])
        return closed

    def _exchange(
        self, note: Note, blob: bytes, seconds: float, *, is_first: bool = False
    ) -> tuple[Note, bytes]:
        process = self._process
        assert process is not None, "started before it is asked"
        assert process.stdin is not None, "a pipe"
        assert process.stdout is not None, "a pipe"
        late = Event()
        deadline = Timer(seconds, _end, (process, late))
        deadline.daemon = True
        deadline.start()
        answer = None
        if self._ended.is_set():
            # A process started since would have nobody to end it.
            process.kill()
        try:
            if not is_first:
                send(process.stdin, note, blob)
            answer = receive(process.stdout)
        except (OSError, BrokenFrame):
            _LOG.info("the reading process answered nothing that can be read")
        finally:
            deadline.cancel()
        if answer is None:
            process.kill()
            is_late = late.is_set() or process.wait() in _OUT_OF_TIME
            self.kill()
            raise Fallen(is_late=is_late)
        if "why" in answer[0]:
            _LOG.debug("a paper was refused: %s", answer[0]["why"])
        return answer


def _end(process: subprocess.Popen[bytes], late: Event) -> None:
    late.set()
    process.kill()


def _close(pipe: IO[bytes] | None) -> None:
    # What was not written yet has nobody to read it.
    with suppress(OSError):
        if pipe is not None:
            pipe.close()


def _started() -> subprocess.Popen[bytes]:
    """A Python of its own, told where this program and its two libraries are, and nothing else of here."""
    # On Windows the Python of a virtual environment starts another: a job of one process forbids it.
    program = getattr(sys, "_base_executable", None) or sys.executable
    return subprocess.Popen(
        [program, "-I", "-S", "-B", "-W", "ignore", "-X", "utf8", "-c", _PROGRAM, *_places()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        cwd=Path(program).anchor or None,
        env=_ENVIRONMENT,
        creationflags=START_FLAGS,
    )


@cache
def _places() -> tuple[str, ...]:
    """The folders where this program and the libraries of the reading process are."""
    found: dict[str, None] = {}
    for name in ("backoffice", "pypdfium2", "PIL", "ttf_opensans", "zxingcpp"):
        package = find_spec(name)
        assert package is not None, "declared in pyproject.toml"
        assert package.origin is not None, "a folder with an __init__"
        found[str(Path(package.origin).resolve().parent.parent)] = None
    return tuple(found)
