"""The monthly sums of policies taken out for tenants, as the accounts take them over (R2.13, R2.15)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.insurance import InstalmentKind
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

_ROWS = text("""
    SELECT a.code AS landlord, a.id AS landlord_id, l.number, c.client_ref, i.month, i.kind, i.amount,
           y.insurer, y.policy_number
    FROM on_behalf_instalment i
    JOIN on_behalf_policy y ON y.id = i.policy_id
    JOIN lease l ON l.id = y.lease_id
    JOIN customer c ON c.id = l.customer_id
    JOIN landlord a ON a.id = i.landlord_id
    WHERE i.month = :month AND i.cancelled_at IS NULL
      AND (CAST(:landlord AS text) IS NULL OR a.code = :landlord)
    ORDER BY a.code, l.number_key, i.rank
""")
_MAY = frozenset({StaffRole.ACCOUNTING, StaffRole.MANAGER})


@dataclass(frozen=True)
class InstalmentDue:
    """What the rent of a month carries for a contract, in euros; negative when given back."""

    landlord: str
    contract: str
    client_ref: str
    month: date
    kind: InstalmentKind
    amount: Decimal
    insurer: str
    policy_number: str


def instalments_due(session: Session, month: date, landlord: str | None) -> tuple[InstalmentDue, ...]:
    """The sums of ``month``, for the landlord of that code or all of mine, with a line in the trace.

    The ledger is the accounts': they add these rows to the notices. Raises ``Refused`` (``ROLE``).
    """
    me = current_staff(session)
    if me.role not in _MAY:
        raise Refused(
            "Les douzièmes d’assurance vont à la comptabilité ou à un responsable : demandez-les-lui.",
            code="ROLE",
        )
    rows = session.execute(_ROWS, {"month": month.replace(day=1), "landlord": landlord}).all()
    for landlord_id in sorted({row.landlord_id for row in rows}):
        record(
            session,
            act="INSTALMENTS_EXPORTED",
            subject=f"month:{month:%Y-%m}",
            landlord_id=landlord_id,
            staff_id=session.execute(select(func.my_staff_id())).scalar_one(),
            detail={"rows": sum(1 for row in rows if row.landlord_id == landlord_id)},
        )
    session.flush()
    return tuple(
        InstalmentDue(
            row.landlord, row.number, row.client_ref, row.month, InstalmentKind(row.kind), row.amount,
            row.insurer, row.policy_number,
        )
        for row in rows
    )  # fmt: skip
