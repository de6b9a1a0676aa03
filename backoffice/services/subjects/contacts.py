"""Contacts without a case, promises, papers of representatives, forms: what they say of the person."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.models.desk.assistance import AssistanceForm
from backoffice.models.desk.contact import ContactEvent, PromisedCallBack, Representative
from backoffice.rules.dates import french_day, french_instant
from backoffice.rules.retention.subject import RequestCopy
from backoffice.rules.vocabulary.calls import (
    CallBackReason,
    CallBackState,
    ContactTopic,
    EventChannel,
    RepresentativeKind,
    RepresentativeProof,
    RepresentativeScope,
)

_STAFF = "Guichet"


def contact_lines(session: Session, customer_id: int) -> list[RequestCopy]:
    """One line each; a representative’s own name is his, not the tenant’s: it is left out."""
    events = session.scalars(select(ContactEvent).where(ContactEvent.customer_id == customer_id))
    promises = session.scalars(select(PromisedCallBack).where(PromisedCallBack.customer_id == customer_id))
    papers = session.scalars(select(Representative).where(Representative.customer_id == customer_id))
    forms = session.scalars(select(AssistanceForm).where(AssistanceForm.customer_id == customer_id))
    return [
        *(_form_line(row) for row in forms),
        *(_event_line(row) for row in events),
        *(_promise_line(row) for row in promises),
        *(_paper_line(row) for row in papers),
    ]


def _form_line(row: AssistanceForm) -> RequestCopy:
    born = french_day(row.given_birth_date) if row.given_birth_date else None
    given = (
        row.given_number, row.given_last_name, row.given_first_names, born, row.given_email, row.given_phone,
    )  # fmt: skip
    told = ", ".join(filter(None, given))
    return RequestCopy(row.received_at, "Formulaire d’assistance", told, "Portail", "Reçu")


def _event_line(row: ContactEvent) -> RequestCopy:
    topic, channel = ContactTopic(row.topic).label, EventChannel(row.channel).label
    return RequestCopy(row.recorded_at, "Contact", topic, channel, "Renseigné")


def _promise_line(row: PromisedCallBack) -> RequestCopy:
    told = f"{CallBackReason(row.reason).label}, pour le {french_instant(row.due_at)}"
    return RequestCopy(row.recorded_at, "Rappel promis", told, _STAFF, CallBackState(row.state).label)


def _paper_line(row: Representative) -> RequestCopy:
    kind, scope = RepresentativeKind(row.kind).label, RepresentativeScope(row.scope).label
    told = f"{kind} ({scope.lower()}), {RepresentativeProof(row.proof).label.lower()}"
    until = "" if row.valid_to is None else f", jusqu’au {french_day(row.valid_to)}"
    return RequestCopy(row.recorded_at, "Représentant", told + until, _STAFF, "Enregistré")
