"""Runs as the officer reads them: counts by rule, and the list that can be opened."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Select, case, func, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound
from backoffice.models.desk.retention import RetentionCertificate, RetentionItem, RetentionRun
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.models.lease import Customer
from backoffice.rules.retention.plan import LABELS
from backoffice.rules.retention.words import Hold, ItemState, RuleStatus, RunState

RESERVED = "Dossier réservé ou déjà effacé"
RESERVED_ADVICE = (
    "Un dossier réservé (collègue, adresse confidentielle) ne s’ouvre que par un responsable : il est "
    "jugé comme les autres ; demandez au responsable de le relire avant d’approuver."
)


@dataclass(frozen=True)
class RuleTally:
    """What a run holds for one rule."""

    code: str
    data: str
    term: str
    basis: str
    verified: bool
    due: int
    held: int
    erased: int
    kept: int


@dataclass(frozen=True)
class RunView:
    """One run, with its counts."""

    id: int
    landlord_code: str
    landlord_name: str
    as_of: date
    state: RunState
    prepared_by: str
    prepared_at: datetime
    approved_by: str | None
    approved_at: datetime | None
    finished_at: datetime | None
    tallies: tuple[RuleTally, ...]
    certificate: str | None
    """Number of its certificate, once issued."""

    @property
    def due(self) -> int:
        """Records still to be erased."""
        return sum(one.due for one in self.tallies)

    @property
    def held(self) -> int:
        """Records whose term is over and that are kept."""
        return sum(one.held for one in self.tallies)

    @property
    def erased(self) -> int:
        """Records erased."""
        return sum(one.erased for one in self.tallies)

    @property
    def kept(self) -> int:
        """Records that had new life since the dry run."""
        return sum(one.kept for one in self.tallies)


@dataclass(frozen=True)
class ItemView:
    """One line of the list: numbers, never a name."""

    customer_id: int
    client_ref: str
    """The customer's reference, or why it is not shown."""
    rule: str
    record: str
    due_since: date
    state: ItemState
    reason: Hold | None


def run_view(session: Session, run_id: int) -> RunView:
    """A run of one of my landlords. Raises ``NotFound``."""
    row = session.execute(_runs().where(RetentionRun.id == run_id)).one_or_none()
    if row is None:
        raise _no_run(run_id)
    return _view(row[0], row[1], row[2], _tallies(session, row[0]))


def refuse_foreign_run(session: Session, run_id: int) -> None:
    """Refuse a run that is none of my landlords'. Raises ``NotFound``."""
    mine = select(RetentionRun.id).where(RetentionRun.id == run_id, of_my_landlords(RetentionRun.landlord_id))
    if session.scalars(mine).one_or_none() is None:
        raise _no_run(run_id)


def _no_run(run_id: int) -> NotFound:
    return NotFound(
        f"Aucune simulation n° {run_id} chez vos bailleurs : relancez « backoffice retention dry-run »."
    )


def recent_runs(session: Session, landlord_code: str | None = None, limit: int = 20) -> tuple[RunView, ...]:
    """The last runs of my landlords, the newest first; those that a newer one replaced are left out."""
    query = (
        _runs(landlord_code)
        .where(RetentionRun.state != RunState.REPLACED)
        .order_by(RetentionRun.prepared_at.desc(), RetentionRun.id.desc())
    )
    rows = session.execute(query.limit(limit)).all()
    return tuple(_view(row[0], row[1], row[2], _tallies(session, row[0])) for row in rows)


def run_items(
    session: Session, run_id: int, state: ItemState | None = None, limit: int = 500
) -> tuple[ItemView, ...]:
    """The list of a run, the oldest terms first, at most ``limit`` lines. Raises ``NotFound``."""
    refuse_foreign_run(session, run_id)
    query = (
        select(RetentionItem, Customer.client_ref)
        .outerjoin(Customer, Customer.id == RetentionItem.customer_id)
        .where(RetentionItem.run_id == run_id)
        .order_by(RetentionItem.due_since, RetentionItem.id)
        .limit(limit)
    )
    if state is not None:
        query = query.where(RetentionItem.state == state)
    return tuple(_item(item, ref) for item, ref in session.execute(query))


def _runs(landlord_code: str | None = None) -> Select[RetentionRun, Landlord, str]:
    return (
        select(RetentionRun, Landlord, RetentionCertificate.number)
        .join(Landlord, Landlord.id == RetentionRun.landlord_id)
        .outerjoin(RetentionCertificate, RetentionCertificate.run_id == RetentionRun.id)
        .where(of_my_landlords(RetentionRun.landlord_id, landlord_code))
    )


def _tallies(session: Session, run: RetentionRun) -> tuple[RuleTally, ...]:
    counts = [
        func.count(case((RetentionItem.state == state, 1)))
        for state in (ItemState.DUE, ItemState.HELD, ItemState.ERASED, ItemState.SKIPPED)
    ]
    rows = session.execute(
        select(RetentionItem.rule_code, *counts)
        .where(RetentionItem.run_id == run.id)
        .group_by(RetentionItem.rule_code)
    ).all()
    found = {row[0]: tuple(row)[1:] for row in rows}
    return tuple(
        RuleTally(
            code,
            str(used["data"]),
            str(used["term"]),
            str(used["basis"]),
            used["status"] != RuleStatus.UNVERIFIED,
            *found.get(code, (0, 0, 0, 0)),
        )
        for code, used in sorted(run.rules.items())
        if code in found or code != "R5.10g"
    )


def _view(
    run: RetentionRun, landlord: Landlord, number: str | None, tallies: tuple[RuleTally, ...]
) -> RunView:
    return RunView(
        id=run.id,
        landlord_code=landlord.code,
        landlord_name=landlord.name,
        as_of=run.as_of,
        state=RunState(run.state),
        prepared_by=run.prepared_by,
        prepared_at=run.prepared_at,
        approved_by=run.approved_by,
        approved_at=run.approved_at,
        finished_at=run.finished_at,
        tallies=tallies,
        certificate=number,
    )


def _item(item: RetentionItem, client_ref: str | None) -> ItemView:
    return ItemView(
        customer_id=item.customer_id,
        client_ref=client_ref or RESERVED,
        rule=item.rule_code,
        record=f"{LABELS.get(item.table_name, item.table_name)}, n° {item.row_key}",
        due_since=item.due_since,
        state=ItemState(item.state),
        reason=Hold(item.reason) if item.reason else None,
    )
