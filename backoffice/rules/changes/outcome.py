"""What accepting a change would do, told before anybody says yes."""

from dataclasses import dataclass
from datetime import date

from backoffice.rules.household.outcome import LineChange, Spawned


@dataclass(frozen=True)
class Objection:
    """One reason not to accept, by its code, with the sentence that says what to do."""

    code: str
    sentence: str


@dataclass(frozen=True)
class ChangeOutcome:
    """Before and after, what stands against it, what it does and what it leaves to be done."""

    lines: tuple[LineChange, ...] = ()
    objections: tuple[Objection, ...] = ()
    sentences: tuple[str, ...] = ()
    questions: tuple[str, ...] = ()
    follow_ups: tuple[Spawned, ...] = ()
    effective_on: date | None = None
    told: bool = True
    """Whether the tenant is told when it is accepted."""

    @property
    def may_be_accepted(self) -> bool:
        """Nothing stands against it."""
        return not self.objections
