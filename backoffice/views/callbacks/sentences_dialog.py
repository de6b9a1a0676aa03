"""F7: the sentences of the script, to be read aloud or copied; those above the level are greyed."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QWidget

from backoffice.services.caller.sentences import ReadySentence
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import Column, RowsTable


def _ink(row: ReadySentence) -> str:
    return "soft" if row.missing else ""


def _state(row: ReadySentence) -> str:
    return row.missing or "À dire"


_COLUMNS: tuple[Column[ReadySentence], ...] = (
    Column("Situation", lambda row: row.situation, strong=True, tone=_ink),
    Column("Phrase", lambda row: row.text, weight=1, tone=_ink),
    Column("Niveau", _state, tone=lambda row: "warn" if row.missing else "ok"),
)


class SentencesDialog(SheetDialog):
    """A list; Enter copies the current sentence if the level allows it."""

    def __init__(self, parent: QWidget, sentences: tuple[ReadySentence, ...], level: str) -> None:
        super().__init__(parent, "Phrases prêtes à lire", level)
        self.sentences = sentences
        self.table: RowsTable[ReadySentence] = RowsTable(_COLUMNS, self)
        self.view = RowsView(self.table, "Phrases", lines=3)
        self.view.opened.connect(self.copy)
        self.table.show(sentences)
        self.body.addWidget(TableFrame(self.view), 1)
        close = KeyButton("Fermer", "Échap")
        close.clicked.connect(self.reject)
        self.copy_button = KeyButton("Copier", "Entrée", kind="main")
        self.copy_button.clicked.connect(self._on_copy)
        self.buttons.addWidget(close)
        self.buttons.addWidget(self.copy_button)
        self.view.selectionModel().currentRowChanged.connect(self._on_row)
        self.view.choose(0)
        self._on_row()
        self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(940, 520)

    @Slot(int)
    def copy(self, place: int) -> None:
        """Copy a sentence, unless the caller may not hear it."""
        sentence = self.sentences[place]
        if sentence.missing is not None:
            self.messages.say(f"{sentence.missing}.", "warn")
            return
        QGuiApplication.clipboard().setText(sentence.text)
        self.messages.say("Phrase copiée.", "ok")

    @Slot()
    def _on_copy(self) -> None:
        self.copy(self.view.chosen())

    @Slot()
    def _on_row(self) -> None:
        place = self.view.chosen()
        missing = self.sentences[place].missing if place >= 0 else None
        self.copy_button.setEnabled(missing is None)
        self.copy_button.setToolTip(missing or "")
