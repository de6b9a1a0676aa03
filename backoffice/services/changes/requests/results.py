"""What was asked, and what accepting it would do."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from backoffice.rules.changes.outcome import ChangeOutcome
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.changes import IbanCheck
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState
from backoffice.rules.vocabulary.validation.tasks import ChangeSubmissionState, SubmissionKind


@dataclass(frozen=True)
class PaperSent:
    """A file received for the item."""

    document_id: int
    kind: DocumentKind
    name: str
    state: DocumentState

    @property
    def is_readable(self) -> bool:
        """Whether it may prove something."""
        return self.state in (DocumentState.RECEIVED, DocumentState.CLEAN, DocumentState.ACCEPTED)


@dataclass(frozen=True)
class ChangeAsked:
    """What was asked, by whom, by what door."""

    submission_id: int
    item_id: int
    item_version: int
    is_approval: bool
    """Whether the item is the second person's (R3.54)."""
    customer_id: int
    landlord_id: int
    lease_id: int
    person_id: int
    kind: SubmissionKind
    event: str
    asked: Mapping[str, Any]
    event_on: date | None
    channel: RequestChannel
    submitted_at: datetime
    state: ChangeSubmissionState
    asked_by: str
    entered_by_id: int | None
    entered_by: str | None
    papers: tuple[PaperSent, ...]


@dataclass(frozen=True)
class ChangeAnswer:
    """What an agent adds: originals seen on paper, pieces to ask for, what the bank's check said."""

    seen: frozenset[DocumentKind] = frozenset()
    wanted: frozenset[DocumentKind] = field(default_factory=frozenset)
    iban_check: IbanCheck = IbanCheck.NONE

    def details(self) -> dict[str, Any]:
        """As ``KindOrder.details`` carries it."""
        return {
            "seen": sorted(one.value for one in self.seen),
            "wanted": sorted(one.value for one in self.wanted),
            "iban_check": self.iban_check.value,
        }


def answer_of(details: Mapping[str, Any]) -> ChangeAnswer:
    """The answer that ``KindOrder.details`` carries; what cannot be read is left out."""
    check = details.get("iban_check")
    known = {one.value for one in IbanCheck}
    return ChangeAnswer(
        _kinds(details.get("seen")),
        _kinds(details.get("wanted")),
        IbanCheck(check) if check in known else IbanCheck.NONE,
    )


def _kinds(value: Any) -> frozenset[DocumentKind]:
    known = {one.value for one in DocumentKind}
    given = value if isinstance(value, list | tuple) else ()
    return frozenset(DocumentKind(one) for one in given if isinstance(one, str) and one in known)


@dataclass(frozen=True)
class ChangeForeseen:
    """A change as it would be accepted now."""

    asked: ChangeAsked
    outcome: ChangeOutcome
    pieces: tuple[DocumentKind, ...]
    """Papers that would prove it: what to ask for."""
    plan: Mapping[str, Any]
    """What the database is handed beside: reference, first debit, employer."""
    values: Mapping[str, str]
    """What the message to the tenant says of it."""
    message: str | None = None
    message_refusal: str | None = None
