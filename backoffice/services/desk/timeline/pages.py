"""The time line of a file, read by pages from an instant on: never by counting what was already read."""

from dataclasses import dataclass
from functools import lru_cache
from typing import Any, cast

from sqlalchemy import BigInteger, Dialect, Row, func, select, union_all
from sqlalchemy.dialects.postgresql import ARRAY
from sqlalchemy.dialects.postgresql.psycopg import dialect as psycopg_dialect
from sqlalchemy.orm import Session

from backoffice.errors import Hidden
from backoffice.models.lease import Customer, Lease, named_in_file
from backoffice.models.person import Person
from backoffice.models.stock import Premises
from backoffice.rules.premises import contract_words
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.desk.timeline.results import ALL_FAMILIES, Cursor, Family, TimelineLine, TimelinePage
from backoffice.services.desk.timeline.source import COUNT, bounds, branch, one_lease
from backoffice.services.desk.timeline.sources import SOURCES

PAGE = 60
_MERGERS = (StaffRole.ADVISER, StaffRole.MANAGER)
_DRIVER = cast("Dialect", psycopg_dialect())  # type: ignore[no-untyped-call]
_NOBODY = "Ce client n’existe plus ou n’est pas chez vos bailleurs : relancez la recherche."


@dataclass(frozen=True)
class _File:
    """The file asked about, how its contracts are told, and to whom."""

    customer_id: int
    contracts: dict[int, str]
    persons: list[int]
    role: StaffRole
    confidential: bool
    """The address is withheld from who asks (R3.17)."""


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
    told = _statement(families, len(file.contracts), file.role is not StaffRole.DPO)
    if not told:
        return TimelinePage((), None)
    leases = list(file.contracts)
    asked = {"customer": customer_id, "leases": leases, "persons": file.persons}
    asked |= {"count": count + 1, **bounds(after)}
    asked |= {f"lease_{place}": lease for place, lease in enumerate(leases)}
    rows = session.connection().exec_driver_sql(told, asked).all()
    lines = tuple(_line(file, row) for row in rows[:count])
    if len(rows) <= count:
        return TimelinePage(lines, None)
    last = rows[count - 1]
    return TimelinePage(lines, Cursor(last.at, last.rank, last.id))


@lru_cache(maxsize=64)
def _statement(families: frozenset[Family], leases: int, desk: bool) -> str:
    """The text sent to the driver, made once: building it takes longer than answering it."""
    branches = [
        branch(source, rank, lease).subquery().select()
        for rank, source in enumerate(SOURCES)
        if source.family in families and (desk or not source.desk_only)
        for lease in (map(one_lease, range(leases)) if source.scan is not None else (None,))
    ]
    if not branches:
        return ""
    told = union_all(*branches).subquery()
    # The order of every branch, so that the last line of a page is where the next one begins.
    query = select(told).order_by(told.c.at.desc(), told.c.rank, told.c.id.desc()).limit(COUNT)
    return str(query.compile(dialect=_DRIVER))


def _file(session: Session, customer_id: int) -> _File:
    # An array, asked once a statement: the file has a row for each lease.
    named = func.array(named_in_file(customer_id).scalar_subquery(), type_=ARRAY(BigInteger))
    rows = session.execute(
        select(func.my_role(), Person.confidential_address, Lease.id, Lease.number, Premises.kind, named)
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
    contracts = {row[2]: contract_words(PremisesKind(row[4]), row[3]) for row in leases}
    return _File(customer_id, contracts, rows[0][5], role, bool(rows[0][1]) and role is not StaffRole.MANAGER)


def _line(file: _File, row: Row[Any]) -> TimelineLine:
    source = SOURCES[row.rank]
    undoes = source.merge if file.role in _MERGERS else None
    facts = {**row.facts, "withheld": file.confidential}
    return TimelineLine(
        at=row.at,
        dated=source.dated,
        family=source.family,
        sentence=source.words(facts),
        contract=file.contracts.get(row.lease_id, ""),
        who=source.who(facts),
        merge=None if undoes is None else undoes(facts),
    )
