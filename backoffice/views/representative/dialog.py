"""« Représentants »: the papers of a file, and a new one as it is seen (R3.24, R4.27)."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QCheckBox, QGridLayout, QLineEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_day, french_instant, last_day
from backoffice.rules.vocabulary.calls import (
    RepresentativeKind,
    RepresentativeProof,
    RepresentativeScope,
)
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.services.caller.representatives import (
    Paper,
    RepresentativeView,
    add_representative,
    end_representative,
    representatives,
)
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser, DayField, today
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, title_of
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable


def _tone(row: RepresentativeView) -> str:
    return "" if row.is_usable else "soft"


def _state(row: RepresentativeView) -> str:
    if row.is_usable:
        until = last_day(row.until)
        return f"en vigueur jusqu’au {french_day(until)}" if until else "en vigueur"
    return f"sert à partir du {french_instant(row.usable_from)}" if row.usable_from else "terminé"


COLUMNS: tuple[Column[RepresentativeView], ...] = (
    Column("Nom", lambda row: row.name, weight=3, strong=True, tone=_tone),
    Column("Titre", lambda row: row.kind.label, weight=2, tone=_tone),
    Column("Étendue", lambda row: row.scope.label, weight=2, tone=_tone),
    Column(
        "Papier",
        lambda row: f"{row.proof.label}, vu le {french_day(row.seen_on)} par {row.seen_by}",
        weight=4,
        tone=_tone,
    ),
    Column("État", _state, weight=3, tone=lambda row: "ok" if row.is_usable else "soft"),
)
_WAITS = (
    "Le mandat sert après le délai de sécurité du bailleur ; vu par un responsable, dès l’appel suivant. "
    "Le papier n’est ni copié ni conservé."
)


class _Words(Chooser):
    """One word of a closed list."""

    def __init__(self, name: str, words: type[Labelled]) -> None:
        super().__init__()
        self.setAccessibleName(name)
        self._words = tuple(words)
        self.addItems([word.label for word in words])

    def word(self) -> Labelled:
        """The word chosen."""
        return self._words[self.currentIndex()]


class RepresentativesDialog(SheetDialog):
    """The list above, what is read on a new paper under it."""

    changed = Signal()

    def __init__(self, parent: QWidget, around: Surroundings, customer_id: int, name: str) -> None:
        super().__init__(parent, "Représentants", name)
        self._around = around
        self._customer_id = customer_id
        self.rows: tuple[RepresentativeView, ...] = ()
        self.table: RowsTable[RepresentativeView] = RowsTable(COLUMNS, self)
        self.view = RowsView(self.table, "Représentants du locataire", lines=2)
        self.frame = TableFrame(self.view)
        self.name = QLineEdit()
        self.name.setAccessibleName("Nom écrit sur le papier")
        self.name.setMinimumWidth(220)
        self.kind = _Words("Titre", RepresentativeKind)
        self.scope = _Words("Étendue", RepresentativeScope)
        self.proof = _Words("Papier vu", RepresentativeProof)
        day = today()
        self.seen_on, self.since, self.until = (DayField(day) for _ in range(3))
        self.until.setDate(day.addYears(1))
        self.lives_there = QCheckBox("&Vit au logement sans titre : ne valide aucun changement")
        self.add = KeyButton("Enregistrer", "Ctrl+Entrée", kind="main")
        self.end = KeyButton("Mettre fin", "Alt+F")
        self._lay_out()
        self._again()

    def _lay_out(self) -> None:
        self.body.addWidget(self.frame)
        self.body.addWidget(label("Mandat vu aujourd’hui", "section"))
        fields = (
            ("&Nom", self.name), ("&Titre", self.kind), ("É&tendue", self.scope), ("&Papier", self.proof),
            ("&Vu le", self.seen_on), ("&Du", self.since), ("&Jusqu’au", self.until),
        )  # fmt: skip
        grid = QGridLayout()
        grid.setSpacing(8)
        for rank, (words, field) in enumerate(fields):
            row, side = divmod(rank, 4)
            grid.addWidget(title_of(words, field), 2 * row, side)
            grid.addWidget(field, 2 * row + 1, side)
        grid.addWidget(self.lives_there, 3, 3)
        self.body.addLayout(grid)
        self.body.addWidget(label(_WAITS, "soft", wrap=True))
        self.body.addStretch(1)
        close = KeyButton("Fermer", "Échap")
        close.clicked.connect(self.reject)
        self.add.clicked.connect(self._on_add)
        self.end.clicked.connect(self._on_end)
        for keys, slot in (
            ("Ctrl+Return", self._on_add),
            ("Ctrl+Enter", self._on_add),
            ("Alt+F", self._on_end),
        ):
            QShortcut(QKeySequence(keys), self).activated.connect(slot)
        for button in (self.end, close, self.add):
            self.buttons.addWidget(button)
        self.name.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(960, 560)

    def _again(self) -> None:
        self._around.runner.read(
            representatives, self._customer_id,
            owner=self, then=self._show, failed=self.messages.say_error, topic="papers",
        )  # fmt: skip

    def _show(self, rows: tuple[RepresentativeView, ...]) -> None:
        self.rows = rows
        self.table.show(rows)
        self.frame.say("" if rows else "Personne n’est connu pour parler à la place du locataire.")
        self.end.setEnabled(any(row.is_usable for row in rows))

    def paper(self) -> Paper:
        """What is read on the paper."""
        return Paper(
            RepresentativeKind(self.kind.word()),
            RepresentativeScope(self.scope.word()),
            RepresentativeProof(self.proof.word()),
            self.name.text(),
            self.seen_on.day(),
            self.since.day(),
            self.until.day(),
            self.lives_there.isChecked(),
        )

    @Slot()
    def _on_add(self) -> None:
        if not self.add.isEnabled():
            return
        self.add.setEnabled(False)
        self._around.runner.write(
            add_representative, self._customer_id, self.paper(),
            owner=self, then=self._on_added, failed=self._on_failed, changes=("call",),
        )  # fmt: skip

    @Slot()
    def _on_end(self) -> None:
        place = self.view.chosen()
        row = self.rows[place] if 0 <= place < len(self.rows) else None
        if row is not None:
            self._around.runner.write(
                end_representative, row.id, row.version,
                owner=self, then=self._on_ended, failed=self._on_failed, changes=("call",),
            )  # fmt: skip

    def _on_added(self, _made: int) -> None:
        self.add.setEnabled(True)
        self.name.clear()
        self.messages.say("Mandat enregistré.", "ok")
        self.changed.emit()
        self._again()

    def _on_ended(self, _nothing: None) -> None:
        self.messages.say("Mandat terminé.", "ok")
        self.changed.emit()
        self._again()

    def _on_failed(self, error: GuichetError) -> None:
        self.add.setEnabled(True)
        self.messages.say_error(error)
