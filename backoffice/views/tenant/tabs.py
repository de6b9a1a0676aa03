"""The lists under the answers: what the file brought with it, a sentence when there is nothing."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.money import ZERO, euros
from backoffice.rules.premises import contract_words
from backoffice.services.tenant.account import all_postings
from backoffice.services.tenant.results import LeaseView, PostingView, TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import DayField, today
from backoffice.views.parts.pieces import Elided, card, column, line, title_of
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.representative.panel import RepresentativesPanel
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable
from backoffice.views.tables.tenant import HOUSEHOLD, LEASES, POSTINGS, AccountLine


@dataclass(frozen=True)
class Spot:
    """Where the reader of a list is: current row, pixels scrolled, rows read so far."""

    row: int = -1
    scroll: int = 0
    rows: int = 0


class ListTab(QWidget):
    """A list and, under its title if it has one, what stands above it."""

    def __init__(self, name: str, columns: Sequence[Column[Any]], empty: str, lines: int = 1) -> None:
        super().__init__()
        self.table: RowsTable[Any] = RowsTable(columns, self)
        self.view = RowsView(self.table, name, chooses_first=False, lines=lines)
        self.frame = TableFrame(self.view)
        self._empty = empty
        self._spot: Spot | None = None
        self.above = QVBoxLayout()
        self.above.setSpacing(8)
        self._lay = column(self.above, self.frame, 1)
        self.setLayout(self._lay)

    def show_file(self, file: TenantFile) -> None:
        """Show what a file brought."""
        raise NotImplementedError

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the list, keeping the place of the reader."""
        if self._spot is None:
            self._spot = self.spot()
        self.table.show(rows)
        self._say_state()
        self._go_back()

    def spot(self) -> Spot:
        """Where the reader is, to come back to."""
        row, scroll = self.view.spot()
        return self._spot or Spot(row, scroll, self.table.rowCount())

    def go_to(self, spot: Spot | None) -> None:
        """Where the next rows are to be shown from; ``None``: from the first."""
        self._spot = spot or Spot()

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def showEvent(self, event: QShowEvent) -> None:
        """A list has a height only once it is on the screen."""
        super().showEvent(event)
        self._go_back()

    def _go_back(self) -> None:
        if self._spot is not None and self.isVisible() and self.table.rowCount():
            spot, self._spot = self._spot, None
            self.view.go_to(spot.row, spot.scroll)

    def _say_state(self) -> None:
        self.frame.say("" if self.table.rowCount() else self._empty)


class AccountTab(ListTab):
    """The account: totals by contract, then together; the postings, the oldest when they are asked for."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__("Compte", POSTINGS, "Aucune écriture sur ce compte.")
        self._around = around
        self._file: TenantFile | None = None
        self._whole = False
        self.totals = Elided("", "strong")
        self.everything = KeyButton("Tout le compte", "O", "quiet")
        self.everything.clicked.connect(self._on_everything)
        shortcut = QShortcut(QKeySequence("O"), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_everything)
        row = line(self.totals, self.everything)
        row.setStretch(0, 1)
        row.setContentsMargins(14, 4, 8, 4)
        self.above.addWidget(card(row))

    def show_file(self, file: TenantFile) -> None:
        """Show the postings of a file: those of the last two years, unless the others were asked for."""
        if self._file is None or self._file.customer_id != file.customer_id:
            self._whole = False
        self._file = file
        self.totals.say(totals_words(file.leases))
        self.everything.setVisible(file.postings_since is not None and not self._whole)
        if self._whole:
            self._ask()
        else:
            self._show(file.postings)

    @Slot()
    def _on_everything(self) -> None:
        if self._file is not None and self._file.postings_since is not None:
            self._whole = True
            self.everything.hide()
            self._ask()

    def _ask(self) -> None:
        assert self._file is not None, "an account is that of a file"
        self._around.runner.read(
            all_postings,
            self._file.customer_id,
            self._file.as_of,
            owner=self,
            then=self._show,
            failed=self._show_failure,
            topic="postings",
        )

    def _show(self, postings: Sequence[PostingView]) -> None:
        self.show_rows([AccountLine(one, contract_words(one.premises, one.lease_number)) for one in postings])

    def _show_failure(self, _error: GuichetError) -> None:
        # What is shown stays; the button offers it again.
        self._whole = False
        self.everything.show()


def totals_words(leases: Sequence[LeaseView]) -> str:
    """``Logement 994/0 : 27,74 € dus  ·  Stationnement 994/1 : à jour  ·  Ensemble : 27,74 € dus``."""
    shown = [one for one in leases if one.is_current or one.balance_due]
    if not shown:
        return "Aucun contrat en cours, rien n’est dû"
    told = [f"{contract_words(one.kind, one.number)} : {_owed(one)}" for one in shown]
    if len(shown) > 1:
        total = sum((one.balance_due for one in shown), ZERO)
        told.append(f"Ensemble : {_due(total)}")
    return "   ·   ".join(told)


def _owed(lease: LeaseView) -> str:
    return _due(lease.balance_due)


def _due(amount: Decimal) -> str:
    if not amount:
        return "à jour"
    return f"{euros(amount)} dus" if amount > 0 else f"{euros(-amount)} d’avance"


class LeasesTab(ListTab):
    """What is let to the customer, dwellings first."""

    def __init__(self) -> None:
        super().__init__("Contrats", LEASES, "Aucun contrat n’est rattaché à ce client.", lines=2)
        self.totals = Elided("", "strong")
        row = line(self.totals)
        row.setContentsMargins(14, 8, 14, 8)
        self.above.addWidget(card(row))

    def show_file(self, file: TenantFile) -> None:
        """Show the leases of a file."""
        self.show_rows(file.leases)
        self.totals.say(_counted(file.leases))


def _counted(leases: Sequence[LeaseView]) -> str:
    """``1 logement et 1 stationnement en cours, 1 contrat clos``."""
    current: dict[str, int] = {}
    for lease in leases:
        if lease.is_current:
            word = lease.kind.label.lower()
            current[word] = current.get(word, 0) + 1
    told = " et ".join(f"{count} {word}{'s' if count > 1 else ''}" for word, count in current.items())
    closed = len([lease for lease in leases if not lease.is_current])
    ended = f"{closed} contrat{'s' if closed > 1 else ''} clos" if closed else ""
    return ", ".join(filter(None, (f"{told} en cours" if told else "Aucun contrat en cours", ended)))


class HouseholdTab(ListTab):
    """Who lived there on a day that the agent may change."""

    day_asked = Signal(object)
    """The ``date`` to show the household on."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__("Ménage", HOUSEHOLD, "Personne n’est connu au foyer ce jour-là.")
        self.day = DayField(today())
        self.day.setAccessibleName("Composition du ménage au")
        self.day.setKeyboardTracking(False)
        self.change = KeyButton("Changement de foyer…", "Ctrl+Maj+Y", kind="quiet")
        # Shown by whoever knows that this job has the page.
        self.change.hide()
        self.above.addLayout(line(title_of("Composition &au", self.day, ""), self.day, 1, self.change))
        self.day.dateChanged.connect(self._on_day)
        self.papers = RepresentativesPanel(around, self)
        self._lay.insertWidget(2, self.papers)

    def show_file(self, file: TenantFile) -> None:
        """Show the household on the day of the file."""
        with QSignalBlocker(self.day):
            self.day.setDate(QDate(file.as_of.year, file.as_of.month, file.as_of.day))
        self.show_rows(file.household)
        self.papers.show_file(file)

    @Slot(QDate)
    def _on_day(self, day: QDate) -> None:
        self.day_asked.emit(day.toPython())
