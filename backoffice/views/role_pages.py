"""The pages that only some roles have: who saw, retention, a caretaker's buildings."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.tenant.results import TenantFile
from backoffice.views.access.who_saw_page import WhoSawPage
from backoffice.views.buildings_page import INVITATION, BuildingsPage
from backoffice.views.online.pages import OnlinePages
from backoffice.views.privacy.page import PrivacyPage
from backoffice.views.surroundings import Surroundings


class RolePages(QObject):
    """Made once the role is known, then shown in the window's stack."""

    said = Signal(str)
    failed = Signal(object)
    """A ``GuichetError``."""

    def __init__(
        self, stack: QStackedWidget, around: Surroundings, file_in_front: Callable[[], TenantFile | None]
    ) -> None:
        super().__init__(stack)
        self._stack = stack
        self._around = around
        self._file_in_front = file_in_front
        self.who_saw: WhoSawPage | None = None
        self.privacy: PrivacyPage | None = None
        self.buildings: BuildingsPage | None = None
        self.online = OnlinePages(stack, around)
        self.online.said.connect(self.said)
        self.online.failed.connect(self.failed)

    def give(self, role: StaffRole) -> frozenset[str]:
        """Make the pages of a role, once; the keys that they answer to from now on."""
        if role is StaffRole.DPO and self.who_saw is None:
            self.who_saw = WhoSawPage(self._around)
            self.privacy = PrivacyPage(self._around)
            self.privacy.said.connect(self.said)
            self.privacy.failed.connect(self.failed)
            self._stack.addWidget(self.who_saw)
            self._stack.addWidget(self.privacy)
            return frozenset({"Ctrl+J", "Ctrl+G"})
        if role is StaffRole.CARETAKER and self.buildings is None:
            self.buildings = BuildingsPage(self._around)
            self._stack.addWidget(self.buildings)
            self._stack.setCurrentWidget(self.buildings)
        return frozenset()

    @property
    def invitation(self) -> str | None:
        """What the search box is for, where it does not look for tenants (R5.12)."""
        return INVITATION if self.buildings is not None else None

    def home(self, otherwise: QWidget) -> QWidget:
        """The page of the search box."""
        return self.buildings or otherwise

    def search(self, text: str) -> bool:
        """Narrow the caretaker's list; false where the search is that of tenants."""
        if self.buildings is None:
            return False
        self.buildings.search(text)
        return True

    def show_tab(self, rank: int) -> None:
        """Open a tab of the page in front, if it has tabs."""
        self.online.show_tab(rank)
        if self.privacy is not None and self._stack.currentWidget() is self.privacy:
            self.privacy.show_tab(rank)

    def again(self) -> None:
        """Ask again after a lost line."""
        self.online.again()
        if self.buildings is not None:
            self.buildings.again()
        if self.privacy is not None and self._stack.currentWidget() is self.privacy:
            self.privacy.again()

    @Slot()
    def show_who_saw(self) -> None:
        """Who saw a tenant, of the file in front if there is one."""
        if self.who_saw is not None:
            file = self._file_in_front()
            self._stack.setCurrentWidget(self.who_saw)
            self.who_saw.take_up(file)

    @Slot()
    def show_privacy(self) -> None:
        """Retention and requests of data subjects, for the officer alone."""
        if self.privacy is not None:
            self._stack.setCurrentWidget(self.privacy)
            self.privacy.again()
