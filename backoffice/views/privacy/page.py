"""« Conservation »: what is kept, what goes, what persons ask for; the officer's own page."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.retention.terms import Rule
from backoffice.services.retention.rules import list_rules
from backoffice.views.parts.pieces import column, label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.privacy.erasure_tab import ErasureTab
from backoffice.views.privacy.requests_tab import RequestsTab
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.privacy import RULES
from backoffice.views.tables.rows import RowsTable

_TITLES = ("Effacement", "Durées", "Demandes des personnes")


class PrivacyPage(QWidget):
    """Three tabs, each read when it is shown."""

    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Conservation des données")
        self.tabs.setExpanding(False)
        self.erasure = ErasureTab(around)
        self.rules: RowsTable[Rule] = RowsTable(RULES, self)
        self.rules_frame = TableFrame(RowsView(self.rules, "Durées de conservation", lines=3))
        self.requests = RequestsTab(around)
        rules = QWidget()
        rules_layout = column(self.rules_frame)
        rules_layout.addStretch(1)
        rules.setLayout(rules_layout)
        self._stack = QStackedWidget()
        for title, page in zip(_TITLES, (self.erasure, rules, self.requests), strict=True):
            self.tabs.addTab(title)
            self._stack.addWidget(page)
        layout = column(label("Conservation des données", "title"), self.tabs, self._stack, spacing=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.tabs.currentChanged.connect(self._on_tab)
        for tab in (self.erasure, self.requests):
            tab.said.connect(self.said)
            tab.failed.connect(self.failed)

    def show_tab(self, index: int) -> None:
        """Open a tab by its rank."""
        if 0 <= index < self.tabs.count():
            self.tabs.setCurrentIndex(index)
            self.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _fail(self, error: GuichetError) -> None:
        self.failed.emit(error)

    @Slot()
    def again(self) -> None:
        """Read the tab in front once more."""
        self._on_tab(self.tabs.currentIndex())

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        if index == 0:
            self.erasure.again()
        elif index == 1:
            self._around.runner.read(
                list_rules, owner=self, then=self.rules.show, failed=self._fail, topic="rules"
            )
        else:
            self.requests.again()
