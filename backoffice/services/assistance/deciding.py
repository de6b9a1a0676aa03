"""Decisions on assistance forms: release, refuse, leave to an adviser, undo; each once."""

from datetime import datetime
from typing import Any

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from backoffice.models.desk.work import WorkItem
from backoffice.models.trace import OutboxMessage
from backoffice.rules.portal.forms import FormAnswers, refuse_secrets
from backoffice.services.assistance.results import FormDecision, FormOrder
from backoffice.services.clock import server_instant
from backoffice.services.commands import already_done, mark_done
from backoffice.services.trace import record
from backoffice.services.work.claims import claim_item

_DECIDE = text(
    "SELECT version FROM decide_form(:item, :version, :decision, :reason, :call, :at_counter, :command)"
)
_UNDO = text("SELECT version FROM undo_form(:item, :version, :command)")
_DOUBT = text("SELECT doubt_form(:item, :version)")
_RECEIVE = text("""
    INSERT INTO assistance_form (landlord_id, customer_id, given_number, given_last_name, given_first_names,
        given_birth_date, given_email, given_phone)
    SELECT landlord_id, id, :number, :last_name, :first_names, :birth_date, :email, :phone
    FROM customer WHERE id = :customer RETURNING work_item_id
""")
_RELEASED = "Inscription libérée : le locataire peut de nouveau créer son compte."
_REFUSED = "Formulaire refusé ; le titulaire en est averti aux contacts du dossier."
_UNDONE = "Décision annulée, aucun message n’est parti : le formulaire est de nouveau à vous."


def receive_form(session: Session, customer_id: int, answers: FormAnswers) -> int:
    """Take in what was typed, as role ``portal``; returns the item of work.

    What looks like a password or a code is refused, here and by the database (R4.5). Raises ``Refused``.
    """
    refuse_secrets(answers)
    given = {name: value or None for name, value in vars(answers).items()}
    item: int = session.execute(_RECEIVE, {"customer": customer_id, **given}).scalar_one()
    return item


def decide_form(session: Session, order: FormOrder) -> FormDecision:
    """Release the registration or refuse the form, in the caller's transaction, once per command.

    The claim must be mine. To release, number, name and birth date must agree and the call hold a code, a
    call-back or level 2, or an identity paper be seen at the counter. Raises ``Conflict``, ``Refused``.
    """
    decision = "ACCEPTED" if order.reason is None else "REJECTED"
    asked = {
        "decision": decision,
        "reason": order.reason.value if order.reason else None,
        "call": order.call_id,
        "at_counter": order.at_counter,
    }
    sentence = _RELEASED if order.reason is None else _REFUSED
    return _once(session, f"FORM_{decision}", order, (_DECIDE, asked, sentence))


def undo_form(session: Session, item_id: int, version: int | None, command_id: str) -> FormDecision:
    """Undo my own last decision while its messages have not left; the form is mine again.

    Without a version, whatever stands now. Raises ``Refused`` (``TOO_LATE_TO_UNDO``), ``Conflict``.
    """
    order = FormOrder(item_id, version, command_id)
    return _once(session, "FORM_UNDONE", order, (_UNDO, {}, _UNDONE))


def leave_in_doubt(session: Session, item_id: int, version: int | None = None) -> None:
    """Leave a form to the advisers (portails 4.1); without a version it is claimed first.

    Raises ``Conflict``, ``Refused``.
    """
    if version is None:
        version = claim_item(session, item_id).version
    session.execute(_DOUBT, {"item": item_id, "version": version})
    _trace(session, "FORM_DOUBTED", item_id)


def _once(
    session: Session, act: str, order: FormOrder, what: tuple[Any, dict[str, Any], str]
) -> FormDecision:
    done = already_done(session, order.command_id, act, order.arguments())
    if done is not None:
        return _decision(order.item_id, done, done_now=False)
    statement, asked, sentence = what
    stated = {"item": order.item_id, "version": _version(session, act, order), "command": order.command_id}
    version = session.execute(statement, asked | stated).scalar_one()
    _trace(session, act, order.item_id, order)
    until = None if act == "FORM_UNDONE" else _leaves_at(session, order.command_id)
    answer = {
        "version": version,
        "sentence": sentence,
        "at": server_instant(session).isoformat(),
        "until": until.isoformat() if until else None,
    }
    mark_done(session, order.command_id, act, order.arguments(), answer)
    session.flush()
    return _decision(order.item_id, answer, done_now=True)


def _version(session: Session, act: str, order: FormOrder) -> int:
    if order.version is not None:
        return order.version
    if act != "FORM_UNDONE":
        return claim_item(session, order.item_id).version
    found = session.scalars(select(WorkItem.version).where(WorkItem.id == order.item_id)).one_or_none()
    # Of a form that does not exist, or is not for me, the database says so.
    return found or 0


def _decision(item_id: int, answer: dict[str, Any], *, done_now: bool) -> FormDecision:
    until = datetime.fromisoformat(answer["until"]) if answer["until"] else None
    at = datetime.fromisoformat(answer["at"])
    return FormDecision(done_now, item_id, answer["version"], answer["sentence"], at, until)


def _leaves_at(session: Session, command_id: str) -> datetime:
    """When the first message of the decision leaves; without any, as long as an item is undone."""
    ten = func.now() + text("interval '10 minutes'")
    query = select(func.least(func.min(OutboxMessage.not_before), ten)).where(
        OutboxMessage.command_id == command_id
    )
    leaves: datetime = session.execute(query).scalar_one()
    return leaves


def _trace(session: Session, act: str, item_id: int, order: FormOrder | None = None) -> None:
    row = session.execute(
        select(WorkItem.landlord_id, WorkItem.customer_id).where(WorkItem.id == item_id)
    ).one()
    record(
        session,
        act=act,
        subject=f"work_item:{item_id}",
        landlord_id=row.landlord_id,
        customer_id=row.customer_id,
        reason=order.reason if order else None,
        call_id=order.call_id if order else None,
        command_id=order.command_id if order else None,
    )
