"""« Mots de passe »: what each portal asks, what it is worth, and profiles to be made again."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from backoffice.views.parts.pieces import column, label
from backoffice.views.passwords.recreation_tab import RecreationTab
from backoffice.views.passwords.rules_tab import RulesTab
from backoffice.views.surroundings import Surroundings


class PasswordsPage(QWidget):
    """Two tabs, each read when it is shown; no password is ever asked nor shown."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self.rules = RulesTab(around)
        self.recreation = RecreationTab(around)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Mots de passe des portails")
        self.tabs.setExpanding(False)
        self._stack = QStackedWidget()
        for title, tab in (("Règles", self.rules), ("Profils à recréer", self.recreation)):
            self.tabs.addTab(title)
            self._stack.addWidget(tab)
            tab.said.connect(self.said)
            tab.failed.connect(self.failed)
        layout = column(label("Mots de passe des portails", "title"), self.tabs, self._stack, spacing=10)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.tabs.currentChanged.connect(self._on_tab)

    def take_up(self) -> None:
        """Shown: the keyboard on the tab in front, its content read."""
        self.again()
        if self.tabs.currentIndex() == 0:
            self.rules.take_focus()
        else:
            self.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_tab(self, index: int) -> None:
        """Open a tab by its rank."""
        if 0 <= index < self.tabs.count():
            self.tabs.setCurrentIndex(index)
            self.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def again(self) -> None:
        """Read the tab in front once more."""
        self._on_tab(self.tabs.currentIndex())

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        (self.recreation if index else self.rules).again()
