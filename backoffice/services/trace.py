"""The trace of an act, in the same transaction as the act (R5.13)."""

from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.models.trace import AuditEntry


def announce(
    session: Session,
    *,
    command_id: str | None = None,
    purpose: str | None = None,
    call_id: int | None = None,
) -> None:
    """Say in which command, for which purpose, in which call what follows is done.

    Every line of the trace written until the end of the transaction carries it, those of the row
    triggers included. What is not given stays as announced before. One statement, or none.
    """
    told = {
        "guichet.command": command_id,
        "guichet.purpose": purpose,
        "guichet.call": None if call_id is None else str(call_id),
    }
    settings = [func.set_config(name, value, True) for name, value in told.items() if value is not None]  # noqa: FBT003 -- SQL: until the end of the transaction
    if settings:
        session.execute(select(*settings))


def record(
    session: Session,
    *,
    act: str,
    subject: str,
    landlord_id: int | None = None,
    staff_id: int | None = None,
    customer_id: int | None = None,
    reason: str | None = None,
    purpose: str | None = None,
    call_id: int | None = None,
    command_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one line to the trace: who (the login, by the database), what, on which record, why.

    Purpose, call and command default to what was announced.
    """
    entry = AuditEntry(
        act=act,
        subject=subject,
        landlord_id=landlord_id,
        staff_id=staff_id,
        customer_id=customer_id,
        reason=reason,
        purpose=purpose,
        call_id=call_id,
        command_id=command_id,
        detail=detail or {},
    )
    session.add(entry)
