"""Changes of profession, contact and account decided: each once, with what the tenant is told."""

from collections.abc import Mapping
from dataclasses import asdict
from datetime import date, datetime
from typing import Any

from sqlalchemy import Date, Integer, Text, TextClause, bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB, UUID
from sqlalchemy.orm import Session

from backoffice.errors import Conflict, GuichetError, Refused
from backoffice.models.trace import OutboxMessage
from backoffice.rules.vocabulary.validation.changes import BankEvent, ContactEvent, ProfessionalSituation
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.changes.requests.foreseeing import FRAUD, foreseen, refuse_outcome, words_of
from backoffice.services.changes.requests.reading import change_asked
from backoffice.services.changes.requests.results import ChangeAnswer, ChangeAsked, ChangeForeseen, answer_of
from backoffice.services.commands import already_done, mark_done
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult
from backoffice.services.letters.messages import TenantWords
from backoffice.services.letters.ways import message_shown, with_way
from backoffice.services.trace import record


def _deciding(call: str) -> TextClause:
    return text(call).bindparams(
        bindparam("version", type_=Integer), bindparam("reason", type_=Text), bindparam("plan", type_=JSONB),
        bindparam("effective", type_=Date), bindparam("command", type_=UUID(as_uuid=False)),
    )  # fmt: skip


_DECIDE = {
    SubmissionKind.PROFESSIONAL: _deciding(
        "SELECT * FROM decide_professional(:item, :version, :decision, :reason, :plan, :effective, :command)"
    ),
    SubmissionKind.CONTACT: _deciding(
        "SELECT * FROM decide_contact(:item, :version, :decision, :reason, :plan, :effective, :command)"
    ),
    SubmissionKind.BANK: _deciding(
        "SELECT * FROM decide_bank(:item, :version, :decision, :reason, :plan, :effective, :command)"
    ),
}
_UNDO = {
    SubmissionKind.PROFESSIONAL: text("SELECT * FROM undo_professional(:item, :version, :command)"),
    SubmissionKind.CONTACT: text("SELECT * FROM undo_contact(:item, :version, :command)"),
    SubmissionKind.BANK: text("SELECT * FROM undo_bank(:item, :version, :command)"),
}
_MISSING = "DOCUMENT_MISSING"
_UNDONE = "Décision annulée, aucun message n’est parti : le dossier est à vous."
_EVENTS = {
    one.value: one.label for family in (ProfessionalSituation, ContactEvent, BankEvent) for one in family
}


def event_words(event: str) -> str:
    """What a change is called."""
    return _EVENTS.get(event, event)


def preview_change(session: Session, order: KindOrder) -> KindPreview:
    """What ``order`` would do now: consequences, or the sentence and the code that refuse it."""
    asked = change_asked(session, order.item_id)
    answer = answer_of(order.details)
    found = foreseen(session, asked, answer)
    try:
        if order.decision is WorkDecision.ACCEPTED:
            refuse_outcome(found)
        words = _words(session, order, found, answer)
    except GuichetError as error:
        return KindPreview((), error.sentence, error.code)
    told = message_shown(session, asked.customer_id, words.body) if words else None
    if order.decision is not WorkDecision.ACCEPTED:
        return KindPreview((_sentence(order, found),), message=told)
    return KindPreview((*found.outcome.sentences, *found.outcome.questions), message=told)


def decide_change(session: Session, order: KindOrder) -> KindResult:
    """Carry ``order`` out in the caller's transaction, once per command.

    The claim must be mine. Raises ``Conflict`` (claim lost, item changed), ``Refused`` with the code of what
    stands against it (``DOCUMENT_MISSING``, ``NOT_CONFIRMED``, ``SECOND_PERSON``, ``COOLING_OFF``…).
    """
    asked = change_asked(session, order.item_id)
    act = f"{asked.kind.value}_{order.decision.value}"
    done = already_done(session, order.command_id, act, order.arguments())
    if done is not None:
        return _result(done, done_now=False)
    if asked.item_version != order.version:
        raise Conflict(
            "Ce dossier a changé depuis que vous l’avez ouvert : rouvrez-le, puis recommencez.",
            code="ITEM_CHANGED",
        )
    answer = answer_of(order.details)
    found = foreseen(session, asked, answer)
    effective: date | None = None
    if order.decision is WorkDecision.ACCEPTED:
        refuse_outcome(found)
        effective = found.outcome.effective_on
    words = _words(session, order, found, answer)
    plan = {**found.plan, "told": asdict(words) if words else None}
    given = {
        "item": order.item_id, "version": order.version, "decision": order.decision.value,
        "reason": _reason(order), "plan": plan, "effective": effective, "command": order.command_id,
    }  # fmt: skip
    done_words = _sentence(order, found)
    if words:
        done_words = with_way(session, asked.customer_id, done_words)
    return _carried(session, (act, _DECIDE[asked.kind], given), order, asked, done_words)


