"""Who is being spoken to: the call under way, what its level allows, its dialogs."""

from collections.abc import Callable
from datetime import datetime

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.caller import Act, allows, missing_sentence
from backoffice.rules.calls.who import is_outside
from backoffice.rules.vocabulary.calls import CallerLevel, CallReason, ContactPlace
from backoffice.services.caller.line import bind_line, open_line, waiting_line
from backoffice.services.caller.masking import shown_level
from backoffice.services.calls import CallView
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.banner import OUTSIDE, CallBanner
from backoffice.views.call.conclude_dialog import ConcludeDialog
from backoffice.views.call.identify_dialog import IdentifyDialog
from backoffice.views.call.leave_dialog import LeaveDialog
from backoffice.views.surroundings import Surroundings

_IDENTIFY_FIRST = "Identifiez d’abord la personne : touche F8."
_SEARCH_FIRST = "Appel en cours : cherchez la personne, puis Entrée. Un contact sans dossier se note par F9."
_BUSY = "Un appel est déjà en cours : concluez-le d’abord (F12)."


class CallDesk(QObject):
    """At most one call at a time; it may begin before its file is known, and is never lost on the way."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""
    moved = Signal()
    """There is a call, or no longer, or its level is another: what is masked may change."""
    wanted = Signal()
    """Somebody is on the line: the search is wanted."""
    leave = Signal()
    """The window is to be closed although there is a call."""

    def __init__(self, window: QWidget, around: Surroundings) -> None:
        super().__init__(window)
        self._window = window
        self._around = around
        self.banner = CallBanner()
        self.banner.conclude.connect(self.conclude)
        self.call: CallView | None = None
        self._name = ""
        self._consulted: list[CallReason] = []
        self._leaving: LeaveDialog | None = None
        self._around.runner.read(
            waiting_line, owner=self, then=self._take_up, failed=self._fail_quietly, topic="line"
        )

    def ring(self, number: str = "") -> None:
        """Somebody calls, from ``number`` if it is shown: the clock runs before it is known who."""
        if self.call is not None:
            known = self.call.customer_id is not None
            self.said.emit(_BUSY if known else _SEARCH_FIRST, "warn" if known else "accent")
            return
        self._write(open_line, number or None, then=self._show_ringing)

    def show_file(self, file: TenantFile) -> None:
        """Take note of the call that a file says to be under way; a line without a file becomes its own."""
        call = self.call
        if file.call is not None and (call is None or call.id == file.call.id or self._is_of(file)):
            self._follow(file.call, file.name, file.read_at)
        elif call is not None and call.customer_id is None:
            if not is_outside(call.caller):
                self._write(bind_line, call.id, file.customer_id, then=self._nothing)
        elif self._is_of(file):
            self._end()

    def level(self, file: TenantFile) -> CallerLevel | None:
        """The level that rules what is shown of a file; ``None``: all of it (R4.20)."""
        return shown_level(file.customer_id, self.call or file.call, file.purpose)

    def is_silent(self) -> bool:
        """Whether no call is under way: a file is masked all the same when it was opened for one."""
        return self.call is None

    def is_outside(self) -> bool:
        """Whether it is a third party or an authority who is on the line (R4.27)."""
        return self.call is not None and is_outside(self.call.caller)

    def unreadable(self, file: TenantFile) -> str:
        """Why nothing of this file may be before the agent's eyes now; empty when it may (R4.20).

        As the curtain has it: a telephone call masks every file but that of whom it verified, and one to
        come masks the file that was opened for it.
        """
        level = self.level(file)
        if level is None or allows(level, Act.READ_ACCOUNT):
            return ""
        if self.is_outside():
            return f"{OUTSIDE} : rien de ce dossier ne se lit pendant l’appel."
        elsewhere = self._elsewhere() if self._is_elsewhere(file) else None
        return elsewhere or f"Visible au niveau 2 (F8). {missing_sentence(level, Act.READ_ACCOUNT)}"

    def hides(self, customer_id: int | None) -> bool:
        """Whether who is on the telephone may not hear of this customer, as the curtain has it (R4.20)."""
        level = shown_level(customer_id, self.call)
        return level is not None and not allows(level, Act.READ_ACCOUNT)

    def is_listened(self) -> bool:
        """Whether somebody is on the telephone who has not proved that he may hear anything."""
        call = self.call
        return (
            call is not None and call.place == ContactPlace.PHONE and not allows(call.level, Act.READ_ACCOUNT)
        )

    def missing(self, act: Act, file: TenantFile) -> str | None:
        """What forbids ``act`` on this file now, in a sentence; ``None`` when nothing does."""
        call = self.call
        if call is None or call.customer_id != file.customer_id:
            return self._elsewhere() or _IDENTIFY_FIRST
        if allows(call.level, act):
            return None
        if is_outside(call.caller):
            return f"{OUTSIDE} : c’est un tiers, prenez un message (F10)."
        if call.level >= call.highest and call.caller is not None:
            return f"Le mandat de cette personne ne va pas jusque-là : {call.speaker}."
        if call.place == ContactPlace.COUNTER:
            return "Regardez d’abord sa pièce d’identité : touche F8."
        return missing_sentence(call.level, act)

    def identify(self, file: TenantFile, caller_number: str) -> None:
        """Open the identification, unless another person is still on the line."""
        call = self.call
        untouched = call is not None and call.level is CallerLevel.L0 and not call.how
        elsewhere = self._elsewhere() if self._is_elsewhere(file) and not untouched else None
        if elsewhere is not None:
            self.said.emit(elsewhere, "warn")
            return
        if call is not None and allows(call.level, Act.READ_ACCOUNT):
            self.said.emit(f"Identité déjà vérifiée : niveau {call.level.value[1]} ({call.how}).", "ok")
            return
        waiting = call if self._is_elsewhere(file) else None
        dialog = IdentifyDialog(self._window, self._around, file, caller_number, waiting)
        dialog.verified.connect(self._on_verified)
        dialog.open()

    @Slot()
    def conclude(self) -> None:
        """Open the conclusion of the call under way."""
        if self.call is None:
            self.said.emit("Aucun appel n’est en cours.", "accent")
            return
        dialog = ConcludeDialog(self._window, self._around, self.call, self._name, self._consulted)
        dialog.concluded.connect(self._on_concluded)
        dialog.open()

    def holds_window(self) -> bool:
        """Whether closing the window must wait for an answer: asked once, closing again closes."""
        if self.call is None or self._leaving is not None:
            return False
        self._leaving = LeaveDialog(self._window, self._name)
        self._leaving.conclude.connect(self.conclude)
        self._leaving.leave.connect(self.leave)
        self._leaving.finished.connect(self._on_stayed)
        self._leaving.open()
        return True

    @Slot(object)
    def on_consulted(self, subject: CallReason) -> None:
        """A subject of the file was looked at: if there is a call, it may be what it is about."""
        if self.call is not None:
            self._consulted.append(subject)

    @Slot()
    def ended(self) -> None:
        """The call was concluded elsewhere: by a contact without a case."""
        if self.call is not None:
            self._end()

    @property
    def name(self) -> str:
        """Whose call it is; empty while nobody knows."""
        return self._name

    def _is_of(self, file: TenantFile) -> bool:
        return self.call is not None and self.call.customer_id == file.customer_id

    def _is_elsewhere(self, file: TenantFile) -> bool:
        return self.call is not None and self.call.customer_id != file.customer_id

    def _elsewhere(self) -> str | None:
        if self.call is None or self.call.customer_id is None:
            return None
        return f"L’appel en cours est celui de {self._name} : concluez-le d’abord (F12)."

    def _follow(self, call: CallView, name: str, server_time: datetime) -> None:
        before, self.call, self._name = self.call, call, name
        self.banner.show_call(call, name, server_time)
        if before is None or (before.id, before.level, before.caller) != (call.id, call.level, call.caller):
            self.moved.emit()

    def _end(self) -> None:
        self.call = None
        self._consulted = []
        self.banner.end()
        self.moved.emit()

    def _take_up(self, waiting: CallView | None) -> None:
        if waiting is not None and self.call is None:
            self._show_line(waiting)

    def _show_ringing(self, call: CallView) -> None:
        self._show_line(call)
        self.said.emit(_SEARCH_FIRST, "accent")
        self.wanted.emit()

    def _show_line(self, call: CallView) -> None:
        self._follow(call, "", call.read_at or call.started_at)

    def _nothing(self, _call: CallView) -> None:
        """The file, read again, brings the call."""

    def _write(
        self, function: Callable[..., CallView], *arguments: object, then: Callable[[CallView], None]
    ) -> None:
        self._around.runner.write(
            function, *arguments, owner=self, then=then, failed=self._fail, changes=("call",)
        )

    def _fail(self, error: GuichetError) -> None:
        self.said.emit(error.sentence, "warn")

    def _fail_quietly(self, _error: GuichetError) -> None:
        """Nobody works with a line here: a caretaker, an officer."""

    @Slot()
    def _on_stayed(self) -> None:
        self._leaving = None

    @Slot(object)
    def _on_verified(self, call: CallView) -> None:
        self.said.emit(f"Identité vérifiée : niveau {call.level.value[1]} ({call.how}).", "ok")

    @Slot()
    def _on_concluded(self) -> None:
        self._end()
        self.said.emit("Appel conclu ; le résumé est dans l’historique du dossier.", "ok")
