"""Reasons to refuse or to wait, as each landlord words them; a save never changes a former row."""

from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import ColumnElement, Integer, ScalarSelect, Text, func, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from backoffice.errors import Refused
from backoffice.models.landlord import Staff
from backoffice.models.service import InsuranceSubmission
from backoffice.models.validation.texts import RefusalReason
from backoffice.rules.letters.refusing import refuse_reason_text, refuse_signs
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.reasons import REASONS, Reason
from backoffice.services.commands import already_done, mark_done
from backoffice.services.staff import current_staff
from backoffice.services.trace import record

ACT = "REASON_SAVED"
_RANKS = range(1, 100)
_T = TypeVar("_T")
_Column = ColumnElement[_T] | InstrumentedAttribute[_T]


@dataclass(frozen=True)
class ReasonShown:
    """A reason as the page of texts shows it; without ``row_id`` it is the program's."""

    kind: WorkKind
    reason: Reason
    row_id: int | None
    since: datetime | None
    who: str


@dataclass(frozen=True)
class ReasonOrder:
    """A reason to be worded anew; ``seen`` is the row that was read, ``None`` for the program's."""

    landlord_id: int
    kind: WorkKind
    code: str
    label: str
    tenant_text: str
    rank: int
    active: bool
    seen: int | None
    command_id: str

    def arguments(self) -> dict[str, Any]:
        """What makes two orders the same."""
        return {
            "landlord_id": self.landlord_id,
            "kind": self.kind.value,
            "code": self.code,
            "label": self.label,
            "tenant_text": self.tenant_text,
            "rank": self.rank,
            "active": self.active,
            "seen": self.seen,
        }


@dataclass(frozen=True)
class ReasonVersion:
    """A reason as it was worded from ``since`` to ``until`` (still now when ``None``)."""

    label: str
    tenant_text: str
    active: bool
    since: datetime
    until: datetime | None
    who: str


def reasons_in_force(session: Session, landlord_id: int, kind: WorkKind) -> tuple[Reason, ...]:
    """The reasons proposed for a kind of item, numbered from one in order; the first nine have a digit."""
    proposed = [one.reason for one in reasons_shown(session, landlord_id, kind) if one.reason.active]
    return tuple(replace(one, rank=place) for place, one in enumerate(proposed, 1))


def reason_in_force(session: Session, landlord_id: int, kind: WorkKind, code: str) -> Reason:
    """One reason, even withdrawn. Raises ``Refused`` (``UNKNOWN_REASON``)."""
    for one in reasons_shown(session, landlord_id, kind):
        if one.reason.code == code:
            return one.reason
    raise Refused(f"Le motif « {code} » n’existe pas : choisissez-le dans la liste.", code="UNKNOWN_REASON")


def own_label(
    landlord_id: _Column[int], kind: _Column[str], code: _Column[str] | _Column[str | None]
) -> ScalarSelect[str | None]:
    """In a query: what the landlord called a reason last, withdrawn or not; ``NULL`` for the program's."""
    return (
        select(RefusalReason.label)
        .where(
            RefusalReason.landlord_id == landlord_id,
            RefusalReason.kind == kind,
            RefusalReason.code == code,
        )
        .order_by(RefusalReason.id.desc())
        .limit(literal_column("1", Integer))
        .scalar_subquery()
    )


def own_rejection_label() -> ScalarSelect[str | None]:
    """The same, of the rejection of each certificate that a query reads."""
    paper = InsuranceSubmission
    # Written out: the time line is one text, whose parameters are its own.
    return own_label(
        paper.landlord_id, literal_column(f"'{WorkKind.INSURANCE.value}'", Text), paper.rejection
    )


