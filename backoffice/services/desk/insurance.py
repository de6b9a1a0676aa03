"""The insurance of a file: where each contract stands, what was sent and answered, what was asked for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff
from backoffice.models.lease import Lease
from backoffice.models.service import InsuranceSubmission
from backoffice.models.stock import Premises
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import holds_on, paris_day
from backoffice.rules.insurance_state import Submission, insurance_standing
from backoffice.rules.premises import contract_words
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.service import (
    InsuranceState,
    MessageChannel,
    MessageState,
    SubmissionState,
    rejection_words,
)
from backoffice.rules.vocabulary.stock import PremisesKind
from backoffice.services.clock import server_day

_TONES = {
    InsuranceState.COVERED: "ok",
    InsuranceState.EXPIRING: "warn",
    InsuranceState.SUBMITTED: "warn",
    InsuranceState.REJECTED: "bad",
    InsuranceState.UNINSURED: "bad",
    InsuranceState.NOT_REQUIRED: "",
}
_ASKING = ("INSURANCE_", "INSURANCE`")
"""Codes of the texts that ask for a certificate or remind of it: a range, the first included."""


@dataclass(frozen=True)
class Cover:
    """Where a contract stands with its insurance on the day asked."""

    contract: str
    """``Logement 994/0``."""
    is_dwelling: bool
    state: InsuranceState
    tone: str
    sentence: str
    covered_until: date | None
    is_current: bool


@dataclass(frozen=True)
class Paper:
    """A certificate sent, and what became of it."""

    contract: str
    sent_at: datetime
    channel: str
    insurer: str
    declared_from: date | None
    declared_to: date | None
    state: str
    tone: str
    answer: str
    """``valable jusqu’au …``, the reason of a refusal, or empty while nobody has decided."""
    covered_until: date | None
    decided_at: datetime | None
    who: str


@dataclass(frozen=True)
class Asked:
    """A message that asked the tenant for his certificate."""

    at: datetime
    channel: str
    subject: str
    state: str


@dataclass(frozen=True)
class InsuranceFile:
    """Everything the tab shows; dwellings first, then annexes, in each list."""

    covers: tuple[Cover, ...]
    papers: tuple[Paper, ...]
    asked: tuple[Asked, ...]


def insurance_file(session: Session, customer_id: int, as_of: date | None = None) -> InsuranceFile:
    """The insurance of a customer whom row security shows, on ``as_of`` (today if ``None``)."""
    day = as_of or server_day(session)
    leases = session.execute(
        select(Lease, Premises.kind)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer_id)
    ).all()
    sent = session.execute(
        select(InsuranceSubmission, Staff.full_name)
        .join(Staff, Staff.id == InsuranceSubmission.staff_id, isouter=True)
        .where(InsuranceSubmission.lease_id.in_([lease.id for lease, _ in leases]))
        .order_by(InsuranceSubmission.submitted_at.desc(), InsuranceSubmission.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    ordered = sorted(leases, key=lambda row: (row[1] != PremisesKind.DWELLING, row[0].number_key))
    contracts = {lease.id: contract_words(PremisesKind(kind), lease.number) for lease, kind in ordered}
    papers = [row for row, _ in sent]
    return InsuranceFile(
        tuple(_cover(lease, PremisesKind(kind), papers, day) for lease, kind in ordered),
        tuple(_paper(row, who or "", contracts[row.lease_id]) for row, who in sent),
        _asked(session, customer_id),
    )


def _cover(lease: Lease, kind: PremisesKind, papers: Sequence[InsuranceSubmission], day: date) -> Cover:
    own = [
        Submission(paris_day(row.submitted_at), SubmissionState(row.state), row.covered_until)
        for row in papers
        if row.lease_id == lease.id and paris_day(row.submitted_at) <= day
    ]
    current = holds_on(lease.valid_from, lease.valid_to, day)
    standing = insurance_standing(lease.insurance_required, own, day)
    return Cover(
        contract=contract_words(kind, lease.number),
        is_dwelling=kind is PremisesKind.DWELLING,
        state=standing.state,
        tone=_TONES[standing.state] if current else "",
        sentence=standing.sentence if current else "Contrat clos : plus rien n’est demandé.",
        covered_until=standing.covered_until,
        is_current=current,
    )


def _paper(row: InsuranceSubmission, who: str, contract: str) -> Paper:
    state = SubmissionState(row.state)
    tones = {
        SubmissionState.ACCEPTED: "ok",
        SubmissionState.REJECTED: "bad",
        SubmissionState.SUBMITTED: "warn",
    }
    return Paper(
        contract=contract,
        sent_at=row.submitted_at,
        channel=RequestChannel(row.channel).label,
        insurer=row.insurer or "",
        declared_from=row.declared_from,
        declared_to=row.declared_to,
        state=state.label,
        tone=tones[state],
        answer=rejection_words(row.rejection),
        covered_until=row.covered_until,
        decided_at=row.decided_at,
        who=who,
    )


def _asked(session: Session, customer_id: int) -> tuple[Asked, ...]:
    first, beyond = _ASKING
    rows = session.execute(
        select(
            OutboxMessage.recorded_at, OutboxMessage.sent_at, OutboxMessage.channel, OutboxMessage.subject,
            OutboxMessage.state,
        )
        .where(
            OutboxMessage.customer_id == customer_id,
            or_(OutboxMessage.template == "INSURANCE", OutboxMessage.template.between(first, beyond)),
        )
        .order_by(OutboxMessage.recorded_at.desc(), OutboxMessage.id.desc())
    )  # fmt: skip
    return tuple(
        Asked(
            row.sent_at or row.recorded_at,
            MessageChannel(row.channel).label,
            row.subject,
            MessageState(row.state).label,
        )
        for row in rows
    )
