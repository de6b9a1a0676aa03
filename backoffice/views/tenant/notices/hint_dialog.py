"""Ctrl+Maj+E: what is true of a building for some hours, told to whoever calls from there."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.notes.checker import check_note
from backoffice.rules.notes.vocabulary import Vocabulary
from backoffice.rules.notes.words import NoteOutcome
from backoffice.rules.vocabulary.alerts import HintKind
from backoffice.services.desk.hints import (
    LONGEST_SENTENCE,
    HintChoices,
    HintPlace,
    ListedHint,
    NewHint,
    add_hint,
    end_hint,
    hint_choices,
)
from backoffice.tasks.background import Then
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, MomentField
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, titled_rows
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable
from backoffice.views.tables.tenant import HINTS

_USUAL_HOURS = 4
_INSISTS = True
_NONE = "Rien n’est signalé en ce moment."
_STARTS = {
    HintKind.LIFT: "Ascenseur en panne",
    HintKind.HEATING: "Chauffage arrêté",
    HintKind.HOT_WATER: "Pas d’eau chaude",
    HintKind.WATER: "Eau coupée",
    HintKind.ELECTRICITY: "Électricité coupée dans les communs",
    HintKind.GAS: "Gaz coupé",
    HintKind.ENTRANCE: "Interphone en panne",
    HintKind.PARKING: "Porte du parking en panne",
    HintKind.TELEVISION: "Antenne en panne",
    HintKind.WORKS: "Travaux dans l’escalier",
    HintKind.CLEANING: "Entretien décalé",
    HintKind.OTHER: "",
}


class HintDialog(SheetDialog):
    """A kind proposes its sentence; the hour of the end is compulsory: the hint goes by itself."""

    done_with = Signal(str)
    """A sentence that says what was done."""

    def __init__(self, parent: QWidget, around: Surroundings, customer_id: int | None, title: str) -> None:
        super().__init__(parent, "Informations sur l’immeuble", title)
        self._around, self._customer_id = around, customer_id
        self._writing, self._proposed = False, ""
        self._vocabulary: Vocabulary | None = None
        self._places: tuple[HintPlace, ...] = ()
        self.table: RowsTable[ListedHint] = RowsTable(HINTS, self)
        self.view = RowsView(self.table, "Informations en cours")
        self.frame = TableFrame(self.view)
        self.frame.say("Lecture…", "search")
        self.place, self.kind = Chooser(), Chooser()
        for word in HintKind:
            self.kind.addItem(word.label, word.value)
        self.sentence = QLineEdit()
        self.sentence.setMaxLength(LONGEST_SENTENCE)
        self.sentence.setPlaceholderText("Une phrase, par exemple « Ascenseur en panne »")
        self.until = MomentField()
        self._verdict = label("", "soft", wrap=True)
        self._lay_out()
        self.kind.currentIndexChanged.connect(self._on_kind)
        self.sentence.textChanged.connect(self._on_text)
        self._on_kind()
        self.resize(680, 440)
        self.kind.setFocus(Qt.FocusReason.OtherFocusReason)
        self._ask()

    def _lay_out(self) -> None:
        self.body.addWidget(self.frame)
        fields = (
            ("&Où", self.place),
            ("&Sujet", self.kind),
            ("&Information", self.sentence),
            ("&Jusqu’au", self.until),
        )
        self.body.addLayout(titled_rows(*fields))
        self.body.addWidget(self._verdict)
        self.body.addStretch(1)
        self.finish = KeyButton("Terminer celle choisie", "Alt+T")
        self.finish.clicked.connect(self._on_end)
        cancel = KeyButton("Fermer", "Échap")
        cancel.clicked.connect(self.reject)
        self.add = KeyButton("Signaler", "Ctrl+Entrée", kind="main")
        self.add.clicked.connect(self._on_add)
        for button in (self.finish, cancel, self.add):
            self.buttons.addWidget(button)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self._on_add)
        QShortcut(QKeySequence("Alt+T"), self).activated.connect(self._on_end)

    def _ask(self) -> None:
        self._around.runner.read(
            hint_choices,
            self._customer_id,
            owner=self,
            then=self._show,
            failed=self.messages.say_error,
            topic="hints",
        )

    def _show(self, choices: HintChoices) -> None:
        self._vocabulary, self._places = choices.vocabulary, choices.places
        for place in choices.places:
            self.place.addItem(place.words)
        self.table.show(choices.hints)
        self.frame.say("" if choices.hints else _NONE)
        end = choices.now + timedelta(hours=_USUAL_HOURS)
        self.until.show_moment(end.replace(minute=0))
        self._show_act()

    @Slot()
    def _on_kind(self) -> None:
        """Propose the sentence of the kind, unless something else is typed."""
        if self.sentence.text() == self._proposed:
            self._proposed = _STARTS[HintKind(self.kind.currentData())]
            self.sentence.setText(self._proposed)

    @Slot()
    def _on_text(self) -> None:
        self._show_act()

    def _show_act(self) -> None:
        verdict = check_note(self.sentence.text(), self._vocabulary) if self._vocabulary else None
        blocked = verdict is not None and verdict.outcome is NoteOutcome.BLOCK
        self._verdict.setText(verdict.sentence if verdict is not None and verdict.findings else "")
        ready = bool(self.sentence.text().strip()) and bool(self._places) and not blocked
        self.add.setEnabled(ready and not self._writing)
        self.finish.setEnabled(self.table.rowCount() > 0 and not self._writing)

    @Slot()
    def _on_add(self) -> None:
        if self.add.isEnabled():
            place = self._places[self.place.currentIndex()]
            kind = HintKind(self.kind.currentData())
            hint = NewHint(place, kind, self.sentence.text(), self.until.moment())
            # A warning is read under the field: pressing all the same is insisting.
            self._write(add_hint, hint, _INSISTS, then=self._on_added)

    @Slot()
    def _on_end(self) -> None:
        row = self.view.chosen()
        if self.finish.isEnabled() and 0 <= row < self.table.rowCount():
            hint = self.table.row(row)
            self._write(end_hint, hint.id, hint.version, then=self._on_ended)

    def _write(self, function: Callable[..., Any], *arguments: object, then: Then) -> None:
        self._writing = True
        self._show_act()
        self._around.runner.write(
            function, *arguments, owner=self, then=then, failed=self._show_failure, changes=("people",)
        )

    def _on_added(self, _number: int) -> None:
        self.done_with.emit("Information signalée dans les dossiers de l’immeuble, jusqu’à son heure.")
        self.accept()

    def _on_ended(self, _nothing: None) -> None:
        self.done_with.emit("Information terminée : les dossiers ne la montrent plus.")
        self.accept()

    def _show_failure(self, error: GuichetError) -> None:
        self._writing = False
        self._show_act()
        self.messages.say_error(error)
