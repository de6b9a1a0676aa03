"""A formal notice, its presentation, the hand-over to litigation, a contract's flag (R2.4, R2.13–R2.18)."""

from datetime import date
from typing import Any

from sqlalchemy import Row, select, text
from sqlalchemy.orm import Session

from backoffice.errors import NotFound, Refused
from backoffice.models.validation.insurance import FormalNotice
from backoffice.rules.dates import french_day
from backoffice.rules.letters.codes import TextCode
from backoffice.rules.vocabulary.validation.insurance import NoticeOutcome
from backoffice.services.insurance.standing import standing_of
from backoffice.services.insurance.steps.once import Done, letter_for, once
from backoffice.services.insurance.steps.orders import (
    FlagOrder,
    HandOverOrder,
    NoticeOrder,
    PresentedOrder,
    StepResult,
)

_SEND = text("SELECT send_formal_notice(:lease, :letter, :command)")
_NOTE = text("SELECT note_presented(:notice, :version, :day, :outcome)")
_HAND = text("SELECT hand_over(:lease, :command)")
_FLAG = text("SELECT set_insurance_required(:lease, :version, :required)")


def send_notice(session: Session, order: NoticeOrder) -> StepResult:
    """Issue the letter of the formal notice and note it; termination is given up for this default (R2.14).

    Raises ``Refused``: ``NOT_ASKED``, ``COVERED``, ``PAPER_WAITING``, ``NOTICE_RUNNING``, ``ROUTE_TAKEN``,
    ``ANSWER_RUNNING`` while the tenant still has time to answer, ``ROLE``; and as a letter does.
    """

    def carry(lease: Row[Any]) -> Done:
        asked_on = _asked_on(session, lease)
        percent = standing_of(session, lease.id).profile.insurance_surcharge_percent
        values = {"contrat": lease.number, "date_demande": french_day(asked_on), "majoration": str(percent)}
        letter = letter_for(session, lease, TextCode.INSURANCE_FORMAL_NOTICE, values, order.command_id)
        asked = {"lease": lease.id, "letter": letter, "command": order.command_id}
        made = session.execute(_SEND, asked).scalar_one()
        sentence = f"Mise en demeure émise pour le contrat {lease.number} : postez-la en recommandé."
        return sentence, made, letter

    return once(session, "INSURANCE_NOTICE", order, order.lease_id, carry)


def _asked_on(session: Session, lease: Row[Any]) -> date:
    standing = standing_of(session, lease.id)
    asked = standing.facts.last_asked(standing.today)
    if asked is None:
        raise Refused("Aucune attestation n’a été demandée : demandez-la d’abord.", code="NOT_ASKED")
    until = standing.calendar.answer_day(asked.on)
    if standing.today <= until:
        raise Refused(
            f"Le locataire a jusqu’au {french_day(until)} pour répondre à la demande : attendez ce jour.",
            code="ANSWER_RUNNING",
        )
    return asked.on


def note_presented(session: Session, order: PresentedOrder) -> StepResult:
    """Note the first presentation: the month runs from it (R2.20). Raises ``Refused``, ``Conflict``."""
    lease_id = _lease_of(session, order.notice_id)

    def carry(lease: Row[Any]) -> Done:
        asked = {"notice": order.notice_id, "version": order.version, "day": order.presented_on}
        session.execute(_NOTE, asked | {"outcome": order.outcome.value})
        lost = order.outcome is NoticeOutcome.UNKNOWN_ADDRESS
        follow = "elle ne vaut pas : renvoyez-la à la bonne adresse" if lost else "le mois court"
        day = french_day(order.presented_on)
        return f"Contrat {lease.number} : présentée le {day}, {follow}.", order.notice_id, None

    return once(session, "INSURANCE_PRESENTED", order, lease_id, carry)


def hand_over(session: Session, order: HandOverOrder) -> StepResult:
    """Hand the default over to litigation; no insurance for the tenant for this default (R2.14, R2.18).

    Raises ``Refused``: ``ROUTE_TAKEN``, ``COVERED``, ``PAPER_WAITING``, ``HANDED_OVER``, ``ROLE``.
    """

    def carry(lease: Row[Any]) -> Done:
        made = session.execute(_HAND, {"lease": lease.id, "command": order.command_id}).scalar_one()
        return f"Contrat {lease.number} remis au contentieux : transmettez le dossier des faits.", made, None

    return once(session, "INSURANCE_HANDED_OVER", order, order.lease_id, carry)


def set_required(session: Session, order: FlagOrder) -> StepResult:
    """Say whether a contract wants a certificate, with the reason (R2.4). Raises ``Refused``."""

    def carry(lease: Row[Any]) -> Done:
        session.execute(_FLAG, {"lease": lease.id, "version": order.version, "required": order.required})
        said = "demandée" if order.required else "non demandée"
        return f"Contrat {lease.number} : attestation {said} désormais.", lease.id, None

    return once(session, "INSURANCE_FLAGGED", order, order.lease_id, carry)


def _lease_of(session: Session, notice_id: int) -> int:
    found = session.scalars(select(FormalNotice.lease_id).where(FormalNotice.id == notice_id)).one_or_none()
    if found is None:
        raise NotFound("Cette mise en demeure n’existe pas ou n’est pas de vos agences : relisez le dossier.")
    return found
