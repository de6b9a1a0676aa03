"""The call under way: who is calling, how far he is identified, what was done."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ScalarSelect, Select, func, select
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, NotFound
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.desk.contact import Representative
from backoffice.models.trace import AuditEntry
from backoffice.rules.calls.reasons import likely_reason
from backoffice.rules.calls.who import Speaker, highest_level
from backoffice.rules.phones import phone_key, show_phone
from backoffice.rules.vocabulary.calls import (
    CallerKind,
    CallerLevel,
    CallReason,
    CheckMethod,
    CheckOutcome,
    ContactPlace,
    RepresentativeKind,
    RepresentativeScope,
    WarningSign,
)
from backoffice.rules.vocabulary.portal import UNDONE_ACT
from backoffice.services.mine import my_customer
from backoffice.services.notes import NotePlace, checked_note
from backoffice.services.staff import current_staff


@dataclass(frozen=True)
class CallView:
    """The call, or the counter visit, under way for a customer."""

    id: int
    customer_id: int | None
    """``None`` while nobody knows whose call it is."""
    place: str
    """``PHONE`` or ``COUNTER``."""
    level: CallerLevel
    started_at: datetime
    caller_number: str | None
    how: str
    """``deux réponses justes``, or empty while nothing was checked."""
    caller: CallerKind | None = CallerKind.HOLDER
    """Who speaks; ``None`` while nobody has asked (R4.27)."""
    speaker: str = ""
    """``le titulaire``, or a representative with his name, title and scope."""
    highest: CallerLevel = CallerLevel.L3
    """What nothing proved can exceed, by who speaks."""
    signs: tuple[WarningSign, ...] = ()
    """Warning signs noted in the call (R4.26)."""
    alerted: bool = False
    """Whether a supervisor was told."""
    read_at: datetime | None = None
    """By the server's clock, for the minutes that the call has lasted."""


def start_call(
    session: Session, customer_id: int, place: ContactPlace, caller_number: str | None = None
) -> CallView:
    """Open a call, or a counter visit, for a customer; the one already open there is taken up again.

    An agent has one at a time with a customer: one open at the other place is concluded. At the counter
    the identity paper is still to be seen: the level starts at ``L0``. Raises ``NotFound`` for a
    customer of a landlord that is not mine.
    """
    customer = my_customer(session, customer_id)
    number = phone_key(caller_number) if caller_number else None
    call_id = session.execute(select(func.start_call(customer.id, place.value, number))).scalar_one()
    return view_of_call(session, call_id)


def open_call(session: Session, customer_id: int) -> CallView | None:
    """This agent's call under way for the customer, the latest if there are several.

    Raises ``NotFound`` for a customer of a landlord that is not mine.
    """
    return running_call(session, my_customer(session, customer_id).id, current_staff(session).id)


def running_call(session: Session, customer_id: int, staff_id: int) -> CallView | None:
    """The latest call under way of a member of staff for a customer who is known to be his landlord's."""
    row = session.execute(
        _calls()
        .where(
            PhoneCall.customer_id == customer_id,
            PhoneCall.staff_id == staff_id,
            PhoneCall.ended_at.is_(None),
        )
        .order_by(PhoneCall.started_at.desc(), PhoneCall.id.desc())
        .limit(1)
    ).first()
    return _view(*row) if row else None


def other_call(session: Session, customer_id: int, staff_id: int) -> CallView | None:
    """The telephone call under way of a member of staff which is not of this customer: somebody listens."""
    row = session.execute(
        _calls()
        .where(
            PhoneCall.customer_id.is_distinct_from(customer_id),
            PhoneCall.staff_id == staff_id,
            PhoneCall.place == ContactPlace.PHONE,
            PhoneCall.ended_at.is_(None),
            PhoneCall.started_at > func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 12),
        )
        .order_by(PhoneCall.id.desc())
        .limit(1)
    ).first()
    return _view(*row) if row else None


def view_of_call(session: Session, call_id: int) -> CallView:
    """The call as the database holds it now: its functions write it, not this session."""
    return _view(*session.execute(_calls().where(PhoneCall.id == call_id)).one())


def _calls() -> Select[PhoneCall, str, Representative, datetime]:
    # The papers that a representative speaks by, in force or not: the level says which.
    return (
        select(PhoneCall, _last_method(), Representative, func.clock_timestamp())
        .join(Representative, Representative.id == PhoneCall.representative_id, isouter=True)
        .execution_options(populate_existing=True)
    )


@dataclass(frozen=True)
class WrapUp:
    """What was actually done in a call, and what it was about."""

    summary: str
    reason: CallReason


