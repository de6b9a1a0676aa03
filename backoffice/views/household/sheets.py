"""The three columns of the page: what was asked, before and after, what it would do."""

from collections.abc import Iterable, Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QSizePolicy, QVBoxLayout, QWidget

from backoffice.rules.household.outcome import LineChange, Outcome
from backoffice.rules.household.papers import PaperAsked
from backoffice.rules.vocabulary.validation.papers import DocumentKind
from backoffice.views.parts.choosers import Chooser
from backoffice.views.parts.pieces import Badge, card, column, label, line, set_property, unbroken

_LACKS, _HERE, _BLURRED = "Manque", "Là", "Illisible"


class Scrolled(QScrollArea):
    """Pieces one under the other, as many as there are."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        inside = QWidget()
        inside.setObjectName("scrolled")
        self.layout_ = QVBoxLayout(inside)
        self.layout_.setContentsMargins(0, 0, 0, 0)
        self.layout_.setSpacing(6)
        self.setWidget(inside)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """The card around says that the keyboard is here."""
        super().focusInEvent(event)
        self._ring(on=True)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """And that it has gone."""
        super().focusOutEvent(event)
        self._ring(on=False)

    def _ring(self, *, on: bool) -> None:
        around = self.parentWidget()
        while around is not None and around.property("role") != "tableFrame":
            around = around.parentWidget()
        if around is not None:
            set_property(around, "focused", "true" if on else "false")

    def show_all(self, pieces: Iterable[QWidget]) -> None:
        """Show these instead of those before."""
        while self.layout_.count():
            old = self.layout_.takeAt(0)
            widget = old.widget() if old else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        for piece in pieces:
            self.layout_.addWidget(piece)
        self.layout_.addStretch(1)


class PapersList(QWidget):
    """The papers asked for; each is there, missing or illegible: the agent says so."""

    judged = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._grid = QGridLayout(self)
        self._grid.setContentsMargins(0, 0, 0, 0)
        self._grid.setColumnStretch(0, 1)
        self._boxes: list[tuple[PaperAsked, Chooser]] = []

    def show_papers(self, papers: tuple[PaperAsked, ...]) -> None:
        """Show what is asked; the fields stay, with the keyboard, while the same papers are asked."""
        if [(one.one_of, one.why) for one, _ in self._boxes] == [(one.one_of, one.why) for one in papers]:
            return
        self.clear()
        for row, one in enumerate(papers):
            words = label(unbroken(_paper_words(one)), wrap=True)
            box = Chooser()
            box.addItems([_LACKS if one.required else "Non reçue", _HERE, _BLURRED])
            box.setCurrentIndex(1 if one.received else 2 if one.illegible else 0)
            box.setAccessibleName(one.label)
            box.currentIndexChanged.connect(self.judged)
            words.setBuddy(box)
            self._grid.addWidget(words, row, 0)
            self._grid.addWidget(box, row, 1)
            self._boxes.append((one, box))

    def seen(self) -> frozenset[DocumentKind]:
        """Papers said to be there."""
        return frozenset(one.one_of[0] for one, box in self._boxes if box.currentIndex() == 1)

    def illegible(self) -> frozenset[DocumentKind]:
        """Papers said to be illegible."""
        return frozenset(kind for one, box in self._boxes if box.currentIndex() == 2 for kind in one.one_of)

    def clear(self) -> None:
        """No paper is asked for."""
        self._boxes = []
        while self._grid.count():
            old = self._grid.takeAt(0)
            widget = old.widget() if old else None
            if widget is not None:
                widget.hide()
                widget.deleteLater()


def _paper_words(one: PaperAsked) -> str:
    return f"{one.label} ({one.why})" if one.why else one.label


class BothSides(QWidget):
    """Before and after, side by side; what changes is marked by a word."""

    def __init__(self) -> None:
        super().__init__()
        self.scrolled = Scrolled("Avant et après")
        heading = QGridLayout()
        heading.setContentsMargins(8, 0, 8, 0)
        heading.setHorizontalSpacing(10)
        for place, words in enumerate(("Avant", "Après")):
            heading.addWidget(_equal(label(words, "section")), 0, place)
        _share(heading)
        self.setLayout(column(heading, self.scrolled))
        self.setAccessibleName("Avant et après")

    def show_changes(self, changes: tuple[LineChange, ...]) -> None:
        """Show every line; those that change come first."""
        ordered = sorted(changes, key=lambda one: not one.changes)
        self.scrolled.show_all(_side_by_side(one) for one in ordered)


def _side_by_side(change: LineChange) -> QFrame:
    grid = QGridLayout()
    grid.setContentsMargins(8, 6, 8, 6)
    grid.setHorizontalSpacing(10)
    head = label(change.what, "soft", wrap=True)
    head.setAlignment(Qt.AlignmentFlag.AlignTop)
    grid.addLayout(line(head, 1, *((Badge("change", "accent"),) if change.changes else ())), 0, 0, 1, 2)
    for place, words in enumerate((change.before, change.after)):
        told = label(unbroken(words), "strong" if change.changes and place else "", wrap=True)
        told.setAlignment(Qt.AlignmentFlag.AlignTop)
        grid.addWidget(_equal(told), 1, place)
    _share(grid)
    frame = card(grid, "sunken")
    frame.setAccessibleName(f"{change.what} : avant {change.before}, après {change.after}")
    return frame


def _equal(words: QLabel) -> QLabel:
    words.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Preferred)
    return words


def _share(grid: QGridLayout) -> None:
    for place in (0, 1):
        grid.setColumnStretch(place, 1)


def consequence_lines(outcome: Outcome, message: str | None, wrong: str | None = None) -> Iterator[QLabel]:
    """What is typed ``wrong`` or stands against it first, then what it would do, what is left and told."""
    if wrong is not None:
        yield _toned(f"✗ {wrong}", "bad")
    for refusal in outcome.refusals:
        yield _toned(f"✗ {refusal.sentence}", "bad")
    for sentence in outcome.incomplete:
        yield _toned(f"… {sentence}", "warn")
    for question in outcome.questions:
        yield _toned(f"? {question}", "warn")
    for sentence in outcome.sentences:
        yield _toned(f"• {sentence}", "")
    if outcome.follow_ups and outcome.may_be_accepted:
        yield label("Suites", "section")
        for one in outcome.follow_ups:
            yield _toned(f"→ {one.kind.label}, avant le {one.due_on:%d/%m/%Y}", "")
    if message:
        yield label("Message au locataire", "section")
        yield _toned(message, "")
    elif outcome.may_be_accepted:
        yield _toned("Aucun message ne part.", "warn")


def _toned(words: str, tone: str) -> QLabel:
    made = label(unbroken(words), wrap=True)
    if tone:
        made.setProperty("tone", tone)
    return made
