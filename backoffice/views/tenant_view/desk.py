"""F11 from the window: what is missing is said, otherwise the image is asked for and shown."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.services.access.opening import Opening
from backoffice.services.portal.tenant_view import TenantImage, missing_for_view, see_as_tenant
from backoffice.services.tenant.results import TenantFile
from backoffice.views.bar.commands import Commands
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.page import TenantPage
from backoffice.views.tenant_view.dialog import TenantViewDialog

SEE_AS = "F11"
_NO_FILE = "Cette touche montre le portail d’un locataire : cherchez-le, puis Entrée."


class TenantViewDesk(QObject):
    """Shows the portal of the file in front; the level of the call is checked again by the service."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""

    def __init__(
        self,
        window: QWidget,
        around: Surroundings,
        page: TenantPage,
        file_in_front: Callable[[], TenantFile | None],
        unreadable: Callable[[TenantFile], str],
    ) -> None:
        super().__init__(window)
        self._window = window
        self._around = around
        self._file_in_front = file_in_front
        self._unreadable = unreadable
        self._button = page.header.see_as_button
        self._button.clicked.connect(self.see_as)
        page.shown.connect(self._on_file)

    @Slot()
    def see_as(self) -> None:
        """Ask for the image of the file in front, for the purpose for which it is open."""
        file = self._file_in_front()
        if file is None:
            self.said.emit(_NO_FILE, "accent")
            return
        missing = self._missing(file)
        if missing is not None:
            self.said.emit(missing, "warn")
            return
        opening = Opening(file.purpose, file.call.id if file.call else None)
        asked = (file.customer_id, opening)
        self._around.runner.write(
            see_as_tenant, *asked, owner=self, then=self._show, failed=self._fail, changes=()
        )

    def offer(self, commands: Commands) -> None:
        """Let la barre propose it, with what forbids it."""
        words = ("vue du locataire", "portail")
        commands.add_for_file("Voir comme le locataire", self.see_as, SEE_AS, words, self._missing)

    @Slot()
    def look_again(self) -> None:
        """There is a call, or no longer, or its level is another."""
        file = self._file_in_front()
        if file is not None:
            self._on_file(file)

    @Slot(object)
    def _on_file(self, file: TenantFile) -> None:
        missing = self._missing(file)
        self._button.setEnabled(missing is None)
        self._button.setToolTip(missing or "Image du portail, pour lui répondre ; elle est tracée.")

    def _show(self, image: TenantImage) -> None:
        TenantViewDialog(self._window, image).open()

    def _fail(self, error: GuichetError) -> None:
        self.said.emit(error.sentence, "warn")

    def _missing(self, file: TenantFile) -> str | None:
        return self._unreadable(file) or missing_for_view(file.purpose, file.call)
