"""What is known of a lease and its insurance, from which its state is told (R2.3, R2.6, R2.13–R2.18)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from backoffice.rules.dates import holds_on
from backoffice.rules.insurance.calendar import on_behalf_from
from backoffice.rules.vocabulary.service import SubmissionState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest, NoticeOutcome


@dataclass(frozen=True)
class Submission:
    """A certificate sent: when, and what was decided."""

    submitted_on: date
    state: SubmissionState
    covered_until: date | None
    told: str = ""
    """What the tenant reads of a refusal."""


@dataclass(frozen=True)
class Asked:
    """A certificate asked for (R2.3)."""

    on: date
    kind: CertificateRequest = CertificateRequest.REQUEST


@dataclass(frozen=True)
class Notice:
    """A formal notice; ``ended_on`` is the day on which its default ended."""

    sent_on: date
    presented_on: date | None = None
    outcome: NoticeOutcome | None = None
    ended_on: date | None = None

    def runs_on(self, day: date) -> bool:
        """Whether it still counts: a letter that found nobody at the address counts for nothing."""
        return (
            holds_on(self.sent_on, self.ended_on, day) and self.outcome is not NoticeOutcome.UNKNOWN_ADDRESS
        )

    def allows_from(self) -> date | None:
        """The first day on which a policy may be taken out (R2.20); ``None`` before it was presented."""
        return on_behalf_from(self.presented_on) if self.presented_on else None


@dataclass(frozen=True)
class Policy:
    """An insurance taken out for the tenant, during ``[starts_on, ends_on)``."""

    starts_on: date
    ends_on: date
    insurer: str = ""


@dataclass(frozen=True)
class HandOver:
    """A default handed over to litigation (R2.18)."""

    on: date
    ended_on: date | None = None


@dataclass(frozen=True)
class InsuranceFacts:
    """Everything about one lease; each list in any order."""

    required: bool
    sent: Sequence[Submission] = ()
    asked: Sequence[Asked] = ()
    notices: Sequence[Notice] = ()
    policies: Sequence[Policy] = ()
    handed_over: Sequence[HandOver] = ()

    def covered_until(self, today: date) -> date | None:
        """The last day of cover accepted by ``today``."""
        ends = [one.covered_until for one in self.sent if one.submitted_on <= today]
        return max((end for end in ends if end is not None), default=None)

    def latest(self, today: date) -> Submission | None:
        """The last certificate sent by ``today``."""
        known = [one for one in self.sent if one.submitted_on <= today]
        return max(known, key=lambda one: one.submitted_on, default=None)

    def waiting(self, today: date) -> Submission | None:
        """The first certificate that nobody has decided."""
        known = (
            one for one in self.sent if one.submitted_on <= today and one.state is SubmissionState.SUBMITTED
        )
        return min(known, key=lambda one: one.submitted_on, default=None)

    def last_asked(self, today: date) -> Asked | None:
        """The last request or reminder."""
        return max((one for one in self.asked if one.on <= today), key=lambda one: one.on, default=None)

    def notice(self, today: date) -> Notice | None:
        """The formal notice that runs: the one presented first, since its month ends first."""
        running = [one for one in self.notices if one.runs_on(today)]
        return min(running, key=lambda one: (one.presented_on or date.max, one.sent_on), default=None)

    def policy(self, today: date) -> Policy | None:
        """The policy that pays for the tenant."""
        running = (one for one in self.policies if holds_on(one.starts_on, one.ends_on, today))
        return max(running, key=lambda one: one.ends_on, default=None)

    def hand_over(self, today: date) -> HandOver | None:
        """The hand-over that stands."""
        return next((one for one in self.handed_over if holds_on(one.on, one.ended_on, today)), None)
