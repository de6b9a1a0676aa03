"""Who is being spoken to: the call under way, what its level allows, its dialogs."""

from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.caller import Act, allows, missing_sentence
from backoffice.rules.vocabulary.calls import ContactPlace
from backoffice.services.calls import CallView
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.banner import CallBanner
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.surroundings import Surroundings

_IDENTIFY_FIRST = "Identifiez d’abord la personne : touche F8."


class CallDesk(QObject):
    """At most one call at a time; it belongs to one customer."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""

    def __init__(self, window: QWidget, around: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._around = around
        self.banner = CallBanner()
        self.banner.conclude.connect(self.conclude)
        self.call: CallView | None = None
        self._name = ""

    def show_file(self, file: TenantFile) -> None:
        """Take note of the call that a file says to be under way, or no longer."""
        if file.call is not None:
            self._follow(file.call, file.name, file.read_at)
        elif self.call is not None and self.call.customer_id == file.customer_id:
            self._end()

    def missing(self, act: Act, file: TenantFile) -> str | None:
        """What forbids ``act`` on this file now, in a sentence; ``None`` when nothing does."""
        call = self.call
        if call is None or call.customer_id != file.customer_id:
            return self._elsewhere() or _IDENTIFY_FIRST
        if allows(call.level, act):
            return None
        if call.place == ContactPlace.COUNTER:
            return "Regardez d’abord sa pièce d’identité : touche F8."
        return missing_sentence(call.level, act)

    def identify(self, file: TenantFile, caller_number: str) -> None:
        """Open the identification, unless another person is still on the line."""
        elsewhere = self._elsewhere() if self._is_elsewhere(file) else None
        if elsewhere is not None:
            self.said.emit(elsewhere, "warn")
            return
        call = self.call
        if call is not None and allows(call.level, Act.READ_ACCOUNT):
            self.said.emit(f"Identité déjà vérifiée : niveau {call.level.value[1]} ({call.how}).", "ok")
            return
        dialog = IdentifyDialog(self._window, self._around, file, caller_number)
        dialog.verified.connect(self._on_verified)
        dialog.open()

    @Slot()
    def conclude(self) -> None:
        """Open the conclusion of the call under way."""
        if self.call is None:
            self.said.emit("Aucun appel n’est en cours.", "accent")
            return
        dialog = ConcludeDialog(self._window, self._around, self.call, self._name)
        dialog.concluded.connect(self._on_concluded)
        dialog.open()

    def _is_elsewhere(self, file: TenantFile) -> bool:
        return self.call is not None and self.call.customer_id != file.customer_id

    def _elsewhere(self) -> str | None:
        if self.call is None:
            return None
        return f"L’appel en cours est celui de {self._name} : concluez-le d’abord (F12)."

    def _follow(self, call: CallView, name: str, server_time: datetime) -> None:
        self.call, self._name = call, name
        self.banner.show_call(call, name, server_time)

    def _end(self) -> None:
        self.call = None
        self.banner.end()

    @Slot(object)
    def _on_verified(self, call: CallView) -> None:
        self.said.emit(f"Identité vérifiée : niveau {call.level.value[1]} ({call.how}).", "ok")

    @Slot()
    def _on_concluded(self) -> None:
        self._end()
        self.said.emit("Appel conclu ; le résumé est dans l’historique du dossier.", "ok")
