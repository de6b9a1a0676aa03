"""A change of profession, contact or account on the desk: the paper beside what it changes."""

from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.changes.requests.cases import ChangeCase, change_case
from backoffice.services.changes.requests.deciding import decide_change, event_words, undo_change
from backoffice.services.changes.requests.foreseeing import FRAUD, TO_CONFIRM
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.work.claims import Claim
from backoffice.views.changes.sheet import ChangeSheet
from backoffice.views.items.keys import OwnKeys
from backoffice.views.paper.keeper import PaperRef
from backoffice.views.paper.keys import paper_keys
from backoffice.views.paper.taking_out import MAY, MAY_NOT
from backoffice.views.paper.viewer import PaperViewer
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, card, column, line
from backoffice.views.surroundings import Surroundings

_PLAIN = Qt.KeyboardModifier.NoModifier


class ChangePage(QWidget):
    """Enter twice accepts; ``-`` refuses by a digit, ``.`` asks for the pieces, F answers a fraud."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    decided = Signal(object)
    touched = Signal()

    def __init__(self, around: Surroundings, kind: SubmissionKind) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around, self._kind = around, kind
        self._claim: Claim | None = None
        self._ready: tuple[int, ChangeCase] | None = None
        self._armed = False
        self._command = ""
        self.case: ChangeCase | None = None
        self.title, self.subtitle = Elided("", "title"), Elided("", "soft")
        self.viewer, self.sheet = PaperViewer(around), ChangeSheet()
        self.file = KeyButton("Ouvrir le dossier", "Ctrl+Entrée", kind="quiet")
        self.file.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._lay_out()
        self._listen()

    def show_item(self, claim: Claim) -> None:
        """Show an item that is mine; at once if it was prepared."""
        self._forget()
        self._claim, self._command = claim, str(uuid4())
        if self._ready is not None and self._ready[0] == claim.item_id:
            self._show_case(self._ready[1])
        self._ready = None
        self._read(None)

    def prepare(self, customer_id: int, item_id: int) -> None:
        """Read the next item ahead, and its first paper; it may never be shown."""

        def keep(case: ChangeCase) -> None:
            self._ready = (item_id, case)
            refs = _refs(case)
            if refs:
                self.viewer.prepare(refs[0])

        self._around.runner.read(
            change_case, item_id, owner=self, then=keep, failed=lambda _: None, topic="next change"
        )

    def take_back(self, done: KindResult, item_id: int, command_id: str) -> None:
        """Undo a decision of this page."""
        self._write(undo_change, item_id, done.version, command_id)

    def leave(self) -> None:
        """Out of sight: nothing of the item stays."""
        self._claim, self._ready = None, None
        self._forget()
        self.viewer.leave()

    @Slot()
    def again(self) -> None:
        """Read once more, as the page now stands."""
        if self._claim is not None:
            self._read(self.sheet.answer() if self.case is not None else None)
            self.viewer.again()

    def _lay_out(self) -> None:
        heading = line(column(self.title, self.subtitle, spacing=2), self.file, spacing=10)
        heading.setStretch(0, 1)
        paper = card(column(self.viewer, margins=8), "tableFrame")
        beside = card(column(self.sheet, margins=10), "tableFrame")
        self.viewer.setMinimumWidth(320)
        sides = line(paper, beside, spacing=10)
        sides.setStretch(0, 11)
        sides.setStretch(1, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addLayout(sides, 1)

    def _listen(self) -> None:
        sheet, viewer = self.sheet, self.viewer
        viewer.failed.connect(self.failed)
        viewer.said.connect(self.said)
        viewer.touched.connect(self.touched)
        # A paper found unreadable proves nothing any more.
        viewer.unreadable.connect(self._on_unreadable)
        sheet.papers.judged.connect(self._on_edited)
        sheet.check.activated.connect(self._on_edited)
        sheet.accept.clicked.connect(self._on_accept)
        sheet.refuse.clicked.connect(self._on_refuse)
        sheet.ask.clicked.connect(self._on_ask)
        sheet.fraud.clicked.connect(self._on_fraud)
        sheet.reasons.picked.connect(self._on_picked)
        self.file.clicked.connect(self._on_file)
        keys: dict[tuple[Qt.KeyboardModifier, Qt.Key], Any] = {
            **paper_keys(viewer),
            (_PLAIN, Qt.Key.Key_Return): self._on_enter,
            (_PLAIN, Qt.Key.Key_Enter): self._on_enter,
            (_PLAIN, Qt.Key.Key_Minus): self._on_refuse,
            (_PLAIN, Qt.Key.Key_Period): self._on_ask,
            (_PLAIN, Qt.Key.Key_Comma): self._on_ask,
            (_PLAIN, Qt.Key.Key_Escape): self._on_escape,
            (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return): self._on_file,
        }
        if self._kind is SubmissionKind.BANK:
            keys[(_PLAIN, Qt.Key.Key_F)] = self._on_fraud
        for digit in range(1, 10):
            keys[(_PLAIN, Qt.Key(Qt.Key.Key_0 + digit))] = lambda digit=digit: self._on_digit(digit)
        self.own_keys = OwnKeys(self, keys, while_typing=frozenset({Qt.Key.Key_Escape}))

    def _read(self, answer: ChangeAnswer | None) -> None:
        if self._claim is None:
            return
        self._around.runner.read(
            change_case, self._claim.item_id, answer,
            owner=self, then=self._show_case, failed=self._on_failed, topic="change",
        )  # fmt: skip

    def _write(self, function: Any, *arguments: object) -> None:
        self._around.runner.write(
            function, *arguments,
            owner=self, then=self.decided.emit, failed=self._on_failed,
            changes=(f"work.{self._kind.value}", "people"),
        )  # fmt: skip

    def _show_case(self, case: ChangeCase) -> None:
        if self._claim is None or case.found.asked.item_id != self._claim.item_id:
            return
        first = self.case is None
        self.case = case
        asked = case.found.asked
        second = " — à approuver" if asked.is_approval else ""
        self.title.say(
            f"{event_words(asked.event)}{second} — client {case.client_ref}, contrat {case.contract}"
        )
        by = f"{asked.asked_by}, saisi par {asked.entered_by}" if asked.entered_by else asked.asked_by
        self.subtitle.say(
            f"Demandé par {by}, {asked.channel.label.lower()}, le {french_instant(asked.submitted_at)}"
        )
        may = case.role in MAY
        self.viewer.taking_out.may = may
        self.viewer.foot.let_out(None if may else MAY_NOT)
        self.sheet.show_case(case)
        refs = _refs(case)
        if first or refs != self.viewer.refs:
            self.viewer.show_papers(refs)
        self._arm(armed=False)
        if first:
            self.sheet.consequences.setFocus(Qt.FocusReason.OtherFocusReason)

    def _arm(self, *, armed: bool) -> None:
        self._armed = armed
        self.sheet.arm(self.case, armed=armed)

    def _decide(self, decision: WorkDecision, reason: str | None = None) -> None:
        if self._claim is None or self.case is None:
            return
        version = self.case.found.asked.item_version
        # The same identifier again after a lost line: what was done is not done twice.
        order = KindOrder(
            self._claim.item_id, version, decision, self._command, reason, self.sheet.answer().details()
        )
        self._write(decide_change, order)

    @Slot()
    def _on_edited(self) -> None:
        self.touched.emit()
        self._arm(armed=False)
        # What was ordered under this identifier is no longer what the screen shows.
        self._command = str(uuid4())
        self.again()

    @Slot()
    def _on_unreadable(self) -> None:
        if self._claim is not None and self.case is not None:
            self._read(self.sheet.answer())

    @Slot()
    def _on_enter(self) -> None:
        """Enter is yes, but on a button that the keyboard reached: there it presses it."""
        reached = self.focusWidget()
        if isinstance(reached, QPushButton) and reached is not self.sheet.accept:
            reached.click()
        else:
            self._on_accept()

    @Slot()
    def _on_accept(self) -> None:
        self.touched.emit()
        if not self.sheet.accept.isEnabled():
            self.said.emit(self._why_not())
        elif self._armed:
            self._arm(armed=False)
            self._decide(WorkDecision.ACCEPTED)
        else:
            self._arm(armed=True)

    def _why_not(self) -> str:
        if self.case is None:
            return "La demande se lit : attendez un instant."
        told = [one.sentence for one in self.case.found.outcome.objections]
        return told[0] if told else "Cette demande se décide par une autre personne : passez-la (Maj+F8)."

    @Slot()
    def _on_refuse(self) -> None:
        self.touched.emit()
        if self.case is not None:
            self.sheet.stack.setCurrentWidget(self.sheet.reasons)
            self.sheet.reasons.take_focus()

    @Slot()
    def _on_ask(self) -> None:
        self.touched.emit()
        if self.sheet.ask.isVisibleTo(self):
            self._decide(WorkDecision.ASKED)

    @Slot()
    def _on_fraud(self) -> None:
        """Nothing is debited, the tenant is told to call the number that he knows (R3.58)."""
        self.touched.emit()
        if self.case is not None:
            self._decide(WorkDecision.REJECTED, FRAUD)

    @Slot(str)
    def _on_picked(self, code: str) -> None:
        self.sheet.stack.setCurrentIndex(0)
        # What is to be confirmed is not refused by the first person: the item waits, somebody calls.
        first = self.case is not None and not self.case.found.asked.is_approval
        waits = first and code == TO_CONFIRM
        self._decide(WorkDecision.ASKED if waits else WorkDecision.REJECTED, code)

    def _on_digit(self, digit: int) -> None:
        self.touched.emit()
        shown = self.sheet.stack.currentWidget() is self.sheet.reasons
        code = self.sheet.reasons.code_of(digit) if shown else None
        if code is not None:
            self._on_picked(code)

    @Slot()
    def _on_escape(self) -> None:
        self.sheet.stack.setCurrentIndex(0)
        self._arm(armed=False)
        # Out of a field, the keys decide again.
        self.sheet.consequences.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_file(self) -> None:
        if self._claim is not None:
            self.tenant_asked.emit(self._claim.customer_id)

    def _on_failed(self, error: GuichetError) -> None:
        self._arm(armed=False)
        self.failed.emit(error)

    def _forget(self) -> None:
        self.case = None
        self.title.say("")
        self.subtitle.say("")
        self.sheet.clear()
        self._arm(armed=False)


def _refs(case: ChangeCase) -> tuple[PaperRef, ...]:
    return tuple(PaperRef(one.document_id, one.kind, one.name) for one in case.found.asked.papers)
