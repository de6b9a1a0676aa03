"""What is known of leases and their insurance, read at once: papers, requests, notices, policies, routes."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

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

FACTS = """
    SELECT s.lease_id, 'SENT' AS what, (s.submitted_at AT TIME ZONE 'Europe/Paris')::date AS first,
           s.covered_until AS second, NULL::date AS third, s.state AS words, s.submitted_at AS at
    FROM insurance_submission s WHERE s.lease_id = ANY (:leases)
    UNION ALL
    SELECT r.lease_id, 'ASKED', (r.asked_at AT TIME ZONE 'Europe/Paris')::date, NULL, NULL, r.kind, r.asked_at
    FROM insurance_request r WHERE r.lease_id = ANY (:leases)
    UNION ALL
    SELECT n.lease_id, 'NOTICE', n.sent_on, n.presented_on,
           (r.closed_at AT TIME ZONE 'Europe/Paris')::date, n.outcome, n.recorded_at
    FROM formal_notice n JOIN insurance_route r ON r.id = n.route_id WHERE n.lease_id = ANY (:leases)
    UNION ALL
    SELECT p.lease_id, 'POLICY', p.starts_on, p.ends_on, NULL, p.insurer, p.recorded_at
    FROM on_behalf_policy p WHERE p.lease_id = ANY (:leases)
    UNION ALL
    SELECT r.lease_id, 'HANDED', (r.recorded_at AT TIME ZONE 'Europe/Paris')::date,
           (r.closed_at AT TIME ZONE 'Europe/Paris')::date, NULL, NULL, r.recorded_at
    FROM insurance_route r WHERE r.lease_id = ANY (:leases) AND r.route = 'TERMINATION'
    ORDER BY at DESC
"""
_FACTS = text(FACTS)


@dataclass
class _Gathered:
    required: bool
    sent: list[Submission] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    notices: list[Notice] = field(default_factory=list)
    policies: list[Policy] = field(default_factory=list)
    handed_over: list[HandOver] = field(default_factory=list)

    def add(self, row: Row[Any]) -> None:
        if row.what == "SENT":
            self.sent.append(Submission(row.first, SubmissionState(row.words), row.second))
        elif row.what == "ASKED":
            self.asked.append(Asked(row.first, CertificateRequest(row.words)))
        elif row.what == "NOTICE":
            outcome = NoticeOutcome(row.words) if row.words else None
            self.notices.append(Notice(row.first, row.second, outcome, row.third))
        elif row.what == "POLICY":
            self.policies.append(Policy(row.first, row.second, row.words))
        else:
            self.handed_over.append(HandOver(row.first, row.second))

    def facts(self) -> InsuranceFacts:
        return InsuranceFacts(
            self.required, self.sent, self.asked, self.notices, self.policies, self.handed_over
        )


def facts_of(required: Mapping[int, bool], rows: Iterable[Row[Any]]) -> Mapping[int, InsuranceFacts]:
    """The facts by lease; ``required`` names the leases, and which of them want a certificate (R2.4)."""
    found = {lease: _Gathered(wanted) for lease, wanted in required.items()}
    for row in rows:
        if row.lease_id in found:
            found[row.lease_id].add(row)
    return {lease: one.facts() for lease, one in found.items()}


def read_facts(session: Session, required: Mapping[int, bool]) -> Mapping[int, InsuranceFacts]:
    """The facts of the leases that ``required`` names, in one statement."""
    rows: Sequence[Row[Any]] = session.execute(_FACTS, {"leases": list(required)}).all()
    return facts_of(required, rows)
