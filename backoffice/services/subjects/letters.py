"""Letters written to a subject and files that he sent: the list, never their content."""

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.models.validation.papers import Document
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.models.validation.texts import Letter
from backoffice.rules.dates import paris_day
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.retention.subject import DocumentCopy
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState
from backoffice.rules.vocabulary.validation.tasks import LetterState
from backoffice.services.subjects.file import Subject


def letters_written(session: Session, subject: Subject) -> list[DocumentCopy]:
    """Letters issued to the subject himself; what was written to another of the household is that one's."""
    query = select(Letter.code, Letter.number, Letter.made_at, Letter.state)
    labels = {one.value: one.label for one in TextCode}
    return [
        DocumentCopy(
            "Lettre",
            row.number,
            labels.get(row.code, row.code),
            paris_day(row.made_at),
            LetterState(row.state).label,
        )
        for row in session.execute(
            query.where(Letter.customer_id == subject.customer.id, Letter.person_id == subject.person.id)
        )
    ]


def files_sent(session: Session, subject: Subject) -> list[DocumentCopy]:
    """Files sent for the household, but for those that another of it sent for a change of his own."""
    asked_by = ChangeSubmission.person_id
    query = (
        select(Document.kind, Document.given_name, Document.received_at, Document.state)
        .outerjoin(ChangeSubmission, ChangeSubmission.work_item_id == Document.work_item_id)
        .where(
            Document.customer_id == subject.customer.id,
            or_(asked_by.is_(None), asked_by == subject.person.id),
        )
    )
    return [
        DocumentCopy(
            DocumentKind(row.kind).label,
            None,
            subject.masked(row.given_name),
            paris_day(row.received_at),
            DocumentState(row.state).label,
        )
        for row in session.execute(query)
    ]
