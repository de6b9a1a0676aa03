"""A decision drawn, to be judged by a second person: what was asked, sent, checked, decided and told."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.desk.work import WorkDecisionRow, WorkItem
from backoffice.models.trace import OutboxMessage
from backoffice.models.validation.tasks import ChangeSubmission
from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.insurance.checklist import GivenCheck
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.service import MessageChannel
from backoffice.rules.vocabulary.validation.changes import BankEvent, ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.validation.work import ReopenReason
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.insurance.item import insurance_item
from backoffice.services.insurance.results import InsuranceItem
from backoffice.services.letters.reasons import reasons_shown
from backoffice.services.papers.opening import PaperLine, papers_of
from backoffice.services.staff import current_staff
from backoffice.services.work.second_looks import Look

Line = tuple[str, str]
"""What a line is about, and what it says."""
_EVENTS = {
    one.value: one.label
    for family in (HouseholdEvent, ProfessionalSituation, ContactEvent, BankEvent)
    for one in family
}


@dataclass(frozen=True)
class LookedCase:
    """All that is shown of a decision drawn; its author is not told."""

    look: Look
    role: StaffRole
    asked: tuple[Line, ...]
    checks: tuple[GivenCheck, ...]
    """The checklist as it was proposed and as it was given; empty where there is none."""
    decided: tuple[Line, ...]
    """The first decision first."""
    message: str | None
    """What the tenant was told of the decision drawn; ``None`` when nothing was."""
    papers: tuple[PaperLine, ...]


def looked_case(session: Session, look: Look) -> LookedCase:
    """Everything to judge ``look`` by; claims nothing. Raises ``NotFound``, ``Refused``."""
    item = insurance_item(session, look.item_id) if look.kind is WorkKind.INSURANCE else None
    return LookedCase(
        look=look,
        role=current_staff(session).role,
        asked=tuple(_certificate(item) if item is not None else _change(session, look)),
        checks=item.checks if item is not None else (),
        decided=tuple(_decided(session, look)),
        message=_message(session, look),
        papers=papers_of(session, look.item_id),
    )


def _certificate(item: InsuranceItem) -> Iterator[Line]:
    yield "Contrat", item.contract.words
    yield "Reçue", f"{item.channel.lower()}, le {french_instant(item.submitted_at)}"
    days = (("du", item.declared.start), ("au", item.declared.end))
    told = " ".join(f"{word} {french_day(day)}" for word, day in days if day is not None)
    yield "Déclaré", ", ".join(filter(None, (told, item.declared.insurer or ""))) or "rien"
    yield (
        "Titulaires",
        ", ".join(
            " ".join(filter(None, (one.first_names, one.usage_name or one.birth_name)))
            for one in item.contract.on_file.holders
        ),
    )
    if item.contract.on_file.street:
        place = item.contract.on_file
        yield "Logement", f"{place.street}, {place.postcode} {place.town}"
    if item.covered_until is not None:
        yield "Couvert", f"jusqu’au {french_day(item.covered_until)}"


def _change(session: Session, look: Look) -> Iterator[Line]:
    asked = session.scalars(
        select(ChangeSubmission)
        .where(ChangeSubmission.work_item_id == look.item_id)
        .execution_options(populate_existing=True)
    ).one_or_none()
    if asked is None:
        return
    yield "Demande", _EVENTS.get(asked.event, asked.event)
    yield "Reçue", (f"{RequestChannel(asked.channel).label.lower()}, le {french_instant(asked.submitted_at)}")
    if asked.event_on is not None:
        yield "Date légale", french_day(asked.event_on)
    if asked.effective_on is not None:
        yield "Effet", french_day(asked.effective_on)


def _decided(session: Session, look: Look) -> Iterator[Line]:
    labels = _labels(session, look)
    rows = session.execute(
        select(WorkDecisionRow.decision, WorkDecisionRow.reason, WorkDecisionRow.decided_at)
        .where(WorkDecisionRow.work_item_id == look.item_id)
        .order_by(WorkDecisionRow.rank)
    )
    for row in rows:
        why = f" : {labels.get(row.reason, row.reason)}" if row.reason else ""
        yield french_instant(row.decided_at), f"{WorkDecision(row.decision).label}{why}"


def _labels(session: Session, look: Look) -> Mapping[str, str]:
    landlord = session.scalars(select(WorkItem.landlord_id).where(WorkItem.id == look.item_id)).one()
    shown = reasons_shown(session, landlord, look.kind)
    return {one.value: one.label for one in ReopenReason} | {
        one.reason.code: one.reason.label for one in shown
    }


def _message(session: Session, look: Look) -> str | None:
    """The e-mail before the SMS."""
    told = session.scalars(
        select(OutboxMessage.body)
        .join(WorkDecisionRow, WorkDecisionRow.command_id == OutboxMessage.command_id)
        .where(
            WorkDecisionRow.work_item_id == look.item_id,
            WorkDecisionRow.decided_at == look.decided_at,
            OutboxMessage.customer_id == look.customer_id,
        )
        .order_by(OutboxMessage.channel != MessageChannel.EMAIL.value, OutboxMessage.id)
    )
    return told.first()
