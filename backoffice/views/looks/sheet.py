"""The right side of a decision to look at: asked, checked, decided, told; then the verdict."""

from collections.abc import Iterator, Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QWidget

from backoffice.rules.insurance.checklist import GivenCheck
from backoffice.services.queues.looking import Line, LookedCase
from backoffice.views.household.sheets import Scrolled
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, column, label, line, unbroken

_CHANGED = "proposé : {proposed}"


class LookSheet(QWidget):
    """Shows; the page answers."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.subtitle = Elided("", "title"), Elided("", "soft")
        self.told = label("", "strong", wrap=True)
        self.body = Scrolled("Ce qui a été décidé")
        self.agree = KeyButton("D’accord", "O", kind="main")
        self.disagree = KeyButton("Pas d’accord…", "N")
        self.reopen = KeyButton("Rouvrir le dossier", "R")
        self.following = KeyButton("Relecture suivante", "F8", kind="quiet")
        self.file = KeyButton("Dossier", "Ctrl+Entrée", kind="quiet")
        self.back = KeyButton("Liste", "Échap", kind="quiet")
        buttons = line(self.agree, self.disagree, self.reopen, spacing=8)
        buttons.setStretch(0, 1)
        ways = line(self.following, 1, self.file, self.back, spacing=8)
        heading = column(self.title, self.subtitle, spacing=0)
        whole = column(heading, self.body, self.told, buttons, ways, margins=10, spacing=6)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.setMinimumWidth(440)

    def show_case(self, case: LookedCase | None) -> None:
        """Everything of a decision; ``None`` empties it."""
        self.told.setText("")
        self.can(verdict=case is not None, reopening=False)
        if case is None:
            self.title.say("")
            self.subtitle.say("")
            self.body.show_all(())
            return
        look = case.look
        self.title.say(f"Relecture : {look.name}")
        self.subtitle.say(f"Client {look.client_ref} — {look.kind.label} : {look.decision.label.lower()}")
        self.body.show_all(_pieces(case))

    def can(self, *, verdict: bool, reopening: bool) -> None:
        """What may be done now."""
        for button in (self.agree, self.disagree):
            button.setEnabled(verdict)
        self.reopen.setVisible(reopening)


def _pieces(case: LookedCase) -> Iterator[QWidget]:
    for title, lines in (("Ce qui était demandé", case.asked), ("Ce qui a été décidé", case.decided)):
        if lines:
            yield label(title, "section")
            yield _grid(lines)
    if case.checks:
        yield label("Vérification", "section")
        yield _grid([_checked(one) for one in case.checks])
    yield label("Message au locataire", "section")
    yield label(unbroken(case.message or "Aucun message n’est parti."), wrap=True)


def _checked(one: GivenCheck) -> Line:
    proposed = one.proposed.label.lower() if one.proposed is not None else "rien"
    changed = f" ({_CHANGED.format(proposed=proposed)})" if one.proposed is not one.given else ""
    note = f", {one.note.label.lower()}" if one.note is not None else ""
    return f"{one.code.value} {one.code.label}", f"{one.given.label}{note}{changed}"


def _grid(lines: Sequence[Line]) -> QWidget:
    grid = QGridLayout()
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(10)
    grid.setVerticalSpacing(2)
    for row, (what, words) in enumerate(lines):
        head, told = label(what, "soft", wrap=True), label(unbroken(words), wrap=True)
        for place, one in enumerate((head, told)):
            one.setAlignment(Qt.AlignmentFlag.AlignTop)
            grid.addWidget(one, row, place)
        _named(told, what, words)
    grid.setColumnStretch(0, 2)
    grid.setColumnStretch(1, 3)
    made = QWidget()
    made.setLayout(grid)
    return made


def _named(widget: QLabel, what: str, words: str) -> None:
    widget.setAccessibleName(f"{what} : {words}")
