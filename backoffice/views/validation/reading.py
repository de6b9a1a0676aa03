"""What the page of a certificate reads in one go, and what its paper proposes, off the window's thread."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from backoffice.rules.papers.proposals import CertificateReading, PaperProposal
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.validation.papers import DocumentKind, DocumentState
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import Reason
from backoffice.services.insurance.item import insurance_item
from backoffice.services.insurance.results import InsuranceItem
from backoffice.services.letters.reasons import reasons_in_force
from backoffice.services.papers.examining import seen_elsewhere
from backoffice.services.papers.opening import Paper, PaperLine, papers_of
from backoffice.services.papers.proposing import drawn_otherwise, propose
from backoffice.services.staff import current_staff

_TOGETHER = timedelta(minutes=10)
"""Files that came within that time were sent together."""


@dataclass(frozen=True)
class CertificateCase:
    """A certificate, its file, the reasons to refuse it, and who looks."""

    item: InsuranceItem
    reasons: tuple[Reason, ...]
    elsewhere: tuple[str, ...]
    """What is told of files seen elsewhere (R6.5)."""
    role: StaffRole
    papers: tuple[PaperLine, ...]
    """Those that still exist, in the order in which they came."""

    @property
    def first(self) -> int | None:
        """The paper to show first: of the last ones sent, the first certificate that may be read."""
        known = [one for one in self.item.papers if one.state is not DocumentState.ERASED]
        if not known:
            return None
        since = max(one.received_at for one in known) - _TOGETHER
        last = [one for one in known if one.received_at >= since]
        certificates = [one for one in last if one.kind is DocumentKind.INSURANCE_CERTIFICATE] or last
        readable = [one for one in certificates if one.state is not DocumentState.UNREADABLE]
        return (readable or certificates)[0].document_id


def read_certificate(session: Any, item_id: int) -> CertificateCase:
    """The case of an item. Raises ``NotFound``, ``Refused``."""
    item = insurance_item(session, item_id)
    told = (seen_elsewhere(session, one.document_id).sentence for one in item.papers)
    return CertificateCase(
        item=item,
        reasons=reasons_in_force(session, item.landlord_id, WorkKind.INSURANCE),
        elsewhere=tuple(dict.fromkeys(one for one in told if one)),
        role=current_staff(session).role,
        papers=papers_of(session, item_id),
    )


def doubts_of(paper: Paper, reading: CertificateReading) -> tuple[str, ...]:
    """What the text of the paper says and its image does not show; seconds long. Raises ``Refused``."""
    return drawn_otherwise(paper.content, reading)


def propose_of(paper: Paper, case: CertificateCase) -> PaperProposal:
    """What the paper proposes of this case; nothing is written. Raises ``Refused``, ``Unavailable``."""
    item = case.item
    return propose(paper, item.declared, item.contract.on_file, item.today, item.warning_months)
