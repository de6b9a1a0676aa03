"""One decision for several items: choose it, see item by item what would change or be refused, then do it."""

from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Slot
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.rules.work.reasons import Reason
from backoffice.services.queues.bulk import (
    BulkDone,
    BulkLine,
    BulkOrder,
    carry_out_one,
    dry_run,
    failure,
)
from backoffice.services.queues.reasons import reasons_for
from backoffice.services.work.waiting import WaitingItem
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import column, label, line, title_of
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.rows import Column, RowsTable

_DECISIONS = (
    WorkDecision.ACCEPTED,
    WorkDecision.REJECTED,
    WorkDecision.ASKED,
    WorkDecision.CANCELLED,
)
_ONE_BY_ONE = "Une attestation ne s’accepte qu’une à une, pièce vue : F8."
_WAITING = "Essai en cours…"
_WIDTH, _HEIGHT = 900, 560
_REASON_WIDTH = 420


def _tone(row: BulkLine) -> str:
    return "ok" if row.passes else "bad"


def _told(row: BulkLine) -> str:
    return row.refusal or " ".join(row.consequences)


def _counted(items: tuple[WaitingItem, ...]) -> str:
    words = "Un seul dossier." if len(items) == 1 else f"{len(items)} dossiers, la même décision pour chacun."
    return f"{words} {_ONE_BY_ONE}" if any(one.kind is WorkKind.INSURANCE for one in items) else words


_LINES: tuple[Column[BulkLine], ...] = (
    Column("Locataire", lambda row: row.name, weight=3, strong=True),
    Column("Fait", lambda row: "oui" if row.passes else "non", tone=_tone),
    Column("Ce qui change, ou pourquoi c’est refusé", _told, weight=9),
    Column("Message", lambda row: "oui" if row.message else "non", tone=lambda _row: "soft"),
)


