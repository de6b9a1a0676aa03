"""« Défaire une réunion de fiches »: what it will do, then the act; nothing is done by one stray key."""

from uuid import uuid4

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QWidget

from backoffice.errors import GuichetError
from backoffice.services.desk.timeline.results import MergeInForce
from backoffice.services.duplicates.merging import unmerge_persons
from backoffice.services.duplicates.results import Parted
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog
from backoffice.views.parts.pieces import label, unbroken
from backoffice.views.surroundings import Surroundings

_WHAT = (
    "Ce qui était passé sur la fiche gardée revient à l’autre fiche. Ce qui a changé depuis reste où il est, "
    "et Guichet dit quoi vérifier."
)


class PartDialog(SheetDialog):
    """Cancel is the default."""

    done_with = Signal(str, str)
    """A sentence and its tone."""

    def __init__(self, parent: QWidget, around: Surroundings, merge: MergeInForce, sentence: str) -> None:
        super().__init__(parent, "Défaire une réunion de fiches", unbroken(f"{sentence}."))
        self._around, self._merge = around, merge
        self._command_id = str(uuid4())
        self.body.addWidget(label(unbroken(_WHAT), wrap=True))
        self.body.addStretch(1)
        self.cancel = KeyButton("Annuler", "Échap")
        self.cancel.setAutoDefault(True)
        self.cancel.setDefault(True)
        self.cancel.clicked.connect(self.reject)
        self.act = KeyButton("Défaire la réunion", "Ctrl+Entrée", kind="main")
        self.act.clicked.connect(self._on_act)
        for keys in ("Ctrl+Return", "Ctrl+Enter"):
            QShortcut(QKeySequence(keys), self).activated.connect(self.act.click)
        for button in (self.cancel, self.act):
            self.buttons.addWidget(button)
        self.cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(620, 220)

    @Slot()
    def _on_act(self) -> None:
        self.act.setEnabled(False)
        self._around.runner.write(
            unmerge_persons, self._merge.id, self._merge.version, self._command_id,
            owner=self, then=self._on_parted, failed=self._on_failed, changes=("person",),
        )  # fmt: skip

    def _on_parted(self, parted: Parted) -> None:
        self.done_with.emit(parted.sentence, "warn" if parted.left else "ok")
        self.accept()

    def _on_failed(self, error: GuichetError) -> None:
        self.act.setEnabled(True)
        self.messages.say_error(error)
