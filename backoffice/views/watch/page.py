"""« Anomalies des comptes »: figures, and the files behind each, for managers."""

from functools import partial

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QGridLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.portal.watch import AnomalyKind, explained, nothing_of
from backoffice.services.portal.watch.figures import anomaly_figures
from backoffice.services.portal.watch.lists import anomaly_list
from backoffice.services.portal.watch.results import Anomalies, AnomalyPage, AnomalyRow
from backoffice.views.items.keys import OwnKeys
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import RowsTable
from backoffice.views.tables.watch import ANOMALIES
from backoffice.views.watch.sending_line import SendingLine
from backoffice.views.watch.tile import AnomalyTile

_FIGURES, _LIST = "anomaly figures", "anomaly list"
_COLUMNS = 4
_ESCAPE = (Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Escape)
_WHAT_FOR = (
    "Pour la sécurité des comptes seule. "
    "Chaque lecture de cette page et de ses listes est gardée dans la trace."
)
_START = "Choisissez un chiffre : ses dossiers s’affichent ici, Entrée les ouvre."


class WatchPage(QWidget):
    """Tiles above, the list of one of them below; Enter opens a list, then a file, Escape goes back."""

    said = Signal(str)
    failed = Signal(object)
    """A ``GuichetError``."""
    tenant_asked = Signal(int)
    """The customer whose file is to be opened."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.chosen: AnomalyKind | None = None
        self.tiles = {kind: AnomalyTile(kind, rank) for rank, kind in enumerate(AnomalyKind, 1)}
        for rank, (kind, tile) in enumerate(self.tiles.items(), 1):
            tile.clicked.connect(partial(self.open_list, kind))
            self._on_key(str(rank), partial(self.open_list, kind))
        self.sending = SendingLine(around.runner)
        self.explanation = label("", "soft", wrap=True)
        self.table: RowsTable[AnomalyRow] = RowsTable(ANOMALIES, self)
        self.view = RowsView(self.table, "Dossiers de cette anomalie")
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self.open_file = KeyButton("Ouvrir le dossier", "Entrée", kind="main")
        self.open_file.clicked.connect(self._on_open)
        self.more = KeyButton("Afficher la suite", "S")
        self.more.clicked.connect(self._on_more)
        self.back = KeyButton("Revenir aux chiffres", "Échap")
        self.back.clicked.connect(self.close_list)
        self.count = label("", "soft")
        self._on_key("S", self.more.click)
        # Escape is the window's too: it is taken while there is a list to close.
        OwnKeys(self, {_ESCAPE: self.close_list}, when=lambda: self.chosen is not None)
        keys = line(self.open_file, self.more, self.back, 1, self.count)
        pieces = (label("Anomalies des comptes", "title"), label(_WHAT_FOR, "soft", wrap=True), self._grid())
        self.setLayout(column(*pieces, self.sending.words, self.explanation, self.frame, keys, 1, spacing=10))
        self.close_list()

    def take_up(self) -> None:
        """The page comes to the front: count again, ready on the figure last looked at."""
        self.again()
        if self.chosen is None:
            next(iter(self.tiles.values())).setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def again(self) -> None:
        """Ask for the figures once more, and for the list that is open."""
        for tile in self.tiles.values():
            tile.wait()
        self.sending.again()
        self._around.runner.read(
            anomaly_figures, self._around.landlord,
            owner=self, then=self._show_figures, failed=self._on_failed, topic=_FIGURES,
        )  # fmt: skip
        if self.chosen is not None:
            self._read(self.chosen, 0)

    @Slot()
    def open_list(self, kind: AnomalyKind) -> None:
        """Show the files of one kind, the latest first."""
        self.chosen = kind
        for other, tile in self.tiles.items():
            tile.setChecked(other is kind)
        self.explanation.setText(explained(kind))
        self.explanation.show()
        self.table.show(())
        self.view.setAccessibleName(kind.label)
        self.frame.say("Lecture de la liste…", "watch")
        self._offer(more=False)
        self._read(kind, 0)

    @Slot()
    def close_list(self) -> None:
        """Back to the figures, on the one whose list was open."""
        last, self.chosen = self.chosen, None
        for tile in self.tiles.values():
            tile.setChecked(False)
        self.explanation.hide()
        self.table.show(())
        self.frame.say(_START, "watch")
        self._offer(more=False)
        if last is not None:
            self.tiles[last].setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        for rank, tile in enumerate(self.tiles.values()):
            grid.addWidget(tile, rank // _COLUMNS, rank % _COLUMNS)
        for place in range(_COLUMNS):
            grid.setColumnStretch(place, 1)
        return grid

    def _on_key(self, key: str, slot: object) -> None:
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(slot)

    def _read(self, kind: AnomalyKind, skipped: int) -> None:
        self._around.runner.read(
            anomaly_list, kind, self._around.landlord, skipped,
            owner=self, then=self._show_list, failed=self._on_list_failed, topic=_LIST,
        )  # fmt: skip

    def _show_figures(self, found: tuple[Anomalies, ...]) -> None:
        for one in found:
            self.tiles[one.kind].show_figure(one)
        self._say_count()

    def _show_list(self, page: AnomalyPage) -> None:
        if page.kind is not self.chosen:
            return
        if page.skipped:
            self.table.add(page.rows)
        else:
            self.table.show(page.rows)
            self.frame.say("" if page.rows else nothing_of(page.kind), "ok")
            if page.rows:
                self.view.choose(0)
                self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._offer(more=page.more)

    def _offer(self, *, more: bool) -> None:
        """What can be pressed now."""
        self.open_file.setEnabled(bool(self.table.rows))
        self.more.setVisible(more)
        self.back.setEnabled(self.chosen is not None)
        self._say_count()

    def _say_count(self) -> None:
        shown = len(self.table.rows)
        whole = self.tiles[self.chosen].files if self.chosen else 0
        cut = f"{shown} dossiers affichés sur {whole}" if shown < whole else f"{shown} dossiers"
        self.count.setText(cut.replace("dossiers", "dossier") if shown == whole == 1 else cut)
        self.count.setVisible(shown > 0)

    def _on_failed(self, error: GuichetError) -> None:
        for tile in self.tiles.values():
            tile.wait()
        self.failed.emit(error)

    def _on_list_failed(self, error: GuichetError) -> None:
        self.table.show(())
        self.frame.say(error.sentence, "error", "bad")
        self._offer(more=False)
        self.failed.emit(error)

    @Slot()
    def _on_more(self) -> None:
        if self.chosen is not None and self.more.isVisible():
            self._read(self.chosen, len(self.table.rows))

    @Slot()
    def _on_open(self) -> None:
        self._on_opened(self.view.chosen())

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        if 0 <= place < len(self.table.rows):
            self.tenant_asked.emit(self.table.row(place).customer_id)