class BulkDialog(SheetDialog):
    """F5 tries, F10 does what the trial showed; each item apart, those that fail are told."""

    def __init__(self, parent: QWidget, around: Surroundings, items: tuple[WaitingItem, ...]) -> None:
        super().__init__(parent, "Décider ensemble", _counted(items))
        self.setMinimumSize(_WIDTH, _HEIGHT)
        self._around, self._items = around, items
        self._order: BulkOrder | None = None
        self._command = str(uuid4())
        self._todo: list[BulkLine] = []
        self.results: list[BulkDone] = []
        self.decision = Chooser()
        # A certificate is accepted by ten checks and its days: it is looked at, one by one.
        looked = any(one.kind is WorkKind.INSURANCE for one in items)
        for one in _DECISIONS:
            if not (looked and one is WorkDecision.ACCEPTED):
                self.decision.addItem(one.label, one)
        self.decision.setCurrentIndex(self.decision.findText(WorkDecision.REJECTED.label))
        self.decision.currentIndexChanged.connect(self._on_changed)
        self.reason = Chooser()
        self.reason.setMinimumWidth(_REASON_WIDTH)
        self.reason.currentIndexChanged.connect(self._on_changed)
        self.table: RowsTable[BulkLine] = RowsTable(_LINES, self)
        self.view = RowsView(self.table, "Ce qui changerait, dossier par dossier")
        self.frame = TableFrame(self.view)
        self.told = label("", "strong", wrap=True)
        self.attempt = KeyButton("Essayer", "F5")
        self.attempt.clicked.connect(self.try_it)
        self.carry = KeyButton("Décider", "F10", kind="main")
        self.carry.clicked.connect(self.carry_out)
        self.carry.setEnabled(False)
        self._lay_out()
        around.runner.read(
            reasons_for, items[0].customer_id, items[0].kind,
            owner=self, then=self._show_reasons, failed=self.messages.say_error, topic="reasons",
        )  # fmt: skip

    def _lay_out(self) -> None:
        what, why = title_of("Décision", self.decision), title_of("Motif", self.reason)
        fields = line(what, self.decision, why, self.reason, 1)
        self.body.addLayout(column(fields, self.told, self.frame, 1, spacing=10))
        give_up = KeyButton("Fermer", "Échap", kind="quiet")
        give_up.clicked.connect(self.reject)
        for button in (give_up, self.attempt, self.carry):
            self.buttons.addWidget(button)
        self.frame.say("Essayez d’abord : rien n’est fait avant que vous ayez lu ce qui changerait.")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """F5 tries, F10 does."""
        if event.key() == Qt.Key.Key_F5:
            self.try_it()
        elif event.key() == Qt.Key.Key_F10 and self.carry.isEnabled():
            self.carry_out()
        else:
            super().keyPressEvent(event)

    def _show_reasons(self, reasons: tuple[Reason, ...]) -> None:
        for reason in reasons:
            self.reason.addItem(reason.label, reason.code)

    @Slot()
    def _on_changed(self) -> None:
        """Another decision is another trial."""
        self.carry.setEnabled(False)
        self._order = None
        self.reason.setEnabled(self._decision() is not WorkDecision.ACCEPTED)

    def _decision(self) -> WorkDecision:
        # The list gives back the word alone.
        return WorkDecision(self.decision.currentData())

    @Slot()
    def try_it(self) -> None:
        """See what would change; nothing of it stays."""
        decision = self._decision()
        reason = None if decision is WorkDecision.ACCEPTED else self.reason.currentData()
        order = BulkOrder(tuple(one.item_id for one in self._items), decision, reason)
        self.messages.clear()
        self.carry.setEnabled(False)
        self.frame.say(_WAITING, "search")
        self._around.runner.read(
            dry_run, order,
            owner=self, then=partial(self._show_trial, order), failed=self._show_error, topic="trial",
        )  # fmt: skip

    def _show_trial(self, order: BulkOrder, lines: tuple[BulkLine, ...]) -> None:
        self._order = order
        self.table.show(lines)
        self.frame.say("")
        passing = sum(row.passes for row in lines)
        told = sum(row.passes and row.message is not None for row in lines)
        self.told.setText(
            f"Seraient faits : {passing}, refusés : {len(lines) - passing} ; locataires avertis : {told}."
        )
        self.carry.say(f"Décider ({passing})")
        self.carry.setEnabled(passing > 0)

    def _show_error(self, error: GuichetError) -> None:
        self.frame.say("Essayez de nouveau.", "info")
        self.messages.say_error(error)

    @Slot()
    def carry_out(self) -> None:
        """Do what the trial showed, one item after the other."""
        if self._order is None or self._todo:
            return
        self.carry.setEnabled(False)
        self.attempt.setEnabled(False)
        self.results = []
        self._todo = [row for row in self.table.rows if row.passes]
        self._carry_next()

    def _carry_next(self) -> None:
        if not self._todo or self._order is None:
            self._say_end()
            return
        row = self._todo[0]
        self.told.setText(f"Faits : {len(self.results)}, à faire : {len(self._todo)}…")
        self._around.runner.write(
            carry_out_one, self._order, row, self._command,
            owner=self, then=self._on_done, failed=self._on_failed, changes=(),
        )  # fmt: skip

    def _on_done(self, done: BulkDone) -> None:
        self._note(done)

    def _on_failed(self, error: GuichetError) -> None:
        self._note(failure(self._todo[0], error))

    def _note(self, done: BulkDone) -> None:
        self.results.append(done)
        row = self._todo.pop(0)
        told = BulkLine(
            row.item_id, row.version, row.kind, row.customer_id, row.name, (done.sentence,),
            None if done.done else done.sentence, done.code, row.message,
        )  # fmt: skip
        self.table.put(self.table.rows.index(row), told)
        self._carry_next()

    def _say_end(self) -> None:
        made = sum(one.done for one in self.results)
        failed = len(self.results) - made
        self.told.setText(
            f"Faits : {made}, refusés entre-temps : {failed}. Les autres n’ont pas été touchés."
        )
        self._command = str(uuid4())
        self.attempt.setEnabled(True)
        self._order = None
