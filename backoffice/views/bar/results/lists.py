"""Lists one under another with one chosen row among them all."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QModelIndex, QObject, Slot
from PySide6.QtWidgets import QWidget

from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import Column, RowsTable


class ShortList(TableFrame):
    """A list that shows every row it has, under its title; hidden when it has none."""

    def __init__(self, columns: Sequence[Column[Any]], name: str) -> None:
        self.table: RowsTable[Any] = RowsTable(columns)
        super().__init__(RowsView(self.table, name, chooses_first=False))
        self.table.setParent(self)
        self.hide()

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Show other rows; the same again change nothing on the screen."""
        if tuple(rows) == self.table.rows:
            return
        self.table.show(rows)
        self.setFixedHeight(self.sizeHint().height())
        self.setVisible(bool(rows))


class Choice(QObject):
    """At most one row of several lists is chosen; the arrows walk from one list into the next."""

    def __init__(self, views: Sequence[RowsView], parent: QObject) -> None:
        super().__init__(parent)
        self._views = tuple(views)
        for view in self._views:
            view.selectionModel().currentRowChanged.connect(self._on_row)

    def chosen(self) -> tuple[RowsView, int] | None:
        """The list and the row chosen, if one is."""
        found = ((view, view.chosen()) for view in self._shown())
        return next(((view, row) for view, row in found if row >= 0), None)

    def choose(self, view: RowsView, row: int) -> None:
        """Choose a row of one list."""
        view.choose(row)

    def clear(self) -> None:
        """Choose nothing."""
        for view in self._views:
            view.forget_choice()

    def move(self, rows: int) -> None:
        """Choose another row, ``rows`` further down, as far as there are rows."""
        shown = self._shown()
        places = [(view, row) for view in shown for row in range(view.model().rowCount())]
        if not places:
            return
        present = self.chosen()
        at = places.index(present) + rows if present is not None else 0 if rows > 0 else len(places) - 1
        view, row = places[max(0, min(at, len(places) - 1))]
        view.choose(row)

    def _shown(self) -> list[RowsView]:
        return [view for view in self._views if not (view.isHidden() or _frame_of(view).isHidden())]

    @Slot(QModelIndex, QModelIndex)
    def _on_row(self, current: QModelIndex, _before: QModelIndex) -> None:
        if not current.isValid():
            return
        for view in self._views:
            if view.model() is not current.model():
                view.forget_choice()


def _frame_of(view: RowsView) -> QWidget:
    frame = view.parentWidget()
    assert frame is not None, "a list is in its frame"
    return frame
