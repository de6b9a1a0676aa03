"""How far a caller is verified, and who is barred for the day (R4.20–R4.28); the database checks it again."""

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.call import CallerCheck, PhoneCall
from backoffice.models.desk.contact import Representative
from backoffice.rules.caller import BARRED_SENTENCE, barred
from backoffice.rules.calls.who import Speaker, counter_level, is_outside
from backoffice.rules.vocabulary.calls import CallerKind, CallerLevel, RepresentativeScope
from backoffice.services.clock import server_day
from backoffice.services.staff import StaffView, current_staff


def _wrong_answers_today(session: Session, customer_id: int) -> int:
    query = (
        select(func.coalesce(func.sum(CallerCheck.wrong_answers), 0))
        .select_from(CallerCheck)
        .join(PhoneCall, PhoneCall.id == CallerCheck.call_id)
        .where(
            PhoneCall.customer_id == customer_id,
            CallerCheck.recorded_at >= func.date_trunc("day", func.now(), "Europe/Paris"),
        )
    )
    return int(session.execute(query).scalar_one())


def refuse_barred(session: Session, customer_id: int) -> None:
    """Raise ``Refused`` after two wrong control answers today, by whatever channel they came (R4.23)."""
    if barred(_wrong_answers_today(session, customer_id)):
        raise Refused(BARRED_SENTENCE, code="CALLER_NOT_VERIFIED")


def level_at_counter(session: Session, customer_id: int, needed: CallerLevel) -> CallerLevel:
    """What the identity paper of whoever is at the counter proves: his mandate caps it (R4.27).

    A third party on my line is left to the database, which tells what to do of him. Raises ``Refused``
    (``CALLER_NOT_VERIFIED``) when my call or visit under way is of one who cannot reach ``needed``, or when
    two wrong answers close every channel for the day.
    """
    refuse_barred(session, customer_id)
    present = [one for one in _present(session, customer_id) if not is_outside(one.kind)]
    level = counter_level(present)
    if level >= needed:
        return level
    if all(one.kind is not None for one in present):
        sentence = "Son mandat ne va pas jusque-là : proposez au titulaire d’appeler ou de venir lui-même."
    else:
        sentence = "Demandez d’abord qui est là : touche F8, titulaire, cotitulaire ou représentant."
    raise Refused(sentence, code="CALLER_NOT_VERIFIED")


def _present(session: Session, customer_id: int) -> list[Speaker]:
    """Who my calls and visits under way for a file say is before me, by a paper in force only."""
    today = server_day(session)
    rows = session.execute(
        select(PhoneCall.caller, Representative.scope, Representative.lives_there)
        .join(
            Representative,
            (Representative.id == PhoneCall.representative_id)
            & (Representative.usable_from <= PhoneCall.started_at)
            & (Representative.valid_from <= today)
            & or_(Representative.valid_to.is_(None), Representative.valid_to > today),
            isouter=True,
        )
        .where(
            PhoneCall.customer_id == customer_id,
            PhoneCall.staff_id == current_staff(session).id,
            PhoneCall.ended_at.is_(None),
            PhoneCall.started_at > func.clock_timestamp() - func.make_interval(0, 0, 0, 0, 12),
        )
    )
    return [
        Speaker(
            CallerKind(kind) if kind else None,
            RepresentativeScope(scope) if scope else None,
            bool(lives_there),
        )
        for kind, scope, lives_there in rows
    ]


def verified_level(session: Session, call_id: int, customer_id: int) -> CallerLevel:
    """The level reached in this open call of this agent for this customer; whoever acts compares it himself.

    Raises ``Refused`` (``CALLER_NOT_VERIFIED``) when the call is another's, another tenant's, or
    over, or when two wrong answers close every channel for the day.
    """
    call = session.get(PhoneCall, call_id, populate_existing=True)
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
