"""The keys of a decision: checks turned, proposals taken, a reason chosen; foreseen, then ordered once."""

from collections.abc import Mapping
from enum import Enum
from uuid import uuid4

from PySide6.QtCore import QObject, Qt, Signal, Slot

from backoffice.rules.insurance.checklist import TO_CONFIRM
from backoffice.rules.papers.proposals import PaperProposal
from backoffice.rules.vocabulary.validation.insurance import CheckNote
from backoffice.rules.vocabulary.validation.papers import CheckCode
from backoffice.rules.vocabulary.work import WorkDecision
from backoffice.services.items.orders import KindOrder, KindPreview
from backoffice.tasks.runner import Runner
from backoffice.views.items.choices import Choice
from backoffice.views.items.days import NOT_A_DAY
from backoffice.views.validation.foresight import Foresight
from backoffice.views.validation.judgement import Judgement
from backoffice.views.validation.reading import CertificateCase
from backoffice.views.validation.sheet import CertificateSheet

_READS = "La pièce se lit : rien n’est encore proposé. Répondez par les chiffres, ou attendez un instant."
_OPEN = "Répondez d’abord à {codes} (chiffres 1 à 0)."
_FORESEEN = "Les conséquences se calculent : appuyez de nouveau dans un instant."
_END = "Saisissez la fin de validité lue sur la pièce, puis Entrée ; ou refusez (moins)."


class Step(Enum):
    """What Enter is about."""

    CHECK = "Si vous acceptez"
    READY = "Entrée accepte et passe au suivant"
    REFUSE = "Si vous refusez : Entrée confirme"
    ASK = "Si vous demandez : Entrée confirme"
    NOTE = "Pourquoi l’accepter quand même ?"


_DECISIONS: Mapping[Step, WorkDecision] = {
    Step.REFUSE: WorkDecision.REJECTED,
    Step.ASK: WorkDecision.ASKED,
}

_ENTER: Mapping[Step, str] = {
    Step.CHECK: "Tout est juste",
    Step.READY: "Accepter et suivant",
    Step.REFUSE: "Confirmer le refus",
    Step.ASK: "Confirmer la demande",
    Step.NOTE: "Accepter pour ce motif",
}
"""What the button says that Enter does."""


