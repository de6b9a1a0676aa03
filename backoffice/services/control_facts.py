"""Facts that no paper prints, to check who is calling (R4.22, R4.23)."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.models.desk.search import SepaMandate
from backoffice.models.lease import HouseholdMember, Lease
from backoffice.models.ledger import Posting
from backoffice.models.service import InsuranceSubmission, ServiceRequest
from backoffice.models.stock import Premises
from backoffice.rules.dates import french_month
from backoffice.rules.premises import floor_words
from backoffice.rules.vocabulary.calls import ControlQuestion
from backoffice.rules.vocabulary.ledger import MandateState, PaymentMeans, PostingKind
from backoffice.rules.vocabulary.service import ServiceRequestKind
from backoffice.rules.vocabulary.stock import PremisesKind


def control_answers(session: Session, customer_id: int) -> dict[ControlQuestion, str]:
    """The questions that this file can answer, each with its answer.

    Birth date, address, e-mail, telephone and what an avis prints are never asked (R4.21, R4.22).
    """
    answers: dict[ControlQuestion, str] = {}
    payment = session.scalars(
        select(Posting)
        .join(Lease, Lease.id == Posting.lease_id)
        .where(Lease.customer_id == customer_id, Posting.kind == PostingKind.PAYMENT)
        .order_by(Posting.posted_on.desc(), Posting.id.desc())
        .limit(1)
    ).first()
    if payment is not None:
        rounded = f"{payment.credit:.0f}"
        answers[ControlQuestion.LAST_PAYMENT] = f"{french_month(payment.posted_on)}, environ {rounded} €"
        if payment.means:
            means, day = PaymentMeans(payment.means), _debit_day(session, payment.lease_id)
            answers[ControlQuestion.PAYMENT_MEANS] = means_words(means, day)
    answers |= _dwelling_facts(session, customer_id)
    answers |= _paper_facts(session, customer_id)
    return answers


def means_words(means: PaymentMeans, debit_day: int | None) -> str:
    """The usual means of payment, with the day of the debit where a mandate tells it (R4.23)."""
    debited = means is PaymentMeans.DIRECT_DEBIT and debit_day is not None
    return f"{means.label}, le {debit_day} du mois" if debited else means.label


def _debit_day(session: Session, lease_id: int) -> int | None:
    return session.scalars(
        select(SepaMandate.debit_day)
        .where(SepaMandate.lease_id == lease_id, SepaMandate.state == MandateState.ACTIVE)
        .order_by(SepaMandate.signed_on.desc(), SepaMandate.id.desc())
        .limit(1)
    ).one_or_none()


def _dwelling_facts(session: Session, customer_id: int) -> dict[ControlQuestion, str]:
    row = session.execute(
        select(Lease, Premises)
        .join(Premises, Premises.id == Lease.premises_id)
        .where(Lease.customer_id == customer_id, Premises.kind == PremisesKind.DWELLING)
        .order_by(Lease.valid_to.desc().nulls_first(), Lease.id)
        .limit(1)
    ).first()
    if row is None:
        return {}
    lease, premises = row
    facts = {ControlQuestion.ENTRY_YEAR: str(lease.valid_from.year)}
    if premises.floor is not None:
        floor = floor_words(premises.floor)
        facts[ControlQuestion.ROOMS_AND_FLOOR] = f"{premises.rooms} pièces, {floor}"
    living = session.execute(
        select(func.count())
        .select_from(HouseholdMember)
        .where(
            HouseholdMember.lease_id == lease.id,
            HouseholdMember.valid_from <= func.current_date(),
            or_(HouseholdMember.valid_to.is_(None), HouseholdMember.valid_to > func.current_date()),
        )
    ).scalar_one()
    if living:
        facts[ControlQuestion.OCCUPANTS] = str(living)
    return facts


def _paper_facts(session: Session, customer_id: int) -> dict[ControlQuestion, str]:
    facts: dict[ControlQuestion, str] = {}
    request = session.scalars(
        select(ServiceRequest)
        .where(
            ServiceRequest.customer_id == customer_id,
            ServiceRequest.kind != ServiceRequestKind.NEIGHBOUR_DISPUTE,
        )
        .order_by(ServiceRequest.opened_at.desc(), ServiceRequest.id.desc())
        .limit(1)
    ).first()
    if request is not None:
        facts[ControlQuestion.LAST_REQUEST] = request.summary
    insurer = session.scalars(
        select(InsuranceSubmission.insurer)
        .join(Lease, Lease.id == InsuranceSubmission.lease_id)
        .where(Lease.customer_id == customer_id, InsuranceSubmission.insurer.is_not(None))
        .order_by(InsuranceSubmission.submitted_at.desc(), InsuranceSubmission.id.desc())
        .limit(1)
    ).first()
    if insurer:
        facts[ControlQuestion.INSURER] = insurer
    return facts
