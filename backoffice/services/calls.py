"""The call under way: who is calling, how far he is identified, what was done."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.lease import Customer
from backoffice.models.trace import AuditEntry
from backoffice.rules.caller import Check, level_reached
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.vocabulary.calls import (
    CallerLevel,
    CheckMethod,
    CheckOutcome,
    ContactPlace,
    ControlQuestion,
)
from backoffice.services.control_facts import control_answers
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

QUESTIONS_ASKED = 2


@dataclass(frozen=True)
class CallView:
    """The call, or the counter visit, under way for a customer."""

    id: int
    customer_id: int
    place: str
    """``PHONE`` or ``COUNTER``."""
    level: CallerLevel
    started_at: datetime
    caller_number: str | None
    how: str
    """``deux réponses justes``, or empty while nothing was checked."""


@dataclass(frozen=True)
class QuestionView:
    """A control question and the answer that the file holds; hidden until the caller has spoken."""

    question: ControlQuestion
    label: str
    expected: str


def start_call(
    session: Session, customer_id: int, place: ContactPlace, caller_number: str | None = None
) -> CallView:
    """Open a call, or a counter visit, for a customer; the one already open is taken up again.

    At the counter the identity paper is still to be seen: the level starts at ``L0``.
    """
    staff = current_staff(session)
    customer = session.get(Customer, customer_id)
    if customer is None:
        raise NotFound("Ce client n’existe plus : relancez la recherche.")
    running = open_call(session, customer_id)
    if running is not None and running.place == place:
        return running
    number = phone_key(caller_number) if caller_number else None
    call = PhoneCall(
        landlord_id=customer.landlord_id,
        staff_id=staff.id,
        customer_id=customer_id,
        place=place,
        caller_number=number,
        started_at=session.execute(select(func.now())).scalar_one(),
        level=CallerLevel.L0,
    )
    session.add(call)
    session.flush()
    return _view(call, None)


def open_call(session: Session, customer_id: int) -> CallView | None:
    """This agent's call under way for the customer, the latest if there are several."""
    staff = current_staff(session)
    call = session.scalars(
        select(PhoneCall)
        .where(
            PhoneCall.customer_id == customer_id,
            PhoneCall.staff_id == staff.id,
            PhoneCall.ended_at.is_(None),
        )
        .order_by(PhoneCall.started_at.desc(), PhoneCall.id.desc())
        .limit(1)
    ).first()
    return _view(call, _last_method(session, call.id)) if call else None


def control_questions(session: Session, call_id: int) -> tuple[QuestionView, ...]:
    """Two questions drawn at random among facts that no paper prints, never the last pair again (R4.23)."""
    call = _my_open_call(session, call_id)
    assert call.customer_id is not None
    answers = control_answers(session, call.customer_id)
    if len(answers) < QUESTIONS_ASKED:
        raise Refused(
            "Ce dossier n’a pas assez de faits pour deux questions : rappelez le numéro du dossier "
            "ou envoyez un code.",
            code="NOT_ENOUGH_FACTS",
        )
    last = _last_pair(session, call.customer_id)
    drawn = _draw(sorted(answers), last)
    return tuple(QuestionView(question, question.label, answers[question]) for question in drawn)


def _draw(known: list[ControlQuestion], last: frozenset[str]) -> list[ControlQuestion]:
    chance = secrets.SystemRandom()
    drawn = chance.sample(known, QUESTIONS_ASKED)
    while len(known) > QUESTIONS_ASKED and frozenset(drawn) == last:
        drawn = chance.sample(known, QUESTIONS_ASKED)
    return drawn


def _last_pair(session: Session, customer_id: int) -> frozenset[str]:
    asked = session.scalars(
        select(CallerCheck.questions)
        .join(PhoneCall, PhoneCall.id == CallerCheck.call_id)
        .where(PhoneCall.customer_id == customer_id, CallerCheck.method == CheckMethod.TWO_ANSWERS)
        .order_by(CallerCheck.id.desc())
        .limit(1)
    ).first()
    return frozenset(asked or ())


def record_check(
    session: Session,
    call_id: int,
    method: CheckMethod,
    outcome: CheckOutcome,
    questions: tuple[ControlQuestion, ...] = (),
) -> CallView:
    """Record a verification and raise (or lower) the level of the call (R4.20, R4.23, R4.28)."""
    call = _my_open_call(session, call_id, lock=True)
    _refuse_place(call, method)
    session.add(
        CallerCheck(
            landlord_id=call.landlord_id,
            call_id=call.id,
            method=method,
            outcome=outcome,
            questions=[question.value for question in questions],
            staff_id=call.staff_id,
        )
    )
    session.flush()
    call.level = _level(session, call)
    record(
        session,
        act="CALLER_CHECKED",
        subject=f"phone_call:{call.id}",
        landlord_id=call.landlord_id,
        staff_id=call.staff_id,
        customer_id=call.customer_id,
        reason=method,
        call_id=call.id,
        detail={"outcome": outcome.value, "level": call.level},
    )
    session.flush()
    return _view(call, _last_method(session, call.id))


