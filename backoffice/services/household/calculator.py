"""The notice calculator with the landlord of who asks (R3.28)."""

from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.rules.household.notice import NoticeReason, NoticeResult, notice_end
from backoffice.services.clock import server_day
from backoffice.services.landlords import landlord_parameters


def notice_for(
    session: Session,
    landlord_code: str | None,
    received_on: date,
    reason: NoticeReason,
    *,
    proof_joined: bool = True,
    married: bool = False,
    both_signed: bool = True,
) -> NoticeResult:
    """When a notice ends at a landlord of mine, the first one when none is named; writes nothing.

    Raises ``Refused`` (``NO_LANDLORD``).
    """
    query = select(Landlord.id).where(of_my_landlords(Landlord.id)).order_by(Landlord.id)
    if landlord_code is not None:
        query = query.where(Landlord.code == landlord_code)
    landlord = session.scalars(query.limit(1)).one_or_none()
    if landlord is None:
        raise Refused("Aucun bailleur n’est le vôtre : demandez à l’administrateur.", code="NO_LANDLORD")
    profile = landlord_parameters(session, landlord, server_day(session))
    return notice_end(
        received_on, reason, profile, proof_joined=proof_joined, married=married, both_signed=both_signed
    )
