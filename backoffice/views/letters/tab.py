"""What the two tabs of « Textes et motifs » share: list, editor and preview, for one landlord."""

from typing import Any
from uuid import uuid4

from PySide6.QtCore import QModelIndex, Qt, Signal, Slot
from PySide6.QtWidgets import QLayout, QWidget

from backoffice.errors import Conflict, GuichetError
from backoffice.services.letters.texts import LandlordNamed
from backoffice.views.letters.tenant_preview import TenantPreview
from backoffice.views.parts.pieces import line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

_SHARES = (10, 11, 9)
_COLLEAGUE = "Ce que vous avez écrit est gardé ici : comparez avec les mots du collègue, puis enregistrez."


class WordsTab(QWidget):
    """What is typed and not saved is kept by each tab while the page lives, row by row."""

    said = Signal(str)
    failed = Signal(object)

    def __init__(
        self, around: Surroundings, columns: tuple[Column[Any], ...], name: str, lines: int = 1
    ) -> None:
        super().__init__()
        self._around = around
        self._landlord: LandlordNamed | None = None
        self._command = str(uuid4())
        self.table: RowsTable[Any] = RowsTable(columns, self)
        self.view = RowsView(self.table, name, lines=lines)
        self.view.opened.connect(self._on_opened)
        self.view.selectionModel().currentRowChanged.connect(self._on_chosen)
        self.frame = TableFrame(self.view)
        self.preview = TenantPreview()
        self.preview.wanted.connect(self._on_preview)

    def lay_side_by_side(self, left: QLayout, editor: QWidget) -> None:
        """The list, the editor, the preview with a real tenant."""
        sides = line(left, editor, self.preview, spacing=12)
        for rank, share in enumerate(_SHARES):
            sides.setStretch(rank, share)
        self.setLayout(sides)
        editor.setEnabled(False)

    def show_landlord(self, landlord: LandlordNamed) -> None:
        """The words of another landlord, or the same read again."""
        self._landlord = landlord
        self.again()

    def again(self) -> None:
        """Read what is in force."""
        raise NotImplementedError

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _on_opened(self, row: int) -> None:
        raise NotImplementedError

    def _on_chosen(self, now: QModelIndex, before: QModelIndex) -> None:
        raise NotImplementedError

    def _on_preview(self, number: str) -> None:
        raise NotImplementedError

    def _on_refused(self, error: GuichetError) -> None:
        """A colleague saved first: his words are read, one's own stay."""
        if isinstance(error, Conflict):
            self.again()
            self.said.emit(_COLLEAGUE)
        self.failed.emit(error)

    @Slot(object)
    def _on_no_preview(self, error: GuichetError) -> None:
        self.preview.say(error.sentence)
