"""The acts of changes of profession, contact and account, as the queues know them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.changes.requests.deciding import decide_change, preview_change, undo_change
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult


@dataclass(frozen=True)
class ChangeActs:
    """Preview, decide, undo; each in the caller's transaction."""

    kind: WorkKind

    def preview(self, session: Session, order: KindOrder) -> KindPreview:
        """What ``order`` would do now; writes nothing."""
        return preview_change(session, order)

    def decide(self, session: Session, order: KindOrder) -> KindResult:
        """Carry ``order`` out."""
        return decide_change(session, order)

    def undo(self, session: Session, item_id: int, version: int, command_id: str) -> KindResult:
        """Take back my own last decision."""
        return undo_change(session, item_id, version, command_id)


ACTS = {kind: ChangeActs(kind) for kind in (WorkKind.PROFESSIONAL, WorkKind.CONTACT, WorkKind.BANK)}
