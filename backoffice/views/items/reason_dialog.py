"""Choose one of a closed list by its digit: why an item is passed on, or opened again."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QWidget

from backoffice.rules.vocabulary.labelled import Labelled
from backoffice.views.parts.buttons import KeyButton
from backoffice.views.parts.dialog import SheetDialog


class ReasonDialog(SheetDialog):
    """One press chooses and closes; Escape gives up."""

    def __init__(
        self,
        parent: QWidget,
        title: str,
        subtitle: str,
        reasons: Sequence[Labelled],
        choose: Callable[[Labelled], object],
    ) -> None:
        super().__init__(parent, title, subtitle)
        self.reasons = tuple(reasons)
        self._choose = choose
        self.choices = []
        for rank, reason in enumerate(self.reasons, 1):
            button = KeyButton(reason.label, str(rank), kind="choice")
            button.clicked.connect(partial(self.take, reason))
            self.body.addWidget(button)
            self.choices.append(button)
        give_up = KeyButton("Abandonner", "Échap", kind="quiet")
        give_up.clicked.connect(self.reject)
        self.buttons.addWidget(give_up)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """A digit, of the number pad too, chooses."""
        rank = event.key() - Qt.Key.Key_1
        if 0 <= rank < len(self.reasons):
            self.take(self.reasons[rank])
        else:
            super().keyPressEvent(event)

    def take(self, reason: Labelled, *_checked: bool) -> None:
        """Choose ``reason``."""
        self.accept()
        self._choose(reason)
