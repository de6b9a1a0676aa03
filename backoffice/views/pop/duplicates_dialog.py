"""« Doublons »: who may be the person of the file, and the merges that can be undone."""

from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_instant
from backoffice.services.duplicates.file import FileDuplicates, duplicates_of_file
from backoffice.services.duplicates.merging import unmerge_persons
from backoffice.services.duplicates.results import MergeView, Parted
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.pop.digits import DigitRows, digit_column
from backoffice.views.pop.merge_dialog import MergeDialog
from backoffice.views.pop.person_dialog import LIKENESS_COLUMNS
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable


def _of_row(column: Column[Any]) -> Column[Any]:
    """The column of a row that comes with its digit."""
    return Column(
        column.title, lambda row: column.text(row[1]), column.weight, column.right, column.strong,
        None if column.tone is None else lambda row: "soft",
    )  # fmt: skip


def _state(merge: MergeView) -> str:
    if merge.undone_at is None:
        return "en vigueur"
    return f"défaite le {french_instant(merge.undone_at)} par {merge.undone_by or 'un collègue'}"


_ALIKE: tuple[Column[Any], ...] = (digit_column(), *(_of_row(column) for column in LIKENESS_COLUMNS))
_MERGES: tuple[Column[MergeView], ...] = (
    Column("Fiche gardée", lambda row: f"{row.kept_name}, tiers {row.kept_number}", weight=4, strong=True),
    Column("Fiche réunie", lambda row: f"{row.merged_name}, tiers {row.merged_number}", weight=4),
    Column("Motif", lambda row: row.reason, weight=2),
    Column("Par", lambda row: f"{row.who}, {french_instant(row.at)}", weight=3, tone=lambda _row: "soft"),
    Column("État", _state, weight=3, tone=lambda row: "" if row.undone_at is None else "soft"),
)


class DuplicatesDialog(SheetDialog):
    """A digit compares with one of them; a merge is undone from its line."""

    said = Signal(str, str)

    def __init__(self, parent: QWidget, around: Surroundings, customer_id: int, name: str) -> None:
        super().__init__(parent, "Doublons", f"Fiches qui ressemblent à celle de {name}")
        self._around, self._customer_id = around, customer_id
        self._found: FileDuplicates | None = None
        self._command_id = str(uuid4())
        self.rows = DigitRows(self, "Fiches ressemblantes", _ALIKE, lines=2)
        self.rows.chosen.connect(self._on_row)
        self.rows.frame.say("Lecture…")
        self.merges: RowsTable[MergeView] = RowsTable(_MERGES, self)
        self.merges_view = RowsView(self.merges, "Réunions de fiches", lines=2)
        self._frame = TableFrame(self.merges_view)
        self.undo = KeyButton("Défaire la réunion choisie", "Alt+D")
        self.undo.clicked.connect(self._on_undo)
        QShortcut(QKeySequence("Alt+D"), self).activated.connect(self._on_undo)
        self.body.addWidget(self.rows.frame)
        self.body.addWidget(label("Réunions de fiches dans ce dossier", "section"))
        self.body.addWidget(self._frame)
        self.body.addStretch(1)
        close = KeyButton("Fermer", "Échap")
        close.setAutoDefault(True)
        close.clicked.connect(self.reject)
        self.buttons.addWidget(self.undo)
        self.buttons.addWidget(close)
        close.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(1100, 460)
        self._read()

    @Slot()
    def _read(self) -> None:
        self._around.runner.read(
            duplicates_of_file, self._customer_id,
            owner=self, then=self._show, failed=self.messages.say_error, topic="duplicates",
        )  # fmt: skip

    def _show(self, found: FileDuplicates) -> None:
        self._found = found
        self.rows.show(found.likely)
        self.rows.frame.say("" if found.likely else "Aucune fiche de vos dossiers ne ressemble à celle-ci.")
        self.merges.show(found.merges)
        self._frame.say("" if found.merges else "Aucune fiche n’a été réunie dans ce dossier.")
        self.undo.setEnabled(any(merge.undone_at is None for merge in found.merges))

    @Slot(int)
    def _on_row(self, row: int) -> None:
        assert self._found is not None, "rows were read"
        dialog = MergeDialog(self, self._around, self._found.person.id, self._found.likely[row].person.id)
        dialog.done_with.connect(self._on_done)
        dialog.open()

    @Slot(str)
    def _on_done(self, sentence: str) -> None:
        self.messages.say(sentence, "ok")
        self._read()

    @Slot()
    def _on_undo(self) -> None:
        merges = self._found.merges if self._found else ()
        live = [merge for merge in merges if merge.undone_at is None]
        chosen = self.merges_view.chosen()
        merge = merges[chosen] if 0 <= chosen < len(merges) else (live[0] if len(live) == 1 else None)
        if merge is None or merge.undone_at is not None:
            self.messages.say("Choisissez d’abord une réunion en vigueur dans la liste.", "accent")
            return
        self.undo.setEnabled(False)
        self._around.runner.write(
            unmerge_persons, merge.id, merge.version, self._command_id,
            owner=self, then=self._on_parted, failed=self._on_failed, changes=("person",),
        )  # fmt: skip

    def _on_parted(self, parted: Parted) -> None:
        self._command_id = str(uuid4())
        self.messages.say(parted.sentence, "warn" if parted.left else "ok")
        self._read()

    def _on_failed(self, error: GuichetError) -> None:
        self.undo.setEnabled(True)
        self.messages.say_error(error)
