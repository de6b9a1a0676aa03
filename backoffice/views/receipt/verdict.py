"""The verdict on a month: what can be given, why, the figures, and the acts."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QScrollArea, QWidget

from backoffice.rules.money import euros
from backoffice.rules.vocabulary.receipts import ReceiptKind
from backoffice.services.receipts.results import MonthChoice
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Badge, column, label

WIDTH = 264
_RIGHT = Qt.AlignmentFlag.AlignRight
_FIGURES = ("Appelé", "Aide au logement", "Payé", "Reste à payer")


class Verdict(QFrame):
    """At the right of the paper."""

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("role", "card")
        self.setFixedWidth(WIDTH)
        self._badge = Badge()
        self._title = label("", "answer", wrap=True)
        self._sentence = label("", "", wrap=True)
        self._number = label("", "soft", wrap=True)
        self.issue = KeyButton("Émettre", "Entrée", kind="main", icon_name="receipt")
        self.save = KeyButton("Enregistrer sous…", "Ctrl+S", icon_name="save")
        self.print = KeyButton("Imprimer…", "Ctrl+P", icon_name="print")
        self.duplicate = KeyButton("Duplicata", "D", icon_name="document")
        self._figures: dict[str, QLabel] = {}
        words = column(self._title, self._sentence, self._number, self._grid(), 1, spacing=8)
        inside = QWidget()
        inside.setObjectName("scrolled")
        inside.setLayout(words)
        scroll = QScrollArea()
        scroll.setWidgetResizable(True)
        scroll.setWidget(inside)
        scroll.setAccessibleName("Ce qui peut être donné")
        acts = column(self.issue, self.save, self.print, self.duplicate, spacing=6)
        layout = column(self._badge, scroll, acts, spacing=10)
        layout.setContentsMargins(14, 12, 14, 14)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self.wait("")

    def wait(self, sentence: str) -> None:
        """No month yet: only a sentence, no act."""
        self._badge.say("", "")
        self._title.setText(sentence)
        self._sentence.setText("")
        self._number.setText("")
        for figure in self._figures.values():
            figure.setText("")
        for act in (self.issue, self.save, self.print, self.duplicate):
            act.setEnabled(False)

    def show_month(self, choice: MonthChoice) -> None:
        """Show what can be given for a month; saving and printing wait for the document."""
        self._badge.say(*state_of(choice))
        self._title.setText(choice.label.capitalize())
        self._sentence.setText(choice.sentence)
        self._number.setText(f"N° {choice.number}" if choice.number else "")
        amounts = (choice.called, choice.housing_aid, choice.paid, choice.remaining)
        for name, amount in zip(_FIGURES, amounts, strict=True):
            self._figures[name].setText(euros(amount))
        self.issue.say(_act(choice))
        self.issue.setEnabled(choice.kind is not None)
        self.duplicate.setEnabled(choice.number is not None)
        self.save.setEnabled(False)
        self.print.setEnabled(False)

    def show_document(self, number: str, badge: str, tone: str) -> None:
        """A document is in hand: it can be saved and printed."""
        self._badge.say(badge, tone)
        self._number.setText(f"N° {number}")
        self.issue.setEnabled(False)
        self.save.setEnabled(True)
        self.print.setEnabled(True)
        self.duplicate.setEnabled(True)

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setVerticalSpacing(4)
        for row, name in enumerate(_FIGURES):
            amount = label("", "strong")
            self._figures[name] = amount
            grid.addWidget(label(name, "soft"), row, 0)
            grid.addWidget(amount, row, 1)
            grid.setAlignment(amount, _RIGHT)
        return grid


def state_of(choice: MonthChoice) -> tuple[str, str]:
    """The state of a month in a word, and its tone."""
    if choice.number is not None:
        return ("Quittance émise" if choice.kind is ReceiptKind.QUITTANCE else "Reçu émis"), "ok"
    if choice.kind is ReceiptKind.QUITTANCE:
        return "Quittance possible", "accent"
    if choice.kind is ReceiptKind.RECU:
        return "Reçu seulement", "warn"
    return (choice.refusal.label if choice.refusal else "Rien à donner"), ""


def _act(choice: MonthChoice) -> str:
    if choice.number is not None:
        return "Reprendre l’original"
    if choice.kind is None:
        return "Rien à émettre"
    return "Émettre le reçu" if choice.kind is ReceiptKind.RECU else "Émettre la quittance"
