"""Profiles to be made again on a new portal: marked by an administrator, counted, taken back the same day."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.desk.online import PortalRecreation
from backoffice.models.landlord import Landlord, Staff, of_my_landlords
from backoffice.rules.dates import paris_day
from backoffice.services.clock import server_day
from backoffice.services.trace import announce

PAGE = 2_000
"""Accounts a transaction: a tenant who signs in meanwhile waits a second or two, not ten."""
Transaction = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class ToRecreate:
    """What a marking would reach, and what waits already, at one landlord."""

    landlord_id: int
    landlord_name: str
    to_mark: int
    waiting: int


@dataclass(frozen=True)
class RecreationStep:
    """After a page: how many in all, and whether none is left."""

    done: int
    finished: bool


@dataclass(frozen=True)
class RecreationRun:
    """One marking; ``waiting`` profiles of it are still to be made again."""

    landlord_id: int
    landlord_code: str
    landlord_name: str
    opened_before: date
    marked_at: datetime
    who: str
    marked: int
    waiting: int
    is_finished: bool
    undone_at: datetime | None
    can_undo: bool
    command_id: str


def count_to_recreate(session: Session, landlord: str, before: date) -> ToRecreate:
    """How many accounts opened before ``before`` a marking would reach, and how many wait already.

    Raises ``NotFound``, ``Refused`` (``NOT_ADMINISTRATOR``, ``RECREATION_DATE``).
    """
    row = _landlord(session, landlord)
    given = {"landlord": row.id, "before": before}
    to_mark = session.execute(text("SELECT count_to_recreate(:landlord, :before)"), given).scalar_one()
    return ToRecreate(row.id, row.name, int(to_mark), sum(_waiting(session, row.id).values()))


def mark_next(session: Session, landlord_id: int, before: date, command_id: str) -> RecreationStep:
    """Mark the next page; call it in a transaction of its own until ``finished`` (portals.md 4.1).

    The same command goes on where it stopped, and changes nothing once finished. Raises ``Refused``:
    ``NOT_ADMINISTRATOR``, ``RECREATION_DATE``, ``COMMAND_REUSED``, ``RECREATION_UNDONE``.
    """
    announce(session, command_id=command_id)
    statement = text("SELECT marked, finished FROM mark_to_recreate(:landlord, :before, :command, :page)")
    given = {"landlord": landlord_id, "before": before, "command": command_id, "page": PAGE}
    row = session.execute(statement, given).one()
    return RecreationStep(row.marked, row.finished)


def mark_all(
    transaction: Transaction, landlord: str, before: date, command_id: str
) -> Iterator[RecreationStep]:
    """Every page, each committed before it is yielded; stop asking to stop. Raises as ``mark_next``."""
    with transaction() as session:
        landlord_id = _landlord(session, landlord).id
    finished = False
    while not finished:
        with transaction() as session:
            step = mark_next(session, landlord_id, before, command_id)
        finished = step.finished
        yield step


def unmark_next(session: Session, command_id: str) -> RecreationStep:
    """Take the next page of a marking back; ``done`` counts this page alone.

    Who has made his profile again stays as he is. Raises ``Refused``: ``NOT_ADMINISTRATOR``,
    ``TOO_LATE_TO_UNDO`` from the next day on.
    """
    announce(session, command_id=command_id)
    statement = text("SELECT unmarked, finished FROM unmark_to_recreate(:command, :page)")
    row = session.execute(statement, {"command": command_id, "page": PAGE}).one()
    return RecreationStep(row.unmarked, row.finished)


def unmark_all(transaction: Transaction, command_id: str) -> Iterator[RecreationStep]:
    """Every page, each committed before it is yielded; ``done`` adds them up. Raises as ``unmark_next``."""
    done, finished = 0, False
    while not finished:
        with transaction() as session:
            step = unmark_next(session, command_id)
        done, finished = done + step.done, step.finished
        yield RecreationStep(done, finished)


def recent_recreations(session: Session, landlord: str | None = None) -> tuple[RecreationRun, ...]:
    """The last markings of my landlords, newest first. Raises ``Refused`` (``NOT_ADMINISTRATOR``)."""
    rows = session.execute(
        select(PortalRecreation, Landlord.code, Landlord.name, Staff.full_name)
        .join(Landlord, Landlord.id == PortalRecreation.landlord_id)
        .join(Staff, Staff.id == PortalRecreation.staff_id)
        .where(of_my_landlords(Landlord.id, landlord))
        .order_by(PortalRecreation.marked_at.desc())
        .limit(20)
    ).all()
    today = server_day(session)
    waiting = {
        (landlord_id, since): count
        for landlord_id in {row.PortalRecreation.landlord_id for row in rows}
        for since, count in _waiting(session, landlord_id).items()
    }
    return tuple(
        _run(row.PortalRecreation, row.code, row.name, row.full_name, waiting, today) for row in rows
    )


def _run(
    run: PortalRecreation,
    code: str,
    name: str,
    who: str,
    waiting: dict[tuple[int, datetime], int],
    today: date,
) -> RecreationRun:
    return RecreationRun(
        landlord_id=run.landlord_id,
        landlord_code=code,
        landlord_name=name,
        opened_before=run.opened_before,
        marked_at=run.marked_at,
        who=who,
        marked=run.marked,
        waiting=waiting.get((run.landlord_id, run.marked_at), 0),
        is_finished=run.finished_at is not None,
        undone_at=run.undone_at,
        can_undo=run.undone_at is None and paris_day(run.marked_at) == today,
        command_id=run.command_id,
    )


def _waiting(session: Session, landlord_id: int) -> dict[datetime, int]:
    statement = text("SELECT marked_at, waiting FROM recreation_left(:landlord)")
    rows = session.execute(statement, {"landlord": landlord_id})
    return {row.marked_at: row.waiting for row in rows}


def _landlord(session: Session, code: str) -> Any:
    row = session.execute(
        select(Landlord.id, Landlord.name).where(of_my_landlords(Landlord.id, code))
    ).one_or_none()
    if row is None:
        raise NotFound(f"« {code} » n’est pas un de vos bailleurs : donnez le code de l’un d’eux.")
    return row
