"""Who may speak for a tenant: the papers seen, in force or over (R3.24, R4.27)."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.contact import Representative
from backoffice.models.landlord import Staff
from backoffice.rules.caller import PUT_OFF
from backoffice.rules.calls.who import may_hold
from backoffice.rules.dates import holds_on
from backoffice.rules.vocabulary.calls import (
    RepresentativeKind,
    RepresentativeProof,
    RepresentativeScope,
)
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.clock import server_day, server_instant
from backoffice.services.mine import my_customer
from backoffice.services.staff import current_staff

WRITERS = (StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)
"""Who records a paper, or ends one: the database holds to it."""


@dataclass(frozen=True)
class RepresentativeView:
    """A paper that lets somebody speak for the tenant."""

    id: int
    version: int
    name: str
    kind: RepresentativeKind
    scope: RepresentativeScope
    proof: RepresentativeProof
    seen_on: date
    seen_by: str
    since: date
    until: date | None
    """First day when it is no longer in force."""
    usable_from: datetime | None
    """When it begins to serve, if that is still to come."""
    is_usable: bool


@dataclass(frozen=True)
class Paper:
    """What the agent reads on the paper he sees."""

    kind: RepresentativeKind
    scope: RepresentativeScope
    proof: RepresentativeProof
    full_name: str
    seen_on: date
    valid_from: date
    valid_to: date | None = None
    lives_there: bool = False


@dataclass(frozen=True)
class Papers:
    """The papers of a file, and whether who asks may add one or end one."""

    rows: tuple[RepresentativeView, ...]
    may_write: bool


def papers_of(session: Session, customer_id: int) -> Papers:
    """The papers of a customer, as a file shows them. Raises ``NotFound``."""
    rows = representatives(session, customer_id)
    return Papers(rows, may_write=current_staff(session).role in WRITERS)


def representatives(session: Session, customer_id: int) -> tuple[RepresentativeView, ...]:
    """The papers of a customer, those in force first. Raises ``NotFound``."""
    my_customer(session, customer_id)
    rows = session.execute(
        select(Representative, Staff.full_name)
        .join(Staff, Staff.id == Representative.seen_by)
        .where(Representative.customer_id == customer_id)
        .order_by(Representative.valid_from.desc(), Representative.id.desc())
    ).all()
    today, now = server_day(session), server_instant(session)
    views = (_view(row, seen_by, today, now) for row, seen_by in rows)
    return tuple(sorted(views, key=lambda view: not view.is_usable))


def add_representative(session: Session, customer_id: int, paper: Paper) -> int:
    """Record a paper seen; it serves after the cooling-off, at once if a manager saw it (R4.24, R4.27).

    Raises ``Refused`` (``WRONG_PAPER``), ``NotFound``, and what a role without the right is told.
    """
    customer = my_customer(session, customer_id)
    if not may_hold(paper.kind, paper.scope):
        raise Refused(
            "Un curateur assiste le locataire, il n’agit pas seul : choisissez une étendue plus courte.",
            code="WRONG_PAPER",
        )
    made: int = session.execute(
        select(
            func.add_representative(
                customer.id,
                paper.kind.value,
                paper.full_name.strip(),
                paper.scope.value,
                paper.proof.value,
                paper.seen_on,
                paper.valid_from,
                paper.valid_to,
                paper.lives_there,
            )
        )
    ).scalar_one()
    return made


def end_representative(session: Session, representative_id: int, version: int) -> None:
    """From today on nobody speaks by this paper. Raises ``Refused`` (``REPRESENTATIVE_STALE``)."""
    session.execute(select(func.end_representative(representative_id, version)))


def _view(row: Representative, seen_by: str, today: date, now: datetime) -> RepresentativeView:
    waits = now < row.usable_from < now + PUT_OFF
    return RepresentativeView(
        id=row.id,
        version=row.version,
        name=row.full_name,
        kind=RepresentativeKind(row.kind),
        scope=RepresentativeScope(row.scope),
        proof=RepresentativeProof(row.proof),
        seen_on=row.seen_on,
        seen_by=seen_by,
        since=row.valid_from,
        until=row.valid_to,
        usable_from=row.usable_from if waits else None,
        is_usable=row.usable_from <= now and holds_on(row.valid_from, row.valid_to, today),
    )
