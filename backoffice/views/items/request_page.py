"""What the pages of requests have in common: an item shown, its papers beside, decided by the same keys."""

from collections.abc import Callable
from enum import Enum
from functools import partial
from typing import Any, Generic, TypeVar
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QStackedWidget, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.work import WorkDecision, WorkStatus
from backoffice.services.items.orders import KindOrder, KindPreview, KindResult
from backoffice.services.work.claims import Claim
from backoffice.views.items.keys import Keys, OwnKeys, digit_keys, on_both_rows
from backoffice.views.items.refusing import RefusalPanel
from backoffice.views.items.requests import Case, RequestActs, Submitted
from backoffice.views.paper.keeper import PaperRef
from backoffice.views.paper.keys import paper_keys
from backoffice.views.paper.taking_out import MAY, MAY_NOT
from backoffice.views.paper.viewer import PaperViewer
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.surroundings import Surroundings

_WAIT = "La demande se lit : attendez un instant."
_ORDERED = "La décision s’enregistre : le dossier suivant vient."
_REASON = "Choisissez un motif : chiffre ou flèches, puis Entrée."
_NO_DIGIT = "Aucune ligne n’a ce chiffre : flèches, puis Entrée."


class Step(Enum):
    """What Enter confirms; at ``CHECK`` it arms the acceptance."""

    CHECK = "check"
    ACCEPT = "accept"
    ASK = "ask"
    FRAUD = "fraud"
    REFUSE = "refuse"


C = TypeVar("C", bound=Case)


