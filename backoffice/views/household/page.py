"""A change of household on the desk: what was asked, before and after, what it does, then yes or no."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.dates import french_instant
from backoffice.rules.household.events import RULES
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.household.cases import HouseholdCase, household_case
from backoffice.services.household.deciding import decide_household, undo_household
from backoffice.services.household.foreseeing import Answer
from backoffice.services.items.orders import KindOrder, KindResult
from backoffice.services.work.claims import Claim
from backoffice.views.household.fields import EventFields
from backoffice.views.household.notice_dialog import NoticeDialog
from backoffice.views.household.sheets import BothSides, PapersList, ReasonsList, Scrolled, consequence_lines
from backoffice.views.items.keys import OwnKeys
from backoffice.views.paper.keeper import PaperRef
from backoffice.views.paper.keys import paper_keys
from backoffice.views.paper.taking_out import MAY, MAY_NOT
from backoffice.views.paper.viewer import PaperViewer
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import Elided, card, column, label, line, title_of
from backoffice.views.surroundings import Surroundings

_CHANGES = (f"work.{WorkKind.HOUSEHOLD.value}", "people")
_NOBODY = 0
_PLAIN = Qt.KeyboardModifier.NoModifier


class HouseholdPage(QWidget):
    """Enter twice accepts; ``-`` refuses by a digit, ``.`` asks for the papers missing."""

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
        self._ready: tuple[int, HouseholdCase] | None = None
        self._armed = False
        self._command = ""
        self.case: HouseholdCase | None = None
        self.title, self.subtitle = Elided("", "title"), Elided("", "soft")
        self.viewer = PaperViewer(around)
        self.viewer.setMinimumWidth(320)
        self.fields, self.papers = EventFields(), PapersList()
        self.person = Chooser()
        self.received = label("", "soft", wrap=True)
        self.sides = BothSides()
        self.sides.setMinimumWidth(250)
        self.consequences = Scrolled("Conséquences")
        self.reasons = ReasonsList()
        self.accept = KeyButton("Accepter", "Entrée, deux fois", kind="main")
        self.refuse = KeyButton("Refuser…", "moins")
        self.ask = KeyButton("Demander les pièces", "point")
        self.file = KeyButton("Ouvrir le dossier", "Ctrl+Entrée", kind="quiet")
        self.notice = KeyButton("Préavis…", "Ctrl+R", kind="quiet")
        self.person.let_shrink()
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

        def keep(case: HouseholdCase) -> None:
            self._ready = (item_id, case)
            refs = _refs(case)
            if refs:
                self.viewer.prepare(refs[0])

        self._around.runner.read(
            household_case, item_id, owner=self, then=keep, failed=lambda _: None, topic="next household"
        )

    def take_back(self, done: KindResult, item_id: int, command_id: str) -> None:
        """Undo a decision of this page."""
        self._write(undo_household, item_id, done.version, command_id)

    def leave(self) -> None:
        """Out of sight: nothing of the item stays."""
        self._claim, self._ready = None, None
        self._forget()
        self.viewer.leave()

    @Slot()
    def again(self) -> None:
        """Read once more, as the form now stands."""
        if self._claim is not None:
            self._read(self._answer() if self.case is not None else None)
            self.viewer.again()

    def _lay_out(self) -> None:
        for widget in (self.accept, self.refuse, self.ask, self.file, self.notice):
            widget.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        heading = line(column(self.title, self.subtitle, spacing=2), self.notice, self.file, spacing=10)
        heading.setStretch(0, 1)
        asked = Scrolled("Ce qui est demandé")
        self.likeness = title_of("Déjà au fichier ?", self.person)
        who = column(self.likeness, self.person, spacing=2)
        inside = QWidget()
        inside.setLayout(column(label("Demande", "section"), self.fields, who,
                                label("Pièces", "section"), self.papers, self.received))  # fmt: skip
        asked.show_all([inside])
        buttons = column(self.accept, line(self.ask, self.refuse), spacing=6)
        verdict = QWidget()
        verdict.setLayout(column(label("Conséquences", "section"), self.consequences, buttons))
        self.right = QStackedWidget()
        self.right.addWidget(verdict)
        self.right.addWidget(self.reasons)
        self.paper = _framed(self.viewer)
        both = line(_framed(self.sides), _framed(self.right), spacing=10)
        both.setStretch(0, 12)
        both.setStretch(1, 12)
        # Beside a paper the form stands over the rest; without one there is room for three columns.
        self.beside = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self.beside.setSpacing(10)
        self.beside.addWidget(_framed(asked))
        self.beside.addLayout(both)
        sides = line(self.paper, self.beside, spacing=10)
        sides.setStretch(0, 9)
        sides.setStretch(1, 12)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addLayout(sides, 1)
        self._make_room(())

    def _make_room(self, refs: Sequence[PaperRef]) -> None:
        """The papers beside, if there are any."""
        self.paper.setVisible(bool(refs))
        way = QBoxLayout.Direction.TopToBottom if refs else QBoxLayout.Direction.LeftToRight
        self.beside.setDirection(way)
        for place, share in enumerate((9, 12) if refs else (10, 24)):
            self.beside.setStretch(place, share)

    def _listen(self) -> None:
        self.fields.edited.connect(self._on_edited)
        self.papers.judged.connect(self._on_edited)
        self.person.currentIndexChanged.connect(self._on_edited)
        self.accept.clicked.connect(self._on_accept)
        self.refuse.clicked.connect(self._on_refuse)
        self.ask.clicked.connect(self._on_ask)
        self.file.clicked.connect(self._on_file)
        self.notice.clicked.connect(self._on_notice)
        self.reasons.picked.connect(self._on_picked)
        viewer = self.viewer
        viewer.failed.connect(self.failed)
        viewer.said.connect(self.said)
        viewer.touched.connect(self.touched)
        # A paper found unreadable proves nothing any more.
        viewer.unreadable.connect(self._on_unreadable)
        keys: dict[tuple[Qt.KeyboardModifier, Qt.Key], Any] = {
            **paper_keys(viewer),
            (_PLAIN, Qt.Key.Key_Return): self._on_enter,
            (_PLAIN, Qt.Key.Key_Enter): self._on_enter,
            (_PLAIN, Qt.Key.Key_Minus): self._on_refuse,
            (_PLAIN, Qt.Key.Key_Period): self._on_ask,
            (_PLAIN, Qt.Key.Key_Comma): self._on_ask,
            (_PLAIN, Qt.Key.Key_Escape): self._on_escape,
            (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_Return): self._on_file,
            (Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_R): self._on_notice,
        }
        for digit in range(1, 10):
            keys[(_PLAIN, Qt.Key(Qt.Key.Key_0 + digit))] = lambda digit=digit: self._on_digit(digit)
        self.own_keys = OwnKeys(self, keys, while_typing=frozenset({Qt.Key.Key_Escape}))

    def _read(self, answer: Answer | None) -> None:
        if self._claim is None:
            return
        self._around.runner.read(
            household_case, self._claim.item_id, answer,
            owner=self, then=self._show_case, failed=self._on_failed, topic="household",
        )  # fmt: skip

    def _write(self, function: Any, *arguments: object) -> None:
        self._around.runner.write(
            function, *arguments, owner=self, then=self._on_done, failed=self._on_failed, changes=_CHANGES
        )

    def _show_case(self, case: HouseholdCase) -> None:
        """Show the case; the form is filled once, then it is the agent's."""
        if self._claim is None or case.found.submission.item_id != self._claim.item_id:
            return
        first = self.case is None
        self.case = case
        found, outcome = case.found, case.found.outcome
        asked = found.submission
        rule = RULES[asked.event]
        self.title.say(f"{asked.event.label} — client {case.client_ref}, contrat {case.contract}")
        by = asked.asked_by or (f"saisi par {asked.entered_by}" if asked.entered_by else "le locataire")
        law = f", {', '.join(rule.sources)}" if rule.sources else ""
        self.subtitle.say(
            f"Demandé par {by}, {asked.channel.label.lower()}, le {french_instant(asked.submitted_at)}"
            f" ({rule.rule}{law})"
        )
        if first:
            self.fields.show_form(asked.event, found.form, found.state)
            self._show_alike(case)
        refs = _refs(case)
        if first or refs != self.viewer.refs:
            self._make_room(refs)
            may = case.role in MAY
            self.viewer.taking_out.may = may
            self.viewer.foot.let_out(None if may else MAY_NOT)
            self.viewer.show_papers(refs)
        self.papers.show_papers(outcome.papers)
        came = (f"{one.kind.label} ({one.state.label.lower()})" for one in asked.papers)
        self.received.setText(
            f"Fichiers reçus : {', '.join(came)}" if asked.papers else "Aucun fichier reçu."
        )
        self.sides.show_changes(outcome.changes)
        self.consequences.show_all(consequence_lines(outcome, found.message))
        likely = outcome.refusals[0].code.value if outcome.refusals else None
        self.reasons.show_reasons(case.reasons, likely)
        self._arm(armed=False)
        if first:
            self.consequences.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_alike(self, case: HouseholdCase) -> None:
        self.person.blockSignals(True)  # noqa: FBT003 -- Qt
        self.person.clear()
        self.person.addItem("À dire : choisissez", None)
        self.person.addItem("Non, une autre personne", _NOBODY)
        for one in case.alike:
            words = f"Oui : {one.person.name}, tiers {one.person.party_number} ({one.likeness.words})"
            self.person.addItem(words, one.person.id)
        self.person.blockSignals(False)  # noqa: FBT003 -- Qt
        for widget in (self.person, self.likeness):
            widget.setVisible(bool(case.alike))

    def _arm(self, *, armed: bool) -> None:
        """The first Enter arms, the second one accepts: whatever is edited between disarms."""
        case = self.case
        self._armed = armed
        ready = case is not None and case.found.outcome.may_be_accepted and case.is_mine_to_decide
        self.accept.setEnabled(ready)
        if case is not None and not case.is_mine_to_decide:
            self.accept.say("Accepter : au responsable", "")
        elif armed:
            self.accept.say("Confirmer : accepter", "Entrée")
        else:
            self.accept.say("Accepter", "Entrée, deux fois")

    def _answer(self) -> Answer:
        assert self.case is not None
        chosen, form = self.person.currentData(), self.fields.form()
        alike = frozenset(one.person.id for one in self.case.alike)
        if chosen and form.person_id is None:
            form = replace(form, person_id=chosen, newcomer=None)
        unlike = alike if chosen == _NOBODY and self.case.alike else frozenset[int]()
        return Answer(form, self.papers.seen(), self.papers.illegible(), unlike, self.case.found.stamp)

    def _decide(self, decision: WorkDecision, reason: str | None = None) -> None:
        if self._claim is None or self.case is None:
            return
        version = self.case.found.submission.item_version
        details = self._answer().details()
        # The same identifier again after a lost line: what was done is not done twice.
        order = KindOrder(self._claim.item_id, version, decision, self._command, reason, details)
        self._write(decide_household, order)

    def _on_done(self, done: KindResult) -> None:
        self.decided.emit(done)

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
            self._read(self._answer())

    @Slot()
    def _on_enter(self) -> None:
        """Enter is yes, but on a button that the keyboard reached: there it presses it."""
        reached = self.focusWidget()
        if isinstance(reached, QPushButton) and reached is not self.accept:
            reached.click()
        else:
            self._on_accept()

    @Slot()
    def _on_accept(self) -> None:
        self.touched.emit()
        if not self.accept.isEnabled():
            self.said.emit(self._why_not())
        elif self._armed:
            self._arm(armed=False)
            self._decide(WorkDecision.ACCEPTED)
        else:
            self._arm(armed=True)

    def _why_not(self) -> str:
        if self.case is None:
            return "La demande se lit : attendez un instant."
        outcome = self.case.found.outcome
        told = [one.sentence for one in outcome.refusals] + list(outcome.incomplete)
        return told[0] if told else "Ce changement se décide par un responsable : passez au suivant (Maj+F8)."

    @Slot()
    def _on_refuse(self) -> None:
        self.touched.emit()
        if self.case is not None:
            self.right.setCurrentWidget(self.reasons)
            self.reasons.take_focus()

    @Slot()
    def _on_ask(self) -> None:
        self.touched.emit()
        self._decide(WorkDecision.ASKED)

    @Slot(str)
    def _on_picked(self, code: str) -> None:
        self.right.setCurrentIndex(0)
        self._decide(WorkDecision.REJECTED, code)

    def _on_digit(self, digit: int) -> None:
        self.touched.emit()
        code = self.reasons.code_of(digit) if self.right.currentWidget() is self.reasons else None
        if code is not None:
            self._on_picked(code)

    @Slot()
    def _on_escape(self) -> None:
        self.right.setCurrentIndex(0)
        self._arm(armed=False)
        # Out of a field, the keys decide again.
        self.consequences.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_file(self) -> None:
        if self._claim is not None:
            self.tenant_asked.emit(self._claim.customer_id)

    @Slot()
    def _on_notice(self) -> None:
        received = self.case.found.form.received_on if self.case else None
        NoticeDialog(self, self._around, received).open()

    def _on_failed(self, error: GuichetError) -> None:
        self._arm(armed=False)
        self.failed.emit(error)

    def _forget(self) -> None:
        self.case = None
        self.right.setCurrentIndex(0)
        self.title.say("")
        self.subtitle.say("")
        self.fields.clear()
        self.papers.clear()
        self.received.setText("")
        self.person.clear()
        self.sides.show_changes(())
        self.consequences.show_all(())
        self._arm(armed=False)


def _refs(case: HouseholdCase) -> tuple[PaperRef, ...]:
    return tuple(PaperRef(one.document_id, one.kind, one.name) for one in case.found.submission.papers)


def _framed(widget: QWidget) -> QWidget:
    return card(column(widget, margins=10), "tableFrame")
