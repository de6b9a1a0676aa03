"""« Textes et motifs »: what tenants read of decisions, requests and letters, worded by the manager."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QTabBar, QWidget

from backoffice.services.letters.texts import LandlordNamed, my_landlords
from backoffice.views.letters.reasons_tab import ReasonsTab
from backoffice.views.letters.texts_tab import TextsTab
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import column, label, line, title_of
from backoffice.views.surroundings import Surroundings


class LettersPage(QWidget):
    """Two tabs over one landlord."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.texts = TextsTab(around)
        self.reasons = ReasonsTab(around)
        self.landlord = Chooser()
        self.landlord.setSizeAdjustPolicy(Chooser.SizeAdjustPolicy.AdjustToContents)
        self.landlord.currentIndexChanged.connect(self._on_landlord)
        self._landlord_title = title_of("&Bailleur", self.landlord)
        self.tabs = QTabBar()
        self.tabs.setAccessibleName("Textes et motifs")
        self.tabs.setExpanding(False)
        self._stack = QStackedWidget()
        for title, tab in (("Textes", self.texts), ("Motifs", self.reasons)):
            self.tabs.addTab(title)
            self._stack.addWidget(tab)
            tab.said.connect(self.said)
            tab.failed.connect(self.failed)
        heading = line(label("Textes et motifs", "title"), 1, self._landlord_title, self.landlord)
        layout = column(heading, self.tabs, self._stack, spacing=8)
        layout.setStretch(2, 1)
        self.setLayout(layout)
        self.tabs.currentChanged.connect(self._on_tab)

    def take_up(self) -> None:
        """Shown: the keyboard on the list in front, its content read."""
        if not self.landlord.count():
            self._around.runner.read(
                my_landlords,
                owner=self,
                then=self._show_landlords,
                failed=self.failed.emit,
                topic="text landlords",
            )
        else:
            self.again()
        self._front().take_focus()

    def again(self) -> None:
        """Read the tab in front once more."""
        chosen = self.landlord.currentData()
        if isinstance(chosen, LandlordNamed):
            self._front().show_landlord(chosen)

    def on_news(self, kinds: frozenset[str]) -> None:
        """Somebody changed a text."""
        if "texts" in kinds:
            self.again()

    def show_tab(self, index: int) -> None:
        """Open a tab by its rank."""
        if 0 <= index < self.tabs.count():
            self.tabs.setCurrentIndex(index)
            self.tabs.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _front(self) -> TextsTab | ReasonsTab:
        return self.reasons if self.tabs.currentIndex() else self.texts

    def _show_landlords(self, found: tuple[LandlordNamed, ...]) -> None:
        codes = [one.code for one in found]
        for one in found:
            self.landlord.addItem(one.name, one)
        if self._around.landlord in codes:
            self.landlord.setCurrentIndex(codes.index(self._around.landlord))
        several = len(found) > 1
        self.landlord.setVisible(several)
        self._landlord_title.setVisible(several)

    @Slot(int)
    def _on_landlord(self, _index: int) -> None:
        self.again()

    @Slot(int)
    def _on_tab(self, index: int) -> None:
        self._stack.setCurrentIndex(index)
        self.again()