def _refuse_place(call: PhoneCall, method: CheckMethod) -> None:
    fitting = {CheckMethod.COUNTER_ID: ContactPlace.COUNTER, CheckMethod.CALL_BACK: ContactPlace.PHONE}
    if call.place != fitting.get(method, call.place):
        raise Refused(
            "Une pièce d’identité se voit au guichet, un rappel se fait au téléphone : "
            "choisissez un contrôle qui convient."
        )


def _level(session: Session, call: PhoneCall) -> CallerLevel:
    rows = session.execute(
        select(CallerCheck.method, CallerCheck.outcome)
        .where(CallerCheck.call_id == call.id)
        .order_by(CallerCheck.id)
    )
    checks = [Check(CheckMethod(method), CheckOutcome(outcome)) for method, outcome in rows]
    failed_elsewhere = session.execute(
        select(func.count())
        .select_from(CallerCheck)
        .join(PhoneCall, PhoneCall.id == CallerCheck.call_id)
        .where(
            PhoneCall.customer_id == call.customer_id,
            PhoneCall.id != call.id,
            CallerCheck.outcome == CheckOutcome.FAILED,
            CallerCheck.recorded_at >= func.date_trunc("day", func.now()),
        )
    ).scalar_one()
    return level_reached(checks, failed_elsewhere)


def call_summary(session: Session, call_id: int) -> str:
    """One line written from what was done in the call, for the agent to confirm."""
    call = _my_open_call(session, call_id)
    acts = session.scalars(
        select(AuditEntry.act).where(AuditEntry.call_id == call_id).order_by(AuditEntry.id)
    ).all()
    told = [ACT_WORDS[act] for act in dict.fromkeys(acts) if act in ACT_WORDS]
    level = CallerLevel(call.level)
    start = f"Niveau {level.value[1]}, {level.label.lower()}"
    return f"{start} ; {', '.join(told)}." if told else f"{start} ; renseignement donné."


ACT_WORDS = {
    "UNLOCK": "compte débloqué",
    "RELEASE_REGISTRATION": "inscription libérée",
    "RECEIPT_ISSUED": "quittance ou reçu émis",
    "RECEIPT_REFUSED": "quittance refusée, motif donné",
    "RECEIPT_HANDED_AGAIN": "quittance ou reçu remis de nouveau",
    "RECEIPT_DUPLICATE": "duplicata remis",
}


def end_call(session: Session, call_id: int, summary: str) -> None:
    """Conclude the call; the level that was reached expires with it (R4.28)."""
    call = _my_open_call(session, call_id, lock=True)
    call.ended_at = func.greatest(func.now(), call.started_at)
    call.summary = summary.strip() or None


def verified_call(session: Session, call_id: int, customer_id: int) -> PhoneCall:
    """The open call of this agent for this customer; whoever acts checks its level himself.

    Raises ``Refused`` (``CALLER_NOT_VERIFIED``) when the call is another's, another
    tenant's, or over.
    """
    call = session.get(PhoneCall, call_id)
    staff = current_staff(session)
    if call is None:
        raise Refused(
            f"Il n’y a pas d’appel n° {call_id} : ouvrez un appel pour ce locataire.", "CALLER_NOT_VERIFIED"
        )
    if call.customer_id != customer_id:
        raise Refused(
            f"L’appel n° {call_id} concerne un autre locataire : vérifiez l’appelant pour celui-ci.",
            "CALLER_NOT_VERIFIED",
        )
    if call.staff_id != staff.id:
        raise Refused(
            f"L’appel n° {call_id} est celui d’un collègue : ouvrez le vôtre.", "CALLER_NOT_VERIFIED"
        )
    if call.ended_at is not None:
        raise Refused(
            f"L’appel n° {call_id} est terminé : la vérification ne vaut plus, recommencez-la.",
            "CALLER_NOT_VERIFIED",
        )
    return call


def _my_open_call(session: Session, call_id: int, lock: bool = False) -> PhoneCall:
    call = session.get(PhoneCall, call_id, with_for_update=lock)
    if call is None or call.staff_id != current_staff(session).id:
        raise NotFound("Cet appel n’est pas le vôtre : ouvrez un appel pour ce locataire.")
    if call.ended_at is not None:
        raise Conflict("Cet appel est déjà conclu : ouvrez-en un autre.")
    return call


def _last_method(session: Session, call_id: int) -> str | None:
    return session.scalars(
        select(CallerCheck.method)
        .where(CallerCheck.call_id == call_id, CallerCheck.outcome == CheckOutcome.PASSED)
        .order_by(CallerCheck.id.desc())
        .limit(1)
    ).first()


def _view(call: PhoneCall, method: str | None) -> CallView:
    assert call.customer_id is not None
    started: datetime = call.started_at
    return CallView(
        id=call.id,
        customer_id=call.customer_id,
        place=call.place,
        level=CallerLevel(call.level),
        started_at=started,
        caller_number=show_phone(call.caller_number) if call.caller_number else None,
        how=CheckMethod(method).label.lower() if method else "",
    )
