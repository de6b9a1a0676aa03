"""La barre in the window: what is typed goes to tenants and actions, Escape goes back to where one was."""

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.tenant.results import TenantFile
from backoffice.views.bar.anywhere import Anywhere
from backoffice.views.bar.commands import Command, Commands, Offer
from backoffice.views.bar.results.page import SearchPage
from backoffice.views.bar.search_box import SearchBox
from backoffice.views.bar.today import FilesOfToday
from backoffice.views.bar.trail import Trail
from backoffice.views.parts.queue_counts import QueueCounts
from backoffice.views.role_pages import RolePages
from backoffice.views.surroundings import Surroundings

_DESK = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)


class Bar(QObject):
    """The box, the pages that it leads to, and the way back."""

    wanted = Signal(int, object)
    """A customer to open, and the ``OpeningPurpose`` that the place tells, or ``None``."""
    said = Signal(str, str)

    def __init__(
        self,
        window: QWidget,
        around: Surroundings,
        stack: QStackedWidget,
        pages: RolePages,
        file_in_front: Callable[[], TenantFile | None],
    ) -> None:
        super().__init__(window)
        self._around, self._stack, self._pages = around, stack, pages
        self._file_in_front = file_in_front
        self._file: TenantFile | None = None
        self._counts: QueueCounts | None = None
        self._role: StaffRole | None = None
        self.box = SearchBox()
        self.page = SearchPage(around)
        stack.insertWidget(0, self.page)
        stack.setCurrentWidget(self.page)
        self.doors: dict[WorkKind, Callable[[], object]] = {}
        """What shows each queue."""
        self.commands = Commands()
        self.commands.add_source(self._queue_commands)
        self.today = FilesOfToday(around.runner, self)
        self.today.changed.connect(self._on_today)
        self.trail = Trail(stack)
        stack.currentChanged.connect(self._on_page)
        Anywhere(window).asked.connect(self.box.take_focus)
        self._connect()

    def _connect(self) -> None:
        self.box.typed.connect(self._on_typed)
        self.box.accepted.connect(self._on_accepted)
        self.box.stepped.connect(self._on_stepped)
        self.box.dropped.connect(self.page.chips.drop_last)
        self.page.chosen.connect(self._on_chosen)
        self.page.commanded.connect(self.run)
        self.page.retyped.connect(self.box.write)

    def show_staff(self, role: StaffRole, counts: QueueCounts) -> None:
        """Take note of who is at the desk: what he may open, what is counted for him."""
        self._role, self._counts = role, counts
        self.trail.forget()
        if role in (*_DESK, StaffRole.DPO):
            self.today.again()

    def note(self, file: TenantFile) -> None:
        """A file has just been shown."""
        self.today.note(file)

    def again(self) -> None:
        """Ask again what is shown, after a lost line."""
        self.page.again()
        if self._role in (*_DESK, StaffRole.DPO):
            self.today.again()

    @Slot()
    def home(self) -> None:
        """The results, ready to type; there is no way back from them."""
        self.trail.show(self._home(), self._take_focus)
        self.trail.forget()
        self.box.take_focus()

    @Slot()
    def back(self) -> None:
        """Where one was before; from nowhere, the results; from those, an empty box."""
        if self.trail.back(self._take_focus):
            return
        if self._stack.currentWidget() is not self._home():
            self.home()
        elif self.box.text():
            self._empty()
            self.box.take_focus()

    @Slot(object)
    def open_queue(self, kind: WorkKind) -> None:
        """The list of a queue, or the page that it has of its own."""
        if kind in self.doors:
            self.doors[kind]()

    @Slot(object)
    def run(self, offer: Offer) -> None:
        """Do what was chosen, back on the page from which it was typed; or say why it cannot be done."""
        if offer.reason is not None:
            self.said.emit(offer.reason, "warn")
            return
        self.page.trace.drop()
        self._empty()
        self.trail.back(self._take_focus)
        offer.command.run()

    def _empty(self) -> None:
        self.box.clear()
        self._on_typed("", come_forward=False)

    def _home(self) -> QWidget:
        return self._pages.home(self.page)

    def _take_focus(self, _page: QWidget) -> None:
        self.box.take_focus()

    @Slot(str)
    def _on_typed(self, text: str, *, come_forward: bool = True) -> None:
        if self._pages.search(text):
            return
        if come_forward:
            self._come_forward()
        files = self.today.named(text) if text.strip() else self.today.files
        self.page.show_local(self.commands.find(text, self._file), files)
        self.page.search(text)

    def _come_forward(self) -> bool:
        """Show the results; whether they were not in front. Commands act on the file that one leaves."""
        if self._stack.currentWidget() is self.page:
            return False
        self._file = self._file_in_front()
        self._stack.setCurrentWidget(self.page)
        return True

    @Slot()
    def _on_accepted(self) -> None:
        # What is not seen is not opened: Enter shows it first.
        if self._home() is self.page and not self._come_forward():
            self.page.open_chosen()

    @Slot(int)
    def _on_stepped(self, rows: int) -> None:
        if self._home() is self.page and not self._come_forward():
            self.page.choose_other(rows)

    @Slot(int)
    def _on_chosen(self, customer_id: int) -> None:
        self.wanted.emit(customer_id, None)

    @Slot(int)
    def _on_page(self, _index: int) -> None:
        if self._stack.currentWidget() is not self.page:
            # The search is over, whatever came of it.
            self.page.trace.leave()
        elif not self.trail.last:
            self._file = None

    @Slot(object)
    def _on_today(self, _files: object) -> None:
        if not self.box.text().strip():
            self.page.show_local((), self.today.files)

    def _queue_commands(self, _file: TenantFile | None) -> Iterable[Command]:
        if self._role not in _DESK:
            return
        told = {} if self._counts is None else self._counts.told()
        for kind in WorkKind:
            yield Command(
                f"File « {kind.label} »",
                partial(self.open_queue, kind),
                also=(kind.label,),
                detail=told.get(kind, "rien à traiter"),
            )
