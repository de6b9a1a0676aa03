"""One decision for many items: a dry run says what would change or is refused, then each is done apart."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID, uuid4, uuid5

from sqlalchemy import select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, GuichetError, LineLost, Refused
from backoffice.models.desk.work import WorkItem
from backoffice.models.lease import Customer
from backoffice.models.person import Person
from backoffice.models.trace import CommandDone
from backoffice.rules.names import display_name
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.items.orders import KindActs, KindOrder, KindResult
from backoffice.services.queues.kinds import acts_of
from backoffice.services.work.following import claim_family, release_family

MOST = 200
Begin = Callable[[], AbstractContextManager[Session]]


@dataclass(frozen=True)
class BulkOrder:
    """The same decision for several items."""

    items: tuple[int, ...]
    decision: WorkDecision
    reason: str | None = None
    details: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class BulkLine:
    """What one item would become, or why it would be refused."""

    item_id: int
    version: int
    kind: WorkKind | None
    customer_id: int
    name: str
    consequences: tuple[str, ...] = ()
    refusal: str | None = None
    code: str | None = None
    message: str | None = None
    """What the tenant would read; ``None`` when nobody is told."""

    @property
    def passes(self) -> bool:
        """Whether it would be done."""
        return self.refusal is None


@dataclass(frozen=True)
class BulkDone:
    """What became of one item."""

    item_id: int
    name: str
    done: bool
    sentence: str
    code: str | None = None
    done_now: bool = False
    """False when an earlier run of the same bulk had done it."""


def dry_run(session: Session, order: BulkOrder) -> tuple[BulkLine, ...]:
    """What ``order`` would do now, item by item in the order given; nothing of it stays.

    Each is really claimed and decided behind a savepoint, then taken back: what is refused here is what would
    be refused. Raises ``Refused`` for more than ``MOST`` items.
    """
    if len(set(order.items)) > MOST:
        raise Refused(
            f"{MOST} dossiers au plus se décident ensemble : décidez ceux-là d’abord.", code="TOO_MANY"
        )
    rows = {row[0].id: row for row in session.execute(_items(order.items))}
    session.expunge_all()
    return tuple(_line(session, order, item, rows.get(item)) for item in dict.fromkeys(order.items))


def resumable(session: Session, order: BulkOrder, command_id: str) -> tuple[BulkLine, ...]:
    """The trial of a bulk that may have been begun: what it has done already passes as it was done."""
    begun = {item: session.get(CommandDone, command_of(command_id, item)) for item in order.items}
    left = replace(order, items=tuple(item for item in order.items if begun[item] is None))
    tried = {line.item_id: line for line in dry_run(session, left)}
    rows = {row[0].id: row[0] for row in session.execute(_items(order.items))}
    for item, done in begun.items():
        if done is not None and item in rows:
            version = int(done.arguments.get("version") or 0)
            tried[item] = BulkLine(item, version, WorkKind(rows[item].kind), rows[item].customer_id, "")
    return tuple(tried[item] for item in dict.fromkeys(order.items) if item in tried)


def carry_out(
    begin: Begin, order: BulkOrder, lines: Sequence[BulkLine], command_id: str
) -> Iterator[BulkDone]:
    """Do what a dry run showed, at the version it showed; each item in a transaction of its own.

    Each has an identifier made of ``command_id``: the same bulk started again goes on where it stopped and
    repeats nothing. An item that fails does not stop the others. Raises ``LineLost``.
    """
    for line in lines:
        if line.passes:
            try:
                with begin() as session:
                    done = carry_out_one(session, order, line, command_id)
            except LineLost:
                raise
            except GuichetError as error:
                done = failure(line, error)
            yield done


def carry_out_one(session: Session, order: BulkOrder, line: BulkLine, command_id: str) -> BulkDone:
    """One item of a bulk, in the caller's transaction. Raises ``Conflict``, ``Refused``."""
    acts = None if line.kind is None else acts_of(line.kind)
    assert acts is not None, "the dry run refused it"
    one = _order(order, line, command_of(command_id, line.item_id))
    if session.get(CommandDone, one.command_id) is not None:
        result = acts.decide(session, one)
    else:
        result = _claimed_and_decided(session, acts, one)
        # What travelled with it is free again.
        release_family(session, line.item_id)
    return BulkDone(line.item_id, line.name, done=True, sentence=result.sentence, done_now=result.done_now)


def refused(line: BulkLine) -> BulkDone:
    """What is said of an item that its trial refused."""
    return BulkDone(line.item_id, line.name, done=False, sentence=line.refusal or "", code=line.code)


def failure(line: BulkLine, error: GuichetError) -> BulkDone:
    """What is said of an item that could not be done."""
    return BulkDone(line.item_id, line.name, done=False, sentence=error.sentence, code=error.code)


def command_of(command_id: str, item_id: int) -> str:
    """The identifier of one item’s decision in a bulk."""
    return str(uuid5(UUID(command_id), str(item_id)))


def _order(order: BulkOrder, line: BulkLine, command_id: str) -> KindOrder:
    return KindOrder(line.item_id, line.version, order.decision, command_id, order.reason, order.details)


def _claimed_and_decided(session: Session, acts: KindActs, one: KindOrder) -> KindResult:
    if claim_family(session, one.item_id).claim.version != one.version:
        raise Conflict(
            "Ce dossier a changé depuis l’essai : relancez l’essai pour voir ce qui changerait.",
            code="ITEM_CHANGED",
        )
    return acts.decide(session, one)


def _items(items: Sequence[int]) -> Any:
    return (
        select(WorkItem, Person)
        .join(Customer, Customer.id == WorkItem.customer_id)
        .join(Person, Person.id == Customer.main_person_id)
        .where(WorkItem.id.in_(items))
    )


def _line(session: Session, order: BulkOrder, item_id: int, row: Any) -> BulkLine:
    if row is None:
        told = "Ce dossier n’existe pas ou n’est pas de vos agences : relancez la file."
        return BulkLine(item_id, 0, None, 0, "", refusal=told, code="ITEM_UNKNOWN")
    item, person = row
    name = display_name(person.civility, person.birth_name, person.usage_name, person.first_names)
    kind = WorkKind(item.kind)
    line = BulkLine(item.id, item.version, kind, item.customer_id, name)
    acts = acts_of(kind)
    if acts is None:
        told = f"La file « {kind.label} » ne se décide pas d’ici : ouvrez le dossier."
        return replace(line, refusal=told, code="NO_ACTS")
    try:
        return _tried(session, acts, _order(order, line, str(uuid4())), line)
    except GuichetError as error:
        return replace(line, refusal=error.sentence, code=error.code)


def _tried(session: Session, acts: KindActs, one: KindOrder, line: BulkLine) -> BulkLine:
    trial = session.begin_nested()
    try:
        seen = acts.preview(session, one)
        if seen.refusal is None:
            _claimed_and_decided(session, acts, one)
            session.flush()
    except DBAPIError as error:
        raise _refusal(error) from error
    finally:
        trial.rollback()
        session.expunge_all()
    return replace(
        line,
        consequences=seen.consequences,
        refusal=seen.refusal,
        code=seen.code,
        message=seen.message,
    )


def _refusal(error: DBAPIError) -> BaseException:
    """What a function of the database said, as it would say it outside the trial; else the error itself."""
    driver: Any = error.orig
    if getattr(driver, "sqlstate", None) not in ("GU001", "GU002"):
        return error
    return Refused(driver.diag.message_detail, code=driver.diag.message_primary)
