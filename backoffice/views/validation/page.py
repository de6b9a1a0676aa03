"""A certificate on the desk: the paper beside the file, ten checks, then yes or no; Enter twice accepts."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.service import InsuranceRejection
from backoffice.rules.vocabulary.validation.papers import CheckCode
from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.services.insurance.acts import ACTS
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.papers.opening import Paper
from backoffice.services.work.claims import Claim
from backoffice.views.items.keys import OwnKeys, digit_keys, on_both_rows
from backoffice.views.paper.keeper import Held, PaperRef
from backoffice.views.paper.keys import paper_keys
from backoffice.views.paper.taking_out import MAY, MAY_NOT
from backoffice.views.paper.viewer import Mark, PaperViewer
from backoffice.views.parts.pieces import card, column, line
from backoffice.views.surroundings import Surroundings
from backoffice.views.validation.checklist import digit_of
from backoffice.views.validation.deciding import Deciding
from backoffice.views.validation.proposing import Proposing
from backoffice.views.validation.reading import CertificateCase, read_certificate
from backoffice.views.validation.sheet import CertificateSheet

_CHANGES = (f"work.{WorkKind.INSURANCE.value}", "people")
_NONE = Qt.KeyboardModifier.NoModifier
_READS = "La pièce se lit : les propositions viennent. Vous pouvez déjà répondre par les chiffres."


class InsurancePage(QWidget):
    """Enter takes what is proposed, Enter again accepts; ``-`` refuses, ``.`` asks, digits turn checks."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    decided = Signal(object)
    touched = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._claim: Claim | None = None
        self._ahead: tuple[int, CertificateCase] | None = None
        self.case: CertificateCase | None = None
        self.viewer, self.sheet = PaperViewer(around), CertificateSheet()
        self.proposing = Proposing(self)
        self.deciding = Deciding(around.runner, self.sheet, self)
        sides = line(self.viewer, card(column(self.sheet), "tableFrame"), spacing=10)
        sides.setStretch(0, 10)
        sides.setStretch(1, 11)
        self.viewer.setMinimumWidth(320)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(sides, 1)
        self._listen()

    def show_item(self, claim: Claim) -> None:
        """Show an item that is mine; at once if it was prepared."""
        ahead, self._ahead = self._ahead, None
        self._forget()
        self._claim = claim
        if ahead is not None and ahead[0] == claim.item_id:
            self._show_case(ahead[1])
        self.sheet.checklist.take_focus()
        self._read()

    def prepare(self, customer_id: int, item_id: int) -> None:
        """Read the next item ahead, its first paper and what it proposes; it may never be shown."""
        self._around.runner.read(
            read_certificate, item_id,
            owner=self, then=self._keep_ahead, failed=_ignore, topic="next certificate",
        )  # fmt: skip

    def take_back(self, done: KindResult, item_id: int, command_id: str) -> None:
        """Undo a decision of this page."""
        self._write(ACTS.undo, item_id, done.version, command_id)

    def leave(self) -> None:
        """Out of sight: nothing of the item stays."""
        self._claim, self._ahead = None, None
        self._around.runner.forget(self, "next certificate")
        self._forget()
        self.proposing.keep_only(())
        self.viewer.leave()

    @Slot()
    def again(self) -> None:
        """Read once more, after a lost line or a change made by a colleague."""
        if self._claim is not None:
            self._read()
            self.viewer.again()

    def _listen(self) -> None:
        viewer, sheet = self.viewer, self.sheet
        viewer.failed.connect(self.failed)
        viewer.said.connect(self.said)
        viewer.touched.connect(self.touched)
        viewer.readable.connect(self._on_readable)
        viewer.unreadable.connect(self._on_unreadable)
        viewer.ready_ahead.connect(self._on_ready_ahead)
        self.proposing.came.connect(self._on_came)
        self.proposing.doubted.connect(self._on_doubted)
        deciding = self.deciding
        deciding.said.connect(self.said)
        deciding.failed.connect(self.failed)
        deciding.touched.connect(self.touched)
        deciding.ordered.connect(self._on_ordered)
        deciding.changed.connect(self._on_changed)
        deciding.set_by_hand.connect(self._on_set)
        sheet.checklist.focused.connect(self._light)
        sheet.fields.left.connect(sheet.checklist.take_focus)
        for button, act in (
            (sheet.accept, deciding.accept),
            (sheet.refuse, deciding.refuse),
            (sheet.ask, deciding.ask),
            (sheet.file, self._on_file),
        ):
            button.clicked.connect(act)
        self.destroyed.connect(self.proposing.close)
        typing = frozenset({Qt.Key.Key_Escape, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown})
        self.own_keys = OwnKeys(self, self._keys(), while_typing=typing)

    def _keys(self) -> dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]]:
        key = Qt.Key
        keys: dict[tuple[Qt.KeyboardModifier, Qt.Key], Callable[[], object]] = {
            **paper_keys(self.viewer),
            (_NONE, key.Key_Return): self._on_enter,
            (_NONE, key.Key_Enter): self._on_enter,
            (_NONE, key.Key_Escape): self._on_escape,
            (_NONE, key.Key_D): self.sheet.fields.take_focus,
            (Qt.KeyboardModifier.ControlModifier, key.Key_Return): self._on_file,
        }
        deciding = self.deciding
        signs = {key.Key_Minus: deciding.refuse, key.Key_Period: deciding.ask, key.Key_Comma: deciding.ask}
        return {**keys, **on_both_rows({**signs, **digit_keys(deciding.digit)})}

    def _read(self) -> None:
        if self._claim is not None:
            self._around.runner.read(
                read_certificate, self._claim.item_id,
                owner=self, then=self._show_case, failed=self._on_failed, topic="certificate",
            )  # fmt: skip

    def _write(self, function: Any, *arguments: object) -> None:
        self._around.runner.write(
            function, *arguments, owner=self, then=self._on_done, failed=self._on_failed, changes=_CHANGES
        )

    def _keep_ahead(self, case: CertificateCase) -> None:
        self._ahead = (case.item.item_id, case)
        first = next((one for one in _refs(case) if one.document_id == case.first), None)
        if first is not None:
            self.viewer.prepare(first)

    @Slot(object)
    def _on_ready_ahead(self, paper: Paper) -> None:
        if self._ahead is not None and self._ahead[1].first == paper.document_id:
            self.proposing.ask(paper, self._ahead[1])

    def _show_case(self, case: CertificateCase) -> None:
        """Show the case; read again, it changes nothing of what a person has set."""
        if self._claim is None or case.item.item_id != self._claim.item_id:
            return
        before, self.case = self.case, case
        if before == case:
            return
        may = case.role in MAY
        self.viewer.taking_out.may = may
        self.viewer.foot.let_out(None if may else MAY_NOT)
        self.sheet.show_case(case)
        if before is None:
            self.sheet.fields.show_contracts(case.item.others)
            self.sheet.reading.say(_READS)
        refs = _refs(case)
        if before is None or refs != self.viewer.refs:
            self.proposing.keep_only([one.document_id for one in refs])
            self.viewer.show_papers(refs, case.first)
        self.deciding.show_case(case)
        self._take_proposals()
        if before is None:
            self._take_draft(case)

    def _take_draft(self, case: CertificateCase) -> None:
        """What this agent had set by hand of these papers before the item was left."""
        drafts, place = self._around.drafts, _place(case)
        earlier = (one for one in drafts.earlier() if one.place == place)
        draft = drafts.find(place) or next(earlier, None)
        if draft is not None:
            self.deciding.restore(draft.text)

    @Slot()
    def _on_set(self) -> None:
        if self.case is not None:
            item, words = self.case.item, self.deciding.judgement.written()
            self._around.drafts.keep(
                _place(self.case), f"Vérification pour {item.tenant}", item.customer_id, words
            )

    @Slot()
    def _on_changed(self) -> None:
        self._light(self.sheet.checklist.focused_code())

    @Slot(object)
    def _on_ordered(self, order: KindOrder) -> None:
        self._write(ACTS.decide, order)

    @Slot(object)
    def _light(self, code: CheckCode | None) -> None:
        proposal = self.deciding.judgement.proposal
        checks = proposal.checks if proposal is not None else ()
        marks = [Mark(str(digit_of(one.code)), one.zones) for one in checks if one.zones]
        self.viewer.light(marks, str(digit_of(code)) if code is not None else "")

    @Slot(object)
    def _on_readable(self, paper: Paper) -> None:
        """The page is painted: only now is it read for proposals."""
        if self.case is not None:
            self.proposing.ask(paper, self.case)
            self._on_came(paper.document_id)

    @Slot(int)
    def _on_came(self, document_id: int) -> None:
        current = self.viewer.current
        if self.case is not None and current is not None and current.document_id == document_id:
            self._take_proposals()

    @Slot(int)
    def _on_doubted(self, document_id: int) -> None:
        """What was proposed, perhaps taken already, is to be looked at again."""
        current = self.viewer.current
        if self.case is not None and current is not None and current.document_id == document_id:
            self._take_proposals()
            self.deciding.hold_on()

    def _take_proposals(self) -> None:
        """Propose what is known of the paper in front; what a person has set stays."""
        current = self.viewer.current
        if current is None:
            self.sheet.reading.say("")
            self.sheet.doubt.say(())
            return
        self.sheet.doubt.say(self.proposing.doubts(current.document_id) or ())
        found = self.proposing.found(current.document_id)
        silence = self.proposing.silence(current.document_id)
        if found is not None:
            self.deciding.propose(found)
            remarks = " ".join(found.remarks)
            self.sheet.reading.say(f"Lu sur la pièce ({found.source.label}). {remarks}".strip())
        elif silence is not None:
            self.sheet.reading.say(silence)

    @Slot(object)
    def _on_unreadable(self, held: Held) -> None:
        self.deciding.expect_refusal(InsuranceRejection.UNREADABLE_FILE.value)
        words = "Ce fichier ne s’ouvre pas : refusez (moins), un autre exemplaire sera demandé."
        self.sheet.reading.say(words)

    @Slot()
    def _on_enter(self) -> None:
        """Enter is yes, but on a button that the keyboard reached: there it presses it."""
        reached = self.focusWidget()
        if isinstance(reached, QPushButton) and reached is not self.sheet.accept:
            reached.click()
        else:
            self.deciding.accept()

    def _on_escape(self) -> None:
        """Out of the search, else back to the checks."""
        if not self.viewer.search.isHidden():
            self.viewer.search.closed.emit()
        else:
            self.deciding.escape()

    @Slot()
    def _on_file(self) -> None:
        if self._claim is not None:
            self.tenant_asked.emit(self._claim.customer_id)

    def _on_done(self, done: KindResult) -> None:
        if self.case is not None and done.status is not WorkStatus.OPEN:
            self._around.drafts.erase(_place(self.case))
        self.decided.emit(done)

    def _on_failed(self, error: GuichetError) -> None:
        self.deciding.fall_back(error.sentence)
        self.failed.emit(error)

    def _forget(self) -> None:
        self.case = None
        self.sheet.show_case(None)
        self.deciding.begin()


def _refs(case: CertificateCase) -> tuple[PaperRef, ...]:
    return tuple(PaperRef(one.document_id, one.kind, one.name) for one in case.papers)


def _place(case: CertificateCase) -> str:
    """Where a draft is kept: the item and the last paper, since another paper is judged anew."""
    last = case.papers[-1].document_id if case.papers else 0
    return f"certificate:{case.item.item_id}:{last}"


def _ignore(_answer: object) -> None:
    """Read ahead: whoever shows it asks again."""
