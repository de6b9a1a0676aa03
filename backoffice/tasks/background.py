"""Functions run off the UI thread; their answers come back on it, the late ones are dropped."""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from inspect import ismethod
from typing import Any
from weakref import WeakKeyDictionary, WeakMethod, ref

import shiboken6
from PySide6.QtCore import QObject, QRunnable, Qt, QThreadPool, Signal, Slot

from backoffice.errors import GuichetError
from backoffice.tasks.bugs import report_bug

THREADS = 2

Then = Callable[[Any], object]
Failed = Callable[[GuichetError], object]


@dataclass(frozen=True, eq=False)
class Ticket:
    """Who asked what, and where the answer goes; nothing here keeps the one who asked alive."""

    owner: Callable[[], QObject | None]
    topic: str
    number: int
    droppable: bool
    then: Callable[[], Then | None]
    failed: Callable[[], Failed | None]
    changes: frozenset[str] = frozenset()


class _Job(QRunnable):
    """One function waiting for a thread, or running in it."""

    def __init__(self, background: "Background", ticket: Ticket, work: Callable[[], Any]) -> None:
        super().__init__()
        self.setAutoDelete(False)
        self.ticket = ticket
        self.answer: Any = None
        self.error: GuichetError | None = None
        self._work = work
        self._background = background

    def run(self) -> None:
        """Do the work, unless a later request has made it useless; keep the answer or the error."""
        if self._background.still_wanted(self.ticket):
            try:
                self.answer = self._work()
            except GuichetError as error:
                self.error = error
            except Exception as error:  # noqa: BLE001  # the runner is where bugs become a reference number
                self.error = report_bug(error)
        # A long job may end after the window that asked: nobody is left to hear of it.
        if shiboken6.isValid(self._background):
            with suppress(RuntimeError):
                self._background.finished.emit(self)


class Background(QObject):
    """A thread pool of its own and the tickets of what is under way.

    Of several requests with the same owner and topic only the last is answered. Answers to an
    owner that no longer exists are dropped. Answers come on the thread of this object.
    """

    finished = Signal(object)
    idle = Signal()
    """Nothing is under way any more; emitted after the answer was delivered."""

    def __init__(self, parent: QObject | None = None, *, threads: int = THREADS) -> None:
        super().__init__(parent)
        self._pool = QThreadPool()
        self._pool.setMaxThreadCount(threads)
        self._pool.setExpiryTimeout(-1)
        self._jobs: set[_Job] = set()
        self._latest: WeakKeyDictionary[QObject, dict[str, int]] = WeakKeyDictionary()
        self._count = 0
        self._closing = False
        self.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def run(self, work: Callable[[], Any], *, owner: QObject, then: Then, failed: Failed, topic: str) -> None:
        """Call ``work`` in a thread, then ``then(answer)`` or ``failed(error)`` here.

        ``then`` and ``failed`` may be methods of ``owner``: they are held weakly.
        """
        self._submit(self._ticket(owner, then, failed, topic, droppable=True), work)

    def do(self, work: Callable[[], Any], *, owner: QObject, then: Then, failed: Failed) -> None:
        """The same for what is to be done whatever comes after it: nothing overtakes it."""
        self._submit(self._ticket(owner, then, failed, "", droppable=False), work)

    def forget(self, owner: QObject, topic: str) -> None:
        """Drop whatever ``owner`` asked about ``topic`` and was not answered yet."""
        self._count += 1
        self._latest.setdefault(owner, {})[topic] = self._count

    def is_idle(self) -> bool:
        """Whether nothing is under way."""
        return not self._jobs

    def still_wanted(self, ticket: Ticket) -> bool:
        """Whether the answer would still be delivered."""
        owner = ticket.owner()
        if self._closing and ticket.droppable:
            return False
        if owner is None:
            return not ticket.droppable
        return not ticket.droppable or self._latest.get(owner, {}).get(ticket.topic) == ticket.number

    def close(self, seconds: float) -> bool:
        """Drop the questions, join the rest, at most ``seconds``; whether every thread ended."""
        self._closing = True
        return self._pool.waitForDone(int(seconds * 1000))

    def _ticket(
        self,
        owner: QObject,
        then: Then,
        failed: Failed,
        topic: str,
        *,
        droppable: bool,
        changes: frozenset[str] = frozenset(),
    ) -> Ticket:
        self._count += 1
        if droppable:
            self._latest.setdefault(owner, {})[topic] = self._count
        return Ticket(ref(owner), topic, self._count, droppable, _weak(then), _weak(failed), changes)

    def _submit(self, ticket: Ticket, work: Callable[[], Any]) -> None:
        if self._closing:
            return
        job = _Job(self, ticket, work)
        self._jobs.add(job)
        self._pool.start(job)

    def _before_delivery(self, ticket: Ticket, error: GuichetError | None) -> None:
        """What a descendant does with every answer, wanted or not."""

    @Slot(object)
    def _on_finished(self, job: _Job) -> None:
        self._jobs.discard(job)
        if self._closing:
            return
        wanted = self.still_wanted(job.ticket)
        self._before_delivery(job.ticket, job.error)
        if wanted:
            self._deliver(job)
        if not self._jobs:
            self.idle.emit()

    def _deliver(self, job: _Job) -> None:
        owner = job.ticket.owner()
        if owner is None or not shiboken6.isValid(owner):
            return
        if job.error is not None:
            failed = job.ticket.failed()
            if failed is not None:
                failed(job.error)
            return
        then = job.ticket.then()
        if then is not None:
            then(job.answer)


def _weak(callback: Callable[[Any], object]) -> Callable[[], Callable[[Any], object] | None]:
    """A way back to ``callback`` that does not keep the object of a method alive."""
    if ismethod(callback):
        return WeakMethod(callback)
    return lambda: callback
