"""Decide an item of whatever kind by its own acts, claimed at once; undo it; put it back in its queue."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.desk.work import WorkItem
from backoffice.models.trace import CommandDone
from backoffice.rules.vocabulary.validation.work import ReopenReason
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.items.orders import KindActs, KindOrder, KindResult
from backoffice.services.queues.kinds import acts_of
from backoffice.services.work.decisions import DecisionOrder, DecisionResult, decide_item
from backoffice.services.work.following import claim_family

_UNKNOWN = "Ce dossier n’existe pas ou n’est pas de vos agences : relancez la file."


def decide_now(
    session: Session,
    item_id: int,
    decision: WorkDecision,
    command_id: str,
    *,
    reason: str | None = None,
    details: Mapping[str, Any] | None = None,
) -> KindResult:
    """Claim an item and decide it as it stands, once per command. Raises ``Refused``, ``Conflict``."""
    acts = _acts(session, item_id)
    version = _former_version(session, command_id)
    if version is None:
        version = claim_family(session, item_id).claim.version
    order = KindOrder(item_id, version, decision, command_id, reason, details or {})
    return acts.decide(session, order)


def undo_now(session: Session, item_id: int, command_id: str) -> KindResult:
    """Take back my own last decision while nothing has left. Raises ``Refused``, ``Conflict``."""
    acts = _acts(session, item_id)
    return acts.undo(session, item_id, _standing_version(session, item_id, command_id), command_id)


def reopen_now(session: Session, item_id: int, reason: ReopenReason, command_id: str) -> DecisionResult:
    """Put a settled item back in its queue. Raises ``Refused`` for one that is open, ``Conflict``."""
    version = _standing_version(session, item_id, command_id)
    order = DecisionOrder(item_id, version, WorkDecision.REOPENED, command_id, reason.value)
    return decide_item(session, order)


def _acts(session: Session, item_id: int) -> KindActs:
    kind = session.scalars(select(WorkItem.kind).where(WorkItem.id == item_id)).one_or_none()
    if kind is None:
        raise NotFound(_UNKNOWN)
    acts = acts_of(WorkKind(kind))
    if acts is None:
        raise Refused(f"La file « {WorkKind(kind).label} » ne se décide pas d’ici.", code="NO_ACTS")
    return acts


def _standing_version(session: Session, item_id: int, command_id: str) -> int:
    former = _former_version(session, command_id)
    if former is not None:
        return former
    found = session.scalars(select(WorkItem.version).where(WorkItem.id == item_id)).one_or_none()
    if found is None:
        raise NotFound(_UNKNOWN)
    return found


def _former_version(session: Session, command_id: str) -> int | None:
    """The version that an earlier sending of this command named; 0 where its kind names none."""
    done = session.get(CommandDone, command_id)
    return None if done is None else int(done.arguments.get("version") or 0)
