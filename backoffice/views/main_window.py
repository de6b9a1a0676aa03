"""The window: rail, la barre, messages, the call, and the page under them."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtGui import QAction, QCloseEvent, QKeySequence
from PySide6.QtWidgets import QMainWindow, QStackedWidget, QWidget

from backoffice.rules.caller import Act
from backoffice.rules.phones import phone_key
from backoffice.rules.vocabulary.access import AccessKind, OpeningPurpose
from backoffice.rules.vocabulary.people import StaffRole
from backoffice.services.access.opening import Opening
from backoffice.services.staff import StaffView, current_staff
from backoffice.services.tenant.results import TenantFile
from backoffice.views.access.desk import AccessDesk
from backoffice.views.bar.bar import Bar
from backoffice.views.call.desk import CallDesk
from backoffice.views.call.draft_offer import DraftOffer
from backoffice.views.callbacks.desk import ContactDesk
from backoffice.views.insurance.desk import InsuranceDesk
from backoffice.views.keys_dialog import KeysDialog
from backoffice.views.parts.message_bar import MessageBar
from backoffice.views.parts.pieces import column, line
from backoffice.views.parts.queue_counts import QueueWatch
from backoffice.views.pop.desk import Doors, PopDesk
from backoffice.views.portal_acts.desk import PortalActsDesk
from backoffice.views.rail import Rail
from backoffice.views.receipt.receipt_dialog import ReceiptDialog
from backoffice.views.role_pages import RolePages
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.acts import FileActs
from backoffice.views.tenant.cards import BALANCE, INSURANCE, PORTAL, RECEIPT, REQUESTS
from backoffice.views.tenant.details import TABS
from backoffice.views.tenant.files.desk import FileDesk
from backoffice.views.tenant.household_door import HouseholdDoor
from backoffice.views.tenant.page import TenantPage
from backoffice.views.tenant_view.desk import SEE_AS, TenantViewDesk
from backoffice.views.unlock_dialog import UnlockDialog
from backoffice.views.window_acts import (
    add_call_acts,
    add_file_acts,
    add_menu_acts,
    add_role_acts,
    add_window_acts,
)

_LOST = "La base ne répond plus. Rien de ce que vous avez tapé n’est perdu : Guichet réessaie tout seul."


class MainWindow(QMainWindow):
    """Everything is reached by a key; the pages know nothing of each other."""

    closed = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setWindowTitle("Guichet")
        self.setMinimumSize(1024, 600)
        self._around = around
        self.rail = Rail()
        self.messages = MessageBar()
        self.desk = CallDesk(self, around)
        self.offer = DraftOffer(around.drafts, self.desk)
        self.access = AccessDesk(self, around)
        doors = Doors(self.desk, self.access, self._file_in_front, self.search_for)
        self.pops = PopDesk(self, around, doors)
        self.tenant_page = TenantPage(around)
        self.files = FileDesk(self, around, self.tenant_page)
        menu, unreadable = self.tenant_page.details.menu, self.desk.unreadable
        self.acts = FileActs(self, around, menu, self._file_in_front, unreadable)
        self.insurance = InsuranceDesk(self, around, self.tenant_page)
        self.tenant_view = TenantViewDesk(self, around, self.tenant_page, self._file_in_front, unreadable)
        self.portal = PortalActsDesk(self, around, self.tenant_page, self.desk, self._file_in_front)
        self._stack = QStackedWidget()
        self.pages = RolePages(self._stack, around, self._file_in_front)
        self.bar = Bar(self, around, self._stack, self.pages, self._file_in_front)
        self.search_box, self.search_page = self.bar.box, self.bar.page
        self._stack.addWidget(self.tenant_page)
        self._stack.currentChanged.connect(self._on_page)
        self.contacts = ContactDesk(self, around, self.desk, self._stack, self._file_in_front)
        self._role: StaffRole | None = None
        self._lay_out()
        self._connect_pieces()
        self._connect_call()
        self._connect_runner()
        self._add_keys()
        self._add_acts()
        self.rail.show_connection(lost=False)
        self.search_box.take_focus()
        self._queues = QueueWatch(around.runner, self.rail.queues, self)
        self._queues.again()
        around.runner.read(
            current_staff, owner=self, then=self._show_staff, failed=self.messages.say_error, topic="staff"
        )

    def open_tenant(self, customer_id: int) -> None:
        """Show a customer’s file, once it is known why."""
        self.access.open(customer_id, self.desk.call)

    def _lay_out(self) -> None:
        bars = column(
            self.messages,
            self.offer.strip,
            self.pops.strip,
            self.desk.banner,
            self.contacts.strip,
            self.portal.bar,
            spacing=10,
        )
        right = column(self.search_box, bars, self.files.bar, self._stack, spacing=10)
        right.setContentsMargins(16, 12, 16, 12)
        right.setStretch(3, 1)
        whole = line(self.rail, right, spacing=0)
        page = QWidget()
        page.setObjectName("page")
        page.setLayout(whole)
        self.setCentralWidget(page)

    def _connect_pieces(self) -> None:
        self.household = HouseholdDoor(self, self._stack, self.tenant_page)
        self.files.wanted.connect(self._on_opening)
        self.files.emptied.connect(self.bar.home)
        self.acts.said.connect(self.messages.say)
        self.rail.tenants.connect(self.bar.home)
        self.rail.recent.connect(self.open_tenant)
        self.rail.queues.opened.connect(self.bar.open_queue)
        self.rail.keys.connect(self.show_keys)
        self.bar.wanted.connect(self._on_wanted)
        self.bar.said.connect(self.messages.say)
        self.bar.today.changed.connect(self.rail.show_recent)
        self.tenant_page.shown.connect(self._on_file)
        self.tenant_page.failed.connect(self.messages.say_error)
        self.tenant_page.acted.connect(self._on_act)
        self.tenant_page.identify.connect(self.identify)
        self.tenant_page.back.connect(self.bar.back)
        self.tenant_page.details.timeline.said.connect(self.messages.say)
        self.desk.banner.identify.connect(self.identify)
        self.desk.said.connect(self.messages.say)
        self.offer.said.connect(self.messages.say)
        self.offer.wanted.connect(self.open_tenant)
        self.tenant_page.denied.connect(self.access.refused)
        self.search_page.denied.connect(self.access.refused)
        self.search_page.trace.said.connect(self.messages.say)
        self.access.opened.connect(self._on_opening)
        self.access.given.connect(self._on_given)
        self.access.said.connect(self.messages.say)
        self.pages.said.connect(self.messages.say)
        self.pops.said.connect(self.messages.say)
        self.pops.failed.connect(self.messages.say_error)
        self.pages.failed.connect(self.messages.say_error)
        self.pages.online.wanted.connect(self._on_wanted)
        self.tenant_view.said.connect(self.messages.say)
        self.insurance.said.connect(self.messages.say)
        self.portal.said.connect(self.messages.say)
        self.portal.failed.connect(self.messages.say_error)
        self.rail.who_saw.connect(self.pages.show_who_saw)
        self.rail.privacy.connect(self.pages.show_privacy)

    def _connect_call(self) -> None:
        self.tenant_page.curtain.level = self.desk.level
        self.tenant_page.curtain.outside = self.desk.is_outside
        self.tenant_page.curtain.silent = self.desk.is_silent
        self.desk.moved.connect(self.tenant_page.remask)
        self.tenant_page.consulted.connect(self.desk.on_consulted)
        self.desk.moved.connect(self.tenant_view.look_again)
        self.search_page.listens = self.desk.is_listened
        self.desk.moved.connect(self.search_page.remask)
        self.desk.wanted.connect(self.bar.home)
        self.desk.leave.connect(self.close)
        self.contacts.said.connect(self.messages.say)
        self.contacts.failed.connect(self.messages.say_error)
        self.contacts.wanted.connect(self.open_tenant)
        self.contacts.counted.connect(self.rail.show_call_backs)
        self.rail.call_backs.connect(self.contacts.show_page)

    def _connect_runner(self) -> None:
        runner = self._around.runner
        runner.changed.connect(self._on_changed)
        runner.lost.connect(self._on_lost)
        runner.restored.connect(self._on_restored)

    def _add_keys(self) -> None:
        keys = {
            "Ctrl+K": self.search_box.take_focus,
            "F1": self.show_keys,
            "F8": self.identify,
            SEE_AS: self.tenant_view.see_as,
            "F12": self.desk.conclude,
            "Ctrl+R": self.tenant_page.again,
            "Ctrl+M": self.change_purpose,
            "Escape": self._on_escape,
        }
        for key, slot in keys.items():
            self._add_key(key).triggered.connect(slot)
        for key in (BALANCE, RECEIPT, PORTAL, INSURANCE, REQUESTS):
            self._add_key(key).triggered.connect(self._on_card_key)
        for rank in range(1, TABS + 1):
            self._add_key(f"Ctrl+{rank}").triggered.connect(self._on_tab_key)

    def _add_acts(self) -> None:
        commands = self.bar.commands
        add_file_acts(commands, lambda: self.tenant_page, self.desk)
        add_call_acts(commands, self.desk, self.identify)
        add_menu_acts(commands, self.tenant_page.details.menu)
        self.tenant_view.offer(commands)
        self.pops.offer(commands)
        self.portal.offer(commands)
        self.portal.reach_over(self.search_box.field)
        commands.add("Dossier suivant", self.files.next, "Ctrl+Tab", needs_file=True)
        commands.add("Dossier précédent", self.files.previous, "Ctrl+Shift+Tab", needs_file=True)
        commands.add("Fermer le dossier", self.files.close_front, "Ctrl+W", needs_file=True)
        self.contacts.add_acts(commands.add)
        commands.add("Relire le dossier", self.tenant_page.again, "Ctrl+R", needs_file=True)
        commands.add("Changer le motif d’ouverture", self.change_purpose, "Ctrl+M", needs_file=True)
        add_window_acts(commands, self.show_keys)

    def _add_key(self, key: str) -> QAction:
        action = QAction(key, self)
        action.setShortcut(QKeySequence(key))
        self.addAction(action)
        return action

    def closeEvent(self, event: QCloseEvent) -> None:
        """Say what was searched and what was closed, then join the threads before the window goes."""
        if self.desk.holds_window():
            event.ignore()
            return
        self.tenant_page.company.leave()
        self.search_page.trace.leave()
        self._around.runner.close()
        self.closed.emit()
        super().closeEvent(event)

    @Slot(object)
    def on_news(self, kinds: frozenset[str]) -> None:
        """Colleagues changed such records: count the queues again, look whether the open file is one."""
        if any(kind.startswith("work.") for kind in kinds):
            self._queues.again()
        if any(not kind.startswith("work.") for kind in kinds):
            self.tenant_page.on_news()
            self.portal.on_news(kinds)
        self.pages.online.on_news(kinds)

    def search_for(self, text: str) -> None:
        """Ready to type; a text is searched as if it was typed."""
        if text:
            self.search_box.write(text)
        self.search_box.take_focus()

    @Slot()
    def show_keys(self) -> None:
        """Every key on one page."""
        KeysDialog(self, self._role).open()

    @Slot()
    def identify(self) -> None:
        """Start the call, or go on with the identification."""
        file = self._file_in_front()
        typed = self.search_box.text().strip()
        number = typed if phone_key(typed) else self.pops.number
        self.messages.clear()
        if file is None:
            self.desk.ring(number)
        else:
            self.desk.identify(file, number)

    @Slot()
    def change_purpose(self) -> None:
        """Give another reason for the file in front."""
        file = self._file_in_front()
        if file is not None:
            self.access.change(file.customer_id)

    def _file_in_front(self) -> TenantFile | None:
        in_front = self._stack.currentWidget() is self.tenant_page
        return self.tenant_page.file if in_front else None

    def _show_staff(self, staff: StaffView) -> None:
        self._role = staff.role
        self.rail.show_staff(staff)
        self.access.show_staff(staff)
        self.contacts.show_staff(staff.role)
        self.acts.show_staff(staff.role)
        self.portal.show_staff(staff.role)
        slots = {"Ctrl+J": self.pages.show_who_saw, "Ctrl+G": self.pages.show_privacy}
        for key in self.pages.give(staff.role):
            self._add_key(key).triggered.connect(slots[key])
        add_role_acts(self.bar.commands, self.pages)
        self.pages.online.open_doors(self, staff.role, self.rail, self.bar.commands.add, self.bar.doors)
        self.bar.show_staff(staff.role, self.rail.queues)
        if self.pages.invitation is not None:
            self.search_box.invite(self.pages.invitation)

    @Slot(int)
    def _on_page(self, _index: int) -> None:
        front = self._stack.currentWidget()
        self.files.show_bar()
        self.contacts.strip.setVisible(front is self.tenant_page and self.contacts.strip.has_words)
        self.rail.show_place(
            calling=front is self.contacts.page,
            watching=front is self.pages.who_saw,
            privacy=front is self.pages.privacy,
            page=self.pages.online.front,
        )

    @Slot(int, object)
    def _on_opening(self, customer_id: int, opening: Opening) -> None:
        self.messages.clear()
        self._stack.setCurrentWidget(self.tenant_page)
        self.files.open(customer_id, opening)

    @Slot(object)
    def _on_given(self, kind: AccessKind) -> None:
        if kind is AccessKind.SEARCH:
            self.search_page.again()
        else:
            self.tenant_page.again()

    @Slot(int, object)
    def _on_wanted(self, customer_id: int, purpose: OpeningPurpose | None) -> None:
        self.access.open(customer_id, self.desk.call, purpose)

    @Slot()
    def _on_escape(self) -> None:
        if not self.messages.isHidden():
            self.messages.clear()
        else:
            self.bar.back()

    @Slot()
    def _on_card_key(self) -> None:
        if self._file_in_front() is None:
            self.messages.say("Cette touche agit sur un dossier : cherchez un locataire, puis Entrée.")
            return
        self.tenant_page.press(self._key_of_sender())

    @Slot()
    def _on_tab_key(self) -> None:
        rank = int(self._key_of_sender().removeprefix("Ctrl+")) - 1
        if self._file_in_front() is not None:
            self.tenant_page.show_tab(rank)
        else:
            self.pages.show_tab(rank)

    def _key_of_sender(self) -> str:
        action = self.sender()
        assert isinstance(action, QAction), "keys are actions"
        return action.text()

    @Slot(object)
    def _on_file(self, file: TenantFile) -> None:
        self.bar.note(file)
        self.access.note(file)
        self.desk.show_file(file)
        self.contacts.show_file(file)
        action = file.portal.action
        self.tenant_page.cards.forbid(
            self.desk.missing(Act.ISSUE_RECEIPT, file),
            self.desk.missing(Act.UNLOCK, file) if action is not None else None,
        )
        self.offer.show_file(file)
        self.pops.show_file(file)

    @Slot(str)
    def _on_act(self, key: str) -> None:
        file = self.tenant_page.file
        assert file is not None, "acts are those of a file"
        if key == INSURANCE:
            return
        missing = self.desk.missing(Act.ISSUE_RECEIPT if key == RECEIPT else Act.UNLOCK, file)
        if missing is not None:
            self.messages.say(missing, "warn")
            return
        self.messages.clear()
        call = self.desk.call
        assert call is not None, "a level belongs to a call"
        if key == RECEIPT:
            ReceiptDialog(self, self._around, file, call).open()
            return
        self.portal.open(UnlockDialog(self, self._around, file, call), file)

    @Slot(object)
    def _on_changed(self, _kinds: frozenset[str]) -> None:
        self.tenant_page.again()

    @Slot()
    def _on_lost(self) -> None:
        self.rail.show_connection(lost=True)
        self.messages.say_lost(_LOST)

    @Slot()
    def _on_restored(self) -> None:
        self.rail.show_connection(lost=False)
        self.messages.say_found("La connexion est rétablie.")
        self.bar.again()
        self.tenant_page.again()
        self.pages.again()
