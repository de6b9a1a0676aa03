"""One panel for each way to check a caller: what to say, what to compare, right or wrong."""

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout

from backoffice.rules.vocabulary.calls import CheckMethod, CheckOutcome
from backoffice.services.caller.questions import QuestionDraw, QuestionView
from backoffice.services.tenant.results import TenantFile
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import card, column, label, line

_HIDDEN = "••••••••"


class Panel(QFrame):
    """A titled panel; J says right, F says wrong."""

    judged = Signal(object, object)
    """The ``CheckMethod`` and its ``CheckOutcome``."""

    def __init__(self, method: CheckMethod, title: str, advice: str, right: str, wrong: str) -> None:
        super().__init__()
        self.method = method
        self.setProperty("role", "card")
        self.facts = QVBoxLayout()
        self.facts.setSpacing(8)
        self.right = KeyButton(right, "J", kind="main")
        self.wrong = KeyButton(wrong, "F")
        self.right.clicked.connect(self.say_right)
        self.wrong.clicked.connect(self.say_wrong)
        self.choices = line(self.right, self.wrong, 1)
        layout = column(
            label(title, "section"), label(advice, "soft", wrap=True), self.facts, 1, self.choices
        )
        layout.setContentsMargins(16, 14, 16, 14)
        self.setLayout(layout)

    @Slot()
    def say_right(self) -> None:
        """The check succeeds."""
        self.judged.emit(self.method, CheckOutcome.PASSED)

    @Slot()
    def say_wrong(self) -> None:
        """The check fails."""
        self.judged.emit(self.method, CheckOutcome.FAILED)

    def reveal(self) -> None:
        """Show what is hidden, if anything."""

    def fact(self, title: str, value: str) -> QLabel:
        """Add something to compare."""
        shown = label(value, "section", wrap=True)
        self.facts.addLayout(column(label(title, "soft"), shown, spacing=0))
        return shown


class QuestionsPanel(Panel):
    """Two questions; the answers stay hidden until the caller has spoken."""

    def __init__(self) -> None:
        super().__init__(
            CheckMethod.TWO_ANSWERS,
            "Deux réponses",
            "Posez la question, laissez répondre ; ensuite seulement, montrez la réponse (R) et jugez.",
            "Juste",
            "Faux",
        )
        self.show_answer = KeyButton("A répondu : voir", "R", icon_name="hidden")
        self.show_answer.clicked.connect(self.reveal)
        self.choices.insertWidget(0, self.show_answer)
        self.draw: QuestionDraw | None = None
        self.questions: tuple[QuestionView, ...] = ()
        self._answers: list[QLabel] = []
        self._verdicts: list[QLabel] = []
        self._outcomes: list[CheckOutcome] = []

    def ask(self, draw: QuestionDraw) -> None:
        """Show the questions drawn, the first one to be judged first."""
        self.draw, self.questions = draw, draw.questions
        self._outcomes = []
        for rank, question in enumerate(self.questions, 1):
            answer = label(_HIDDEN, "section", wrap=True)
            answer.setAccessibleName(f"Réponse {rank}, cachée")
            verdict = label("", "strong")
            self._answers.append(answer)
            self._verdicts.append(verdict)
            words = label(f"{rank}. {question.label} ?", "strong", wrap=True)
            box = column(words, line(answer, verdict, spacing=12), spacing=2)
            box.setContentsMargins(12, 8, 12, 8)
            self.facts.addWidget(card(box, "sunken"))
        self._show_turn()

    def shown_answers(self) -> tuple[str, ...]:
        """The answers as they are on the screen."""
        return tuple(answer.text() for answer in self._answers)

    def verdicts(self) -> tuple[bool, bool]:
        """Right or wrong, question by question, once both are judged."""
        first, second = (one is CheckOutcome.PASSED for one in self._outcomes)
        return first, second

    @Slot()
    def reveal(self) -> None:
        """Show the answer of the question being asked."""
        rank = len(self._outcomes)
        if rank < len(self.questions):
            expected = self.questions[rank].expected
            self._answers[rank].setText(expected)
            self._answers[rank].setAccessibleName(f"Réponse {rank + 1} : {expected}")

    @Slot()
    def say_right(self) -> None:
        """The answer just given is right."""
        self._judge(CheckOutcome.PASSED)

    @Slot()
    def say_wrong(self) -> None:
        """The answer just given is wrong."""
        self._judge(CheckOutcome.FAILED)

    def _judge(self, outcome: CheckOutcome) -> None:
        rank = len(self._outcomes)
        if rank >= len(self.questions):
            return
        self._outcomes.append(outcome)
        passed = outcome is CheckOutcome.PASSED
        self._verdicts[rank].setText("Juste" if passed else "Faux")
        self._verdicts[rank].setProperty("tone", "ok" if passed else "bad")
        if len(self._outcomes) < len(self.questions):
            self._show_turn()
            return
        everything = all(one is CheckOutcome.PASSED for one in self._outcomes)
        self.judged.emit(self.method, CheckOutcome.PASSED if everything else CheckOutcome.FAILED)

    def _show_turn(self) -> None:
        rank = len(self._outcomes) + 1
        self.right.say(f"Réponse {rank} juste")
        self.wrong.say(f"Réponse {rank} fausse")


def identifiers_panel(file: TenantFile) -> Panel:
    """Level 1: the numbers and the name that the caller must give by himself."""
    panel = Panel(
        CheckMethod.IDENTIFIERS,
        "Numéro et nom",
        "Demandez le numéro de client ou de contrat et le nom du titulaire ; comparez sans les souffler.",
        "C’est juste",
        "C’est faux",
    )
    panel.fact(file.client_ref_label, file.client_ref)
    panel.fact("Contrats", ", ".join(lease.number for lease in file.leases))
    holders = dict.fromkeys(holder for lease in file.leases for holder in lease.holders)
    panel.fact("Titulaires", ", ".join(holders) or file.name)
    return panel


def paper_panel(file: TenantFile) -> Panel:
    """Level 3: an identity paper seen at the counter."""
    panel = Panel(
        CheckMethod.COUNTER_ID,
        "Pièce d’identité",
        "Regardez la photo, le nom et la date de validité. Rien n’est copié ni conservé.",
        "Pièce vue, c’est elle",
        "Ce n’est pas elle",
    )
    panel.fact("Nom attendu", file.name)
    return panel
