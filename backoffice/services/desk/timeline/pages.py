"""The time line of a file, read by pages from an instant on: never by counting what was already read."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Row, Select, func, select, union_all
from sqlalchemy.orm import Session

from backoffice.errors import Hidden
from backoffice.models.lease import Customer, Lease
from backoffice.models.person import Person
from backoffice.models.stock import Premises
from backoffice.rules.premises import contract_words
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.desk.timeline.results import ALL_FAMILIES, Cursor, Family, TimelineLine, TimelinePage
from backoffice.services.desk.timeline.source import Source, Whose, branch
from backoffice.services.desk.timeline.sources import SOURCES

PAGE = 60
_NOBODY = "Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche."


@dataclass(frozen=True)
class _File:
    """The file asked about, and how its contracts are told."""

    whose: Whose
    contracts: dict[int, str]
    role: StaffRole


def timeline(
    session: Session,
    customer_id: int,
    families: frozenset[Family] = ALL_FAMILIES,
    after: Cursor | None = None,
    count: int = PAGE,
) -> TimelinePage:
    """The ``count`` newest lines of these families, those older than ``after`` if given; two statements.

    The file is one that was opened: nothing more is traced. Raises ``Hidden`` for a customer that row
    security does not show.
    """
    file = _file(session, customer_id)
    branches = list(_branches(file, families, after, count + 1))
    if not branches:
        return TimelinePage((), None)
    told = union_all(*branches).subquery()
    # The order of every branch, so that the last line of a page is where the next one begins.
    rows = session.execute(
        select(told).order_by(told.c.at.desc(), told.c.rank, told.c.id.desc()).limit(count + 1)
    ).all()
    lines = tuple(_line(file, row) for row in rows[:count])
    if len(rows) <= count:
        return TimelinePage(lines, None)
    last = rows[count - 1]
    return TimelinePage(lines, Cursor(last.at, last.rank, last.id))


def _file(session: Session, customer_id: int) -> _File:
    rows = session.execute(
        select(func.my_role(), Person.confidential_address, Lease.id, Lease.number, Premises.kind)
        .select_from(Customer)
        .join(Person, Person.id == Customer.main_person_id)
        .join(Lease, Lease.customer_id == Customer.id, isouter=True)
        .join(Premises, Premises.id == Lease.premises_id, isouter=True)
        .where(Customer.id == customer_id)
        .order_by(Lease.id)
    ).all()
    if not rows:
        raise Hidden(_NOBODY)
    leases = [row for row in rows if row[2] is not None]
    role = StaffRole(rows[0][0]) if rows[0][0] else StaffRole.ADMINISTRATOR
    whose = Whose(
        customer_id, tuple(row[2] for row in leases), bool(rows[0][1]) and role is not StaffRole.MANAGER
    )
    return _File(whose, {row[2]: contract_words(PremisesKind(row[4]), row[3]) for row in leases}, role)


def _branches(
    file: _File, families: frozenset[Family], after: Cursor | None, count: int
) -> Iterator[Select[Any]]:
    for rank, source in enumerate(SOURCES):
        if source.family not in families or (source.desk_only and file.role is StaffRole.DPO):
            continue
        for whose in _split(source, file.whose):
            yield branch(source, rank, whose, after, count).subquery().select()


def _split(source: Source, whose: Whose) -> tuple[Whose, ...]:
    if source.by_lease:
        return tuple(replace(whose, lease_ids=(lease,)) for lease in whose.lease_ids)
    return (whose,)


def _line(file: _File, row: Row[Any]) -> TimelineLine:
    source = SOURCES[row.rank]
    facts = {**row.facts, "withheld": file.whose.confidential}
    return TimelineLine(
        at=row.at,
        dated=source.dated,
        family=source.family,
        sentence=source.words(facts),
        contract=file.contracts.get(row.lease_id, ""),
        who=source.who(facts),
    )
