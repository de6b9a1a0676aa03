"""Historique: one line for everything that happened, newest first, read further as one scrolls."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut

from backoffice.errors import GuichetError
from backoffice.services.desk.timeline.pages import PAGE, timeline
from backoffice.services.desk.timeline.results import ALL_FAMILIES, Cursor, Family, TimelineLine, TimelinePage
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import label, line
from backoffice.views.pop.part_dialog import PartDialog
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.tenant import TIMELINE
from backoffice.views.tenant.lazy import LazyTab

KEYS = {
    Family.MONEY: "A",
    Family.DOCUMENT: "D",
    Family.PORTAL: "P",
    Family.CALL: "L",
    Family.DECISION: "C",
    Family.MESSAGE: "M",
    Family.REQUEST: "E",
}
EVERYTHING = "T"
_PART = "Alt+D"
_NO_MERGE = "Choisissez d’abord une ligne de réunion de fiches en vigueur."
_EMPTY = "Rien ne s’est encore passé sur ce dossier."
_FILTERED = "Rien de tel sur ce dossier : « T » montre tout."
_MORE = "more"


class TimelineTab(LazyTab):
    """Filters add up; none chosen shows everything. The place of the reader is kept when it is read again."""

    said = Signal(str, str)
    """A sentence and its tone."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "Historique", TIMELINE, _EMPTY)
        self.families: frozenset[Family] = frozenset()
        self._after: Cursor | None = None
        self._reading = False
        self._chips = {family: self._chip(family.value, key) for family, key in KEYS.items()}
        self._all = self._chip("Tout", EVERYTHING)
        self.view.verticalScrollBar().valueChanged.connect(self._on_scrolled)
        self.part = KeyButton("Défaire la réunion", _PART)
        self.part.clicked.connect(self._on_part)
        shortcut = QShortcut(QKeySequence(_PART), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(self._on_part)
        self.part.hide()
        chips = (label("Montrer", "soft"), self._all, *self._chips.values())
        self.above.addLayout(line(*chips, 1, self.part, spacing=6))
        self.view.selectionModel().currentRowChanged.connect(self._on_line)
        self.table.modelReset.connect(self._on_line)
        self.show_chips()

    def keep_only(self, families: frozenset[Family]) -> None:
        """Show these families alone; none: everything."""
        self.families = frozenset() if families == ALL_FAMILIES else families
        self.show_chips()
        self.go_to(None)
        self._stale = True
        self._read_if_seen()

    def ask(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """As many lines as the reader had before him."""
        deep = max(PAGE, self.spot().rows)
        return timeline, (self._customer_id, self.families or ALL_FAMILIES, None, deep)

    def show_answer(self, answer: TimelinePage) -> None:
        """The first page, or all that was read before."""
        self._after = answer.after
        self._reading = False
        self._empty = _FILTERED if self.families else _EMPTY
        self._around.runner.forget(self, _MORE)
        self.show_rows(answer.lines)

    def forget(self) -> None:
        """Another file: its first page, with the filters that it had."""
        super().forget()
        self._after = None

    def _chip(self, words: str, key: str) -> KeyButton:
        chip = KeyButton(words, key, kind="choice")
        chip.setCheckable(True)
        chip.setProperty("chip", key)
        chip.clicked.connect(self._on_chip)
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.setProperty("chip", key)
        shortcut.activated.connect(self._on_chip)
        return chip

    @Slot()
    def _on_chip(self) -> None:
        key = str(self.sender().property("chip"))
        family = next((one for one, known in KEYS.items() if known == key), None)
        self.keep_only(frozenset() if family is None else self.families ^ {family})

    def show_chips(self) -> None:
        """Say which families are shown."""
        self._all.setChecked(not self.families)
        for family, chip in self._chips.items():
            chip.setChecked(family in self.families)
            shown = "montré" if not self.families or family in self.families else "caché"
            chip.setAccessibleDescription(f"{shown} ; touche {KEYS[family]}")

    def _line(self) -> TimelineLine | None:
        row = self.view.chosen()
        return self.table.row(row) if 0 <= row < self.table.rowCount() else None

    @Slot()
    def _on_line(self) -> None:
        chosen = self._line()
        self.part.setVisible(chosen is not None and chosen.merge is not None)

    @Slot()
    def _on_part(self) -> None:
        chosen = self._line()
        if chosen is None or chosen.merge is None:
            self.said.emit(_NO_MERGE, "accent")
            return
        dialog = PartDialog(self.window(), self._around, chosen.merge, chosen.sentence)
        dialog.done_with.connect(self.said)
        dialog.open()

    @Slot(int)
    def _on_scrolled(self, value: int) -> None:
        bar = self.view.verticalScrollBar()
        if self._after is None or self._reading or value < bar.maximum() - bar.pageStep():
            return
        self._reading = True
        self._around.runner.read(
            timeline,
            self._customer_id,
            self.families or ALL_FAMILIES,
            self._after,
            owner=self,
            then=self._show_more,
            failed=self._show_error,
            topic=_MORE,
        )

    def _show_error(self, error: GuichetError) -> None:
        self._reading = False
        super()._show_error(error)

    def _show_more(self, page: TimelinePage) -> None:
        self._reading = False
        self._after = page.after
        self.table.add(page.lines)
