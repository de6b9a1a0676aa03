"""A change of profession, contact or account on the desk: the paper beside what it changes."""

from functools import partial

from PySide6.QtCore import Qt, Slot
from PySide6.QtWidgets import QVBoxLayout

from backoffice.rules.dates import french_instant
from backoffice.rules.vocabulary.validation.tasks import SubmissionKind
from backoffice.rules.vocabulary.work import WorkDecision, WorkKind
from backoffice.services.changes.requests.cases import ChangeCase, change_case
from backoffice.services.changes.requests.deciding import (
    decide_change,
    event_words,
    preview_change,
    undo_change,
)
from backoffice.services.changes.requests.foreseeing import FRAUD, TO_CONFIRM
from backoffice.services.changes.requests.results import ChangeAnswer
from backoffice.views.changes.sheet import ChangeSheet
from backoffice.views.items.keys import Keys
from backoffice.views.items.request_page import RequestPage, Step
from backoffice.views.items.requests import RequestActs, Submitted
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.pieces import Elided, card, column, line
from backoffice.views.surroundings import Surroundings

_DOUBT = "Doute : rappeler au numéro connu"
_SURE = "Confirmer le doute : rappeler au numéro connu"
_OTHERS = "Cette demande se décide par une autre personne : passez-la (Maj+F8)."


class ChangePage(RequestPage[ChangeCase]):
    """Before, after, the pieces and what it does; for an account, F answers a fraud."""

    def __init__(self, around: Surroundings, kind: SubmissionKind) -> None:
        acts = RequestActs(WorkKind(kind.value), change_case, preview_change, decide_change, undo_change)
        super().__init__(around, acts)
        self._kind = kind
        self.title, self.subtitle = Elided("", "title"), Elided("", "soft")
        self.fraud = KeyButton(_DOUBT, "F")
        self.fraud.setToolTip("Refuse, ne prélève rien, et répond au locataire de vérifier en appelant.")
        self.fraud.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.fraud.setVisible(kind is SubmissionKind.BANK)
        self.sheet = ChangeSheet(self.accept, line(self.ask, self.refuse, spacing=6), self.fraud)
        self._lay_out()
        self._listen()

    def _lay_out(self) -> None:
        self.verdict.setLayout(column(self.sheet))
        heading = line(column(self.title, self.subtitle, spacing=2), self.file, spacing=10)
        heading.setStretch(0, 1)
        paper = card(column(self.viewer, margins=8), "tableFrame")
        beside = card(column(self.stack, margins=10), "tableFrame")
        sides = line(paper, beside, spacing=10)
        sides.setStretch(0, 11)
        sides.setStretch(1, 10)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(8)
        layout.addLayout(heading)
        layout.addLayout(sides, 1)

    def _listen(self) -> None:
        super()._listen()
        self.sheet.papers.judged.connect(self._on_edited)
        self.sheet.check.activated.connect(self._on_edited)
        self.fraud.clicked.connect(partial(self._press, Step.FRAUD, self._on_fraud))

    def _other_keys(self) -> Keys:
        plain = Qt.KeyboardModifier.NoModifier
        return {(plain, Qt.Key.Key_F): self._on_fraud} if self._kind is SubmissionKind.BANK else {}

    def _submitted(self, case: ChangeCase) -> Submitted:
        return case.found.asked

    def _show(self, case: ChangeCase, *, first: bool) -> None:
        asked = case.found.asked
        second = " — à approuver" if asked.is_approval else ""
        self.title.say(
            f"{event_words(asked.event)}{second} — client {case.client_ref}, contrat {case.contract}"
        )
        by = f"{asked.asked_by}, saisi par {asked.entered_by}" if asked.entered_by else asked.asked_by
        self.subtitle.say(
            f"Demandé par {by}, {asked.channel.label.lower()}, le {french_instant(asked.submitted_at)}"
        )
        self.ask.setVisible(bool(case.found.pieces) and not asked.is_approval)
        self.sheet.show_case(case)

    def _may_accept(self) -> bool:
        case = self.case
        return case is not None and case.found.outcome.may_be_accepted and case.is_mine_to_decide

    def _yes(self) -> str:
        approval = self.case is not None and self.case.found.asked.is_approval
        return "Approuver" if approval else "Accepter"

    def _not_mine(self, case: ChangeCase) -> str:
        return "" if case.is_mine_to_decide else "à une autre personne"

    def _say_steps(self) -> None:
        super()._say_steps()
        sure = self.step is Step.FRAUD
        self.fraud.say(_SURE if sure else _DOUBT, "Entrée" if sure else "F")

    def _why_not(self, case: ChangeCase) -> str:
        told = [one.sentence for one in case.found.outcome.objections]
        return told[0] if told else _OTHERS

    def _likely(self, case: ChangeCase) -> str | None:
        objections = case.found.outcome.objections
        return objections[0].code if objections else None

    def _rejection(self, code: str) -> WorkDecision:
        # What is to be confirmed is not refused by the first person: the item waits, somebody calls.
        first = self.case is not None and not self.case.found.asked.is_approval
        return WorkDecision.ASKED if first and code == TO_CONFIRM else WorkDecision.REJECTED

    def _decide(self, step: Step) -> None:
        """Of a fraud, nothing is debited, the tenant is told to call the number that he knows (R3.58)."""
        if step is Step.FRAUD:
            self._order(WorkDecision.REJECTED, FRAUD)
        else:
            super()._decide(step)

    @Slot()
    def _on_fraud(self) -> None:
        self._arm(Step.FRAUD, self.fraud)

    def _answer(self) -> ChangeAnswer:
        return self.sheet.answer()

    def _rest(self) -> None:
        self.sheet.consequences.setFocus(Qt.FocusReason.OtherFocusReason)

    def _clear(self) -> None:
        self.title.say("")
        self.subtitle.say("")
        self.sheet.clear()
