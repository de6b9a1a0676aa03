"""A change of household on the desk: what was asked, before and after, what it does, then yes or no."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QBoxLayout, QVBoxLayout, QWidget

from backoffice.rules.dates import french_instant
from backoffice.rules.household.events import RULES
from backoffice.rules.vocabulary.work import WorkKind
from backoffice.services.household.cases import HouseholdCase, household_case
from backoffice.services.household.deciding import decide_household, preview_household, undo_household
from backoffice.services.household.foreseeing import Answer
from backoffice.views.household.fields import EventFields
from backoffice.views.household.notice_dialog import NoticeDialog
from backoffice.views.household.sheets import BothSides, PapersList, Scrolled, consequence_lines
from backoffice.views.items.keys import Keys
from backoffice.views.items.request_page import RequestPage
from backoffice.views.items.requests import RequestActs, Submitted
from backoffice.views.paper.keeper import PaperRef
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import Elided, card, column, label, line, title_of
from backoffice.views.surroundings import Surroundings

_NOBODY = 0
_ACTS = RequestActs(WorkKind.HOUSEHOLD, household_case, preview_household, decide_household, undo_household)
_MANAGERS = "Ce changement se décide par un responsable : passez au suivant (Maj+F8)."


class HouseholdPage(RequestPage[HouseholdCase]):
    """The form, who is already on file, the papers of the event; before, after and what it does."""

    def __init__(self, around: Surroundings) -> None:
        super().__init__(around, _ACTS)
        self.title, self.subtitle = Elided("", "title"), Elided("", "soft")
        self.fields, self.papers = EventFields(), PapersList()
        self.person = Chooser()
        self.received = label("", "soft", wrap=True)
        self.sides = BothSides()
        self.sides.setMinimumWidth(250)
        self.consequences = Scrolled("Conséquences")
        self.notice = KeyButton("Préavis…", "Ctrl+R", kind="quiet")
        self.notice.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.person.let_shrink()
        self._lay_out()
        self._listen()
        self._clear()

    def _lay_out(self) -> None:
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
        self.verdict.setLayout(column(label("Conséquences", "section"), self.consequences, buttons))
        self.paper = _framed(self.viewer)
        both = line(_framed(self.sides), _framed(self.stack), spacing=10)
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
        super()._listen()
        self.fields.edited.connect(self._on_edited)
        self.papers.judged.connect(self._on_edited)
        self.person.currentIndexChanged.connect(self._on_edited)
        self.notice.clicked.connect(self._on_notice)

    def _other_keys(self) -> Keys:
        return {(Qt.KeyboardModifier.ControlModifier, Qt.Key.Key_R): self._on_notice}

    def _submitted(self, case: HouseholdCase) -> Submitted:
        return case.found.submission

    def _show(self, case: HouseholdCase, *, first: bool) -> None:
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
        self._make_room(self._refs(case))
        self.papers.show_papers(outcome.papers)
        came = (f"{one.kind.label} ({one.state.label.lower()})" for one in asked.papers)
        self.received.setText(
            f"Fichiers reçus : {', '.join(came)}" if asked.papers else "Aucun fichier reçu."
        )
        self.sides.show_changes(outcome.changes)
        self.consequences.show_all(consequence_lines(outcome, found.message, self.fields.wrong()))

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

    def _may_accept(self) -> bool:
        case = self.case
        ready = case is not None and case.found.outcome.may_be_accepted and case.is_mine_to_decide
        return ready and self.fields.wrong() is None

    def _not_mine(self, case: HouseholdCase) -> str:
        return "" if case.is_mine_to_decide else "au responsable"

    def _answer(self) -> Answer:
        assert self.case is not None
        chosen, form = self.person.currentData(), self.fields.form()
        alike = frozenset(one.person.id for one in self.case.alike)
        if chosen and form.person_id is None:
            form = replace(form, person_id=chosen, newcomer=None)
        unlike = alike if chosen == _NOBODY and self.case.alike else frozenset[int]()
        return Answer(form, self.papers.seen(), self.papers.illegible(), unlike, self.case.found.stamp)

    def _why_not(self, case: HouseholdCase) -> str:
        outcome = case.found.outcome
        told = [one.sentence for one in outcome.refusals] + list(outcome.incomplete)
        return self.fields.wrong() or (told[0] if told else _MANAGERS)

    def _likely(self, case: HouseholdCase) -> str | None:
        refusals = case.found.outcome.refusals
        return refusals[0].code.value if refusals else None

    def _rest(self) -> None:
        self.consequences.setFocus(Qt.FocusReason.OtherFocusReason)

    @Slot()
    def _on_notice(self) -> None:
        received = self.case.found.form.received_on if self.case else None
        NoticeDialog(self, self._around, received).open()

    def _clear(self) -> None:
        self.title.say("")
        self.subtitle.say("")
        self.fields.clear()
        self.papers.clear()
        self.received.setText("")
        self.person.clear()
        self.sides.show_changes(())
        self.consequences.show_all(())


def _framed(widget: QWidget) -> QWidget:
    return card(column(widget, margins=10), "tableFrame")
