"""The facts of a default, on paper, for litigation: nothing is decided here (R2.18)."""

from collections.abc import Iterator
from datetime import date

from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.reports.letters.drawing import letter_pdf
from backoffice.rules.dates import french_day
from backoffice.rules.insurance.facts import InsuranceFacts
from backoffice.rules.letters.sheet import LetterSheet, Paragraph, ParagraphKind
from backoffice.rules.vocabulary.service import InsuranceState
from backoffice.services.insurance.standing import LeaseStanding, standing_of
from backoffice.services.letters.facts import TenantFacts, tenant_facts
from backoffice.services.letters.sheets import sender_of
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

_CODE = "INSURANCE_FACTS"


def facts_pdf(session: Session, lease_id: int) -> bytes:
    """The file of facts of a lease handed over: what was asked, sent, decided, by day; traced.

    Raises ``Refused`` (``NOT_HANDED_OVER``) for a lease that is not, ``NotFound``.
    """
    found = standing_of(session, lease_id)
    if found.standing.state is not InsuranceState.TERMINATION_ROUTE:
        raise Refused(
            "Ce contrat n’est pas remis au contentieux : le dossier des faits n’a pas lieu d’être.",
            code="NOT_HANDED_OVER",
        )
    tenant = tenant_facts(session, found.customer_id, lease_id=lease_id)
    me = current_staff(session)
    record(
        session,
        act="INSURANCE_FACTS_PRINTED",
        subject=f"lease:{lease_id}",
        landlord_id=tenant.landlord_id,
        staff_id=me.id,
        customer_id=found.customer_id,
    )
    session.flush()
    return letter_pdf(_sheet(tenant, found, me.full_name))


def _sheet(tenant: TenantFacts, found: LeaseStanding, who: str) -> LetterSheet:
    lines = [Paragraph(ParagraphKind.TABLE, ("Jour", "Fait"))]
    lines += [Paragraph(ParagraphKind.TABLE, (french_day(day), what)) for day, what in _events(found.facts)]
    return LetterSheet(
        code=_CODE,
        number=tenant.contract,
        landlord=sender_of(tenant.profile),
        to=("Service du contentieux", tenant.profile.identity.name),
        made_on=tenant.today,
        place_and_day=f"{tenant.town}, le {french_day(tenant.today)}",
        reference=(("Contrat", tenant.contract), ("Client", tenant.client_ref)),
        subject=f"Défaut d’assurance : faits du contrat {tenant.contract}",
        greeting="Madame, Monsieur,",
        paragraphs=(
            Paragraph(ParagraphKind.TEXT, (f"{found.standing.sentence} Faits connus à ce jour :",)),
            *lines,
            Paragraph(
                ParagraphKind.TEXT,
                ("La suite (commandement, résiliation) n’est pas du ressort de l’agence.",),
            ),
        ),
        closing="Document interne.",
        signatory=(who, tenant.agency),
        mentions=(),
    )


def _events(facts: InsuranceFacts) -> list[tuple[date, str]]:
    return sorted(_told(facts), key=lambda one: one[0])


def _told(facts: InsuranceFacts) -> Iterator[tuple[date, str]]:
    for asked in facts.asked:
        yield asked.on, f"{asked.kind.label} d’attestation"
    for sent in facts.sent:
        until = f", jusqu’au {french_day(sent.covered_until)}" if sent.covered_until else ""
        yield sent.submitted_on, f"Attestation reçue : {sent.state.label.lower()}{until}"
    for notice in facts.notices:
        yield notice.sent_on, "Mise en demeure envoyée"
        if notice.presented_on is not None and notice.outcome is not None:
            yield notice.presented_on, f"Mise en demeure présentée : {notice.outcome.label.lower()}"
    for policy in facts.policies:
        yield policy.starts_on, f"Assurance pour compte, jusqu’au {french_day(policy.ends_on)} exclu"
    for handed in facts.handed_over:
        yield handed.on, "Remise au contentieux"
