"""Rows of which a digit chooses one."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog

from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import Column, RowsTable

_DIGITS = 9
_SETTLED_MILLISECONDS = 500


class DigitRows(QObject):
    """A table in a dialog: a digit, Enter on a row or a double click chooses it.

    Digits count once the dialog has been in front for half a second: what was being typed when it came
    chooses nobody.
    """

    chosen = Signal(int)
    """The index of the row."""

    def __init__(self, dialog: QDialog, name: str, columns: Sequence[Column[Any]], *, lines: int = 1) -> None:
        super().__init__(dialog)
        self.table: RowsTable[Any] = RowsTable(columns, self)
        self.view = RowsView(self.table, name, chooses_first=False, lines=lines)
        self.frame = TableFrame(self.view)
        self.view.opened.connect(self._on_opened)
        self._count = 0
        self.is_settled = False
        QTimer.singleShot(_SETTLED_MILLISECONDS, self, self._on_settled)
        for digit in range(1, _DIGITS + 1):
            shortcut = QShortcut(QKeySequence(str(digit)), dialog)
            shortcut.setProperty("row", digit - 1)
            shortcut.activated.connect(self._on_digit)

    def show(self, rows: Sequence[Any]) -> None:
        """Replace the rows; each is handed to the columns with its digit before it."""
        self._count = len(rows)
        self.table.show([(rank, row) for rank, row in enumerate(rows, 1)])

    @Slot()
    def _on_settled(self) -> None:
        self.is_settled = True

    @Slot()
    def _on_digit(self) -> None:
        row = int(self.sender().property("row"))
        if self.is_settled and row < self._count:
            self.chosen.emit(row)

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        if self.is_settled:
            self.chosen.emit(row)


def digit_column() -> Column[tuple[int, Any]]:
    """The key of each row."""
    return Column("Touche", lambda row: str(row[0]) if row[0] <= _DIGITS else "", strong=True)
