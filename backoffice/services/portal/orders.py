"""What is asked on an access to the portal and what is answered: the words between screens and services."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from backoffice.rules.portal.findings import Finding
from backoffice.rules.vocabulary.calls import CallerLevel
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.rules.vocabulary.portal import AccountState, ActReason, PortalAct
from backoffice.services.portal.messages import MessagePreview


@dataclass(frozen=True)
class NewContact:
    """A mobile or an e-mail to enter, in place of ``replaces`` (a key) if it is given (R4.24)."""

    channel: ContactChannel
    value: str
    replaces: int | None = None


@dataclass(frozen=True)
class ActOrder:
    """What an agent asks: on whom, which act, why, on what proof, to which contact on file."""

    customer_id: int
    act: PortalAct
    reason: ActReason
    command_id: str
    call_id: int | None = None
    at_counter: bool = False
    contact_id: int | None = None
    """Where an activation or a reset goes; ``None``: the best usable contact on file."""
    new_contact: NewContact | None = None
    """For ``REPLACE_CONTACT`` alone."""

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same; a new contact is told by its channel, never by its value."""
        return {
            "customer_id": self.customer_id,
            "act": self.act.value,
            "reason": self.reason.value,
            "call_id": self.call_id,
            "at_counter": self.at_counter,
            "contact_id": self.contact_id,
            "channel": self.new_contact.channel.value if self.new_contact else None,
        }


@dataclass(frozen=True)
class ActPreview:
    """What will leave, where the portal will send its own message, until when it is undone."""

    messages: tuple[MessagePreview, ...]
    sends_to: str | None
    """Masked contact that the portal will write to; ``None`` when it sends nothing."""
    undo_minutes: int
    refusal: str | None
    """Why it is refused whoever calls."""


@dataclass(frozen=True)
class ActResult:
    """What was done, in a sentence; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    sentence: str
    told: tuple[str, ...]
    act_id: int
    undone_until: datetime


@dataclass(frozen=True)
class ActOffer:
    """One act in this file now: its key, whether it is offered, and what is missing in words."""

    act: PortalAct
    needed: CallerLevel
    manager_only: bool
    possible: bool
    """Whether the state allows it."""
    missing: str
    """Empty when it may be done now by this member of staff with this caller."""


@dataclass(frozen=True)
class DoneAct:
    """An act of the last days; ``can_undo`` while its messages have not left and nothing came after."""

    id: int
    act: PortalAct
    reason: ActReason
    who: str
    done_at: datetime
    leaves_at: datetime
    undone_at: datetime | None
    can_undo: bool


@dataclass(frozen=True)
class EvidenceLine:
    """One event that a finding rests on, in words."""

    event_id: int
    at: datetime
    sentence: str


@dataclass(frozen=True)
class AccessReport:
    """The diagnosis of one file, as the tab and the command show it; the first finding leads."""

    customer_id: int
    client_ref: str
    state: AccountState | None
    findings: tuple[Finding, ...]
    evidence: tuple[EvidenceLine, ...]
    """Every event that a finding names, newest first."""
    offers: tuple[ActOffer, ...]
    """All acts of R4.14, the leading finding's first."""
    terms: str
    """Which terms of the portal were accepted, and when, in a sentence."""
    done: tuple[DoneAct, ...]
    made_at: datetime
