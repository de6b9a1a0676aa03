"""« Nouvelle personne »: who resembles him is shown before he is entered."""

from datetime import date
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFormLayout, QLineEdit, QWidget

from backoffice.errors import GuichetError, Misconfigured
from backoffice.rules.dates import french_day
from backoffice.rules.persons.entry import PROVEN_RELATIONS, birth_day
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.people import Civility, DistinctReason, PersonKind, Relation
from backoffice.services.duplicates.creation import NewPerson, PersonOrder, create_person, likely_persons
from backoffice.services.duplicates.results import Likely, PersonFacts
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import column, label, line, unbroken
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

LIKENESS_COLUMNS: tuple[Column[Any], ...] = (
    Column("Personne", lambda row: row.person.name, weight=4, strong=True),
    Column("Tiers", lambda row: row.person.party_number),
    Column("Né(e) le", lambda row: french_day(row.person.birth_date) if row.person.birth_date else "–"),
    Column("Au fichier", lambda row: "; ".join(row.person.files), weight=3, tone=lambda _row: "soft"),
    Column("Score", lambda row: f"{row.likeness.score} %", right=True, strong=True),
    Column("Pourquoi", lambda row: ", ".join(row.likeness.reasons), weight=5),
)
_NEVER = "Choisir…"
_CHECK, _ANYWAY = "Vérifier, puis ajouter", "Ajouter quand même"
_LOOK = (
    "Ces personnes lui ressemblent : si l’une d’elles est la bonne, annulez et ouvrez sa fiche. "
    "Sinon, dites pourquoi c’est une autre personne."
)


