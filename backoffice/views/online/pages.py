"""The pages that some jobs have: forms, anomalies, rules for passwords, the queues at work."""

from collections.abc import Callable, MutableMapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.views.assistance import page as assistance
from backoffice.views.campaigns import page as campaigns
from backoffice.views.followups import page as followups
from backoffice.views.household import entry_page as household
from backoffice.views.letters import page as letters
from backoffice.views.passwords import page as passwords
from backoffice.views.rail import Rail
from backoffice.views.surroundings import Surroundings
from backoffice.views.watch import page as watch
from backoffice.views.work import doors


@dataclass(frozen=True)
class _Place:
    """A page before it is made: whose it is, how it is called, what leads there."""

    make: Callable[[Surroundings], Any]
    title: str
    key: str
    icon: str
    roles: frozenset[StaffRole]
    also: tuple[str, ...]
    queue: WorkKind | None = None
    """Its count in the rail is its entry, and leads there."""
    purpose: OpeningPurpose | None = None
    """Why a file is opened from there; ``None`` when the agent is asked."""
    short: str = ""
    """The title in the rail, where it lacks room."""


_DESK = frozenset({StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER})
_PLACES = (
    _Place(
        assistance.AssistancePage, assistance.TITLE, assistance.KEY, assistance.ICON, assistance.ROLES,
        ("formulaires", "assistance"), WorkKind.ASSISTANCE, OpeningPurpose.PORTAL_ITEM,
    ),
    _Place(
        watch.WatchPage, watch.TITLE, watch.KEY, watch.ICON, watch.ROLES,
        ("anomalies", "comptes", "fraude", "surveillance"), short="Anomalies",
    ),
    _Place(
        passwords.PasswordsPage, passwords.TITLE, passwords.KEY, passwords.ICON, passwords.ROLES,
        ("mots de passe", "règles", "profils à recréer"), short="Sécurité",
    ),
    _Place(
        letters.LettersPage, letters.TITLE, letters.KEY, letters.ICON, letters.ROLES,
        ("textes", "motifs", "lettres", "modèles", "courriels", "sms"), short="Textes",
    ),
    _Place(
        campaigns.CampaignsPage, campaigns.TITLE, campaigns.KEY, campaigns.ICON, campaigns.ROLES,
        ("campagnes", "assurance", "relances", "attestations"), purpose=OpeningPurpose.CAMPAIGN,
        short="Campagnes",
    ),
    _Place(
        followups.FollowUpsPage, followups.TITLE, followups.KEY, followups.ICON, followups.ROLES,
        ("suites", "tâches", "à faire"), short=followups.SHORT,
    ),
    _Place(
        household.HouseholdEntryPage, household.TITLE, household.KEY, household.ICON, household.ROLES,
        ("foyer", "mariage", "décès", "naissance", "courrier reçu"), short=household.SHORT,
    ),
)  # fmt: skip


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
        self._places: tuple[_Place, ...] = ()
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
        self._places = tuple(place for place in _PLACES if role in place.roles)
        if role in _DESK:
            self._open_queues(window, add_command, queues)
        for place in self._places:
            show = partial(self.show_page, place)
            _add_key(window, place.title, place.key, show)
            shown_key = place.key.replace("Shift", "Maj")
            add_command(place.title, show, shown_key, also=place.also)
            if place.queue is not None:
                queues[place.queue] = show
            else:
                entry = rail.add_page(place.title, place.short or place.title, place.icon, shown_key)
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

    def show_page(self, place: _Place, *_checked: bool) -> None:
        """Show a page, made if it is not yet, and read it."""
        page = self.pages.get(place.title)
        if page is None:
            page = place.make(self._around)
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
