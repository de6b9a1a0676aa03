"""Approving and erasing: the act is named, Cancel is the default, the number is typed to erase."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QLineEdit, QWidget

from backoffice.errors import GuichetError
from backoffice.services.retention.erasure import ErasureStep, approve, erase_next
from backoffice.services.retention.runs import RESERVED_ADVICE, RunView
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import column, label
from backoffice.views.surroundings import Surroundings

_APPROVE = (
    "Les {due} éléments listés pourront être effacés. Chacun sera jugé de nouveau à ce moment : "
    "ce qui aura repris vie sera gardé. Les {held} éléments retenus ne sont pas touchés."
)
_ERASE = (
    "Les {due} éléments listés vont être effacés de la base, dossier par dossier. C’est sans retour : "
    "aucune restauration n’est possible depuis Guichet."
)


class RunDialog(SheetDialog):
    """What both acts share: the sentence, Cancel under Enter, the act beside it."""

    done_with = Signal(str)
    """The sentence that says what was done."""

    def __init__(
        self, parent: QWidget, around: Surroundings, run: RunView, words: tuple[str, str, str]
    ) -> None:
        title, sentence, act = words
        super().__init__(parent, f"{title} n° {run.id}", f"{run.landlord_name}  ·  {run.due} à effacer")
        self._around = around
        self._run = run
        self.cancel = KeyButton("Annuler", "Échap")
        self.act = KeyButton(act, kind="main")
        self.body.addWidget(label(sentence.format(due=run.due, held=run.held), wrap=True))
        self.cancel.setAutoDefault(True)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.act.clicked.connect(self._on_act)
        self.buttons.addWidget(self.cancel)
        self.buttons.addWidget(self.act)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(620, 240)

    def _begin(self) -> None:
        raise NotImplementedError

    def _show_failure(self, error: GuichetError) -> None:
        self.act.setEnabled(True)
        self.messages.say_error(error)

    @Slot()
    def _on_act(self) -> None:
        self.act.setEnabled(False)
        self._begin()


class ApproveDialog(RunDialog):
    """The officer's yes."""

    def __init__(self, parent: QWidget, around: Surroundings, run: RunView) -> None:
        super().__init__(parent, around, run, ("Approuver la simulation", _APPROVE, "Approuver"))
        self.body.addWidget(label(RESERVED_ADVICE, "soft", wrap=True))

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
        super().__init__(parent, around, run, ("Effacer la simulation", _ERASE, "Effacer sans retour"))
        self._erased = self._kept = 0
        self.field = QLineEdit()
        self.field.setAccessibleName("Numéro de la simulation")
        words = label(f"Pour effacer, tapez le &numéro de la simulation ({run.id})")
        words.setTextFormat(Qt.TextFormat.AutoText)
        words.setBuddy(self.field)
        self.progress = label("", "strong", wrap=True)
        self.body.addLayout(column(words, self.field, self.progress, spacing=4))
        self.field.textChanged.connect(self._on_typed)
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
        self.progress.setText(f"{self._erased} effacés sur {self._run.due}, {self._kept} gardés.")
        if not step.finished:
            if self.isVisible():
                self._step()
            return
        self.done_with.emit(f"Effacement achevé : {self._erased} éléments effacés, {self._kept} gardés.")
        self.accept()

    @Slot(str)
    def _on_typed(self, text: str) -> None:
        self.act.setEnabled(text.strip() == str(self._run.id))
