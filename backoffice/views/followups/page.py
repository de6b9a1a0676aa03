"""« Suites » : what decisions left to be done, the most pressing first."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_day
from backoffice.rules.vocabulary.validation.tasks import FollowUpKind, FollowUpState
from backoffice.services.followups.listing import MOST_LISTED, FollowUpView, follow_ups
from backoffice.services.followups.settling import Settled, settle_follow_up
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import column, label, line, title_of
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

_NONE = "Rien à faire : aucune décision n’a laissé de suite ouverte."
_NONE_SO = "Aucune suite de ce choix : changez la nature ou l’agence."


def _late(row: FollowUpView) -> str:
    return "bad" if row.is_late else ""


def _soft(_row: FollowUpView) -> str:
    return "soft"


FOLLOW_UPS: tuple[Column[FollowUpView], ...] = (
    Column("Avant le", lambda row: french_day(row.due_on), tone=_late, strong=True),
    Column("Échéance", lambda row: row.when, tone=_late, weight=2),
    Column("À faire", lambda row: row.kind.label, weight=4, strong=True),
    Column("Locataire", lambda row: row.name, weight=3),
    Column("Client", lambda row: row.client_ref, tone=_soft),
    Column("Contrat", lambda row: row.contract, tone=_soft),
    Column("Agence", lambda row: row.agency, weight=2, tone=_soft),
)


class FollowUpsPage(QWidget):
    """A list; Enter opens the file, K says that it is done, S that it is not needed, Ctrl+Z takes it back."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._agencies: dict[int, str] = {}
        self.last: Settled | None = None
        self.rows: tuple[FollowUpView, ...] = ()
        self.table: RowsTable[FollowUpView] = RowsTable(FOLLOW_UPS, self)
        self.view = RowsView(self.table, "Suites à faire", lines=2)
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self.kind, self.agency = Chooser(), Chooser()
        self.kind.addItem("Toutes", None)
        for one in FollowUpKind:
            self.kind.addItem(one.label, one.value)
        self.agency.addItem("Toutes", None)
        self.kind.setAccessibleName("Nature des suites")
        self.agency.setAccessibleName("Agence")
        for box in (self.kind, self.agency):
            box.activated.connect(self.again)
        self.open_file = KeyButton("Ouvrir le dossier", "Entrée", kind="main")
        self.open_file.clicked.connect(self._on_open)
        self.done = self._act("Faite", "K", "K", self._on_done)
        self.dropped = self._act("Sans objet", "S", "S", self._on_dropped)
        self.undo = self._act("Annuler", "Ctrl+Z", "Ctrl+Z", self._on_undo)
        self.undo.setEnabled(False)
        filters = line(
            title_of("Nature", self.kind), self.kind, title_of("Agence", self.agency), self.agency, 1
        )
        keys = line(self.open_file, self.done, self.dropped, 1, self.undo)
        title = label("Suites des décisions", "title")
        self.setLayout(column(title, filters, self.frame, keys, 1, spacing=10))

    def take_up(self) -> None:
        """Read the list, and give it the keyboard; while it is empty, the filters have it."""
        self.again()
        self._take_keyboard()

    @Slot()
    def again(self, *_chosen: object) -> None:
        """Ask for the list once more."""
        kind = self.kind.currentData()
        wanted = FollowUpKind(kind) if kind else None
        self._around.runner.read(
            partial(follow_ups, kind=wanted, agency_id=self.agency.currentData()),
            owner=self, then=self._show, failed=self.failed.emit, topic="follow-ups",
        )  # fmt: skip

    def on_news(self, kinds: frozenset[str]) -> None:
        """A decision of a colleague may have left or taken back a task."""
        if any(one.startswith("work.") or one == "followups" for one in kinds):
            self.again()

    def _take_keyboard(self) -> None:
        # A list without rows is hidden behind its sentence, and what is hidden takes no keyboard.
        taker = self.view if self.view.isVisibleTo(self) else self.kind
        taker.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _act(self, words: str, shown: str, key: str, slot: Callable[[], None]) -> KeyButton:
        button = KeyButton(words, shown)
        button.clicked.connect(slot)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
        return button

    def _show(self, rows: tuple[FollowUpView, ...]) -> None:
        place = self.view.chosen()
        self.rows = rows
        self.table.show(list(rows))
        if rows:
            self.view.choose(min(max(place, 0), len(rows) - 1))
        chosen = self.kind.currentData() or self.agency.currentData()
        more = f"Les {MOST_LISTED} plus pressées : choisissez une nature ou une agence pour voir les autres."
        empty = _NONE_SO if chosen else _NONE
        here = self.view.hasFocus()
        self.frame.say(empty if not rows else more if len(rows) == MOST_LISTED else "")
        for row in rows:
            if row.agency_id is not None and row.agency_id not in self._agencies:
                self._agencies[row.agency_id] = row.agency
                self.agency.addItem(row.agency, row.agency_id)
        for button in (self.open_file, self.done, self.dropped):
            button.setEnabled(bool(rows))
        if here:
            self._take_keyboard()

    def _row(self) -> FollowUpView | None:
        place = self.view.chosen()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def _settle(self, task_id: int, version: int, state: FollowUpState) -> None:
        self._around.runner.write(
            settle_follow_up, task_id, version, state, str(uuid4()),
            owner=self, then=self._on_settled, failed=self._on_failed, changes=("followups",),
        )  # fmt: skip

    def _on_settled(self, settled: Settled) -> None:
        self.last = settled if settled.state is not FollowUpState.OPEN else None
        self.undo.setEnabled(self.last is not None)
        self.said.emit(settled.sentence)
        self.again()

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)
        self.again()

    @Slot()
    def _on_done(self) -> None:
        row = self._row()
        if row is not None:
            self._settle(row.id, row.version, FollowUpState.DONE)

    @Slot()
    def _on_dropped(self) -> None:
        row = self._row()
        if row is not None:
            self._settle(row.id, row.version, FollowUpState.CANCELLED)

    @Slot()
    def _on_undo(self) -> None:
        if self.last is not None:
            self._settle(self.last.id, self.last.version, FollowUpState.OPEN)

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        if 0 <= place < len(self.rows):
            self.tenant_asked.emit(self.rows[place].customer_id)

    @Slot()
    def _on_open(self) -> None:
        self._on_opened(self.view.chosen())
