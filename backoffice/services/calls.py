"""The call under way: who is calling, how far he is identified, what was done."""

import secrets
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, func, select
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, NotFound, Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.trace import AuditEntry
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.vocabulary.calls import (
    CallerLevel,
    CheckMethod,
    CheckOutcome,
    ContactPlace,
    ControlQuestion,
)
from backoffice.services.control_facts import control_answers
from backoffice.services.mine import my_customer
from backoffice.services.notes import NotePlace, checked_note
from backoffice.services.staff import current_staff
from backoffice.services.trace import record
from backoffice.services.verification import level_of_checks, refuse_check

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

    At the counter the identity paper is still to be seen: the level starts at ``L0``. Raises
    ``NotFound`` for a customer of a landlord that is not mine.
    """
    staff = current_staff(session)
    customer = my_customer(session, customer_id)
    running = running_call(session, customer_id, staff.id)
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
    """This agent's call under way for the customer, the latest if there are several.

    Raises ``NotFound`` for a customer of a landlord that is not mine.
    """
    return running_call(session, my_customer(session, customer_id).id, current_staff(session).id)


def running_call(session: Session, customer_id: int, staff_id: int) -> CallView | None:
    """The latest call under way of a member of staff for a customer who is known to be his landlord's."""
    row = session.execute(
        select(PhoneCall, _last_method())
        .where(
            PhoneCall.customer_id == customer_id,
            PhoneCall.staff_id == staff_id,
            PhoneCall.ended_at.is_(None),
        )
        .order_by(PhoneCall.started_at.desc(), PhoneCall.id.desc())
        .limit(1)
    ).first()
    return _view(*row) if row else None


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
    """Record a verification and raise (or lower) the level of the call (R4.20, R4.23, R4.28).

    Raises ``Refused`` when the check does not suit the place, or the file has no contact for it (R4.24).
    """
    call = _my_open_call(session, call_id, lock=True)
    refuse_check(session, call, method)
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
    call.level = level_of_checks(session, call)
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
    last = session.scalar(select(_last_method()).where(PhoneCall.id == call.id))
    return _view(call, last)


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


def end_call(session: Session, call_id: int, summary: str, insist: bool = False) -> None:
    """Conclude the call; the level that was reached expires with it (R4.28).

    Raises ``Denied`` or ``Refused`` when the summary says what a note may not (R5.17); ``insist`` keeps
    a summary that was only warned of.
    """
    call = _my_open_call(session, call_id, lock=True)
    place = NotePlace(f"phone_call:{call.id}", call.landlord_id, call.id)
    kept = checked_note(session, summary, place, insist=insist)
    call.ended_at = func.greatest(func.now(), call.started_at)
    call.summary = kept or None


def _my_open_call(session: Session, call_id: int, lock: bool = False) -> PhoneCall:
    call = session.get(PhoneCall, call_id, with_for_update=lock)
    if call is None or call.staff_id != current_staff(session).id or call.customer_id is None:
        raise NotFound("Cet appel n’est pas le vôtre : ouvrez un appel pour ce locataire.")
    if call.ended_at is not None:
        raise Conflict("Cet appel est déjà conclu : ouvrez-en un autre.")
    return call


def _last_method() -> ScalarSelect[str]:
    """The last check passed in the call of the query around it."""
    return (
        select(CallerCheck.method)
        .where(CallerCheck.call_id == PhoneCall.id, CallerCheck.outcome == CheckOutcome.PASSED)
        .order_by(CallerCheck.id.desc())
        .limit(1)
        .correlate(PhoneCall)
        .scalar_subquery()
    )


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
