"""The item in hand: claimed, shown by the page of its kind, decided, undone, and the next one at once."""

from collections.abc import Callable
from functools import partial
from typing import Any
from uuid import uuid4

from PySide6.QtCore import QEvent, QObject, Qt, Signal, Slot
from PySide6.QtGui import QShowEvent
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.validation.work import SkipReason
from backoffice.rules.vocabulary.work import WorkKind, WorkStatus
from backoffice.rules.work.filters import QueueFilter, QueueSort
from backoffice.services.items.orders import KindResult
from backoffice.services.work.claims import Claim
from backoffice.services.work.following import (
    Neighbour,
    Together,
    claim_family,
    claim_following,
    neighbour,
)
from backoffice.services.work.history import DecidedItem
from backoffice.services.work.presence import present_among
from backoffice.services.work.skipping import skip_item
from backoffice.views.items.contract import ItemPage
from backoffice.views.items.keys import OwnKeys
from backoffice.views.items.reason_dialog import ReasonDialog
from backoffice.views.items.undo_strip import UndoStrip
from backoffice.views.surroundings import Surroundings
from backoffice.views.work.head import DeskHead
from backoffice.views.work.holding import Holding
from backoffice.views.work.looking_back import LookingBack, standing_of
from backoffice.views.work.pages import KindPages, widget_of

_NOTHING = "Plus rien de libre dans cette file avec ces filtres."
_CALL_KEY = "Ici F8 mène au dossier suivant ; un appel se prend par Ctrl+Maj+D ou par la barre."
_SKIP = "Passer ce dossier"
_SKIP_WHY = "Il reviendra après les autres, pour vous, jusqu’à demain ; vos collègues peuvent le prendre."


