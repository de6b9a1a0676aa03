"""The courier: takes out of the database what must leave it, round after round."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.audit import AuditBatch
from backoffice.rules.audit.records import Head
from backoffice.services.audit.heads import add_heads, last_heads
from backoffice.services.audit.sealing import Begin, seal_trace

# Any number will do, as long as every courier uses the same one.
_ONE_COURIER = 7_166_401_515


@dataclass(frozen=True)
class Carried:
    """What one errand took away: how many, of what, in words."""

    count: int
    what: str


Errand = Callable[[Begin], Carried]


def seal(begin: Begin) -> Carried:
    """Close the batches of the trace that can be. Raises ``Refused`` without the right."""
    return Carried(seal_trace(begin).closed, "lot(s) de la trace scellé(s)")


def mend_shared(begin: Begin) -> Carried:
    """Read again, once a day, which e-mails are several accounts': nothing to do later that day."""
    with begin() as session:
        # Every contact of every landlord is read.
        session.execute(text("SET LOCAL statement_timeout = '10min'"))
        mended = session.scalar(select(func.mend_shared_contacts_daily()))
    return Carried(mended or 0, "courriel(s) de plusieurs comptes remis à jour")


def heads_to(file: Path) -> Errand:
    """The errand that adds the heads of closed batches to ``file``."""

    def carry(begin: Begin) -> Carried:
        with begin() as session:
            return Carried(carry_heads(session, file), "tête(s) de lot portée(s) hors de la base")

    return carry


def carry_heads(session: Session, file: Path) -> int:
    """Add to ``file`` the heads that it lacks and say how many; a second time adds nothing.

    Raises ``Refused`` (``TRACE_REWRITTEN``) when a head carried before is no longer that of the database,
    ``Unavailable`` when the file cannot be written.
    """
    session.execute(select(func.pg_advisory_xact_lock(_ONE_COURIER)))
    carried = last_heads(file)
    _refuse_rewritten(session, carried)
    query = (
        select(AuditBatch.number, AuditBatch.head, AuditBatch.row_count, AuditBatch.closed_at)
        .where(
            AuditBatch.closed_at.is_not(None),
            AuditBatch.number > max((one.batch for one in carried), default=0),
        )
        .order_by(AuditBatch.number)
    )
    rows = session.execute(query).all()
    return add_heads(file, ((Head(row.number, row.head), row.row_count, row.closed_at) for row in rows))


def _refuse_rewritten(session: Session, carried: tuple[Head, ...]) -> None:
    if not carried:
        return
    query = select(AuditBatch.number, AuditBatch.head).where(
        AuditBatch.number.between(min(one.batch for one in carried), max(one.batch for one in carried))
    )
    inside = {row.number: row.head for row in session.execute(query)}
    for one in carried:
        if inside.get(one.batch) != one.head:
            raise Refused(
                f"La tête du lot {one.batch} n’est plus celle qui a été portée hors de la base : la trace a "
                "été réécrite, ou ce fichier est celui d’une autre base. Prévenez le DPO et lancez "
                "« backoffice audit verify --heads ».",
                code="TRACE_REWRITTEN",
            )


def one_round(begin: Begin, errands: tuple[Errand, ...]) -> Iterator[Carried]:
    """Run every errand once, each in transactions of its own."""
    for errand in errands:
        yield errand(begin)
