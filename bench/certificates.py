"""Certificates sent for contracts that an adviser sees: made to be right, or with the mistake of a tenant."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import Engine, func, select, text
from sqlalchemy.orm import Session

from backoffice.database.session import transaction
from backoffice.demo.papers.facts import Insured
from backoffice.demo.papers.training import Known, certificate_for
from backoffice.models.service import InsuranceSubmission
from backoffice.rules.vocabulary.receipts import RequestChannel
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.services.insurance.item import insurance_item
from backoffice.services.papers.proposing import propose_content

_LEASES = text("""
    SELECT l.id FROM lease l JOIN premises q ON q.id = l.premises_id JOIN customer c ON c.id = l.customer_id
    JOIN person p ON p.id = c.main_person_id
    WHERE q.kind = 'DWELLING' AND l.insurance_required AND l.valid_to IS NULL AND NOT p.confidential_address
      AND NOT EXISTS (SELECT FROM work_item w WHERE w.lease_id = l.id AND w.kind = 'INSURANCE'
                      AND w.status <> 'DONE')
    ORDER BY l.id
""")
_INSURER = "Tilia Assurance"
_TRIES = 40


def send_certificates(owner: Engine, desk: Engine, count: int, *, right: bool = True) -> Iterator[int]:
    """Send ``count`` certificates, one a contract; the items that wait, in the order of their making."""
    with transaction(desk) as session:
        leases = list(session.scalars(_LEASES))
    made = 0
    for lease_id in leases:
        if made == count:
            return
        with transaction(owner) as session:
            item_id = _submit(session, lease_id)
        with transaction(desk) as session:
            content = _paper(session, item_id, seed=1 + lease_id * _TRIES, right=right)
        given = (item_id, DocumentKind.INSURANCE_CERTIFICATE.value, RequestChannel.PORTAL.value)
        if content is None:
            continue
        with transaction(desk) as session:
            session.execute(select(func.receive_document(*given, "attestation.pdf", content)))
        made += 1
        yield item_id
    if made < count:
        raise LookupError(f"{made} contracts of {count} could be sent a certificate for")


def _submit(session: Session, lease_id: int) -> int:
    landlord, now = session.execute(
        text("SELECT landlord_id, now() FROM lease WHERE id = :id"), {"id": lease_id}
    ).one()
    paper = InsuranceSubmission(
        landlord_id=landlord,
        lease_id=lease_id,
        channel=RequestChannel.PORTAL,
        submitted_at=now,
        declared_from=(now - timedelta(days=20)).date(),
        declared_to=(now + timedelta(days=340)).date(),
        declared_exact=True,
        insurer=_INSURER,
        state="SUBMITTED",
    )
    session.add(paper)
    session.flush()
    session.refresh(paper)
    assert paper.work_item_id is not None, "a certificate that waits is an item"
    return paper.work_item_id


def _paper(session: Session, item_id: int, *, seed: int, right: bool) -> bytes | None:
    item = insurance_item(session, item_id)
    file, declared = item.contract.on_file, item.declared
    assert declared.start is not None
    assert declared.end is not None
    holder = file.holders[0]
    known = Known(
        insured=Insured("M.", holder.first_names, holder.usage_name or holder.birth_name),
        street=file.street,
        postcode=file.postcode,
        town=file.town,
        rooms=file.rooms or 3,
        insurer=_INSURER,
        start=declared.start,
        end=declared.end,
        today=item.today,
    )
    if not right:
        ended = item.today - timedelta(days=30)
        known = replace(known, start=ended - timedelta(days=364), end=ended)
    for offset in range(_TRIES):
        name, content = certificate_for(known, seed + offset)
        if name.endswith(".pdf"):
            found = propose_content(content, declared, file, item.today)
            if found.accepts is right:
                return content
    return None
