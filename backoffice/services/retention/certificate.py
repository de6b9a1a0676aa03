"""The certificate of a finished run: numbered, frozen, given again byte for byte (R5.23)."""

import hashlib
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.retention import RetentionCertificate, RetentionItem, RetentionRun
from backoffice.models.landlord import Landlord
from backoffice.reports.certificate import certificate_pdf
from backoffice.rules.receipts.sheet import Letterhead
from backoffice.rules.retention.certificate import CertificateSheet, RuleCount
from backoffice.rules.retention.plan import LABELS
from backoffice.rules.retention.words import RunState
from backoffice.services.clock import server_day
from backoffice.services.retention.runs import RunView, run_view
from backoffice.services.trace import record


@dataclass(frozen=True)
class Certificate:
    """The frozen paper."""

    number: str
    content: bytes
    sha256: str
    created: bool


def certificate(session: Session, run_id: int) -> Certificate:
    """Issue the certificate of a finished run, or give again the bytes issued.

    Raises ``NotFound``, ``Refused`` (``RUN_NOT_ERASED``) while something is left to erase.
    """
    run = run_view(session, run_id)
    if run.state is not RunState.ERASED:
        raise Refused(
            "Le certificat se délivre quand tout est effacé : terminez l’effacement de cette simulation.",
            code="RUN_NOT_ERASED",
        )
    # Two that ask at once: the second one finds what the first has issued.
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended("retention_certificate", run_id)))
    )
    found = session.scalars(
        select(RetentionCertificate).where(RetentionCertificate.run_id == run_id)
    ).one_or_none()
    created = found is None
    row = found or _issue(session, run)
    return Certificate(row.number, row.content, row.sha256.hex(), created)


def _issue(session: Session, run: RunView) -> RetentionCertificate:
    today = server_day(session)
    landlord = session.scalars(
        select(Landlord)
        .join(RetentionRun, RetentionRun.landlord_id == Landlord.id)
        .where(RetentionRun.id == run.id)
    ).one()
    number = _number(session, landlord.id, today)
    content = certificate_pdf(_sheet(session, run, landlord, number, today))
    row = RetentionCertificate(
        landlord_id=landlord.id,
        run_id=run.id,
        number=number,
        content=content,
        sha256=hashlib.sha256(content).digest(),
    )
    session.add(row)
    record(
        session,
        act="RETENTION_CERTIFIED",
        subject=f"retention_run/{run.id}",
        landlord_id=landlord.id,
        detail={"number": number, "sha256": row.sha256.hex()},
    )
    session.flush()
    return row


def _number(session: Session, landlord_id: int, today: date) -> str:
    session.execute(
        select(func.pg_advisory_xact_lock(func.hashtextextended("certificate_number", landlord_id)))
    )
    issued = session.scalars(
        select(func.count())
        .select_from(RetentionCertificate)
        .where(RetentionCertificate.landlord_id == landlord_id)
    ).one()
    return f"EFF-{today.year}-{issued + 1:04d}"


def _sheet(session: Session, run: RunView, landlord: Landlord, number: str, today: date) -> CertificateSheet:
    assert run.approved_by is not None, "an erased run was approved"
    assert run.approved_at is not None, "by somebody, one day"
    assert run.finished_at is not None, "an erased run is finished"
    return CertificateSheet(
        number=number,
        landlord=Letterhead(
            name=landlord.name, legal_form=landlord.legal_form, street=landlord.street,
            postal_code=landlord.postal_code, town=landlord.town, siren=landlord.siren,
            phone=landlord.phone, email=landlord.email,
        ),
        as_of=run.as_of,
        prepared_by=run.prepared_by,
        prepared_at=run.prepared_at,
        approved_by=run.approved_by,
        approved_at=run.approved_at,
        finished_at=run.finished_at,
        rules=tuple(
            RuleCount(one.code, one.data, one.term, one.basis, one.verified, one.erased, one.kept)
            for one in run.tallies
        ),
        tables=_counts(session, run.id),
        held=run.held,
        issued_on=today,
    )  # fmt: skip


def _counts(session: Session, run_id: int) -> tuple[tuple[str, int], ...]:
    """Rows erased or unnamed by table, in the order of the plan."""
    totals = dict.fromkeys(LABELS, 0)
    query = select(RetentionItem.erased).where(
        RetentionItem.run_id == run_id, RetentionItem.erased.is_not(None)
    )
    for erased in session.scalars(query.execution_options(yield_per=1000)):
        for table, count in (erased or {}).items():
            totals[table] += count
    return tuple((LABELS[table], count) for table, count in totals.items() if count)
