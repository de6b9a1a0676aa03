"""« Assistance »: the forms that wait at the left, one beside the file at the right."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.portal.forms import FormRefusal
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.assistance.deciding import decide_form, leave_in_doubt, undo_form
from backoffice.services.assistance.reading import form_again, take_form, take_next, waiting_forms
from backoffice.services.assistance.results import FormCase, FormDecision, FormOrder, FormQueue
from backoffice.services.work.claims import release_claim, renew_claim
from backoffice.views.assistance.panel import FormPanel
from backoffice.views.items.keys import OwnKeys
from backoffice.views.items.undo_strip import UndoStrip
from backoffice.views.parts.pieces import Elided, column, label, line
from backoffice.views.parts.table import RowsView, TableFrame
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.assistance import FORMS, AgedForm
from backoffice.views.tables.rows import RowsTable

_NEWS = f"work.{WorkKind.ASSISTANCE.value}"
_CHANGES = (_NEWS, "portal")
_EMPTY = "Aucun formulaire n’attend pour vos agences."
_KEPT_BACK = "Rien à vous montrer : ce qui attend est réservé au responsable ou à une autre agence."
_RENEW_MILLISECONDS = 120_000


class AssistancePage(QWidget):
    """Enter takes a form; A, G, R, D decide; Z undoes as long as nothing has left."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._wants_keyboard = False
        self._command = ""
        self._decided: FormDecision | None = None
        self.queue: FormQueue | None = None
        self.table: RowsTable[AgedForm] = RowsTable(FORMS, self)
        self.view = RowsView(self.table, "Formulaires d’assistance à traiter")
        self.view.opened.connect(self._on_opened)
        self.frame = TableFrame(self.view)
        self.summary = Elided("", "soft")
        self.strip = UndoStrip("Z", over="Le message est parti.")
        self.strip.undone.connect(self._on_undo)
        self.panel = FormPanel(self)
        self._lay_out()
        self._listen()
        self._renewal = QTimer(self, interval=_RENEW_MILLISECONDS)
        self._renewal.timeout.connect(self._on_renewal_due)

    def take_up(self) -> None:
        """Come in front: the list read again, the keyboard in it."""
        self._wants_keyboard = True
        self.again()

    @Slot()
    def again(self) -> None:
        """Read the list and the form in hand once more."""
        self._around.runner.read(
            waiting_forms, owner=self, then=self._show_queue, failed=self._on_failed, topic="forms"
        )
        case = self.panel.case
        if case is not None and not self.panel.is_asking():
            self._around.runner.read(
                form_again, case.item_id,
                owner=self, then=self._show_again, failed=self._on_lost, topic="form",
            )  # fmt: skip

    def on_news(self, kinds: frozenset[str]) -> None:
        """Somebody sent or decided a form."""
        if _NEWS in kinds and self.isVisible():
            self.again()

    def showEvent(self, event: QShowEvent) -> None:
        """In front: the form in hand is kept."""
        super().showEvent(event)
        self._renewal.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind: the claim goes on for its five minutes, time for a call from the file."""
        super().hideEvent(event)
        self._renewal.stop()

    def _has_in_hand(self) -> bool:
        return self.panel.is_asking() or self.panel.case is not None

    def _go_back(self) -> None:
        """From the reasons to the form, then from the form to the list."""
        if not self.panel.give_up_reason() and self.panel.case is not None:
            self._give_back()
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)

    def _lay_out(self) -> None:
        heading = line(label("Assistance", "title"), self.summary, spacing=10)
        heading.setStretch(1, 1)
        left = column(self.frame, 1)
        sides = line(left, self.panel, spacing=14)
        sides.setStretch(0, 9)
        sides.setStretch(1, 11)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addWidget(self.strip)
        layout.addLayout(sides, 1)

    def _listen(self) -> None:
        self.panel.released.connect(self._on_released)
        self.panel.released_at_counter.connect(self._on_released_at_counter)
        self.panel.refused.connect(self._on_refused)
        self.panel.doubted.connect(self._on_doubted)
        self.panel.file_wanted.connect(self._on_file_wanted)
        self.panel.next_wanted.connect(self._on_next_wanted)
        # Escape is the window's too: it is taken while there is something to go back from.
        escape = (Qt.KeyboardModifier.NoModifier, Qt.Key.Key_Escape)
        OwnKeys(self, {escape: self._go_back}, frozenset({Qt.Key.Key_Escape}), self._has_in_hand)
        undo = QShortcut(QKeySequence("Z"), self)
        undo.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        undo.activated.connect(self.strip.take_back)

    def _show_again(self, case: FormCase) -> None:
        """The form in hand as it stands now, unless its agent has gone on meanwhile."""
        held = self.panel.case
        if held is not None and held.item_id == case.item_id and not self.panel.is_asking():
            self.panel.show_case(case)

    def _show_queue(self, queue: FormQueue) -> None:
        self.queue = queue
        chosen = self._chosen()
        self.table.show([(form, queue.now) for form in queue.forms])
        empty = _KEPT_BACK if queue.kept_back else _EMPTY
        self.frame.say("" if queue.forms else empty, "info" if queue.kept_back else "ok")
        late = sum(form.late for form in queue.forms)
        told = [f"{len(queue.forms)} à traiter"] + [f"{late} en retard"] * (late > 0)
        self.summary.say(f"{', '.join(told)}    ↑ ↓ choisir    Entrée prendre    S le suivant")
        items = [form.item_id for form in queue.forms]
        if chosen in items:
            self.view.choose(items.index(chosen))
        if self._wants_keyboard and self.isVisible():
            self.view.setFocus(Qt.FocusReason.OtherFocusReason)
        self._wants_keyboard = False

    def _chosen(self) -> int | None:
        row = self.view.chosen()
        return self.table.row(row)[0].item_id if row >= 0 else None

    def _write(
        self, then: Callable[[Any], None], function: Callable[..., object], *arguments: object
    ) -> None:
        self._around.runner.write(
            function, *arguments, owner=self, then=then, failed=self._on_failed, changes=_CHANGES
        )

    def _take(self, case: FormCase | None) -> None:
        """A form is in hand."""
        if case is None:
            self.said.emit(_EMPTY)
            return
        self._command = str(uuid4())
        self.panel.show_case(case)
        self.panel.take_focus()
        items = [row[0].item_id for row in self.table.rows]
        if case.item_id in items:
            self.view.choose(items.index(case.item_id))
        self.again()

    def _give_back(self) -> None:
        """Leave the form in hand to colleagues, undecided."""
        case = self.panel.case
        self.panel.show_case(None)
        if case is not None and case.mine:
            self._write(lambda _: self.again(), release_claim, case.item_id)

    @Slot(int)
    def _on_opened(self, row: int) -> None:
        wanted = self.table.row(row)[0].item_id
        if self.panel.case is not None and self.panel.case.item_id != wanted:
            self._give_back()
        self._write(self._take, take_form, wanted)

    @Slot()
    def _on_next_wanted(self) -> None:
        # Another one first, then this one back: the next must not be the same again.
        case = self.panel.case
        self._write(self._take, take_next)
        if case is not None and case.mine:
            self._write(lambda _: None, release_claim, case.item_id)

    @Slot()
    def _on_released(self) -> None:
        case = self.panel.case
        if case is not None and case.call is not None:
            self._decide(FormOrder(case.item_id, case.version, self._command, call_id=case.call.call_id))

    @Slot()
    def _on_released_at_counter(self) -> None:
        case = self.panel.case
        if case is not None:
            self._decide(FormOrder(case.item_id, case.version, self._command, at_counter=True))

    @Slot(object)
    def _on_refused(self, reason: FormRefusal) -> None:
        case = self.panel.case
        if case is not None:
            self._decide(FormOrder(case.item_id, case.version, self._command, reason))

    def _decide(self, order: FormOrder) -> None:
        # The same identifier again after a lost line: what was done is not done twice.
        self._write(self._on_decided, decide_form, order)

    def _on_decided(self, decision: FormDecision) -> None:
        self.panel.show_case(None)
        self._decided = decision
        until = decision.undone_until or decision.decided_at
        self.strip.show_done(decision, (until - decision.decided_at).total_seconds())
        self.said.emit(decision.sentence)
        self._wants_keyboard = True
        self.again()

    @Slot()
    def _on_doubted(self) -> None:
        case = self.panel.case
        if case is not None:
            self._write(self._on_left, leave_in_doubt, case.item_id, case.version)

    def _on_left(self, _answer: object) -> None:
        self.panel.show_case(None)
        self.said.emit("Formulaire laissé à un conseiller de l’agence.")
        self._wants_keyboard = True
        self.again()

    @Slot()
    def _on_undo(self) -> None:
        decision = self._decided
        if decision is not None:
            self._around.runner.write(
                undo_form, decision.item_id, decision.version, str(uuid4()),
                owner=self, then=self._on_undone, failed=self._on_not_undone, changes=_CHANGES,
            )  # fmt: skip

    def _on_not_undone(self, error: GuichetError) -> None:
        self.strip.offer_again()
        self._on_failed(error)

    def _on_undone(self, decision: FormDecision) -> None:
        self.strip.clear()
        self.said.emit(decision.sentence)
        self._write(self._take, take_form, decision.item_id)

    @Slot()
    def _on_file_wanted(self) -> None:
        if self.panel.case is not None:
            self.tenant_asked.emit(self.panel.case.customer_id)

    @Slot()
    def _on_renewal_due(self) -> None:
        case = self.panel.case
        if case is not None and case.mine:
            self._around.runner.write(
                renew_claim, case.item_id, owner=self, then=lambda _: None, failed=self._on_lost, changes=()
            )

    def _on_lost(self, error: GuichetError) -> None:
        """The form is no longer in hand: decided, taken, or out of reach."""
        self.panel.show_case(None)
        self.failed.emit(error)

    def _on_failed(self, error: GuichetError) -> None:
        self.failed.emit(error)
        if self.queue is None:
            self.frame.say(error.sentence, "error", "bad")