class PersonDialog(SheetDialog):
    """The first press of the main button looks for those alike; the second enters him, with a reason."""

    said = Signal(str, str)

    def __init__(self, parent: QWidget, around: Surroundings, customer_id: int, name: str) -> None:
        super().__init__(parent, "Nouvelle personne", f"Depuis le dossier de {name}")
        self._around, self._customer_id = around, customer_id
        self._command_id = str(uuid4())
        self._seen: frozenset[int] = frozenset()
        self.fields = {name: _field(words) for name, words in _FIELDS}
        self.kind, self.civility = _chooser(PersonKind, "Qui est-ce ?"), _chooser(Civility, "Civilité")
        self.relation = _chooser(_RELATIONS, "Lien avec le titulaire")
        self.since = DayField(today())
        self.since.setAccessibleName("Arrivée dans le logement")
        self.reason = _chooser(DistinctReason, "Pourquoi c’est une autre personne", never=_NEVER)
        self.table: RowsTable[Likely] = RowsTable(LIKENESS_COLUMNS, self)
        self.alike = TableFrame(RowsView(self.table, "Personnes ressemblantes", lines=2))
        self.act = KeyButton(_CHECK, "Ctrl+Entrée", kind="main")
        self._lay_out()
        self._forget()
        self.kind.currentIndexChanged.connect(self._on_kind)
        for field in self.fields.values():
            field.textEdited.connect(self._on_edited)
        self.fields["birth_name"].setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        left, right = QFormLayout(), QFormLayout()
        for form in (left, right):
            form.setVerticalSpacing(10)
        for words, field in (("Qui est-ce ?", self.kind), ("Civilité", self.civility)):
            left.addRow(words, field)
        for name, words in _FIELDS[:4]:
            left.addRow(words, self.fields[name])
        for name, words in _FIELDS[4:]:
            right.addRow(words, self.fields[name])
        self._home = (label("Lien avec le titulaire"), label("Arrivé(e) le"))
        right.addRow(self._home[0], self.relation)
        right.addRow(self._home[1], self.since)
        self.body.addLayout(line(left, right, spacing=20))
        self._why = column(
            label(unbroken(_LOOK), "soft", wrap=True),
            self.alike,
            label("Pourquoi est-ce une autre personne ?", "section"),
            self.reason,
            spacing=6,
        )
        self._below = QWidget()
        self._below.setLayout(self._why)
        self.body.addWidget(self._below)
        self.body.addStretch(1)
        cancel = KeyButton("Annuler", "Échap")
        cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self._on_act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.act.click)
        self.buttons.addWidget(cancel)
        self.buttons.addWidget(self.act)
        self.resize(980, 420)

    def _typed(self) -> NewPerson:
        """What the fields say. Raises ``Misconfigured``."""
        told = {name: field.text().strip() for name, field in self.fields.items()}
        born: date | None = birth_day(told["birth_date"])
        for name in ("birth_name", "first_names"):
            if not told[name]:
                raise Misconfigured(f"Il manque {dict(_MISSING)[name]} : tapez-le, puis recommencez.")
        return NewPerson(
            self._customer_id, PersonKind(self.kind.currentData()), Civility(self.civility.currentData()),
            told["birth_name"], told["first_names"], told["usage_name"] or None, born, told["phone"],
            told["email"], Relation(self.relation.currentData()), self.since.day(),
        )  # fmt: skip

    @Slot()
    def _on_act(self) -> None:
        try:
            typed = self._typed()
        except Misconfigured as error:
            self.messages.say_error(error)
            return
        self.messages.clear()
        self.act.setEnabled(False)
        if not self._seen:
            self._around.runner.read(
                likely_persons, typed,
                owner=self, then=self._on_likely, failed=self._on_failed, topic="likely",
            )  # fmt: skip
        else:
            self._create(typed)

    def _on_likely(self, found: tuple[Likely, ...]) -> None:
        self.act.setEnabled(True)
        if not found:
            self._create(self._typed())
            return
        self._seen = frozenset(one.person.id for one in found)
        self.table.show(found)
        self.alike.say("")
        self._below.show()
        self.act.say(_ANYWAY)
        self.resize(980, 620)
        self.reason.setFocus(Qt.FocusReason.OtherFocusReason)

    def _create(self, typed: NewPerson) -> None:
        reason = self.reason.currentData()
        if self._seen and reason is None:
            self.act.setEnabled(True)
            self.messages.say(
                "Dites pourquoi c’est une autre personne, ou annulez et ouvrez sa fiche.", "warn"
            )
            return
        order = PersonOrder(
            typed, self._command_id, self._seen, DistinctReason(reason) if self._seen else None
        )
        self.act.setEnabled(False)
        self._around.runner.write(
            create_person, order,
            owner=self, then=self._on_created, failed=self._on_failed, changes=("person",),
        )  # fmt: skip

    def _on_created(self, made: PersonFacts) -> None:
        self.said.emit(f"{made.name} est au fichier, tiers {made.party_number}.", "ok")
        self.accept()

    def _on_failed(self, error: GuichetError) -> None:
        self.act.setEnabled(True)
        self.messages.say_error(error)
        if error.code == "DUPLICATE_LIKELY":
            # A colleague entered somebody alike meanwhile: look again.
            self._forget()

    @Slot()
    def _on_edited(self) -> None:
        if self._seen:
            self._forget()

    def _forget(self) -> None:
        """What was typed has changed: those alike are to be looked for again."""
        self._seen, self._command_id = frozenset(), str(uuid4())
        self.reason.setCurrentIndex(0)
        self._below.hide()
        self.act.say(_CHECK)

    @Slot()
    def _on_kind(self) -> None:
        occupant = self.kind.currentData() == PersonKind.OCCUPANT
        for widget in (*self._home, self.relation, self.since):
            widget.setVisible(occupant)
        self._on_edited()


_RELATIONS = tuple(one for one in Relation if one not in {Relation.HOLDER, *PROVEN_RELATIONS})
_FIELDS = (
    ("birth_name", "Nom de naissance"),
    ("usage_name", "Nom d’usage, si autre"),
    ("first_names", "Prénoms"),
    ("birth_date", "Né(e) le (jj/mm/aaaa)"),
    ("phone", "Téléphone"),
    ("email", "Courriel"),
)
_MISSING = (("birth_name", "le nom de naissance"), ("first_names", "le prénom"))


def _field(words: str) -> QLineEdit:
    field = QLineEdit()
    field.setAccessibleName(words)
    field.setMaxLength(120)
    return field


def _chooser(words: Any, name: str, never: str = "") -> Chooser:
    chooser = Chooser()
    chooser.setAccessibleName(name)
    if never:
        chooser.addItem(never, None)
    word: Labelled
    for word in words:
        chooser.addItem(word.label, word.value)
    return chooser
