"""Profiles to be made again on a new portal: count, mark, see what is left, take back the same day."""

from datetime import date

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.portal.passwords import LandlordPasswords, landlord_passwords
from backoffice.services.portal.recreation import (
    RecreationRun,
    ToRecreate,
    count_to_recreate,
    recent_recreations,
)
from backoffice.services.staff import StaffView, current_staff
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.pieces import column, label, line, title_of
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.passwords.mark_dialog import MarkDialog, UnmarkDialog
from backoffice.views.privacy.act_dialog import ActDialog
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.passwords import MARKINGS
from backoffice.views.tables.rows import RowsTable

_WHY = (
    "Un nouveau portail ne reprend pas les anciens profils : chacun recrée le sien. Donnez le jour de son "
    "ouverture ; les comptes ouverts avant ce jour sont marqués, et l’agent l’explique au téléphone."
)
_NONE = "Aucun profil n’a été marqué. Choisissez le bailleur et le jour, puis « Compter »."
_READ_ONLY = "L’administrateur du bailleur seul marque et annule ; vous voyez ce qui reste."


class RecreationTab(QWidget):
    """Nothing is marked without its dialog, which tells how many."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self._around = around
        self._may_mark = False
        self._asked: tuple[str, date, bool] | None = None
        self.landlord = Chooser()
        self.day = DayField(today())
        self.count = KeyButton("Compter", "Alt+N", icon_name="search")
        self.mark = KeyButton("Marquer…", "Alt+M", kind="main")
        self.undo = KeyButton("Annuler ce marquage…", "Alt+A")
        self.table: RowsTable[RecreationRun] = RowsTable(MARKINGS, self)
        self.view = RowsView(self.table, "Marquages")
        self.frame = TableFrame(self.view)
        self.found = label("", "strong", wrap=True)
        self.rights = label(_READ_ONLY, "soft", wrap=True)
        self._lay_out()

    def _lay_out(self) -> None:
        acts = (
            (self.count, "Alt+N", self._on_count),
            (self.mark, "Alt+M", self._on_mark),
            (self.undo, "Alt+A", self._on_undo),
        )
        for button, key, slot in acts:
            button.setShortcut(key)
            button.clicked.connect(slot)
        asked = line(
            title_of("&Bailleur", self.landlord),
            self.landlord,
            title_of("Ouverture du nouveau &portail", self.day),
            self.day,
            self.count,
            self.mark,
            1,
        )
        layout = column(
            label(_WHY, "soft", wrap=True), asked, self.found, self.frame, line(self.undo, 1), self.rights
        )
        layout.addStretch(1)
        self.setLayout(layout)
        self.mark.setEnabled(False)
        self.undo.setEnabled(False)
        self.view.selectionModel().currentRowChanged.connect(self._on_chosen)

    def again(self) -> None:
        """Read who is here, the landlords, then the markings."""
        read = self._around.runner.read
        read(current_staff, owner=self, then=self._show_staff, failed=self.failed.emit, topic="who marks")
        if not self.landlord.count():
            read(
                landlord_passwords, self._around.landlord,
                owner=self, then=self._show_landlords, failed=self.failed.emit, topic="landlords",
            )  # fmt: skip
        read(
            recent_recreations, self._around.landlord,
            owner=self, then=self._show_runs, failed=self._show_error, topic="markings",
        )  # fmt: skip

    def chosen(self) -> RecreationRun | None:
        """The marking in front, if any."""
        row = self.view.chosen()
        return self.table.row(row) if 0 <= row < len(self.table.rows) else None

    def _show_staff(self, staff: StaffView) -> None:
        self._may_mark = staff.role is StaffRole.ADMINISTRATOR
        self.rights.setVisible(not self._may_mark)
        self.mark.setEnabled(self._may_mark)
        self._show_undo()

    def _show_landlords(self, pages: tuple[LandlordPasswords, ...]) -> None:
        for page in pages:
            self.landlord.addItem(page.name, page.code)

    def _show_runs(self, runs: tuple[RecreationRun, ...]) -> None:
        self.table.show(runs)
        self.frame.say("" if runs else _NONE)
        self._show_undo()

    def _show_undo(self) -> None:
        run = self.chosen()
        self.undo.setEnabled(self._may_mark and run is not None and run.can_undo)

    def _show_error(self, error: GuichetError) -> None:
        self.table.show(())
        self.frame.say(error.sentence, "error", "bad")

    def _ask(self, *, then_mark: bool) -> None:
        code = self.landlord.currentData()
        if not code:
            return
        self._asked = (str(code), self.day.day(), then_mark)
        self._around.runner.read(
            count_to_recreate, *self._asked[:2],
            owner=self, then=self._show_count, failed=self.failed.emit, topic="to mark",
        )  # fmt: skip

    def _show_count(self, found: ToRecreate) -> None:
        assert self._asked is not None, "an answer has its question"
        _, before, then_mark = self._asked
        self.found.setText(
            f"{found.landlord_name} : {found.to_mark} comptes à marquer, {found.waiting} à recréer encore."
        )
        if then_mark and found.to_mark:
            self._open(MarkDialog(self.window(), self._around, found, before))

    def _open(self, dialog: ActDialog) -> None:
        dialog.done_with.connect(self.said)
        dialog.finished.connect(self._on_closed)
        dialog.open()

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, _now: QModelIndex, _before: QModelIndex) -> None:
        self._show_undo()

    @Slot()
    def _on_count(self) -> None:
        self._ask(then_mark=False)

    @Slot()
    def _on_mark(self) -> None:
        self._ask(then_mark=True)

    @Slot()
    def _on_undo(self) -> None:
        run = self.chosen()
        if run is not None:
            self._open(UnmarkDialog(self.window(), self._around, run))

    @Slot(int)
    def _on_closed(self, _result: int) -> None:
        self.found.setText("")
        self.again()
