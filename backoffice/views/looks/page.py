"""A decision drawn, on its page: the paper, what was checked, decided and told; the second verdict."""

from collections.abc import Callable
from functools import partial
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.rules.vocabulary.validation.work import LookReason, LookVerdict, ReopenReason
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.queues.looking import LookedCase, looked_case
from backoffice.services.work.decisions import DecisionOrder, decide_item
from backoffice.services.work.second_looks import Look, give_look, second_looks
from backoffice.views.items.keys import OwnKeys
from backoffice.views.items.reason_dialog import ReasonDialog
from backoffice.views.looks.sheet import LookSheet
from backoffice.views.paper.keeper import PaperRef
from backoffice.views.paper.keys import paper_keys
from backoffice.views.paper.taking_out import MAY, MAY_NOT
from backoffice.views.paper.viewer import PaperViewer
from backoffice.views.parts.pieces import card, column, line
from backoffice.views.surroundings import Surroundings

_AGREED = "Votre avis est noté."
_STANDS = "Votre avis est noté ; la décision tient. Pour la changer, rouvrez le dossier (R), ou passez (F8)."
_NONE_LEFT = "Plus aucune décision à relire dans cette file."


class LookPage(QWidget):
    """O agrees and goes on, N does not and says why, R then reopens; nothing else changes from here."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    shown = Signal()
    closed = Signal()
    """Back to the list of the queue."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._look: Look | None = None
        self._disagreed = False
        self.case: LookedCase | None = None
        self.viewer, self.sheet = PaperViewer(around), LookSheet()
        self.viewer.setMinimumWidth(320)
        beside = card(column(self.sheet), "tableFrame")
        sides = line(card(column(self.viewer, margins=8), "tableFrame"), beside, spacing=10)
        sides.setStretch(0, 10)
        sides.setStretch(1, 9)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addLayout(sides, 1)
        self._listen()

    def show_look(self, look: Look) -> None:
        """Read everything of a decision drawn and show it."""
        self._look, self._disagreed, self.case = look, False, None
        self.sheet.show_case(None)
        self.viewer.leave()
        self.shown.emit()
        self._read()

    @Slot()
    def again(self) -> None:
        """Read once more, after a lost line."""
        if self._look is not None:
            self._read()
            self.viewer.again()

    @Slot()
    def leave(self) -> None:
        """Nothing of the decision stays; the list comes back."""
        self._look, self.case = None, None
        self.sheet.show_case(None)
        self.viewer.leave()
        self.closed.emit()

    def _listen(self) -> None:
        sheet, viewer = self.sheet, self.viewer
        viewer.failed.connect(self.failed)
        viewer.said.connect(self.said)
        acts: tuple[tuple[QPushButton, Callable[[], object]], ...] = (
            (sheet.agree, self.agree), (sheet.disagree, self.disagree), (sheet.reopen, self.reopen),
            (sheet.following, self.follow), (sheet.file, self._on_file), (sheet.back, self.leave),
        )  # fmt: skip
        for button, act in acts:
            button.clicked.connect(act)
        none, control = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier
        OwnKeys(
            self,
            {
                **paper_keys(viewer),
                (none, Qt.Key.Key_O): self.agree,
                (none, Qt.Key.Key_N): self.disagree,
                (none, Qt.Key.Key_R): self.reopen,
                (none, Qt.Key.Key_F8): self.follow,
                (none, Qt.Key.Key_Escape): self._on_escape,
                (control, Qt.Key.Key_Return): self._on_file,
            },
            while_typing=frozenset({Qt.Key.Key_Escape, Qt.Key.Key_F8}),
        )

    def _read(self) -> None:
        self._around.runner.read(
            looked_case, self._look, owner=self, then=self._show_case, failed=self.failed.emit, topic="look"
        )

    def _show_case(self, case: LookedCase) -> None:
        if self._look is None or case.look.look_id != self._look.look_id:
            return
        first, self.case = self.case is None, case
        if not first:
            return
        self.sheet.show_case(case)
        may = case.role in MAY
        self.viewer.taking_out.may = may
        self.viewer.foot.let_out(None if may else MAY_NOT)
        self.viewer.show_papers([PaperRef(one.document_id, one.kind, one.name) for one in case.papers])
        self.sheet.agree.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def agree(self) -> None:
        """The decision is right: the next one."""
        self._give(LookVerdict.AGREED, None)

    @Slot()
    def disagree(self) -> None:
        """The decision is wrong: say why."""
        if self.case is not None and self.sheet.disagree.isEnabled():
            ReasonDialog(self, "Pas d’accord", "Pourquoi ?", tuple(LookReason), self._on_reason).open()

    def _on_reason(self, reason: Labelled) -> None:
        if isinstance(reason, LookReason):
            self._give(LookVerdict.DISAGREED, reason)

    def _give(self, verdict: LookVerdict, reason: LookReason | None) -> None:
        look = self._look
        if look is None or self.case is None or not self.sheet.agree.isEnabled():
            return
        self.sheet.can(verdict=False, reopening=False)
        self._around.runner.write(
            give_look, look.look_id, look.version, verdict, reason,
            owner=self, then=partial(self._on_given, verdict), failed=self._on_not_given, changes=(),
        )  # fmt: skip

    def _on_given(self, verdict: LookVerdict, _answer: object) -> None:
        if verdict is LookVerdict.AGREED:
            self.said.emit(_AGREED)
            self.follow()
            return
        self._disagreed = True
        self.sheet.told.setText(_STANDS)
        self.sheet.can(verdict=False, reopening=True)
        self.sheet.reopen.setFocus(Qt.FocusReason.OtherFocusReason)

    def _on_not_given(self, error: GuichetError) -> None:
        self.sheet.can(verdict=True, reopening=False)
        self.failed.emit(error)

    @Slot()
    def reopen(self) -> None:
        """Put what was disagreed with back in its queue."""
        look = self._look
        if look is None or not self._disagreed:
            self.said.emit("Dites d’abord que vous n’êtes pas d’accord (N).")
            return
        reason = ReopenReason.SECOND_LOOK.value
        order = DecisionOrder(look.item_id, look.item_version, WorkDecision.REOPENED, str(uuid4()), reason)
        self._around.runner.write(
            decide_item, order,
            owner=self, then=self._on_reopened, failed=self.failed.emit, changes=(f"work.{look.kind.value}",),
        )  # fmt: skip

    def _on_reopened(self, _answer: object) -> None:
        self.said.emit("Le dossier est de nouveau dans sa file.")
        self.follow()

    @Slot()
    def follow(self) -> None:
        """The next decision drawn of this queue; back to the list when there is none."""
        if self._look is not None:
            self._around.runner.read(
                second_looks, (self._look.kind,),
                owner=self, then=self._show_following, failed=self.failed.emit, topic="following look",
            )  # fmt: skip

    def _show_following(self, looks: tuple[Look, ...]) -> None:
        if self._look is None:
            return
        after = [one for one in looks if one.look_id > self._look.look_id]
        others = [one for one in looks if one.look_id != self._look.look_id]
        if after or others:
            self.show_look((after or others)[0])
        else:
            self.said.emit(_NONE_LEFT)
            self.leave()

    @Slot()
    def _on_file(self) -> None:
        if self._look is not None:
            self.tenant_asked.emit(self._look.customer_id)

    @Slot()
    def _on_escape(self) -> None:
        """Out of the search, else back to the list."""
        if not self.viewer.search.isHidden():
            self.viewer.search.closed.emit()
        else:
            self.leave()