class WorkDesk(QWidget):
    """Owns the claim; the pages decide. F8 the next, F7 the one before, Maj+F8 passes on."""

    said = Signal(str)
    failed = Signal(object)
    tenant_asked = Signal(int)
    shown = Signal()
    """An item is in hand: this page comes in front."""
    emptied = Signal()
    """Nothing is in hand any more: the list comes in front."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self.asked: QueueFilter | None = None
        self.sort = QueueSort.DUE
        self._family: list[Claim] = []
        self._decided: tuple[int, WorkKind, KindResult] | None = None
        self._front: WorkKind | None = None
        self._told_call_key = False
        self._window: QWidget | None = None
        self.holding = Holding(around.runner, self)
        self.head = DeskHead()
        self.strip = UndoStrip()
        self.back = LookingBack(self, around)
        self._stack = QStackedWidget()
        self._stack.addWidget(self.back.panel)
        self.pages = KindPages(self._stack, around)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(6)
        layout.addWidget(self.head)
        layout.addWidget(self.strip)
        layout.addWidget(self._stack, 1)
        self._listen()
        self._add_keys()

    def _listen(self) -> None:
        self.holding.warned.connect(self.head.warn)
        self.holding.kept.connect(self.head.keep)
        self.holding.lost.connect(self._on_lost)
        self.head.next.clicked.connect(self.follow)
        self.head.former.clicked.connect(self.go_back)
        self.head.skip.clicked.connect(self.skip)
        self.head.again.clicked.connect(self.take_again)
        self.strip.undone.connect(self._on_undone)
        self.pages.said.connect(self.said)
        self.pages.failed.connect(self.failed)
        self.pages.tenant_asked.connect(self.tenant_asked)
        self.pages.decided.connect(self._on_decided)
        self.pages.touched.connect(self.holding.touch)
        self.back.said.connect(self.said)
        self.back.failed.connect(self.failed)
        self.back.item_wanted.connect(self.open_item)
        self.back.shown.connect(self._on_looking_back)
        self.back.undo_wanted.connect(self._on_undo_wanted)
        self.back.file_wanted.connect(self.tenant_asked)

    def _add_keys(self) -> None:
        none, shift = Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
        keys = {
            (none, Qt.Key.Key_F8): self.follow,
            (none, Qt.Key.Key_F7): self.go_back,
            (shift, Qt.Key.Key_F8): self.skip,
            (none, Qt.Key.Key_F5): self.take_again,
            (none, Qt.Key.Key_Backspace): self.undo,
        }
        OwnKeys(self, keys, while_typing=frozenset({Qt.Key.Key_F8, Qt.Key.Key_F7, Qt.Key.Key_F5}))

    @property
    def claim(self) -> Claim | None:
        """The item in hand."""
        return self.holding.claim

    def page_for(self, kind: WorkKind) -> ItemPage | None:
        """The page of a kind; ``None``: its items open the file."""
        return self.pages.page_for(kind)

    @Slot(int)
    def open_item(self, item_id: int) -> None:
        """Claim this very item with its family and show it."""
        if self.claim is not None and self.claim.item_id != item_id:
            self._let_go()
        self._write(claim_family, item_id, then=self._take)

    def begin(self, asked: QueueFilter, sort: QueueSort) -> None:
        """The most pressing of a filter."""
        self.asked, self.sort = asked, sort
        self._follow(None)

    @Slot()
    def follow(self) -> None:
        """The next one: of the family first, then of the list; what was in hand is given back undecided."""
        if self._family:
            self._show(self._family.pop(0))
        else:
            self._follow(self._place())

    def _follow(self, after: int | None) -> None:
        if self.asked is not None:
            # Its page stays, with what it has prepared of the next one, until that one is shown.
            self._give_back()
            self._write(partial(claim_following, after=after), self.asked, self.sort, then=self._take)

    def _place(self) -> int | None:
        """Where in the list one is."""
        if self.claim is not None:
            return self.claim.item_id
        return self.back.item.item_id if self.back.item is not None else None

    def _take(self, found: Together | None) -> None:
        if found is None:
            self.said.emit(_NOTHING)
            self._empty()
            return
        self._family = list(found.family)
        self._show(found.claim)

    def _show(self, claim: Claim) -> None:
        page = self.page_for(claim.kind)
        self.holding.take(claim)
        if self._front is not claim.kind:
            self._leave_front()
        self._front = claim.kind
        if page is None:
            # Nothing shows it here: its file is opened, and the claim kept for its five minutes.
            self.tenant_asked.emit(claim.customer_id)
            return
        self.back.forget()
        self.head.show_claim(claim, self._family)
        self._stack.setCurrentWidget(widget_of(page))
        page.show_item(claim)
        self.shown.emit()
        self._take_keyboard(widget_of(page))
        if not self._told_call_key:
            self._told_call_key = True
            self.said.emit(_CALL_KEY)
        self._read_ahead(claim)

    def _take_keyboard(self, page: QWidget) -> None:
        focused = QApplication.focusWidget()
        if focused is None or not (page is focused or page.isAncestorOf(focused)):
            page.setFocus(Qt.FocusReason.OtherFocusReason)

    def _read_ahead(self, claim: Claim) -> None:
        """What comes next, of the family or of the list; who else has this file open."""
        runner = self._around.runner
        if self._family:
            mate = self._family[0]
            self.pages.prepare(
                Neighbour(mate.item_id, mate.kind, mate.customer_id, WorkStatus.OPEN, passed=0)
            )
        elif self.asked is not None:
            runner.read(
                neighbour, claim.item_id, self.asked, self.sort,
                owner=self, then=self.pages.prepare, failed=_ignore, topic="ahead",
            )  # fmt: skip
        runner.read(
            present_among, [claim.customer_id],
            owner=self, then=self.head.show_company, failed=_ignore, topic="company",
        )  # fmt: skip

    @Slot(object)
    def _on_decided(self, done: KindResult) -> None:
        """Decided: the strip counts down over the next one. Undone: the item is mine again."""
        claim = self.claim
        if done.status is WorkStatus.OPEN:
            self.strip.clear()
            self.said.emit(done.sentence)
            if self._decided is not None:
                self.open_item(self._decided[0])
        elif claim is not None:
            self._decided = (claim.item_id, claim.kind, done)
            self.strip.show_done(done)
            self.holding.drop()
            if self._family:
                self._show(self._family.pop(0))
            else:
                self._follow(claim.item_id)

    @Slot()
    def undo(self) -> None:
        """Take the last decision back while it is offered."""
        if self.back.item is not None:
            self.back.undo()
        else:
            self.strip.take_back()

    @Slot()
    def _on_undone(self) -> None:
        if self._decided is not None:
            item_id, kind, done = self._decided
            self._take_back(done, item_id, kind)

    @Slot(object)
    def _on_undo_wanted(self, item: DecidedItem) -> None:
        done = standing_of(item)
        self._decided = (item.item_id, item.kind, done)
        self._take_back(done, item.item_id, item.kind)

    def _take_back(self, done: KindResult, item_id: int, kind: WorkKind) -> None:
        page = self.page_for(kind)
        if page is None:
            self.said.emit("Cette décision s’annule sur la page de sa file.")
        else:
            page.take_back(done, item_id, str(uuid4()))

    @Slot()
    def go_back(self) -> None:
        """The one before in the list; what I decided today is shown, to be read."""
        place = self._place()
        if place is not None and self.asked is not None:
            self.back.go_back(place, self.asked, self.sort)

    @Slot(object)
    def _on_looking_back(self, item: DecidedItem) -> None:
        self._let_go()
        # One way to undo at a time: that of the item shown.
        self.strip.clear()
        self.head.show_decided(item)
        self._stack.setCurrentWidget(self.back.panel)
        self.shown.emit()

    @Slot()
    def skip(self) -> None:
        """Pass the item on, with a reason; then the next."""
        if self.claim is not None:
            ReasonDialog(self, _SKIP, _SKIP_WHY, tuple(SkipReason), self._on_skip).open()

    def _on_skip(self, reason: object) -> None:
        claim = self.claim
        if claim is not None and isinstance(reason, SkipReason):
            self.holding.drop()
            self._family.clear()
            self._write(skip_item, claim.item_id, reason, then=partial(self._on_skipped, claim.item_id))

    def _on_skipped(self, item_id: int, _answer: object) -> None:
        self._follow(item_id)

    @Slot()
    def take_again(self) -> None:
        """Claim anew what is shown, after its hold has ended."""
        claim = self.claim
        if claim is not None and self.holding.has_ended():
            self._write(claim_family, claim.item_id, then=self._take)

    @Slot(object)
    def _on_lost(self, error: GuichetError | None) -> None:
        self.head.say_lost(error)
        if error is not None:
            self.failed.emit(error)

    def put_down(self) -> None:
        """The list is in front: what was in hand goes back to colleagues."""
        self._let_go()
        self.strip.clear()

    def _let_go(self) -> None:
        """Give back what is in hand, with its family; nothing of it stays."""
        self._give_back()
        self._leave_front()

    def _give_back(self) -> None:
        self._family.clear()
        self.holding.give_back()

    def _leave_front(self) -> None:
        if self._front is not None:
            self.pages.leave(self._front)
        self._front = None

    def _empty(self) -> None:
        self.back.forget()
        self.pages.leave_all()
        self._front = None
        self.emptied.emit()

    @Slot()
    def again(self) -> None:
        """Read what is shown once more, after a lost line."""
        if self.claim is not None:
            self.pages.again(self.claim.kind)

    def showEvent(self, event: QShowEvent) -> None:
        """In front: a window that closes gives the item back."""
        super().showEvent(event)
        if self._window is None:
            self._window = self.window()
            self._window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The window closes: the item goes back to colleagues, before the line does."""
        if watched is self._window and event.type() == QEvent.Type.Close:
            self._let_go()
        return super().eventFilter(watched, event)

    def _write(
        self, function: Callable[..., object], *arguments: object, then: Callable[[Any], object]
    ) -> None:
        # The database tells every screen that a claim changed, this one among them.
        self._around.runner.write(
            function, *arguments, owner=self, then=then, failed=self._on_refused, changes=()
        )

    def _on_refused(self, error: GuichetError) -> None:
        """A colleague was quicker, or it is not for me: said, and the list again if nothing is in hand."""
        self.failed.emit(error)
        if self.claim is None:
            self._empty()


def _ignore(_answer: object) -> None:
    """What is read ahead is no loss."""
