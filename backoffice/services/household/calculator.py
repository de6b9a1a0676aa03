"""The notice calculator with the landlord of who asks (R3.28)."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.rules.household.notice import NoticeReason, NoticeResult, notice_end
from backoffice.services.clock import server_day
from backoffice.services.landlords import landlord_parameters


@dataclass(frozen=True)
class NoticeAsked:
    """What is known of a notice; without a landlord, the first of mine."""

    landlord_code: str | None
    received_on: date
    reason: NoticeReason
    proof_joined: bool = True
    married: bool = False
    both_signed: bool = True


def notice_asked(session: Session, asked: NoticeAsked) -> NoticeResult:
    """When a notice ends at a landlord of mine; writes nothing. Raises ``Refused`` (``NO_LANDLORD``)."""
    query = select(Landlord.id).where(of_my_landlords(Landlord.id)).order_by(Landlord.id)
    if asked.landlord_code is not None:
        query = query.where(Landlord.code == asked.landlord_code)
    landlord = session.scalars(query.limit(1)).one_or_none()
    if landlord is None:
        raise Refused("Aucun bailleur n’est le vôtre : demandez à l’administrateur.", code="NO_LANDLORD")
    return notice_end(
        asked.received_on,
        asked.reason,
        landlord_parameters(session, landlord, server_day(session)),
        proof_joined=asked.proof_joined,
        married=asked.married,
        both_signed=asked.both_signed,
    )
