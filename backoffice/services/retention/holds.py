"""Holds placed by hand: a lawsuit, an authority's request keep a file whatever its age (R5.10g)."""

from sqlalchemy import func, insert, select
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.desk.retention import RetentionHold
from backoffice.rules.retention.words import PlacedHold
from backoffice.services.mine import my_customer
from backoffice.services.trace import record


def place_hold(session: Session, customer_id: int, kind: PlacedHold) -> None:
    """Keep a file out of erasure until the hold is lifted. Raises ``NotFound``, ``Refused``."""
    customer = my_customer(session, customer_id)
    if _open(session, customer_id, kind) is not None:
        raise Refused(f"Ce dossier est déjà retenu : {kind.label.lower()}.", code="ALREADY_HELD")
    # Only these columns: who and when are the database's.
    new = insert(RetentionHold).values(landlord_id=customer.landlord_id, customer_id=customer_id, kind=kind)
    session.execute(new)
    _trace(session, "RETENTION_HELD", customer_id, customer.landlord_id, kind)


def lift_hold(session: Session, customer_id: int, kind: PlacedHold) -> None:
    """End a hold; the file follows its rules again. Raises ``NotFound``."""
    customer = my_customer(session, customer_id)
    hold = _open(session, customer_id, kind)
    if hold is None:
        raise NotFound(f"Ce dossier n’a pas de retenue « {kind.label.lower()} » à lever.")
    login, now = session.execute(select(func.session_user(), func.now())).one()
    hold.lifted_by, hold.lifted_at = login, now
    _trace(session, "RETENTION_RELEASED", customer_id, customer.landlord_id, kind)


def _open(session: Session, customer_id: int, kind: PlacedHold) -> RetentionHold | None:
    return session.scalars(
        select(RetentionHold).where(
            RetentionHold.customer_id == customer_id,
            RetentionHold.kind == kind,
            RetentionHold.lifted_at.is_(None),
        )
    ).one_or_none()


def _trace(session: Session, act: str, customer_id: int, landlord_id: int, kind: PlacedHold) -> None:
    record(
        session,
        act=act,
        subject=f"customer/{customer_id}",
        customer_id=customer_id,
        landlord_id=landlord_id,
        reason=kind.value,
    )
    session.flush()
