"""How a text was worded before: each version, by whom; one of them may be taken up again."""

from PySide6.QtCore import QModelIndex, Signal, Slot
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from backoffice.rules.letters.definition import Draft
from backoffice.services.letters.texts import TextVersion
from backoffice.views.letters.columns import VERSIONS
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.tables.rows import RowsTable

_NONE = "Ce texte n’a jamais été changé : c’est celui du programme."


class HistoryDialog(SheetDialog):
    """A former version is never changed: taking it up writes it in the editor, to be saved anew."""

    taken = Signal(object)
    """A ``Draft``."""

    def __init__(self, parent: QWidget, title: str, versions: tuple[TextVersion, ...]) -> None:
        super().__init__(
            parent, title, "Une version n’est jamais modifiée : la reprendre en écrit une nouvelle."
        )
        self.table: RowsTable[TextVersion] = RowsTable(VERSIONS, self)
        self.view = RowsView(self.table, "Versions du texte")
        self.words = QPlainTextEdit()
        self.words.setReadOnly(True)
        self.words.setTabChangesFocus(True)
        self.words.setAccessibleName("Texte de la version choisie")
        frame = TableFrame(self.view)
        self.body.addWidget(frame)
        self.body.addWidget(self.words, 1)
        self.take = KeyButton("Reprendre dans l’éditeur", "Ctrl+Entrée", kind="main")
        self.take.setShortcut("Ctrl+Return")
        self.take.clicked.connect(self._on_take)
        self.close_button = KeyButton("Fermer", "Échap")
        self.close_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.close_button)
        self.buttons.addWidget(self.take)
        self.resize(720, 540)
        self.view.selectionModel().currentRowChanged.connect(self._on_chosen)
        self.table.show(versions)
        frame.say("" if versions else _NONE)
        self.take.setEnabled(bool(versions))
        if versions:
            self.view.choose(0)

    @Slot(QModelIndex, QModelIndex)
    def _on_chosen(self, now: QModelIndex, _before: QModelIndex) -> None:
        if now.isValid():
            draft = self.table.row(now.row()).draft
            self.words.setPlainText(f"{draft.subject}\n\n{draft.body}".strip())

    @Slot()
    def _on_take(self) -> None:
        row = self.view.chosen()
        if row >= 0:
            draft = self.table.row(row).draft
            self.taken.emit(Draft(draft.subject, draft.body))
            self.accept()
