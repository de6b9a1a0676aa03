"""What every kind of item is ordered and answers: decide, see before, take back."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus


@dataclass(frozen=True)
class KindOrder:
    """A decision on an item of which ``version`` was read; carried out once per command."""

    item_id: int
    version: int
    decision: WorkDecision
    command_id: str
    reason: str | None = None
    """A code of the reasons in force; none for an acceptance."""
    details: Mapping[str, Any] = field(default_factory=dict)
    """What the kind needs beside, in values that JSON knows: verdicts, effective day, plan."""

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "item_id": self.item_id,
            "version": self.version,
            "decision": self.decision.value,
            "reason": self.reason,
            "details": dict(self.details),
        }


@dataclass(frozen=True)
class KindPreview:
    """What a decision would do, before it is said: sentences, or why it is refused."""

    consequences: tuple[str, ...] = ()
    refusal: str | None = None
    code: str | None = None
    message: str | None = None
    """What the tenant would read; ``None`` when nobody would be told."""


@dataclass(frozen=True)
class KindResult:
    """Where the item stands; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    rank: int
    status: WorkStatus
    version: int
    sentence: str
    """What was done, for the line of the undo."""
    undone_until: datetime | None = None
    """When its message leaves; ``None`` when it cannot be undone."""


class KindActs(Protocol):
    """The acts of one kind of item; each in the caller's transaction. Raise ``Refused``, ``Conflict``."""

    kind: WorkKind

    def preview(self, session: Session, order: KindOrder) -> KindPreview:
        """What ``order`` would do now; writes nothing."""
        ...

    def decide(self, session: Session, order: KindOrder) -> KindResult:
        """Carry ``order`` out."""
        ...

    def undo(self, session: Session, item_id: int, version: int, command_id: str) -> KindResult:
        """Take back my own last decision while its message has not left."""
        ...
