"""« Identifier l’appelant »: starts the call, then one check after the other up to the level needed."""

from collections.abc import Callable
from typing import Any

import shiboken6
from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QStackedWidget, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.caller import BARRED_SENTENCE, Act, allows
from backoffice.rules.calls.who import is_outside
from backoffice.rules.vocabulary.calls import CallerKind, CallerLevel, CheckMethod, CheckOutcome
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
from backoffice.services.caller.line import say_caller, take_call, take_line
from backoffice.services.caller.questions import QuestionDraw, answer_questions, draw_questions
from backoffice.services.caller.representatives import representatives
from backoffice.services.calls import CallView
from backoffice.services.tenant.results import TenantFile
from backoffice.views.call.contact_panels import CallBackPanel, CodePanel, ContactPanel
from backoffice.views.call.methods import Methods
from backoffice.views.call.panels import Panel, QuestionsPanel, identifiers_panel, paper_panel
from backoffice.views.call.signs_strip import SignsStrip
from backoffice.views.call.who_panel import OutsidePanel, WhoPanel
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import Badge, label, line
from backoffice.views.representative.dialog import RepresentativesDialog
from backoffice.views.surroundings import Surroundings

_KINDS = ("call",)


class IdentifyDialog(SheetDialog):
    """Methods on the left by digit, what to ask on the right, the level reached above."""

    verified = Signal(object)
    """The ``CallView`` once level 2 is reached."""
    finished_at = Signal(object)

    def __init__(
        self,
        parent: QWidget,
        around: Surroundings,
        file: TenantFile,
        number: str,
        waiting: CallView | None = None,
    ) -> None:
        super().__init__(parent, "Identifier l’appelant", file.name)
        self._around = around
        self._file = file
        self._line = waiting
        self.call: CallView | None = None
        self.level = Badge()
        self._advice = label("", "soft")
        self.methods = Methods()
        self.methods.wanted.connect(self._show_method)
        self._focused: QWidget | None = None
        self._stack = QStackedWidget()
        started = waiting is not None or file.call is not None
        several = len({holder for lease in file.leases for holder in lease.holders}) > 1
        self.who = WhoPanel(number, several_holders=several, started=started)
        self.who.chosen.connect(self._on_who)
        self.who.papers.connect(self._on_papers)
        self._stack.addWidget(self.who)
        self.signs = SignsStrip(self, around)
        self.signs.moved.connect(self._on_signs)
        self.signs.failed.connect(self.messages.say_error)
        self._lay_out()
        self._listen()
        self._read_papers()
        if file.call is not None:
            self._follow(file.call)

    def panel(self) -> Panel | None:
        """The check being made, if one is."""
        current = self._stack.currentWidget()
        return current if isinstance(current, Panel) else None

    def _lay_out(self) -> None:
        self.body.addLayout(line(self.level, self._advice, 1, spacing=10))
        self._middle = line(self.methods, self._stack, spacing=12)
        self._middle.setStretch(1, 1)
        self.body.addLayout(self._middle, 1)
        self.body.addWidget(self.signs)
        self.close_button = KeyButton("Fermer", "Échap")
        self.close_button.clicked.connect(self.reject)
        self.buttons.addWidget(self.close_button)
        self.resize(820, 520)
        self._show_level(CallerLevel.L0)

    def _listen(self) -> None:
        for digit in range(1, 6):
            # With Ctrl also from a field that takes digits.
            for keys in (str(digit), f"Ctrl+{digit}"):
                shortcut = QShortcut(QKeySequence(keys), self)
                shortcut.setProperty("rank", digit)
                shortcut.activated.connect(self._on_digit)
        slots = {
            "J": self._on_right,
            "F": self._on_wrong,
            "R": self._on_reveal,
            "G": self.who.toggle_counter,
            "M": self._on_papers,
        }
        for key, slot in slots.items():
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
        """Show where the call stands and offer the next check, once it is known who speaks."""
        self.call = call
        self._show_level(call.level)
        self.signs.follow(call)
        if call.caller is None:
            return
        if is_outside(call.caller):
            self._show_outside(call.caller)
            return
        first = self.methods.offer(call.place)
        if allows(call.level, Act.READ_ACCOUNT):
            self.verified.emit(call)
            self.accept()
        elif call.level >= call.highest:
            self._show_cap(call)
        else:
            known = call.level is not CallerLevel.L0
            self._show_method(CheckMethod.TWO_ANSWERS if known else first)

    def _show_outside(self, kind: CallerKind) -> None:
        self._advice.setText("Aucun contrôle n’y change rien.")
        self.methods.hide()
        panel = OutsidePanel(kind)
        self._stack.addWidget(panel)
        self._stack.setCurrentWidget(panel)
        self._offer_close()

    def _offer_close(self) -> None:
        """Nothing is left to type: Enter closes."""
        self.close_button.setAutoDefault(True)
        self.close_button.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_cap(self, call: CallView) -> None:
        level = call.highest.value[1]
        self.messages.say(
            f"Le mandat de ce représentant s’arrête au niveau {level} : {call.speaker}.", "warn"
        )
        self._offer_close()

    @Slot(object)
    def _show_method(self, method: CheckMethod) -> None:
        panel = self._new_panel(method)
        panel.judged.connect(self._on_judged)
        before = self._stack.currentWidget()
        self._stack.addWidget(panel)
        self._stack.setCurrentWidget(panel)
        if before is not None and before is not self.who:
            self._stack.removeWidget(before)
            before.deleteLater()
        self.methods.show_method(method)
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

    def _read(
        self, function: Callable[..., Any], then: Callable[[Any], None], key: int | None = None
    ) -> None:
        arguments: tuple[Any, ...] = (function, self._call_id() if key is None else key)
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

    @Slot(object, object)
    def _on_who(self, kind: CallerKind, paper: int | None) -> None:
        said = (kind, paper)
        if self.call is not None:
            self._write(say_caller, self.call.id, *said, then=self._show_said)
        elif self._line is not None:
            self._write(take_line, self._line.id, self._file.customer_id, *said, then=self._show_said)
        else:
            number = self.who.number.text().strip() or None
            asked = (self._file.customer_id, self.who.place, number, *said)
            self._write(take_call, *asked, then=self._show_said)

    @Slot()
    def _on_papers(self) -> None:
        if self._stack.currentWidget() is not self.who:
            return
        dialog = RepresentativesDialog(self, self._around, self._file.customer_id, self._file.name)
        dialog.changed.connect(self._read_papers)
        dialog.open()

    @Slot()
    def _read_papers(self) -> None:
        self._read(representatives, self.who.offer, self._file.customer_id)

    def _show_said(self, call: CallView) -> None:
        self._stack.setEnabled(True)
        self.messages.clear()
        self._follow(call)

    @Slot(object)
    def _on_signs(self, call: CallView) -> None:
        self.call = call

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
    def _on_digit(self) -> None:
        rank = int(self.sender().property("rank"))
        if self._stack.currentWidget() is self.who:
            self.who.take(rank)
        elif not self.methods.isHidden():
            self.methods.press(rank)

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
