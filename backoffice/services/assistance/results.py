"""What is shown of assistance forms: what was typed and how it stands, never what the file says."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.rules.portal.forms import FormLine, FormRefusal
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.work import WorkStatus


@dataclass(frozen=True)
class WaitingForm:
    """A form in the queue, named by what was typed in it."""

    item_id: int
    customer_id: int
    given_name: str
    given_number: str
    agency: str
    landlord_name: str
    received_at: datetime
    due_at: datetime
    late: bool
    holder: str
    """Who holds it now; empty when it is free."""
    mine: bool
    in_doubt: bool
    """Left to an adviser."""


@dataclass(frozen=True)
class FormQueue:
    """The forms that wait in my agencies, by due date."""

    forms: tuple[WaitingForm, ...]
    open_items: int
    """How many wait in all; some may be a manager's."""
    now: datetime
    """The server's clock, for the ages."""

    @property
    def kept_back(self) -> int:
        """Forms that are counted and not shown: their files are not for this member of staff."""
        return max(0, self.open_items - len(self.forms))


@dataclass(frozen=True)
class OpenCall:
    """My call with this customer, if one is open: what it has proved."""

    call_id: int
    level: CallerLevel
    proved: bool
    """Level 2, or a code or a call-back passed: with the form's answers it is enough."""


@dataclass(frozen=True)
class FormCase:
    """One form compared with the file."""

    item_id: int
    customer_id: int
    version: int
    """What a decision must name."""
    status: WorkStatus
    agency: str
    landlord_name: str
    received_at: datetime
    due_at: datetime
    late: bool
    holder: str
    mine: bool
    lines: tuple[FormLine, ...]
    sendings: int
    """How often the form was sent while it waits; the last one is compared."""
    agrees: bool
    """Number, name and birth date are those of the file."""
    doubt: str
    """Who left it to an adviser, in a sentence; empty if nobody did."""
    access: str
    """Where the registration stands, in a sentence."""
    blocked: bool
    call: OpenCall | None
    refusal_mail: str
    """What leaves if the form is refused; empty when nobody can be written to."""
    told: str
    """By which ways the holder is told, at the contacts of the file: never an address."""
    release_missing: str
    """What is missing to release, in a sentence; empty when it may be done in the call under way."""
    counter_missing: str
    """The same at the counter, an identity paper being seen."""
    made_at: datetime


@dataclass(frozen=True)
class FormOrder:
    """What to decide: release the registration, or refuse with ``reason``."""

    item_id: int
    version: int | None
    """The version that was shown; ``None`` claims the form at once and takes it as it stands."""
    command_id: str
    reason: FormRefusal | None = None
    """``None``: release."""
    call_id: int | None = None
    at_counter: bool = False

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "item_id": self.item_id,
            "reason": self.reason.value if self.reason else None,
            "call_id": self.call_id,
            "at_counter": self.at_counter,
        }


@dataclass(frozen=True)
class FormDecision:
    """What was decided; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    item_id: int
    version: int
    sentence: str
    decided_at: datetime
    """By the server's clock."""
    undone_until: datetime | None
    """When the messages leave; ``None`` for what is not undone."""
