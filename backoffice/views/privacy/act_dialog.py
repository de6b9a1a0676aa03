"""Acts of the officer: each is named, Cancel is the default, the number is typed to erase."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.rules.retention.words import SubjectRequestState
from backoffice.services.retention.erasure import ErasureStep, approve, erase_next
from backoffice.services.retention.runs import RESERVED_ADVICE, RunView
from backoffice.services.subjects.requests import RequestView, close
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import column, label, title_of, unbroken
from backoffice.views.surroundings import Surroundings

_APPROVE = (
    "{due} pourront être effacés. Chacun sera jugé de nouveau à ce moment : ce qui aura repris vie sera "
    "gardé."
)
_APPROVE_ONE = (
    "1 élément pourra être effacé. Il sera jugé de nouveau à ce moment : repris vie, il sera gardé."
)
_HELD = " Ce qui est retenu ({held}) n’est pas touché."
_ERASE = (
    "À effacer de la base, dossier par dossier : {due}. C’est sans retour : aucune restauration n’est "
    "possible depuis Guichet."
)
_CLOSE = {
    SubjectRequestState.ANSWERED: (
        "Demande répondue",
        "La personne a reçu sa réponse. La demande quitte la liste ; c’est sans retour.",
        "Marquer répondue",
    ),
    SubjectRequestState.REFUSED: (
        "Demande refusée",
        "La personne a reçu le motif du refus et ses voies de recours. La demande quitte la liste ; c’est "
        "sans retour.",
        "Marquer refusée",
    ),
}


def counted(elements: int) -> str:
    """``1 élément``, ``5 éléments``."""
    return f"{elements} élément{'s' if elements > 1 else ''}"


class ActDialog(SheetDialog):
    """What these acts share: the sentence, Cancel under Enter, the act beside it under its own key."""

    done_with = Signal(str)
    """The sentence that says what was done."""

    def __init__(self, parent: QWidget, around: Surroundings, head: tuple[str, str], sentence: str) -> None:
        super().__init__(parent, *head)
        self._around = around
        self.cancel = KeyButton("Annuler", "Échap")
        self.act = KeyButton("", "Ctrl+Entrée", kind="main")
        self.body.addWidget(label(unbroken(sentence), wrap=True))
        self.cancel.setAutoDefault(True)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self._on_act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.act.click)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(620, 260)

    def _begin(self) -> None:
        raise NotImplementedError

    def _show_failure(self, error: GuichetError) -> None:
        self.act.setEnabled(True)
        self.messages.say_error(error)

    @Slot()
    def _on_act(self) -> None:
        self.act.setEnabled(False)
        self._begin()


class RunDialog(ActDialog):
    """An act on a run."""

    def __init__(
        self, parent: QWidget, around: Surroundings, run: RunView, words: tuple[str, str, str]
    ) -> None:
        title, sentence, act = words
        head = (f"{title} n° {run.id}", f"{run.landlord_name}  ·  {run.due} à effacer")
        super().__init__(parent, around, head, sentence)
        self._run = run
        self.act.say(act)


class ApproveDialog(RunDialog):
    """The officer's yes."""

    def __init__(self, parent: QWidget, around: Surroundings, run: RunView) -> None:
        sentence = _APPROVE_ONE if run.due == 1 else _APPROVE.format(due=counted(run.due))
        held = _HELD.format(held=counted(run.held)) if run.held else ""
        super().__init__(parent, around, run, ("Approuver la simulation", sentence + held, "Approuver"))
        self.body.addWidget(label(unbroken(RESERVED_ADVICE), "soft", wrap=True))
        self.body.addStretch(1)

    def _begin(self) -> None:
        self._around.runner.write(
            approve, self._run.id, owner=self, then=self._show_done, failed=self._show_failure, changes=()
        )

    def _show_done(self, run: RunView) -> None:
        self.done_with.emit(f"Simulation n° {run.id} approuvée.")
        self.accept()


class EraseDialog(RunDialog):
    """Step by step: closing it stops after the present file, and it goes on another day."""

    def __init__(self, parent: QWidget, around: Surroundings, run: RunView) -> None:
        sentence = _ERASE.format(due=counted(run.due))
        super().__init__(parent, around, run, ("Effacer la simulation", sentence, "Effacer sans retour"))
        self._erased = self._kept = 0
        self.field = QLineEdit()
        self.field.setAccessibleName("Numéro de la simulation")
        self.field.setMaximumWidth(160)
        words = title_of(f"Pour effacer, tapez le &numéro de la simulation ({run.id})", self.field, "")
        self.progress = label("", "strong", wrap=True)
        self.body.addLayout(column(words, self.field, self.progress, spacing=4))
        self.body.addStretch(1)
        self.field.textChanged.connect(self._on_typed)
        self.field.setFocus(Qt.FocusReason.OtherFocusReason)
        self.act.setEnabled(False)

    def _begin(self) -> None:
        self.field.setEnabled(False)
        self.cancel.say("Arrêter après ce dossier")
        self._step()

    def _step(self) -> None:
        self._around.runner.write(
            erase_next, self._run.id, owner=self, then=self._show_step, failed=self._show_failure, changes=()
        )

    def _show_step(self, step: ErasureStep) -> None:
        self._erased += step.erased
        self._kept += step.kept
        self.progress.setText(f"Effacés : {self._erased} sur {self._run.due}. Gardés : {self._kept}.")
        if not step.finished:
            if self.isVisible():
                self._step()
            return
        self.done_with.emit(f"Effacement achevé. Effacés : {self._erased}. Gardés : {self._kept}.")
        self.accept()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.act.setEnabled(text.strip() == str(self._run.id))


class CloseDialog(ActDialog):
    """A request leaves the list: answered, or refused with a reason."""

    def __init__(
        self, parent: QWidget, around: Surroundings, request: RequestView, state: SubjectRequestState
    ) -> None:
        title, sentence, act = _CLOSE[state]
        whose = "  ·  ".join((f"N° {request.id}", request.kind, request.client_ref, request.landlord_name))
        super().__init__(parent, around, (title, whose), sentence)
        self._request, self._state = request, state
        self.act.say(act)
        self.body.addStretch(1)
        self.resize(620, 200)

    def _begin(self) -> None:
        self._around.runner.write(
            close,
            self._request.id,
            self._state,
            owner=self,
            then=self._show_done,
            failed=self._show_failure,
            changes=(),
        )

    def _show_done(self, request: RequestView) -> None:
        self.done_with.emit(f"Demande n° {request.id} : {request.clock.lower()}.")
        self.accept()
