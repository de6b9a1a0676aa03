"""The nine tabs of a file and their pages; the place of the reader in each."""

from dataclasses import dataclass, field

from PySide6.QtCore import Signal
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QMenu, QStackedWidget, QTabBar, QWidget

from backoffice.rules.vocabulary.calls import CallReason
from backoffice.services.desk.timeline.results import Family
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.cards import BALANCE, INSURANCE, PORTAL, RECEIPT, REQUESTS
from backoffice.views.tenant.lazy import DocumentsTab, InsuranceTab, LazyTab, RequestsTab, SurveysTab
from backoffice.views.tenant.portal.tab import PortalTab
from backoffice.views.tenant.tabs import AccountTab, HouseholdTab, LeasesTab, ListTab, Spot
from backoffice.views.tenant.timeline_tab import TimelineTab

_TITLES = (
    "Compte",
    "Contrats et logement",
    "Ménage",
    "Portail",
    "Assurance",
    "Documents",
    "Demandes",
    "Enquêtes",
    "Historique",
)
TABS = len(_TITLES)
_TAB_OF = {BALANCE: 0, PORTAL: 3, INSURANCE: 4, RECEIPT: 5, REQUESTS: 6}
_SUBJECTS = {
    0: CallReason.BALANCE,
    3: CallReason.PORTAL,
    4: CallReason.INSURANCE,
    5: CallReason.RECEIPT,
    6: CallReason.REQUEST,
}


@dataclass(frozen=True)
class FilePlace:
    """Where the reader of a file is: its inner tab, his place in each list, the filters of the time line."""

    tab: int = 0
    spots: dict[int, Spot] = field(default_factory=dict)
    families: frozenset[Family] = frozenset()


class Details(QWidget):
    """One page a tab; those that read their own rows do so when they are looked at."""

    tab_changed = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Détails du dossier")
        self.tabs.setExpanding(False)
        self.tabs.setUsesScrollButtons(True)
        self.household = HouseholdTab(around)
        self.timeline = TimelineTab(around)
        self._account, self._leases, self.portal = AccountTab(around), LeasesTab(), PortalTab(around)
        self._surveys = SurveysTab()
        self.pages: tuple[ListTab, ...] = (
            self._account,
            self._leases,
            self.household,
            self.portal,
            InsuranceTab(around),
            DocumentsTab(around),
            RequestsTab(around),
            self._surveys,
            self.timeline,
        )
        self._stack = QStackedWidget()
        for title, page in zip(_TITLES, self.pages, strict=True):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        self.tabs.currentChanged.connect(self._stack.setCurrentIndex)
        self.tabs.currentChanged.connect(self.tab_changed)
        self.menu = QMenu(self)
        self.menu.setAccessibleName("Actions sur le dossier")
        actions = KeyButton("Actions", "Alt+P", "quiet")
        actions.setShortcut(QKeySequence("Alt+P"))
        actions.setMenu(self.menu)
        top = line(self.tabs, label(f"Ctrl+1 … {TABS}", "hint"), actions, spacing=8)
        top.setStretch(0, 1)
        layout = column(top, self._stack, spacing=10)
        layout.setStretch(1, 1)
        self.setLayout(layout)

    def show_file(self, file: TenantFile) -> None:
        """Show what the file brought; the other pages ask when they are looked at."""
        for page in self.pages:
            page.show_file(file)

    def tab_of(self, key: str) -> int:
        """The rank of the tab that explains the answer of a card."""
        return _TAB_OF[key]

    def subject_of(self, rank: int) -> CallReason | None:
        """What a call is about when this tab is looked at for it; ``None`` where it does not say."""
        return _SUBJECTS.get(rank)

    def show_tab(self, rank: int) -> None:
        """Open a tab and give its list the keyboard."""
        if 0 <= rank < TABS:
            self.tabs.setCurrentIndex(rank)
            self.pages[rank].take_focus()

    def place(self) -> FilePlace:
        """Where the reader is."""
        spots = {rank: page.spot() for rank, page in enumerate(self.pages) if page.table.rowCount()}
        return FilePlace(self.tabs.currentIndex(), spots, self.timeline.families)

    def go_to(self, place: FilePlace) -> None:
        """Where the file that comes is to be shown; before its rows are there."""
        for rank, page in enumerate(self.pages):
            if isinstance(page, LazyTab):
                page.forget()
            page.go_to(place.spots.get(rank))
        self.timeline.families = place.families
        self.timeline.show_chips()
        self.tabs.setCurrentIndex(place.tab)
