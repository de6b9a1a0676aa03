"""What a manager was told and has not looked at yet; absent for the others."""

from collections.abc import Callable
from dataclasses import replace

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.services.contacts.supervision import ToldView, acknowledge, told_to_me
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.callbacks import LISTENED, TOLD
from backoffice.views.tables.rows import RowsTable


class ToldPanel(QWidget):
    """A list under the call-backs; Enter opens the file, V says that the row was looked at."""

    wanted = Signal(int)
    """The customer whose file is to be opened."""
    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, around: Surroundings, page: QWidget, hides: Callable[[int | None], bool]) -> None:
        super().__init__(page)
        self._around = around
        self._hides = hides
        self.rows: tuple[ToldView, ...] = ()
        self.table: RowsTable[ToldView] = RowsTable(TOLD, self)
        self.view = RowsView(self.table, "Alertes au responsable", lines=2)
        self.view.opened.connect(self._on_opened)
        self.seen = KeyButton("Vu", "V")
        self.seen.setAccessibleName("Alerte vue")
        self.seen.clicked.connect(self._on_seen)
        QShortcut(QKeySequence("V"), self).activated.connect(self.seen.click)
        keys = line(self.seen, 1)
        parts = (label("Alertes au responsable", "section"), TableFrame(self.view), keys)
        self.setLayout(column(*parts, spacing=10))
        self.hide()

    def again(self) -> None:
        """Ask for the list once more."""
        self._around.runner.read(
            told_to_me, owner=self, then=self._show, failed=self.failed.emit, topic="told"
        )

    def remask(self) -> None:
        """Somebody listens, or no longer: what he may not hear of is hidden."""
        place = min(max(self.view.chosen(), 0), len(self.rows) - 1)
        self.table.show([self._shown(row) for row in self.rows])
        if self.rows:
            self.view.choose(place)

    def _show(self, rows: tuple[ToldView, ...]) -> None:
        self.rows = rows
        self.remask()
        self.setVisible(bool(rows))

    def _shown(self, row: ToldView) -> ToldView:
        hidden = self._hides(row.customer_id)
        return replace(row, name=LISTENED, sentence=LISTENED) if hidden else row

    def _on_done(self, _nothing: None) -> None:
        self.said.emit("Alerte vue.", "ok")
        self.again()

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)
        self.again()

    @Slot()
    def _on_seen(self) -> None:
        place = self.view.chosen()
        if 0 <= place < len(self.rows):
            self._around.runner.write(
                acknowledge, self.rows[place].id,
                owner=self, then=self._on_done, failed=self._on_failed, changes=(),
            )  # fmt: skip

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        customer_id = self.rows[place].customer_id if 0 <= place < len(self.rows) else None
        if customer_id is not None:
            self.wanted.emit(customer_id)