class RequestPage(QWidget, Generic[C]):
    """Enter twice accepts; ``-``, a digit, Enter refuses; ``.``, Enter asks; one key alone does nothing."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    decided = Signal(object)
    touched = Signal()

    def __init__(self, around: Surroundings, acts: RequestActs) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around, self._acts = around, acts
        self._claim: Claim | None = None
        self._ready: tuple[int, C] | None = None
        self._command, self._is_ordered = "", False
        self.step = Step.CHECK
        self.case: C | None = None
        self.viewer = PaperViewer(around)
        self.viewer.setMinimumWidth(320)
        self.accept = KeyButton("Accepter", "Entrée, deux fois", kind="main")
        self.refuse = KeyButton("Refuser…", "moins")
        self.ask = KeyButton("Demander les pièces", "point")
        self.file = KeyButton("Ouvrir le dossier", "Ctrl+Entrée", kind="quiet")
        for button in (self.accept, self.refuse, self.ask, self.file):
            button.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.verdict, self.reasons = QWidget(), RefusalPanel()
        self.stack = QStackedWidget()
        self.stack.addWidget(self.verdict)
        self.stack.addWidget(self.reasons)

    def show_item(self, claim: Claim) -> None:
        """Show an item that is mine; at once if it was prepared."""
        self._forget()
        self._claim, self._command = claim, str(uuid4())
        ahead, self._ready = self._ready, None
        if ahead is not None and ahead[0] == claim.item_id:
            self._show_case(ahead[1])
        self._read(None)

    def prepare(self, customer_id: int, item_id: int) -> None:
        """Read the next item ahead, and its first paper; it may never be shown."""

        def keep(case: C) -> None:
            self._ready = (item_id, case)
            refs = self._refs(case)
            if refs:
                self.viewer.prepare(refs[0])

        self._around.runner.read(
            self._acts.read, item_id, owner=self, then=keep, failed=_ignore, topic="next request"
        )

    def take_back(self, done: KindResult, item_id: int, command_id: str) -> None:
        """Undo a decision of this page."""
        self._write(self._acts.undo, item_id, done.version, command_id)

    def leave(self) -> None:
        """Out of sight: nothing of the item stays."""
        self._claim, self._ready = None, None
        self._around.runner.forget(self, "next request")
        self._forget()
        self.viewer.leave()

    @Slot()
    def again(self) -> None:
        """Read once more, as the page now stands."""
        if self._claim is not None:
            self._read(self._answer() if self.case is not None else None)
            self.viewer.again()

    def _submitted(self, case: C) -> Submitted:
        """What came of a case."""
        raise NotImplementedError

    def _show(self, case: C, *, first: bool) -> None:
        """Everything but the papers, which are shown after; the form is filled once, then the agent's."""
        raise NotImplementedError

    def _answer(self) -> Any:
        """What the agent says, as the page stands; it has ``details()``."""
        raise NotImplementedError

    def _may_accept(self) -> bool:
        """Whether what is shown may be accepted, by me."""
        raise NotImplementedError

    def _why_not(self, case: C) -> str:
        """Why it may not."""
        raise NotImplementedError

    def _likely(self, case: C) -> str | None:
        """The reason of refusal that the rules give first."""
        raise NotImplementedError

    def _say_steps(self) -> None:
        """The buttons say what Enter does now."""
        self.accept.setEnabled(self._may_accept())
        # While something else is armed, Enter is not yes.
        key = "Entrée, deux fois" if self.step is Step.CHECK else ""
        if self.step is Step.ACCEPT:
            self.accept.say(f"Confirmer : {self._yes().lower()}", "Entrée")
        elif self.case is not None and (whose := self._not_mine(self.case)):
            self.accept.say(f"{self._yes()} : {whose}", "")
        else:
            self.accept.say(self._yes(), key)
        asks = self.step is Step.ASK
        self.ask.say("Confirmer la demande" if asks else "Demander les pièces", "Entrée" if asks else "point")

    def _yes(self) -> str:
        return "Accepter"

    def _not_mine(self, case: C) -> str:
        """Who decides, when it is not me."""
        raise NotImplementedError

    def _rest(self) -> None:
        """The keyboard where no key types nor presses."""
        raise NotImplementedError

    def _clear(self) -> None:
        """Nothing of the item stays on the screen."""
        raise NotImplementedError

    def _other_keys(self) -> Keys:
        return {}

    def _rejection(self, code: str) -> WorkDecision:
        """What refusing for ``code`` comes to."""
        return WorkDecision.REJECTED

    def _listen(self) -> None:
        viewer, choices = self.viewer, self.reasons.choices
        viewer.failed.connect(self.failed)
        viewer.said.connect(self.said)
        viewer.touched.connect(self.touched)
        # A paper found unreadable proves nothing any more.
        viewer.unreadable.connect(self._on_unreadable)
        choices.chosen.connect(self._on_reason)
        self.reasons.confirm.clicked.connect(self._confirm)
        self.accept.clicked.connect(partial(self._press, Step.ACCEPT, self._on_accept))
        self.refuse.clicked.connect(self._on_refuse)
        self.ask.clicked.connect(partial(self._press, Step.ASK, self._on_ask))
        self.file.clicked.connect(self._on_file)
        key, none = Qt.Key, Qt.KeyboardModifier.NoModifier
        signs = {key.Key_Minus: self._on_refuse, key.Key_Period: self._on_ask, key.Key_Comma: self._on_ask}
        keys: Keys = {
            **paper_keys(viewer),
            **on_both_rows({**signs, **digit_keys(self._on_digit)}),
            (none, key.Key_Return): self._on_enter,
            (none, key.Key_Enter): self._on_enter,
            (none, key.Key_Escape): self._on_escape,
            (Qt.KeyboardModifier.ControlModifier, key.Key_Return): self._on_file,
            **self._other_keys(),
        }
        self.own_keys = OwnKeys(self, keys, while_typing=frozenset({key.Key_Escape}))

    def _read(self, answer: Any) -> None:
        if self._claim is not None:
            self._around.runner.read(
                self._acts.read, self._claim.item_id, answer,
                owner=self, then=self._show_case, failed=self._on_failed, topic="request",
            )  # fmt: skip

    def _write(self, function: Any, *arguments: object) -> None:
        self._around.runner.write(
            function, *arguments,
            owner=self, then=self._on_done, failed=self._on_failed,
            changes=(f"work.{self._acts.kind.value}", "people"),
        )  # fmt: skip

    def _show_case(self, case: C) -> None:
        if self._claim is None or self._submitted(case).item_id != self._claim.item_id:
            return
        first, self.case = self.case is None, case
        may = case.role in MAY
        self.viewer.taking_out.may = may
        self.viewer.foot.let_out(None if may else MAY_NOT)
        self._show(case, first=first)
        refs = self._refs(case)
        if first or refs != self.viewer.refs:
            self.viewer.show_papers(refs)
        self._disarm()
        if first:
            self._rest()

    def _refs(self, case: C) -> tuple[PaperRef, ...]:
        sent = self._submitted(case).papers
        return tuple(PaperRef(one.document_id, one.kind, one.name) for one in sent)

    def _take_step(self, step: Step) -> None:
        self.step = step
        self.stack.setCurrentWidget(self.reasons if step is Step.REFUSE else self.verdict)
        self._say_steps()

    def _disarm(self) -> None:
        """What was armed is armed anew; a reason in hand stays in hand."""
        reached, armed = self.focusWidget(), self.step not in (Step.CHECK, Step.REFUSE)
        self._take_step(Step.REFUSE if self.step is Step.REFUSE else Step.CHECK)
        if isinstance(reached, QPushButton) and (armed or not reached.isEnabled()):
            # Enter is no other button’s than the one that was meant.
            self._rest()

    def _arm(self, step: Step, button: QPushButton) -> None:
        """Enter confirms now; whatever is edited before disarms."""
        self.touched.emit()
        if self.case is not None and not self._is_ordered:
            self._take_step(step)
            button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _confirm(self) -> None:
        """Give the order of this step, once."""
        self.touched.emit()
        reason = self.reasons.choices.current() if self.step is Step.REFUSE else None
        if self._is_ordered:
            self.said.emit(_ORDERED)
        elif self.step is not Step.REFUSE:
            self._decide(self.step)
        elif reason is None:
            self.said.emit(_REASON)
        else:
            self._order(self._rejection(reason), reason)

    def _decide(self, step: Step) -> None:
        self._order(WorkDecision.ASKED if step is Step.ASK else WorkDecision.ACCEPTED)

    def _order(self, decision: WorkDecision, reason: str | None = None) -> None:
        order = self._order_of(decision, reason)
        if order is not None:
            self._is_ordered = True
            self._write(self._acts.decide, order)

    def _order_of(self, decision: WorkDecision, reason: str | None) -> KindOrder | None:
        if self._claim is None or self.case is None:
            return None
        # The same identifier again after a lost line: what was done is not done twice.
        version, details = self._submitted(self.case).item_version, self._answer().details()
        return KindOrder(self._claim.item_id, version, decision, self._command, reason, details)

    def _press(self, step: Step, arm: Callable[[], object], *_checked: bool) -> None:
        """The button of a step: it arms, then says that it confirms, and does."""
        if self.step is step:
            self._confirm()
        else:
            arm()

    @Slot()
    def _on_edited(self) -> None:
        self.touched.emit()
        self._disarm()
        # What was ordered under this identifier is no longer what the screen shows.
        self._command = str(uuid4())
        self.again()

    @Slot()
    def _on_unreadable(self) -> None:
        if self._claim is not None and self.case is not None:
            self._read(self._answer())

    @Slot()
    def _on_enter(self) -> None:
        """Enter is yes to what is armed; on a button that the keyboard reached, it presses it."""
        reached = self.focusWidget()
        if isinstance(reached, QPushButton):
            reached.click()
        elif self.step is Step.CHECK:
            self._on_accept()
        else:
            self._confirm()

    @Slot()
    def _on_accept(self) -> None:
        if self._is_ordered:
            self.said.emit(_ORDERED)
        elif self.case is None or not self.accept.isEnabled():
            self.touched.emit()
            self.said.emit(_WAIT if self.case is None else self._why_not(self.case))
        else:
            self._arm(Step.ACCEPT, self.accept)

    @Slot()
    def _on_refuse(self) -> None:
        self.touched.emit()
        if self.case is not None and not self._is_ordered:
            self._take_step(Step.REFUSE)
            self.reasons.offer(self.case.reasons, self._likely(self.case))

    @Slot(str)
    def _on_reason(self, code: str) -> None:
        """A reason is in hand: what it would do is said before it is confirmed."""
        self.touched.emit()
        order = self._order_of(self._rejection(code), code)
        if order is not None:
            self._around.runner.read(
                self._acts.preview, order,
                owner=self, then=self._foretell, failed=self.failed.emit, topic="refusal",
            )  # fmt: skip

    def _foretell(self, preview: KindPreview) -> None:
        if self.step is Step.REFUSE:
            self.reasons.foretell(preview)

    @Slot()
    def _on_ask(self) -> None:
        if not self.ask.isHidden():
            self._arm(Step.ASK, self.ask)

    def _on_digit(self, digit: int) -> None:
        self.touched.emit()
        if self.step is Step.REFUSE and not self.reasons.choices.choose_digit(str(digit)):
            self.said.emit(_NO_DIGIT)

    @Slot()
    def _on_escape(self) -> None:
        """Out of the search, else back to the request; what was set stays."""
        if not self.viewer.search.isHidden():
            self.viewer.search.closed.emit()
            return
        self._take_step(Step.CHECK)
        # Out of a field, the keys decide again.
        self._rest()

    @Slot()
    def _on_file(self) -> None:
        if self._claim is not None:
            self.tenant_asked.emit(self._claim.customer_id)

    def _on_done(self, done: KindResult) -> None:
        # Decided, the next one takes its place; taken back, it may be decided again.
        self._is_ordered = done.status is not WorkStatus.OPEN
        self._take_step(Step.CHECK)
        self.decided.emit(done)

    def _on_failed(self, error: GuichetError) -> None:
        self._is_ordered = False
        self._disarm()
        self.failed.emit(error)

    def _forget(self) -> None:
        self.case, self._is_ordered = None, False
        self._clear()
        self._take_step(Step.CHECK)


def _ignore(_answer: object) -> None:
    """Read ahead: whoever shows it asks again."""
