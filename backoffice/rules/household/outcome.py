"""What comes out of an event, told before anybody says yes."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.household.events import HouseholdEvent, HouseholdRejection
from backoffice.rules.household.operations import Operation
from backoffice.rules.household.papers import PaperAsked
from backoffice.rules.household.state import HouseholdState
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind


@dataclass(frozen=True)
class Rejection:
    """One reason not to accept, with the sentence that says what to do."""

    code: HouseholdRejection
    sentence: str


@dataclass(frozen=True)
class Solidarity:
    """Who answers for the rent with the others, and the first day when he no longer does."""

    person_id: int
    who: str
    until: date | None
    why: str


@dataclass(frozen=True)
class Spawned:
    """A task that the decision leaves."""

    kind: FollowUpKind
    due_on: date


@dataclass(frozen=True)
class LineChange:
    """One line of before and after, side by side."""

    what: str
    before: str
    after: str

    @property
    def changes(self) -> bool:
        """Whether the decision changes it."""
        return self.before != self.after


@dataclass(frozen=True)
class Outcome:
    """Everything that a decision would do; nothing is written."""

    event: HouseholdEvent
    after: HouseholdState
    operations: tuple[Operation, ...]
    changes: tuple[LineChange, ...]
    solidarity: Solidarity | None
    follow_ups: tuple[Spawned, ...]
    papers: tuple[PaperAsked, ...]
    refusals: tuple[Rejection, ...]
    incomplete: tuple[str, ...]
    """What the form does not say yet."""
    needs_manager: bool
    changes_holders: bool
    """Whether it changes who holds the lease: somebody else than who entered it decides."""
    sentences: tuple[str, ...]
    questions: tuple[str, ...]
    """What the manager judges; never computed."""
    effective_on: date | None
    effective_why: str
    told: bool
    """Whether the tenant receives a message."""
    separated_since: date | None = None
    pacs_declared_on: date | None = None
    co_title_requested_on: date | None = None

    @property
    def may_be_accepted(self) -> bool:
        """Whether nothing is against it and nothing is missing in the form."""
        return not self.refusals and not self.incomplete
