"""The list of a queue: what waits, for when, whose, who holds it; Enter takes one, or opens its file."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.work.waiting import WaitingItem, WaitingList, listed_items
from backoffice.views.items.keys import OwnKeys
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.queue.away import AwayLine
from backoffice.views.queue.chips import FilterBar
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.queue import CHOSEN, WAITING
from backoffice.views.tables.rows import Column, RowsTable

MOST_CHOSEN = 200
_TOPIC = "queue"
_PAUSE_MILLISECONDS = 5000
"""Three hundred desktops hear of every decision: each reads its list again at most that often."""
_CLAIMS_MILLISECONDS = 60_000
"""A claim ends by itself and nobody says so."""
_READING = "Lecture de la file…"
_EMPTY = "Rien n’attend dans cette file pour vos agences."
_NONE_SUCH = "Rien de tel dans cette file : la touche 0 montre tout."
_KEPT_BACK = (
    "Rien à vous montrer dans cette file : ce qui attend est réservé au responsable ou à une autre agence."
)


class QueuePage(QWidget):
    """One queue at a time; nothing is decided here, nor claimed by looking."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    """The customer of an item whose kind has no page."""
    chosen = Signal(object)
    """A ``WaitingItem`` to take."""
    next_wanted = Signal()
    bulk_wanted = Signal(object)
    """The ``WaitingItem``s chosen for one decision."""
    looks_wanted = Signal()
    absences_wanted = Signal()
    opened = Signal()
    """In front again: nothing is in hand any more."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.kind: WorkKind | None = None
        self._due = False
        self._wants_keyboard = False
        self.picked: set[int] = set()
        self.title = label("", "title")
        self.summary = Elided("", "soft")
        self.chips = FilterBar()
        self.chips.changed.connect(self.again)
        self.take_next = KeyButton("Suivant", "F8", kind="main")
        self.take_next.clicked.connect(self.next_wanted)
        self.bulk = KeyButton("Décider ensemble", "B")
        self.bulk.clicked.connect(self._on_bulk)
        self.looks = KeyButton("Relire", "V", kind="quiet")
        self.looks.clicked.connect(self.looks_wanted)
        self.absences = KeyButton("Absences", "A", kind="quiet")
        self.absences.clicked.connect(self.absences_wanted)
        self.away = AwayLine(around.runner)
        self.table: RowsTable[WaitingItem] = RowsTable(self._columns(), self)
        self.view = RowsView(self.table, "Demandes de la file", chooses_first=False)
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self._lay_out()
        OwnKeys(self, self._keys())
        OwnKeys(self.view, {(Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Space): self._pick})
        self._pause = QTimer(self, singleShot=True, interval=_PAUSE_MILLISECONDS)
        self._pause.timeout.connect(self._on_pause_over)
        self._claims = QTimer(self, interval=_CLAIMS_MILLISECONDS)
        self._claims.timeout.connect(self.again)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        top = line(self.title, self.summary, self.absences, self.looks, self.bulk, self.take_next, spacing=10)
        top.setStretch(1, 1)
        layout.addLayout(top)
        layout.addWidget(self.away)
        layout.addWidget(self.chips)
        layout.addWidget(self.frame)
        layout.addStretch(1)

    def _columns(self) -> tuple[Column[WaitingItem], ...]:
        """Those of the list, the first one marked where an item is chosen."""
        first = WAITING[0]

        def marked(row: WaitingItem) -> str:
            return f"{CHOSEN if row.item_id in self.picked else ''}{first.text(row)}"

        return (Column(first.title, marked, tone=first.tone), *WAITING[1:])

    def _keys(self) -> dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]:
        chips = self.chips
        plain: dict[Qt.Key, Callable[[], object]] = {
            Qt.Key.Key_F8: self.next_wanted.emit,
            Qt.Key.Key_B: self._on_bulk,
            Qt.Key.Key_V: self.looks_wanted.emit,
            Qt.Key.Key_A: self.absences_wanted.emit,
            Qt.Key.Key_R: partial(chips.turn, "late"),
            Qt.Key.Key_L: partial(chips.turn, "free"),
            Qt.Key.Key_P: partial(chips.turn, "passed_on"),
            Qt.Key.Key_C: chips.next_channel,
            Qt.Key.Key_E: chips.next_detail,
            Qt.Key.Key_G: chips.next_agency,
            Qt.Key.Key_T: chips.next_sort,
            Qt.Key.Key_0: chips.show_all,
        }
        return {(Qt.KeyboardModifier.NoModifier, key): act for key, act in plain.items()}

    def open(self, kind: WorkKind) -> None:
        """Show a queue, the keyboard in its list."""
        if kind is not self.kind:
            self.kind = kind
            self.title.setText(kind.label)
            self.view.setAccessibleName(f"File « {kind.label} »")
            self.picked.clear()
            self.chips.show_kind(kind)
            self.table.show(())
            self.summary.say("")
            self.frame.say(_READING, "search")
        self._wants_keyboard = True
        self.away.again()
        self.again()

    def take_up(self) -> None:
        """Come in front: the list read again, the keyboard in it."""
        self._wants_keyboard = True
        self.again()

    @Slot()
    def again(self) -> None:
        """Read the list once more."""
        if self.chips.asked is not None:
            self._due = False
            self._pause.start()
            self._around.runner.read(
                listed_items, self.chips.asked, self.chips.sort,
                owner=self, then=self._show, failed=self._show_error, topic=_TOPIC,
            )  # fmt: skip

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
        self.opened.emit()
        if self._due and not self._pause.isActive():
            self.again()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks: nothing is read."""
        super().hideEvent(event)
        self._claims.stop()

    def changed(self) -> None:
        """Something of this list was decided here: read it when it is next looked at."""
        self._due = True

    def _show(self, waiting: WaitingList) -> None:
        row, item = self.view.chosen(), self._chosen_item()
        scrolled = self.view.verticalScrollBar().value()
        self.picked &= {one.item_id for one in waiting.items}
        self.chips.note(waiting.items)
        self.table.show(waiting.items)
        empty = _KEPT_BACK if waiting.kept_back else _NONE_SUCH if waiting.narrowed else _EMPTY
        self.frame.say("" if waiting.items else empty, "info" if waiting.kept_back else "ok")
        self._say_summary(waiting)
        items = [one.item_id for one in waiting.items]
        self.view.choose(items.index(item) if item in items else max(row, 0))
        self.view.verticalScrollBar().setValue(scrolled)
        self._take_keyboard(self.view if waiting.items else self.chips.whole)

    def _say_summary(self, waiting: WaitingList) -> None:
        self.summary.say(_summary(waiting))
        count = len(self.picked)
        self.bulk.say(f"Décider ensemble ({count})" if count else "Décider ensemble")
        self.bulk.setEnabled(bool(count))

    def _chosen_item(self) -> int | None:
        row = self.view.chosen()
        return self.table.row(row).item_id if row >= 0 else None

    def _show_error(self, error: GuichetError) -> None:
        self.frame.say(error.sentence, "error", "bad")
        self.summary.say("")
        self._take_keyboard(self.take_next)

    def _take_keyboard(self, widget: QWidget) -> None:
        """Once, when the list that was asked for has come."""
        if self._wants_keyboard and self.isVisible():
            at = widget if widget.isEnabled() else self.take_next
            at.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_keyboard = False

    @Slot()
    def _on_pause_over(self) -> None:
        if self._due and self.isVisible():
            self.again()

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        self.chosen.emit(self.table.row(row))

    def _pick(self) -> None:
        """Choose the row for a decision in bulk, or no longer; then the next row."""
        row = self.view.chosen()
        if row < 0:
            return
        item = self.table.row(row)
        if item.item_id in self.picked:
            self.picked.discard(item.item_id)
        elif len(self.picked) < MOST_CHOSEN:
            self.picked.add(item.item_id)
        else:
            self.said.emit(f"{MOST_CHOSEN} dossiers au plus se décident ensemble : décidez ceux-là d’abord.")
        self.table.put(row, item)
        self.view.choose(row + 1)
        count = len(self.picked)
        self.bulk.say(f"Décider ensemble ({count})" if count else "Décider ensemble")
        self.bulk.setEnabled(bool(count))

    @Slot()
    def _on_bulk(self) -> None:
        if self.picked:
            self.bulk_wanted.emit(tuple(item for item in self.table.rows if item.item_id in self.picked))
        else:
            self.said.emit("Choisissez d’abord des dossiers par la barre d’espace.")


def _summary(waiting: WaitingList) -> str:
    count = len(waiting.items)
    if not count:
        return ""
    late = sum(item.late for item in waiting.items)
    told = [f"Les {count} premiers sur {waiting.open_items}" if waiting.more else f"{count} à traiter"]
    if late:
        told.append(f"{late} en retard")
    if waiting.kept_back:
        told.append(f"{waiting.kept_back} pour le responsable ou une autre agence")
    return ", ".join(told) + "    ↑ ↓ choisir    Entrée prendre    Espace cocher"
