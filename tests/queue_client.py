"""A client process that empties a queue: decide what is held and claim the next, in one transaction."""

import os
import time
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from sqlalchemy import Engine, text

from backoffice.database.engine import make_engine
from backoffice.database.session import transaction
from backoffice.errors import Conflict
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.work.claims import Claim, claim_next
from backoffice.services.work.decisions import DecisionOrder, decide_item

OPEN = text("SELECT count(*) FROM work_item WHERE kind = :kind AND status = 'OPEN'")


@dataclass(frozen=True)
class Task:
    """Where to work, as whom, and after how many decisions to stand still with an item in hand."""

    dsn: str
    kind: WorkKind
    seconds: int
    journal: Path
    stop_after: int | None


def empty_queue(task: Task) -> None:
    """Work until nothing is open; every confirmed decision is one line of the journal."""
    engine = make_engine(task.dsn)
    with task.journal.open("a", encoding="utf-8", buffering=1) as journal:
        done = 0
        claim = _claim(engine, task)
        while claim is not None:
            if done == task.stop_after:
                journal.write(f"held {claim.item_id} {claim.until.isoformat()}\n")
                _stand_still()
            try:
                following = _decide_and_claim(engine, task, claim)
            except Conflict:
                # Too slow: the claim expired, and the item is perhaps a colleague's by now.
                journal.write(f"lost {claim.item_id}\n")
                following = _claim(engine, task)
            else:
                journal.write(f"done {claim.item_id}\n")
                done += 1
            claim = following or _wait_for_one(engine, task)
    engine.dispose()


def _claim(engine: Engine, task: Task) -> Claim | None:
    with transaction(engine) as session:
        return claim_next(session, task.kind, seconds=task.seconds)


def _decide_and_claim(engine: Engine, task: Task, claim: Claim) -> Claim | None:
    order = DecisionOrder(claim.item_id, claim.version, WorkDecision.ACCEPTED, str(uuid4()))
    with transaction(engine) as session:
        decide_item(session, order)
        return claim_next(session, task.kind, seconds=task.seconds)


def _wait_for_one(engine: Engine, task: Task) -> Claim | None:
    """The claim of a colleague who died ends without a word: look again until nothing is open."""
    while True:
        with transaction(engine) as session:
            if session.execute(OPEN, {"kind": task.kind.value}).scalar_one() == 0:
                return None
            claim = claim_next(session, task.kind, seconds=task.seconds)
        if claim is not None:
            return claim
        time.sleep(0.05)


def _stand_still() -> None:
    """Until somebody kills this process."""
    os.read(os.pipe()[0], 1)
