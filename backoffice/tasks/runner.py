"""The runner: every question to the database and every act leaves the UI thread through it."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot

from backoffice.errors import GuichetError, LineLost
from backoffice.tasks.background import Background, Failed, Then, Ticket

STATEMENT_SECONDS = 30.0
PING_MILLISECONDS = 2000
_PING = "connection"

Transaction = Callable[[], AbstractContextManager[Any]]


class Runner(Background):
    """Reads and writes, one transaction each, and the state of the connection."""

    changed = Signal(object)
    """The kinds of record that an act has changed: ``frozenset[str]``."""
    lost = Signal()
    restored = Signal()

    def __init__(self, transaction: Transaction, parent: QObject | None = None) -> None:
        # One thread, one session: with the one that listens, a desk at work holds two.
        super().__init__(parent, threads=1)
        self._transaction = transaction
        self._is_lost = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(PING_MILLISECONDS)
        self._timer.timeout.connect(self._on_ping_due)

    def read(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        owner: QObject,
        then: Then,
        failed: Failed,
        topic: str,
    ) -> None:
        """Ask ``function(session, *arguments)``; a later request on the same topic overtakes this one."""
        ticket = self._ticket(owner, then, failed, topic, droppable=True)
        self._submit(ticket, self._work(function, arguments))

    def write(
        self,
        function: Callable[..., Any],
        *arguments: Any,
        owner: QObject,
        then: Then,
        failed: Failed,
        changes: Iterable[str],
    ) -> None:
        """Do ``function(session, *arguments)``, commit, then say once which kinds of record changed.

        Any error rolls back. An act is never dropped: it is done even if its window is closed meanwhile.
        """
        ticket = self._ticket(owner, then, failed, "", droppable=False, changes=frozenset(changes))
        self._submit(ticket, self._work(function, arguments))

    @property
    def is_lost(self) -> bool:
        """Whether the database did not answer the last time it was asked."""
        return self._is_lost

    def close(self, seconds: float = STATEMENT_SECONDS) -> bool:
        """Drop what waits and join what runs, at most as long as a statement may last."""
        self._timer.stop()
        return super().close(seconds)

    def _work(self, function: Callable[..., Any], arguments: tuple[Any, ...]) -> Callable[[], Any]:
        def work() -> Any:
            with self._transaction() as session:
                return function(session, *arguments)

        return work

    def _before_delivery(self, ticket: Ticket, error: GuichetError | None) -> None:
        if error is None:
            self._note_answer(ticket)
        elif isinstance(error, LineLost):
            self._note_loss()

    def _note_answer(self, ticket: Ticket) -> None:
        if self._is_lost and self._was_really_asked(ticket):
            self._is_lost = False
            self._timer.stop()
            self.restored.emit()
        if ticket.changes:
            self.changed.emit(ticket.changes)

    def _was_really_asked(self, ticket: Ticket) -> bool:
        # A request overtaken before it started has no error, and proves nothing either.
        return self.still_wanted(ticket)

    def _note_loss(self) -> None:
        if not self._is_lost:
            self._is_lost = True
            self.lost.emit()
        self._timer.start()

    @Slot()
    def _on_ping_due(self) -> None:
        self.read(_ping, owner=self, then=_ignore, failed=_ignore, topic=_PING)


def _ping(session: Any) -> None:
    # Taking a connection is enough: the pool tries it before it hands it over.
    session.connection()


def _ignore(_answer: object) -> None:
    """The state of the connection was already noted."""
