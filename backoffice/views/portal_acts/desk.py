"""Acts on an access from the window: F4, Ctrl+U, the tab, la barre; and how the last one is taken back."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from uuid import uuid4

from PySide6.QtCore import QEvent, QKeyCombination, QObject, Qt, Signal, Slot
from PySide6.QtGui import QAction, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError, Refused
from backoffice.rules.vocabulary.calls import CallerLevel, ContactPlace
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.caller.masking import masked
from backoffice.services.calls import CallView
from backoffice.services.portal.access import access_report
from backoffice.services.portal.offers import act_offers
from backoffice.services.portal.orders import AccessReport, ActOffer, ActResult
from backoffice.services.portal.undoing import undo_act
from backoffice.services.tenant.results import TenantFile
from backoffice.views.bar.commands import Commands
from backoffice.views.call.desk import CallDesk
from backoffice.views.portal_acts.choose_dialog import ChooseActDialog, veiled
from backoffice.views.portal_acts.dialog import ActDialog, ActTarget
from backoffice.views.portal_acts.undo_bar import CHANGED, LEFT, UndoBar
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.page import TenantPage
from backoffice.views.tenant.portal.words import ACTS_KEY, UNDO_KEY, UNDO_SHORTCUT

_DESK = (StaffRole.FRONT_DESK, StaffRole.ADVISER, StaffRole.ACCOUNTING, StaffRole.MANAGER)
_UNDO = QKeyCombination(Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier, Qt.Key.Key_Z)
_NO_FILE = "Cette touche agit sur un dossier : cherchez un locataire, puis Entrée."
_NOTHING = "Aucun de vos actes ne s’annule ici : ses messages sont partis, ou il est déjà annulé."
_ALSO = ("portail", "accès", "compte en ligne")


@dataclass(frozen=True)
class _Last:
    """The act that the bar offers to take back."""

    customer_id: int
    act_id: int
    sentence: str


class PortalActsDesk(QObject):
    """Opens the dialogs; what forbids an act is said in place of its dialog."""

    said = Signal(str, str)
    """A sentence and its tone, for the message bar."""
    failed = Signal(object)
    """A ``GuichetError``."""

    def __init__(
        self,
        window: QWidget,
        around: Surroundings,
        page: TenantPage,
        calls: CallDesk,
        file_in_front: Callable[[], TenantFile | None],
    ) -> None:
        super().__init__(window)
        self._window, self._around, self._calls = window, around, calls
        self._file_in_front = file_in_front
        self._tab = page.details.portal
        self._last: _Last | None = None
        self._commands_of: dict[int, str] = {}
        self._has_keys = False
        self.bar = UndoBar()
        self.bar.undo.connect(self.undo)
        self.bar.over.connect(self._follow)
        self._tab.acted.connect(self._on_asked)
        self._tab.undo_asked.connect(self._on_undo_asked)
        self._tab.said.connect(self.said)
        calls.moved.connect(self._on_call)

    def show_staff(self, role: StaffRole) -> None:
        """Give the two keys to those who answer tenants."""
        if role not in _DESK or self._has_keys:
            return
        self._has_keys = True
        for key, slot in ((ACTS_KEY, self.choose), (UNDO_SHORTCUT, self.undo)):
            action = QAction(key, self._window)
            action.setShortcut(QKeySequence(key))
            action.triggered.connect(slot)
            self._window.addAction(action)

    def reach_over(self, field: QWidget) -> None:
        """A field of the window whose own « Rétablir » has the same key: taking an act back comes first."""
        field.installEventFilter(self)

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        """Let the key through to the window."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return False
        if event.keyCombination() != _UNDO:
            return False
        event.ignore()
        return True

    def offer(self, commands: Commands) -> None:
        """Let la barre propose the acts, one by one."""
        commands.add("Actes sur l’accès au portail", self.choose, ACTS_KEY, also=_ALSO, needs_file=True)
        commands.add("Annuler le dernier acte", self.undo, UNDO_KEY, also=("défaire", "annuler"))
        for act in PortalAct:
            # F4 has a line of its own, with what forbids it.
            if act is not PortalAct.UNLOCK:
                commands.add(act.label, partial(self._ask, act), also=_ALSO, needs_file=True)

    def open(self, dialog: ActDialog, file: TenantFile) -> None:
        """Open the dialog of an act on a file, and follow what it does."""
        dialog.done_with.connect(partial(self._on_done, file.customer_id))
        dialog.open()

    def on_news(self, kinds: frozenset[str]) -> None:
        """A colleague, the portal or the courier changed an access, perhaps this one."""
        if "portal" in kinds:
            self._tab.again()
            self._follow()

    @Slot()
    def choose(self) -> None:
        """Every act of the file in front."""
        self._ask(None)

    @Slot()
    def undo(self) -> None:
        """Take back the act of the bar; without one, my latest act on the file in front."""
        if self._last is not None and self.bar.offers:
            self._undo(self._last.act_id)
            return
        file = self._file_in_front()
        if file is None:
            self.said.emit("Aucun acte à annuler : rien n’a été fait depuis peu.", "accent")
            return
        self._read(self._undo_latest, access_report, file.customer_id, topic="latest")

    def _ask(self, act: PortalAct | None) -> None:
        file = self._file_in_front()
        if file is None:
            self.said.emit(_NO_FILE, "accent")
            return
        call = self._call_of(file)
        at_counter = call is not None and call.place == ContactPlace.COUNTER
        function = partial(act_offers, at_counter=at_counter)
        asked = (file.customer_id, call.id if call is not None else None)
        self._read(partial(self._show_offers, file, act), function, *asked, topic="offers")

    def _show_offers(self, file: TenantFile, act: PortalAct | None, offers: tuple[ActOffer, ...]) -> None:
        if self._file_in_front() is None:
            return
        offers = veiled(offers, self._level(file))
        if act is not None:
            self._on_asked(act, next(one.missing for one in offers if one.act is act))
            return
        dialog = ChooseActDialog(self._window, self._target(file).subtitle, offers)
        dialog.chosen.connect(self._on_chosen)
        dialog.open()

    def _target(self, file: TenantFile) -> ActTarget:
        portal = masked(file, self._level(file)).portal
        return ActTarget(file.customer_id, f"{file.name}  ·  {portal.headline}", self._call_of(file))

    def _level(self, file: TenantFile) -> CallerLevel | None:
        return self._calls.level(file)

    def _call_of(self, file: TenantFile) -> CallView | None:
        call = self._calls.call
        return call if call is not None and call.customer_id == file.customer_id else None

    def _on_done(self, customer_id: int, result: ActResult) -> None:
        told = f" Sera prévenu : {', '.join(result.told)}." if result.told else ""
        self.said.emit(f"{result.sentence}{told}", "ok")
        self._last = _Last(customer_id, result.act_id, result.sentence)
        self._follow()

    @Slot()
    def _follow(self) -> None:
        """Where the act of the bar stands, by the server."""
        if self._last is not None:
            self._read(self._show_standing, access_report, self._last.customer_id, topic="standing")

    def _show_standing(self, report: AccessReport) -> None:
        last = self._last
        if last is None or last.customer_id != report.customer_id:
            return
        done = next((one for one in report.done if one.id == last.act_id), None)
        if done is None or done.undone_at is not None:
            self._last = None
            self.bar.end()
        elif done.can_undo:
            self.bar.veil(veiled=self._calls.hides(last.customer_id))
            self.bar.show_act(last.sentence, (done.leaves_at - report.made_at).total_seconds())
        else:
            self._last = None
            self.bar.say_settled(LEFT if done.leaves_at <= report.made_at else CHANGED)

    def _undo_latest(self, report: AccessReport) -> None:
        latest = next((one for one in report.done if one.can_undo), None)
        if latest is None:
            self.said.emit(_NOTHING, "accent")
        else:
            self._undo(latest.id)

    def _undo(self, act_id: int) -> None:
        # The same identifier again after a lost line: it is undone once.
        command = self._commands_of.setdefault(act_id, str(uuid4()))
        self._around.runner.write(
            undo_act, act_id, command,
            owner=self, then=self._on_undone, failed=self._on_not_undone, changes=("portal", "history"),
        )  # fmt: skip

    def _on_undone(self, result: ActResult) -> None:
        self.said.emit(result.sentence, "ok")
        if self._last is not None and self._last.act_id == result.act_id:
            self._last = None
            self.bar.end()

    def _on_not_undone(self, error: GuichetError) -> None:
        self.failed.emit(error)
        if isinstance(error, Refused):
            self._tab.again()
            self._follow()

    def _read(
        self, then: Callable[..., None], function: Callable[..., object], *arguments: object, topic: str
    ) -> None:
        self._around.runner.read(
            function, *arguments, owner=self, then=then, failed=self.failed.emit, topic=topic
        )

    @Slot(object)
    def _on_chosen(self, act: PortalAct) -> None:
        self._on_asked(act, "")

    @Slot(object, str)
    def _on_asked(self, act: PortalAct, missing: str) -> None:
        file = self._file_in_front()
        if file is None:
            return
        if missing:
            self.said.emit(missing, "warn")
            return
        self.open(ActDialog(self._window, self._around, act, self._target(file)), file)

    @Slot(int, str)
    def _on_undo_asked(self, act_id: int, _words: str) -> None:
        self._undo(act_id)

    @Slot()
    def _on_call(self) -> None:
        if self._last is not None:
            self.bar.veil(veiled=self._calls.hides(self._last.customer_id))
