"""How one comes to the queues: the rail, la barre, a key from anywhere; list and item in the stack."""

from functools import partial
from importlib import import_module
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget

from backoffice.rules.vocabulary.work import WorkKind
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.services.work.absences import standing_in
from backoffice.services.work.second_looks import Look
from backoffice.services.work.waiting import WaitingItem
from backoffice.views.looks.list_dialog import LooksDialog
from backoffice.views.queue.absences_dialog import AbsencesDialog
from backoffice.views.queue.page import QueuePage
from backoffice.views.surroundings import Surroundings
from backoffice.views.work.bulk_dialog import BulkDialog
from backoffice.views.work.desk import WorkDesk

if TYPE_CHECKING:
    from backoffice.views.looks.page import LookPage

_LOOKS = "backoffice.views.looks.page"
"""Imported when the first decision is looked at again: it brings what reads papers."""
KEY = "Ctrl+Maj+V"
NEXT = "Valider le plus pressant"


class WorkDoors(QObject):
    """Makes the list and the desk when they are first wanted, and leads from one to the other."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    moved = Signal()
    """Another queue is in front."""

    def __init__(self, stack: QStackedWidget, around: Surroundings) -> None:
        super().__init__(stack)
        self._stack, self._around = stack, around
        self._last: WorkKind | None = None
        self._standing_in: tuple[str, ...] = ()
        self.list: QueuePage | None = None
        self.desk: WorkDesk | None = None
        self.look: LookPage | None = None

    def open_queue(self, kind: WorkKind, *_checked: bool) -> None:
        """Show the list of a queue."""
        self._make()
        assert self.list is not None, "made just now"
        self._last = kind
        self._stack.setCurrentWidget(self.list)
        self.list.open(kind)
        self.moved.emit()
        self._around.runner.read(
            standing_in, owner=self, then=self._say_standing_in, failed=_ignore, topic="standing in"
        )

    def _say_standing_in(self, names: tuple[str, ...]) -> None:
        """Once: whose agencies are in the lists besides."""
        if names and names != self._standing_in:
            self._standing_in = names
            self.said.emit(f"Vous remplacez {', '.join(names)} : ses agences sont dans vos files.")

    @Slot()
    def most_pressing(self) -> None:
        """The most pressing item of the last queue, from anywhere."""
        self._make()
        assert self.desk is not None, "made just now"
        kinds = (
            (self._last,)
            if self._last is not None
            else tuple(kind for kind in WorkKind if self.desk.page_for(kind) is not None)
        )
        if kinds:
            self.desk.begin(QueueFilter(kinds), QueueSort.DUE)

    def is_front(self) -> bool:
        """Whether the list or the item is in front."""
        return self._stack.currentWidget() in (self.list, self.desk) and self.list is not None

    @property
    def front(self) -> str:
        """The name of the queue whose list or item is in front; empty when it is none of them."""
        front = self._stack.currentWidget()
        if isinstance(front, WorkDesk) and front.claim is not None:
            return front.claim.kind.label
        if isinstance(front, QueuePage) and front.kind is not None:
            return front.kind.label
        return ""

    def again(self) -> None:
        """Read what is in front once more, after a lost line."""
        front = self._stack.currentWidget()
        for page in (self.list, self.desk, self.look):
            if page is not None and page is front:
                page.again()

    def on_news(self, kinds: frozenset[str]) -> None:
        """Colleagues changed such records."""
        if self.list is not None:
            self.list.on_news(kinds)

    def _make(self) -> None:
        if self.list is not None:
            return
        self.list, self.desk = QueuePage(self._around), WorkDesk(self._around)
        for page in (self.list, self.desk):
            page.said.connect(self.said)
            page.failed.connect(self.failed)
            page.tenant_asked.connect(self.tenant_asked)
            self._stack.addWidget(page)
        self.list.chosen.connect(self._on_chosen)
        self.list.next_wanted.connect(self._on_next)
        self.list.opened.connect(self.desk.put_down)
        self.list.bulk_wanted.connect(self._on_bulk)
        self.list.looks_wanted.connect(self._on_looks)
        self.list.absences_wanted.connect(self._on_absences)
        self.desk.shown.connect(partial(self._stack.setCurrentWidget, self.desk))
        self.desk.shown.connect(self.moved)
        self.desk.emptied.connect(self._on_emptied)

    @Slot(object)
    def _on_chosen(self, item: WaitingItem) -> None:
        assert self.desk is not None, "made with the list"
        if self.desk.page_for(item.kind) is None:
            self.tenant_asked.emit(item.customer_id)
            return
        self._take_order()
        self.desk.open_item(item.item_id)

    @Slot()
    def _on_next(self) -> None:
        assert self.desk is not None, "made with the list"
        assert self.list is not None, "it asks"
        if self.list.chips.asked is not None:
            self.desk.begin(self.list.chips.asked, self.list.chips.sort)

    def _take_order(self) -> None:
        """The desk goes on in the filter and sort of the list."""
        assert self.desk is not None, "made with the list"
        assert self.list is not None, "it asks"
        self.desk.asked, self.desk.sort = self.list.chips.asked, self.list.chips.sort

    @Slot()
    def _on_emptied(self) -> None:
        if self.list is not None and self.desk is not None and self._stack.currentWidget() is self.desk:
            if self.list.kind is None and self.desk.asked is not None:
                self.list.open(self.desk.asked.kinds[0])
            self._stack.setCurrentWidget(self.list)
            self.list.take_up()

    @Slot(object)
    def _on_bulk(self, items: tuple[WaitingItem, ...]) -> None:
        assert self.list is not None, "it asks"
        dialog = BulkDialog(self.list, self._around, items)
        dialog.finished.connect(self.list.again)
        dialog.open()

    @Slot()
    def _on_absences(self) -> None:
        assert self.list is not None, "it asks"
        dialog = AbsencesDialog(self.list, self._around)
        dialog.finished.connect(self.list.away.again)
        dialog.open()

    @Slot()
    def _on_looks(self) -> None:
        assert self.list is not None, "it asks"
        if self.list.kind is not None:
            dialog = LooksDialog(self.list, self._around, self.list.kind)
            dialog.look_wanted.connect(self._on_look)
            dialog.open()

    @Slot(object)
    def _on_look(self, look: Look) -> None:
        """A decision drawn, on a page of its own."""
        assert self.list is not None, "it asks"
        if self.look is None:
            page: LookPage = import_module(_LOOKS).LookPage(self._around)
            self.look = page
            page.said.connect(self.said)
            page.failed.connect(self.failed)
            page.tenant_asked.connect(self.tenant_asked)
            page.closed.connect(self._on_look_closed)
            self._stack.addWidget(page)
            page.shown.connect(partial(self._stack.setCurrentWidget, page))
        self.look.show_look(look)

    @Slot()
    def _on_look_closed(self) -> None:
        if self.list is not None:
            self._stack.setCurrentWidget(self.list)
            self.list.take_up()


def _ignore(_answer: object) -> None:
    """Told the next time."""
