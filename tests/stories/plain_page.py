"""The plainest page of items, and where the desk stands, for the trials of the desk."""

from collections.abc import Callable
from uuid import uuid4

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.queues.plain import ACTS
from backoffice.services.work.claims import Claim
from backoffice.views.items.keys import OwnKeys
from backoffice.views.queue.page import QueuePage
from backoffice.views.surroundings import Surroundings
from backoffice.views.work.desk import WorkDesk
from tests.stories.agent import Agent

NONE = Qt.KeyboardModifier.NoModifier


class PlainPage(QWidget):
    """A page of requests: A accepts, R refuses; remembers what it was told."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    decided = Signal(object)
    touched = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._around = around
        self.claim: Claim | None = None
        self.shown: list[int] = []
        self.prepared: list[int] = []
        self.left = 0
        self.label = QLabel("", self)
        OwnKeys(self, {(NONE, Qt.Key.Key_A): self.accept})

    def show_item(self, claim: Claim) -> None:
        """An item that is mine."""
        self.claim = claim
        self.shown.append(claim.item_id)
        self.label.setText(str(claim.item_id))

    def prepare(self, customer_id: int, item_id: int) -> None:
        """The one that comes next."""
        assert customer_id > 0
        self.prepared.append(item_id)

    def accept(self) -> None:
        """Decide."""
        if self.claim is not None:
            order = KindOrder(self.claim.item_id, self.claim.version, WorkDecision.ACCEPTED, str(uuid4()))
            self._write(ACTS[WorkKind.REQUEST].decide, order)

    def take_back(self, done: KindResult, item_id: int, command_id: str) -> None:
        """Undo."""
        self._write(ACTS[WorkKind.REQUEST].undo, item_id, done.version, command_id)

    def leave(self) -> None:
        """Out of sight."""
        self.claim = None
        self.left += 1

    def again(self) -> None:
        """Nothing to read."""

    def _write(self, act: Callable[..., KindResult], *given: object) -> None:
        self._around.runner.write(
            act, *given, owner=self, then=self._on_done, failed=self._on_failed, changes=()
        )

    def _on_done(self, done: KindResult) -> None:
        self.decided.emit(done)

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)


def listed(sarah: Agent) -> QueuePage:
    """The list of requests, in front."""
    doors = sarah.window.pages.online.work
    doors.open_queue(WorkKind.REQUEST)
    sarah.settle()
    assert doors.list is not None
    return doors.list


def desk_of(sarah: Agent) -> WorkDesk:
    """The desk, in front."""
    made = sarah.window.pages.online.work.desk
    assert made is not None
    assert made.isVisible()
    return made


def page_of(sarah: Agent) -> PlainPage:
    """The page of requests."""
    made = desk_of(sarah).page_for(WorkKind.REQUEST)
    assert isinstance(made, PlainPage)
    return made


def back_to_the_list(sarah: Agent) -> None:
    """Escape takes the message away first, if there is one."""
    while not listed_in_front(sarah):
        sarah.press(Qt.Key.Key_Escape)


def listed_in_front(sarah: Agent) -> bool:
    """Whether the list is in front."""
    page = sarah.window.pages.online.work.list
    return page is not None and page.isVisible()


def holders(sarah: Agent) -> int:
    """How many requests are held."""
    query = "SELECT count(*) FROM work_item WHERE kind = 'REQUEST' AND claimed_by IS NOT NULL"
    return int(sarah.ask(query))