def wrap_up(session: Session, call_id: int, consulted: Sequence[CallReason] = ()) -> WrapUp:
    """The conclusion written from the acts of the call and the subjects consulted, for the agent to confirm.

    Raises ``NotFound``, ``Conflict`` (``my_line``).
    """
    call = my_line(session, call_id)
    acts = _acts(session, call_id)
    told = [ACT_WORDS[act] for act in dict.fromkeys(acts) if act in ACT_WORDS]
    level = CallerLevel(call.level)
    who = CallerKind(call.caller).label if call.caller else "Appelant inconnu"
    start = f"{who}, niveau {level.value[1]} ({level.label.lower()})"
    done = ", ".join(told) or "renseignement donné"
    known = call.caller in (CallerKind.HOLDER, CallerKind.CO_HOLDER, CallerKind.REPRESENTATIVE)
    return WrapUp(f"{start} ; {done}.", likely_reason(acts, consulted) if known else CallReason.OTHER)


def _acts(session: Session, call_id: int) -> list[str]:
    """What was done in the call, in order, without what was taken back."""
    done: list[str] = []
    query = select(AuditEntry.act, AuditEntry.reason).where(AuditEntry.call_id == call_id)
    for act, reason in session.execute(query.order_by(AuditEntry.id)):
        if act == UNDONE_ACT and reason in done:
            del done[len(done) - 1 - done[::-1].index(reason)]
        else:
            done.append(act)
    return done


ACT_WORDS = {
    "SEE_AS_TENANT": "portail vu comme le locataire",
    "INSURANCE_REQUESTED": "attestation d’assurance demandée",
    "UNLOCK": "compte débloqué",
    "RELEASE_REGISTRATION": "inscription libérée",
    "SEND_ACTIVATION": "activation renvoyée",
    "SEND_RESET": "réinitialisation envoyée",
    "SEND_INVITATION": "courrier d’invitation demandé",
    "REPLACE_CONTACT": "contact remplacé",
    "END_SESSIONS": "connexions fermées",
    "SUSPEND": "compte suspendu",
    "LIFT": "suspension levée",
    "CLOSE": "compte fermé",
    "RECEIPT_ISSUED": "quittance ou reçu émis",
    "RECEIPT_REFUSED": "quittance refusée, motif donné",
    "RECEIPT_HANDED_AGAIN": "quittance ou reçu remis de nouveau",
    "RECEIPT_DUPLICATE": "duplicata remis",
    "PROPOSE_CHANGE": "changement demandé",
    "OBJECT_TO_CHANGE": "opposition notée",
    "CALL_BACK_PROMISED": "rappel promis",
    "CONTACT_LOGGED": "contact noté",
    "SUPERVISOR_ALERTED": "responsable prévenu",
    "AUTHORITY_HANDED_OVER": "autorité orientée vers le responsable et le délégué",
}


def end_call(
    session: Session, call_id: int, summary: str, insist: bool = False, reason: CallReason | None = None
) -> None:
    """Conclude the call; the level that was reached expires with it (R4.28).

    Raises ``Denied`` or ``Refused`` when the summary says what a note may not (R5.17); ``insist`` keeps
    a summary that was only warned of.
    """
    call = my_line(session, call_id)
    place = NotePlace(f"phone_call:{call.id}", call.landlord_id, call.id)
    kept = checked_note(session, summary, place, insist=insist)
    if reason is not None:
        session.execute(select(func.note_reason(call.id, reason.value)))
    session.execute(select(func.end_call(call.id, kept or None)))


def my_open_call(session: Session, call_id: int) -> PhoneCall:
    """This agent's call for a customer, still open.

    Raises ``NotFound`` when it is another's or nobody's, ``Conflict`` when it is concluded.
    """
    call = my_line(session, call_id)
    if call.customer_id is None:
        raise NotFound("Cet appel n’a pas encore de dossier : ouvrez celui de la personne.")
    return call


def my_line(session: Session, call_id: int) -> PhoneCall:
    """This agent's call, still open, with or without a customer.

    Raises ``NotFound`` when it is another's, ``Conflict`` when it is concluded.
    """
    call = session.get(PhoneCall, call_id, populate_existing=True)
    if call is None or call.staff_id != current_staff(session).id:
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


def _view(call: PhoneCall, method: str | None, paper: Representative | None, read_at: datetime) -> CallView:
    kind = CallerKind(call.caller) if call.caller else None
    scope = RepresentativeScope(paper.scope) if paper else None
    lives_there = paper is not None and paper.lives_there
    return CallView(
        id=call.id,
        customer_id=call.customer_id,
        place=call.place,
        level=CallerLevel(call.level),
        started_at=call.started_at,
        caller_number=show_phone(call.caller_number) if call.caller_number else None,
        how=CheckMethod(method).label.lower() if method else "",
        caller=kind,
        speaker=_speaker(kind, paper),
        highest=highest_level(Speaker(kind, scope, lives_there)),
        signs=tuple(WarningSign(sign) for sign in call.signs),
        alerted=call.alerted_at is not None,
        read_at=read_at,
    )


def _speaker(kind: CallerKind | None, paper: Representative | None) -> str:
    if paper is None:
        return kind.label.lower() if kind else ""
    title = RepresentativeKind(paper.kind).label.lower()
    return f"{paper.full_name}, {title} ({RepresentativeScope(paper.scope).label.lower()})"
