"""A client process that decides items, and writes down on its own disk what was confirmed to it."""

import os
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from sqlalchemy.orm import Session

from backoffice.database.engine import make_engine
from backoffice.database.session import carry_through, transaction
from backoffice.errors import Conflict, LineLost
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.work.claims import claim_next
from backoffice.services.work.decisions import DecisionOrder, decide_item

_PAUSES = (0.05, 0.1, 0.2, 0.4, 0.8)
_LEASE_SECONDS = 3

T = TypeVar("T")


@dataclass(frozen=True)
class Task:
    """Which servers, which queue, and where to write down what was asked and confirmed."""

    dsn: str
    kind: WorkKind
    journal: Path
    stop: Path
    """Nothing more is claimed once this file is there."""


class Journal:
    """Lines that a ``kill -9`` of their writer cannot take back: ``asked``, ``sure``, ``lost``."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_APPEND | os.O_WRONLY, 0o600)
        self.pending = _pending(path)

    def ask(self, order: DecisionOrder) -> None:
        """Before the first sending: whoever takes over sends the same command again."""
        self._write("asked", order)
        self.pending = order

    def settle(self, word: str, *, known: bool = False) -> None:
        """The answer has come: ``sure`` once the commit is confirmed, ``lost`` when it was refused.

        ``known``: an earlier sending had done it, and its answer never came.
        """
        assert self.pending is not None, "an answer answers something"
        if known:
            self._write("known", self.pending)
        self._write(word, self.pending)
        self.pending = None

    def _write(self, word: str, order: DecisionOrder) -> None:
        # One short write is whole or not there at all.
        os.write(self._file, f"{word} {order.command_id} {order.item_id} {order.version}\n".encode())
        os.fsync(self._file)


def _pending(path: Path) -> DecisionOrder | None:
    lines = [line.split() for line in path.read_text(encoding="utf-8").splitlines()]
    if not lines or lines[-1][0] not in ("asked", "known"):
        return None
    _, command, item, version = lines[-1]
    return _order(int(item), int(version), command)


def _order(item: int, version: int, command: str) -> DecisionOrder:
    return DecisionOrder(item, version, WorkDecision.ACCEPTED, command)


class Decider:
    """Claims and decides until it is told to stop, through whatever happens to the servers."""

    def __init__(self, task: Task) -> None:
        self._kind = task.kind
        self._stop = task.stop
        self._begin = partial(transaction, make_engine(task.dsn))
        self._journal = Journal(task.journal)

    def run(self) -> None:
        """Decide what a killed predecessor had asked, then the rest."""
        while True:
            if self._journal.pending is not None:
                self._decide(self._journal.pending)
            elif self._stop.exists():
                return
            else:
                self._take()

    def _take(self) -> None:
        claim = self._through(lambda session: claim_next(session, self._kind, seconds=_LEASE_SECONDS))
        assert claim is not None, "the queue is long enough"
        self._journal.ask(_order(claim.item_id, claim.version, str(uuid4())))

    def _decide(self, order: DecisionOrder) -> None:
        try:
            result = self._through(lambda session: decide_item(session, order))
        except Conflict as conflict:
            # The claim ended during an outage. Decided it was not: the same command would have said so.
            if conflict.code != "BUSY":
                self._journal.settle("lost")
        else:
            self._journal.settle("sure", known=not result.done_now)

    def _through(self, intention: Callable[[Session], T]) -> T:
        """As an agent who presses « Réessayer » until it works."""
        while True:
            try:
                return carry_through(self._begin, intention, _PAUSES)
            except LineLost:
                continue


def decide_queue(task: Task) -> None:
    """The whole life of a client process."""
    task.journal.touch()
    Decider(task).run()
