"""A client process that empties a queue: decide what is held and claim the next, in one transaction."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import psycopg

from backoffice.database.engine import make_engine
from backoffice.database.failures import translated
from backoffice.database.session import transaction
from backoffice.errors import Conflict
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.work.claims import claim_next
from backoffice.services.work.decisions import DecisionOrder, decide_item

_CLAIM = "SELECT id, version, claimed_until FROM claim_next(%s, %s)"
_DECIDE = "SELECT rank FROM decide_item(%s, %s, 'ACCEPTED', NULL, %s)"
_OPEN = "SELECT count(*) FROM work_item WHERE kind = %s AND status = 'OPEN'"

Held = tuple[int, int, str]
"""The item, its version, the end of the claim."""


@dataclass(frozen=True)
class Task:
    """Where to work, as whom, and after how many decisions to stand still with an item in hand."""

    dsn: str
    kind: WorkKind
    seconds: int
    journal: Path
    stop_after: int | None
    by_services: bool
    """As the desktop does it, rather than by the functions of the database alone."""


class PlainDesk:
    """The functions of the database, called by the driver: what any program may do."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._connection = psycopg.connect(task.dsn, autocommit=True)

    def turn(self, held: Held | None) -> Held | None:
        """Decide what is held and claim the next; both or nothing."""
        with translated(), self._connection.transaction():
            if held is not None:
                self._connection.execute(_DECIDE, [held[0], held[1], uuid4()])
            row = self._connection.execute(_CLAIM, [self._task.kind.value, self._task.seconds]).fetchone()
        return None if row is None else (row[0], row[1], row[2].isoformat())

    def close(self) -> None:
        """Leave."""
        self._connection.close()


class ServicesDesk:
    """The same through the engine and the services of the desktop program."""

    def __init__(self, task: Task) -> None:
        self._task = task
        self._engine = make_engine(task.dsn)

    def turn(self, held: Held | None) -> Held | None:
        """Decide what is held and claim the next; both or nothing."""
        with transaction(self._engine) as session:
            if held is not None:
                order = DecisionOrder(held[0], held[1], WorkDecision.ACCEPTED, str(uuid4()))
                decide_item(session, order)
            claim = claim_next(session, self._task.kind, seconds=self._task.seconds)
        return None if claim is None else (claim.item_id, claim.version, claim.until.isoformat())

    def close(self) -> None:
        """Leave."""
        self._engine.dispose()


def empty_queue(task: Task) -> None:
    """Work until nothing is open; every confirmed decision is one line of the journal."""
    desk = ServicesDesk(task) if task.by_services else PlainDesk(task)
    with task.journal.open("a", encoding="utf-8", buffering=1) as journal:
        done = 0
        held = desk.turn(None) or _wait_for_one(desk, task)
        while held is not None:
            if done == task.stop_after:
                journal.write(f"held {held[0]} {held[2]}\n")
                _stand_still()
            try:
                following = desk.turn(held)
            except Conflict as conflict:
                # Too slow: the claim expired, and the item is perhaps a colleague's by now.
                journal.write(f"lost {held[0]} {conflict.code}\n")
                following = desk.turn(None)
            else:
                journal.write(f"done {held[0]}\n")
                done += 1
            held = following or _wait_for_one(desk, task)
    desk.close()


def _wait_for_one(desk: PlainDesk | ServicesDesk, task: Task) -> Held | None:
    """The claim of a colleague who died ends without a word: look again until nothing is open."""
    while True:
        held = desk.turn(None)
        if held is not None:
            return held
        with psycopg.connect(task.dsn) as look:
            row = look.execute(_OPEN, [task.kind.value]).fetchone()
        if row == (0,):
            return None
        time.sleep(0.05)


def _stand_still() -> None:
    """Until somebody kills this process."""
    os.read(os.pipe()[0], 1)
