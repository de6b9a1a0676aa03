"""Certificates as a tenant's portal tells them: what was refused, in the landlord's words (R2.7)."""

from collections.abc import Mapping, Sequence
from datetime import timedelta

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import Lease
from backoffice.models.service import InsuranceSubmission
from backoffice.rules.dates import french_day, paris_day
from backoffice.rules.insurance.facts import Submission
from backoffice.rules.letters.filling import fill
from backoffice.rules.vocabulary.service import SubmissionState, rejection_words
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.reasons import reasons_shown


def certificates_sent(session: Session, customer_id: int) -> Mapping[int, Sequence[Submission]]:
    """What a customer sent, by lease; a refusal carries what he reads of it."""
    rows = session.execute(
        select(InsuranceSubmission, Lease.number, Lease.landlord_id)
        .join(Lease, Lease.id == InsuranceSubmission.lease_id)
        .where(Lease.customer_id == customer_id)
        .order_by(InsuranceSubmission.submitted_at.desc(), InsuranceSubmission.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    refused = [row for row, _, _ in rows if row.state == SubmissionState.REJECTED]
    texts = _texts(session, rows[0].landlord_id) if refused else {}
    days = _answer_days(session, refused[0]) if refused else 0
    found: dict[int, list[Submission]] = {}
    for row, number, _ in rows:
        told = _told(row, number, texts, days) if row.state == SubmissionState.REJECTED else ""
        sent = Submission(paris_day(row.submitted_at), SubmissionState(row.state), row.covered_until, told)
        found.setdefault(row.lease_id, []).append(sent)
    return found


def _texts(session: Session, landlord_id: int) -> Mapping[str, str]:
    reasons = reasons_shown(session, landlord_id, WorkKind.INSURANCE)
    return {one.reason.code: one.reason.tenant_text for one in reasons}


def _answer_days(session: Session, row: InsuranceSubmission) -> int:
    day = paris_day(row.decided_at or row.submitted_at)
    return landlord_parameters(session, row.landlord_id, day).insurance_answer_days


def _told(row: InsuranceSubmission, number: str, texts: Mapping[str, str], days: int) -> str:
    """The reason in the tenant's words; its label when a text cannot be filled."""
    by = paris_day(row.decided_at or row.submitted_at) + timedelta(days=days)
    label = f"{rejection_words(row.rejection)}." if row.rejection else ""
    try:
        text = texts.get(row.rejection or "", label)
        return fill(text, {"contrat": number, "date_limite": french_day(by)})
    except Refused:
        return label
