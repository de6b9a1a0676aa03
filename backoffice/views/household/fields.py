"""The fields of an event: which ones, and what they say."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date
from typing import Any, TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from backoffice.rules.household.events import RULES, FormField, HouseholdEvent
from backoffice.rules.household.forms import Claim, ClaimQuality, EventForm, Newcomer, Protection
from backoffice.rules.household.state import HouseholdState
from backoffice.rules.vocabulary.calls import RepresentativeKind
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.people import Civility, Relation
from backoffice.views.items.days import NOT_A_DAY, DayLine
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import title_of

_L = TypeVar("_L", bound=Labelled)
_F = FormField
_PEOPLE = (_F.PERSON, _F.HOLDER, _F.KEPT_BY, _F.TRANSFER_TO, _F.RENOUNCED_BY)
_DAYS = (_F.REQUESTED_ON, _F.LIVED_SINCE, _F.MENTION_ON, _F.RECEIVED_ON, _F.REPLACED_ON, _F.CONVICTED_ON)
_FLAGS = (_F.CO_TITLE, _F.SIGNED_BY_ALL, _F.NO_CLAIMANT)
_TEXTS = (_F.BIRTH_NAME, _F.USAGE_NAME, _F.FIRST_NAMES)
_NO_NAME = "aucun"
"""Typed in place of a usage name, it ends the one in force."""


class EventFields(QWidget):
    """The form of one event; ``edited`` tells that something changed."""

    edited = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setHorizontalSpacing(8)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._read: dict[str, Callable[[], Any]] = {}
        self._base = EventForm()
        self.fields: list[QWidget] = []
        self._days: list[tuple[str, DayLine]] = []

    def show_form(self, event: HouseholdEvent, form: EventForm, state: HouseholdState) -> None:
        """Ask what this event needs; what was told already is filled in."""
        self.clear()
        self._base = form
        rule = RULES[event]
        self._day("event_on", rule.day, form.event_on)
        for one in rule.fields:
            if one in _PEOPLE:
                self._person(one, form, state)
            elif one in _DAYS:
                self._day(one.value, one.label, getattr(form, one.value))
            elif one in _FLAGS:
                self._flag(one.value, one.label, on=bool(getattr(form, one.value)))
            elif one in _TEXTS:
                self._names(one, getattr(form, one.value))
        self._several(rule.fields, form, state)

    def form(self) -> EventForm:
        """The form as it stands on the screen; what has no field stays as it was told."""
        return replace(self._base, **{name: read() for name, read in self._read.items()})

    def wrong(self) -> str | None:
        """What to say of the first day typed that is none: it would be lost, nothing is accepted."""
        title = next((title for title, line in self._days if line.is_wrong()), None)
        return f"« {title} » : {NOT_A_DAY}" if title is not None else None

    def clear(self) -> None:
        """Nothing is asked."""
        self._read = {}
        self._base = EventForm()
        self.fields, self._days = [], []
        while self._grid.count():
            piece = self._grid.takeAt(0)
            widget = piece.widget() if piece else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _several(self, asked: tuple[FormField, ...], form: EventForm, state: HouseholdState) -> None:
        if _F.NEWCOMER in asked:
            self._newcomer(form.newcomer)
        if _F.RELATION in asked:
            self._choice("relation", _F.RELATION.label, Relation, form.relation)
        if _F.CLAIMS in asked:
            self._claim(form.claims, state)
        if _F.PROTECTION in asked:
            self._protection(form.protection)

    def _row(self, title: str, field: QWidget) -> None:
        row = self._grid.rowCount()
        self._grid.addWidget(title_of(title, field), row, 0)
        self._grid.addWidget(field, row, 1)
        self.fields.append(field)

    def _line(self, title: str, value: str, hint: str = "") -> QLineEdit:
        line = QLineEdit(value)
        line.setPlaceholderText(hint)
        line.setMaxLength(120)
        line.editingFinished.connect(self.edited)
        self._row(title, line)
        return line

    def _day_line(self, title: str, value: date | None, *, whole_year: bool = False) -> DayLine:
        line = DayLine(value, whole_year=whole_year)
        line.editingFinished.connect(self.edited)
        self._row(title, line)
        self._days.append((title, line))
        return line

    def _day(self, name: str, title: str, value: date | None) -> None:
        self._read[name] = self._day_line(title, value).day

    def _flag(self, name: str, title: str, *, on: bool) -> QCheckBox:
        box = QCheckBox(title)
        box.setAccessibleName(title)
        box.setChecked(on)
        box.toggled.connect(self.edited)
        self._grid.addWidget(box, self._grid.rowCount(), 0, 1, 2)
        self.fields.append(box)
        if name:
            self._read[name] = box.isChecked
        return box

    def _chooser(self, title: str, choices: list[tuple[str, Any]], chosen: object) -> Chooser:
        box = Chooser()
        box.let_shrink()
        for words, value in choices:
            box.addItem(words, value)
        values = [value for _, value in choices]
        box.setCurrentIndex(values.index(chosen) if chosen in values else 0)
        box.currentIndexChanged.connect(self.edited)
        self._row(title, box)
        return box

    def _choice(self, name: str, title: str, kind: type[_L], chosen: _L | None) -> Chooser:
        choices: list[tuple[str, Any]] = [("—", None)]
        choices += [(one.label, one.value) for one in kind if one is not Relation.HOLDER]
        box = self._chooser(title, choices, chosen.value if chosen else None)
        if name:
            self._read[name] = lambda: kind(box.currentData()) if box.currentData() else None
        return box

    def _person(self, one: FormField, form: EventForm, state: HouseholdState) -> None:
        nobody = {_F.PERSON: "— pas encore au dossier —", _F.HOLDER: "le titulaire"}.get(one, "—")
        people: list[tuple[str, Any]] = [(nobody, None)]
        people += [(person.name, person.id) for person in state.people if person.id]
        box = self._chooser(one.label, people, getattr(form, one.value))
        self._read[one.value] = box.currentData

    def _names(self, one: FormField, value: str | None) -> None:
        hint = "« aucun » pour l’ôter" if one is _F.USAGE_NAME else "inchangé"
        line = self._line(one.label, _NO_NAME if value == "" else value or "", hint)

        def read() -> str | None:
            typed = " ".join(line.text().split())
            if one is _F.USAGE_NAME and typed.casefold() == _NO_NAME:
                return ""
            return typed or None

        self._read[one.value] = read

    def _newcomer(self, told: Newcomer | None) -> None:
        civility = self._choice("", "Civilité", Civility, told.civility if told else None)
        last = self._line("Nom de naissance", told.birth_name if told else "")
        first = self._line("Prénoms", told.first_names if told else "")
        born = self._day_line("Né(e) le", told.birth_date if told else None, whole_year=True)

        def read() -> Newcomer | None:
            names = " ".join(last.text().split()), " ".join(first.text().split())
            if not all(names) or not civility.currentData():
                return None
            usage = told.usage_name if told else None
            return Newcomer(Civility(civility.currentData()), *names, born.day(), usage)

        self._read["newcomer"] = read

    def _claim(self, told: tuple[Claim, ...], state: HouseholdState) -> None:
        if len(told) > 1:
            # Several ask: the judge decides, the list is read and not changed here.
            return
        one = told[0] if told else None
        people: list[tuple[str, Any]] = [("— personne —", None)]
        people += [(person.name, person.id) for person in state.people if person.id]
        who = self._chooser(_F.CLAIMS.label, people, one.person_id if one else None)
        quality = self._choice("", "À quel titre", ClaimQuality, one.quality if one else None)
        since = self._day_line("Vit là depuis le", one.lived_since if one else None)

        def read() -> tuple[Claim, ...]:
            if not who.currentData() or not quality.currentData():
                return ()
            return (Claim(who.currentData(), ClaimQuality(quality.currentData()), since.day()),)

        self._read["claims"] = read

    def _protection(self, told: Protection | None) -> None:
        kind = self._choice("", "Mesure", RepresentativeKind, told.kind if told else None)
        name = self._line("Personne désignée", told.full_name if told else "")
        reinforced = self._flag("", "Curatelle renforcée", on=bool(told and told.reinforced))
        until = self._day_line("Jusqu’au", told.until if told else None)

        def read() -> Protection | None:
            named = " ".join(name.text().split())
            if not kind.currentData() or not named:
                return None
            chosen = RepresentativeKind(kind.currentData())
            return Protection(chosen, named, reinforced.isChecked(), until.day())

        self._read["protection"] = read
