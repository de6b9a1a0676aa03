"""The certificates that wait in my agencies, by due date."""

from dataclasses import dataclass
from datetime import date, datetime

from sqlalchemy import text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound

_WAITING = text("""
    SELECT w.id, w.due_at, w.status, s.submitted_at, s.declared_to, s.insurer, l.number, c.client_ref,
           (SELECT count(*) FROM document d WHERE d.work_item_id = w.id) AS papers
    FROM work_item w
    JOIN insurance_submission s ON s.work_item_id = w.id
    JOIN lease l ON l.id = w.lease_id
    JOIN customer c ON c.id = w.customer_id
    WHERE w.kind = 'INSURANCE' AND w.status IN ('OPEN', 'WAITING')
    ORDER BY w.status, w.due_at, w.priority, w.id LIMIT :most
""")
_OF_LEASE = text("""
    SELECT w.id FROM work_item w WHERE w.lease_id = :lease AND w.kind = 'INSURANCE'
    ORDER BY w.status = 'OPEN' DESC, w.received_at DESC, w.id DESC LIMIT 1
""")


@dataclass(frozen=True)
class WaitingPaper:
    """A certificate that waits."""

    item_id: int
    contract: str
    client_ref: str
    submitted_at: datetime
    due_at: datetime
    declared_to: date | None
    insurer: str
    papers: int
    asked: bool
    """Whether it waits for the tenant or his insurer."""


def waiting_papers(session: Session, most: int = 200) -> tuple[WaitingPaper, ...]:
    """Those whom row security shows, the most pressing first."""
    return tuple(
        WaitingPaper(
            row.id,
            row.number,
            row.client_ref,
            row.submitted_at,
            row.due_at,
            row.declared_to,
            row.insurer or "",
            row.papers,
            row.status == "WAITING",
        )
        for row in session.execute(_WAITING, {"most": most})
    )


def item_of_lease(session: Session, lease_id: int) -> int:
    """The item of the last certificate of a contract, one that waits first. Raises ``NotFound``."""
    found = session.execute(_OF_LEASE, {"lease": lease_id}).scalar_one_or_none()
    if found is None:
        raise NotFound("Ce contrat n’a aucune attestation à décider.")
    return int(found)
