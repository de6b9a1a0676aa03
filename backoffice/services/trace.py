"""The trace of an act, in the same transaction as the act (R5.13)."""

from typing import Any

from sqlalchemy.orm import Session

from backoffice.models.trace import AuditEntry


def record(
    session: Session,
    *,
    act: str,
    subject: str,
    landlord_id: int | None = None,
    staff_id: int | None = None,
    customer_id: int | None = None,
    reason: str | None = None,
    call_id: int | None = None,
    command_id: str | None = None,
    detail: dict[str, Any] | None = None,
) -> None:
    """Add one line to the trace: who (the login, by the database), what, on which record, why."""
    entry = AuditEntry(
        act=act,
        subject=subject,
        landlord_id=landlord_id,
        staff_id=staff_id,
        customer_id=customer_id,
        reason=reason,
        call_id=call_id,
        command_id=command_id,
        detail=detail or {},
    )
    session.add(entry)
