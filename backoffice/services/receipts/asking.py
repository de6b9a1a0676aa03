"""Who may be given a receipt: the caller, the agent himself, the way it travels (R1.18, R4.20)."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.lease import EDeliveryConsent, Lease
from backoffice.rules.caller import Act, allows, missing_sentence
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.receipts import ConsentChannel, DeliveryMode, ReceiptRefusal
from backoffice.services.verification import refuse_barred, verified_level


def refuse_own_file(session: Session, lease: Lease) -> None:
    """Raise ``Refused`` (``OWN_HOUSEHOLD``) when the agent would serve himself."""
    if session.scalars(select(func.in_my_household(lease.customer_id))).one():
        raise Refused(
            "Vous ne pouvez pas agir sur votre propre dossier : demandez à un collègue.", code="OWN_HOUSEHOLD"
        )


def refuse_caller(session: Session, lease: Lease, call_id: int | None, place: ContactPlace | None) -> None:
    """Raise ``Refused`` (``CALLER_NOT_VERIFIED``) unless the caller may have documents (R4.20).

    A call must be the agent's own, open, for this customer, at level 2; the counter needs none,
    unless two wrong answers bar the customer for the day (R4.23); neither call nor place is a batch.
    """
    if call_id is not None:
        level = verified_level(session, call_id, lease.customer_id)
    elif place == ContactPlace.PHONE:
        level = CallerLevel.L0
    else:
        if place == ContactPlace.COUNTER:
            refuse_barred(session, lease.customer_id)
        return
    if not allows(level, Act.ISSUE_RECEIPT):
        raise Refused(missing_sentence(level, Act.ISSUE_RECEIPT), code=ReceiptRefusal.CALLER_NOT_VERIFIED)


def refuse_delivery(session: Session, lease: Lease, delivery: DeliveryMode) -> None:
    """Raise ``Refused`` (``NO_E_DELIVERY_CONSENT``) for an e-mail without the tenant's agreement (R1.18)."""
    if delivery != DeliveryMode.EMAIL:
        return
    agreed = session.scalars(
        select(EDeliveryConsent.id)
        .where(
            EDeliveryConsent.lease_id == lease.id,
            EDeliveryConsent.channel == ConsentChannel.EMAIL,
            EDeliveryConsent.given_at <= func.now(),
            or_(EDeliveryConsent.revoked_at.is_(None), EDeliveryConsent.revoked_at > func.now()),
        )
        .limit(1)
    ).first()
    if agreed is None:
        raise Refused(
            "Le locataire n’a pas donné son accord à l’envoi par courriel : remettez le document au guichet "
            "ou envoyez-le par courrier.",
            code="NO_E_DELIVERY_CONSENT",
        )
