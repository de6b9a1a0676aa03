"""The tenant’s file: who, the five answers, the details by tab."""

from datetime import date

from PySide6.QtCore import Qt, QTimer, Signal, Slot
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from backoffice.errors import Denied, GuichetError, Refused
from backoffice.rules.insurance.asking import may_ask
from backoffice.services.access.opening import Opening
from backoffice.services.access.quotas import kind_of_refusal
from backoffice.services.tenant.file import NO_PURPOSE, open_tenant
from backoffice.services.tenant.people import household_on
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.curtain import MASKED_SENTENCE, Curtain
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import IconLabel, card, column, label, line, unbroken
from backoffice.views.surroundings import Surroundings
from backoffice.views.tenant.cards import INSURANCE, PORTAL, RECEIPT, AnswerCards
from backoffice.views.tenant.company import Company
from backoffice.views.tenant.details import Details, FilePlace
from backoffice.views.tenant.header import TenantHeader
from backoffice.views.tenant.notices.strip import NoticeStrip

_REFRESH_MILLISECONDS = 30_000
_TOPIC = "tenant"
_GIVE_REASON, _TRY_AGAIN = "Donner une raison", "Réessayer"
_DAY_TOPIC = "household"


class TenantPage(QWidget):
    """One file at a time; asked again whenever an act has changed something of it."""

    shown = Signal(object)
    """A ``TenantFile`` has just been shown."""
    acted = Signal(str)
    """A card’s key whose act is not a tab: the receipt or the portal."""
    failed = Signal(object)
    """A ``GuichetError`` while a file is shown."""
    denied = Signal(object, int)
    """A ``GuichetError`` in place of a file, and whose file."""
    consulted = Signal(object)
    """A ``CallReason``: a tab was opened by its key or its card."""
    identify = Signal()
    back = Signal()

    def __init__(self, around: Surroundings) -> None:
        super().__init__()
        self.setObjectName("page")
        self._around = around
        self._customer_id: int | None = None
        self._opening = NO_PURPOSE
        self.file: TenantFile | None = None
        self.header = TenantHeader()
        self.header.identify.connect(self.identify)
        self.header.back.connect(self.back)
        self.header.again.connect(self.again)
        self.company = Company(around.runner, self)
        self.company.others.connect(self.header.show_company)
        self.company.stale.connect(self._on_stale)
        self.cards = AnswerCards()
        self.cards.pressed.connect(self.press)
        self.state = label("", "strong", wrap=True)
        self.state.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        self._state_icon = IconLabel("search")
        self.retry = KeyButton("", "Ctrl+R")
        self.retry.clicked.connect(self.again)
        self._state_box = card(line(self._state_icon, self.state, self.retry, margins=14, spacing=10))
        self.details = Details(around)
        self.household = self.details.household
        self.household.day_asked.connect(self._on_day_asked)
        self.strip = NoticeStrip(around.runner)
        self.curtain = Curtain()
        self.curtain.identify.connect(self.identify)
        self._refresh = QTimer(self)
        self._refresh.setInterval(_REFRESH_MILLISECONDS)
        self._refresh.timeout.connect(self.again)
        self._lay_out()

    @property
    def customer_id(self) -> int | None:
        """Whose file is in front, or is coming."""
        return self._customer_id

    def open(self, customer_id: int, opening: Opening, place: FilePlace | None = None) -> None:
        """Show another customer: his file replaces the present one when it comes, at ``place``."""
        if customer_id != self._customer_id:
            self.close_file()
            self._show_state("Ouverture du dossier…", "search", "soft")
            self.details.go_to(place or FilePlace())
        self._customer_id = customer_id
        self._opening = opening
        self.again()

    def close_file(self) -> None:
        """Nothing of a file stays on the page."""
        self._around.runner.forget(self, _TOPIC)
        self.company.leave()
        self.strip.clear()
        self._refresh.stop()
        self.file, self._customer_id = None, None
        self._show_parts(ready=False)

    def on_news(self) -> None:
        """Colleagues have changed something, perhaps of this file or its building."""
        self.company.beat()
        if self.isVisible():
            self.strip.again()

    @Slot()
    def again(self) -> None:
        """Ask for the file once more."""
        if self._customer_id is None:
            return
        arguments = (self._customer_id, self._around.as_of, self._opening)
        self._around.runner.read(
            open_tenant, *arguments, owner=self, then=self._show, failed=self._show_error, topic=_TOPIC
        )

    @Slot(str)
    def press(self, key: str) -> None:
        """What a card, or its key, does: an act, or the tab that explains the answer."""
        if self.file is None:
            return
        if key == RECEIPT:
            is_act = self.file.receipt.lease_id is not None
        else:
            is_act = key == PORTAL and self.file.portal.action is not None
            is_act = is_act or (key == INSURANCE and may_ask(self.file.insurance.state))
        if self.curtain.is_drawn and not (is_act and key in (RECEIPT, PORTAL)):
            self.failed.emit(Refused(MASKED_SENTENCE, code="CALLER_NOT_VERIFIED"))
            return
        if is_act:
            self.acted.emit(key)
            return
        self.show_tab(self.details.tab_of(key))

    def show_tab(self, index: int) -> None:
        """Open a tab by its rank and give it the keyboard."""
        if self.file is not None and not self.curtain.is_drawn:
            self.details.show_tab(index)
            subject = self.details.subject_of(index)
            if subject is not None:
                self.consulted.emit(subject)

    def _lay_out(self) -> None:
        parts = (self.header, self.strip, self.cards, self._state_box, self.details, self.curtain)
        layout = column(*parts, spacing=10)
        layout.setStretch(4, 1)
        layout.addStretch(0)
        self.setLayout(layout)
        self._show_parts(ready=False)

    def _show_parts(self, *, ready: bool) -> None:
        for part in (self.header, self.cards, self.details):
            part.setVisible(ready)
        self._state_box.setVisible(not ready)
        self.curtain.setVisible(False)

    def _show_state(self, sentence: str, icon_name: str, tone: str, way_out: str = "") -> None:
        """Say in place of a file why there is none, and the button that tries again if that can help."""
        self.state.setText(unbroken(sentence))
        self._state_icon.say(icon_name, tone)
        self.retry.say(way_out)
        self.retry.setVisible(bool(way_out))

    def _show(self, file: TenantFile) -> None:
        first = self.file is None
        self.file = file
        self._show_parts(ready=True)
        self.remask()
        self._count_minutes(file)
        if self.isVisible():
            self.company.follow(file.customer_id, file.stamp)
        if first and not self.curtain.is_drawn:
            self.details.tabs.setFocus(Qt.FocusReason.OtherFocusReason)
        self.shown.emit(file)

    @Slot()
    def remask(self) -> None:
        """Show the file held again: what a caller may hear of it has changed (R4.20)."""
        if self.file is None:
            return
        file = self.curtain.cover(self.file)
        drawn = self.curtain.is_drawn
        self.header.show_file(file)
        self.cards.show_file(file)
        self.cards.withhold(MASKED_SENTENCE if drawn else None)
        self.details.setVisible(not drawn)
        if drawn:
            # Alerts may be read aloud too.
            self.strip.clear()
        else:
            self.details.show_file(file)
            self.strip.follow(file.customer_id)

    def _count_minutes(self, file: TenantFile) -> None:
        """While a lock runs out by itself, the minutes left are read again."""
        if file.portal.minutes_left is None:
            self._refresh.stop()
        else:
            self._refresh.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Behind another page the file is not open any more."""
        super().hideEvent(event)
        if not event.spontaneous():
            self.company.leave()

    def showEvent(self, event: QShowEvent) -> None:
        """In front again."""
        super().showEvent(event)
        if self.file is not None and not event.spontaneous():
            self.company.follow(self.file.customer_id, self.file.stamp)

    def _show_error(self, error: GuichetError) -> None:
        if self.file is not None:
            self.failed.emit(error)
            return
        if isinstance(error, Denied):
            way_out = _GIVE_REASON if kind_of_refusal(error.code) is not None else ""
            self._show_state(error.sentence, "warn", "warn", way_out)
        else:
            self._show_state(error.sentence, "error", "bad", _TRY_AGAIN)
        if self._customer_id is not None:
            self.denied.emit(error, self._customer_id)

    @Slot(bool)
    def _on_stale(self, stale: bool) -> None:
        self.header.show_stale(stale=stale)

    @Slot(object)
    def _on_day_asked(self, day: date) -> None:
        if self._customer_id is None:
            return
        self._around.runner.read(
            household_on,
            self._customer_id,
            day,
            owner=self,
            then=self.household.show_rows,
            failed=self._show_error,
            topic=_DAY_TOPIC,
        )
