"""Put a settled item back in its queue, with a reason: a row more, nothing taken back silently."""

from functools import partial
from uuid import uuid4

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.validation.work import ReopenReason
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.work.decisions import DecisionOrder, DecisionResult, decide_item
from backoffice.services.work.history import DecidedItem
from backoffice.views.items.reason_dialog import ReasonDialog
from backoffice.views.surroundings import Surroundings

_TITLE = "Rouvrir ce dossier"
_WHY = "Il revient dans la file ; ce qui a été décidé et dit au locataire reste inscrit."


class Reopening(QObject):
    """Asks why, then reopens once."""

    done = Signal(int)
    """The item, free in its queue."""
    failed = Signal(object)

    def __init__(self, page: QWidget, around: Surroundings) -> None:
        super().__init__(page)
        self._page, self._around = page, around

    def ask(self, item: DecidedItem) -> None:
        """Ask for the reason."""
        ReasonDialog(self._page, _TITLE, _WHY, tuple(ReopenReason), partial(self._on_reason, item)).open()

    def _on_reason(self, item: DecidedItem, reason: Labelled) -> None:
        order = DecisionOrder(item.item_id, item.version, WorkDecision.REOPENED, str(uuid4()), reason.value)
        self._around.runner.write(
            decide_item, order,
            owner=self, then=partial(self._on_done, item.item_id), failed=self.failed.emit,
            changes=(f"work.{item.kind.value}",),
        )  # fmt: skip

    def _on_done(self, item_id: int, _answer: DecisionResult) -> None:
        self.done.emit(item_id)
