"""What the tenant is told of a decision on his certificate."""

from datetime import timedelta

from sqlalchemy.orm import Session

from backoffice.rules.dates import french_day
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.insurance.deciding import Case
from backoffice.services.letters.messages import TenantWords, decision_words


def told(session: Session, case: Case) -> TenantWords:
    """The message of the decision, in the landlord's words. Raises ``Refused`` as ``decision_words``."""
    until = case.verdict.covered_until
    values = {
        "contrat": case.numbers,
        "date_limite": french_day(case.today + timedelta(days=case.answer_days)),
    } | ({"couvert_jusqu_au": french_day(until)} if until else {})
    template = f"DECISION_INSURANCE_{case.order.decision.value}"
    return decision_words(
        session,
        case.customer_id,
        template,
        case.order.reason,
        WorkKind.INSURANCE,
        values,
        lease_id=case.lease_id,
    )
