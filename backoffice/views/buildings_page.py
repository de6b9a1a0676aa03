"""A caretaker's only page: who lives in his buildings, whom to call, what must be repaired (R5.12)."""

from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.names import fold
from backoffice.services.caretaker.buildings import BuildingTenant, my_buildings
from backoffice.views.parts.pieces import label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.buildings import MY_BUILDINGS
from backoffice.views.tables.rows import RowsTable

INVITATION = "Nom, rue, porte, téléphone ou réparation : la liste se réduit à ce que vous tapez"
_NONE = "Aucun immeuble ne vous est confié : demandez à l’administrateur de vous en confier."
_NOT_FOUND = "Personne de vos immeubles ne répond à « {} »."


class BuildingsPage(QWidget):
    """The whole list, narrowed by what is typed in the search box; nothing opens from here."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._all: tuple[BuildingTenant, ...] = ()
        self._text = ""
        self.table: RowsTable[BuildingTenant] = RowsTable(MY_BUILDINGS, self)
        self.frame = TableFrame(RowsView(self.table, "Locataires de mes immeubles"))
        self.summary = label("", "soft")
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        for piece in (label("Mes immeubles", "title"), self.frame, self.summary):
            layout.addWidget(piece)
        layout.addStretch(1)
        self.again()

    def again(self) -> None:
        """Ask for the list, again after a change or a lost connection."""
        self.frame.say("Lecture de vos immeubles…", "search")
        self._around.runner.read(
            my_buildings, owner=self, then=self._show, failed=self._show_error, topic="buildings"
        )

    def search(self, text: str) -> None:
        """Keep the rows that hold every word of ``text``, accents and case aside."""
        self._text = text.strip()
        words = [fold(word) for word in self._text.split()]
        found = [row for row in self._all if all(word in _folded(row) for word in words)]
        self.table.show(found)
        nothing = _NOT_FOUND.format(self._text) if self._all else _NONE
        self.frame.say("" if found else nothing, "search" if self._all else "info")
        self.summary.setText(_summary(found) if found else "")

    def _show(self, tenants: tuple[BuildingTenant, ...]) -> None:
        self._all = tenants
        self.search(self._text)

    def _show_error(self, error: GuichetError) -> None:
        self.frame.say(error.sentence, "error", "bad")


def _folded(row: BuildingTenant) -> str:
    repairs = (repair.summary for repair in row.repairs)
    return fold(" ".join((row.street, row.premises, *row.holders, *row.phones, *repairs)))


def _summary(found: list[BuildingTenant]) -> str:
    repairs = sum(len(row.repairs) for row in found)
    # A tenant of a dwelling and of a parking place has two.
    leases = "1 bien loué" if len(found) == 1 else f"{len(found)} biens loués"
    return f"{leases}, {repairs} réparation{'s' if repairs > 1 else ''} en cours"
