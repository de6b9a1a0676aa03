"""Approval, then erasure customer by customer: each one whole in its own transaction (R5.23)."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.models.desk.retention import RetentionItem
from backoffice.rules.retention.words import ItemState
from backoffice.services.retention.runs import RunView, refuse_foreign_run, run_view

Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class ErasureStep:
    """Items that one step erased and kept after all; ``finished`` once the run is closed."""

    erased: int
    kept: int
    finished: bool


def approve(session: Session, run_id: int) -> RunView:
    """Approve a run, as a data protection officer of its landlord; the database checks it.

    An officer may approve the run that he prepared: he is often alone, and every item is judged again when
    it is erased. Raises ``NotFound``, ``Refused`` (``NOT_DPO``, ``RUN_REPLACED``, ``RUN_IN_FUTURE``).
    """
    refuse_foreign_run(session, run_id)
    session.execute(text("SELECT approve_retention(:run)"), {"run": run_id})
    session.expire_all()
    return run_view(session, run_id)


def erase_next(session: Session, run_id: int) -> ErasureStep:
    """Erase the next customer of an approved run; call it in a transaction of its own until ``finished``.

    Irreversible. A kill between two steps leaves every customer whole or gone; the next call goes on. What
    came to life since the dry run is kept and marked so. Raises ``NotFound``, ``Refused`` (``NOT_DPO``,
    ``RUN_NOT_APPROVED``).
    """
    refuse_foreign_run(session, run_id)
    due = (RetentionItem.run_id == run_id, RetentionItem.state == ItemState.DUE)
    customer = session.scalars(
        select(RetentionItem.customer_id).where(*due).order_by(RetentionItem.customer_id).limit(1)
    ).one_or_none()
    if customer is None:
        closed = text("SELECT close_retention(:run)")
        return ErasureStep(0, 0, finished=bool(session.execute(closed, {"run": run_id}).scalar_one()))
    given = {"run": run_id, "customer": customer}
    row = session.execute(text("SELECT erased, kept FROM erase_customer(:run, :customer)"), given).one()
    return ErasureStep(row.erased, row.kept, finished=False)


def erase_run(transaction: Transaction, run_id: int) -> Iterator[ErasureStep]:
    """Every step of a run, each committed before it is yielded; stop asking to stop erasing."""
    finished = False
    while not finished:
        with transaction() as session:
            step = erase_next(session, run_id)
        finished = step.finished
        yield step
