"""What the page of a change of household shows."""

from dataclasses import dataclass
from datetime import date, datetime

from backoffice.rules.household.events import HouseholdEvent
from backoffice.rules.household.forms import EventForm
from backoffice.rules.household.outcome import Outcome
from backoffice.rules.household.state import HouseholdState
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState
from backoffice.rules.vocabulary.validation.tasks import ChangeSubmissionState


@dataclass(frozen=True)
class PaperHeld:
    """A file received for the item."""

    document_id: int
    kind: DocumentKind
    name: str
    state: DocumentState


@dataclass(frozen=True)
class Submission:
    """What was asked, by whom, by what door."""

    id: int
    item_id: int
    item_version: int
    customer_id: int
    landlord_id: int
    lease_id: int
    event: HouseholdEvent
    form: EventForm
    channel: RequestChannel
    submitted_at: datetime
    state: ChangeSubmissionState
    asked_by: str | None
    entered_by: str | None
    """The colleague who entered it, if the tenant did not."""
    papers: tuple[PaperHeld, ...]


@dataclass(frozen=True)
class SubmissionLine:
    """A change asked, in a list."""

    item_id: int
    event: str
    event_on: date | None
    submitted_at: datetime
    state: ChangeSubmissionState


@dataclass(frozen=True)
class Foreseen:
    """A change as it would be accepted now: what was asked, what stands, what comes out."""

    submission: Submission
    form: EventForm
    """The form that was judged: the tenant's, completed by the agent."""
    state: HouseholdState
    outcome: Outcome
    stamp: str
    """Digest of the household that was read: a decision on another one is refused."""
    message: str | None
    """What the tenant would read."""
    message_refusal: str | None = None


@dataclass(frozen=True)
class ChangeRecorded:
    """A change decided, as the file tells it, with both its days (R3.26)."""

    id: int
    item_id: int
    event: HouseholdEvent
    effective_on: date
    entered_at: datetime
    who: str
    bound: str | None
    """Who answers for the rent with the others."""
    bound_until: date | None
    undone_at: datetime | None
