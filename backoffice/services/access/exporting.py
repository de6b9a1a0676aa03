"""An export leaves a line in the trace, on the primary, before anything of it is read (R5.3)."""

from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import cast, func, select
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from backoffice.errors import Hidden
from backoffice.rules.vocabulary.access import AccessKind, ExportPurpose
from backoffice.services.access.quotas import quota_spent


@dataclass(frozen=True)
class Export:
    """A list about to leave the database."""

    report: str
    """Its name: small letters, digits, ``-`` and ``_``."""
    purpose: ExportPurpose
    row_count: int | None = None
    """How many rows it will have, if that is known beforehand."""
    parameters: dict[str, Any] = field(default_factory=dict)
    """What was asked: periods, agencies, states; never names."""
    customer_id: int | None = None
    """The customer it is about, if it is about one."""


def record_export(session: Session, export: Export) -> int | None:
    """Trace and count an export; answers how many are left.

    To be called before anything of it is read; before a standby is read, in a transaction of its own,
    committed on the primary. Raises ``Denied`` (``QUOTA_EXPORT``) or ``Hidden``, themselves in the trace,
    and ``Refused`` for a report or a purpose of no list.
    """
    answered = select(
        func.record_export(
            export.report,
            export.purpose.value,
            export.row_count,
            cast(export.parameters, JSONB),
            export.customer_id,
        ).table_valued("answer", "remaining")
    )
    answer, remaining = session.execute(answered).one()
    if answer == "QUOTA":
        raise quota_spent(AccessKind.EXPORT)
    if answer != "OK":
        raise Hidden("Ce client n’est pas chez vos bailleurs : relancez la recherche.")
    return int(remaining)
