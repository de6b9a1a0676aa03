"""What each step of a default of insurance is ordered, and answers (R2.13–R2.18)."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.validation.insurance import NoticeOutcome, PolicyEnd


class FlagReason(Labelled):
    """Why a contract wants a certificate, or does not (R2.4)."""

    ANNEX_ALONE = "ANNEX_ALONE", "Annexe seule, sans logement chez nous"
    LEASE_SAYS_SO = "LEASE_SAYS_SO", "Le bail le prévoit"
    WITH_DWELLING = "WITH_DWELLING", "Annexe couverte par l’attestation du logement"
    MISTAKE = "MISTAKE", "Erreur de saisie"


@dataclass(frozen=True)
class StepResult:
    """What was done, in a sentence; ``done_now`` is false when the command had been carried out before."""

    done_now: bool
    sentence: str
    made_id: int | None = None
    """The notice, the policy or the route."""
    letter_id: int | None = None


@dataclass(frozen=True)
class NoticeOrder:
    """A formal notice for a lease."""

    lease_id: int
    command_id: str


@dataclass(frozen=True)
class PresentedOrder:
    """The day on which the letter of a notice was first presented, and what became of it."""

    notice_id: int
    version: int
    presented_on: date
    outcome: NoticeOutcome
    command_id: str


@dataclass(frozen=True)
class PolicyOrder:
    """A policy taken out for the tenant of a lease, for a year from ``starts_on``; sums in euros."""

    lease_id: int
    insurer: str
    policy_number: str
    premium: Decimal
    surcharge_percent: Decimal
    starts_on: date
    command_id: str


@dataclass(frozen=True)
class RenewOrder:
    """The following year of a policy."""

    policy_id: int
    version: int
    policy_number: str
    premium: Decimal
    surcharge_percent: Decimal
    command_id: str


@dataclass(frozen=True)
class EndOrder:
    """The end of a policy; ``ends_on`` is the first day no longer insured."""

    policy_id: int
    version: int
    ends_on: date
    why: PolicyEnd
    command_id: str


@dataclass(frozen=True)
class HandOverOrder:
    """A lease whose default goes to litigation."""

    lease_id: int
    command_id: str


@dataclass(frozen=True)
class FlagOrder:
    """Whether a contract wants a certificate, and why."""

    lease_id: int
    version: int
    required: bool
    reason: FlagReason
    command_id: str


Order = NoticeOrder | PresentedOrder | PolicyOrder | RenewOrder | EndOrder | HandOverOrder | FlagOrder
