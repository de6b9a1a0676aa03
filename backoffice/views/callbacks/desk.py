"""What is done beside a file: a contact noted, a call-back promised, a sentence read out."""

from collections.abc import Callable

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.calls import CallBackState, CallerLevel, ContactTopic
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.caller.sentences import ready_sentences
from backoffice.services.contacts.promises import CallBackView, call_backs_of
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.desk import CallDesk
from backoffice.views.callbacks.contact_dialog import ContactDialog
from backoffice.views.callbacks.page import CallBacksPage
from backoffice.views.callbacks.promise_dialog import PromiseDialog
from backoffice.views.callbacks.sentences_dialog import SentencesDialog
from backoffice.views.callbacks.strip import PromiseStrip
from backoffice.views.surroundings import Surroundings

_DESK = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)
_EVERY_MINUTE = 60_000
_FIGURES = "Ces chiffres sont vus par un responsable."
_NOBODY = "On ne sait qui rappeler : ouvrez le dossier de la personne, ou prenez l’appel (F8)."


class ContactDesk(QObject):
    """Four keys of the window; nothing is offered to those who work on no file."""

    said = Signal(str, str)
    failed = Signal(object)
    """A ``GuichetError``."""
    wanted = Signal(int)
    """The customer whose file is to be opened."""
    counted = Signal(int, int)
    """Call-backs to make, and those that are late."""

    def __init__(
        self,
        window: QWidget,
        around: Surroundings,
        desk: CallDesk,
        stack: QStackedWidget,
        file_in_front: Callable[[], TenantFile | None],
    ) -> None:
        super().__init__(window)
        self._window, self._around, self._desk, self._stack = window, around, desk, stack
        self._file_in_front = file_in_front
        self.page = CallBacksPage(around, desk.hides)
        self.strip = PromiseStrip()
        stack.addWidget(self.page)
        self.page.said.connect(self.said)
        self.page.failed.connect(self.failed)
        self.page.wanted.connect(self.wanted)
        self.page.counted.connect(self.counted)
        desk.moved.connect(self.page.remask)
        desk.moved.connect(self._on_call_moved)
        desk.banner.sentences.connect(self.read_sentences)
        around.runner.changed.connect(self._on_changed)
        self._minute = QTimer(self)
        self._minute.setInterval(_EVERY_MINUTE)
        self._minute.timeout.connect(self.page.again)

    def show_staff(self, role: StaffRole) -> bool:
        """Give the keys to those who work on files, and count what they promised; whether they do."""
        if role not in _DESK or self._minute.isActive():
            return role in _DESK
        keys = {
            "F7": self.read_sentences,
            "F9": self.log_contact,
            "F10": self.promise,
            "Ctrl+Shift+F": self.show_page,
        }
        for key, slot in keys.items():
            action = QAction(key, self._window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            self._window.addAction(action)
        self.page.show_manager(is_manager=role is StaffRole.MANAGER)
        self._minute.start()
        self.page.again()
        return True

    def show_file(self, file: TenantFile) -> None:
        """Tell what was promised to this tenant."""
        self.strip.clear()
        if self._minute.isActive():
            self._around.runner.read(
                call_backs_of, file.customer_id,
                owner=self, then=self._show_promises, failed=self._keep_quiet, topic="promises",
            )  # fmt: skip

    def add_acts(self, add: Callable[..., None]) -> None:
        """Propose the four acts in la barre."""
        add("Phrases prêtes à lire", self.read_sentences, "F7", also=("phrases", "script"))
        add("Noter un contact sans dossier", self.log_contact, "F9", also=("contact", "renseignement"))
        add("Promettre un rappel", self.promise, "F10", also=("rappel", "rappeler"))
        add("Mes rappels", self.show_page, "Ctrl+Maj+F", also=("rappels promis", "alertes au responsable"))
        name, also = "Contacts sans dossier par semaine", ("chiffres", "statistiques", "pilotage")
        add(name, self.page.show_counts, "", also=also, missing=self._no_figures)

    @Slot()
    def show_page(self) -> None:
        """« Mes rappels »."""
        self._stack.setCurrentWidget(self.page)
        self.page.again()
        self.page.take_focus()

    @Slot()
    def log_contact(self) -> None:
        """A contact without a case."""
        dialog = ContactDialog(self._window, self._around, self._desk.call, self._about())
        dialog.logged.connect(self._on_logged)
        dialog.open()

    @Slot()
    def promise(self) -> None:
        """A call-back: to the tenant of the call or of the file, or to the number that calls."""
        call, about = self._desk.call, self._about()
        if about is None and (call is None or call.caller_number is None):
            self.said.emit(_NOBODY, "warn")
            return
        dialog = PromiseDialog(self._window, self._around, call, about)
        dialog.promised.connect(self._on_promised)
        dialog.open()

    @Slot()
    def read_sentences(self) -> None:
        """The sentences of the script at the level reached."""
        file, call = self._file_in_front(), self._desk.call
        level = call.level if call is not None else CallerLevel.L0
        # Of the file in front, unless another person is on the line: his proof is for his own file.
        whose = call.customer_id if call is not None else None
        about = file if file is not None and whose in (None, file.customer_id) else None
        try:
            sentences = ready_sentences(about, level)
        except GuichetError as error:
            self.failed.emit(error)
            return
        words = f"Niveau {level.value[1]} : {level.label.lower()}"
        SentencesDialog(self._window, sentences, words if call else f"{words}, aucun appel en cours").open()

    def _about(self) -> tuple[int, str] | None:
        """Whom the contact is about: the call’s tenant, or the file in front when there is no call."""
        call, file = self._desk.call, self._file_in_front()
        if call is not None:
            return None if call.customer_id is None else (call.customer_id, self._desk.name)
        return None if file is None else (file.customer_id, file.name)

    def _no_figures(self, _file: TenantFile | None) -> str | None:
        return None if self.page.counts.isEnabled() else _FIGURES

    def _show_promises(self, promises: tuple[CallBackView, ...]) -> None:
        waiting = [one for one in promises if one.state is CallBackState.OPEN]
        file = self._file_in_front()
        level = None if file is None else self._desk.level(file)
        # What was promised, and why, is of the file: nobody hears it before he is verified (R4.20).
        if waiting and (level is None or level >= CallerLevel.L2):
            first = waiting[0]
            late = ", en retard" if first.is_late else ""
            who = "vous" if first.is_mine else first.owner
            when = french_instant(first.due_at)
            sentence = f"Rappel promis pour le {when}{late}, par {who} : {first.reason.label.lower()}."
            self.strip.say(sentence, "bad" if first.is_late else "accent")

    def _keep_quiet(self, _error: GuichetError) -> None:
        """The file itself says what is wrong."""

    @Slot()
    def _on_call_moved(self) -> None:
        file = self._file_in_front()
        if file is not None:
            self.show_file(file)

    @Slot(object, bool)
    def _on_logged(self, topic: ContactTopic, ended: bool) -> None:
        if ended:
            self._desk.ended()
        told = " ; appel conclu" if ended else ""
        self.said.emit(f"Contact noté : {topic.label.lower()}{told}.", "ok")

    @Slot(str)
    def _on_promised(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")
        file = self._file_in_front()
        if file is not None:
            self.show_file(file)

    @Slot(object)
    def _on_changed(self, kinds: frozenset[str]) -> None:
        if "callback" in kinds and self._minute.isActive():
            self.page.again()
