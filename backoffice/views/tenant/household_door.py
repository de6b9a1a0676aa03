"""From a tenant's file to a change of his household, he being chosen already."""

from typing import Protocol, runtime_checkable

from PySide6.QtCore import QObject, Slot
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.views.online.places import HOUSEHOLD
from backoffice.views.tenant.page import TenantPage


@runtime_checkable
class TakesFile(Protocol):
    """A page that is imported when it is first shown, and takes the file one comes from."""

    def choose_file(self, customer_id: int, client_ref: str, landlord_code: str) -> None:
        """Begin with that tenant."""


class HouseholdDoor(QObject):
    """The button of the tab « Ménage », and the key of the page pressed over a file."""

    def __init__(self, window: QWidget, stack: QStackedWidget, page: TenantPage) -> None:
        super().__init__(window)
        self._window, self._stack, self._page = window, stack, page
        self._before: QWidget | None = None
        self.button = page.details.household.change
        self.button.clicked.connect(self._on_wanted)
        page.shown.connect(self._on_file)
        stack.currentChanged.connect(self._on_page)

    def _action(self) -> QAction | None:
        """What opens the page, for a job that has it."""
        return next((one for one in self._window.actions() if one.text() == HOUSEHOLD), None)

    @Slot()
    def _on_file(self) -> None:
        self.button.setVisible(self._action() is not None)

    @Slot()
    def _on_wanted(self) -> None:
        action = self._action()
        if action is not None:
            action.trigger()

    @Slot()
    def _on_page(self) -> None:
        """Whoever comes from a file enters a change of that file."""
        before, self._before = self._before, self._stack.currentWidget()
        front: object = self._before
        file = self._page.file
        if isinstance(front, TakesFile) and before is self._page and file is not None:
            front.choose_file(file.customer_id, file.client_ref, file.landlord_code)
