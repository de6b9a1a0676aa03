"""Changes of household decided: each once, what it does and what the tenant is told in one transaction."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Text, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.models.desk.work import WorkItem
from backoffice.models.trace import OutboxMessage
from backoffice.rules.household.events import HouseholdRejection
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.commands import already_done, mark_done
from backoffice.services.household.foreseeing import (
    Answer,
    acceptance_is_told,
    accepted_words,
    answer_of,
    foreseen,
    nobody_is_told,
    other_words,
    refuse_outcome,
)
from backoffice.services.household.plans import plan_of
from backoffice.services.household.results import Foreseen, Submission
from backoffice.services.household.submissions import submission_of
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult
from backoffice.services.letters.messages import TenantWords
from backoffice.services.letters.ways import message_shown, with_way
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

_DECIDE = text(
    "SELECT rank, status, version "
    "FROM decide_household(:item, :version, :decision, :reason, :plan, :effective, :command)"
).bindparams(
    bindparam("version", type_=Integer), bindparam("reason", type_=Text), bindparam("plan", type_=JSONB),
    bindparam("effective", type_=Date), bindparam("command", type_=UUID(as_uuid=False)),
)  # fmt: skip
_UNDO = text("SELECT rank, status, version FROM undo_household(:item, :version, :command)")
_UNDONE = "Décision annulée, aucun message n’est parti : le foyer est comme avant, et le dossier à vous."
_MISSING = HouseholdRejection.DOCUMENT_MISSING


def preview_household(session: Session, order: KindOrder) -> KindPreview:
    """What ``order`` would do now: consequences, or the sentence and the code that refuse it."""
    asked = submission_of(session, order.item_id)
    answer = answer_of(order.details)
    found = foreseen(session, asked, answer)
    try:
        if order.decision is WorkDecision.ACCEPTED:
            refuse_outcome(session, found, answer, current_staff(session).role)
        words = _words(session, order, found, answer)
    except GuichetError as error:
        return KindPreview((), error.sentence, error.code)
    told = message_shown(session, asked.customer_id, words.body) if words else None
    if order.decision is not WorkDecision.ACCEPTED:
        return KindPreview((_sentence(order.decision, found),), message=told)
    outcome = found.outcome
    return KindPreview((*outcome.sentences, *outcome.questions), message=told)


def decide_household(session: Session, order: KindOrder) -> KindResult:
    """Carry ``order`` out in the caller's transaction, once per command.

    The claim must be mine. Raises ``Conflict`` (claim lost, item or household changed), ``Refused`` with the
    code of R3.27, ``MANAGER_ONLY``, ``SECOND_PERSON``, ``DUPLICATE_LIKELY``, ``FORM_INCOMPLETE``…
    """
    act = f"HOUSEHOLD_{order.decision.value}"
    done = already_done(session, order.command_id, act, order.arguments())
    if done is not None:
        return _result(done, done_now=False)
    asked = submission_of(session, order.item_id)
    if asked.item_version != order.version:
        raise Conflict(
            "Ce dossier a changé depuis que vous l’avez ouvert : rouvrez-le, puis recommencez.",
            code="ITEM_CHANGED",
        )
    answer = answer_of(order.details)
    found = foreseen(session, asked, answer)
    plan: dict[str, Any] = {}
    effective: date | None = None
    if order.decision is WorkDecision.ACCEPTED:
        refuse_outcome(session, found, answer, current_staff(session).role)
        plan = plan_of(found.outcome, found.stamp, answer.unlike)
        effective = found.outcome.effective_on
    words = _words(session, order, found, answer)
    plan["told"] = asdict(words) if words else None
    given = {
        "item": order.item_id, "version": order.version, "decision": order.decision.value,
        "reason": _reason(order), "plan": plan, "effective": effective, "command": order.command_id,
    }  # fmt: skip
    done_words = _sentence(order.decision, found)
    if words:
        done_words = with_way(session, asked.customer_id, done_words)
    return _carried(session, (act, _DECIDE, given), order, asked, done_words)


def undo_household(session: Session, item_id: int, version: int, command_id: str) -> KindResult:
    """Take back my own last decision while nothing has left and nobody has built on it.

    Raises ``Refused`` (``TOO_LATE_TO_UNDO``, ``FOLLOW_UP_DONE``), ``Conflict``.
    """
    order = KindOrder(item_id, version, WorkDecision.UNDONE, command_id)
    done = already_done(session, command_id, "HOUSEHOLD_UNDONE", order.arguments())
    if done is not None:
        return _result(done, done_now=False)
    asked = submission_of(session, item_id)
    given = {"item": item_id, "version": version, "command": command_id}
    return _carried(session, ("HOUSEHOLD_UNDONE", _UNDO, given), order, asked, _UNDONE)


def _carried(
    session: Session,
    what: tuple[str, Any, Mapping[str, Any]],
    order: KindOrder,
    asked: Submission,
    sentence: str,
) -> KindResult:
    act, statement, given = what
    row = dict(session.execute(statement, given).mappings().one())
    session.expire_all()
    until = None if order.decision is WorkDecision.UNDONE else _undone_until(session, order.command_id)
    record(
        session,
        act=act,
        subject=f"work_item:{order.item_id}",
        landlord_id=asked.landlord_id,
        customer_id=asked.customer_id,
        reason=_reason(order),
        command_id=order.command_id,
        detail={"event": asked.event.value},
    )
    answer = row | {"sentence": sentence, "until": until.isoformat() if until else None}
    mark_done(session, order.command_id, act, order.arguments(), answer)
    session.flush()
    return _result(answer, done_now=True)


def _words(session: Session, order: KindOrder, found: Foreseen, answer: Answer) -> TenantWords | None:
    asked, main = found.submission, found.state.main_person_id
    if order.decision is WorkDecision.ACCEPTED:
        told = acceptance_is_told(asked, found.form, found.outcome, main)
        return accepted_words(session, asked, found.outcome) if told else None
    reason = _reason(order)
    if reason is None:
        raise Refused("Donnez un motif : choisissez-le dans la liste.", code="REASON_REQUIRED")
    if order.decision is WorkDecision.CANCELLED or nobody_is_told(asked, found.form, main):
        return None
    pieces = _pieces(found, answer) if order.decision is WorkDecision.ASKED else ()
    if order.decision is WorkDecision.ASKED and not pieces:
        raise Refused("Dites quelle pièce demander : toutes celles de la liste sont là.", code="NO_PIECE")
    return other_words(session, asked, order.decision, reason, pieces)


def _pieces(found: Foreseen, answer: Answer) -> tuple[str, ...]:
    """The papers to ask for: those picked, else those missing or illegible."""
    if answer.wanted:
        return tuple(one.label for one in sorted(answer.wanted))
    lacking = (one for one in found.outcome.papers if not one.received and (one.required or one.illegible))
    return tuple(one.label for one in lacking)


def _reason(order: KindOrder) -> str | None:
    """The reason given; a paper asked for has one by itself."""
    if order.reason is None and order.decision is WorkDecision.ASKED:
        return _MISSING.value
    return order.reason


def _sentence(decision: WorkDecision, found: Foreseen) -> str:
    event = found.submission.event.label
    if decision is WorkDecision.ACCEPTED:
        on = found.outcome.effective_on
        return f"{event} : accepté, effet le {on:%d/%m/%Y}." if on else f"{event} : accepté."
    return {
        WorkDecision.REJECTED: f"{event} : refusé, le foyer ne change pas.",
        WorkDecision.ASKED: f"{event} : pièce demandée, le dossier attend le locataire.",
    }.get(decision, f"{event} : classé sans suite.")


def _undone_until(session: Session, command_id: str) -> datetime:
    """When the first message leaves; without any, as long as an item is undone."""
    ten = func.now() + text("interval '10 minutes'")
    first = func.min(OutboxMessage.not_before)
    query = select(func.least(first, ten)).where(OutboxMessage.command_id == command_id)
    leaves: datetime = session.execute(query).scalar_one()
    return leaves


def _result(answer: Mapping[str, Any], *, done_now: bool) -> KindResult:
    until = answer["until"]
    return KindResult(
        done_now=done_now,
        rank=answer["rank"],
        status=WorkStatus(answer["status"]),
        version=answer["version"],
        sentence=answer["sentence"],
        undone_until=datetime.fromisoformat(until) if until else None,
    )


def version_of(session: Session, item_id: int) -> int:
    """The version of an item as it stands; 0 when it is not for me."""
    found = session.scalars(select(WorkItem.version).where(WorkItem.id == item_id)).one_or_none()
    return found or 0