def undo_change(session: Session, item_id: int, version: int, command_id: str) -> KindResult:
    """Take back my own last decision while nothing has left and nobody has built on it.

    Raises ``Refused`` (``TOO_LATE_TO_UNDO``, ``FOLLOW_UP_DONE``), ``Conflict``.
    """
    order = KindOrder(item_id, version, WorkDecision.UNDONE, command_id)
    asked = change_asked(session, item_id)
    act = f"{asked.kind.value}_UNDONE"
    done = already_done(session, command_id, act, order.arguments())
    if done is not None:
        return _result(done, done_now=False)
    given = {"item": item_id, "version": version, "command": command_id}
    return _carried(session, (act, _UNDO[asked.kind], given), order, asked, _UNDONE)


def _carried(
    session: Session,
    what: tuple[str, Any, Mapping[str, Any]],
    order: KindOrder,
    asked: ChangeAsked,
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
        detail={"event": asked.event, "approval": asked.is_approval},
    )
    answer = row | {"sentence": sentence, "until": until.isoformat() if until else None}
    mark_done(session, order.command_id, act, order.arguments(), answer)
    session.flush()
    return _result(answer, done_now=True)


def _words(
    session: Session, order: KindOrder, found: ChangeForeseen, answer: ChangeAnswer
) -> TenantWords | None:
    asked = found.asked
    if order.decision is WorkDecision.ACCEPTED:
        return words_of(session, asked, order.decision, None, found.values) if found.outcome.told else None
    reason = _reason(order)
    if reason is None:
        raise Refused("Donnez un motif : choisissez-le dans la liste.", code="REASON_REQUIRED")
    if order.decision is WorkDecision.CANCELLED:
        return None
    if order.decision is WorkDecision.REJECTED:
        return words_of(session, asked, order.decision, reason, {})
    pieces = _pieces(found, answer)
    if not pieces and reason == _MISSING:
        raise Refused("Dites quelle pièce demander : toutes celles de la liste sont là.", code="NO_PIECE")
    values = {"pieces": "\n".join(f"- {one}" for one in pieces) or "- une confirmation de votre part"}
    return words_of(session, asked, order.decision, reason, values)


def _pieces(found: ChangeForeseen, answer: ChangeAnswer) -> tuple[str, ...]:
    """The papers to ask for: those picked, else those that would prove it and are not there."""
    if answer.wanted:
        return tuple(one.label for one in sorted(answer.wanted))
    came = {one.kind for one in found.asked.papers if one.is_readable} | answer.seen
    missing = tuple(one.label for one in found.pieces if one not in came)
    if found.asked.kind is SubmissionKind.PROFESSIONAL:
        # One of them is enough.
        return () if len(missing) < len(found.pieces) else (" ou ".join(missing),)
    return missing


def _reason(order: KindOrder) -> str | None:
    """The reason given; a paper asked for has one by itself."""
    if order.reason is None and order.decision is WorkDecision.ASKED:
        return _MISSING
    return order.reason


def _sentence(order: KindOrder, found: ChangeForeseen) -> str:
    event = event_words(found.asked.event)
    if order.decision is WorkDecision.ACCEPTED:
        if found.asked.event == BankEvent.NEW_ACCOUNT and not found.asked.is_approval:
            return f"{event} : vu, à approuver par une seconde personne."
        return f"{event} : approuvé." if found.asked.is_approval else f"{event} : accepté."
    if order.reason == FRAUD:
        return f"{event} : refusé, le locataire est à rappeler au numéro connu."
    return {
        WorkDecision.REJECTED: f"{event} : refusé, rien ne change.",
        WorkDecision.ASKED: f"{event} : pièce demandée, le dossier attend le locataire.",
    }.get(order.decision, f"{event} : classé sans suite.")


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
