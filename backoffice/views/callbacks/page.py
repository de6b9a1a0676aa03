"""« Mes rappels »: what I promised, or my agency did; a manager also sees what is late."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.calls import CallBackState
from backoffice.services.contacts.promises import (
    CallBackView,
    Owner,
    hand_over,
    my_call_backs,
    owners_for,
    settle,
)
from backoffice.views.callbacks.counts_dialog import CountsDialog
from backoffice.views.callbacks.promise_dialog import HandOverDialog
from backoffice.views.callbacks.told import ToldPanel
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.callbacks import CALL_BACKS, Listed
from backoffice.views.tables.rows import RowsTable

_NONE = "Aucun rappel à faire. F10 en promet un pendant un appel."
_CHANGES = ("callback",)


class CallBacksPage(QWidget):
    """A list; Enter opens the file, K, M and P settle or hand over the current row."""

    wanted = Signal(int)
    """The customer whose file is to be opened."""
    counted = Signal(int, int)
    """How many, and how many of them late."""
    said = Signal(str, str)
    failed = Signal(object)

    def __init__(self, around: Surroundings, hides: Callable[[int | None], bool]) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._hides = hides
        self.rows: tuple[CallBackView, ...] = ()
        self.table: RowsTable[Listed] = RowsTable(CALL_BACKS, self)
        self.view = RowsView(self.table, "Rappels à faire", lines=2)
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self.open_file = KeyButton("Ouvrir le dossier", "Entrée", kind="main")
        self.open_file.clicked.connect(self._on_open)
        self.kept = self._act("Tenu", "K", self._on_kept)
        self.missed = self._act("Manqué", "M", self._on_missed)
        self.given = self._act("Passer à…", "P", self._on_give)
        self.counts = self._act("Contacts sans dossier", "S", self.show_counts)
        self.counts.setAccessibleName("Contacts sans dossier, par motif et par semaine")
        self.show_manager(is_manager=False)
        keys = line(self.open_file, self.kept, self.missed, self.given, 1, self.counts)
        self.told = ToldPanel(around, self, hides)
        self.told.wanted.connect(self.wanted)
        self.told.said.connect(self.said)
        self.told.failed.connect(self.failed)
        self.setLayout(column(label("Mes rappels", "title"), self.frame, keys, self.told, 1, spacing=10))

    def again(self) -> None:
        """Ask for the list once more."""
        self._around.runner.read(
            my_call_backs, owner=self, then=self._show, failed=self.failed.emit, topic="call backs"
        )
        self.told.again()

    def take_focus(self) -> None:
        """Give the keyboard to the list."""
        self.view.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_manager(self, *, is_manager: bool) -> None:
        """Give a manager the figures, button and key."""
        self.counts.setVisible(is_manager)
        self.counts.setEnabled(is_manager)

    @Slot()
    def show_counts(self) -> None:
        """How many contacts without a case, week by week."""
        CountsDialog(self.window(), self._around).open()

    def remask(self) -> None:
        """Somebody listens, or no longer: of those he may not hear of, the number of the client stays."""
        place = self.view.chosen()
        self.table.show([self._listed(row) for row in self.rows])
        if place >= 0:
            self.view.choose(place)
        self.frame.say("" if self.rows else _NONE)
        for button in (self.open_file, self.kept, self.missed, self.given):
            button.setEnabled(bool(self.rows))
        self.told.remask()

    def _listed(self, row: CallBackView) -> Listed:
        return Listed(row, self._hides(row.customer_id))

    def _act(self, words: str, key: str, slot: Callable[[], None]) -> KeyButton:
        button = KeyButton(words, key)
        button.clicked.connect(slot)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
        return button

    def _show(self, rows: tuple[CallBackView, ...]) -> None:
        self.rows = rows
        self.remask()
        self.counted.emit(len(rows), sum(row.is_late for row in rows))

    def _row(self) -> CallBackView | None:
        place = self.view.chosen()
        return self.rows[place] if 0 <= place < len(self.rows) else None

    def _settle(self, state: CallBackState, words: str) -> None:
        row = self._row()
        if row is not None:
            self._write(f"Rappel {words} : {self._listed(row).who}.", settle, row.id, row.version, state)

    def _write(self, sentence: str, function: Callable[..., None], *arguments: object) -> None:
        self._around.runner.write(
            function, *arguments,
            owner=self, then=lambda _: self._on_done(sentence), failed=self._on_failed, changes=_CHANGES,
        )  # fmt: skip

    def _on_done(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")
        self.again()

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)
        self.again()

    @Slot()
    def _on_kept(self) -> None:
        self._settle(CallBackState.KEPT, "tenu")

    @Slot()
    def _on_missed(self) -> None:
        self._settle(CallBackState.MISSED, "manqué")

    @Slot()
    def _on_give(self) -> None:
        row = self._row()
        if row is not None:
            self._around.runner.read(
                owners_for,
                row.id,
                owner=self,
                then=lambda owners: self._offer(row, owners),
                failed=self.failed.emit,
                topic="owners",
            )

    def _offer(self, row: CallBackView, owners: tuple[Owner, ...]) -> None:
        dialog = HandOverDialog(self.window(), self._listed(row).who, owners)
        dialog.chosen.connect(lambda owner: self._give(row, owner))
        dialog.open()

    def _give(self, row: CallBackView, owner: Owner) -> None:
        self._write(f"Rappel passé à {owner.label}.", hand_over, row.id, row.version, owner)

    @Slot(int)
    def _on_opened(self, place: int) -> None:
        row = self.rows[place] if 0 <= place < len(self.rows) else None
        if row is not None and row.customer_id is not None:
            self.wanted.emit(row.customer_id)

    @Slot()
    def _on_open(self) -> None:
        self._on_opened(self.view.chosen())
