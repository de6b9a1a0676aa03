"""How far a caller is verified: what each check needs, what it is worth now, who is barred (R4.20–R4.28)."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.lease import Customer
from backoffice.models.person import Contact
from backoffice.rules.caller import BARRED_SENTENCE, Check, barred, level_reached
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome, ContactPlace
from backoffice.rules.vocabulary.people import ContactChannel
from backoffice.services.clock import server_day
from backoffice.services.staff import StaffView, current_staff

_PLACES = {
    CheckMethod.COUNTER_ID: ContactPlace.COUNTER,
    CheckMethod.SIGNED_LETTER: ContactPlace.COUNTER,
    CheckMethod.CALL_BACK: ContactPlace.PHONE,
}
_CHANNELS = {
    CheckMethod.CODE: (ContactChannel.MOBILE, ContactChannel.EMAIL),
    CheckMethod.CALL_BACK: (ContactChannel.MOBILE, ContactChannel.PHONE),
}


def refuse_check(session: Session, call: PhoneCall, method: CheckMethod) -> None:
    """Raise ``Refused`` when ``method`` does not suit the place, or no contact may serve it (R4.24)."""
    if call.place != _PLACES.get(method, call.place):
        raise Refused(
            "Une pièce d’identité ou une lettre signée se voit au guichet, un rappel se fait au téléphone : "
            "choisissez un contrôle qui convient.",
            code="WRONG_PLACE",
        )
    if method in _CHANNELS and not _has_safe_contact(session, call, _CHANNELS[method]):
        what = "envoyer un code" if method is CheckMethod.CODE else "rappeler"
        raise Refused(
            f"Ce dossier n’a aucun contact assez ancien où {what} : posez deux questions, "
            "ou invitez le locataire au guichet avec une pièce d’identité.",
            code="NO_SECURITY_CONTACT",
        )


def _has_safe_contact(session: Session, call: PhoneCall, channels: tuple[ContactChannel, ...]) -> bool:
    """Whether a fitting contact of the main person is in use and out of its cooling-off."""
    today = server_day(session)
    found = session.scalars(
        select(Contact.id)
        .join(Customer, Customer.main_person_id == Contact.person_id)
        .where(
            Customer.id == call.customer_id,
            Contact.channel.in_(channels),
            Contact.valid_from <= today,
            or_(Contact.valid_to.is_(None), Contact.valid_to > today),
            Contact.usable_for_security_from <= func.now(),
        )
        .limit(1)
    )
    return found.first() is not None


def level_of_checks(session: Session, call: PhoneCall) -> CallerLevel:
    """The level that the checks of the call reach, with the wrong answers of the customer's other calls."""
    rows = session.execute(
        select(CallerCheck.method, CallerCheck.outcome)
        .where(CallerCheck.call_id == call.id)
        .order_by(CallerCheck.id)
    )
    checks = [Check(CheckMethod(method), CheckOutcome(outcome)) for method, outcome in rows]
    assert call.customer_id is not None
    return level_reached(checks, _wrong_answers_today(session, call.customer_id, apart_from=call.id))


def _wrong_answers_today(session: Session, customer_id: int, apart_from: int | None = None) -> int:
    query = (
        select(func.count())
        .select_from(CallerCheck)
        .join(PhoneCall, PhoneCall.id == CallerCheck.call_id)
        .where(
            PhoneCall.customer_id == customer_id,
            CallerCheck.method == CheckMethod.TWO_ANSWERS,
            CallerCheck.outcome == CheckOutcome.FAILED,
            CallerCheck.recorded_at >= func.date_trunc("day", func.now(), "Europe/Paris"),
        )
    )
    if apart_from is not None:
        query = query.where(PhoneCall.id != apart_from)
    return session.execute(query).scalar_one()


def refuse_barred(session: Session, customer_id: int) -> None:
    """Raise ``Refused`` after two wrong control answers today, by whatever channel they came (R4.23)."""
    if barred(_wrong_answers_today(session, customer_id)):
        raise Refused(BARRED_SENTENCE, code="CALLER_NOT_VERIFIED")


def verified_level(session: Session, call_id: int, customer_id: int) -> CallerLevel:
    """The level reached in this open call of this agent for this customer; whoever acts compares it himself.

    Raises ``Refused`` (``CALLER_NOT_VERIFIED``) when the call is another's, another tenant's, or
    over, or when two wrong answers close every channel for the day.
    """
    call = session.get(PhoneCall, call_id)
    wrong = _why_no_proof(call, call_id, customer_id, current_staff(session))
    if wrong is not None:
        raise Refused(wrong, code="CALLER_NOT_VERIFIED")
    assert call is not None
    refuse_barred(session, customer_id)
    return CallerLevel(call.level)


def _why_no_proof(call: PhoneCall | None, call_id: int, customer_id: int, staff: StaffView) -> str | None:
    if call is None:
        return f"Il n’y a pas d’appel n° {call_id} : ouvrez un appel pour ce locataire."
    if call.customer_id != customer_id:
        return f"L’appel n° {call_id} concerne un autre locataire : vérifiez l’appelant pour celui-ci."
    if call.staff_id != staff.id:
        return f"L’appel n° {call_id} est celui d’un collègue : ouvrez le vôtre."
    if call.ended_at is not None:
        return f"L’appel n° {call_id} est terminé : la vérification ne vaut plus, recommencez-la."
    return None


def counter_visit(session: Session, customer: Customer, staff: StaffView, summary: str) -> PhoneCall:
    """A visit at the counter, identity paper seen, begun and over in this transaction (R4.28)."""
    now = session.execute(select(func.now())).scalar_one()
    visit = PhoneCall(
        landlord_id=customer.landlord_id,
        staff_id=staff.id,
        customer_id=customer.id,
        place=ContactPlace.COUNTER,
        started_at=now,
        level=CallerLevel.L3,
    )
    session.add(visit)
    session.flush()
    session.add(
        CallerCheck(
            landlord_id=customer.landlord_id,
            call_id=visit.id,
            method=CheckMethod.COUNTER_ID,
            outcome=CheckOutcome.PASSED,
            questions=[],
            staff_id=staff.id,
        )
    )
    visit.ended_at, visit.summary = now, summary
    session.flush()
    return visit
