"""« Pourquoi ouvrir ce dossier ? »: asked only when neither a call nor the desk tells."""

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.access import CHOSEN_PURPOSES, OpeningPurpose
from backoffice.views.access.choices import Choices
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog


class PurposeDialog(SheetDialog):
    """One digit chooses and closes."""

    chosen = Signal(object)
    """An ``OpeningPurpose``."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(
            parent,
            "Pourquoi ouvrir ce dossier ?",
            "Le motif est gardé avec votre nom dans la trace des ouvertures.",
        )
        self.choices: Choices[OpeningPurpose] = Choices(CHOSEN_PURPOSES, self)
        self.choices.chosen.connect(self._on_chosen)
        self.body.addWidget(self.choices)
        cancel = KeyButton("Annuler", "Échap")
        cancel.setAutoDefault(True)
        cancel.clicked.connect(self.reject)
        self.buttons.addWidget(cancel)
        cancel.setFocus(Qt.FocusReason.OtherFocusReason)
        self.resize(440, 340)

    @Slot(str)
    def _on_chosen(self, code: str) -> None:
        self.chosen.emit(OpeningPurpose(code))
        self.accept()
