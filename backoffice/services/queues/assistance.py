"""Assistance forms among the other kinds: their own decisions, in the words of all items."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from backoffice.errors import Refused
from backoffice.models.desk.work import WorkItem
from backoffice.rules.portal.forms import FormRefusal
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind, WorkStatus
from backoffice.services.assistance.deciding import decide_form, undo_form
from backoffice.services.assistance.reading import form_again
from backoffice.services.assistance.results import FormDecision, FormOrder
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult
from backoffice.services.work.history import decided_item

_TOLD = "Le titulaire est averti aux contacts du dossier."


class AssistanceActs:
    """``details``: ``call`` (a call where the caller was verified) or ``counter`` (identity paper seen)."""

    kind = WorkKind.ASSISTANCE

    def preview(self, session: Session, order: KindOrder) -> KindPreview:
        """What the form would do now; writes nothing."""
        case = form_again(session, order.item_id)
        if order.decision is WorkDecision.ACCEPTED:
            counter = bool(order.details.get("counter"))
            missing = case.counter_missing if counter else case.release_missing
            if missing:
                return KindPreview(refusal=missing, code="FORM_DECISION")
            return KindPreview(("L’inscription est libérée.",))
        try:
            _refusal(order)
        except Refused as refused:
            return KindPreview(refusal=refused.sentence, code=refused.code)
        return KindPreview(("Le formulaire est refusé.", _TOLD), message=case.refusal_mail or None)

    def decide(self, session: Session, order: KindOrder) -> KindResult:
        """Release or refuse. Raises ``Refused``, ``Conflict``."""
        reason = None if order.decision is WorkDecision.ACCEPTED else _refusal(order)
        call = order.details.get("call")
        form = FormOrder(
            order.item_id,
            order.version,
            order.command_id,
            reason,
            int(call) if call is not None else None,
            bool(order.details.get("counter")),
        )
        return _result(session, decide_form(session, form))

    def undo(self, session: Session, item_id: int, version: int, command_id: str) -> KindResult:
        """Take back my own last decision. Raises ``Refused``, ``Conflict``."""
        return _result(session, undo_form(session, item_id, version, command_id))


def _refusal(order: KindOrder) -> FormRefusal:
    try:
        if order.decision is WorkDecision.REJECTED:
            return FormRefusal(order.reason or "")
    except ValueError:
        pass
    raise Refused("Libérez l’inscription, ou refusez avec un motif de la liste.", code="NO_REASON")


def _result(session: Session, done: FormDecision) -> KindResult:
    session.flush()
    session.expire_all()
    status = session.scalars(select(WorkItem.status).where(WorkItem.id == done.item_id)).one()
    last = decided_item(session, done.item_id).last
    rank = last.rank if last is not None else 0
    return KindResult(done.done_now, rank, WorkStatus(status), done.version, done.sentence, done.undone_until)


ACTS = AssistanceActs()
