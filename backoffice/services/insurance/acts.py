"""Decisions on insurance certificates: see before, accept, refuse, ask, take back; each once (R2.8–R2.11).

The details of an order are those of ``rules/insurance/checklist.py Verdict.details()``.
"""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, select, text
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.work import WorkItem
from backoffice.models.trace import OutboxMessage
from backoffice.rules.dates import french_day
from backoffice.rules.insurance.checklist import (
    period_warnings,
    refuse_acceptance,
    refuse_rejection,
)
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.commands import already_done, mark_done
from backoffice.services.insurance.deciding import Case, read_case
from backoffice.services.insurance.words import told
from backoffice.services.items.orders import KindActs, KindOrder, KindPreview, KindResult
from backoffice.services.letters.reasons import reasons_shown
from backoffice.services.letters.ways import message_shown, way_note
from backoffice.services.trace import record

_DECIDE = text("""
    SELECT rank, status, version FROM decide_insurance(:item, :version, :decision, :reason, :details,
        :template, :subject, :body, :short, :command)
""").bindparams(bindparam("details", type_=JSONB))
_UNDO = text("SELECT rank, status, version FROM undo_insurance(:item, :version, :command)")
_UNDONE = "Décision annulée, aucun message n’est parti : l’attestation est de nouveau à vous."
_OUTSIDE = "Acceptez, refusez ou demandez ; une attestation ne se classe pas sans réponse."


class _Acts:
    """The acts of the queue of certificates."""

    kind = WorkKind.INSURANCE

    def preview(self, session: Session, order: KindOrder) -> KindPreview:
        """What ``order`` would do now; writes nothing. Raises ``NotFound``."""
        case = read_case(session, order)
        try:
            _refuse(session, case)
            words = told(session, case)
        except Refused as refusal:
            return KindPreview(refusal=refusal.sentence, code=refusal.code)
        return KindPreview(
            consequences=_consequences(case), message=message_shown(session, case.customer_id, words.body)
        )

    def decide(self, session: Session, order: KindOrder) -> KindResult:
        """Carry ``order`` out, once. Raises ``Refused``, ``Conflict``, ``NotFound``."""
        act = f"INSURANCE_{order.decision.value}"
        done = already_done(session, order.command_id, act, order.arguments())
        if done is not None:
            return _result(done, done_now=False)
        case = read_case(session, order)
        _refuse(session, case)
        words = told(session, case)
        asked = {
            "item": order.item_id,
            "version": order.version,
            "decision": order.decision.value,
            "reason": order.reason,
            "details": case.verdict.details(),
            "template": words.template,
            "subject": words.subject,
            "body": words.body,
            "short": words.short,
            "command": order.command_id,
        }
        answer = dict(session.execute(_DECIDE, asked).mappings().one())
        answer["sentence"] = _sentence(case, way_note(session, case.customer_id))
        return _kept(session, (act, order.item_id, order.command_id, order.arguments()), answer, order.reason)

    def undo(self, session: Session, item_id: int, version: int, command_id: str) -> KindResult:
        """Take back my own last decision while its message has not left; the item is mine again.

        Raises ``Refused`` (``TOO_LATE_TO_UNDO``, ``FOLLOW_UP_DONE``), ``Conflict``.
        """
        act, arguments = "INSURANCE_UNDONE", {"item_id": item_id, "version": version}
        done = already_done(session, command_id, act, arguments)
        if done is not None:
            return _result(done, done_now=False)
        asked = {"item": item_id, "version": version, "command": command_id}
        answer = dict(session.execute(_UNDO, asked).mappings().one())
        answer["sentence"] = _UNDONE
        return _kept(session, (act, item_id, command_id, arguments), answer, None)


ACTS: KindActs = _Acts()


def _refuse(session: Session, case: Case) -> None:
    decision = case.order.decision
    if decision is WorkDecision.ACCEPTED:
        refuse_acceptance(case.verdict, case.previous_end, case.today)
        case.refuse_other_contracts()
    elif decision is WorkDecision.REJECTED:
        known = reasons_shown(session, case.landlord_id, WorkKind.INSURANCE)
        refuse_rejection(case.order.reason, {one.reason.code for one in known})
    elif decision is not WorkDecision.ASKED:
        raise Refused(_OUTSIDE, code="UNKNOWN_DECISION")
    elif case.order.reason is None:
        raise Refused("Choisissez dans la liste ce qui est demandé.", code="NO_REASON")


def _consequences(case: Case) -> tuple[str, ...]:
    if case.order.decision is WorkDecision.ACCEPTED:
        until = case.verdict.covered_until
        assert until is not None, "an acceptance without an end is refused before"
        found = [f"{one} : assuré jusqu’au {french_day(until)}." for one in case.contracts]
        found.append("Le message du portail disparaît aussitôt.")
        if case.has_policy:
            found.append("Une suite est créée : résilier l’assurance prise pour son compte.")
        if case.in_default:
            found.append("La mise en demeure ou la remise au contentieux est close.")
        return (*found, *period_warnings(case.verdict, case.previous_end, case.warning_months))
    if case.order.decision is WorkDecision.REJECTED:
        return ("Le message du portail reste, avec le motif.",)
    if case.with_insurer:
        return ("L’attestation attend, une suite est créée : appeler l’assureur (annuaire public).",)
    return ("L’attestation attend la réponse du locataire.",)


def _sentence(case: Case, note: str) -> str:
    """What was done; ``note`` when no message tells it."""
    if case.order.decision is WorkDecision.ACCEPTED and case.verdict.covered_until is not None:
        done = f"Attestation acceptée jusqu’au {french_day(case.verdict.covered_until)}."
    elif case.order.decision is WorkDecision.REJECTED:
        done = "Attestation refusée." if note else "Attestation refusée, le locataire en est averti."
    elif case.with_insurer:
        done = "À confirmer auprès de l’assureur."
    else:
        done = "Pièce à demander au locataire." if note else "Pièce demandée au locataire."
    return f"{done} {note}".strip()


def _kept(
    session: Session,
    command: tuple[str, int, str, Mapping[str, Any]],
    answer: dict[str, Any],
    reason: str | None,
) -> KindResult:
    act, item_id, command_id, arguments = command
    row = session.execute(
        select(WorkItem.landlord_id, WorkItem.customer_id).where(WorkItem.id == item_id)
    ).one()
    record(
        session,
        act=act,
        subject=f"work_item:{item_id}",
        landlord_id=row.landlord_id,
        customer_id=row.customer_id,
        reason=reason,
        command_id=command_id,
    )
    until = None if act == "INSURANCE_UNDONE" else _leaves_at(session, command_id)
    answer["until"] = until.isoformat() if until else None
    mark_done(session, command_id, act, dict(arguments), answer)
    session.flush()
    return _result(answer, done_now=True)


def _leaves_at(session: Session, command_id: str) -> datetime:
    """When the message of the decision leaves; without any, as long as an item is undone."""
    ten = func.now() + text("interval '10 minutes'")
    leaves: datetime = session.execute(
        select(func.least(func.min(OutboxMessage.not_before), ten)).where(
            OutboxMessage.command_id == command_id
        )
    ).scalar_one()
    return leaves


def _result(answer: Mapping[str, Any], *, done_now: bool) -> KindResult:
    until = datetime.fromisoformat(answer["until"]) if answer["until"] else None
    return KindResult(
        done_now=done_now,
        rank=answer["rank"],
        status=WorkStatus(answer["status"]),
        version=answer["version"],
        sentence=answer["sentence"],
        undone_until=until,
    )
