"""The acts of changes of household, as the queues know them."""

from dataclasses import dataclass

from sqlalchemy.orm import Session

from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.household.deciding import decide_household, preview_household, undo_household
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult


@dataclass(frozen=True)
class HouseholdActs:
    """Preview, decide, undo; each in the caller's transaction."""

    kind: WorkKind = WorkKind.HOUSEHOLD

    def preview(self, session: Session, order: KindOrder) -> KindPreview:
        """What ``order`` would do now; writes nothing."""
        return preview_household(session, order)

    def decide(self, session: Session, order: KindOrder) -> KindResult:
        """Carry ``order`` out."""
        return decide_household(session, order)

    def undo(self, session: Session, item_id: int, version: int, command_id: str) -> KindResult:
        """Take back my own last decision."""
        return undo_household(session, item_id, version, command_id)


ACTS = HouseholdActs()
