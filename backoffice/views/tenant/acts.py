"""What is done to the file in front by a key of its own: copy, alert, tell of its building."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtGui import QAction, QGuiApplication, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from backoffice.rules.aloud.account import Told, file_sentence
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.desk.hints import HINTERS
from backoffice.services.tenant.results import TenantFile
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.notices.alert_dialog import AlertDialog
from backoffice.views.tenant.notices.hint_dialog import HintDialog

_ALERTERS = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)
_NO_FILE = "Cette touche agit sur un dossier : cherchez un locataire, puis Entrée."


def aloud(file: TenantFile) -> str:
    """The sentence to read aloud, from what the file shows."""
    return file_sentence(
        Told(
            owed=tuple((lease.kind, lease.balance_due) for lease in file.leases),
            receipt_month=file.receipt.month if file.receipt.tone == "ok" else None,
            locked_minutes=file.portal.minutes_left,
            insurance=file.insurance.state,
            covered_until=file.insurance.covered_until,
            open_requests=file.requests.open_count,
        )
    )


class FileActs(QObject):
    """Actions of the window, the same in the menu of the file: each key is printed beside its words."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""

    def __init__(
        self,
        window: QWidget,
        around: Surroundings,
        menu: QMenu,
        file_in_front: Callable[[], TenantFile | None],
        unreadable: Callable[[TenantFile], str],
    ) -> None:
        super().__init__(window)
        self._window, self._around, self._in_front = window, around, file_in_front
        self._unreadable = unreadable
        self._role: StaffRole | None = None
        acts = {
            ("Copier le numéro", "Ctrl+Shift+C"): self._on_number,
            ("Copier le nom", "Ctrl+Shift+N"): self._on_name,
            ("Copier la phrase à lire", "Ctrl+Shift+L"): self._on_sentence,
            ("Alertes du dossier", "Ctrl+E"): self._on_alert,
            ("Information sur l’immeuble", "Ctrl+Shift+E"): self._on_hint,
        }
        for (words, key), slot in acts.items():
            action = QAction(words, window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            window.addAction(action)
            menu.addAction(action)

    def show_staff(self, role: StaffRole) -> None:
        """Take note of who is at the desk: his job says what he may write."""
        self._role = role

    def _file(self) -> TenantFile | None:
        file = self._in_front()
        if file is None:
            self.said.emit(_NO_FILE, "accent")
        return file

    def _is_hidden(self, file: TenantFile) -> bool:
        missing = self._unreadable(file)
        if missing:
            self.said.emit(missing, "warn")
        return bool(missing)

    def _copy(self, text: str, words: str) -> None:
        QGuiApplication.clipboard().setText(text)
        self.said.emit(words, "ok")

    @Slot()
    def _on_number(self) -> None:
        file = self._file()
        if file is not None:
            self._copy(file.client_ref, f"{file.client_ref_label} {file.client_ref} copié.")

    @Slot()
    def _on_name(self) -> None:
        file = self._file()
        if file is not None:
            self._copy(file.name, f"{file.name} : nom copié.")

    @Slot()
    def _on_sentence(self) -> None:
        file = self._file()
        if file is None:
            return
        if self._is_hidden(file):
            return
        sentence = aloud(file)
        self._copy(sentence, f"« {sentence} » Copié, prêt à lire.")

    @Slot()
    def _on_alert(self) -> None:
        file = self._file()
        if file is None:
            return
        if self._role not in _ALERTERS:
            self.said.emit(
                "Les alertes sont mises par l’accueil, les conseillers et les responsables.", "warn"
            )
            return
        if self._is_hidden(file):
            return
        dialog = AlertDialog(self._window, self._around, file)
        dialog.done_with.connect(self._on_done)
        dialog.open()

    @Slot()
    def _on_hint(self) -> None:
        if self._role not in HINTERS:
            self.said.emit(
                "Une information d’immeuble est écrite par un gardien, un conseiller ou un responsable.",
                "warn",
            )
            return
        file = None if self._role is StaffRole.CARETAKER else self._file()
        if file is None and self._role is not StaffRole.CARETAKER:
            return
        title = "Mes immeubles" if file is None else file.name
        dialog = HintDialog(self._window, self._around, file.customer_id if file else None, title)
        dialog.done_with.connect(self._on_done)
        dialog.open()

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")
