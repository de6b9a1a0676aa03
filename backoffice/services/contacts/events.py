"""A contact that needs no case: one line, coded, counted (R7.2)."""

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.contact import ContactEvent
from backoffice.models.landlord import Landlord, of_my_landlords
from backoffice.rules.vocabulary.calls import CallerLevel, ContactTopic, EventChannel
from backoffice.services.calls import my_line
from backoffice.services.mine import my_customer
from backoffice.services.staff import current_staff
from backoffice.services.trace import record


def log_contact(
    session: Session,
    topic: ContactTopic,
    channel: EventChannel = EventChannel.PHONE,
    customer_id: int | None = None,
    call_id: int | None = None,
) -> bool:
    """Count a contact without a case, with or without a tenant.

    In a call at ``L0`` it is the whole call: it is concluded too. Answers whether it was. Raises
    ``NotFound``, ``Conflict``, ``Refused`` for somebody who works for no landlord.
    """
    call = None if call_id is None else my_line(session, call_id)
    if call is not None:
        customer_id = call.customer_id
    landlord_id = call.landlord_id if call is not None else _landlord(session, customer_id)
    event = ContactEvent(
        landlord_id=landlord_id,
        channel=channel,
        topic=topic,
        customer_id=customer_id,
        call_id=call_id,
        staff_id=current_staff(session).id,
    )
    session.add(event)
    session.flush()
    record(
        session,
        act="CONTACT_LOGGED",
        subject=f"contact_event:{event.id}",
        landlord_id=landlord_id,
        customer_id=customer_id,
        reason=topic.value,
        call_id=call_id,
    )
    session.flush()
    if call is None or call.level != CallerLevel.L0:
        return False
    session.execute(select(func.end_call(call.id, f"Contact sans dossier : {topic.label.lower()}.")))
    return True


def _landlord(session: Session, customer_id: int | None) -> int:
    if customer_id is not None:
        return my_customer(session, customer_id).landlord_id
    found = session.scalars(
        select(Landlord.id).where(of_my_landlords(Landlord.id)).order_by(Landlord.id).limit(1)
    ).one_or_none()
    if found is None:
        raise Refused(
            "Vous ne travaillez pour aucun bailleur : voyez l’administrateur.", code="NOT_MY_LANDLORD"
        )
    return found
