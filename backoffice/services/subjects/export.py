"""The copy handed to a data subject: collected once, written twice, traced with its purpose (R5.22)."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.landlord import Landlord
from backoffice.models.lease import Customer
from backoffice.reports.subject import subject_pdf
from backoffice.reports.subject_data import subject_json
from backoffice.rules.dates import paris_day
from backoffice.rules.receipts.sheet import Letterhead
from backoffice.rules.retention.subject import (
    RECIPIENTS,
    SCHEMA,
    STAFF_ONLY,
    LeaseCopy,
    RecipientCopy,
    RetentionCopy,
    SubjectCopy,
)
from backoffice.rules.retention.terms import ANSWER, EXTENSION, FILE, Rule
from backoffice.rules.retention.words import ExportPurpose
from backoffice.rules.vocabulary.access import ExportPurpose as AccessPurpose
from backoffice.rules.vocabulary.ledger import PostingKind
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.exporting import Export, record_export
from backoffice.services.clock import server_instant
from backoffice.services.landlords import landlord_parameters
from backoffice.services.mine import my_customer
from backoffice.services.retention.rules import rules_in_force
from backoffice.services.staff import current_staff
from backoffice.services.subjects import file, traces
from backoffice.services.trace import record

ACT = "SUBJECT_EXPORTED"
_ALLOWED = (StaffRole.DPO, StaffRole.MANAGER)
_RESERVED = (
    "Ce dossier n’est pas chez vos bailleurs, ou il est réservé (collègue, adresse confidentielle) : "
    "demandez à un responsable d’agence de faire cette copie."
)


@dataclass(frozen=True)
class SubjectExport:
    """The two files, and the copy they were written from."""

    copy: SubjectCopy
    json: bytes
    pdf: bytes


def export_subject(session: Session, customer_id: int, purpose: ExportPurpose) -> SubjectExport:
    """The data of the customer's main person, as JSON and PDF, traced in the same transaction.

    Answers to control questions, codes and the other persons are left out. Raises ``NotFound`` (also for a
    reserved file, which a manager exports), ``Refused`` (``NOT_DPO``), ``Denied`` (``QUOTA_EXPORT``).
    """
    staff = current_staff(session)
    if staff.role not in _ALLOWED:
        raise Refused(
            "La copie des données d’une personne est faite par le délégué à la protection des données ou "
            "par un responsable : transmettez-lui la demande.",
            code="NOT_DPO",
        )
    try:
        customer = my_customer(session, customer_id)
    except NotFound as error:
        raise NotFound(_RESERVED, code="RESERVED") from error
    # Counted and told before anything is read.
    told = Export("subject", AccessPurpose.SUBJECT_REQUEST, 1, {"purpose": purpose.value}, customer.id)
    record_export(session, told)
    copy = _collected(session, customer, server_instant(session))
    export = SubjectExport(copy, subject_json(copy), subject_pdf(copy))
    record(
        session,
        act=ACT,
        subject=f"customer/{customer.id}",
        landlord_id=customer.landlord_id,
        staff_id=staff.id,
        customer_id=customer.id,
        reason=purpose.value,
        purpose=purpose.value,
        detail={"schema": SCHEMA, "json_sha256": _sha256(export.json), "pdf_sha256": _sha256(export.pdf)},
    )
    session.flush()
    return export


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _collected(session: Session, customer: Customer, now: datetime) -> SubjectCopy:
    landlord = session.get_one(Landlord, customer.landlord_id)
    today = paris_day(now)
    profile = landlord_parameters(session, landlord.id, today)
    subject = file.subject_of(session, customer)
    leases = file.leases(session, subject)
    copy = SubjectCopy(
        schema=SCHEMA,
        made_at=now,
        landlord=Letterhead(
            name=landlord.name, legal_form=landlord.legal_form, street=landlord.street,
            postal_code=landlord.postal_code, town=landlord.town, siren=landlord.siren,
            phone=landlord.phone, email=landlord.email,
        ),
        client_ref=customer.client_ref,
        client_ref_label=profile.client_ref_label,
        identity=file.identity(subject.person),
        contacts=file.contacts(session, subject),
        billing_address=customer.billing_address,
        leases=leases,
        household=file.household(session, subject),
        postings=file.postings(session, subject),
        payments=file.payments(session, subject),
        documents=traces.documents(session, subject),
        requests=traces.requests(session, subject),
        notes=traces.notes(session, subject),
        alerts=traces.alerts(session, subject),
        consents=file.consents(session, subject),
        portal=traces.portal(session, subject),
        messages=traces.messages(session, subject),
        recipients=(),
        retention=_retention(rules_in_force(session, today).values(), leases, today),
        access_log=traces.access_log(session, subject),
    )  # fmt: skip
    return replace(copy, recipients=_recipients(copy))


def _retention(
    rules: Iterable[Rule], leases: tuple[LeaseCopy, ...], today: date
) -> tuple[RetentionCopy, ...]:
    """Every sort of data kept, its term and what it rests on; the day of the file once he has left."""
    left = [lease.until for lease in leases if lease.until is not None]
    gone = max(left) if leases and len(left) == len(leases) and max(left) <= today else None
    return tuple(
        RetentionCopy(
            code=rule.code,
            data=rule.data,
            term=_term(rule),
            afterwards=rule.afterwards,
            basis=rule.basis,
            verified=rule.is_verified,
            caveat=rule.caveat,
            until=rule.ends(gone) if gone and rule.code == FILE else None,
        )
        for rule in rules
        if rule.code not in (ANSWER, EXTENSION)
    )


def _term(rule: Rule) -> str:
    return f"{rule.active_base} ({rule.term_words})" if rule.term_words else rule.active_base


def _recipients(copy: SubjectCopy) -> tuple[RecipientCopy, ...]:
    """Those who receive data of this very file."""
    aid = any(one.kind == PostingKind.HOUSING_AID.label for one in copy.postings)
    paid = any(one.kind.startswith(PostingKind.PAYMENT.label) for one in copy.postings) or copy.payments
    present = {"HOUSING_AID": aid, "PAYMENT": paid, "MESSAGE": copy.messages, "PORTAL": copy.portal}
    return (STAFF_ONLY, *(RECIPIENTS[key] for key, there in present.items() if there))
