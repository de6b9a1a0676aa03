"""« Identifier l’appelant »: starts the call, then one check after the other up to the level needed."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.caller import Act, allows
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome, ContactPlace
from backoffice.services.calls import CallView, QuestionView, control_questions, record_check, start_call
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.panels import (
    Panel,
    QuestionsPanel,
    StartPanel,
    call_back_panel,
    identifiers_panel,
    paper_panel,
)
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import Badge, label, line
from backoffice.views.surroundings import Surroundings

_PHONE = (CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS, CheckMethod.CALL_BACK)
_COUNTER = (CheckMethod.COUNTER_ID, CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS)
_WORDS = {
    CheckMethod.IDENTIFIERS: "Numéro et nom",
    CheckMethod.TWO_ANSWERS: "Deux réponses",
    CheckMethod.CALL_BACK: "Rappel au dossier",
    CheckMethod.COUNTER_ID: "Pièce d’identité",
}
_KINDS = ("call",)


class IdentifyDialog(SheetDialog):
    """Methods on the left by digit, what to ask on the right, the level reached above."""

    verified = Signal(object)
    """The ``CallView`` once level 2 is reached."""
    finished_at = Signal(object)

    def __init__(self, parent: QWidget, around: Surroundings, file: TenantFile, caller_number: str) -> None:
        super().__init__(parent, "Identifier l’appelant", file.name)
        self._around = around
        self._file = file
        self.call: CallView | None = None
        self.level = Badge()
        self._advice = label("", "soft")
        self._methods = QVBoxLayout()
        self._methods.setSpacing(6)
        self._buttons: dict[CheckMethod, KeyButton] = {}
        self._stack = QStackedWidget()
        self._start = StartPanel(caller_number)
        self._start.started.connect(self._on_started)
        self._stack.addWidget(self._start)
        self._lay_out()
        self._listen()
        self._start.phone.setFocus(Qt.FocusReason.OtherFocusReason)
        if file.call is not None:
            self._follow(file.call)

    def panel(self) -> Panel | None:
        """The check being made, if one is."""
        current = self._stack.currentWidget()
        return current if isinstance(current, Panel) else None

    def _lay_out(self) -> None:
        self.body.addLayout(line(self.level, self._advice, 1, spacing=10))
        side = QVBoxLayout()
        side.addLayout(self._methods)
        side.addStretch(1)
        self.body.addLayout(line(side, self._stack, spacing=12))
        close = KeyButton("Fermer", "Échap")
        close.clicked.connect(self.reject)
        self.buttons.addWidget(close)
        self.resize(780, 440)
        self._show_level(CallerLevel.L0)

    def _listen(self) -> None:
        for digit in range(1, 4):
            shortcut = QShortcut(QKeySequence(str(digit)), self)
            shortcut.setProperty("rank", digit)
            shortcut.activated.connect(self._on_digit)
        for key, slot in (("J", self._on_right), ("F", self._on_wrong), ("R", self._on_reveal)):
            QShortcut(QKeySequence(key), self).activated.connect(slot)

    def _show_level(self, level: CallerLevel) -> None:
        tone = "ok" if allows(level, Act.READ_ACCOUNT) else "warn"
        self.level.say(f"Niveau {level.value[1]} : {level.label.lower()}", tone)
        self._advice.setText(
            "Niveau 2 atteint : vous pouvez lire le dossier et agir."
            if allows(level, Act.READ_ACCOUNT)
            else "Rien à lire à voix haute avant le niveau 2."
        )

    def _follow(self, call: CallView) -> None:
        """Show where the call stands and offer the next check."""
        self.call = call
        self._show_level(call.level)
        methods = _COUNTER if call.place == ContactPlace.COUNTER else _PHONE
        if not self._buttons:
            self._offer(methods)
        if allows(call.level, Act.READ_ACCOUNT):
            self.verified.emit(call)
            self.accept()
            return
        known = call.level is not CallerLevel.L0
        self._show_method(CheckMethod.TWO_ANSWERS if known else methods[0])

    def _offer(self, methods: tuple[CheckMethod, ...]) -> None:
        for rank, method in enumerate(methods, 1):
            button = KeyButton(_WORDS[method], str(rank), kind="choice")
            button.setCheckable(True)
            button.setAutoExclusive(True)
            button.setMinimumWidth(190)
            button.setProperty("method", method.value)
            button.clicked.connect(self._on_method)
            self._methods.addWidget(button)
            self._buttons[method] = button

    def _show_method(self, method: CheckMethod) -> None:
        panel = self._new_panel(method)
        panel.judged.connect(self._on_judged)
        before = self._stack.currentWidget()
        self._stack.addWidget(panel)
        self._stack.setCurrentWidget(panel)
        if before is not None and before is not self._start:
            self._stack.removeWidget(before)
            before.deleteLater()
        self._buttons[method].setChecked(True)
        panel.right.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_panel(self, method: CheckMethod) -> Panel:
        if method is CheckMethod.TWO_ANSWERS:
            self._ask_questions()
            return QuestionsPanel()
        makers = {
            CheckMethod.IDENTIFIERS: identifiers_panel,
            CheckMethod.CALL_BACK: call_back_panel,
            CheckMethod.COUNTER_ID: paper_panel,
        }
        return makers[method](self._file)

    def _ask_questions(self) -> None:
        assert self.call is not None, "questions belong to a call"
        self._around.runner.read(
            control_questions,
            self.call.id,
            owner=self,
            then=self._show_questions,
            failed=self.messages.say_error,
            topic="questions",
        )

    def _show_questions(self, questions: tuple[QuestionView, ...]) -> None:
        panel = self.panel()
        if isinstance(panel, QuestionsPanel):
            panel.ask(questions)

    def _show_failure(self, error: GuichetError) -> None:
        self._stack.setEnabled(True)
        self.messages.say_error(error)

    def _show_checked(self, call: CallView) -> None:
        self._stack.setEnabled(True)
        if self.call is not None and call.level <= self.call.level:
            self.messages.say("Ce contrôle n’a pas suffi : essayez-en un autre, ou concluez l’appel.", "warn")
        else:
            self.messages.clear()
        self._follow(call)

    @Slot(object, str)
    def _on_started(self, place: ContactPlace, number: str) -> None:
        arguments = (self._file.customer_id, place, number or None)
        self._around.runner.write(
            start_call, *arguments, owner=self, then=self._follow, failed=self._show_failure, changes=_KINDS
        )

    @Slot(object, object)
    def _on_judged(self, method: CheckMethod, outcome: CheckOutcome) -> None:
        panel = self.panel()
        assert self.call is not None, "a check belongs to a call"
        asked = panel.questions if isinstance(panel, QuestionsPanel) else ()
        questions = tuple(one.question for one in asked)
        self._stack.setEnabled(False)
        self._around.runner.write(
            record_check,
            self.call.id,
            method,
            outcome,
            questions,
            owner=self,
            then=self._show_checked,
            failed=self._show_failure,
            changes=_KINDS,
        )

    @Slot()
    def _on_method(self) -> None:
        self._show_method(CheckMethod(str(self.sender().property("method"))))

    @Slot()
    def _on_digit(self) -> None:
        rank = int(self.sender().property("rank"))
        if self.call is None:
            {1: self._start.start_phone, 2: self._start.start_counter}.get(rank, self._start.setFocus)()
        elif rank <= len(self._buttons):
            self._show_method(list(self._buttons)[rank - 1])

    @Slot()
    def _on_right(self) -> None:
        panel = self.panel()
        if panel is not None and panel.right.isEnabled():
            panel.say_right()

    @Slot()
    def _on_wrong(self) -> None:
        panel = self.panel()
        if panel is not None:
            panel.say_wrong()

    @Slot()
    def _on_reveal(self) -> None:
        panel = self.panel()
        if panel is not None:
            panel.reveal()
