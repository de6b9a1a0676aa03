"""The insurance of a file: where each contract stands, what was sent, asked for and done of a default."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import Row, or_, select
from sqlalchemy.orm import Session

from backoffice.models.landlord import Staff
from backoffice.models.lease import Lease
from backoffice.models.service import InsuranceSubmission
from backoffice.models.stock import Premises
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import french_day, holds_on
from backoffice.rules.insurance.calendar import InsuranceCalendar, calendar_of
from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.insurance.state import insurance_state
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
from backoffice.rules.vocabulary.validation.insurance import InsuranceStep
from backoffice.services.clock import server_day
from backoffice.services.desk.insurance_steps import Step, steps_of
from backoffice.services.insurance.facts import read_facts
from backoffice.services.landlords import landlord_parameters
from backoffice.services.letters.reasons import own_rejection_label

_TONES = {
    InsuranceState.COVERED: "ok",
    InsuranceState.EXPIRING: "warn",
    InsuranceState.REQUESTED: "warn",
    InsuranceState.SUBMITTED: "warn",
    InsuranceState.REJECTED: "bad",
    InsuranceState.UNINSURED: "bad",
    InsuranceState.FORMAL_NOTICE: "bad",
    InsuranceState.ON_BEHALF_ALLOWED: "bad",
    InsuranceState.ON_BEHALF_ACTIVE: "warn",
    InsuranceState.TERMINATION_ROUTE: "bad",
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
    lease_id: int
    next_step: str
    """What people do next, and from which day; empty when nothing."""


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
    steps: tuple[Step, ...]
    """Formal notices, policies taken out and hand-overs, the latest first."""


def insurance_file(session: Session, customer_id: int, as_of: date | None = None) -> InsuranceFile:
    """The insurance of a customer whom row security shows, on ``as_of`` (today if ``None``)."""
    day = as_of or server_day(session)
    leases = session.execute(
        select(Lease, Premises.kind)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer_id)
    ).all()
    sent = session.execute(
        select(InsuranceSubmission, Staff.full_name, own_rejection_label())
        .join(Staff, Staff.id == InsuranceSubmission.staff_id, isouter=True)
        .where(InsuranceSubmission.lease_id.in_([lease.id for lease, _ in leases]))
        .order_by(InsuranceSubmission.submitted_at.desc(), InsuranceSubmission.id.desc())
        .execution_options(populate_existing=True)
    ).all()
    ordered = sorted(leases, key=lambda row: (row[1] != PremisesKind.DWELLING, row[0].number_key))
    contracts = {lease.id: contract_words(PremisesKind(kind), lease.number) for lease, kind in ordered}
    facts = read_facts(session, {lease.id: lease.insurance_required for lease, _ in leases})
    calendar = _calendar(session, leases, day)
    return InsuranceFile(
        tuple(_cover(lease, PremisesKind(kind), facts, day, calendar) for lease, kind in ordered),
        tuple(_paper(row, who or "", contracts[row.lease_id], own) for row, who, own in sent),
        _asked(session, customer_id),
        steps_of(session, contracts, day),
    )


def _calendar(session: Session, leases: Sequence[Row[Lease, str]], day: date) -> InsuranceCalendar:
    if not leases:
        return InsuranceCalendar()
    return calendar_of(landlord_parameters(session, leases[0][0].landlord_id, day))


def _cover(
    lease: Lease,
    kind: PremisesKind,
    facts: Mapping[int, InsuranceFacts],
    day: date,
    calendar: InsuranceCalendar,
) -> Cover:
    current = holds_on(lease.valid_from, lease.valid_to, day)
    standing = insurance_state(facts[lease.id], day, calendar)
    step = standing.next_step if current else InsuranceStep.NONE
    return Cover(
        contract=contract_words(kind, lease.number),
        is_dwelling=kind is PremisesKind.DWELLING,
        state=standing.state,
        tone=_TONES[standing.state] if current else "",
        sentence=standing.sentence if current else "Contrat clos : plus rien n’est demandé.",
        covered_until=standing.covered_until,
        is_current=current,
        lease_id=lease.id,
        next_step=_step(step, standing.next_step_on, day),
    )


def _step(step: InsuranceStep, on: date | None, day: date) -> str:
    if step is InsuranceStep.NONE:
        return ""
    return f"{step.label}, à partir du {french_day(on)}" if on is not None and on > day else step.label


def _paper(row: InsuranceSubmission, who: str, contract: str, own: str | None) -> Paper:
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
        answer=rejection_words(row.rejection, own),
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