class Deciding(QObject):
    """One item in hand; ``ordered`` once its consequences were on the screen."""

    said = Signal(str)
    failed = Signal(object)
    touched = Signal()
    ordered = Signal(object)
    """``KindOrder``: to be carried out."""
    changed = Signal()
    """Verdicts, proposed or given, are no longer those that were shown."""
    set_by_hand = Signal()
    """A person has set something: worth keeping."""

    def __init__(self, runner: Runner, sheet: CertificateSheet, parent: QObject) -> None:
        super().__init__(parent)
        self._sheet = sheet
        self._command = ""
        self._is_ordered = False
        self._noted: CheckCode | None = None
        self._file_reason: str | None = None
        self._case: CertificateCase | None = None
        self.judgement = Judgement()
        self.step = Step.CHECK
        self.foresight = Foresight(runner, self)
        self.foresight.known.connect(self._show_outcome)
        self.foresight.failed.connect(self.failed)
        sheet.checklist.turned.connect(self._turn)
        sheet.fields.edited.connect(self._on_edited)
        sheet.choices.chosen.connect(self._on_chosen)

    def begin(self) -> None:
        """Another item: nothing is said of it."""
        self._case, self._noted, self._file_reason = None, None, None
        self._command, self.judgement = str(uuid4()), Judgement()
        self._is_ordered = False
        self.foresight.forget()
        self._take_step(Step.CHECK)
        self._sheet.checklist.show_judgement(self.judgement)
        self._sheet.fields.show_judgement(self.judgement)

    def show_case(self, case: CertificateCase) -> None:
        """The file of the item; read again, it changes nothing of what a person has set."""
        self._case = case
        self.show_judgement()

    def propose(self, proposal: PaperProposal) -> None:
        """The paper was read; what a person has set stays, what he took is to be taken again."""
        if proposal is not self.judgement.proposal:
            self.judgement.propose(proposal)
            if self.step is Step.READY:
                self._take_step(Step.CHECK)
            self.show_judgement()

    def hold_on(self) -> None:
        """The paper is in doubt: what was taken of it is to be taken again."""
        if self.step is Step.READY and not self._is_ordered:
            self._take_step(Step.CHECK)
            self.show_judgement()
            self.said.emit(
                "Le texte et l’image de la pièce ne disent pas la même chose : vérifiez, puis Entrée."
            )

    def expect_refusal(self, reason: str) -> None:
        """The file itself is refused: this is the reason that comes first to hand."""
        self._file_reason = reason

    def restore(self, words: str) -> None:
        """What was set by hand before the item was left."""
        self.judgement.restore(words)
        self.show_judgement()

    def fall_back(self, sentence: str) -> None:
        """An order or a reading failed, which is said in place; it is confirmed again before another."""
        self._is_ordered = False
        self.foresight.forget()
        if self.step is Step.READY:
            self._take_step(Step.CHECK)
        self._sheet.outcome.show_outcome("", KindPreview(refusal=sentence))

    def show_judgement(self) -> None:
        """Show the verdicts, and what would follow."""
        self._sheet.checklist.show_judgement(self.judgement)
        self._sheet.fields.show_judgement(self.judgement)
        self.changed.emit()
        self._foresee()

    def _order(self, decision: WorkDecision, reason: str | None = None) -> KindOrder | None:
        if self._case is None:
            return None
        details = self.judgement.verdict().details()
        # The same identifier again after a lost line: what was done is not done twice.
        return KindOrder(
            self._case.item.item_id, self._case.item.version, decision, self._command, reason, details
        )

    def _shown_order(self) -> KindOrder | None:
        """The order that Enter would give at this step."""
        if self.step in _DECISIONS:
            reason = self._sheet.choices.current()
            return self._order(_DECISIONS[self.step], reason) if reason is not None else None
        return self._order(WorkDecision.ACCEPTED) if not self.judgement.unanswered() else None

    def _foresee(self) -> None:
        order = self._shown_order()
        if order is None:
            self.foresight.forget()
        else:
            self.foresight.ask(order)
        self._show_outcome()

    @Slot()
    def _show_outcome(self) -> None:
        if self._case is None:
            return
        order = self._shown_order()
        preview = self.foresight.of(order) if order is not None else None
        self._sheet.outcome.show_outcome(self.step.value if order is not None else "", preview)

    def _take_step(self, step: Step) -> None:
        self.step = step
        self._sheet.show_choices(on=step in (Step.REFUSE, Step.ASK, Step.NOTE))
        self._sheet.say_accept(_ENTER[step])

    @Slot()
    def _on_edited(self) -> None:
        self._sheet.fields.take_into(self.judgement)
        self._changed()

    def _turn(self, code: CheckCode) -> None:
        self.judgement.turn(code)
        self._changed()

    def _changed(self) -> None:
        """A person has set something: what was ordered is no longer what the screen shows."""
        self.touched.emit()
        self._command = str(uuid4())
        self.set_by_hand.emit()
        if self.step is Step.READY:
            self._take_step(Step.CHECK)
        self.show_judgement()

    def digit(self, digit: int) -> None:
        """A check turns, or a line of the list comes to hand."""
        self.touched.emit()
        if self.step in (Step.REFUSE, Step.ASK, Step.NOTE):
            if not self._sheet.choices.choose_digit(str(digit)):
                self.said.emit("Aucune ligne n’a ce chiffre : flèches, puis Entrée.")
            return
        code = list(CheckCode)[(digit - 1) % 10]
        self._turn(code)
        self._sheet.checklist.take_focus(code)

    @Slot()
    def accept(self) -> None:
        """Take what is proposed; once taken, or with a reason in hand, order it."""
        self.touched.emit()
        if self._case is None:
            self.said.emit("L’attestation se lit : attendez un instant.")
        elif self._is_ordered:
            self.said.emit("La décision s’enregistre : le dossier suivant vient.")
        elif self.step is Step.NOTE:
            self._take_note()
        elif self.step is Step.CHECK:
            self._take_all()
        else:
            self._decide()

    def _take_all(self) -> None:
        """Take what is proposed, and say what is still missing."""
        fields, judgement = self._sheet.fields, self.judgement
        missing = judgement.unanswered()
        if missing:
            codes = ", ".join(one.value for one in missing)
            self.said.emit(_OPEN.format(codes=codes) if judgement.given else _READS)
            return
        if fields.start.is_wrong() or fields.end.is_wrong():
            self.said.emit(NOT_A_DAY.capitalize())
            return
        if (code := judgement.without_note()) is not None:
            self._ask_note(code)
            return
        if judgement.end is None:
            self.said.emit(_END)
            fields.take_focus()
            return
        judgement.take_all()
        self._take_step(Step.READY)
        self.show_judgement()
        self._sheet.accept.setFocus(Qt.FocusReason.OtherFocusReason)

    def _decide(self) -> None:
        """Give the order of this step, once its consequences are on the screen."""
        order = self._shown_order()
        if order is None:
            self.said.emit("Choisissez un motif : chiffre ou flèches, puis Entrée.")
            return
        preview = self.foresight.of(order)
        if preview is None:
            # After a failure nothing is foreseen any more: it is asked again, and so is the key.
            self._foresee()
            self.said.emit(_FORESEEN)
        elif preview.refusal is not None:
            self.said.emit(preview.refusal)
            self._take_step(Step.CHECK if self.step is Step.READY else self.step)
            self._show_outcome()
        else:
            self._is_ordered = True
            self.ordered.emit(order)

    def _ask_note(self, code: CheckCode) -> None:
        self._noted = code
        self._take_step(Step.NOTE)
        notes = [Choice(one.value, one.label, str(rank)) for rank, one in enumerate(CheckNote, 1)]
        title = f"{code.value} {code.label} : non. Pourquoi l’accepter quand même ?"
        self._sheet.choices.offer(title, notes)

    def _take_note(self) -> None:
        note = self._sheet.choices.current()
        if note is None or self._noted is None:
            self.said.emit("Choisissez pourquoi : chiffre ou flèches, puis Entrée.")
            return
        self.judgement.notes[self._noted] = CheckNote(note)
        self._take_step(Step.CHECK)
        self._changed()
        self._sheet.checklist.take_focus(self._noted)
        self.accept()

    @Slot()
    def refuse(self) -> None:
        """Choose why it is refused."""
        self._offer(Step.REFUSE, "Refuser : quel motif ?", frozenset({TO_CONFIRM}))

    @Slot()
    def ask(self) -> None:
        """Choose what is asked of the tenant, or of his insurer (R2.11)."""
        self._offer(Step.ASK, "Demander : que manque-t-il ?", frozenset())

    def _offer(self, step: Step, title: str, but: frozenset[str]) -> None:
        self.touched.emit()
        if self._case is None:
            return
        likely = self._file_reason or self.judgement.likely_reason()
        self._take_step(step)
        self._sheet.choices.offer(title, [
            Choice(one.code, one.label, one.digit, one.tenant_text, one.code == likely)
            for one in self._case.reasons if one.code not in but
        ])  # fmt: skip
        self._foresee()

    @Slot(str)
    def _on_chosen(self, _code: str) -> None:
        self.touched.emit()
        if self.step in _DECISIONS:
            self._foresee()

    @Slot()
    def escape(self) -> None:
        """Back to the checks; what was set stays."""
        self.touched.emit()
        self._take_step(Step.CHECK)
        self.show_judgement()
        # Out of a field or a list, the digits turn the checks again.
        self._sheet.checklist.take_focus(self._sheet.checklist.focused_code() or CheckCode.C1)
