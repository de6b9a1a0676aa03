"""Items whose decision does nothing beside: requests and surveys, decided by the door of all items."""

from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult
from backoffice.services.work.decisions import DecisionOrder, DecisionResult, decide_item
from backoffice.services.work.history import decided_item

_DONE = {
    WorkDecision.ACCEPTED: "Dossier accepté.",
    WorkDecision.REJECTED: "Dossier refusé.",
    WorkDecision.ASKED: "Pièce demandée : le dossier attend le locataire.",
    WorkDecision.CANCELLED: "Dossier classé sans suite.",
}
_UNDONE = "Décision annulée : le dossier est de nouveau à vous."


class PlainActs:
    """Nothing is told to anybody: the agent answers by his own means."""

    def __init__(self, kind: WorkKind) -> None:
        self.kind = kind

    def preview(self, session: Session, order: KindOrder) -> KindPreview:
        """What would change; refused as the database would."""
        if order.decision not in _DONE:
            return KindPreview(refusal="Cette décision ne se prend pas ici : acceptez, refusez ou classez.",
                               code="UNKNOWN_DECISION")  # fmt: skip
        if order.decision is not WorkDecision.ACCEPTED and order.reason is None:
            return KindPreview(refusal="Cette décision demande un motif : choisissez-le dans la liste.",
                               code="REASON_REQUIRED")  # fmt: skip
        return KindPreview((_DONE[order.decision],))

    def decide(self, session: Session, order: KindOrder) -> KindResult:
        """Carry ``order`` out. Raises ``Refused``, ``Conflict``."""
        done = decide_item(
            session,
            DecisionOrder(order.item_id, order.version, order.decision, order.command_id, order.reason),
        )
        return self._result(session, order.item_id, done, _DONE.get(order.decision, ""))

    def undo(self, session: Session, item_id: int, version: int, command_id: str) -> KindResult:
        """Take back my own last decision within ten minutes. Raises ``Refused``, ``Conflict``."""
        order = DecisionOrder(item_id, version, WorkDecision.UNDONE, command_id)
        return self._result(session, item_id, decide_item(session, order), _UNDONE)

    def _result(self, session: Session, item_id: int, done: DecisionResult, sentence: str) -> KindResult:
        until = decided_item(session, item_id).undone_until
        return KindResult(done.done_now, done.rank, done.status, done.version, sentence, until)


ACTS = {kind: PlainActs(kind) for kind in (WorkKind.REQUEST, WorkKind.SURVEY)}
