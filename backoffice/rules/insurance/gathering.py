"""The facts of leases from the rows that tell them, wherever they were read."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Protocol

from backoffice.rules.insurance.facts import (
    Asked,
    HandOver,
    InsuranceFacts,
    Notice,
    Policy,
    Submission,
)
from backoffice.rules.vocabulary.service import SubmissionState
from backoffice.rules.vocabulary.validation.insurance import CertificateRequest, NoticeOutcome


class FactRow(Protocol):
    """One thing known of a lease; what its days and words mean is said by ``what``."""

    @property
    def lease_id(self) -> int:
        """Whose it is."""

    @property
    def what(self) -> str:
        """``SENT``, ``ASKED``, ``NOTICE``, ``POLICY`` or ``HANDED``."""

    @property
    def first(self) -> date:
        """The day on which it was sent, asked, begun."""

    @property
    def second(self) -> date | None:
        """The end of the cover or of the policy, the day of presentation or of the end of the route."""

    @property
    def third(self) -> date | None:
        """The end of the default of a notice."""

    @property
    def words(self) -> str | None:
        """A state, a kind, an outcome, an insurer."""


@dataclass
class _Gathered:
    required: bool
    sent: list[Submission] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    handed_over: list[HandOver] = field(default_factory=list)

    def add(self, row: FactRow) -> None:
        if row.what == "SENT":
            self.sent.append(Submission(row.first, SubmissionState(row.words or ""), row.second))
        elif row.what == "ASKED":
            self.asked.append(Asked(row.first, CertificateRequest(row.words or "")))
        elif row.what == "NOTICE":
            outcome = NoticeOutcome(row.words) if row.words else None
            self.notices.append(Notice(row.first, row.second, outcome, row.third))
        elif row.what == "POLICY":
            self.policies.append(Policy(row.first, row.second or date.max, row.words or ""))
        else:
            self.handed_over.append(HandOver(row.first, row.second))

    def facts(self) -> InsuranceFacts:
        return InsuranceFacts(
            self.required, self.sent, self.asked, self.notices, self.policies, self.handed_over
        )


def facts_of(required: Mapping[int, bool], rows: Iterable[FactRow]) -> Mapping[int, InsuranceFacts]:
    """The facts by lease; ``required`` names the leases, and which of them want a certificate (R2.4)."""
    found = {lease: _Gathered(wanted) for lease, wanted in required.items()}
    for row in rows:
        if row.lease_id in found:
            found[row.lease_id].add(row)
    return {lease: one.facts() for lease, one in found.items()}
