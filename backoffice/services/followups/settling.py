"""A task done, cancelled, or to be done again; once per command."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.validation.tasks import FollowUp
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind, FollowUpState
from backoffice.services.commands import already_done, mark_done
from backoffice.services.trace import record

_ACT = "SETTLE_FOLLOW_UP"


@dataclass(frozen=True)
class Settled:
    """Where a task stands now."""

    id: int
    version: int
    state: FollowUpState
    sentence: str


def settle_follow_up(
    session: Session, task_id: int, version: int, state: FollowUpState, command_id: str
) -> Settled:
    """Say that a task is done or cancelled, or (``OPEN``) take that back; ``version`` is the one read.

    Raises ``Refused`` (``TASK_UNKNOWN``, ``OWN_HOUSEHOLD``), ``Conflict`` (``TASK_CHANGED``), ``NotFound``.
    """
    arguments = {"task_id": task_id, "version": version, "state": state.value}
    done = already_done(session, command_id, _ACT, arguments)
    task = session.scalars(
        select(FollowUp).where(FollowUp.id == task_id).execution_options(populate_existing=True)
    ).one_or_none()
    if task is None:
        raise NotFound("Cette tâche n’existe plus ou n’est pas de vos agences : relisez la liste.")
    what, landlord_id, customer_id = FollowUpKind(task.kind).label, task.landlord_id, task.customer_id
    if done is None:
        now = session.execute(select(func.settle_follow_up(task_id, version, state.value))).scalar_one()
        session.expire(task)
        record(
            session,
            act=_ACT,
            subject=f"follow_up:{task_id}",
            landlord_id=landlord_id,
            customer_id=customer_id,
            reason=state.value,
            command_id=command_id,
        )
        done = {"version": now}
        mark_done(session, command_id, _ACT, arguments, done)
        session.flush()
    return Settled(task_id, int(done["version"]), state, f"{what} : {state.label.lower()}.")
