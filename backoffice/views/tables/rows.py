"""One table for every list: frozen rows in, the texts of their columns out."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from heapq import nlargest
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QObject, QPersistentModelIndex, Qt

_R = TypeVar("_R")
Index = QModelIndex | QPersistentModelIndex
_NOWHERE = QModelIndex()
_LONGEST = 8

TONE = Qt.ItemDataRole.UserRole + 1
"""Role of a cell’s ink: the name of a tone, or ``soft``, or nothing."""
STRONG = Qt.ItemDataRole.UserRole + 2
"""Role of a cell in semi-bold."""


@dataclass(frozen=True)
class Column(Generic[_R]):
    """One column: its title, the text of a row, and how the room is shared.

    ``weight`` 0 is as wide as its longest text; the others share what is left.
    """

    title: str
    text: Callable[[_R], str]
    weight: int = 0
    right: bool = False
    strong: bool = False
    tone: Callable[[_R], str] | None = None


class RowsTable(QAbstractTableModel, Generic[_R]):
    """The rows last shown."""

    def __init__(
        self,
        columns: Sequence[Column[_R]],
        parent: QObject | None = None,
        *,
        begins_group: Callable[[_R | None, _R], bool] | None = None,
    ) -> None:
        super().__init__(parent)
        self.columns = tuple(columns)
        self._begins_group = begins_group
        self._rows: tuple[_R, ...] = ()
        self._texts: tuple[tuple[str, ...], ...] = ()

    def show(self, rows: Sequence[_R]) -> None:
        """Replace every row."""
        self.beginResetModel()
        self._rows = tuple(rows)
        self._texts = tuple(tuple(column.text(row) for column in self.columns) for row in self._rows)
        self.endResetModel()

    def add(self, rows: Sequence[_R]) -> None:
        """Add rows under those shown: the reader does not move."""
        if not rows:
            return
        first = len(self._rows)
        self.beginInsertRows(QModelIndex(), first, first + len(rows) - 1)
        self._rows = (*self._rows, *rows)
        self._texts = (
            *self._texts,
            *(tuple(column.text(row) for column in self.columns) for row in rows),
        )
        self.endInsertRows()

    def put(self, index: int, row: _R) -> None:
        """Replace one row, the place of the reader being kept."""
        self._rows = (*self._rows[:index], row, *self._rows[index + 1 :])
        texts = tuple(column.text(row) for column in self.columns)
        self._texts = (*self._texts[:index], texts, *self._texts[index + 1 :])
        self.dataChanged.emit(self.index(index, 0), self.index(index, len(self.columns) - 1))

    def row(self, index: int) -> _R:
        """The row at ``index``."""
        return self._rows[index]

    def text(self, index: int, column: int) -> str:
        """The text of a cell."""
        return self._texts[index][column]

    @property
    def rows(self) -> tuple[_R, ...]:
        """Every row shown."""
        return self._rows

    def longest(self, column: int) -> list[str]:
        """The longest texts of a column, its title among them: the widest is one of these."""
        texts = {cells[column] for cells in self._texts}
        return [*nlargest(_LONGEST, texts, key=len), self.columns[column].title]

    def rowCount(self, parent: Index = _NOWHERE) -> int:
        """How many rows."""
        return 0 if parent.isValid() else len(self._rows)

    def columnCount(self, parent: Index = _NOWHERE) -> int:
        """How many columns."""
        return 0 if parent.isValid() else len(self.columns)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """What Qt asks of a cell."""
        if not index.isValid():
            return None
        column = self.columns[index.column()]
        text = self._texts[index.row()][index.column()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return text
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"{column.title} : {text or 'vide'}" if column.title else text
            case Qt.ItemDataRole.TextAlignmentRole:
                return alignment(column)
        if role == TONE:
            return column.tone(self._rows[index.row()]) if column.tone else ""
        return column.strong if role == STRONG else None

    def is_ruled(self, row: int) -> bool:
        """Whether a line is drawn above a row: another group begins."""
        if self._begins_group is None:
            return False
        return self._begins_group(self._rows[row - 1] if row else None, self._rows[row])

    def headerData(
        self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:
        """The titles."""
        if orientation is not Qt.Orientation.Horizontal:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            return self.columns[section].title
        if role == Qt.ItemDataRole.TextAlignmentRole:
            return alignment(self.columns[section])
        return None


def alignment(column: Column[Any]) -> Qt.AlignmentFlag:
    """On which side a column is written."""
    side = Qt.AlignmentFlag.AlignRight if column.right else Qt.AlignmentFlag.AlignLeft
    return side | Qt.AlignmentFlag.AlignVCenter
