"""The variables that a text may hold, beside it: Enter writes one where the cursor is."""

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal, Slot

from backoffice.rules.letters.variables import Variable
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import Column, RowsTable


@dataclass(frozen=True)
class VariableRow:
    """A variable, and whether the text must hold it."""

    variable: Variable
    required: bool


_COLUMNS: tuple[Column[VariableRow], ...] = (
    Column("Variable", lambda row: f"{{{row.variable.name}}}", strong=True),
    Column("Ce que c’est", lambda row: row.variable.label, weight=3),
    Column(
        "Place",
        lambda row: "obligatoire" if row.required else "libre",
        tone=lambda row: "warn" if row.required else "soft",
    ),
)


class VariableList(TableFrame):
    """One line a variable; those that the text must hold are marked."""

    taken = Signal(str)
    """A variable with its braces, to be written."""

    def __init__(self, parent: QObject | None = None) -> None:
        self._table: RowsTable[VariableRow] = RowsTable(_COLUMNS, parent)
        super().__init__(RowsView(self._table, "Variables du texte"))
        self.view.opened.connect(self._on_opened)

    def show_variables(self, found: Sequence[Variable], required: frozenset[str]) -> None:
        """The variables of a text, those of the decision first."""
        self._table.show([VariableRow(one, one.name in required) for one in found])

    @property
    def rows(self) -> tuple[VariableRow, ...]:
        """The variables shown."""
        return self._table.rows

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        self.taken.emit(f"{{{self._table.row(row).variable.name}}}")
