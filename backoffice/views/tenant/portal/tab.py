"""« Portail »: why he cannot sign in, what to say, what to press; then contacts and the portal's habits."""

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QScrollArea, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.vocabulary.portal import PortalAct
from backoffice.services.portal.access import access_report
from backoffice.services.portal.orders import AccessReport, ActOffer
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.pieces import Badge, Elided, card, column, label, line, unbroken
from backoffice.views.surroundings import Surroundings
from backoffice.views.tables.tenant import CONTACTS
from backoffice.views.tenant.lazy import LazyTab
from backoffice.views.tenant.portal.done import DoneActs
from backoffice.views.tenant.portal.finding_card import COPY_KEY, UNFOLD_KEY, FindingCard
from backoffice.views.tenant.portal.offers import Offers
from backoffice.views.tenant.portal.rules import PortalRules
from backoffice.views.tenant.portal.words import ACTS_KEY, DIGITS

_READING = "Lecture du diagnostic…"


class PortalTab(LazyTab):
    """The diagnosis is read when somebody looks; the account's line and the contacts come with the file."""

    acted = Signal(object, str)
    """A ``PortalAct`` asked for, and what is missing for it, empty when nothing is."""
    undo_asked = Signal(int, str)
    said = Signal(str, str)

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, "Contacts", CONTACTS, "Aucun téléphone ni courriel n’est connu.")
        self.report: AccessReport | None = None
        self._badge, self._facts = Badge(), Elided("", "soft")
        self.state, self.terms = label("", "soft", wrap=True), label("", "soft", wrap=True)
        self.finding, self.offers, self.done = FindingCard(), Offers(), DoneActs()
        self._acts_card = self._make_acts_card()
        self._rules = PortalRules()
        self.area = QScrollArea()
        self._lay_out()
        for digit in DIGITS.values():
            self._key(digit).activated.connect(self._on_digit)
        self._key(COPY_KEY).activated.connect(self.finding.take_aloud)
        self._key(UNFOLD_KEY).activated.connect(self.finding.unfold.toggle)
        self.finding.chosen.connect(self.ask_act)
        self.offers.chosen.connect(self.ask_act)
        self.finding.copied.connect(self._on_copied)
        self.finding.over.connect(self.again)
        self.done.stale.connect(self.again)
        self.done.undo_asked.connect(self.undo_asked)
        self._show_parts(ready=False)

    def show_file(self, file: TenantFile) -> None:
        """Show the account's line and the contacts; the diagnosis is asked for when it is looked at."""
        portal = file.portal
        self._badge.say(portal.badge, portal.tone)
        login = f"Identifiant {portal.login}" if portal.login else "Pas d’identifiant"
        self._facts.say(
            f"{portal.headline}  ·  {login}  ·  connexions manquées en 24 h : {portal.failed_last_day}"
            f"  ·  déblocages en 7 jours : {portal.unlocks_last_week}"
        )
        super().show_file(file)
        self.show_rows(file.contacts)
        self._rules.say(file.portal_rules)

    def forget(self) -> None:
        """Another file comes: nothing of this one stays."""
        super().forget()
        self.report = None
        self.finding.clear()
        self._show_parts(ready=False)

    def ask(self) -> tuple[Callable[..., Any], tuple[Any, ...]]:
        """The diagnosis of the file."""
        return access_report, (self._customer_id,)

    def read(self) -> None:
        """Ask now; what is shown stays until the answer."""
        if not self._known:
            self._say(_READING, "")
        function, arguments = self.ask()
        self._around.runner.read(
            function, *arguments, owner=self, then=self._show, failed=self._show_error, topic=self._topic()
        )

    def show_answer(self, answer: AccessReport) -> None:
        """The diagnosis and its acts."""
        self.report = answer
        leading = self._leading(answer)
        self.finding.show_findings(answer.findings, answer.evidence, leading)
        self.offers.show_offers(answer.offers, leading.act if leading else None)
        self.done.show_acts(answer.done, answer.made_at)
        self.terms.setText(unbroken(answer.terms))
        self._show_parts(ready=True)

    def take_focus(self) -> None:
        """The keyboard here: digits, C and V act, arrows scroll."""
        self.area.setFocus(Qt.FocusReason.ShortcutFocusReason)

    @Slot()
    def again(self) -> None:
        """Ask once more, now or when somebody looks."""
        self._stale = True
        self._read_if_seen()

    @Slot(object)
    def ask_act(self, act: PortalAct) -> None:
        """Ask for an act of the diagnosis shown, with what is missing for it."""
        if self.report is not None:
            offer = next(one for one in self.report.offers if one.act is act)
            self.acted.emit(act, offer.missing)

    def _leading(self, report: AccessReport) -> ActOffer | None:
        wanted = report.findings[0].acts[:1]
        return next((one for one in report.offers if one.act in wanted and one.possible), None)

    def _make_acts_card(self) -> QWidget:
        heading = line(label("Actes possibles", "section"), 1, label(f"ou {ACTS_KEY}", "hint"))
        box = column(heading, self.offers, self.done, spacing=8)
        box.setContentsMargins(14, 10, 14, 10)
        return card(box)

    def _lay_out(self) -> None:
        # The list of contacts goes under the diagnosis, in what is scrolled.
        while self._lay.takeAt(0) is not None:
            continue
        top = line(label("Compte", "soft"), self._badge, self._facts, spacing=10)
        top.setStretch(2, 1)
        top.setContentsMargins(14, 6, 14, 6)
        columns = line(column(self.finding, 1), column(self._acts_card, 1), spacing=10)
        columns.setStretch(0, 3)
        columns.setStretch(1, 2)
        inside = QWidget()
        inside.setObjectName("scrolled")
        pieces = (card(top), self.state, columns, self.terms, self.frame, self._rules, 1)
        inside.setLayout(column(*pieces, spacing=10))
        self.area.setWidgetResizable(True)
        self.area.setWidget(inside)
        self.area.setAccessibleName("Diagnostic du compte en ligne")
        self._lay.addWidget(self.area, 1)

    def _key(self, key: str) -> QShortcut:
        made = QShortcut(QKeySequence(key), self)
        made.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        return made

    def _show_parts(self, *, ready: bool) -> None:
        self.state.setVisible(not ready)
        self.finding.setVisible(ready)
        self._acts_card.setVisible(ready)
        self.terms.setVisible(ready)

    def _say(self, sentence: str, tone: str) -> None:
        self.state.setText(unbroken(sentence))
        self.state.setProperty("tone", tone)
        self._show_parts(ready=False)

    def _show_error(self, error: GuichetError) -> None:
        self._stale = True
        if not self._known:
            self._say(error.sentence, "")

    @Slot()
    def _on_digit(self) -> None:
        shortcut = self.sender()
        assert isinstance(shortcut, QShortcut), "digits are shortcuts"
        pressed = shortcut.key().toString()
        self.ask_act(next(act for act, digit in DIGITS.items() if digit == pressed))

    @Slot(str)
    def _on_copied(self, sentence: str) -> None:
        self.said.emit(sentence, "ok")
