"""F5 from the window: the certificate is asked for when one is wanted."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.views.insurance.ask_dialog import AskInsuranceDialog
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.cards import INSURANCE
from backoffice.views.tenant.page import TenantPage


class InsuranceDesk(QObject):
    """Opens the request for the file in front; the service checks the caller's level."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""

    def __init__(self, window: QWidget, around: Surroundings, page: TenantPage) -> None:
        super().__init__(window)
        self._window = window
        self._around = around
        self._page = page
        page.acted.connect(self._on_act)

    @Slot(str)
    def _on_act(self, key: str) -> None:
        file = self._page.file
        if key != INSURANCE or file is None:
            return
        dialog = AskInsuranceDialog(self._window, self._around, file, file.call.id if file.call else None)
        dialog.done_with.connect(self._on_done)
        dialog.open()

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")
