"""« Identifier l’appelant »: starts the call, then one check after the other up to the level needed."""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QButtonGroup, QStackedWidget, QVBoxLayout, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.caller import BARRED_SENTENCE, Act, allows
from backoffice.rules.vocabulary.calls import CallerLevel, CheckMethod, CheckOutcome, ContactPlace
from backoffice.services.caller.checks import call_back, give_identifiers, see_paper
from backoffice.services.caller.codes import (
    CodeSent,
    CodeVerdict,
    check_code,
    running_code,
    send_code,
    type_code,
)
from backoffice.services.caller.contacts import SecurityContact, call_back_contacts, code_contacts
from backoffice.services.caller.questions import QuestionDraw, answer_questions, draw_questions
from backoffice.services.calls import CallView, start_call
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.contact_panels import CallBackPanel, CodePanel, ContactPanel
from backoffice.views.call.panels import Panel, QuestionsPanel, StartPanel, identifiers_panel, paper_panel
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import Badge, label, line
from backoffice.views.surroundings import Surroundings

_PHONE = (CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS, CheckMethod.CODE, CheckMethod.CALL_BACK)
_COUNTER = (CheckMethod.COUNTER_ID, CheckMethod.IDENTIFIERS, CheckMethod.TWO_ANSWERS, CheckMethod.CODE)
_WORDS = {
    CheckMethod.IDENTIFIERS: "Numéro et nom",
    CheckMethod.TWO_ANSWERS: "Deux réponses",
    CheckMethod.CODE: "Code envoyé",
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
        self._group = QButtonGroup(self)
        self._focused: QWidget | None = None
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
        for digit in range(1, 5):
            # With Ctrl also from a field that takes digits.
            for keys in (str(digit), f"Ctrl+{digit}"):
                shortcut = QShortcut(QKeySequence(keys), self)
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
            self._group.addButton(button)
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
        # A field that takes digits leaves them to the keys of the methods with Ctrl alone.
        control = "Ctrl+" if method is CheckMethod.CODE else ""
        for rank, (one, button) in enumerate(self._buttons.items(), 1):
            button.say(_WORDS[one], f"{control}{rank}")
        panel.right.setFocus(Qt.FocusReason.OtherFocusReason)

    def _new_panel(self, method: CheckMethod) -> Panel:
        if method is CheckMethod.TWO_ANSWERS:
            self._write(draw_questions, self._call_id(), then=self._show_questions)
            return QuestionsPanel()
        if method is CheckMethod.CODE:
            self._read(code_contacts, self._show_contacts)
            self._read(running_code, self._show_running)
            return self._code_panel()
        if method is CheckMethod.CALL_BACK:
            self._read(call_back_contacts, self._show_contacts)
            return CallBackPanel()
        makers = {CheckMethod.IDENTIFIERS: identifiers_panel, CheckMethod.COUNTER_ID: paper_panel}
        return makers[method](self._file)

    def _code_panel(self) -> CodePanel:
        panel = CodePanel()
        panel.send_asked.connect(self._on_send)
        panel.typed.connect(self._on_typed)
        return panel

    def _call_id(self) -> int:
        assert self.call is not None, "a check belongs to a call"
        return self.call.id

    def _read(self, function: Callable[..., Any], then: Callable[[Any], None]) -> None:
        arguments: tuple[Any, ...] = (function, self._call_id())
        failed, topic = self._show_failure, function.__name__
        self._around.runner.read(*arguments, owner=self, then=then, failed=failed, topic=topic)

    def _write(self, function: Callable[..., Any], *arguments: Any, then: Callable[[Any], None]) -> None:
        self._focused = self._stack.focusWidget()
        self._stack.setEnabled(False)
        failed = self._show_failure
        self._around.runner.write(function, *arguments, owner=self, then=then, failed=failed, changes=_KINDS)

    def _show_questions(self, draw: QuestionDraw) -> None:
        self._stack.setEnabled(True)
        panel = self.panel()
        if isinstance(panel, QuestionsPanel):
            panel.ask(draw)
            panel.right.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_contacts(self, contacts: tuple[SecurityContact, ...]) -> None:
        panel = self.panel()
        if isinstance(panel, ContactPanel):
            panel.offer(contacts)

    def _show_running(self, sent: CodeSent | None) -> None:
        panel = self.panel()
        if sent is not None and isinstance(panel, CodePanel):
            panel.show_sent(sent)

    def _show_sent(self, sent: CodeSent) -> None:
        self._stack.setEnabled(True)
        self.messages.clear()
        self._show_running(sent)

    def _show_verdict(self, verdict: CodeVerdict) -> None:
        panel = self.panel()
        if verdict.is_right:
            self._show_checked(verdict.call)
        elif isinstance(panel, CodePanel):
            self._stack.setEnabled(True)
            panel.show_missed(verdict.tries_left)

    def _show_failure(self, error: GuichetError) -> None:
        self._stack.setEnabled(True)
        panel = self.panel()
        if isinstance(panel, CodePanel):
            panel.try_again()
        # Disabled, it let go of the keyboard.
        if self._focused is not None and shiboken6.isValid(self._focused):
            self._focused.setFocus(Qt.FocusReason.OtherFocusReason)
        self.messages.say_error(error)

    def _show_checked(self, call: CallView) -> None:
        self._stack.setEnabled(True)
        if self.call is not None and call.level < self.call.level:
            self.messages.say(BARRED_SENTENCE, "bad")
        elif self.call is not None and call.level == self.call.level:
            self.messages.say("Ce contrôle n’a pas suffi : essayez-en un autre, ou concluez l’appel.", "warn")
        else:
            self.messages.clear()
        self._follow(call)

    @Slot(object, str)
    def _on_started(self, place: ContactPlace, number: str) -> None:
        arguments = (self._file.customer_id, place, number or None)
        self._write(start_call, *arguments, then=self._show_started)

    def _show_started(self, call: CallView) -> None:
        self._stack.setEnabled(True)
        self._follow(call)

    @Slot(object, object)
    def _on_judged(self, method: CheckMethod, outcome: CheckOutcome) -> None:
        panel = self.panel()
        if isinstance(panel, QuestionsPanel):
            assert panel.draw is not None, "judged after it was drawn"
            self._write(answer_questions, panel.draw.id, panel.verdicts(), then=self._show_checked)
        elif isinstance(panel, ContactPanel):
            self._write(call_back, self._call_id(), panel.chosen(), outcome, then=self._show_checked)
        else:
            check = see_paper if method is CheckMethod.COUNTER_ID else give_identifiers
            self._write(check, self._call_id(), outcome, then=self._show_checked)

    @Slot(int)
    def _on_send(self, contact_id: int) -> None:
        self._write(send_code, self._call_id(), contact_id, then=self._show_sent)

    @Slot(str)
    def _on_typed(self, code: str) -> None:
        # Two writes: the try is committed before it is judged.
        self._write(type_code, self._call_id(), code, then=self._judge_code)

    def _judge_code(self, attempt: int) -> None:
        self._write(check_code, attempt, then=self._show_verdict)

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
