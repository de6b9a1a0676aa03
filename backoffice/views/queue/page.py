"""The list of a queue: what waits, for when, whose it is, who holds it; Enter opens the tenant’s file."""

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.work.waiting import WaitingItem, WaitingList, waiting_items
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.queue import WAITING
from backoffice.views.tables.rows import RowsTable

_TOPIC = "queue"
_PAUSE_MILLISECONDS = 5000
"""Three hundred desktops hear of every decision: each reads its list again at most that often."""
_CLAIMS_MILLISECONDS = 60_000
"""A claim ends by itself and nobody says so."""
_READING = "Lecture de la file…"
_EMPTY = "Rien n’attend dans cette file pour vos agences."
_KEPT_BACK = (
    "Rien à vous montrer dans cette file : ce qui attend est réservé au responsable ou à une autre agence."
)


class QueuePage(QWidget):
    """One queue at a time; nothing is decided here, nor claimed by looking."""

    chosen = Signal(int)
    """The customer of an item."""
    back = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.kind: WorkKind | None = None
        self._due = False
        self._wants_keyboard = False
        self.title = label("", "title")
        self.summary = Elided("", "soft")
        self._leave = KeyButton("Retour", "Échap", kind="quiet", icon_name="back")
        self._leave.clicked.connect(self.back)
        self.table: RowsTable[WaitingItem] = RowsTable(WAITING, self)
        self.view = RowsView(self.table, "Demandes de la file", chooses_first=False)
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        top = line(self._leave, self.title, self.summary, spacing=10)
        top.setStretch(2, 1)
        layout.addLayout(top)
        layout.addWidget(self.frame)
        layout.addStretch(1)
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._on_pause_over)
        self._claims = QTimer(self, interval=_CLAIMS_MILLISECONDS)
        self._claims.timeout.connect(self.again)

    def open(self, kind: WorkKind) -> None:
        """Show a queue, the keyboard in its list."""
        if kind is not self.kind:
            self.kind = kind
            self.title.setText(kind.label)
            self.view.setAccessibleName(f"File « {kind.label} »")
            self.table.show(())
            self.summary.say("")
            self.frame.say(_READING, "search")
        self._wants_keyboard = True
        self.again()

    @Slot()
    def again(self) -> None:
        """Read the list once more."""
        if self.kind is not None:
            self._due = False
            self._pause.start()
            self._around.runner.read(
                waiting_items, self.kind, owner=self, then=self._show, failed=self._show_error, topic=_TOPIC
            )

    def on_news(self, kinds: frozenset[str]) -> None:
        """Read it again if this queue changed: now, or at the end of the pause."""
        if self.kind is None or f"work.{self.kind.value}" not in kinds:
            return
        self._due = True
        if self.isVisible() and not self._pause.isActive():
            self.again()

    def showEvent(self, event: QShowEvent) -> None:
        """In front again: what changed meanwhile is read."""
        super().showEvent(event)
        self._claims.start()
        if self._due and not self._pause.isActive():
            self.again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is read."""
        super().hideEvent(event)
        self._claims.stop()

    def _show(self, waiting: WaitingList) -> None:
        row, item = self.view.chosen(), self._chosen_item()
        scrolled = self.view.verticalScrollBar().value()
        self.table.show(waiting.items)
        empty = _KEPT_BACK if waiting.kept_back else _EMPTY
        self.frame.say("" if waiting.items else empty, "info" if waiting.kept_back else "ok")
        self.summary.say(_summary(waiting))
        items = [one.item_id for one in waiting.items]
        self.view.choose(items.index(item) if item in items else max(row, 0))
        self.view.verticalScrollBar().setValue(scrolled)
        self._take_keyboard(self.view if waiting.items else self._leave)

    def _chosen_item(self) -> int | None:
        row = self.view.chosen()
        return self.table.row(row).item_id if row >= 0 else None

    def _show_error(self, error: GuichetError) -> None:
        self.frame.say(error.sentence, "error", "bad")
        self.summary.say("")
        self._take_keyboard(self._leave)

    def _take_keyboard(self, widget: QWidget) -> None:
        """Once, when the list that was asked for has come."""
        if self._wants_keyboard and self.isVisible():
            widget.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_keyboard = False

    @Slot()
    def _on_pause_over(self) -> None:
        if self._due and self.isVisible():
            self.again()

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        self.chosen.emit(self.table.row(row).customer_id)


def _summary(waiting: WaitingList) -> str:
    count = len(waiting.items)
    if not count:
        return ""
    late = sum(item.late for item in waiting.items)
    told = [f"Les {count} plus pressants sur {waiting.open_items}" if waiting.more else f"{count} à traiter"]
    if late:
        told.append(f"{late} en retard")
    if waiting.kept_back:
        told.append(f"{waiting.kept_back} pour le responsable ou une autre agence")
    return ", ".join(told) + "    ↑ ↓ choisir    Entrée ouvrir le dossier"
