"""What rings and what is asked from outside: the strip, the choice, the file, the call."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow, QPlainTextEdit, QTextEdit

from backoffice.errors import GuichetError, Misconfigured
from backoffice.rules.persons.ringing import CALL, TENANT, Asked, ringing
from backoffice.rules.vocabulary.access import OpeningPurpose
from backoffice.services.caller.masking import masked_candidate
from backoffice.services.pop.candidates import callers
from backoffice.services.pop.numbers import attach_caller
from backoffice.services.pop.results import Callers, NumberOnFile
from backoffice.services.tenant.results import TenantFile
from backoffice.views.access.desk import AccessDesk
from backoffice.views.bar.commands import Commands
from backoffice.views.call.desk import CallDesk
from backoffice.views.pop.choose_dialog import ChooseDialog
from backoffice.views.pop.duplicates_dialog import DuplicatesDialog
from backoffice.views.pop.numbers_dialog import NumbersDialog
from backoffice.views.pop.person_dialog import PersonDialog
from backoffice.views.pop.strip import PopStrip
from backoffice.views.surroundings import Surroundings

_NO_FILE = "Ouvrez d’abord un dossier : cherchez la personne, puis Entrée."
_NOTHING = "Aucun appel n’attend."
_UNKNOWN = (
    "Appel du {number} : numéro inconnu. Cherchez la personne comme d’habitude ; son dossier ouvert, "
    "Ctrl+Maj+A y rattache le numéro."
)
_HIDDEN = "Appel d’un numéro masqué : cherchez la personne par son nom ou son numéro de client."


@dataclass(frozen=True)
class Doors:
    """The ways of the window that an incoming call takes."""

    call: CallDesk
    access: AccessDesk
    file: Callable[[], TenantFile | None]
    """The file in front."""
    search: Callable[[str], None]
    """Search a text, as if it was typed."""


class PopDesk(QObject):
    """Never takes the place of what is being typed: then, or during a call, it waits in a strip."""

    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, window: QMainWindow, around: Surroundings, doors: Doors) -> None:
        super().__init__(window)
        self._window, self._around, self._doors = window, around, doors
        self.strip = PopStrip()
        self._waiting: Callers | str | None = None
        self._number = ""
        self._wanted: int | None = None
        self.strip.taken.connect(self.answer)
        self.strip.attached.connect(self.attach)
        self.strip.ignored.connect(self.ignore)
        keys = {
            "Ctrl+Shift+D": self.answer,
            "Ctrl+Shift+A": self.attach,
            "Ctrl+Shift+I": self.ignore,
            "Ctrl+D": self.dial,
            "Ctrl+Shift+P": self.new_person,
            "Ctrl+Shift+U": self.duplicates,
        }
        for key, slot in keys.items():
            action = QAction(key, window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            window.addAction(action)
        doors.call.moved.connect(self._on_call_moved)

    def offer(self, commands: Commands) -> None:
        """Let la barre propose what the keys do."""
        commands.add("Prendre l’appel qui attend", self.answer, "Ctrl+Maj+D", also=("appel en attente",))
        commands.add("Ignorer l’appel qui attend", self.ignore, "Ctrl+Maj+I", also=("ignorer",))
        for name, run, key, also in (
            ("Composer un numéro du dossier", self.dial, "Ctrl+D", ("composer", "téléphoner", "appeler")),
            ("Rattacher le numéro qui a sonné", self.attach, "Ctrl+Maj+A", ("rattacher",)),
            ("Nouvelle personne", self.new_person, "Ctrl+Maj+P", ("ajouter une personne", "occupant")),
            ("Doublons et réunions de fiches", self.duplicates, "Ctrl+Maj+U", ("doublons", "réunir")),
        ):
            commands.add(name, run, key, also=also, needs_file=True)

    @property
    def number(self) -> str:
        """The number that rang last and is still spoken of, as shown; empty if there is none."""
        return self._number

    def take(self, asked: Asked) -> None:
        """Do what another program asks, at once or when it can be."""
        if asked.verb == CALL:
            self._ring(asked.number)
        elif asked.verb == TENANT:
            if self._is_busy():
                self._waiting = asked.number
                self.strip.say(f"On vous demande le client n° {asked.number}.", take="Le chercher")
            else:
                self._search(asked.number)

    def show_file(self, file: TenantFile) -> None:
        """A file is in front: if it was chosen for the call, begin its identification."""
        wanted, self._wanted = self._wanted, None
        if wanted == file.customer_id:
            self._doors.call.identify(file, self._number)

    @Slot()
    def _on_call_moved(self) -> None:
        # The next caller is somebody else: his call, his file must not get this number.
        if self._doors.call.call is None and self._waiting is None and self.strip.isHidden():
            self._number = ""

    @Slot()
    def answer(self) -> None:
        """Take what waits in the strip."""
        waiting = self._waiting
        if isinstance(waiting, str):
            self._waiting = None
            self.strip.clear()
            self._search(waiting)
        elif waiting is not None:
            self._choose(waiting)
        else:
            self.said.emit(_NOTHING, "accent")

    @Slot()
    def ignore(self) -> None:
        """Nobody takes this call here."""
        if self.strip.isHidden():
            self.said.emit(_NOTHING, "accent")
        self._waiting, self._number = None, ""
        self.strip.clear()

    @Slot()
    def attach(self) -> None:
        """Attach the number that rang to the file in front."""
        file = self._doors.file()
        if not self._number:
            self.said.emit("Aucun numéro n’a sonné : il n’y a rien à rattacher.", "accent")
        elif file is None:
            self.said.emit(_NO_FILE, "accent")
        else:
            self._around.runner.write(
                attach_caller, file.customer_id, self._number,
                owner=self, then=self._on_attached, failed=self._on_failed, changes=("caller_number",),
            )  # fmt: skip

    @Slot()
    def dial(self) -> None:
        """Choose a number of the file in front to be dialled."""
        self._show(NumbersDialog)

    @Slot()
    def new_person(self) -> None:
        """Enter a person from the file in front."""
        self._show(PersonDialog)

    @Slot()
    def duplicates(self) -> None:
        """Who resembles the person of the file in front, and what was merged."""
        self._show(DuplicatesDialog)

    def _show(self, kind: type[NumbersDialog | PersonDialog | DuplicatesDialog]) -> None:
        file = self._readable_or_say()
        if file is not None:
            dialog = kind(self._window, self._around, file.customer_id, file.name)
            dialog.said.connect(self.said)
            dialog.open()

    def _readable_or_say(self) -> TenantFile | None:
        file = self._doors.file()
        if file is None:
            self.said.emit(_NO_FILE, "accent")
            return None
        hidden = self._doors.call.unreadable(file)
        if hidden:
            # Numbers, households, birth dates: whoever listens has not proved who he is (R4.20).
            self.said.emit(hidden, "warn")
            return None
        return file

    def _ring(self, number: str) -> None:
        try:
            call = ringing(number)
        except Misconfigured as error:
            self.failed.emit(error)
            return
        self._around.runner.read(
            callers, call, self._around.landlord,
            owner=self, then=self._on_callers, failed=partial(self._on_unread, call.shown), topic="ringing",
        )  # fmt: skip

    def _on_callers(self, found: Callers) -> None:
        self._number = found.number if found.key else ""
        self._waiting = found if found.rows else None
        if found.key is None:
            self.strip.say(_HIDDEN)
        elif not found.rows:
            self.strip.say(_UNKNOWN.format(number=found.number), attach=True)
        elif self._is_busy():
            self._wait(found)
        else:
            self._choose(found)
        if not found.rows and not self._is_busy():
            self._search("")

    def _wait(self, found: Callers) -> None:
        which = "Deuxième appel" if self._doors.call.call is not None else "Appel"
        files = "1 dossier possible" if len(found.rows) == 1 else f"{len(found.rows)} dossiers possibles"
        self.strip.say(f"{which} : {found.number}, {files}.", take="Prendre l’appel")

    def _on_unread(self, number: str, error: GuichetError) -> None:
        self._number = number
        self.strip.say(f"Appel du {number}. {error.sentence}")

    def _is_busy(self) -> bool:
        """Whether something is being typed, decided or said: then nothing may come in front of it."""
        if self._doors.call.call is not None or QApplication.activeModalWidget() is not None:
            return True
        field = QApplication.focusWidget()
        if isinstance(field, QLineEdit):
            return bool(field.text())
        return isinstance(field, QPlainTextEdit | QTextEdit) and bool(field.toPlainText())

    def _choose(self, found: Callers) -> None:
        self._wait(found)
        hides = self._doors.call.hides
        # Whoever is on the line already hears what is read of the other files (R4.20).
        shown = tuple(masked_candidate(row) if hides(row.customer_id) else row for row in found.rows)
        dialog = ChooseDialog(self._window, replace(found, rows=shown))
        dialog.picked.connect(self._on_picked)
        dialog.none_of_them.connect(self._on_none)
        dialog.open()

    def _search(self, text: str) -> None:
        self._doors.search(text)

    @Slot(int)
    def _on_picked(self, customer_id: int) -> None:
        self._waiting, self._wanted = None, customer_id
        self.strip.clear()
        self._doors.access.open(customer_id, self._doors.call.call, OpeningPurpose.CALL)

    @Slot()
    def _on_none(self) -> None:
        self._waiting = None
        self.strip.say(
            f"Appel du {self._number} : cherchez la personne ; son dossier ouvert, Ctrl+Maj+A y rattache "
            "le numéro.",
            attach=True,
        )
        self._search("")

    def _on_attached(self, number: NumberOnFile) -> None:
        self._waiting = None
        self.strip.clear()
        self.said.emit(
            f"Le {number.shown} est rattaché à ce dossier : il aidera à le retrouver, il ne prouve rien.",
            "ok",
        )

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)
