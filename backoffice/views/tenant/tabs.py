"""The tabs under the answers: one list each, a sentence when it is empty."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QDate, QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import QFrame, QGridLayout, QVBoxLayout, QWidget

from backoffice.services.tenant.portal_rules import PortalRule
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.choosers import DayField
from backoffice.views.parts.pieces import Badge, Elided, card, column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import Column, RowsTable
from backoffice.views.tables.tenant import CONTACTS, HOUSEHOLD, LEASES


class ListTab(QWidget):
    """A list and, under its title if it has one, what stands above it."""

    def __init__(self, name: str, columns: Sequence[Column[Any]], empty: str, lines: int = 1) -> None:
        super().__init__()
        self.table: RowsTable[Any] = RowsTable(columns, self)
        self.view = RowsView(self.table, name, chooses_first=False, lines=lines)
        self.frame = TableFrame(self.view)
        self._empty = empty
        self.above = QVBoxLayout()
        self.above.setSpacing(8)
        self._lay = column(self.above, self.frame, 1)
        self.setLayout(self._lay)

    def show_rows(self, rows: Sequence[Any]) -> None:
        """Replace the list, keeping the place of the reader."""
        place = self.view.chosen()
        self.table.show(rows)
        if place >= 0:
            self.view.choose(place)
        self.frame.say("" if rows else self._empty)

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)


class LeasesTab(ListTab):
    """What is let to the customer, and the insurance of it."""

    def __init__(self) -> None:
        super().__init__("Contrats", LEASES, "Aucun contrat n’est rattaché à ce client.", lines=2)
        self._badge = Badge()
        self._answer = label("", "strong")
        self._why = Elided("", "soft")
        row = line(label("Assurance", "soft"), self._badge, self._answer, self._why, spacing=10)
        row.setContentsMargins(14, 8, 14, 8)
        row.setStretch(3, 1)
        self.above.addWidget(card(row))

    def show_file(self, file: TenantFile) -> None:
        """Show the leases of a file."""
        self.show_rows(file.leases)
        self._badge.say(file.insurance.badge, file.insurance.tone)
        self._answer.setText(file.insurance.headline)
        self._why.say(file.insurance.detail)


class HouseholdTab(ListTab):
    """Who lived there on a day that the agent may change."""

    day_asked = Signal(object)
    """The ``date`` to show the household on."""

    def __init__(self) -> None:
        super().__init__("Ménage", HOUSEHOLD, "Personne n’est connu au foyer ce jour-là.")
        self.day = DayField(QDate.currentDate())
        self.day.setAccessibleName("Composition du ménage au")
        self.day.setKeyboardTracking(False)
        words = label("Composition &au")
        words.setTextFormat(Qt.TextFormat.AutoText)
        words.setBuddy(self.day)
        self.above.addLayout(line(words, self.day, 1))
        self.day.dateChanged.connect(self._on_day)

    def show_file(self, file: TenantFile) -> None:
        """Show the household on the day of the file."""
        with QSignalBlocker(self.day):
            self.day.setDate(QDate(file.as_of.year, file.as_of.month, file.as_of.day))
        self.show_rows(file.household)

    @Slot(QDate)
    def _on_day(self, day: QDate) -> None:
        self.day_asked.emit(day.toPython())


class PortalTab(ListTab):
    """The account on the portal, and where messages and codes may go."""

    def __init__(self) -> None:
        super().__init__("Contacts", CONTACTS, "Aucun téléphone ni courriel n’est connu.")
        self._badge = Badge()
        self._answer = label("", "strong")
        self._why = Elided("", "soft")
        self._facts = Elided("", "soft")
        first = line(label("Compte", "soft"), self._badge, self._answer, self._why, spacing=10)
        first.setStretch(3, 1)
        box = column(first, self._facts, spacing=4)
        box.setContentsMargins(14, 8, 14, 8)
        self.above.addWidget(card(box))
        self._rules = PortalRules()
        self._lay.addWidget(self._rules)

    def show_file(self, file: TenantFile) -> None:
        """Show the account and the contacts of a file."""
        portal = file.portal
        self._badge.say(portal.badge, portal.tone)
        self._answer.setText(portal.headline)
        self._why.say(portal.detail)
        login = f"Identifiant {portal.login}" if portal.login else "Pas d’identifiant"
        self._facts.say(
            f"{login}  ·  connexions manquées en 24 h : {portal.failed_last_day}"
            f"  ·  déblocages en 7 jours : {portal.unlocks_last_week}"
        )
        self.show_rows(file.contacts)
        self._rules.say(file.portal_rules)


class PortalRules(QFrame):
    """What this landlord's portal asks and shows, in two columns of label and value."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(14, 6, 14, 6)
        self._grid.setHorizontalSpacing(16)
        self._grid.setVerticalSpacing(2)
        for column_index in (1, 3):
            self._grid.setColumnStretch(column_index, 1)
        self._values: list[Elided] = []

    def say(self, rules: Sequence[PortalRule]) -> None:
        """Show the rules of a file; the labels are the same for every landlord."""
        if not self._values:
            half = (len(rules) + 1) // 2
            for place, rule in enumerate(rules):
                row, side = place % half, 2 * (place // half)
                self._grid.addWidget(label(rule.label, "soft"), row, side)
                self._values.append(Elided("", ""))
                self._grid.addWidget(self._values[-1], row, side + 1)
        for value, rule in zip(self._values, rules, strict=True):
            value.say(rule.value)
