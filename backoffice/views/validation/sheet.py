"""The right side of the page of a certificate: file, checks, cover, what would follow, acts."""

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.views.items.choices import Choices
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, IconLabel, column, label, line, unbroken
from backoffice.views.parts.toned import TonedFrame
from backoffice.views.validation.checklist import Checklist
from backoffice.views.validation.fields import CoverFields
from backoffice.views.validation.file_card import FileCard
from backoffice.views.validation.outcome import OutcomeCard
from backoffice.views.validation.reading import CertificateCase

_OUTCOME = 6
"""Its place, which takes the room that is left."""


class DoubtLine(TonedFrame):
    """A warning beside the proposals; hidden as long as nothing is in doubt."""

    def __init__(self) -> None:
        super().__init__("warn")
        self.words = label("", "strong", wrap=True)
        layout = line(IconLabel("warn", "warn"), self.words, spacing=8)
        layout.setContentsMargins(10, 4, 10, 4)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.hide()

    def say(self, doubts: Sequence[str]) -> None:
        """Say them, or go."""
        words = unbroken(" ".join(doubts))
        self.words.setText(words)
        self.setAccessibleName(words)
        self.setVisible(bool(words))


class CertificateSheet(QWidget):
    """Shows; the page answers."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.subtitle = Elided("", "title"), Elided("", "soft")
        self.file_card, self.checklist = FileCard(), Checklist()
        self.fields, self.outcome, self.choices = CoverFields(), OutcomeCard(), Choices()
        self.outcome.setMinimumHeight(60)
        self.reading = Elided("", "hint")
        self.doubt = DoubtLine()
        self.accept = KeyButton("Tout est juste", "Entrée", kind="main")
        self.refuse = KeyButton("Refuser…", "moins")
        self.ask = KeyButton("Demander…", "point")
        self.file = KeyButton("Dossier", "Ctrl+Entrée", kind="quiet")
        for button in (self.accept, self.refuse, self.ask, self.file):
            button.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        buttons = line(self.accept, self.refuse, self.ask, spacing=8)
        buttons.setStretch(0, 1)
        self.middle = QStackedWidget()
        self.middle.addWidget(self.checklist)
        self.middle.addWidget(self.choices)
        heading = line(column(self.title, self.subtitle, spacing=0), self.file, spacing=8)
        heading.setStretch(0, 1)
        whole = column(heading, self.file_card, self.reading, self.doubt, self.middle, self.fields,
                       self.outcome, buttons, margins=8, spacing=3)  # fmt: skip
        whole.setStretch(_OUTCOME, 1)
        self.setLayout(whole)
        self.setMinimumWidth(480)

    def show_case(self, case: CertificateCase | None) -> None:
        """The heads of the sheet; ``None`` empties it."""
        item = case.item if case is not None else None
        self.title.say(item.tenant if item else "")
        heads = (
            (f"Client {item.client_ref}", item.contract.words, item.contract.standing.sentence)
            if item
            else ()
        )
        self.subtitle.say(" — ".join(heads))
        self.file_card.show_case(case)
        if case is None:
            self.fields.forget()
            self.outcome.show_outcome("", None)
            self.reading.say("")
            self.doubt.say(())
            self.show_choices(on=False)

    def show_choices(self, *, on: bool) -> None:
        """A closed list in place of the checks, or the checks again."""
        self.middle.setCurrentWidget(self.choices if on else self.checklist)

    def say_accept(self, words: str) -> None:
        """What Enter does now."""
        self.accept.say(words, "Entrée")
