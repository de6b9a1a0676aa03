"""What the copy of a subject's data lists of a default of insurance: notices, policies taken out for him."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.lease import Lease
from backoffice.models.validation.insurance import FormalNotice, OnBehalfPolicy
from backoffice.rules.dates import french_day, last_day
from backoffice.rules.money import euros
from backoffice.rules.retention.subject import DocumentCopy
from backoffice.rules.vocabulary.validation.insurance import PolicyEnd


def insurance_lines(session: Session, customer_id: int) -> list[DocumentCopy]:
    """The formal notices of his leases and the policies taken out for him (R2.13, R2.16)."""
    notices = session.execute(
        select(FormalNotice, Lease.number)
        .join(Lease, Lease.id == FormalNotice.lease_id)
        .where(Lease.customer_id == customer_id)
    )
    policies = session.execute(
        select(OnBehalfPolicy, Lease.number)
        .join(Lease, Lease.id == OnBehalfPolicy.lease_id)
        .where(Lease.customer_id == customer_id)
    )
    return [_notice(row, number) for row, number in notices] + [
        _policy(row, number) for row, number in policies
    ]


def _notice(row: FormalNotice, number: str) -> DocumentCopy:
    presented = f"présentée le {french_day(row.presented_on)}" if row.presented_on else "à présenter"
    return DocumentCopy("Mise en demeure d’assurance", None, f"contrat {number}", row.sent_on, presented)


def _policy(row: OnBehalfPolicy, number: str) -> DocumentCopy:
    last = last_day(row.ends_on) or row.ends_on
    about = f"contrat {number}, {row.insurer}, {euros(row.total)} l’an, jusqu’au {french_day(last)}"
    state = f"Résiliée : {PolicyEnd(row.ended_why).label.lower()}" if row.ended_why else "En cours"
    return DocumentCopy("Assurance pour compte", row.policy_number, about, row.starts_on, state)
