"""Going back: the item before in the list, and what I decided today, to be read, undone or reopened."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.work import WorkStatus
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.services.items.orders import KindResult
from backoffice.services.work.following import Neighbour, neighbour
from backoffice.services.work.history import DecidedItem, decided_item
from backoffice.views.items.keys import OwnKeys
from backoffice.views.surroundings import Surroundings
from backoffice.views.work.decided import DecidedPanel
from backoffice.views.work.reopening import Reopening

_FIRST = "C’est le premier de la liste."


class LookingBack(QObject):
    """Owns the panel of decided items; what it finds open is claimed by the desk."""

    said = Signal(str)
    failed = Signal(object)
    item_wanted = Signal(int)
    """An item that waits: to be claimed."""
    shown = Signal(object)
    """A ``DecidedItem`` is on the panel."""
    undo_wanted = Signal(object)
    """The ``DecidedItem`` whose last decision is to be taken back."""
    file_wanted = Signal(int)

    def __init__(self, page: QWidget, around: Surroundings) -> None:
        super().__init__(page)
        self._around = around
        self.panel = DecidedPanel()
        self.panel.undone.connect(self.undo)
        self.panel.reopened.connect(self._on_reopened)
        self.panel.file_wanted.connect(self._on_file_wanted)
        self._reopening = Reopening(page, around)
        self._reopening.done.connect(self.item_wanted)
        self._reopening.failed.connect(self.failed)
        none = Qt.KeyboardModifier.NoModifier
        OwnKeys(
            self.panel,
            {(none, Qt.Key.Key_O): self._on_reopened, (none, Qt.Key.Key_D): self._on_file_wanted},
        )

    @property
    def item(self) -> DecidedItem | None:
        """What the panel shows."""
        return self.panel.item

    def forget(self) -> None:
        """Another item is in hand."""
        self.panel.item = None

    def go_back(self, item_id: int, asked: QueueFilter, sort: QueueSort) -> None:
        """Find the item before this one in the list."""
        back: Callable[..., object] = partial(neighbour, back=True)
        self._around.runner.read(
            back, item_id, asked, sort,
            owner=self, then=self._take, failed=self.failed.emit, topic="former",
        )  # fmt: skip

    def _take(self, found: Neighbour | None) -> None:
        if found is None:
            self.said.emit(_FIRST)
            return
        if found.passed:
            told = (
                "dossier tenu par un collègue est passé"
                if found.passed == 1
                else ("dossiers tenus par des collègues sont passés")
            )
            self.said.emit(f"{found.passed} {told}.")
        if found.status is WorkStatus.OPEN:
            self.item_wanted.emit(found.item_id)
            return
        self._around.runner.read(
            decided_item, found.item_id,
            owner=self, then=self._show, failed=self.failed.emit, topic="decided",
        )  # fmt: skip

    def _show(self, item: DecidedItem) -> None:
        self.panel.show_item(item)
        self.shown.emit(item)
        self.panel.take_focus()

    @Slot()
    def undo(self) -> None:
        """Take the last decision of the panel back, if it still can be."""
        if self.item is not None and self.item.undone_until is not None:
            self.undo_wanted.emit(self.item)

    @Slot()
    def _on_reopened(self) -> None:
        if self.item is not None:
            self._reopening.ask(self.item)

    @Slot()
    def _on_file_wanted(self) -> None:
        if self.item is not None:
            self.file_wanted.emit(self.item.customer_id)


def standing_of(item: DecidedItem) -> KindResult:
    """Where a decided item stands, as its page answered when it was decided."""
    return KindResult(
        done_now=True,
        rank=item.last.rank if item.last is not None else 0,
        status=item.status,
        version=item.version,
        sentence="",
        undone_until=item.undone_until,
    )
