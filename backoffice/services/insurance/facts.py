"""What is known of leases and their insurance, read at once: papers, requests, notices, policies, routes."""

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Row, text
from sqlalchemy.orm import Session

from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.insurance.gathering import facts_of

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


def read_facts(session: Session, required: Mapping[int, bool]) -> Mapping[int, InsuranceFacts]:
    """The facts of the leases that ``required`` names, in one statement."""
    rows: Sequence[Row[Any]] = session.execute(_FACTS, {"leases": list(required)}).all()
    return facts_of(required, rows)