def reasons_shown(session: Session, landlord_id: int, kind: WorkKind) -> tuple[ReasonShown, ...]:
    """Every reason of a kind, withdrawn ones too: the landlord's words where it wrote some."""
    rows = session.execute(
        select(RefusalReason, Staff.full_name)
        .outerjoin(Staff, Staff.id == RefusalReason.staff_id)
        .where(
            RefusalReason.landlord_id == landlord_id,
            RefusalReason.kind == kind.value,
            RefusalReason.to_at.is_(None),
        )
    ).all()
    found = {one.code: ReasonShown(kind, one, None, None, "") for one in REASONS.get(kind, ())}
    for row, who in rows:
        reason = Reason(row.code, row.label, row.tenant_text, row.rank, row.active)
        found[row.code] = ReasonShown(kind, reason, row.id, row.from_at, who or "")
    return tuple(sorted(found.values(), key=lambda one: (one.reason.rank, one.reason.code)))


def save_reason(session: Session, order: ReasonOrder) -> ReasonShown:
    """Word a reason anew from now on; a decision already taken keeps the code, its message its words.

    Raises ``Refused`` (``NOT_A_MANAGER``, ``UNKNOWN_VARIABLE``, ``FORBIDDEN_WORD``, ``EMPTY_TEXT``…),
    ``Conflict`` (``TEXT_CHANGED``) when a colleague saved first.
    """
    if already_done(session, order.command_id, ACT, order.arguments()) is None:
        _refuse_shape(order)
        refuse_reason_text(order.tenant_text)
        session.execute(
            select(
                func.save_refusal_reason(
                    order.landlord_id, order.kind.value, order.code, order.label.strip(),
                    order.tenant_text.strip(), order.rank, order.active, order.seen,
                )
            )
        ).scalar_one()  # fmt: skip
        record(
            session,
            act=ACT,
            subject=f"reason:{order.kind.value}.{order.code}",
            landlord_id=order.landlord_id,
            staff_id=current_staff(session).id,
            command_id=order.command_id,
            detail={"kind": order.kind.value, "code": order.code, "active": order.active},
        )
        mark_done(session, order.command_id, ACT, order.arguments(), {"code": order.code})
        session.flush()
    shown = reasons_shown(session, order.landlord_id, order.kind)
    return next(one for one in shown if one.reason.code == order.code)


def reason_history(
    session: Session, landlord_id: int, kind: WorkKind, code: str
) -> tuple[ReasonVersion, ...]:
    """How a landlord worded a reason, the latest first."""
    rows = session.execute(
        select(RefusalReason, Staff.full_name)
        .outerjoin(Staff, Staff.id == RefusalReason.staff_id)
        .where(
            RefusalReason.landlord_id == landlord_id,
            RefusalReason.kind == kind.value,
            RefusalReason.code == code,
        )
        .order_by(RefusalReason.id.desc())
    )
    return tuple(
        ReasonVersion(row.label, row.tenant_text, row.active, row.from_at, row.to_at, who or "")
        for row, who in rows
    )


def _refuse_shape(order: ReasonOrder) -> None:
    refuse_signs(order.label)
    if not order.label.strip():
        raise Refused("Donnez un nom au motif : c’est ce que l’agent lit.", code="EMPTY_TEXT")
    if len(order.label.strip()) > 60:
        raise Refused("Le nom d’un motif tient en 60 caractères : raccourcissez-le.", code="TEXT_TOO_LONG")
    if order.rank not in _RANKS:
        raise Refused("Le rang d’un motif va de 1 à 99 : corrigez-le.", code="WRONG_RANK")
    known = {one.code for one in REASONS.get(order.kind, ())}
    if order.code not in known and not _is_code(order.code):
        raise Refused(
            "Le code d’un nouveau motif s’écrit en majuscules, sans accent ni espace (AUTRE_PIECE) : "
            "corrigez-le.",
            code="WRONG_CODE",
        )


def _is_code(code: str) -> bool:
    plain = code.replace("_", "")
    return (
        2 <= len(code) <= 40 and code[0].isalpha() and code.isascii() and plain.isalnum() and code.isupper()
    )
