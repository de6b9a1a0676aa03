"""What stands beside the paper: before and after, the pieces, what it does, then yes or no."""

import re
from collections.abc import Iterator

from PySide6.QtWidgets import QLabel, QLayout, QWidget

from backoffice.rules.changes.outcome import ChangeOutcome
from backoffice.rules.household.outcome import LineChange
from backoffice.rules.household.papers import PaperAsked
from backoffice.rules.vocabulary.validation.changes import IbanCheck
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.services.changes.requests.cases import ChangeCase
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.views.household.sheets import BothSides, PapersList, Scrolled
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import column, label, line, title_of, unbroken

_LINE = 70


class ChangeSheet(QWidget):
    """The right half of the page; ``buttons`` stand below what it does."""

    def __init__(self, *buttons: QWidget | QLayout) -> None:
        super().__init__()
        self._came: frozenset[DocumentKind] = frozenset()
        self.sides, self.papers = BothSides(), PapersList()
        self.consequences = Scrolled("Conséquences")
        self.check = Chooser()
        for one in IbanCheck:
            self.check.addItem(one.label, one)
        self.check.setAccessibleName("Contrôle du titulaire du compte")
        self.check_title = title_of("Contrôle du titulaire", self.check)
        self.needed = label("Pièces", "section")
        layout = column(
            self.sides, self.needed, self.papers, line(self.check_title, self.check, 1),
            label("Conséquences", "section"), self.consequences, *buttons, spacing=6,
        )  # fmt: skip
        layout.setStretch(0, 3)
        layout.setStretch(5, 4)
        self.setLayout(layout)

    def show_case(self, case: ChangeCase) -> None:
        """Show a case; the agent's own choices stay."""
        found, outcome = case.found, case.found.outcome
        self.sides.show_changes(tuple(_loose(one) for one in outcome.lines))
        # Every line is seen without scrolling: two at most.
        self.sides.setMinimumHeight(_LINE * (1 + len(outcome.lines)))
        self._came = frozenset(one.kind for one in found.asked.papers if one.is_readable)
        if found.asked.kind is SubmissionKind.PROFESSIONAL and not self._came.isdisjoint(found.pieces):
            # One of them is enough: the list has one line for all.
            self._came |= frozenset(found.pieces)
        self.papers.show_papers(_asked(case))
        bank = found.asked.kind is SubmissionKind.BANK
        first = bank and not found.asked.is_approval
        for widget in (self.check, self.check_title):
            widget.setVisible(first and bool(found.pieces))
        for piece in (self.needed, self.papers):
            piece.setVisible(bool(found.pieces) and not found.asked.is_approval)
        self.consequences.show_all(_lines(outcome, found.message, found.message_refusal))

    def answer(self) -> ChangeAnswer:
        """What the agent says he saw."""
        # A file that came speaks for itself: only an original seen on paper is the agent's word.
        seen = self.papers.seen() - self._came
        return ChangeAnswer(seen, iban_check=IbanCheck(self.check.currentData() or IbanCheck.NONE))

    def clear(self) -> None:
        """Nothing of the item stays."""
        self.sides.show_changes(())
        self.papers.clear()
        self.check.setCurrentIndex(0)
        self.consequences.show_all(())


def _loose(one: LineChange) -> LineChange:
    """The same, an address or a reference free to go on to the next line."""
    before, after = (re.sub(r"([@-])", "\\1\u200b", words) for words in (one.before, one.after))
    return LineChange(one.what, before, after)


def _asked(case: ChangeCase) -> tuple[PaperAsked, ...]:
    found = case.found
    if not found.pieces:
        return ()
    if found.asked.kind is SubmissionKind.PROFESSIONAL:
        return (_paper(case, found.pieces),)
    return tuple(_paper(case, (one,)) for one in found.pieces)


def _paper(case: ChangeCase, kinds: tuple[DocumentKind, ...]) -> PaperAsked:
    sent = [one for one in case.found.asked.papers if one.kind in kinds]
    came = any(one.is_readable for one in sent)
    return PaperAsked(
        kinds, required=True, received=came, why="fichier illisible" if sent and not came else ""
    )


def _lines(outcome: ChangeOutcome, message: str | None, refusal: str | None) -> Iterator[QLabel]:
    for objection in outcome.objections:
        yield _toned(f"✗ {objection.sentence}", "bad")
    for question in outcome.questions:
        yield _toned(f"? {question}", "warn")
    for sentence in outcome.sentences:
        yield _toned(f"• {sentence}", "")
    if outcome.may_be_accepted:
        for one in outcome.follow_ups:
            yield _toned(f"→ {one.kind.label}, avant le {one.due_on:%d/%m/%Y}", "")
    if message:
        yield label("Message au locataire", "section")
        yield _toned(message, "")
    elif refusal:
        yield _toned(refusal, "bad")


def _toned(words: str, tone: str) -> QLabel:
    made = label(unbroken(words), wrap=True)
    if tone:
        made.setProperty("tone", tone)
    return made
