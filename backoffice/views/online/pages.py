"""The pages that some jobs have: forms, anomalies, rules for passwords, the queues at work."""

from collections.abc import Callable, MutableMapping
from functools import partial
from importlib import import_module
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.views.online.places import DESK, PLACES, Place
from backoffice.views.rail import Rail
from backoffice.views.surroundings import Surroundings
from backoffice.views.work import doors


class OnlinePages(QObject):
    """Each page is made when it is first shown."""

    said = Signal(str)
    failed = Signal(object)
    """A ``GuichetError``."""
    wanted = Signal(int, object)
    """A customer to open, and the ``OpeningPurpose`` that the page tells, or ``None``."""

    def __init__(self, stack: QStackedWidget, around: Surroundings) -> None:
        super().__init__(stack)
        self._stack, self._around = stack, around
        self._places: tuple[Place, ...] = ()
        self.pages: dict[str, Any] = {}
        self.work = doors.WorkDoors(stack, around)
        self.work.said.connect(self.said)
        self.work.failed.connect(self.failed)
        self.work.tenant_asked.connect(partial(self._ask_tenant, OpeningPurpose.PORTAL_ITEM))

    def open_doors(
        self,
        window: QWidget,
        role: StaffRole,
        rail: Rail,
        add_command: Callable[..., None],
        queues: MutableMapping[WorkKind, Callable[[], object]],
    ) -> None:
        """Give a job its pages, once: the rail, la barre, a key each, the queue that one of them shows."""
        if self._places:
            return
        self._places = tuple(place for place in PLACES if role in place.roles)
        self.work.moved.connect(lambda: rail.show_place(page=self.front))
        if role in DESK:
            self._open_queues(window, add_command, queues)
        for place in self._places:
            show = partial(self.show_page, place)
            _add_key(window, place.title, place.key, show)
            add_command(place.title, show, place.key, also=place.also)
            if place.queue is not None:
                queues[place.queue] = show
            else:
                entry = rail.add_page(place.title, place.short or place.title, place.icon, place.key)
                entry.clicked.connect(show)

    def _open_queues(
        self,
        window: QWidget,
        add_command: Callable[..., None],
        queues: MutableMapping[WorkKind, Callable[[], object]],
    ) -> None:
        """Every queue, and the most pressing item from anywhere; a place may have its own page for one."""
        for kind in WorkKind:
            queues[kind] = partial(self.work.open_queue, kind)
        _add_key(window, doors.NEXT, doors.KEY, self.work.most_pressing)
        add_command(doors.NEXT, self.work.most_pressing, doors.KEY, also=("suivant", "file"))

    def show_page(self, place: Place, *_checked: bool) -> None:
        """Show a page, made if it is not yet, and read it."""
        page = self.pages.get(place.title)
        if page is None:
            module, name = place.page.split(":")
            page = getattr(import_module(f"backoffice.views.{module}"), name)(self._around)
            page.said.connect(self.said)
            page.failed.connect(self.failed)
            page.tenant_asked.connect(partial(self._ask_tenant, place.purpose))
            self.pages[place.title] = page
            self._stack.addWidget(page)
        self._stack.setCurrentWidget(page)
        page.take_up()

    @property
    def title(self) -> str:
        """The title of the page in front; empty when it is none of these."""
        front = self._stack.currentWidget()
        return next((title for title, page in self.pages.items() if page is front), "")

    @property
    def front(self) -> str:
        """What the rail lights: the page or the queue in front."""
        return self.title or self.work.front

    def again(self) -> None:
        """Read the page in front once more, after a lost line."""
        self.work.again()
        if self.title:
            self.pages[self.title].again()

    def on_news(self, kinds: frozenset[str]) -> None:
        """Colleagues changed such records: the page in front may show them."""
        self.work.on_news(kinds)
        page: Any = self.pages.get(self.title)
        if hasattr(page, "on_news"):
            page.on_news(kinds)

    def show_tab(self, rank: int) -> None:
        """Open a tab of the page in front, if it has tabs."""
        page: Any = self.pages.get(self.title)
        if hasattr(page, "show_tab"):
            page.show_tab(rank)

    def _ask_tenant(self, purpose: OpeningPurpose | None, customer_id: int) -> None:
        self.wanted.emit(customer_id, purpose)


def _add_key(window: QWidget, title: str, key: str, show: Callable[..., object]) -> None:
    action = QAction(title, window)
    action.setShortcut(QKeySequence(key.replace("Maj", "Shift")))
    action.triggered.connect(show)
    window.addAction(action)
