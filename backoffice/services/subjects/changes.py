"""Situations recorded of a subject, and accounts that he gave: masked, as the screens show them."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.models.validation.changes import ProfessionalStatus
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.rules.dates import paris_day
from backoffice.rules.retention.subject import DocumentCopy
from backoffice.rules.vocabulary.validation.changes import BankEvent, ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.validation.tasks import ChangeSubmissionState
from backoffice.services.subjects.file import Subject

_EVENTS = {
    one.value: one.label for family in (ProfessionalSituation, ContactEvent, BankEvent) for one in family
}


def situations(session: Session, subject: Subject) -> list[DocumentCopy]:
    """What the subject lived on, period by period (R3.33)."""
    query = select(ProfessionalStatus).where(
        ProfessionalStatus.customer_id == subject.customer.id,
        ProfessionalStatus.person_id == subject.person.id,
    )
    return [
        DocumentCopy(
            "Situation professionnelle",
            None,
            ", ".join(filter(None, (ProfessionalSituation(row.status).label, row.employer))),
            row.valid_from,
            "En cours" if row.valid_to is None else f"Jusqu’au {row.valid_to:%d/%m/%Y}",
        )
        for row in session.scalars(query.order_by(ProfessionalStatus.id))
    ]


def changes_asked(session: Session, subject: Subject) -> list[DocumentCopy]:
    """What the subject asked of his situation, contacts and accounts."""
    asked_by = ChangeSubmission.person_id
    query = select(ChangeSubmission).where(
        ChangeSubmission.customer_id == subject.customer.id,
        ChangeSubmission.event.in_(_EVENTS),
        or_(asked_by.is_(None), asked_by == subject.person.id),
    )
    return [
        DocumentCopy(
            "Changement demandé",
            row.asked.get("iban_masked"),
            _EVENTS[row.event],
            paris_day(row.submitted_at),
            ChangeSubmissionState(row.state).label,
        )
        for row in session.scalars(query.order_by(ChangeSubmission.id))
    ]
