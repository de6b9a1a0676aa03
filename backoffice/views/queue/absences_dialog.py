"""Absences: who, from when to when, who stands in; a manager notes them all, anybody his own."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.dates import french_day, last_day
from backoffice.services.work.absences import (
    AbsenceView,
    Colleague,
    absences,
    cancel_absence,
    record_absence,
    who_may_be_away,
)
from backoffice.views.items.keys import OwnKeys
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import card, column, line, title_of
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

_WORDS = (
    "Le remplaçant, désigné par un responsable, a les agences de l’absent ces jours-là ; "
    "ce que l’absent tenait est libéré."
)
_NOBODY = "Personne"
_EMPTY = "Aucune absence notée."
_WIDTH, _HEIGHT = 860, 500
_ABSENCES: tuple[Column[AbsenceView], ...] = (
    Column("Absent", lambda row: row.who, weight=4, strong=True),
    Column("Du", lambda row: french_day(row.first_day)),
    Column("Au (inclus)", lambda row: french_day(last_day(row.end) or row.first_day)),
    Column("Remplacé par", lambda row: row.stand_in or "personne", weight=4),
    Column("Bailleur", lambda row: row.landlord, weight=3, tone=lambda _row: "soft"),
)


class AbsencesDialog(SheetDialog):
    """Enter notes, Suppr takes the chosen one back."""

    def __init__(self, parent: QWidget, around: Surroundings) -> None:
        super().__init__(parent, "Absences et remplaçants", _WORDS)
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self._around = around
        self._colleagues: tuple[Colleague, ...] = ()
        self.who, self.stand_in = Chooser(), Chooser()
        self.first, self.last = DayField(today()), DayField(today())
        self.who.currentIndexChanged.connect(self._on_who)
        self.first.dateChanged.connect(self._on_first)
        self.table: RowsTable[AbsenceView] = RowsTable(_ABSENCES, self)
        self.view = RowsView(self.table, "Absences notées", chooses_first=False)
        self.frame = TableFrame(self.view)
        self.note = KeyButton("Noter l’absence", "Entrée", kind="main")
        self.note.setAutoDefault(True)
        self.note.setDefault(True)
        self.note.clicked.connect(self._on_note)
        self.cancel = KeyButton("Annuler l’absence choisie", "Suppr")
        self.cancel.clicked.connect(self._on_cancel)
        self._lay_out()
        keys = {(Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Delete): self._on_cancel}
        OwnKeys(self.view, keys)
        around.runner.read(
            who_may_be_away,
            owner=self, then=self._show_colleagues, failed=self.messages.say_error, topic="colleagues",
        )  # fmt: skip
        self.again()

    def _lay_out(self) -> None:
        for chooser in (self.who, self.stand_in):
            chooser.setMinimumWidth(230)
        who = line(
            title_of("Absent", self.who), self.who, title_of("Remplaçant", self.stand_in), self.stand_in, 1
        )
        days = line(
            title_of("Premier jour", self.first), self.first, title_of("Dernier jour", self.last), self.last,
            self.note, 1,
        )  # fmt: skip
        self.body.addWidget(card(column(who, days, spacing=10, margins=12)))
        self.body.addWidget(self.frame)
        self.body.addStretch(1)
        close = KeyButton("Fermer", "Échap", kind="quiet")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        self.buttons.addWidget(self.cancel)

    def again(self) -> None:
        """Read what is noted."""
        self._around.runner.read(
            absences, owner=self, then=self._show, failed=self.messages.say_error, topic="absences"
        )

    def _show(self, found: Sequence[AbsenceView]) -> None:
        self.table.show(tuple(found))
        self.frame.say("" if found else _EMPTY, "ok")
        self.cancel.setEnabled(bool(found))
        self.view.choose(0)

    def _show_colleagues(self, found: tuple[Colleague, ...]) -> None:
        """A landlord is named where somebody works for several of them."""
        self._colleagues = found
        several = {one.login for one in found if sum(one.login == other.login for other in found) > 1}
        for place, one in enumerate(self._colleagues):
            words = f"{one.name} — {one.landlord_name}" if one.login in several else one.name
            self.who.addItem(words, place)
        self.who.setFocus(Qt.FocusReason.OtherFocusReason)
        self._on_who()

    def _away(self) -> Colleague | None:
        place = self.who.currentData()
        return self._colleagues[place] if isinstance(place, int) else None

    @Slot()
    def _on_who(self) -> None:
        """Whoever does the same job for the same landlord may stand in."""
        away = self._away()
        self.stand_in.clear()
        self.stand_in.addItem(_NOBODY, None)
        for one in self._colleagues:
            if away and (one.role, one.landlord) == (away.role, away.landlord) and one.login != away.login:
                self.stand_in.addItem(one.name, one.login)
        self.stand_in.setEnabled(self.stand_in.count() > 1)
        self.note.setEnabled(away is not None)

    @Slot()
    def _on_first(self) -> None:
        self.last.setMinimumDate(self.first.date())

    @Slot()
    def _on_note(self) -> None:
        away = self._away()
        if away is None:
            return
        self.messages.clear()

        def noted(session: Any) -> int:
            return record_absence(
                session, away.login, self.first.day(), self.last.day() + timedelta(days=1),
                landlord=away.landlord, stand_in=self.stand_in.currentData(),
            )  # fmt: skip

        self._around.runner.write(
            noted, owner=self, then=self._on_done, failed=self.messages.say_error, changes=()
        )

    @Slot()
    def _on_cancel(self) -> None:
        row = self.view.chosen()
        if row >= 0:
            chosen = self.table.row(row)
            self._around.runner.write(
                cancel_absence, chosen.absence_id, chosen.version,
                owner=self, then=self._on_done, failed=self.messages.say_error, changes=(),
            )  # fmt: skip

    def _on_done(self, _answer: object) -> None:
        self.messages.say("C’est noté.", "ok")
        self.again()
