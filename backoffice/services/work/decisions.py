"""Decisions on items of work: each once, none overwritten; undoing and reopening add a row."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.commands import already_done, mark_done

_DECIDE = text("SELECT rank, status, version FROM decide_item(:item, :version, :decision, :reason, :command)")
_UNDO = text("SELECT rank, status, version FROM undo_item(:item, :version, :command)")
_REOPEN = text("SELECT rank, status, version FROM reopen_item(:item, :version, :reason, :command)")


@dataclass(frozen=True)
class DecisionOrder:
    """What to decide, on which item and which version of it."""

    item_id: int
    version: int
    """The version that was claimed and shown."""
    decision: WorkDecision
    command_id: str
    reason: str | None = None
    """A code; required for anything but an acceptance."""

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "item_id": self.item_id,
            "version": self.version,
            "decision": self.decision.value,
            "reason": self.reason,
        }


@dataclass(frozen=True)
class DecisionResult:
    """Where the item stands; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    rank: int
    status: WorkStatus
    version: int


def decide_item(session: Session, order: DecisionOrder) -> DecisionResult:
    """Carry out one order in the caller's transaction: decide, undo or reopen, once per command.

    To decide, the claim must be mine and not have expired, were it by a second and even if nobody has
    taken the item since. ``UNDONE`` takes back my own last decision within ten minutes and leaves me the
    item; ``REOPENED`` puts a settled item back in the queue, with a reason. Raises ``Conflict`` (claim
    expired or taken, item decided or changed, command used for something else), ``Refused`` with a code.
    """
    act = f"work.{order.decision.value}"
    done = already_done(session, order.command_id, act, order.arguments())
    if done is not None:
        return _result(done, done_now=False)
    asked = {
        "item": order.item_id,
        "version": order.version,
        "decision": order.decision.value,
        "reason": order.reason,
        "command": order.command_id,
    }
    query = {WorkDecision.UNDONE: _UNDO, WorkDecision.REOPENED: _REOPEN}.get(order.decision, _DECIDE)
    answer = dict(session.execute(query, asked).mappings().one())
    mark_done(session, order.command_id, act, order.arguments(), answer)
    session.flush()
    return _result(answer, done_now=True)


def _result(answer: dict[str, Any], *, done_now: bool) -> DecisionResult:
    return DecisionResult(done_now, answer["rank"], WorkStatus(answer["status"]), answer["version"])
