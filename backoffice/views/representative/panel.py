"""Who may speak for the tenant, under his household; the papers are added and ended from there."""

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.services.caller.representatives import Papers, RepresentativeView, papers_of
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.representative.dialog import COLUMNS, RepresentativesDialog
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable

KEY = "M"
_NOBODY = "Personne n’est connu pour parler à la place du locataire."
_NOT_YOURS = "Un mandat est enregistré ou terminé par un conseiller, le quittancement ou un responsable."


class RepresentativesPanel(QWidget):
    """Read when it is looked at; ``key`` works from anywhere in ``around_it``."""

    def __init__(self, around: Surroundings, around_it: QWidget) -> None:
        super().__init__()
        self._around = around
        self._file: TenantFile | None = None
        self._stale = False
        self.table: RowsTable[RepresentativeView] = RowsTable(COLUMNS, self)
        self.view = RowsView(self.table, "Représentants du locataire", chooses_first=False, lines=2)
        self.frame = TableFrame(self.view)
        self.manage = KeyButton("Ajouter un mandat ou y mettre fin", KEY)
        self.manage.clicked.connect(self._on_manage)
        shortcut = QShortcut(QKeySequence(KEY), around_it)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self.manage.click)
        self.state = Elided("", "soft")
        head = line(label("Représentants", "section"), self.state, self.manage, spacing=10)
        head.setStretch(1, 1)
        self.setLayout(column(head, self.frame, spacing=6))

    def show_file(self, file: TenantFile) -> None:
        """The file in front was read: its papers are to be read again."""
        if self._file is None or self._file.customer_id != file.customer_id:
            self._list((), "Lecture…")
            self._may_write(allowed=False)
        self._file, self._stale = file, True
        self._read_if_seen()

    def showEvent(self, event: QShowEvent) -> None:
        """Somebody looks at it."""
        super().showEvent(event)
        self._read_if_seen()

    def _read_if_seen(self) -> None:
        if self._stale and self._file is not None and self.isVisible():
            self._stale = False
            self._around.runner.read(
                papers_of, self._file.customer_id,
                owner=self, then=self._show, failed=self._show_error, topic="papers",
            )  # fmt: skip

    def _show(self, papers: Papers) -> None:
        self._list(papers.rows, "" if papers.rows else _NOBODY)
        self._may_write(allowed=papers.may_write)

    def _list(self, rows: tuple[RepresentativeView, ...], sentence: str) -> None:
        """The papers, or one sentence beside the title: the household needs the room."""
        self.table.show(rows)
        self.state.say(sentence)
        self.frame.setVisible(bool(rows))

    def _may_write(self, *, allowed: bool) -> None:
        self.manage.setEnabled(allowed)
        self.manage.setToolTip("" if allowed else _NOT_YOURS)

    def _show_error(self, error: GuichetError) -> None:
        self._stale = True
        self._list((), error.sentence)

    @Slot()
    def _on_manage(self) -> None:
        if self._file is not None:
            dialog = RepresentativesDialog(
                self.window(), self._around, self._file.customer_id, self._file.name
            )
            dialog.open()
